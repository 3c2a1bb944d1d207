//! Values of any shape on their way: custom fields, and what the unified model keeps as JSON.

use super::Flow;
use crate::model::Invalid;
use tributary_core::Value;
use tributary_core::codegen_v1::{Decode, Encode, from_json, to_value};

impl<T: Encode> Flow<T> {
    /// As JSON.
    pub fn json(self) -> Flow<Value> {
        self.then(|value| to_value(&value).map_err(|_| Invalid::new("a value that JSON can say")))
    }
}

impl Flow<&Value> {
    /// As the type, if it is of that shape.
    pub fn from_json<T: Decode>(self) -> Flow<T> {
        self.then(|value| {
            let text = value.to_string();
            match from_json::<T>(text.as_bytes()) {
                Ok((value, issues)) if issues.is_empty() => Ok(value),
                _ => Err(Invalid::new("a value of another shape").received(text)),
            }
        })
    }
}

impl<T: Decode + PartialEq> Flow<T> {
    /// A value that says nothing is absent: a struct without a member, an empty list.
    pub fn unless_blank(self) -> Self {
        match self {
            Self::Value(value) if value == T::blank() => Self::Absent,
            other => other,
        }
    }
}
