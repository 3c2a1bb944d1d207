//! A value on its way: there, null, absent, or not what it has to be.

use std::borrow::Cow;

use crate::model::Invalid;
use crate::warning::{Unconverted, Warning, WarningCode};
use tributary_core::Maybe;
use tributary_core::codegen_v1::Decode;

/// A value on its way from one model to the other.
#[derive(Clone, Debug)]
#[must_use]
pub enum Flow<T> {
    /// No value.
    Absent,
    /// Null, given for a value. Whoever reads takes it for absent; whoever writes says what the vendor takes for it.
    Null,
    /// A value.
    Value(T),
    /// No value, although there should be one.
    Wrong(Box<Wrong>),
}

/// Why there is no value although there should be one.
#[derive(Clone, Debug)]
pub struct Wrong {
    pub(super) code: WarningCode,
    pub(super) invalid: Invalid,
}

impl Wrong {
    pub(super) fn flow<T>(code: WarningCode, invalid: Invalid) -> Flow<T> {
        Flow::Wrong(Box::new(Self { code, invalid }))
    }
}

/// A property that may be left out, or what a look-up found.
pub trait Source<'a> {
    /// What it holds.
    type Of;

    /// A flow of what it holds.
    fn flow(self) -> Flow<&'a Self::Of>;
}

impl<'a, T> Source<'a> for Option<&'a T> {
    type Of = T;

    #[inline]
    fn flow(self) -> Flow<&'a T> {
        Flow::maybe(self)
    }
}

impl<'a, T> Source<'a> for &'a Option<T> {
    type Of = T;

    #[inline]
    fn flow(self) -> Flow<&'a T> {
        Flow::maybe(self.as_ref())
    }
}

impl<'a, T> Source<'a> for &'a Maybe<T> {
    type Of = T;

    #[inline]
    fn flow(self) -> Flow<&'a T> {
        match self {
            Maybe::Absent => Flow::Absent,
            Maybe::Null => Flow::Null,
            Maybe::Value(value) => Flow::Value(value),
        }
    }
}

/// A property that is copied: numbers, booleans, times.
#[inline]
pub fn copy<'a, S: Source<'a>>(property: S) -> Flow<S::Of>
where
    S::Of: Copy + 'a,
{
    property.flow().map(|value| *value)
}

/// A property that is looked at: enums, lists, objects.
#[inline]
pub fn borrow<'a, S: Source<'a>>(property: S) -> Flow<&'a S::Of> {
    property.flow()
}

impl<T> Flow<T> {
    /// A value that is there.
    #[inline]
    pub fn of(value: T) -> Self {
        Self::Value(value)
    }

    /// A value that may be absent.
    #[inline]
    pub fn maybe(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }

    /// No value.
    #[inline]
    pub fn absent() -> Self {
        Self::Absent
    }

    /// A value that is not what it has to be.
    pub fn wrong(invalid: Invalid) -> Self {
        Wrong::flow(WarningCode::Malformed, invalid)
    }

