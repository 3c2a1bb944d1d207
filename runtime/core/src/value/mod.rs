//! [`Value`]: JSON of any shape, whose numbers keep their digits.

mod json;
mod other;

use std::fmt;
use std::ops::{Index, IndexMut};

use crate::codegen_v1::{Decode, Encode, Slot, View};
use crate::{Map, Number};

pub(crate) use json::read;

/// JSON of any shape: what a document describes no further, and what it does not name.
///
/// It is what `serde_json::Value` is, but for its numbers: they keep all digits ([`Number`]), so that what was received is
/// sent back the same. Either becomes the other by `From`, and `serde_json::json!` writes one down.
///
/// ```
/// use tributary_core::Value;
///
/// let text = r#"{"id":123456789012345678901234567890,"tags":["vip"]}"#;
/// let value: Value = serde_json::from_str(text)?;
/// assert_eq!(value.to_string(), text);
/// assert_eq!(value["tags"][0].as_str(), Some("vip"));
/// assert!(value["colour"].is_null());
///
/// let mut made: Value = serde_json::json!({ "name": "Ada" }).into();
/// made["age"] = 36.into();
/// assert_eq!(made, serde_json::json!({ "name": "Ada", "age": 36 }));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, by its digits.
    Number(Number),
    /// Text.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// An object, in the order of its keys.
    Object(Map<Value>),
}

static NULL: Value = Value::Null;

impl Value {
    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Whether it is a boolean.
    pub fn is_boolean(&self) -> bool {
        matches!(self, Value::Bool(_))
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Value::Number(_))
    }

    /// Whether it is text.
    pub fn is_string(&self) -> bool {
        matches!(self, Value::String(_))
    }

    /// Whether it is a list.
    pub fn is_array(&self) -> bool {
        matches!(self, Value::Array(_))
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Value::Object(_))
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The whole number of 64 bits that it is, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The whole number of 64 bits without a sign that it is, if it is one.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The nearest binary number, if it is a number.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number().map(Number::as_f64)
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_array(&self) -> Option<&Vec<Value>> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The items, if it is a list, to change them.
    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Value>> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Map<Value>> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The members, if it is an object, to change them.
    pub fn as_object_mut(&mut self) -> Option<&mut Map<Value>> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// A member, if it is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_object()?.get(name)
    }

    /// What is at a JSON pointer (RFC 6901): `/results/0/id`.
    pub fn pointer(&self, pointer: &str) -> Option<&Value> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, step| match value {
            Value::Object(members) => members.get(&step.replace("~1", "/").replace("~0", "~")),
            Value::Array(items) => {
                let is_index = step == "0" || !step.starts_with(['0', '+']);
                items.get(step.parse::<usize>().ok().filter(|_| is_index)?)
            }
            _ => None,
        })
    }

    /// The value; null takes its place.
    pub fn take(&mut self) -> Value {
        std::mem::take(self)
    }
}

/// A member; null if there is none.
impl Index<&str> for Value {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&NULL)
    }
}

/// An item; null if there is none.
impl Index<usize> for Value {
    type Output = Value;

    fn index(&self, index: usize) -> &Value {
        self.as_array().and_then(|items| items.get(index)).unwrap_or(&NULL)
    }
}

/// A member, which is made if it is not there; of null, an object is made.
///
/// # Panics
/// It is neither an object nor null.
impl IndexMut<&str> for Value {
    #[allow(clippy::panic)] // as serde_json's does
    fn index_mut(&mut self, name: &str) -> &mut Value {
        if self.is_null() {
            *self = Value::Object(Map::new());
        }
        match self {
            Value::Object(members) => members.get_or_insert_with(name, || Value::Null),
            other => panic!("{other} has no members, so none is called {name:?}"),
        }
    }
}

/// As JSON without spaces; `{:#}` on several lines.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text =
            if f.alternate() { serde_json::to_string_pretty(self) } else { serde_json::to_string(self) };
        f.write_str(&text.map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.view(), f)
    }
}

impl Decode for Value {
    fn blank() -> Self {
        Value::Null
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Any(self)
    }
    fn optional(place: &mut Option<Self>) -> Slot<'_> {
        Slot::OptAny(place)
    }
}

impl Encode for Value {
    fn view(&self) -> View<'_> {
        match self {
            Value::Null => View::Null,
            Value::Bool(value) => View::Bool(*value),
            Value::Number(number) => number.view(),
            Value::String(text) => View::text(text),
            Value::Array(items) => View::List(items),
            Value::Object(members) => View::Map(members),
        }
    }
}

crate::serde_traits! { decode: Value; encode: Value }
