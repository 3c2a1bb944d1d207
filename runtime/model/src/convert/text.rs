//! Text on its way: what counts as text, and the filters that take it apart.

use std::borrow::Cow;

use super::Flow;
use crate::model::{Invalid, Ref};
use tributary_core::{Maybe, Value};

/// What can be read as text: text itself, and what vendors send in place of it (numbers as ids, booleans, `null`).
pub trait AsText {
    /// The text, borrowed where it is text already.
    fn as_text(&self) -> Flow<Cow<'_, str>>;
}

impl AsText for str {
    #[inline]
    fn as_text(&self) -> Flow<Cow<'_, str>> {
        Flow::of(Cow::Borrowed(self))
    }
}

impl AsText for String {
    #[inline]
    fn as_text(&self) -> Flow<Cow<'_, str>> {
        Flow::of(Cow::Borrowed(self))
    }
}

impl<T: AsText + ?Sized> AsText for &T {
    #[inline]
    fn as_text(&self) -> Flow<Cow<'_, str>> {
        T::as_text(self)
    }
}

impl<T: AsText> AsText for Option<T> {
    #[inline]
    fn as_text(&self) -> Flow<Cow<'_, str>> {
        match self {
            Some(value) => value.as_text(),
            None => Flow::absent(),
        }
    }
}

impl<T: AsText> AsText for Maybe<T> {
    #[inline]
    fn as_text(&self) -> Flow<Cow<'_, str>> {
        match self {
            Maybe::Value(value) => value.as_text(),
            Maybe::Absent => Flow::Absent,
            Maybe::Null => Flow::Null,
        }
    }
}

macro_rules! displayed_as_text {
    ($($type:ty),*) => {$(
        impl AsText for $type {
            fn as_text(&self) -> Flow<Cow<'_, str>> {
                Flow::of(Cow::Owned(self.to_string()))
            }
        }
    )*};
}

displayed_as_text!(
    bool,
    i32,
    i64,
    u64,
    f64,
    tributary_core::Decimal,
    tributary_core::Timestamp,
    tributary_core::Date,
    tributary_core::Uri,
    tributary_core::Uuid
);

/// All digits, as received.
impl AsText for tributary_core::Number {
    fn as_text(&self) -> Flow<Cow<'_, str>> {
        Flow::of(Cow::Borrowed(self.as_str()))
    }
}

impl<M> AsText for Ref<M> {
    fn as_text(&self) -> Flow<Cow<'_, str>> {
        Flow::of(Cow::Borrowed(self.as_str()))
    }
}

impl AsText for Value {
    fn as_text(&self) -> Flow<Cow<'_, str>> {
        match self {
            Self::Null => Flow::absent(),
            Self::String(text) => Flow::of(Cow::Borrowed(text)),
            Self::Bool(value) => value.as_text(),
            Self::Number(number) => number.as_text(),
            other => Flow::wrong(Invalid::new("text").received(other)),
        }
    }
}

/// A member that is text or stands for it: a place, or what a look-up found.
pub trait Readable<'a> {
    /// As text.
    fn read(self) -> Flow<Cow<'a, str>>;
}

impl<'a, T: AsText + ?Sized> Readable<'a> for &'a T {
    #[inline]
    fn read(self) -> Flow<Cow<'a, str>> {
        self.as_text()
    }
}

impl<'a, T: AsText + ?Sized> Readable<'a> for Option<&'a T> {
    #[inline]
    fn read(self) -> Flow<Cow<'a, str>> {
        match self {
            Some(value) => value.as_text(),
            None => Flow::absent(),
        }
    }
}

/// A member that is text, or stands for it.
#[inline]
pub fn text<'a>(member: impl Readable<'a>) -> Flow<Cow<'a, str>> {
    member.read()
}

