//! What holds other values, filled from a deserializer: objects, maps, lists, tuples and what may be absent.
//!
//! Here a value that can't be kept is left out, at the nearest place that can do without it.

use super::drive::Seed;
use super::names::{AnyName, Name, NameSeed, Seen};
use super::{Effect, Issues, Path};
use super::{Holder, Insert, Members, Object, Slot};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess};

pub(super) fn optional<'de, D: Deserializer<'de>>(
    place: &mut dyn Holder,
    deserializer: D,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<bool, D::Error> {
    let mark = issues.mark();
    if !(Seed { slot: place.more(), at, issues }).deserialize(deserializer)? {
        place.less();
        issues.settle(mark, || Effect::Emptied(at.to_string()));
    }
    Ok(true)
}

pub(super) fn object<'de, A: MapAccess<'de>>(
    members: &'static Members,
    place: &mut dyn Object,
    mut map: A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<bool, A::Error> {
    let order = issues.orders.of(members.names);
    let (mut seen, mut good, mut next) = (Seen::default(), true, 0);
    let mut unknown = String::new();
    loop {
        let expected = issues.orders.next(order, next);
        let extra = (members.extra || issues.closed).then_some(&mut unknown);
        match map.next_key_seed(NameSeed { names: members.names, expected, extra })? {
            None => break,
            Some(Name::Known(index, name)) => {
                if index != expected {
                    issues.orders.learn(order, next, index);
                }
                next = index + 1;
                if seen.insert(index) {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                good &=
                    map.next_value_seed(Seed { slot: place.member(index), at: &at.member(name), issues })?;
            }
            Some(Name::Extra) if !members.extra => {
                map.next_value::<IgnoredAny>()?;
                let found = format!("an unknown one; there are {}", members.names.join(", "));
                issues.record(&at.member(&unknown), "a property of the model", found, Effect::Failed);
                good = false;
            }
            Some(Name::Extra) => match place.member(Members::EXTRA) {
                Slot::Map(extra) => entry(extra, &unknown, &mut map, at, issues)?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            },
            Some(Name::Unknown) => {
                issues.unknown += 1;
                map.next_value::<IgnoredAny>()?;
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

pub(super) fn entries<'de, A: MapAccess<'de>>(
    place: &mut dyn Insert,
    mut map: A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<bool, A::Error> {
    let mut name = String::new();
    while map.next_key_seed(AnyName(&mut name))?.is_some() {
        entry(place, &name, &mut map, at, issues)?;
    }
    place.finish();
    Ok(true)
}

fn entry<'de, A: MapAccess<'de>>(
    place: &mut dyn Insert,
    name: &str,
    map: &mut A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<(), A::Error> {
    let at = at.member(name);
    let mark = issues.mark();
    if !map.next_value_seed(Seed { slot: place.insert(name), at: &at, issues })? {
        place.remove_last();
        issues.settle(mark, || Effect::Dropped(at.to_string()));
    }
    Ok(())
}

pub(super) fn list<'de, A: SeqAccess<'de>>(
    place: &mut dyn Holder,
    mut seq: A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<bool, A::Error> {
    for index in 0.. {
        let at = at.item(index);
        let mark = issues.mark();
        match seq.next_element_seed(ItemSeed { list: &mut *place, at: &at, issues: &mut *issues })? {
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

pub(super) fn tuple<'de, A: SeqAccess<'de>>(
    size: usize,
    place: &mut dyn Object,
    mut seq: A,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Result<bool, A::Error> {
    let mut good = true;
    let mut found = 0;
    while let Some(fine) =
        seq.next_element_seed(Seed { slot: place.member(found), at: &at.item(found), issues: &mut *issues })?
    {
        good &= fine;
        found += 1;
    }
    if found < size {
        issues.record(at, "a list of fixed length", format!("{found} items"), Effect::Failed);
    }
    Ok(good && found >= size)
}

/// An item that is pushed once it is known to be there.
struct ItemSeed<'s> {
    list: &'s mut dyn Holder,
    at: &'s Path<'s>,
    issues: &'s mut Issues,
}

impl<'de> DeserializeSeed<'de> for ItemSeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        Seed { slot: self.list.more(), at: self.at, issues: self.issues }.deserialize(deserializer)
    }
}
