//! What holds other values, filled from a deserializer: objects, maps, lists, tuples and what may be absent.
//!
//! Here a value that can't be kept is left out, at the nearest place that can do without it.

use std::borrow::Cow;

use super::drive::Seed;
use super::names::{AnyName, Name, NameSeed, Seen};
use super::{Effect, Issues, Path};
use super::{Holder, Insert, Members, Object, Slot};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess};

/// The properties of an object, as a format gives them one after the other. After each name comes its value.
pub(super) trait Properties<'de> {
    type Error;

    /// Which property comes next, if one does.
    fn name(&mut self, seed: NameSeed<'_>) -> Result<Option<Name>, Self::Error>;
    /// The name of the next property, where any may come.
    fn any_name(&mut self) -> Result<Option<Cow<'de, str>>, Self::Error>;
    /// Fills a slot from the value. Gives whether what it found could be kept.
    fn value(&mut self, seed: Seed<'_, '_>) -> Result<bool, Self::Error>;
    /// Passes over the value.
    fn skip(&mut self) -> Result<(), Self::Error>;
}

impl<'de, A: MapAccess<'de>> Properties<'de> for A {
    type Error = A::Error;

    fn name(&mut self, seed: NameSeed<'_>) -> Result<Option<Name>, A::Error> {
        self.next_key_seed(seed)
    }

    fn any_name(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        self.next_key_seed(AnyName)
    }

    fn value(&mut self, seed: Seed<'_, '_>) -> Result<bool, A::Error> {
        self.next_value_seed(seed)
    }

    fn skip(&mut self) -> Result<(), A::Error> {
        self.next_value::<IgnoredAny>().map(drop)
    }
}

/// The items of a list, as a format gives them one after the other.
pub(super) trait Items<'de> {
    type Error;

    /// Fills a slot from the next item, if there is one. Gives whether what it found could be kept.
    fn item(&mut self, seed: ItemSeed<'_>) -> Result<Option<bool>, Self::Error>;
}

impl<'de, A: SeqAccess<'de>> Items<'de> for A {
    type Error = A::Error;

    fn item(&mut self, seed: ItemSeed<'_>) -> Result<Option<bool>, A::Error> {
        self.next_element_seed(seed)
    }
}

pub(super) fn optional<E>(
    place: &mut dyn Holder,
    at: &Path<'_>,
    issues: &mut Issues,
    fill: impl FnOnce(Seed<'_, '_>) -> Result<bool, E>,
) -> Result<bool, E> {
    let mark = issues.mark();
    if !fill(Seed { slot: place.more(), at, issues: &mut *issues })? {
        place.less();
        issues.settle(mark, || Effect::Emptied(at.to_string()));
    }
    Ok(true)
}