/// The pieces of a template, in a row; absent if one of them is.
pub fn template<'a>(pieces: impl IntoIterator<Item = Flow<Cow<'a, str>>>) -> Flow<Cow<'static, str>> {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Flow::Value(piece) => text.push_str(&piece),
            Flow::Absent | Flow::Null => return Flow::Absent,
            Flow::Wrong(wrong) => return Flow::Wrong(wrong),
        }
    }
    Flow::of(Cow::Owned(text))
}

impl<'a> Flow<Cow<'a, str>> {
    /// A constant.
    pub fn constant(text: &'static str) -> Self {
        Self::of(Cow::Borrowed(text))
    }

    /// As a condition: there, and not empty.
    pub fn holds(self) -> bool {
        self.ok().is_some_and(|text| !text.is_empty())
    }

    /// Owned, for a text field.
    #[inline]
    pub fn owned(self) -> Flow<String> {
        self.map(Cow::into_owned)
    }

    /// Whether it is this text.
    #[inline]
    pub fn is(self, text: &str) -> bool {
        matches!(self, Self::Value(found) if found == text)
    }

    /// The text, where there is one.
    #[inline]
    pub fn string(self) -> Option<String> {
        self.ok().map(Cow::into_owned)
    }

    /// A unified reference, or a record's own id.
    #[inline]
    pub fn reference<M>(self) -> Flow<Ref<M>> {
        self.map(|id| Ref::new(id.into_owned()))
    }

    /// An open unified enum, without a table.
    #[inline]
    pub fn open<E: for<'t> From<&'t str>>(self) -> Flow<E> {
        self.map(|text| E::from(&text))
    }

    /// `none`: texts that stand for nothing.
    #[inline]
    pub fn none(self, none: &[&str]) -> Self {
        match self {
            Self::Value(text) if none.contains(&&*text) => Self::Absent,
            other => other,
        }
    }

    /// `trim`
    pub fn trim(self) -> Self {
        self.map(|text| cut(text, str::trim))
    }

    /// `lower`
    pub fn lower(self) -> Self {
        self.map(|text| Cow::Owned(text.to_lowercase()))
    }

    /// `after(s)`: what follows the first `s`; absent if there is none.
    pub fn after(self, separator: &str) -> Self {
        self.part(|text| text.split_once(separator).map(|(_, rest)| rest))
    }

    /// `before(s)`: what precedes the first `s`; absent if there is none.
    pub fn before(self, separator: &str) -> Self {
        self.part(|text| text.split_once(separator).map(|(first, _)| first))
    }

    /// `starts(s)`
    pub fn starts(self, with: &str) -> Flow<bool> {
        self.map(|text| text.starts_with(with))
    }

    /// `ends(s)`
    pub fn ends(self, with: &str) -> Flow<bool> {
        self.map(|text| text.ends_with(with))
    }

    /// `only(s)`, read: absent unless the text starts with it.
    pub fn only(self, start: &str) -> Self {
        match self {
            Self::Value(text) if !text.starts_with(start) => Self::Absent,
            other => other,
        }
    }

    /// `only(s)`, written: refused unless the text starts with it, since it would not be read again.
    pub fn starting(self, start: &str) -> Self {
        match self {
            Self::Value(text) if !text.starts_with(start) => {
                Self::wrong(Invalid::new(format!("a text that starts with {start}")).received(&text))
            }
            other => other,
        }
    }

    /// `split(s)`: the pieces, without the empty ones.
    pub fn split(self, separator: &str) -> Flow<Vec<String>> {
        self.map(|text| text.split(separator).filter(|piece| !piece.is_empty()).map(str::to_owned).collect())
    }

    /// `join(s, …)`: this text and the others that are there, with `separator` between; absent if none is.
    pub fn join(self, separator: &str, others: impl IntoIterator<Item = Self>) -> Self {
        let pieces: Vec<_> = std::iter::once(self).chain(others).filter_map(Self::ok).collect();
        if pieces.is_empty() { Self::absent() } else { Self::of(Cow::Owned(pieces.join(separator))) }
    }

