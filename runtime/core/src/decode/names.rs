//! Members by name: which one has arrived, and which have arrived already.

use std::borrow::Cow;
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
    #[inline]
    pub(crate) fn insert(&mut self, index: usize) -> bool {
        let before = self.contains(index);
        match self.first.get_mut(index / 64) {
            Some(word) => *word |= 1 << (index % 64),
            None if !before => self.more.push(index),
            None => {}
        }
        before
    }

    #[inline]
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
    /// How many entries the last map had, by its depth.
    lengths: [u8; 8],
}

#[derive(Clone, Debug)]
struct Order {
    /// Whose members these are: a struct's names are in one place of the program.
    names: &'static [&'static str],
    /// Whether JSON writes each of the names as it is.
    plain: bool,
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
        let escaped = |byte: u8| byte < 0x20 || matches!(byte, b'"' | b'\\');
        let plain = !names.iter().any(|name| name.bytes().any(escaped));
        self.known.push(Order { names, plain, after: Vec::new() });
        self.known.len() - 1
    }

    /// Whether JSON writes each name as it is, as far as is known.
    pub(super) fn is_plain(&self, order: usize) -> bool {
        self.known.get(order).is_some_and(|order| order.plain)
    }

    /// Which member comes first, at 0, or after member `at - 1`, as far as is known.
    pub(super) fn next(&self, order: usize, at: usize) -> usize {
        let learnt = self.known.get(order).and_then(|order| order.after.get(at));
        learnt.map_or(at, |next| usize::from(*next))
    }

    /// How many entries a map at this depth may have: as many as the last one there, if these were not very many.
    pub(super) fn length(&self, depth: u16) -> usize {
        self.lengths.get(usize::from(depth)).copied().map_or(0, usize::from)
    }

    /// A map at this depth has so many entries.
    pub(super) fn set_length(&mut self, depth: u16, entries: usize) {
        if let Some(length) = self.lengths.get_mut(usize::from(depth)) {
            *length = u8::try_from(entries).unwrap_or_default();
        }
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
    /// Whether JSON writes each name as it is.
    pub(super) plain: bool,
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
        Ok(self.find(name))
    }
}

impl NameSeed<'_> {
    /// The name that is expected, if JSON writes it as it is.
    pub(super) fn written(&self) -> Option<&'static str> {
        if self.plain { self.names.get(self.expected).copied() } else { None }
    }

    /// Which member has this name.
    pub(super) fn find(self, name: &str) -> Name {
        if let Some(expected) = self.names.get(self.expected)
            && *expected == name
        {
            return Name::Known(self.expected, expected);
        }
        // members that are left out are jumped over: what comes is more likely after the expected one than before it
        let (before, after) = self.names.split_at_checked(self.expected).unwrap_or((self.names, &[]));
        let at = |names: &[&str]| names.iter().position(|known| *known == name);
        let found = at(after).map(|index| before.len() + index).or_else(|| at(before));
        match (found.and_then(|index| Some((index, self.names.get(index)?))), self.extra) {
            (Some((index, known)), _) => Name::Known(index, known),
            (None, Some(extra)) => {
                name.clone_into(extra);
                Name::Extra
            }
            (None, None) => Name::Unknown,
        }
    }
}

/// Reads any name, borrowed where the text has it as it is.
pub(super) struct AnyName;

impl<'de> DeserializeSeed<'de> for AnyName {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for AnyName {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_string<E>(self, name: String) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name))
    }
}
