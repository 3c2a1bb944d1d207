//! Members by name: which one has arrived, and which have arrived already.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Visitor};

/// Which members have arrived.
#[derive(Default)]
pub(crate) struct Seen {
    first: [u64; 2],
    more: Vec<usize>,
}

impl Seen {
    /// Notes a member, and says whether it had been there before.
    pub(crate) fn insert(&mut self, index: usize) -> bool {
        let before = self.contains(index);
        match self.first.get_mut(index / 64) {
            Some(word) => *word |= 1 << (index % 64),
            None if !before => self.more.push(index),
            None => {}
        }
        before
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        match self.first.get(index / 64) {
            Some(word) => word & (1 << (index % 64)) != 0,
            None => self.more.contains(&index),
        }
    }
}

/// Finds a member by name: the one declared next, first.
pub(super) struct NameSeed {
    pub(super) names: &'static [&'static str],
    pub(super) next: usize,
    pub(super) extra: bool,
}

pub(super) enum Name {
    Known(usize, &'static str),
    Extra(String),
    Unknown,
}

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        if let Some(expected) = self.names.get(self.next)
            && *expected == name
        {
            return Ok(Name::Known(self.next, expected));
        }
        Ok(match self.names.iter().position(|known| *known == name) {
            Some(index) => Name::Known(index, self.names.get(index).copied().unwrap_or_default()),
            None if self.extra => Name::Extra(name.to_owned()),
            None => Name::Unknown,
        })
    }
}
