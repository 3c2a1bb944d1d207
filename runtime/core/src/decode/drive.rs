//! The driver for serde formats: fills a [`Slot`] from a `Deserializer`, instantiated once per format.
//!
//! It asks for "any" value wherever it can, since that alone lets it carry on after a value of another kind than
//! documented. Numbers, unions and what may be anything need the value's own characters: see [`super::raw`].

use std::fmt;

use super::found::Found;
use super::nested::{entries, list, object, optional, tuple};
use super::raw::Raw;
use super::{Decode, Effect, Issue, Issues, Path, Read, Slot, Whole, json, mend};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Implements `serde::Deserialize` for a generated type. It is lenient about optional values, and an error where the whole
/// value can't be read; of a type that applications write ([`super::Members::strict`]), each issue is an error.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    fill(value.slot(), deserializer)?;
    Ok(value)
}

fn fill<'de, D: Deserializer<'de>>(slot: Slot<'_>, deserializer: D) -> Result<(), D::Error> {
    let closed = matches!(&slot, Slot::Object(members, _) if members.strict);
    let mut issues = Issues::default();
    issues.closed = closed;
    let good = (Seed { slot, at: &Path::ROOT, issues: &mut issues }).deserialize(deserializer)?;
    match good && (!closed || issues.is_empty()) {
        true => Ok(()),
        false => Err(D::Error::custom(Spoiled(&issues))),
    }
}

/// Reads JSON text and says what was not as documented. The error is a syntax error, or the issues that spoil the whole.
pub fn from_json<T: Decode>(text: &[u8]) -> Result<(T, Issues), crate::DecodeError> {
    let mut value = T::blank();
    let issues = fill_json(&mut value, text)?;
    Ok((value, issues))
}

/// The same without the type: fills a value that is blank.
pub fn fill_json(whole: &mut dyn Whole, text: &[u8]) -> Result<Issues, crate::DecodeError> {
    match fill_once(whole, text) {
        Err(error) if error.is_syntax() => {
            let Some((mended, wrong)) = mend::mend(mend::without_mark(text)) else { return Err(error) };
            whole.reset();
            filled(whole.whole(), &mended, wrong)
        }
        filled => filled,
    }
}

fn fill_once(whole: &mut dyn Whole, text: &[u8]) -> Result<Issues, crate::DecodeError> {
    let text = std::str::from_utf8(mend::without_mark(text)).map_err(crate::DecodeError::utf8)?;
    let mut issues = for_text(text, Vec::new());
    match json::read(text, Seed { slot: whole.whole(), at: &Path::ROOT, issues: &mut issues }) {
        Ok(good) => kept(good, issues),
        Err(json::Refused) => {
            whole.reset();
            filled(whole.whole(), text, Vec::new())
        }
    }
}

/// Fills a slot by way of `serde_json`, which says what is wrong with a text and where.
#[cold]
fn filled(slot: Slot<'_>, text: &str, wrong: Vec<Issue>) -> Result<Issues, crate::DecodeError> {
    let mut issues = for_text(text, wrong);
    match fill_text(slot, text, &Path::ROOT, &mut issues) {
        Ok(good) => kept(good, issues),
        Err(error) => Err(crate::DecodeError::json(error)),
    }
}

fn for_text(text: &str, wrong: Vec<Issue>) -> Issues {
    let mut issues = Issues::default();
    issues.extend(wrong);
    issues.trials = issues.trials.max(text.len().saturating_mul(16));
    issues
}

fn kept(good: bool, issues: Issues) -> Result<Issues, crate::DecodeError> {
    if good { Ok(issues) } else { Err(crate::DecodeError::spoiled(issues)) }
}

/// Fills a slot that lies at `at` from JSON text.
pub(super) fn fill_text(
    slot: Slot<'_>,
    text: &str,
    at: &Path<'_>,
    issues: &mut Issues,
) -> serde_json::Result<bool> {
    let mut json = serde_json::Deserializer::from_str(text);
    let good = (Seed { slot, at, issues }).deserialize(&mut json)?;
    json.end()?;
    Ok(good)
}

struct Spoiled<'a>(&'a Issues);

impl fmt::Display for Spoiled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issues = self.0.as_slice();
        match issues.iter().find(|issue| issue.effect == Effect::Failed).or(issues.first()) {
            // what it would cost elsewhere is nothing to an application: the whole value is refused
            Some(issue) if self.0.closed => {
                write!(f, "{}", Issue { effect: Effect::Failed, ..issue.clone() })
            }
            Some(issue) => issue.fmt(f),
            None => f.write_str("not as documented"),
        }
    }
}

