//! Numbers on their way: exact decimals, whole numbers, booleans written as text.

use std::borrow::Cow;
use std::str::FromStr;

use super::Flow;
use crate::model::Invalid;
use tributary_core::Decimal;

impl Flow<Cow<'_, str>> {
    /// `int`
    pub fn int(self) -> Flow<i64> {
        self.then(|text| {
            text.trim().parse().map_err(|_| Invalid::new("a whole number of at most 64 bits").received(&text))
        })
    }

    /// `decimal(n)`: exact, from the characters. Flowing does not round.
    pub fn decimal(self) -> Flow<Decimal> {
        self.then(|text| parse_decimal(text.trim()))
    }

    /// `bool('t','f')`
    pub fn boolean(self, yes: &str, no: &str) -> Flow<bool> {
        self.then(|text| match &*text {
            text if text.eq_ignore_ascii_case(yes) => Ok(true),
            text if text.eq_ignore_ascii_case(no) => Ok(false),
            text => Err(Invalid::new(format!("{yes:?} or {no:?}")).received(text)),
        })
    }
}

fn parse_decimal(text: &str) -> Result<Decimal, Invalid> {
    let parsed =
        if text.contains(['e', 'E']) { Decimal::from_scientific(text) } else { Decimal::from_str(text) };
    parsed.map_err(|_| Invalid::new("a decimal number of at most 28 digits").received(text))
}

impl Flow<f64> {
    /// `decimal(n)`: through the shortest text that is the number.
    pub fn decimal(self) -> Flow<Decimal> {
        self.then(|number| parse_decimal(&number.to_string()))
    }
}

impl Flow<i64> {
    /// `decimal(n)`
    pub fn decimal(self) -> Flow<Decimal> {
        self.map(Decimal::from)
    }
}

impl Flow<Decimal> {
    /// `decimal(n)` on what is decimal already.
    pub fn decimal(self) -> Self {
        self
    }

    /// `scale(k)`: multiplies.
    pub fn scale(self, factor: Decimal) -> Self {
        self.then(|value| {
            let scaled = value.checked_mul(factor).map(|scaled| scaled.normalize());
            scaled.ok_or_else(|| Invalid::new("a number that can be scaled").received(value))
        })
    }

    /// `int`
    pub fn int(self) -> Flow<i64> {
        self.then(|value| whole(value).ok_or_else(|| Invalid::new("a whole number").received(value)))
    }
}

/// Whether the digits that rounding drops are those of a binary number printed in full: `0.4000000000000000222`.
pub(super) fn is_binary_noise(value: Decimal, rounded: Decimal) -> bool {
    // A sum of doubles is off by some units in the last of 53 bits.
    let unit = Decimal::new(4, 15);
    value.checked_mul(unit).is_some_and(|most| (value - rounded).abs() <= most.abs())
}

fn whole(value: Decimal) -> Option<i64> {
    if value.fract().is_zero() { i64::try_from(value.trunc()).ok() } else { None }
}

impl Flow<Decimal> {
    /// The inverse of `scale(k)`: divides.
    pub fn unscale(self, factor: Decimal) -> Self {
        self.then(|value| {
            let divided = value.checked_div(factor).map(|divided| divided.normalize());
            divided.ok_or_else(|| Invalid::new("a number that can be scaled").received(value))
        })
    }

    /// As a binary number, for documents that say `format: double`.
    pub fn float(self) -> Flow<f64> {
        self.then(|value| f64::try_from(value).map_err(|_| Invalid::new("a number").received(value)))
    }
}

impl Flow<f64> {
    /// `int`
    pub fn int(self) -> Flow<i64> {
        self.decimal().int()
    }
}

impl<N: Copy + std::fmt::Display> Flow<N> {
    /// As another integer type, if it fits.
    pub fn narrow<T: TryFrom<N>>(self) -> Flow<T> {
        self.then(|value| T::try_from(value).map_err(|_| Invalid::new("a smaller number").received(value)))
    }
}

impl Flow<bool> {
    /// The inverse of `bool('t','f')`.
    pub fn choose(self, yes: &'static str, no: &'static str) -> Flow<Cow<'static, str>> {
        self.map(|value| Cow::Borrowed(if value { yes } else { no }))
    }
}
