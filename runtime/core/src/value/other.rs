//! [`Value`] beside other types: made from them, compared with them.

use rust_decimal::Decimal;

use super::Value;
use crate::scalar::same_number;
use crate::{Map, Number};

macro_rules! made_from {
    ($($type:ty: $value:ident => $made:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $made
            }
        }
    )*};
}

made_from! {
    bool: value => Value::Bool(value);
    i32: value => Value::Number(value.into());
    i64: value => Value::Number(value.into());
    u32: value => Value::Number(value.into());
    u64: value => Value::Number(value.into());
    f64: value => Value::Number(value.into());
    Decimal: value => Value::Number(value.into());
    Number: value => Value::Number(value);
    &str: value => Value::String(value.to_owned());
    String: value => Value::String(value);
    Map<Value>: value => Value::Object(value);
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Value::Array(items.into_iter().map(Into::into).collect())
    }
}

impl<K: AsRef<str>, V: Into<Value>> FromIterator<(K, V)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        Value::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(value),
            serde_json::Value::Number(number) => {
                Number::of_token(&number.to_string()).map_or(Value::Null, Value::Number)
            }
            serde_json::Value::String(text) => Value::String(text),
            serde_json::Value::Array(items) => items.into_iter().collect(),
            serde_json::Value::Object(members) => {
                Value::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
        }
    }
}

/// A number of which `serde_json` keeps less than all digits becomes the nearest double, and one that is too large for any,
/// its text.
impl From<Value> for serde_json::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => value.into(),
            Value::Number(number) => match serde_json::from_str(number.as_str()) {
                Ok(number) => serde_json::Value::Number(number),
                Err(_) => serde_json::Value::String(number.as_str().to_owned()),
            },
            Value::String(text) => text.into(),
            Value::Array(items) => items.into_iter().map(serde_json::Value::from).collect(),
            Value::Object(members) => {
                members.into_iter().map(|(name, value)| (name, serde_json::Value::from(value))).collect()
            }
        }
    }
}

impl PartialEq<serde_json::Value> for Value {
    fn eq(&self, other: &serde_json::Value) -> bool {
        match (self, other) {
            (Value::Null, serde_json::Value::Null) => true,
            (Value::Bool(one), serde_json::Value::Bool(two)) => one == two,
            (Value::Number(one), serde_json::Value::Number(two)) => {
                same_number(one.as_str(), &two.to_string())
            }
            (Value::String(one), serde_json::Value::String(two)) => one == two,
            (Value::Array(one), serde_json::Value::Array(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one == two)
            }
            (Value::Object(one), serde_json::Value::Object(two)) => {
                let same = |(name, one): (&str, &Value)| two.get(name).is_some_and(|two| one == two);
                one.len() == two.len() && one.iter().all(same)
            }
            _ => false,
        }
    }
}

impl PartialEq<Value> for serde_json::Value {
    fn eq(&self, other: &Value) -> bool {
        other == self
    }
}

macro_rules! compared_with {
    ($($type:ty: $one:ident, $other:ident => $same:expr;)*) => {$(
        impl PartialEq<$type> for Value {
            fn eq(&self, $other: &$type) -> bool {
                let $one = self;
                $same
            }
        }
    )*};
}

compared_with! {
    str: one, other => one.as_str() == Some(other);
    &str: one, other => one.as_str() == Some(*other);
    String: one, other => one.as_str() == Some(other.as_str());
    bool: one, other => one.as_bool() == Some(*other);
    i32: one, other => one.as_i64() == Some(i64::from(*other));
    i64: one, other => one.as_i64() == Some(*other);
    u64: one, other => one.as_u64() == Some(*other);
    f64: one, other => one.as_number().is_some_and(|number| number == other);
}

#[cfg(test)]
mod tests {
    use super::Value;
    use crate::Number;

    #[test]
    fn from_serde_json_and_back() {
        let theirs = serde_json::json!({
            "list": [null, true, -1, u64::MAX, 0.5, 1e300, "text"],
            "object": { "": {} },
        });
        let ours = Value::from(theirs.clone());
        assert!(ours == theirs);
        assert!(theirs == ours);
        assert_eq!(serde_json::Value::from(ours), theirs);
    }

    #[test]
    fn what_serde_json_cannot_hold_is_said_as_far_as_it_goes() {
        let number = |text: &str| text.parse::<Number>().map(|it| serde_json::Value::from(Value::from(it)));
        assert_eq!(number("0.10000000000000000000001"), Ok(serde_json::json!(0.1)));
        assert_eq!(number("1e400"), Ok(serde_json::json!("1e400")));
    }

    #[test]
    fn differences_are_seen() {
        let one = Value::from(serde_json::json!({ "a": [1, 2], "b": "x" }));
        for other in [
            serde_json::json!({ "a": [1, 2] }),
            serde_json::json!({ "a": [1, 2], "c": "x" }),
            serde_json::json!({ "a": [1, 3], "b": "x" }),
            serde_json::json!({ "a": [1], "b": "x" }),
            serde_json::json!({ "a": [1, 2], "b": "x", "c": null }),
            serde_json::json!({ "a": [1, "2"], "b": "x" }),
        ] {
            assert_ne!(one, other);
        }
    }
}
