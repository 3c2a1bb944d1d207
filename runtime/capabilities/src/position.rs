//! Where a list or a run of changes has got to: everything that a later process needs to go on, in one value, which is
//! the text of a cursor.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use tributary_core::{Cursor, Timestamp};

use super::{Error, ErrorKind};

/// Where a run is. Its size is bounded by what the vendor's own cursors and tokens take.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Position {
    /// What the run is of: `hubspot/crm.contact/changed/5f0c…`.
    pub(super) of: String,
    /// Since when changes are asked for.
    pub(super) since: Option<Timestamp>,
    /// The token that the run goes on from.
    pub(super) token: Option<String>,
    /// The vendor's time at its first answer.
    pub(super) began: Option<Timestamp>,
    /// What a leg that is over ended with.
    pub(super) ended: Option<String>,
    /// The list that comes before all changes is being read.
    pub(super) listing: bool,
    /// Which of the run's lists: what changed, what was deleted.
    pub(super) leg: usize,
    /// The vendor's cursor, or what is kept of the next page's address.
    pub(super) cursor: Option<String>,
    /// Where the window before ended.
    pub(super) last: Option<String>,
    /// How many records came before: in the window, or in the list.
    pub(super) seen: i64,
    /// How many pages came before.
    pub(super) pages: i64,
    /// How many batches of ids came before.
    pub(super) batch: i64,
    /// How many records a page, where pages are counted.
    pub(super) size: Option<i64>,
    pub(super) ring: Ring,
}

impl Position {
    pub(super) fn cursor(&self) -> Cursor {
        let Self { of, listing, leg, seen, pages, batch, ring, .. } = self;
        let mut members = Map::new();
        let listing = ("listing", i64::from(*listing));
        let numbers = [listing, ("leg", *leg as i64), ("seen", *seen), ("pages", *pages), ("batch", *batch)];
        let numbers = numbers.into_iter().filter(|(_, number)| *number != 0);
        let times = [("since", self.since), ("began", self.began)];
        let times = times.into_iter().filter_map(|(name, time)| Some((name, time?.as_millisecond())));
        let size = self.size.map(|size| ("size", size));
        for (name, number) in numbers.chain(times).chain(size) {
            members.insert(name.to_owned(), json!(number));
        }
        let texts =
            [("token", &self.token), ("ended", &self.ended), ("cursor", &self.cursor), ("last", &self.last)];
        for (name, text) in texts.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?))) {
            members.insert(name.to_owned(), json!(text));
        }
        members.insert("of".to_owned(), json!(of));
        members.insert("ring".to_owned(), json!([ring.mark, ring.steps, ring.limit, ring.alike]));
        Cursor::new(URL_SAFE_NO_PAD.encode(Value::Object(members).to_string()))
    }

    /// The first page of the list.
    pub(super) fn at_start(&self) -> Self {
        let Self { of, since, token, began, ended, leg, batch, .. } = self.clone();
        Self { of, since, token, began, ended, leg, batch, ..Self::default() }
    }

    /// The first page of the run's next list.
    pub(super) fn next_leg(&self) -> Self {
        Self { leg: self.leg + 1, ..self.at_start() }
    }

    /// Reads a cursor of this run.
    ///
    /// # Errors
    /// It is of another run, or is none of ours.
    pub(super) fn read(cursor: &Cursor, of: &str) -> Result<Self, Error> {
        let position = Self::parse(cursor.as_str())
            .ok_or_else(|| refused(format!("this is no cursor of {of}, or it was changed")))?;
        match position.of == of {
            true => Ok(position),
            false => Err(refused(format!("the cursor is of {}, not of {of}", position.of))),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let text = URL_SAFE_NO_PAD.decode(text).ok()?;
        let members: Map<String, Value> = serde_json::from_slice(&text).ok()?;
        let text = |name: &str| members.get(name)?.as_str().map(str::to_owned);
        let number = |name: &str| match members.get(name) {
            None => Some(0),
            Some(value) => value.as_i64().filter(|number| *number >= 0),
        };
        let time = |name: &str| Timestamp::from_millisecond(members.get(name)?.as_i64()?).ok();
        let [mark, steps, limit, alike] = members.get("ring")?.as_array()?.as_slice() else { return None };
        Some(Self {
            of: text("of")?,
            since: time("since"),
            token: text("token"),
            began: time("began"),
            ended: text("ended"),
            listing: number("listing")? != 0,
            leg: usize::try_from(number("leg")?).ok()?,
            cursor: text("cursor"),
            last: text("last"),
            seen: number("seen")?,
            pages: number("pages")?,
            batch: number("batch")?,
            size: members.get("size").map(Value::as_i64).unwrap_or_default(),
            ring: Ring {
                mark: mark.as_u64()?,
                steps: steps.as_u64()?,
                limit: limit.as_u64()?,
                alike: alike.as_u64()?,
            },
        })
    }
}

