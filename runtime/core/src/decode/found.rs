//! What was found where something else was expected, as far as a scalar or a message needs to know.

use super::quoted;
use crate::Value;

/// A scalar, or the kind of something else.
pub(crate) enum Found<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Unsigned(u64),
    Number(f64),
    Text(&'a str),
    Array,
    Object,
}

impl Found<'_> {
    pub(super) fn describe(&self) -> String {
        match self {
            Found::Null => "null".to_owned(),
            Found::Bool(value) => value.to_string(),
            Found::Integer(value) => format!("integer {value}"),
            Found::Unsigned(value) => format!("integer {value}"),
            Found::Number(value) => format!("number {value}"),
            Found::Text(text) => quoted(text),
            Found::Array => "a list".to_owned(),
            Found::Object => "an object".to_owned(),
        }
    }
}

/// What a [`Value`] is, as far as a scalar goes.
impl<'a> From<&'a Value> for Found<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Found::Null,
            Value::Bool(value) => Found::Bool(*value),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Found::Integer(value),
                (None, Some(value)) => Found::Unsigned(value),
                (None, None) => Found::Number(number.as_f64()),
            },
            Value::String(text) => Found::Text(text),
            Value::Array(_) => Found::Array,
            Value::Object(_) => Found::Object,
        }
    }
}
