//! JSON text in memory: the quick driver. It takes well-formed text only and refuses all other without saying why; the caller
//! reads that again by way of `serde_json`, which does.
//!
//! `serde_json` reads from bytes, iterators and streams, keeps a line and a column, and hands each name out before it is
//! compared. Text that is known to be UTF-8 needs none of it: the name that is expected is compared in place, and a string
//! without escapes is borrowed after one scan, eight bytes at a time.

use std::borrow::Cow;

use super::drive::Seed;
use super::found::Found;
use super::names::{Name, NameSeed};
use super::nested::{ItemSeed, Items, Properties, entries, list, object, optional, tuple};
use super::{Path, Slot, raw};

/// The text is not well-formed, or not read here: `serde_json` decides.
#[derive(Debug)]
pub(super) struct Refused;

type Result<T> = std::result::Result<T, Refused>;

/// Fills a slot from the whole text. Gives whether what it found could be kept.
pub(super) fn read(text: &str, seed: Seed<'_, '_>) -> Result<bool> {
    let mut json = Json { text, at: 0, levels: LEVELS };
    let good = json.fill(seed)?;
    json.space();
    if json.at == text.len() { Ok(good) } else { Err(Refused) }
}

/// `serde_json` refuses the 128th level of nesting.
const LEVELS: u8 = 127;

struct Json<'t> {
    text: &'t str,
    at: usize,
    /// How many more levels may be entered.
    levels: u8,
}

