//! Numbers by their digits: what JSON calls a number has no limits of size or precision.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::codegen_v1::{Decode, Encode, Slot, View};

/// A JSON number of any size and precision, kept by its characters: it is sent as it was received.
///
/// Two numbers are equal if their values are, however they are written: `5`, `5.0` and `5e0`.
///
/// ```
/// use tributary_core::Number;
///
/// let id: Number = "1234567890123456789".parse()?;
/// assert_eq!((id.as_i64(), id.to_string().len()), (Some(1_234_567_890_123_456_789), 19));
/// assert_eq!(Number::from(0.5).as_f64(), 0.5);
/// assert!("0x10".parse::<Number>().is_err());
/// # Ok::<(), tributary_core::NotANumber>(())
/// ```
#[derive(Clone)]
pub struct Number(Box<str>);

/// A text is no number as JSON writes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANumber;

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a number as JSON writes one")
    }
}

impl std::error::Error for NotANumber {}

impl Number {
    /// The characters, as received.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest binary number; infinite for what is too large for one.
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// The whole number of 64 bits that it is, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        self.whole()?.parse().ok()
    }

    /// The whole number of 64 bits without a sign that it is, if it is one.
    pub fn as_u64(&self) -> Option<u64> {
        self.whole()?.parse().ok()
    }

    /// The decimal that it is, if that has no more than 28 digits.
    pub fn to_decimal(&self) -> Option<Decimal> {
        match self.0.contains(['e', 'E']) {
            true => Decimal::from_scientific(&self.0).ok(),
            false => Decimal::from_str_exact(&self.0).ok(),
        }
    }

    /// From the characters of a JSON number.
    pub(crate) fn of_token(text: &str) -> Option<Self> {
        is_number(text).then(|| Number(text.into()))
    }

    /// The digits without a point, if nothing is behind it.
    fn whole(&self) -> Option<String> {
        let Parts { negative, digits, exponent } = Parts::of(&self.0);
        let zeros = usize::try_from(exponent).ok().filter(|zeros| *zeros <= 20)?;
        let sign = if negative { "-" } else { "" };
        Some(if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}{}", "0".repeat(zeros)) })
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (rest, exponent) = match text.split_once(['e', 'E']) {
        Some((rest, exponent)) => (rest, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match rest.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (rest, None),
    };
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// A value: `digits * 10^exponent`, without zeros at either end of the digits; no digits for zero.
#[derive(PartialEq, Eq, Hash)]
struct Parts {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Parts {
    fn of(text: &str) -> Self {
        let (rest, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        // More than 64 bits of exponent are as good as the most.
        let far = if exponent.starts_with('-') { i64::MIN / 4 } else { i64::MAX / 4 };
        let exponent: i64 = exponent.parse().map_or(far, |it: i64| it.clamp(i64::MIN / 4, i64::MAX / 4));
        let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
        let negative = whole.starts_with('-');
        let all = format!("{}{fraction}", whole.trim_start_matches('-'));
        let digits = all.trim_start_matches('0');
        let short = digits.trim_end_matches('0');
        let moved = (digits.len() - short.len()) as i64 - fraction.len() as i64;
        match short.is_empty() {
            true => Parts { negative: false, digits: String::new(), exponent: 0 },
            false => Parts { negative, digits: short.to_owned(), exponent: exponent + moved },
        }
    }

    /// By size alone.
    fn size(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => {
                let first = |it: &Self| it.digits.len() as i64 + it.exponent;
                first(self).cmp(&first(other)).then_with(|| self.digits.cmp(&other.digits))
            }
        }
    }
}

/// Whether two texts are one number.
pub(crate) fn same_number(one: &str, other: &str) -> bool {
    one == other || Parts::of(one) == Parts::of(other)
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        same_number(&self.0, &other.0)
    }
}

impl Eq for Number {}

impl PartialEq<f64> for Number {
    fn eq(&self, other: &f64) -> bool {
        other.is_finite() && same_number(&self.0, &Number::from(*other).0)
    }
}

impl PartialEq<i64> for Number {
    fn eq(&self, other: &i64) -> bool {
        self.as_i64() == Some(*other)
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Parts::of(&self.0).hash(state);
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, two) = (Parts::of(&self.0), Parts::of(&other.0));
        match (one.negative, two.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => one.size(&two),
            (true, true) => two.size(&one),
        }
    }
}

impl Default for Number {
    fn default() -> Self {
        Number("0".into())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Number {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        Number::of_token(text).ok_or(NotANumber)
    }
}

macro_rules! from_displayed {
    ($($type:ty),*) => {$(
        impl From<$type> for Number {
            fn from(value: $type) -> Self {
                Number(value.to_string().into())
            }
        }
    )*};
}

from_displayed!(i32, i64, u32, u64, Decimal);

/// By the fewest digits that are this number. What is not finite can't be sent: JSON has no such numbers.
impl From<f64> for Number {
    fn from(value: f64) -> Self {
        let plain = value == 0.0 || (1e-7..1e21).contains(&value.abs()) || !value.is_finite();
        Number(if plain { value.to_string() } else { format!("{value:e}") }.into())
    }
}

crate::serde_traits! { decode: Number; encode: Number }

impl Decode for Number {
    fn blank() -> Self {
        Number::default()
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Number(self)
    }
}

impl Encode for Number {
    fn view(&self) -> View<'_> {
        View::Digits(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Number;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn only_what_json_calls_a_number_is_one() {
        for text in ["0", "-0", "10", "0.5", "-1.50", "1e400", "1E+2", "1.0e-7", &"9".repeat(10_000)] {
            assert_eq!(number(text).as_str(), text);
        }
        for text in ["", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x1", "NaN", "inf", " 1", "1 ", "1,0"] {
            assert!(text.parse::<Number>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn values_are_compared_not_characters() {
        for (one, other) in [("5", "5.0"), ("5", "5e0"), ("50", "5E1"), ("0", "-0.00"), ("0.1", "1e-1")] {
            assert_eq!(number(one), number(other));
        }
        let ascending = [
            "-1e9999999999999999999",
            "-2",
            "-1.5",
            "-1",
            "-0.1",
            "0",
            "1e-400",
            "0.1",
            "1",
            "1.5",
            "2",
            "10",
            "1e400",
        ];
        for pair in ascending.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn other_kinds_of_number() {
        assert_eq!(number("12300e-2").as_i64(), Some(123));
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!((number("1.5").as_i64(), number("1e400").as_i64()), (None, None));
        assert_eq!(number("1.50").to_decimal().unwrap().to_string(), "1.50");
        assert_eq!(number("1e400").to_decimal(), None);
        assert_eq!((number("1e400").as_f64(), number("0.5").as_f64()), (f64::INFINITY, 0.5));
        for (value, text) in [(5.0, "5"), (0.1, "0.1"), (-1e300, "-1e300"), (1e-9, "1e-9"), (0.0, "0")] {
            assert_eq!(Number::from(value).as_str(), text);
        }
    }
}
