//! Where a list or a run of changes has got to, as the text of a cursor.

use std::time::Duration;

use tributary_core::Cursor;
use tributary_core::Timestamp;
use tributary_model::convert::{Flow, text};
use tributary_model::{Checkpoint, Invalid, Page, Ref};

use super::{Error, ErrorKind, ListOptions, Pending};
use tributary_client::Http;

/// How many records to ask for: what the caller wants, at most what the vendor gives.
pub fn page_size(options: &ListOptions, largest: u32) -> i64 {
    i64::from(options.page_size.unwrap_or(largest).clamp(1, largest.max(1)))
}

/// The next cursor of a list that counts, records from 0 or pages from 1: none once `total` is reached, or without a
/// total once a page is not full.
pub fn count_on(at: i64, by: i64, got: usize, size: i64, total: Option<i64>) -> Option<String> {
    let seen_all = match total {
        Some(total) => {
            (at + by).saturating_mul(if by == 1 && size > 1 { size } else { 1 }) >= total || got == 0
        }
        None => i64::try_from(got).unwrap_or(i64::MAX) < size,
    };
    (!seen_all).then(|| (at + by).to_string())
}

/// A list that ends after so many records, whatever there are, and begins anew after the last one seen: where the
/// window began, and how much of it was seen. Both travel in the cursor.
#[derive(Clone, Debug)]
pub struct Window {
    last: Option<String>,
    seen: i64,
    /// The vendor's cursor.
    pub cursor: Option<String>,
}

impl Window {
    /// The window that a cursor lies in.
    pub fn at(cursor: Option<String>) -> Self {
        let parsed = cursor.as_deref().and_then(|text| {
            let (seen, rest) = text.split_once(' ')?;
            let (last, rest) = counted(rest)?;
            Some(Self { last: filled(last), seen: seen.parse().ok()?, cursor: filled(rest) })
        });
        parsed.unwrap_or(Self { last: None, seen: 0, cursor })
    }

    /// Where the window before ended.
    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// The cursor after a page of `got` records, of which `last` is the last one's value. `ends_at` is where a window
    /// ends; a page that would reach beyond it is not asked for.
    ///
    /// # Errors
    /// The window ended where it began: more records are alike than it shows, and the rest can't be had.
    pub fn next(
        self,
        next: Option<String>,
        got: usize,
        size: i64,
        ends_at: i64,
        last: Option<String>,
    ) -> Result<Option<String>, Error> {
        let seen = self.seen.saturating_add(i64::try_from(got).unwrap_or(i64::MAX));
        if seen.saturating_add(size) <= ends_at || (next.is_none() && seen < ends_at) {
            return Ok(next.map(|next| Self::text(seen, self.last(), &next)));
        }
        match last {
            Some(last) if self.last() != Some(&last) => Ok(Some(Self::text(0, Some(&last), ""))),
            _ => {
                let message = format!(
                    "the vendor shows {ends_at} records and no more, and the last of them does not say where to go on"
                );
                Err(Error::new(ErrorKind::InvalidResponse, message))
            }
        }
    }

    fn text(seen: i64, last: Option<&str>, cursor: &str) -> String {
        let last = last.unwrap_or_default();
        format!("{seen} {} {last}{cursor}", last.len())
    }
}

/// Ids to read, so many at once.
#[derive(Clone, Debug)]
pub struct Batch {
    ids: std::sync::Arc<[String]>,
    at_once: usize,
}

/// The ids of one request.
#[derive(Clone, Debug)]
pub struct Part {
    batch: Batch,
    from: usize,
    /// The vendor's cursor.
    pub cursor: Option<String>,
}

impl Batch {
    /// These ids, `at_once` a request.
    pub fn new<M>(ids: &[Ref<M>], at_once: usize) -> Self {
        let ids: Vec<_> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        Self { ids: ids.into(), at_once: at_once.max(1) }
    }

    /// The part that a cursor means.
    pub fn part(&self, cursor: Option<Cursor>) -> Part {
        let cursor = cursor.map(Cursor::into_string).unwrap_or_default();
        let (from, cursor) = cursor.split_once(' ').unwrap_or_default();
        Part { batch: self.clone(), from: from.parse().unwrap_or(0), cursor: filled(cursor) }
    }
}

impl Part {
    /// The ids, none after the last.
    pub fn ids(&self) -> Vec<String> {
        self.batch.ids.iter().skip(self.from).take(self.batch.at_once).cloned().collect()
    }

    /// Ends the page: the next one is the vendor's own next, or that of the next ids.
    pub fn end<T>(self, mut page: Page<T>, next: Option<String>) -> Page<T> {
        let following = self.from.saturating_add(self.batch.at_once);
        page.next = match next {
            Some(next) => Some(Cursor::new(format!("{} {next}", self.from))),
            None => (following < self.batch.ids.len()).then(|| Cursor::new(format!("{following} "))),
        };
        page
    }
}