impl<'t> Json<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// The first byte of what comes next.
    #[inline]
    fn next(&mut self) -> Result<u8> {
        loop {
            match self.peek().ok_or(Refused)? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Ok(byte),
            }
        }
    }

    /// Passes over what has to come next.
    fn expect(&mut self, wanted: u8) -> Result<()> {
        match self.next()? == wanted {
            true => {
                self.at += 1;
                Ok(())
            }
            false => Err(Refused),
        }
    }

    fn enter(&mut self) -> Result<()> {
        self.levels = self.levels.checked_sub(1).ok_or(Refused)?;
        self.at += 1;
        Ok(())
    }

    /// Whether a list or an object has another item. `first` is whether none has been read; what closes it is passed over.
    fn more(&mut self, first: bool, close: u8) -> Result<bool> {
        let next = self.next()?;
        if next == close {
            self.at += 1;
            self.levels += 1;
            return Ok(false);
        }
        match (first, next) {
            (true, _) => Ok(true),
            (false, b',') => {
                self.at += 1;
                Ok(true)
            }
            (false, _) => Err(Refused),
        }
    }

    #[inline]
    fn word<const N: usize>(&mut self, word: &[u8; N]) -> Result<()> {
        let found = self.text.as_bytes().get(self.at..).and_then(|rest| rest.first_chunk());
        if found != Some(word) {
            return Err(Refused);
        }
        self.at += N;
        Ok(())
    }

    /// A string without escapes: this is at its first quote. If it has some, nothing is passed over.
    #[inline]
    fn plain_string(&mut self) -> Option<&'t str> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let end = start + plain(bytes.get(start..)?);
        if bytes.get(end) != Some(&b'"') {
            return None;
        }
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// Passes over this name and its colon, if they come next: a name that is written without escapes.
    #[inline]
    fn takes(&mut self, name: &str) -> Result<bool> {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let Some([b'"', after @ ..]) = rest.strip_prefix(name.as_bytes()) else { return Ok(false) };
        let is_tight = after.first() == Some(&b':');
        self.at += name.len() + 2 + usize::from(is_tight);
        if !is_tight {
            self.expect(b':')?;
        }
        Ok(true)
    }

    /// A name, and its colon.
    fn name(&mut self) -> Result<Cow<'t, str>> {
        let name = match self.plain_string() {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(self.escaped()?),
        };
        self.expect(b':')?;
        Ok(name)
    }

    #[cold]
    fn escaped(&mut self) -> Result<String> {
        let start = self.at;
        self.skip_string()?;
        let token = self.text.get(start..self.at).ok_or(Refused)?;
        serde_json::from_str(token).map_err(|_| Refused)
    }

    /// A number by its characters, and whether it is written as a whole one.
    fn number(&mut self) -> Result<(&'t str, bool)> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let zero = self.peek() == Some(b'0');
        if self.digits()? > 1 && zero {
            return Err(Refused);
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
            whole = false;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
            whole = false;
        }
        self.text.get(start..self.at).map(|text| (text, whole)).ok_or(Refused)
    }

    /// How many digits there are; none is no number.
    fn digits(&mut self) -> Result<usize> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { Err(Refused) } else { Ok(self.at - start) }
    }

    fn fill_number(&mut self, seed: Seed<'_, '_>) -> Result<bool> {
        let (text, whole) = self.number()?;
        if whole && text != "-0" {
            if let Ok(value) = text.parse() {
                return Ok(seed.integer(value));
            }
            if let Ok(value) = text.parse() {
                return Ok(seed.scalar(Found::Unsigned(value)));
            }
        }
        // what no double is, 1e400, is an error there
        Ok(seed.number(serde_json::from_str(text).map_err(|_| Refused)?))
    }

    /// Fills a slot from the value that comes next.
    fn fill(&mut self, seed: Seed<'_, '_>) -> Result<bool> {
        let Seed { slot, at, issues } = seed;
        let next = self.next()?;
        match slot {
            Slot::Optional(place) if next == b'n' => {
                self.word(b"null")?;
                place.null();
                return Ok(true);
            }
            Slot::Optional(place) => return optional(place, at, issues, |seed| self.fill(seed)),
            Slot::Number(_) | Slot::Decimal { .. } | Slot::Union(_) | Slot::Any(_) | Slot::OptAny(_) => {
                let start = self.at;
                self.skip()?;
                let token = self.text.get(start..self.at).ok_or(Refused)?;
                return raw::fill(slot, token, at, issues).map_err(|_| Refused);
            }
            Slot::Skip => return self.skip().map(|()| true),
            _ => {}
        }
        if matches!(next, b'{' | b'[') {
            return self.fill_nested(Seed { slot, at, issues });
        }
        let seed = Seed { slot, at, issues };
        match next {
            b'"' => match self.plain_string() {
                Some(text) => Ok(seed.text(text)),
                None => Ok(seed.owned_text(self.escaped()?)),
            },
            b'n' => self.word(b"null").map(|()| seed.null()),
            b't' => self.word(b"true").map(|()| seed.boolean(true)),
            b'f' => self.word(b"false").map(|()| seed.boolean(false)),
            _ => self.fill_number(seed),
        }
    }

    /// The same, where an object or a list comes next.
    fn fill_nested(&mut self, seed: Seed<'_, '_>) -> Result<bool> {
        let Seed { slot, at, issues } = seed;
        if at.depth >= Path::DEEPEST {
            return Err(Refused);
        }
        let is_object = self.peek() == Some(b'{');
        match slot {
            Slot::Object(members, place) if is_object => {
                object(members, place, &mut self.inside()?, at, issues)
            }
            Slot::Map(place) if is_object => entries(place, &mut self.inside()?, at, issues),
            Slot::List(place) if !is_object => list(place, &mut self.inside()?, at, issues),
            Slot::Tuple(size, place) if !is_object => tuple(size, place, &mut self.inside()?, at, issues),
            slot => {
                let found = if is_object { Found::Object } else { Found::Array };
                let good = Seed { slot, at, issues }.scalar(found);
                if is_object {
                    let mut properties = self.inside()?;
                    while properties.any_name()?.is_some() {
                        properties.skip()?;
                    }
                } else {
                    self.skip()?;
                }
                Ok(good)
            }
        }
    }

    fn inside(&mut self) -> Result<Inside<'_, 't>> {
        self.enter()?;
        Ok(Inside { json: self, first: true })
    }

    fn skip_string(&mut self) -> Result<()> {
        self.at += 1;
        loop {
            self.at += plain(self.text.as_bytes().get(self.at..).unwrap_or_default());
            match self.text.as_bytes().get(self.at..).unwrap_or_default() {
                [b'"', ..] => {
                    self.at += 1;
                    return Ok(());
                }
                [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => self.at += 2,
                [b'\\', b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(|it| it.is_ascii_hexdigit()) => {
                    self.at += 6;
                }
                _ => return Err(Refused),
            }
        }
    }

    fn skip(&mut self) -> Result<()> {
        match self.next()? {
            b'"' => self.skip_string(),
            b'{' => {
                self.enter()?;
                let mut first = true;
                while self.more(first, b'}')? {
                    first = false;
                    if self.next()? != b'"' {
                        return Err(Refused);
                    }
                    self.skip_string()?;
                    self.expect(b':')?;
                    self.skip()?;
                }
                Ok(())
            }
            b'[' => {
                self.enter()?;
                let mut first = true;
                while self.more(first, b']')? {
                    first = false;
                    self.skip()?;
                }
                Ok(())
            }
            b'n' => self.word(b"null"),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            _ => self.number().map(drop),
        }
    }
}

/// How many bytes come before a quote, a backslash, a control character or the end.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let (chunks, _) = bytes.as_chunks::<8>();
    for (at, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        // the lowest byte that is marked is right: a borrow only goes up from one that is
        let control = word.wrapping_sub(ONES * 0x20);
        let quote = (word ^ (ONES * u64::from(b'"'))).wrapping_sub(ONES);
        let backslash = (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
        let marked = (control | quote | backslash) & !word & HIGH;
        if marked != 0 {
            return at * 8 + marked.trailing_zeros() as usize / 8;
        }
    }
    let rest = chunks.len() * 8;
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    rest + bytes.get(rest..).unwrap_or_default().iter().take_while(|byte| !special(byte)).count()
}

/// What an object or a list has in it.
struct Inside<'j, 't> {
    json: &'j mut Json<'t>,
    first: bool,
}

impl Inside<'_, '_> {
    #[inline]
    fn more(&mut self, close: u8) -> Result<bool> {
        let more = self.json.more(self.first, close)?;
        self.first = false;
        Ok(more)
    }

    #[inline]
    fn at_name(&mut self) -> Result<bool> {
        let more = self.more(b'}')?;
        if more && self.json.next()? != b'"' {
            return Err(Refused);
        }
        Ok(more)
    }
}

impl<'t> Properties<'t> for Inside<'_, 't> {
    type Error = Refused;

    #[inline]
    fn name(&mut self, seed: NameSeed<'_>) -> Result<Option<Name>> {
        if !self.at_name()? {
            return Ok(None);
        }
        if let Some(expected) = seed.written()
            && self.json.takes(expected)?
        {
            return Ok(Some(Name::Known(seed.expected, expected)));
        }
        let name = self.json.name()?;
        Ok(Some(seed.find(&name)))
    }

    #[inline]
    fn any_name(&mut self) -> Result<Option<Cow<'t, str>>> {
        if self.at_name()? { self.json.name().map(Some) } else { Ok(None) }
    }

    #[inline]
    fn value(&mut self, seed: Seed<'_, '_>) -> Result<bool> {
        self.json.fill(seed)
    }

    fn skip(&mut self) -> Result<()> {
        self.json.skip()
    }
}