    /// `a ?? b`: the second, if the first is absent. What was wrong with the first is told only if the second is
    /// absent too.
    #[inline]
    pub fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Value(value) => Self::Value(value),
            Self::Absent | Self::Null => other(),
            Self::Wrong(wrong) => match other() {
                Self::Value(value) => Self::Value(value),
                _ => Self::Wrong(wrong),
            },
        }
    }

    /// Changes the value, if it is there.
    #[inline]
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Flow<U> {
        match self {
            Self::Absent => Flow::Absent,
            Self::Null => Flow::Null,
            Self::Value(value) => Flow::Value(map(value)),
            Self::Wrong(wrong) => Flow::Wrong(wrong),
        }
    }

    /// Changes the value by a function that may refuse it: a filter, or a hand-written one.
    #[inline]
    pub fn then<U>(self, convert: impl FnOnce(T) -> Result<U, Invalid>) -> Flow<U> {
        match self {
            Self::Absent => Flow::Absent,
            Self::Null => Flow::Null,
            Self::Value(value) => match convert(value) {
                Ok(value) => Flow::Value(value),
                Err(invalid) => Flow::wrong(invalid),
            },
            Self::Wrong(wrong) => Flow::Wrong(wrong),
        }
    }

    /// Changes the value by a function that may find that there is none.
    #[inline]
    pub(super) fn and_then<U>(self, convert: impl FnOnce(T) -> Flow<U>) -> Flow<U> {
        match self {
            Self::Absent => Flow::Absent,
            Self::Null => Flow::Null,
            Self::Value(value) => convert(value),
            Self::Wrong(wrong) => Flow::Wrong(wrong),
        }
    }

    /// The value as a list of it.
    pub fn single(self) -> Flow<Vec<T>> {
        self.map(|value| Vec::from([value]))
    }

    /// Whether it is there, and right.
    #[inline]
    pub fn is_there(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// The value of a request that can't be made without it.
    ///
    /// # Errors
    /// Fails if it is absent, or wrong.
    pub fn required(self, field: &'static str) -> Result<T, Unconverted> {
        let wrong = match self {
            Self::Value(value) => return Ok(value),
            Self::Absent | Self::Null => {
                Wrong { code: WarningCode::Missing, invalid: Invalid::new("a value") }
            }
            Self::Wrong(wrong) => Wrong { code: WarningCode::Refused, ..*wrong },
        };
        Err(Unconverted { warnings: vec![Warning::new(wrong.code, field, wrong.invalid)] })
    }

    /// The value of a request, which may be absent and must not be wrong.
    ///
    /// # Errors
    /// Fails if it is wrong.
    pub fn given(self, field: &'static str) -> Result<Option<T>, Unconverted> {
        match self {
            Self::Wrong(wrong) => {
                Err(Unconverted { warnings: vec![Warning::new(WarningCode::Refused, field, wrong.invalid)] })
            }
            other => Ok(other.ok()),
        }
    }

    /// The value, for whoever does not care why there is none.
    #[inline]
    pub fn ok(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Null writes this value.
    pub fn clear(self, none: impl Into<T>) -> Self {
        match self {
            Self::Null => Self::Value(none.into()),
            other => other,
        }
    }

    /// Null writes the empty value: of a list or map.
    pub fn emptied(self) -> Self
    where
        T: Default,
    {
        match self {
            Self::Null => Self::Value(T::default()),
            other => other,
        }
    }

    /// Null writes nothing: what the vendor has stays.
    pub fn leave(self) -> Self {
        match self {
            Self::Null => Self::Absent,
            other => other,
        }
    }

    /// Null if the object that the property lies in is null.
    pub fn null_if(self, null: bool) -> Self {
        if null { Self::Null } else { self }
    }

    /// Null is a value of its own.
    pub fn nullable(self) -> Flow<Option<T>> {
        match self {
            Self::Null => Flow::Value(None),
            other => other.map(Some),
        }
    }

    /// The same where absent, null and a value are told apart.
    pub fn maybe_null(self) -> Flow<Maybe<T>> {
        match self {
            Self::Null => Flow::Value(Maybe::Null),
            other => other.map(Maybe::Value),
        }
    }

    /// The vendor requires the property: a request without it is refused.
    pub fn needed(self) -> Self {
        match self {
            Self::Absent => {
                Wrong::flow(WarningCode::Missing, Invalid::new("a value: this vendor requires one"))
            }
            other => other,
        }
    }
}

impl<T: PartialEq> Flow<T> {
    /// `none` of a type that is no text: absent if it is one of these.
    #[inline]
    pub fn none_of(self, none: &[T]) -> Self {
        match self {
            Self::Value(value) if none.contains(&value) => Self::Absent,
            other => other,
        }
    }
}

impl<T: Decode> Flow<T> {
    /// The value, or the type's empty one.
    pub fn or_blank(self) -> T {
        self.ok().unwrap_or_else(T::blank)
    }
}

impl<T: Clone> Flow<&T> {
    /// Owned.
    #[inline]
    pub fn cloned(self) -> Flow<T> {
        self.map(T::clone)
    }
}

impl<'a, T: AsRef<str>> Flow<&'a T> {
    /// The name of an enum's member, as it travels.
    #[inline]
    pub fn name(self) -> Flow<Cow<'a, str>> {
        self.map(|member| Cow::Borrowed(member.as_ref()))
    }
}

/// An item that may be null or absent: one of a fixed number of places.
impl<'a, T> Flow<&'a T> {
    /// A property of the item that is copied.
    pub fn copy<S: Source<'a>>(&self, property: impl FnOnce(&'a T) -> S) -> Flow<S::Of>
    where
        S::Of: Copy + 'a,
    {
        self.clone().and_then(|item| copy(property(item)))
    }

    /// A property of the item that is looked at.
    pub fn borrow<S: Source<'a>>(&self, property: impl FnOnce(&'a T) -> S) -> Flow<&'a S::Of> {
        self.clone().and_then(|item| property(item).flow())
    }
}

impl<L> Flow<L> {
    /// The items of a list; one that is wrong makes the whole wrong.
    pub fn each<A, T>(self, convert: impl Fn(&A) -> Flow<T>) -> Flow<Vec<T>>
    where
        L: AsRef<[A]>,
    {
        self.and_then(|list| {
            let mut items = Vec::new();
            for item in list.as_ref() {
                match convert(item) {
                    Flow::Value(item) => items.push(item),
                    Flow::Absent | Flow::Null => {}
                    Flow::Wrong(wrong) => return Flow::Wrong(wrong),
                }
            }
            Flow::Value(items)
        })
    }
}

impl<T: PartialEq> Flow<T> {
    /// `a == b`: what is absent equals nothing.
    pub fn equals(self, other: Self) -> bool {
        matches!((self.ok(), other.ok()), (Some(a), Some(b)) if a == b)
    }
}

impl<T: PartialOrd> Flow<T> {
    /// `a < b`: what is absent is less than nothing.
    pub fn less(self, other: Self) -> bool {
        matches!((self.ok(), other.ok()), (Some(a), Some(b)) if a < b)
    }
}

impl Flow<bool> {
    /// As a condition.
    pub fn holds(self) -> bool {
        self.ok() == Some(true)
    }

    /// `not`, where it is a conversion: what is absent stays absent.
    pub fn negate(self) -> Self {
        self.map(|value| !value)
    }
}