/// Ids that the vendor takes as whole numbers.
pub fn whole<T: TryFrom<i64>>(ids: &[String]) -> Flow<Vec<T>> {
    let numbers = ids.iter().map(|id| text(id).int().narrow::<T>().ok());
    match numbers.collect::<Option<Vec<T>>>() {
        Some(numbers) => Flow::of(numbers),
        None => Flow::wrong(Invalid::new("whole numbers as ids")),
    }
}

/// How many there are.
pub fn count<T>(items: impl Iterator<Item = T>) -> usize {
    items.count()
}

/// The last of them, as text.
pub fn last<T: ToString>(items: impl Iterator<Item = T>) -> Option<String> {
    items.last().map(|it| it.to_string())
}

/// A text after its length: `3 abc…`.
fn counted(text: &str) -> Option<(&str, &str)> {
    let (length, rest) = text.split_once(' ')?;
    rest.split_at_checked(length.parse().ok()?)
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A run of changes: since when, and when it began. Both travel in its cursors, so that a run can be resumed elsewhere.
#[derive(Clone, Debug)]
pub struct Run {
    since: Timestamp,
    token: Option<String>,
    began: Timestamp,
}

/// One step of a run.
#[derive(Clone, Debug)]
pub struct At {
    run: Run,
    /// The vendor's cursor.
    pub cursor: Option<String>,
}

impl Run {
    /// From the checkpoint of an earlier run, looking `overlap` further back, or from the beginning.
    pub fn new(since: Option<&Checkpoint>, overlap: Duration, http: &Http) -> Self {
        let began = http.now();
        let (since, token) = match since {
            None => (Timestamp::UNIX_EPOCH, None),
            Some(Checkpoint::Token(token)) => (Timestamp::UNIX_EPOCH, Some(token.clone())),
            Some(Checkpoint::Time(time)) => {
                (time.checked_sub(overlap).unwrap_or(Timestamp::UNIX_EPOCH), None)
            }
        };
        Self { since, token, began }
    }

    /// The step that a cursor means.
    pub fn at(&self, cursor: Option<Cursor>) -> At {
        let Some(cursor) = cursor else { return At { run: self.clone(), cursor: None } };
        match Self::parse(cursor.as_str()) {
            Some((run, cursor)) => At { run, cursor: filled(cursor) },
            None => At { run: self.clone(), cursor: Some(cursor.into_string()) },
        }
    }

    fn parse(text: &str) -> Option<(Self, &str)> {
        let (since, rest) = text.split_once(' ')?;
        let (began, rest) = rest.split_once(' ')?;
        let (token, cursor) = counted(rest)?;
        let time = |text: &str| Timestamp::from_millisecond(text.parse().ok()?).ok();
        Some((Self { since: time(since)?, token: filled(token), began: time(began)? }, cursor))
    }
}

impl At {
    /// Since when, to the millisecond. A token says it better.
    pub fn since(&self) -> Option<Timestamp> {
        let since = Timestamp::from_millisecond(self.run.since.as_millisecond()).unwrap_or(self.run.since);
        self.run.token.is_none().then_some(since)
    }

    /// The token of the checkpoint that the run goes on from.
    pub fn token(&self) -> Option<&str> {
        self.run.token.as_deref()
    }

    /// Where one token leads to the next, page by page: the cursor is the token.
    pub fn go_on(mut self) -> Self {
        self.run.token = self.cursor.take().or(self.run.token);
        self
    }

    /// With a first token, where there is none yet.
    pub fn begin(self, ask: impl FnOnce(&Self) -> Pending<Option<String>>) -> Pending<Self> {
        if self.run.token.is_some() || self.cursor.is_some() {
            return Pending::new(std::future::ready(Ok(self)));
        }
        let asked = ask(&self);
        Pending::new(async move {
            match asked.await? {
                Some(token) => Ok(Self { run: Run { token: Some(token), ..self.run }, ..self }),
                None => {
                    Err(Error::new(ErrorKind::InvalidResponse, "the vendor does not say where changes begin"))
                }
            }
        })
    }

    /// Ends the page: with where the next one begins, or with the checkpoint of the whole run.
    pub fn end<T>(self, mut page: Page<T>, next: Option<String>, token: Option<String>) -> Page<T> {
        let Run { since, began, token: before } = self.run;
        match next {
            Some(next) => {
                let (since, began) = (since.as_millisecond(), began.as_millisecond());
                let before = before.unwrap_or_default();
                page.next = Some(Cursor::new(format!("{since} {began} {} {before}{next}", before.len())));
            }
            None => page.checkpoint = Some(token.map_or(Checkpoint::Time(began), Checkpoint::Token)),
        }
        page
    }
}
