//! The driver for XML: fills a slot from a tree of elements, as the tables of the types say where each member is.

use super::tree::Element;
use crate::codegen_v1::{Holder, Insert, Members, Object, Slot, XmlMember, XmlPlace};
use crate::decode::{Effect, Found, Issues, Path, Read, Seen, complete, fill_raw, quoted, take};
use crate::{Map, Value};

/// Fills a slot from an element. Gives whether what it found could be kept.
pub(super) fn fill(element: &Element, mut slot: Slot<'_>, at: &Path<'_>, issues: &mut Issues) -> bool {
    match slot {
        Slot::OptText(place) if element.is_nil() => {
            *place = None;
            true
        }
        slot if element.is_nil() && slot.may_stay_empty() => true,
        Slot::Optional(place) if element.is_nil() => {
            place.null();
            true
        }
        Slot::Optional(place) => {
            let mark = issues.mark();
            if !fill(element, place.more(), at, issues) {
                place.less();
                issues.settle(mark, || Effect::Emptied(at.to_string()));
            }
            true
        }
        Slot::Object(members, place) => object(element, members, place, at, issues),
        Slot::Map(place) => {
            element.children.iter().for_each(|child| entry(child, place, at, issues));
            place.finish();
            true
        }
        Slot::List(place) => {
            list(element.children.iter(), place, at, issues);
            true
        }
        Slot::Tuple(size, place) => {
            let mut good = element.children.len() >= size;
            for (index, child) in element.children.iter().enumerate() {
                good &= fill(child, place.member(index), &at.item(index), issues);
            }
            good
        }
        Slot::Union(_) => fill_raw(slot, &json(element).to_string(), at, issues).unwrap_or_else(|error| {
            issues.record(at, "a value", error.to_string(), Effect::Failed);
            false
        }),
        Slot::Any(place) => {
            *place = json(element);
            true
        }
        Slot::OptAny(place) => {
            *place = Some(json(element));
            true
        }
        _ => scalar(&element.text, &mut slot, at, issues),
    }
}

/// A scalar from text: in XML everything is text, so that a number in it is nothing to remark on.
fn scalar(text: &str, slot: &mut Slot<'_>, at: &Path<'_>, issues: &mut Issues) -> bool {
    let is_text = matches!(slot, Slot::Text(_) | Slot::OptText(_));
    let text = if is_text { text } else { text.trim() };
    let read = match slot {
        Slot::Decimal { place, .. } => match crate::decode::decimal(text) {
            Some((value, how)) => {
                **place = value;
                how
            }
            None => Read::Wrong,
        },
        Slot::Number(place) => match text.parse() {
            Ok(value) => {
                **place = value;
                Read::Exact
            }
            Err(_) => Read::Wrong,
        },
        Slot::Optional(place) => return scalar_in(text, &mut **place, at, issues),
        _ => take(slot, &Found::Text(text)),
    };
    if read == Read::Wrong {
        let optional = slot.may_stay_empty();
        let effect = if optional { Effect::Emptied(at.to_string()) } else { Effect::Failed };
        issues.record(at, slot.expected(), quoted(text), effect);
        return optional;
    }
    true
}

fn scalar_in(text: &str, place: &mut dyn Holder, at: &Path<'_>, issues: &mut Issues) -> bool {
    let mark = issues.mark();
    if !scalar(text, &mut place.more(), at, issues) {
        place.less();
        issues.settle(mark, || Effect::Emptied(at.to_string()));
    }
    true
}

fn object(
    element: &Element,
    members: &'static Members,
    place: &mut dyn Object,
    at: &Path<'_>,
    issues: &mut Issues,
) -> bool {
    let mut seen = Seen::default();
    let mut good = true;
    for (index, name) in members.names.iter().enumerate() {
        let xml = members.xml.get(index).copied().unwrap_or(XmlMember::ELEMENT);
        let slot = place.member(index);
        if let Some(fine) = member(element, name, xml, slot, &at.member(name), issues) {
            good &= fine;
            seen.insert(index);
        }
    }
    if let Slot::Map(extra) = place.member(Members::EXTRA) {
        let unknown = |child: &&Element| !is_named(members, &child.name);
        element.children.iter().filter(unknown).for_each(|child| entry(child, extra, at, issues));
        extra.finish();
    }
    good & complete(members, place, &seen, at, issues)
}