impl<'t> Items<'t> for Inside<'_, 't> {
    type Error = Refused;

    fn item(&mut self, seed: ItemSeed<'_>) -> Result<Option<bool>> {
        if !self.more(b']')? {
            return Ok(None);
        }
        self.json.fill(seed.seed()).map(Some)
    }
}

#[cfg(test)]
mod tests {
    #![allow(dead_code, unreachable_pub)] // what `object!` makes

    use proptest::prelude::*;
    use proptest::sample::select;

    use super::super::drive::{Seed, fill_text};
    use super::super::{Decode, Issues, Path};
    use crate::{Map, Number, OffsetDateTime, Value};

    #[derive(Clone)]
    struct Sample {
        text: Option<String>,
        needed: String,
        flag: Option<bool>,
        whole: Option<i64>,
        real: Option<f64>,
        digits: Option<Number>,
        list: Option<Vec<Option<i32>>>,
        pair: Option<(String, i64)>,
        map: Map<Option<String>>,
        any: Option<Value>,
        time: Option<OffsetDateTime>,
        inner: Option<Box<Sample>>,
        quoted: Option<String>,
        extra: Map<Value>,
    }

    crate::object!(Sample {
        0 text "text", 1 needed "needed", 2 flag "flag", 3 whole "whole", 4 real "real", 5 digits "digits", 6 list "list",
        7 pair "pair", 8 map "map", 9 any "any", 10 time "time", 11 inner "inner", 12 quoted "a\"b",
    } required [1, 8] extra extra);

