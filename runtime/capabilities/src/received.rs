//! What capabilities make of responses, on its way to the caller: credentials that a server repeats are taken out of what
//! quotes the response, and a record that could not be read gets what the vendor sent of it.
//!
//! Whatever is made of a response passes through here, since [`super::answer::send`] and the pages of a run take an
//! [`Answer`] and nothing else.

use std::borrow::Cow;
use std::cell::OnceCell;

use tributary_client::{RawResponse, Reply};
use tributary_core::Value;
use tributary_model::{Change, Failed, Model, Page, Record, Ref, Warning};

use super::{Error, Written};

/// A response as it was received.
pub struct Received {
    response: RawResponse,
    value: OnceCell<Option<Value>>,
}

impl Received {
    pub(super) fn new(response: RawResponse) -> Self {
        Self { response, value: OnceCell::new() }
    }

    /// The text without the credentials of the request.
    pub(super) fn hide(&self, text: &str) -> String {
        self.response.hide(text)
    }

    /// The JSON that was received, if it is JSON.
    fn value(&self) -> Option<&Value> {
        let read = || Value::read(&self.response).ok().map(|(value, _)| value);
        self.value.get_or_init(read).as_ref()
    }

    /// What is at a place such as `results[3]`.
    fn at(&self, place: &str) -> Option<Value> {
        at(self.value()?, place).cloned()
    }

    /// Whether JSON was received that has nothing at this place.
    pub(super) fn is_empty(&self, place: &str) -> bool {
        self.value().is_some_and(|value| is_empty(value, place))
    }
}

/// Whether a place is empty: null, or not in its object. What lies in a list is somewhere.
fn is_empty(value: &Value, place: &str) -> bool {
    let place = place.strip_prefix('.').unwrap_or(place);
    let found = value.as_object().into_iter().flatten().find_map(|(name, member)| {
        let rest = place.strip_prefix(name)?;
        (rest.is_empty() || rest.starts_with('.')).then_some((member, rest))
    });
    match found {
        Some((member, rest)) => is_empty(member, rest),
        None => value.is_null() || (value.as_object().is_some() && !place.is_empty()),
    }
}

/// What is at a place. A member's name may have dots and brackets in it.
fn at<'v>(value: &'v Value, place: &str) -> Option<&'v Value> {
    if place.is_empty() {
        return Some(value);
    }
    if let (Value::Array(items), Some(rest)) = (value, place.strip_prefix('[')) {
        let (index, rest) = rest.split_once(']')?;
        return at(items.get(index.parse::<usize>().ok()?)?, rest);
    }
    let place = place.strip_prefix('.').unwrap_or(place);
    value.as_object()?.iter().find_map(|(name, member)| {
        let rest = place.strip_prefix(name)?;
        let ends = rest.is_empty() || rest.starts_with(['.', '[']);
        if ends { at(member, rest) } else { None }
    })
}

/// What is made of a response.
pub trait Answer {
    /// Takes out what must not be shown, and adds what was received where a record could not be read.
    fn settle(&mut self, received: &Received);
}

impl Answer for Warning {
    fn settle(&mut self, received: &Received) {
        let hide = |text: &mut Cow<'static, str>| {
            if let Cow::Owned(owned) = text {
                *owned = received.hide(owned);
            }
        };
        hide(&mut self.field);
        hide(&mut self.expected);
        for text in [&mut self.member, &mut self.received].into_iter().flatten() {
            *text = received.hide(text).into();
        }
    }
}

impl Answer for Failed {
    fn settle(&mut self, received: &Received) {
        self.warnings.settle(received);
        self.message = received.hide(&self.message);
        if let Some(place) = self.place.take() {
            self.record = received.at(&place).or(self.record.take());
            let id = self.id_at.and_then(|path| at(self.record.as_ref()?, path));
            let text = id.and_then(|id| match id {
                Value::String(text) => Some(text.to_string()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
            self.id = self.id.take().or(text.filter(|text| received.hide(text) == *text));
        }
    }
}

impl<T: Answer> Answer for Vec<T> {
    fn settle(&mut self, received: &Received) {
        self.iter_mut().for_each(|it| it.settle(received));
    }
}

impl<T: Answer> Answer for Option<T> {
    fn settle(&mut self, received: &Received) {
        self.iter_mut().for_each(|it| it.settle(received));
    }
}

impl<A: Answer, B: Answer> Answer for (A, B) {
    fn settle(&mut self, received: &Received) {
        self.0.settle(received);
        self.1.settle(received);
    }
}

impl<M, V> Answer for Record<M, V> {
    fn settle(&mut self, received: &Received) {
        self.warnings.settle(received);
    }
}

impl<M, V> Answer for Change<M, V> {
    fn settle(&mut self, received: &Received) {
        if let Self::Upserted(record) = self {
            record.settle(received);
        }
    }
}

impl<M, V> Answer for Written<M, V> {
    fn settle(&mut self, received: &Received) {
        self.warnings.settle(received);
        self.record.settle(received);
    }
}

impl<T: Answer> Answer for Page<T> {
    fn settle(&mut self, received: &Received) {
        self.records.settle(received);
        self.failed.settle(received);
    }
}

impl Answer for Error {
    fn settle(&mut self, received: &Received) {
        self.told(received);
    }
}

/// An id is what the vendor says, and quotes nothing else.
impl<M: Model> Answer for Ref<M> {
    fn settle(&mut self, _: &Received) {}
}

/// A token of a run, which is sent back as it is.
impl Answer for String {
    fn settle(&mut self, _: &Received) {}
}

impl Answer for () {
    fn settle(&mut self, _: &Received) {}
}

#[cfg(test)]
mod tests {
    use tributary_core::Value;

    use super::at;

    #[test]
    fn places_are_found_whatever_names_are_like() {
        let value = Value::from(serde_json::json!({
            "results": [{ "id": 1 }, { "id": 2 }],
            "a": { "b": 3 }, "a.b": { "c[0]": [4] },
        }));
        let found = |place: &str| at(&value, place).and_then(Value::as_i64);
        assert_eq!(at(&value, ""), Some(&value));
        assert_eq!(found("results[1].id"), Some(2));
        assert_eq!(found("a.b"), Some(3));
        assert_eq!(found("a.b.c[0][0]"), Some(4));
        for nothing in ["results[2]", "results[1].no", "resul", "results[x]", "a[0]", "b"] {
            assert_eq!(at(&value, nothing), None, "{nothing}");
        }
    }
}
