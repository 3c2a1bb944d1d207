//! The driver for serde formats: shows a [`View`] to a `Serializer`, instantiated once per format.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::{Encode, Entries, Fields, Items, Tag, View};
use crate::decode::TOKEN;

/// Implements `serde::Serialize` for a generated type.
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    Shown(value.view()).serialize(serializer)
}

/// JSON text. The error is a number that JSON can't write (not finite).
pub fn to_json(value: &dyn Encode) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Shown(value.view()))
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
            View::Single(value) if value.is_finite() => serializer.serialize_f32(*value),
            View::Number(value) if value.is_finite() => serializer.serialize_f64(*value),
            View::Single(_) | View::Number(_) => Err(S::Error::custom("a number that is not finite")),
            View::Decimal(value) => decimal(*value, serializer),
            View::Time(time) => serializer.collect_str(time),
            View::Text(text) => serializer.serialize_str(text),
            View::Object(fields) => object(*fields, None, serializer),
            View::List(items) => list(*items, serializer),
            View::Map(map) => entries(*map, None, serializer),
            View::Any(value) => value.serialize(serializer),
            View::Tagged(value, tag) => match value.view() {
                View::Object(fields) => object(fields, Some(*tag), serializer),
                View::Map(map) => entries(map, Some(*tag), serializer),
                view => Shown(view).serialize(serializer),
            },
        }
    }
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
    let mut raw = serializer.serialize_struct(TOKEN, 1)?;
    raw.serialize_field(TOKEN, &text)?;
    raw.end()
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
