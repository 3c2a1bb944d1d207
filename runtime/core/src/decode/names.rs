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

/// In which order the members of a struct arrive: records of one reply have theirs in the same one, so that a look at the
/// member that came next the last time saves searching the names.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    known: Vec<Order>,
}

#[derive(Clone, Debug)]
struct Order {
    /// Whose members these are: a struct's names are in one place of the program.
    names: &'static [&'static str],
    /// Which came first, and which after each of them. Empty as long as they come as declared.
    after: Vec<u16>,
}

impl Orders {
    /// How many structs of one reply are told apart. What a list repeats is of one or of few.
    const MOST: usize = 16;

    /// Where the order of a struct is kept; one too many has none.
    pub(super) fn of(&mut self, names: &'static [&'static str]) -> usize {
        let place = self.known.iter().position(|order| std::ptr::eq(order.names, names));
        place.unwrap_or_else(|| self.add(names))
    }

    #[cold]
    fn add(&mut self, names: &'static [&'static str]) -> usize {
        if self.known.len() == Self::MOST {
            return usize::MAX;
        }
        self.known.push(Order { names, after: Vec::new() });
        self.known.len() - 1
    }

    /// Which member comes first, at 0, or after member `at - 1`, as far as is known.
    pub(super) fn next(&self, order: usize, at: usize) -> usize {
        let learnt = self.known.get(order).and_then(|order| order.after.get(at));
        learnt.map_or(at, |next| usize::from(*next))
    }

    /// Another came than was expected.
    #[cold]
    pub(super) fn learn(&mut self, order: usize, at: usize, next: usize) {
        let (Some(order), Ok(next)) = (self.known.get_mut(order), u16::try_from(next)) else { return };
        if order.after.is_empty() {
            order.after = (0..u16::MAX).take(order.names.len() + 1).collect();
        }
        if let Some(after) = order.after.get_mut(at) {
            *after = next;
        }
    }
}

/// Finds a member by name: the one that is expected, first.
pub(super) struct NameSeed<'n> {
    pub(super) names: &'static [&'static str],
    pub(super) expected: usize,
    /// Where a name that isn't known is kept, if it is.
    pub(super) extra: Option<&'n mut String>,
}

pub(super) enum Name {
    Known(usize, &'static str),
    Extra,
    Unknown,
}

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        if let Some(expected) = self.names.get(self.expected)
            && *expected == name
        {
            return Ok(Name::Known(self.expected, expected));
        }
        // members that are left out are jumped over: what comes is more likely after the expected one than before it
        let (before, after) = self.names.split_at_checked(self.expected).unwrap_or((self.names, &[]));
        let at = |names: &[&str]| names.iter().position(|known| *known == name);
        let found = at(after).map(|index| before.len() + index).or_else(|| at(before));
        Ok(match (found.and_then(|index| Some((index, self.names.get(index)?))), self.extra) {
            (Some((index, known)), _) => Name::Known(index, known),
            (None, Some(extra)) => {
                name.clone_into(extra);
                Name::Extra
            }
            (None, None) => Name::Unknown,
        })
    }
}

/// Reads any name into a text that is used again and again.
pub(super) struct AnyName<'n>(pub(super) &'n mut String);

impl<'de> DeserializeSeed<'de> for AnyName<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for AnyName<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<(), E> {
        name.clone_into(self.0);
        Ok(())
    }
}