pub(super) fn object<'de, A: Properties<'de>>(
    members: &'static Members,
    place: &mut dyn Object,
    map: &mut A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<bool, A::Error> {
    let order = issues.orders.of(members.names);
    let plain = issues.orders.is_plain(order);
    let (mut seen, mut good, mut next) = (Seen::default(), true, 0);
    let mut unknown = String::new();
    loop {
        let expected = issues.orders.next(order, next);
        let extra = (members.extra || issues.closed).then_some(&mut unknown);
        match map.name(NameSeed { names: members.names, expected, plain, extra })? {
            None => break,
            Some(Name::Known(index, name)) => {
                if index != expected {
                    issues.orders.learn(order, next, index);
                }
                next = index + 1;
                if seen.insert(index) {
                    map.skip()?;
                    continue;
                }
                good &= map.value(Seed { slot: place.member(index), at: &at.member(name), issues })?;
            }
            Some(Name::Extra) if !members.extra => {
                map.skip()?;
                let found = format!("an unknown one; there are {}", members.names.join(", "));
                issues.record(&at.member(&unknown), "a property of the model", found, Effect::Failed);
                good = false;
            }
            Some(Name::Extra) => match place.member(Members::EXTRA) {
                Slot::Map(extra) => entry(extra, &unknown, map, at, issues)?,
                _ => map.skip()?,
            },
            Some(Name::Unknown) => {
                issues.unknown += 1;
                map.skip()?;
            }
        }
    }
    finish_extra(members, place);
    Ok(good & complete(members, place, &seen, at, issues))
}

/// Ends the map of what an object's type does not name.
pub(crate) fn finish_extra(members: &'static Members, place: &mut dyn Object) {
    if members.extra
        && let Slot::Map(extra) = place.member(Members::EXTRA)
    {
        extra.finish();
    }
}

/// Whether all required members were there, or lose nothing by it: a map, or an object of which nothing is required, is
/// empty where it is missing.
pub(crate) fn complete(
    members: &'static Members,
    place: &mut dyn Object,
    seen: &Seen,
    at: &Path<'_>,
    issues: &mut Issues,
) -> bool {
    let mut good = true;
    for &index in members.required {
        let index = usize::from(index);
        if !seen.contains(index) {
            let at = at.member(members.names.get(index).copied().unwrap_or_default());
            let empty = place.member(index).may_be_missing();
            let effect = if empty { Effect::Emptied(at.to_string()) } else { Effect::Failed };
            issues.record(&at, "a required member", "nothing".to_owned(), effect);
            good &= empty;
        }
    }
    // One that is written as null where it is absent would not be absent any more.
    for &index in members.nulls {
        let index = usize::from(index);
        if !seen.contains(index) {
            let at = at.member(members.names.get(index).copied().unwrap_or_default());
            issues.record(&at, "a required member", "nothing".to_owned(), Effect::Emptied(at.to_string()));
        }
    }
    good
}

pub(super) fn entries<'de, A: Properties<'de>>(
    place: &mut dyn Insert,
    map: &mut A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<bool, A::Error> {
    place.expect(issues.orders.length(at.depth));
    let mut count = 0;
    while let Some(name) = map.any_name()? {
        entry(place, &name, map, at, issues)?;
        count += 1;
    }
    issues.orders.set_length(at.depth, count);
    place.finish();
    Ok(true)
}

fn entry<'de, A: Properties<'de>>(
    place: &mut dyn Insert,
    name: &str,
    map: &mut A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<(), A::Error> {
    let at = at.member(name);
    let mark = issues.mark();
    if !map.value(Seed { slot: place.insert(name), at: &at, issues })? {
        place.remove_last();
        issues.settle(mark, || Effect::Dropped(at.to_string()));
    }
    Ok(())
}

pub(super) fn list<'de, A: Items<'de>>(
    place: &mut dyn Holder,
    seq: &mut A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<bool, A::Error> {
    for index in 0.. {
        let at = at.item(index);
        let mark = issues.mark();
        match seq.item(ItemSeed { place: Place::More(&mut *place), at: &at, issues: &mut *issues })? {
            None => break,
            Some(true) => {}
            Some(false) => {
                place.less();
                issues.settle(mark, || Effect::Dropped(at.to_string()));
            }
        }
    }
    Ok(true)
}

pub(super) fn tuple<'de, A: Items<'de>>(
    size: usize,
    place: &mut dyn Object,
    seq: &mut A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<bool, A::Error> {
    let mut good = true;
    let mut found = 0;
    while let Some(fine) = seq.item(ItemSeed {
        place: Place::Member(&mut *place, found),
        at: &at.item(found),
        issues: &mut *issues,
    })? {
        good &= fine;
        found += 1;
    }
    if found < size {
        issues.record(at, "a list of fixed length", format!("{found} items"), Effect::Failed);
    }
    Ok(good && found >= size)
}

/// An item, whose place is made once it is known to be there.
pub(super) struct ItemSeed<'s> {
    place: Place<'s>,
    at: &'s Path<'s>,
    issues: &'s mut Issues,
}

enum Place<'s> {
    More(&'s mut dyn Holder),
    Member(&'s mut dyn Object, usize),
}

impl<'s> ItemSeed<'s> {
    pub(super) fn seed(self) -> Seed<'s, 's> {
        let slot = match self.place {
            Place::More(list) => list.more(),
            Place::Member(tuple, index) => tuple.member(index),
        };
        Seed { slot, at: self.at, issues: self.issues }
    }
}

impl<'de> DeserializeSeed<'de> for ItemSeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.seed().deserialize(deserializer)
    }
}
