//! What an encoded value looks like: the drivers for JSON, XML, forms and parameters ask for nothing more.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::decode::Members;

/// A type that can be sent.
pub trait Encode {
    /// What it looks like.
    fn view(&self) -> View<'_>;
}

/// One value, by kind.
#[non_exhaustive]
pub enum View<'a> {
    /// Not sent.
    Absent,
    /// `null`
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// An integer beyond `i64`.
    Unsigned(u64),
    /// A number by its characters.
    Digits(&'a str),
    /// A number.
    Number(f64),
    /// An exact number.
    Decimal(Decimal),
    /// A point in time.
    Time(jiff::Timestamp),
    /// Text.
    Text(Cow<'a, str>),
    /// An object with known members.
    Object(&'a dyn Fields),
    /// A list.
    List(&'a dyn Items),
    /// An object whose members all look alike.
    Map(&'a dyn Entries),
    /// An object, and a member to be added to it: a union's variant and its discriminator.
    Tagged(&'a dyn Encode, Tag),
}

/// A member that a union adds to its variant.
pub type Tag = (&'static str, &'static str);

impl<'a> View<'a> {
    /// Borrowed text.
    pub fn text(text: &'a str) -> View<'a> {
        View::Text(Cow::Borrowed(text))
    }

    /// The same view once more.
    pub(crate) fn again(&self) -> View<'_> {
        match self {
            View::Absent => View::Absent,
            View::Null => View::Null,
            View::Bool(value) => View::Bool(*value),
            View::Integer(value) => View::Integer(*value),
            View::Unsigned(value) => View::Unsigned(*value),
            View::Digits(digits) => View::Digits(digits),
            View::Number(value) => View::Number(*value),
            View::Decimal(value) => View::Decimal(*value),
            View::Time(time) => View::Time(*time),
            View::Text(text) => View::text(text),
            View::Object(fields) => View::Object(*fields),
            View::List(items) => View::List(*items),
            View::Map(entries) => View::Map(*entries),
            View::Tagged(value, tag) => View::Tagged(*value, *tag),
        }
    }

    /// Text made for the purpose.
    pub fn display(value: &dyn std::fmt::Display) -> View<'static> {
        View::Text(Cow::Owned(value.to_string()))
    }
}

impl Encode for View<'_> {
    fn view(&self) -> View<'_> {
        self.again()
    }
}

/// A struct that is written as an object.
pub trait Fields {
    /// Its members, in declared order.
    fn members(&self) -> &'static Members;
    /// One member, by its index; `None` for one that it doesn't have.
    fn source(&self, index: usize) -> Option<&dyn Encode>;
    /// Members without a name of their own.
    fn extra(&self) -> Option<&dyn Entries> {
        None
    }
}

impl dyn Fields + '_ {
    /// What one member looks like.
    pub(crate) fn field(&self, index: usize) -> View<'_> {
        match self.source(index).map_or(View::Absent, Encode::view) {
            View::Absent if self.members().nulls.iter().any(|null| usize::from(*null) == index) => View::Null,
            view => view,
        }
    }
}

/// A list.
pub trait Items {
    /// How many.
    fn size(&self) -> usize;
    /// One of them.
    fn item(&self, index: usize) -> View<'_>;
}

/// An object whose members all look alike.
pub trait Entries {
    /// Shows each member in turn, until told to stop by `false`.
    fn each(&self, show: &mut dyn FnMut(&str, View<'_>) -> bool);
}
