//! `Debug` and `PartialEq` of generated types, by way of their views: written once, not derived for each.

use std::fmt::{self, Debug, Formatter};

use super::{Encode, Entries, Fields, Items, View};
use crate::Value;
use crate::scalar::same_number;

/// Shows the type's name and the members that are there: `Ticket {id: 1, subject: "Printer"}`.
pub fn debug(name: &'static str, value: &dyn Encode, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(name)?;
    match value.view() {
        view @ (View::Object(_) | View::Map(_) | View::Tagged(..)) => {
            f.write_str(" ")?;
            Debug::fmt(&view, f)
        }
        view => f.debug_tuple("").field(&view).finish(),
    }
}

impl Debug for View<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            View::Absent => f.write_str("absent"),
            View::Null => f.write_str("null"),
            View::Bool(value) => Debug::fmt(value, f),
            View::Integer(value) => Debug::fmt(value, f),
            View::Unsigned(value) => Debug::fmt(value, f),
            View::Digits(digits) => f.write_str(digits),
            View::Number(value) => Debug::fmt(value, f),
            View::Decimal(value) => fmt::Display::fmt(value, f),
            View::Time(time) => fmt::Display::fmt(time, f),
            View::Text(value) => Debug::fmt(value, f),
            View::Tagged(value, _) => Debug::fmt(&value.view(), f),
            View::List(items) => f.debug_list().entries((0..items.size()).map(|at| items.item(at))).finish(),
            View::Object(_) | View::Map(_) => {
                let mut map = f.debug_map();
                each(self, &mut |name, view| {
                    map.entry(&format_args!("{name}"), &view);
                    true
                });
                map.finish()
            }
        }
    }
}

/// Shows each member that is there.
fn each(view: &View<'_>, show: &mut dyn FnMut(&str, View<'_>) -> bool) {
    match view {
        View::Object(fields) => {
            let named = fields.members().names.iter().enumerate();
            let mut present = named
                .map(|(at, name)| (name, fields.field(at)))
                .filter(|(_, view)| !matches!(view, View::Absent));
            if present.all(|(name, view)| show(name, view))
                && let Some(extra) = fields.extra()
            {
                extra.each(show);
            }
        }
        View::Map(entries) => entries.each(show),
        _ => {}
    }
}

/// Whether an object has a property of this name.
pub fn has_property(value: &dyn Encode, name: &str) -> bool {
    let mut found = false;
    each(&value.view(), &mut |property, _| {
        found |= property == name;
        !found
    });
    found
}

/// Whether an object has no property at all, which is found out faster than whether it equals a blank one.
pub fn is_empty_object(value: &dyn Encode) -> bool {
    let View::Object(fields) = value.view() else { return false };
    let absent = |at| matches!(fields.source(at).map_or(View::Absent, Encode::view), View::Absent);
    (0..fields.members().names.len()).all(absent)
        && fields.extra().is_none_or(|extra| {
            let mut empty = true;
            extra.each(&mut |_, _| {
                empty = false;
                false
            });
            empty
        })
}

/// Whether it is an object each of whose members may be absent: a blank one is an empty object.
pub fn may_be_empty(value: &dyn Encode) -> bool {
    let View::Object(fields) = value.view() else { return false };
    let members = fields.members();
    members.required.is_empty() && members.nulls.is_empty()
}

/// Whether two values of one type are equal.
pub fn same(one: &dyn Encode, other: &dyn Encode) -> bool {
    equal(&one.view(), &other.view())
}

fn equal(one: &View<'_>, other: &View<'_>) -> bool {
    match (one, other) {
        (View::Absent, View::Absent) | (View::Null, View::Null) => true,
        (View::Bool(a), View::Bool(b)) => a == b,
        (View::Integer(a), View::Integer(b)) => a == b,
        (View::Unsigned(a), View::Unsigned(b)) => a == b,
        (View::Digits(a), View::Digits(b)) => same_number(a, b),
        (View::Number(a), View::Number(b)) => a == b,
        (View::Decimal(a), View::Decimal(b)) => a == b,
        (View::Time(a), View::Time(b)) => a == b,
        (View::Text(a), View::Text(b)) => a == b,
        (View::Tagged(a, x), View::Tagged(b, y)) => x == y && same(*a, *b),
        (View::List(a), View::List(b)) => lists(*a, *b),
        (View::Object(a), View::Object(b)) => objects(*a, *b),
        (View::Map(a), View::Map(b)) => maps(*a, *b),
        _ => false,
    }
}

fn lists(one: &dyn Items, other: &dyn Items) -> bool {
    one.size() == other.size() && (0..one.size()).all(|at| equal(&one.item(at), &other.item(at)))
}

/// Two values of one struct have the same members; two of a union's variants may not.
fn objects(one: &dyn Fields, other: &dyn Fields) -> bool {
    std::ptr::eq(one.members(), other.members())
        && (0..one.members().names.len()).all(|at| equal(&one.field(at), &other.field(at)))
        && match (one.extra(), other.extra()) {
            (Some(one), Some(other)) => maps(one, other),
            (None, None) => true,
            _ => false,
        }
}

/// Maps are sorted, so that equal ones show their members in the same order.
fn maps(one: &dyn Entries, other: &dyn Entries) -> bool {
    gathered(one) == gathered(other)
}

/// A map's members as JSON: views can't be kept past the call that shows them.
fn gathered(entries: &dyn Entries) -> Vec<(String, Option<Value>)> {
    let mut members = Vec::new();
    entries.each(&mut |name, view| {
        members.push((name.to_owned(), super::to_value(&view).ok()));
        true
    });
    members
}