    /// As a UUID.
    pub fn uuid(self) -> Flow<tributary_core::Uuid> {
        self.then(|text| {
            tributary_core::Uuid::parse_str(text.trim()).map_err(|_| Invalid::new("a UUID").received(&text))
        })
    }

    /// `quote(language)`: a literal of the query language, in single quotes and escaped.
    pub fn quote(self, language: Quote) -> Self {
        self.then(|text| match language {
            Quote::Soql => Ok(Cow::Owned(format!("'{}'", escaped(&text)))),
            Quote::Sql if text.contains('\0') => Err(Invalid::new("a text without NUL").received(&text)),
            Quote::OData | Quote::Sql => Ok(Cow::Owned(format!("'{}'", text.replace('\'', "''")))),
        })
    }

    /// `html`, read: the text of an HTML fragment as a person reads it.
    pub fn html_to_text(self) -> Self {
        self.map(|html| Cow::Owned(crate::html::to_text(&html)))
    }

    /// `html`, written: the text as HTML.
    pub fn text_to_html(self) -> Self {
        self.map(|text| Cow::Owned(crate::html::from_text(&text)))
    }

    /// `part(s, n)`: the part of that number, from 0; absent if there is none, or nothing in it.
    pub fn nth(self, separator: &str, index: usize) -> Self {
        self.part(|text| text.split(separator).nth(index).map(str::trim).filter(|part| !part.is_empty()))
    }

    fn part(self, part: impl Fn(&str) -> Option<&str>) -> Self {
        match self {
            Self::Value(Cow::Borrowed(text)) => Self::maybe(part(text).map(Cow::Borrowed)),
            Self::Value(Cow::Owned(text)) => Self::maybe(part(&text).map(|part| Cow::Owned(part.to_owned()))),
            other => other,
        }
    }
}

impl<'a, T> Flow<&'a T> {
    /// A property of the item that is text, or stands for it.
    pub fn text<R: Readable<'a>>(&self, property: impl FnOnce(&'a T) -> R) -> Flow<Cow<'a, str>> {
        self.clone().and_then(|item| property(item).read())
    }
}

impl<'a, T: AsText> Flow<&'a T> {
    /// As text: an enum, a reference, an id.
    pub fn as_text(self) -> Flow<Cow<'a, str>> {
        self.and_then(AsText::as_text)
    }
}

impl<T: std::fmt::Display> Flow<T> {
    /// As text: a number, a time.
    pub fn show(self) -> Flow<Cow<'static, str>> {
        self.map(|value| Cow::Owned(value.to_string()))
    }
}

impl<S: AsRef<str>> Flow<Vec<S>> {
    /// The inverse of `split`.
    pub fn join_list(self, separator: &str) -> Flow<Cow<'static, str>> {
        self.map(|list| Cow::Owned(list.iter().map(S::as_ref).collect::<Vec<_>>().join(separator)))
    }
}

impl Flow<&Vec<String>> {
    /// The inverse of `split`.
    pub fn join_list(self, separator: &str) -> Flow<Cow<'static, str>> {
        self.map(|list| Cow::Owned(list.join(separator)))
    }
}

/// Whose literals a text is quoted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// Salesforce's SOQL and SOSL: a backslash escapes.
    Soql,
    /// OData: a quote is doubled.
    OData,
    /// SQL: a quote is doubled, NUL is refused.
    Sql,
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        let letter = match character {
            '\\' | '\'' | '"' => character,
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            plain => {
                escaped.push(plain);
                continue;
            }
        };
        escaped.extend(['\\', letter]);
    }
    escaped
}

/// A part of the text, still borrowed where the text was.
fn cut<'a>(text: Cow<'a, str>, part: impl Fn(&str) -> &str) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(part(text)),
        Cow::Owned(text) => Cow::Owned(part(&text).to_owned()),
    }
}
