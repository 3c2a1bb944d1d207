//! A value on its way: there, absent, or not what it has to be.

use crate::model::Invalid;
use crate::warning::{Unconverted, Warning, WarningCode};
use tributary_core::Maybe;

/// A value on its way from one model to the other.
#[derive(Clone, Debug)]
#[must_use]
pub struct Flow<T>(pub(super) Result<Option<T>, Box<Wrong>>);

/// Why there is no value although there should be one.
#[derive(Clone, Debug)]
pub(super) struct Wrong {
    pub(super) code: WarningCode,
    pub(super) invalid: Invalid,
}

/// A member that is copied: numbers, booleans, times.
#[inline]
pub fn copy<'a, T: Copy + 'a>(member: impl Into<Option<&'a T>>) -> Flow<T> {
    Flow(Ok(member.into().copied()))
}

/// A member that is looked at: enums, lists, objects.
#[inline]
pub fn borrow<'a, T>(member: impl Into<Option<&'a T>>) -> Flow<&'a T> {
    Flow(Ok(member.into()))
}

impl<T> Flow<T> {
    /// A value that is there.
    #[inline]
    pub fn of(value: T) -> Self {
        Self(Ok(Some(value)))
    }

    /// A value that may be absent.
    #[inline]
    pub fn maybe(value: Option<T>) -> Self {
        Self(Ok(value))
    }

    /// No value.
    #[inline]
    pub fn absent() -> Self {
        Self(Ok(None))
    }

    /// A value that is not what it has to be.
    pub fn wrong(invalid: Invalid) -> Self {
        Self(Err(Box::new(Wrong { code: WarningCode::Malformed, invalid })))
    }

    /// `a ?? b`: the second, if the first is absent. What was wrong with the first is told only if the second is
    /// absent too.
    #[inline]
    pub fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self.0 {
            Ok(Some(value)) => Self::of(value),
            Ok(None) => other(),
            Err(wrong) => match other().0 {
                Ok(Some(value)) => Self::of(value),
                _ => Self(Err(wrong)),
            },
        }
    }

    /// Changes the value, if it is there.
    #[inline]
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Flow<U> {
        Flow(self.0.map(|value| value.map(map)))
    }

    /// Changes the value by a function that may refuse it: a filter, or a hand-written one.
    #[inline]
    pub fn then<U>(self, convert: impl FnOnce(T) -> Result<U, Invalid>) -> Flow<U> {
        match self.0 {
            Ok(Some(value)) => match convert(value) {
                Ok(value) => Flow::of(value),
                Err(invalid) => Flow::wrong(invalid),
            },
            Ok(None) => Flow::absent(),
            Err(wrong) => Flow(Err(wrong)),
        }
    }

    /// The value as a list of it.
    pub fn single(self) -> Flow<Vec<T>> {
        self.map(|value| vec![value])
    }

    /// Whether it is there, and right.
    #[inline]
    pub fn is_there(&self) -> bool {
        matches!(self.0, Ok(Some(_)))
    }

    /// The value of a request that can't be made without it.
    ///
    /// # Errors
    /// It is absent, or wrong.
    pub fn required(self, field: &'static str) -> Result<T, Unconverted> {
        let wrong = match self.0 {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => Wrong { code: WarningCode::Missing, invalid: Invalid::new("a value") },
            Err(wrong) => Wrong { code: WarningCode::Refused, ..*wrong },
        };
        Err(Unconverted { warnings: vec![Warning::new(wrong.code, field, wrong.invalid)] })
    }

    /// The value of a request, which may be absent and must not be wrong.
    ///
    /// # Errors
    /// It is wrong.
    pub fn given(self, field: &'static str) -> Result<Option<T>, Unconverted> {
        self.0.map_err(|wrong| Unconverted {
            warnings: vec![Warning::new(WarningCode::Refused, field, wrong.invalid)],
        })
    }

    /// The value, for whoever does not care why there is none.
    #[inline]
    pub fn ok(self) -> Option<T> {
        self.0.ok().flatten()
    }

    /// Null was given: this is what says so to the vendor.
    pub fn null_is(self, null: bool, clear: impl FnOnce() -> T) -> Self {
        if null { Self::of(clear()) } else { self }
    }

    /// Null was given, and the vendor can't clear the field.
    pub fn null_refused(self, null: bool) -> Self {
        if !null {
            return self;
        }
        let invalid = Invalid::new("a value: this vendor can't clear the field");
        Self(Err(Box::new(Wrong { code: WarningCode::CannotClear, invalid })))
    }

    /// Null was given, and JSON null says so.
    pub fn nullable(self, null: bool) -> Flow<Maybe<T>> {
        if null { Flow::of(Maybe::Null) } else { self.map(Maybe::Value) }
    }

    /// The same for an entry of a map.
    pub fn optional(self, null: bool) -> Flow<Option<T>> {
        if null { Flow::of(None) } else { self.map(Some) }
    }
}

impl<T: Clone> Flow<&T> {
    /// Owned.
    #[inline]
    pub fn cloned(self) -> Flow<T> {
        self.map(T::clone)
    }
}

impl<T: 'static> Flow<&Vec<T>> {
    /// Null was given for a list: it is as if it were empty.
    pub fn null_empties(self, null: bool) -> Self {
        if null { Self::of(const { &Vec::new() }) } else { self }
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