/// A slot on its way to a deserializer. Gives whether what it found could be kept.
pub(super) struct Seed<'s, 'c> {
    pub(super) slot: Slot<'s>,
    pub(super) at: &'c Path<'c>,
    pub(super) issues: &'c mut Issues,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        match self.slot {
            Slot::Optional(_) => deserializer.deserialize_option(self),
            Slot::Number(_) | Slot::Decimal { .. } | Slot::Union(_) | Slot::Any(_) | Slot::OptAny(_) => {
                Raw::deserialize(deserializer, self)
            }
            Slot::Skip => deserializer.deserialize_ignored_any(IgnoredAny).map(|_| true),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slot.expected())
    }

    fn visit_bool<E>(self, value: bool) -> Result<bool, E> {
        Ok(self.boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<bool, E> {
        Ok(self.integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<bool, E> {
        match (i64::try_from(value), self.slot) {
            (Ok(value), slot) => Ok(Seed { slot, ..self }.integer(value)),
            (Err(_), slot) => Ok(Seed { slot, ..self }.scalar(Found::Unsigned(value))),
        }
    }

    fn visit_f64<E>(self, value: f64) -> Result<bool, E> {
        Ok(self.number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<bool, E> {
        Ok(self.text(value))
    }

    fn visit_string<E>(self, value: String) -> Result<bool, E> {
        Ok(self.owned_text(value))
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(self.null())
    }

    fn visit_none<E>(self) -> Result<bool, E> {
        Ok(self.null())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        match self.slot {
            Slot::Optional(place) => {
                optional(place, self.at, self.issues, |seed| seed.deserialize(deserializer))
            }
            _ => self.deserialize(deserializer),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
        if self.at.depth >= Path::DEEPEST {
            return Err(A::Error::custom("nested too deeply"));
        }
        match self.slot {
            Slot::List(place) => list(place, &mut seq, self.at, self.issues),
            Slot::Tuple(size, place) => tuple(size, place, &mut seq, self.at, self.issues),
            slot => {
                let good = Seed { slot, ..self }.scalar(Found::Array);
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(good)
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        if self.at.depth >= Path::DEEPEST {
            return Err(A::Error::custom("nested too deeply"));
        }
        match self.slot {
            Slot::Object(members, place) => object(members, place, &mut map, self.at, self.issues),
            Slot::Map(place) => entries(place, &mut map, self.at, self.issues),
            slot => {
                let good = Seed { slot, ..self }.scalar(Found::Object);
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(good)
            }
        }
    }
}

impl Seed<'_, '_> {
    #[inline]
    pub(super) fn owned_text(self, value: String) -> bool {
        match self.slot {
            Slot::Text(place) => {
                *place = value;
                true
            }
            Slot::OptText(place) => {
                *place = Some(value);
                true
            }
            _ => self.scalar(Found::Text(&value)),
        }
    }

    #[inline]
    pub(super) fn text(self, value: &str) -> bool {
        match self.slot {
            Slot::Text(place) => {
                value.clone_into(place);
                true
            }
            Slot::OptText(place) => {
                *place = Some(value.to_owned());
                true
            }
            _ => self.scalar(Found::Text(value)),
        }
    }

    #[inline]
    pub(super) fn number(self, value: f64) -> bool {
        match self.slot {
            Slot::F64(place) => {
                *place = value;
                true
            }
            Slot::OptF64(place) => {
                *place = Some(value);
                true
            }
            _ => self.scalar(Found::Number(value)),
        }
    }

    #[inline]
    pub(super) fn integer(self, value: i64) -> bool {
        match self.slot {
            Slot::I64(place) => {
                *place = value;
                true
            }
            Slot::OptI64(place) => {
                *place = Some(value);
                true
            }
            _ => self.scalar(Found::Integer(value)),
        }
    }

    #[inline]
    pub(super) fn boolean(self, value: bool) -> bool {
        match self.slot {
            Slot::Bool(place) => {
                *place = value;
                true
            }
            Slot::OptBool(place) => {
                *place = Some(value);
                true
            }
            _ => self.scalar(Found::Bool(value)),
        }
    }

    pub(super) fn null(self) -> bool {
        match self.slot {
            Slot::OptText(place) => *place = None,
            Slot::OptBool(place) => *place = None,
            Slot::OptI64(place) => *place = None,
            Slot::OptF64(place) => *place = None,
            Slot::Optional(place) => place.null(),
            // for many servers an empty list is null
            slot if self.at.is_member() && (slot.may_be_missing() || matches!(slot, Slot::List(_))) => {
                let effect = Effect::Emptied(self.at.to_string());
                self.issues.record(self.at, slot.expected(), Found::Null.describe(), effect);
            }
            slot => return Seed { slot, ..self }.scalar(Found::Null),
        }
        true
    }

    /// A scalar that isn't just what the slot asks for, or something else altogether.
    pub(crate) fn scalar(self, found: Found<'_>) -> bool {
        let (mut slot, at, issues) = (self.slot, self.at, self.issues);
        let expected = slot.expected();
        let effect = match super::scalar::take(&mut slot, &found) {
            Read::Exact => return true,
            Read::Lenient => Effect::Read,
            Read::Wrong if slot.may_stay_empty() => Effect::Emptied(at.to_string()),
            Read::Wrong => Effect::Failed,
        };
        let good = effect != Effect::Failed;
        issues.record(at, expected, found.describe(), effect);
        good
    }
}
