//! Values by their own characters: numbers and what may hold some, which must not go through `f64`, and unions, which are
//! looked at before they are decoded.
//!
//! `serde_json` hands out the characters of a value to a newtype struct of one reserved name (what its `RawValue` uses;
//! feature `raw_value`). Any other format ignores the name; there the value is buffered instead.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Buffer;

use super::drive::Seed;
use super::found::Found;
use super::scalar;
use super::{Effect, Issues, Path, Read, Slot, quoted};
use crate::{Number, Value, value};

/// The name that `serde_json` knows. A test holds that it still does.
pub(crate) const TOKEN: &str = "$serde_json::private::RawValue";

/// A slot of one of these, waiting for characters.
pub(super) struct Raw<'s, 'c>(Seed<'s, 'c>);

impl<'s, 'c> Raw<'s, 'c> {
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
        seed: Seed<'s, 'c>,
    ) -> Result<bool, D::Error> {
        deserializer.deserialize_newtype_struct(TOKEN, Raw(seed))
    }

    fn take<E: Error>(self, text: &str) -> Result<bool, E> {
        let Seed { slot, at, issues } = self.0;
        fill(slot, text, at, issues).map_err(E::custom)
    }

    fn buffered<E: Error>(self, value: Buffer) -> Result<bool, E> {
        self.take(&value.to_string())
    }
}

/// Fills a slot of one of these from the characters of one JSON value.
pub(crate) fn fill(
    slot: Slot<'_>,
    text: &str,
    at: &Path<'_>,
    issues: &mut Issues,
) -> serde_json::Result<bool> {
    match slot {
        Slot::Union(place) => super::union::fill(place, text, at, issues),
        Slot::Any(place) => {
            *place = value::read(text, at.depth)?;
            Ok(true)
        }
        Slot::OptAny(place) => {
            *place = Some(value::read(text, at.depth)?);
            Ok(true)
        }
        Slot::Number(place) => {
            let quotes = text.starts_with('"');
            let given = if quotes { serde_json::from_str::<String>(text)? } else { text.to_owned() };
            let Some(value) = Number::of_token(given.trim()) else {
                let found = serde_json::from_str::<Value>(text)?;
                issues.record(at, "a number", Found::from(&found).describe(), Effect::Failed);
                return Ok(false);
            };
            *place = value;
            if quotes && !issues.closed {
                issues.record(at, "a number", quoted(&given), Effect::Read);
            }
            Ok(true)
        }
        Slot::Decimal { place, text: as_text } => {
            let (read, exact) = match text.as_bytes().first() {
                Some(b'"') => (scalar::decimal(serde_json::from_str::<String>(text)?.trim()), as_text),
                _ => (scalar::decimal(text), !as_text),
            };
            let Some((value, how)) = read else {
                let found = serde_json::from_str::<Value>(text)?;
                issues.record(at, "a decimal number", Found::from(&found).describe(), Effect::Failed);
                return Ok(false);
            };
            *place = value;
            // applications write decimals either way, as a string so that no float rounds them
            if !(exact || issues.closed) || how == Read::Lenient {
                issues.record(at, "a decimal number", quoted(text), Effect::Read);
            }
            Ok(true)
        }
        slot => super::drive::fill_text(slot, text, at, issues),
    }
}

impl<'de> Visitor<'de> for Raw<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.slot.expected())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        match map.next_key_seed(Key)? {
            Some(None) => map.next_value_seed(self),
            first => {
                let mut members = serde_json::Map::new();
                if let Some(Some(name)) = first {
                    members.insert(name, map.next_value()?);
                }
                if let Buffer::Object(rest) = Buffer::deserialize(MapAccessDeserializer::new(map))? {
                    members.extend(rest);
                }
                self.buffered(Buffer::Object(members))
            }
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.buffered(Buffer::deserialize(deserializer)?)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<bool, A::Error> {
        self.buffered(Buffer::deserialize(SeqAccessDeserializer::new(seq))?)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        self.buffered(Buffer::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<bool, E> {
        self.buffered(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<bool, E> {
        self.buffered(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<bool, E> {
        self.buffered(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<bool, E> {
        self.buffered(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        self.buffered(Buffer::Null)
    }
}

/// The first name of an object; `None` for the reserved one, which every value comes under: it is not worth a copy.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<String>, E> {
        Ok((name != TOKEN).then(|| name.to_owned()))
    }
}

/// The value under the reserved name: the characters, as text.
impl<'de> DeserializeSeed<'de> for Raw<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(Characters(self))
    }
}

struct Characters<'s, 'c>(Raw<'s, 'c>);

impl Visitor<'_> for Characters<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the characters of a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        self.0.take(text)
    }
}