    /// What a reader makes of a text: the value, whether it could be kept, and the issues.
    fn shown(good: bool, value: &Sample, issues: &Issues) -> String {
        format!("{good} {value:?} {:?} {}", issues.as_slice(), issues.total())
    }

    fn quick(text: &str) -> Option<String> {
        let (mut value, mut issues) = (Sample::blank(), Issues::default());
        let seed = Seed { slot: value.slot(), at: &Path::ROOT, issues: &mut issues };
        let good = super::read(text, seed).ok()?;
        Some(shown(good, &value, &issues))
    }

    fn by_serde_json(text: &str) -> Option<String> {
        let (mut value, mut issues) = (Sample::blank(), Issues::default());
        let good = fill_text(value.slot(), text, &Path::ROOT, &mut issues).ok()?;
        Some(shown(good, &value, &issues))
    }

    const LEAVES: [&str; 32] = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "5",
        "5.0",
        "-1.5e3",
        "1e400",
        "2147483648",
        "9223372036854775808",
        "18446744073709551616",
        "123456789012345678901234567890.5",
        "\"\"",
        "\"plain\"",
        "\"a longer plain text é\"",
        r#""\n\"\u00e9\ud83d\ude00""#,
        r#""\ud800""#,
        r#""\q""#,
        "\"\u{1}\"",
        "\"12\"",
        "\"2026-11-21T09:30:00Z\"",
        "\"2026-11-21\"",
        "01",
        "1.",
        "+1",
        "nul",
        "\"",
        "[",
        "{",
        " 7 ",
        "",
    ];

    const NAMES: [&str; 20] = [
        "\"text\"",
        "\"needed\"",
        "\"flag\"",
        "\"whole\"",
        "\"real\"",
        "\"digits\"",
        "\"list\"",
        "\"pair\"",
        "\"map\"",
        "\"any\"",
        "\"time\"",
        "\"inner\"",
        "\"inner\" ",
        r#""a\"b""#,
        "\"a\"b\"",
        r#""n\u0065eded""#,
        "\"other\"",
        r#""\ud800""#,
        "needed",
        "\"text",
    ];

    fn json() -> impl Strategy<Value = String> {
        let leaf = select(&LEAVES[..]).prop_map(str::to_owned);
        leaf.prop_recursive(4, 48, 8, |value| {
            let list = prop::collection::vec(value.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(", ")));
            let member = (select(&NAMES[..]), value).prop_map(|(name, value)| format!("{name}:{value}"));
            let object = prop::collection::vec(member, 0..8).prop_map(|all| format!("{{{}}}", all.join(",")));
            prop_oneof![list, object.clone(), object]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn it_reads_what_serde_json_reads_and_refuses_what_that_refuses(text in json(), cut in 0..400_usize) {
            prop_assert_eq!(quick(&text), by_serde_json(&text), "{}", text);
            let cut: String = text.chars().take(cut).collect();
            prop_assert_eq!(quick(&cut), by_serde_json(&cut), "{}", cut);
        }
    }

    #[test]
    fn it_goes_as_deep_as_serde_json() {
        for depth in 120..135 {
            for (open, close) in [("[", "]"), (r#"{"inner":"#, "}"), (r#"{"other":"#, "}")] {
                let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                let (ours, theirs) = (quick(&text), by_serde_json(&text));
                assert!(ours.is_none() || ours == theirs, "{depth} {open}");
                assert_eq!(ours.is_some(), depth < 128, "{depth} {open}");
            }
        }
    }

    #[test]
    fn every_length_of_a_string_is_scanned_to_its_end() {
        for length in 0..40 {
            for end in ["\"", "\\n\"", "\u{1f}\"", ""] {
                let text = format!(
                    "{{\"needed\":\"{}{end}}}",
                    "ä€a \u{7f}".chars().cycle().take(length).collect::<String>()
                );
                assert_eq!(quick(&text), by_serde_json(&text), "{text}");
            }
        }
    }
}