/// A cursor or checkpoint that is not this run's.
pub(super) fn refused(message: String) -> Error {
    Error::new(ErrorKind::InvalidCursor, message)
}

/// Finds that pages lead in a ring, of whatever length, with the memory of one page: Brent's algorithm. One page is
/// remembered; each time that twice as many were read as the time before, it is the latest.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ring {
    mark: u64,
    steps: u64,
    limit: u64,
    /// How many pages in a row were alike.
    alike: u64,
}

impl Default for Ring {
    fn default() -> Self {
        Self { mark: hash(""), steps: 0, limit: 1, alike: 0 }
    }
}

impl Ring {
    /// So many equal pages in a row are no chance: the vendor takes no notice of where it is asked to go on.
    const ALIKE: u64 = 8;

    /// Goes on to a place. `false`: it was there before.
    pub(super) fn goes_on(&mut self, place: &str) -> bool {
        let hash = hash(place);
        if hash == self.mark {
            return false;
        }
        self.steps += 1;
        if self.steps >= self.limit {
            *self = Self { mark: hash, steps: 0, limit: self.limit.saturating_mul(2), alike: self.alike };
        }
        true
    }

    /// Sees what a page holds, where places are counted and can't repeat. `false`: always the same.
    pub(super) fn differs(&mut self, content: &str) -> bool {
        let hash = hash(content);
        self.alike = if hash == self.mark { self.alike + 1 } else { 0 };
        self.mark = hash;
        self.alike < Self::ALIKE
    }
}

/// The same on every machine and in every version: FNV-1a.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail by panicking
mod tests {
    use super::{Position, Ring};
    use tributary_core::{Cursor, Timestamp};

    #[test]
    fn a_position_is_its_cursor() {
        let time = |millis| Timestamp::from_millisecond(millis).ok();
        let mut position = Position { of: "acme/crm.contact/changed/1".to_owned(), ..Position::default() };
        let read = |position: &Position| Position::read(&position.cursor(), &position.of).unwrap();
        assert_eq!(read(&position), position);
        position = Position {
            since: time(-1),
            token: Some(String::new()),
            began: time(1_800_000_000_123),
            ended: Some("t 1".to_owned()),
            leg: 2,
            cursor: Some("\u{0} \"quoted\" \u{1f600}".to_owned()),
            last: Some("7".to_owned()),
            seen: i64::MAX,
            pages: 3,
            batch: 4,
            size: Some(100),
            ..position
        };
        assert!(position.ring.goes_on("somewhere"));
        assert_eq!(read(&position), position);
    }

    #[test]
    fn another_cursor_is_refused_and_says_whose_it_is() {
        let position = Position { of: "acme/crm.contact/list/1".to_owned(), ..Position::default() };
        let error = Position::read(&position.cursor(), "acme/crm.contact/changed/1").unwrap_err();
        assert!(error.message().contains("acme/crm.contact/list/1"), "{error}");
        for odd in ["", "100", "e30", "bnVsbA", "1700000000000 1700000000000 0 "] {
            Position::read(&Cursor::new(odd), "acme/crm.contact/list/1").unwrap_err();
        }
    }

    #[test]
    fn rings_of_any_length_end() {
        for before in [0, 1, 7, 100] {
            for length in [1, 2, 3, 50, 1000] {
                let mut ring = Ring::default();
                let place =
                    |step: usize| if step < before { step } else { before + (step - before) % length };
                let ended = (0..).find(|step| !ring.goes_on(&place(*step).to_string())).unwrap();
                assert!(ended >= before + length, "{before} {length}: told at {ended}");
                assert!(ended <= 4 * (before + length) + 4, "{before} {length}: only told at {ended}");
            }
        }
    }
}
