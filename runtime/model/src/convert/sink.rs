//! What a value is written to: a property as its type declares it, and the lists that are given to slots.

use std::borrow::Cow;

use tributary_core::Maybe;

/// A property that takes a value.
pub trait Sink<T>: Sized {
    /// The property with the value.
    fn sink(value: T) -> Self;

    /// The property with null, if null can be sent for it.
    fn null() -> Option<Self> {
        None
    }
}

impl<T> Sink<T> for T {
    fn sink(value: T) -> Self {
        value
    }
}

impl<T> Sink<T> for Option<T> {
    fn sink(value: T) -> Self {
        Some(value)
    }
}

impl<T> Sink<T> for Maybe<T> {
    fn sink(value: T) -> Self {
        Self::Value(value)
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }
}

impl Sink<Cow<'_, str>> for String {
    fn sink(value: Cow<'_, str>) -> Self {
        value.into_owned()
    }
}

impl Sink<Cow<'_, str>> for Option<String> {
    fn sink(value: Cow<'_, str>) -> Self {
        Some(value.into_owned())
    }
}

impl Sink<Option<Cow<'_, str>>> for Option<String> {
    fn sink(value: Option<Cow<'_, str>>) -> Self {
        value.map(Cow::into_owned)
    }
}

impl Sink<Cow<'_, str>> for Maybe<String> {
    fn sink(value: Cow<'_, str>) -> Self {
        Self::Value(value.into_owned())
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }
}

/// A list of the caller's that is given to slots.
pub trait List<'a> {
    /// An item.
    type Item;

    /// A slot without an item is cleared.
    const CLEARS: bool;

    /// The items, if there is a list: null is an empty one.
    fn items(self) -> Option<&'a [Self::Item]>;
}

impl<'a, T> List<'a> for &'a Vec<T> {
    type Item = T;
    const CLEARS: bool = false;

    fn items(self) -> Option<&'a [T]> {
        Some(self)
    }
}

impl<'a, T> List<'a> for Option<&'a Vec<T>> {
    type Item = T;
    const CLEARS: bool = false;

    fn items(self) -> Option<&'a [T]> {
        self.map(Vec::as_slice)
    }
}

impl<'a, T> List<'a> for &'a Option<Vec<T>> {
    type Item = T;
    const CLEARS: bool = false;

    fn items(self) -> Option<&'a [T]> {
        self.as_deref()
    }
}

impl<'a, T> List<'a> for &'a Maybe<Vec<T>> {
    type Item = T;
    const CLEARS: bool = true;

    fn items(self) -> Option<&'a [T]> {
        match self {
            Maybe::Absent => None,
            Maybe::Null => Some(&[]),
            Maybe::Value(list) => Some(list),
        }
    }
}
