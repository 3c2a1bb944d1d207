//! The driver for serde formats: shows a [`View`] to a `Serializer`, instantiated once per format.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::{Encode, Entries, Fields, Items, Tag, View};
use crate::Value;
use crate::decode::TOKEN;

/// Implements `serde::Serialize` for a generated type.
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    Shown(value.view()).serialize(serializer)
}

/// JSON text. The error is a number that JSON can't write (not finite).
pub fn to_json(value: &dyn Encode) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Shown(value.view()))
}

/// As plain JSON. The error is a number that JSON can't write (not finite).
pub fn to_value(value: &dyn Encode) -> Result<Value, serde_json::Error> {
    crate::value::read(&serde_json::to_string(&Shown(value.view()))?, 0)
}

/// A view, as serde sees it.
pub(crate) struct Shown<'a>(pub(crate) View<'a>);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            View::Absent | View::Null => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(*value),
            View::Integer(value) => serializer.serialize_i64(*value),
            View::Unsigned(value) => serializer.serialize_u64(*value),
            View::Number(value) => number(*value, serializer),
            View::Digits(digits) => by_digits(digits, serializer),
            View::Decimal(value) => decimal(*value, serializer),
            View::Time(time) => serializer.collect_str(time),
            View::Text(text) => serializer.serialize_str(text),
            View::Object(fields) => object(*fields, None, serializer),
            View::List(items) => list(*items, serializer),
            View::Map(map) => entries(*map, None, serializer),
            View::Tagged(value, tag) => match value.view() {
                View::Object(fields) => object(fields, Some(*tag), serializer),
                View::Map(map) => entries(map, Some(*tag), serializer),
                view => Shown(view).serialize(serializer),
            },
        }
    }
}

/// A whole number without a point: readers of integers take no other.
fn number<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        _ if !value.is_finite() => Err(S::Error::custom("a number that is not finite")),
        _ if value.fract() == 0.0 && value.abs() < EXACT && (value != 0.0 || value.is_sign_positive()) => {
            serializer.serialize_i64(value as i64)
        }
        _ => serializer.serialize_f64(value),
    }
}

/// A number as a plain one where that gives the same characters, else by its characters.
fn by_digits<S: Serializer>(digits: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if !digits.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) || digits.ends_with('f') {
        return Err(S::Error::custom("a number that is not finite"));
    }
    match digits.parse::<i64>() {
        Ok(value) if digits != "-0" => return serializer.serialize_i64(value),
        _ => {}
    }
    let plain = digits.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
    match plain.filter(|plain| plain.to_string() == digits).and_then(|plain| plain.as_f64()) {
        Some(value) => serializer.serialize_f64(value),
        None => by_characters(digits, serializer),
    }
}

fn by_characters<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut raw = serializer.serialize_struct(TOKEN, 1)?;
    raw.serialize_field(TOKEN, text)?;
    raw.end()
}

/// A decimal as a plain number where that says the same, else by its characters, as `serde_json` alone can write it.
fn decimal<S: Serializer>(value: Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    if value.scale() == 0
        && let Some(value) = value.to_i64()
    {
        return serializer.serialize_i64(value);
    }
    let text = value.to_string();
    if let Ok(number) = text.parse::<f64>()
        && number.to_string() == text
    {
        return serializer.serialize_f64(number);
    }
    by_characters(&text, serializer)
}

fn object<S: Serializer>(fields: &dyn Fields, tag: Option<Tag>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let names = fields.members().names;
    if let Some((name, value)) = tag
        && !names.contains(&name)
    {
        map.serialize_entry(name, value)?;
    }
    for (index, name) in names.iter().enumerate() {
        match fields.field(index) {
            View::Absent => {}
            view => map.serialize_entry(name, &Shown(view))?,
        }
    }
    if let Some(extra) = fields.extra() {
        show(extra, &mut map)?;
    }
    map.end()
}

fn entries<S: Serializer>(entries: &dyn Entries, tag: Option<Tag>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    if let Some((name, value)) = tag {
        map.serialize_entry(name, value)?;
    }
    show(entries, &mut map)?;
    map.end()
}

fn show<M: SerializeMap>(entries: &dyn Entries, map: &mut M) -> Result<(), M::Error> {
    let mut outcome = Ok(());
    entries.each(&mut |name, view| {
        outcome = map.serialize_entry(name, &Shown(view));
        outcome.is_ok()
    });
    outcome
}

fn list<S: Serializer>(items: &dyn Items, serializer: S) -> Result<S::Ok, S::Error> {
    let size = items.size();
    let mut seq = serializer.serialize_seq(Some(size))?;
    for index in 0..size {
        seq.serialize_element(&Shown(items.item(index)))?;
    }
    seq.end()
}