/// Fills one member, if it is there.
fn member(
    element: &Element,
    name: &str,
    xml: XmlMember,
    mut slot: Slot<'_>,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Option<bool> {
    let name = if xml.name.name.is_empty() { name } else { xml.name.name };
    match xml.place {
        XmlPlace::Attribute => Some(scalar(element.attribute(name)?, &mut slot, at, issues)),
        XmlPlace::Text => Some(scalar(&element.text, &mut slot, at, issues)),
        XmlPlace::Wrapped => {
            let wrapper = element.children.iter().find(|child| child.name == name)?;
            Some(fill(wrapper, slot, at, issues))
        }
        XmlPlace::Element => {
            let is_list = matches!(&slot, Slot::List(_));
            let named = |child: &&Element| child.name == name;
            let mut found = element.children.iter().filter(named).peekable();
            if found.peek().is_none() && !is_list {
                return None;
            }
            Some(repeated(found, slot, at, issues))
        }
    }
}

/// An element that is repeated where the member is a list, and alone where it isn't.
fn repeated<'e>(
    mut found: impl Iterator<Item = &'e Element>,
    slot: Slot<'_>,
    at: &Path<'_>,
    issues: &mut Issues,
) -> bool {
    match slot {
        Slot::List(place) => {
            list(found, place, at, issues);
            true
        }
        Slot::Optional(place) => {
            let mark = issues.mark();
            let first = found.next();
            if first.is_some_and(Element::is_nil) {
                place.null();
                return true;
            }
            let good = match place.more() {
                Slot::List(list_place) => {
                    list(first.into_iter().chain(found), list_place, at, issues);
                    true
                }
                slot => first.is_some_and(|element| fill(element, slot, at, issues)),
            };
            if !good {
                place.less();
                issues.settle(mark, || Effect::Emptied(at.to_string()));
            }
            true
        }
        slot => found.next().is_some_and(|element| fill(element, slot, at, issues)),
    }
}

fn list<'e>(
    found: impl Iterator<Item = &'e Element>,
    place: &mut dyn Holder,
    at: &Path<'_>,
    issues: &mut Issues,
) {
    for (index, child) in found.enumerate() {
        let at = at.item(index);
        let mark = issues.mark();
        if !fill(child, place.more(), &at, issues) {
            place.less();
            issues.settle(mark, || Effect::Dropped(at.to_string()));
        }
    }
}

fn entry(child: &Element, place: &mut dyn Insert, at: &Path<'_>, issues: &mut Issues) {
    let at = at.member(&child.name);
    let mark = issues.mark();
    if !fill(child, place.insert(&child.name), &at, issues) {
        place.remove_last();
        issues.settle(mark, || Effect::Dropped(at.to_string()));
    }
}

fn is_named(members: &Members, name: &str) -> bool {
    let renamed =
        |index: usize| members.xml.get(index).map(|xml| xml.name.name).filter(|name| !name.is_empty());
    members.names.iter().enumerate().any(|(index, known)| renamed(index).unwrap_or(known) == name)
}

/// An element as JSON: text where it has nothing else, an object of its attributes and children otherwise, a child that
/// comes more than once as a list.
fn json(element: &Element) -> Value {
    if element.children.is_empty() && element.attributes.is_empty() {
        return Value::String(element.text.clone());
    }
    let mut members = Map::new();
    for (name, value) in &element.attributes {
        members.insert(name, Value::String(value.clone()));
    }
    for child in &element.children {
        let value = json(child);
        match members.get_mut(&child.name) {
            None => drop(members.insert(&child.name, value)),
            Some(Value::Array(items)) => items.push(value),
            Some(first) => {
                let before = std::mem::take(first);
                *first = Value::Array(vec![before, value]);
            }
        }
    }
    if !element.text.trim().is_empty() {
        members.insert("$text", Value::String(element.text.clone()));
    }
    Value::Object(members)
}
