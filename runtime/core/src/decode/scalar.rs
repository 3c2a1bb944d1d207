//! What a scalar slot makes of a value that isn't exactly of its kind: which readings are safe, and which are wrong.

use rust_decimal::Decimal;

use super::found::Found;
use super::slot::Read;
use super::{Decode, Slot};

/// A value from the text of a header: a scalar, or a list of them between commas. `None` if it is none.
pub fn from_text<T: Decode>(text: &str) -> Option<T> {
    let mut value = T::blank();
    fill_text(value.slot(), text).then_some(value)
}

fn fill_text(mut slot: Slot<'_>, text: &str) -> bool {
    match slot {
        Slot::Decimal { place, .. } => decimal(text).map(|(value, _)| *place = value).is_some(),
        Slot::Number(place) => text.trim().parse().map(|value| *place = value).is_ok(),
        Slot::Optional(place) => fill_text(place.more(), text),
        Slot::List(place) => text.split(',').all(|item| fill_text(place.more(), item.trim())),
        _ => take(&mut slot, &Found::Text(text)) != Read::Wrong,
    }
}

impl Slot<'_> {
    /// Whether it is of the kinds that say so themselves when there is nothing to keep.
    pub(crate) fn may_stay_empty(&self) -> bool {
        matches!(self, Slot::OptText(_) | Slot::OptBool(_) | Slot::OptI64(_) | Slot::OptF64(_))
    }

    /// Whether a missing value says no more than an empty one: a map, an object of which nothing is required, anything at
    /// all, and what has a value for absence although the document requires it. A list does: no page has no records because
    /// it lacks its list.
    pub(crate) fn may_be_missing(&self) -> bool {
        match self {
            Slot::Map(_) | Slot::Any(_) | Slot::OptAny(_) | Slot::Optional(_) => true,
            Slot::Object(members, _) => members.required.is_empty(),
            slot => slot.may_stay_empty(),
        }
    }

    /// What may go there, for messages.
    pub(crate) fn expected(&self) -> &'static str {
        match self {
            Slot::Text(_) | Slot::OptText(_) | Slot::Choice(_) => "text",
            Slot::Bool(_) | Slot::OptBool(_) => "true or false",
            Slot::I32(_) => "a 32-bit integer",
            Slot::I64(_) | Slot::OptI64(_) => "an integer",
            Slot::U64(_) => "an integer that isn't negative",
            Slot::Number(_) | Slot::F64(_) | Slot::OptF64(_) => "a number",
            Slot::Decimal { .. } => "a decimal number",
            Slot::Scalar(place) => place.expected(),
            Slot::Object(..) | Slot::Map(_) => "an object",
            Slot::List(_) | Slot::Tuple(..) => "a list",
            Slot::Optional(_) | Slot::Union(_) | Slot::Any(_) | Slot::OptAny(_) | Slot::Skip => "a value",
        }
    }
}

/// Puts a scalar where it belongs, if there is only one way to read it.
pub(crate) fn take(slot: &mut Slot<'_>, found: &Found<'_>) -> Read {
    match slot {
        Slot::Text(place) => keep(text(found), place),
        Slot::OptText(place) => keep_some(text(found), place),
        Slot::Bool(place) => keep(boolean(found), place),
        Slot::OptBool(place) => keep_some(boolean(found), place),
        Slot::OptF64(place) => keep_some(number(found), place),
        Slot::I64(place) => keep(integer(found), place),
        Slot::OptI64(place) => keep_some(integer(found), place),
        Slot::I32(place) => keep(integer(found).and_then(|(v, r)| Some((i32::try_from(v).ok()?, r))), place),
        Slot::U64(place) => keep(unsigned(found), place),
        Slot::F64(place) => keep(number(found), place),
        Slot::Scalar(place) => match found {
            Found::Text(text) => place.text(text),
            Found::Integer(value) => place.integer(*value),
            Found::Number(value) => place.number(*value),
            Found::Bool(value) => place.text(if *value { "true" } else { "false" }).at_best(Read::Lenient),
            Found::Null | Found::Unsigned(_) | Found::Array | Found::Object => Read::Wrong,
        },
        Slot::Choice(place) => match found {
            Found::Text(text) => {
                place.choose(text);
                Read::Exact
            }
            Found::Bool(_) | Found::Integer(_) => text(found).map_or(Read::Wrong, |(text, how)| {
                place.choose(&text);
                how
            }),
            Found::Null | Found::Unsigned(_) | Found::Number(_) | Found::Array | Found::Object => Read::Wrong,
        },
        Slot::Optional(place) if matches!(found, Found::Null) => {
            place.null();
            Read::Exact
        }
        Slot::Skip => Read::Exact,
        _ => Read::Wrong,
    }
}

impl Read {
    /// Not better than `limit`.
    pub fn at_best(self, limit: Read) -> Read {
        if self == Read::Exact { limit } else { self }
    }
}

fn keep<T>(read: Option<(T, Read)>, place: &mut T) -> Read {
    read.map_or(Read::Wrong, |(value, how)| {
        *place = value;
        how
    })
}

fn keep_some<T>(read: Option<(T, Read)>, place: &mut Option<T>) -> Read {
    read.map_or(Read::Wrong, |(value, how)| {
        *place = Some(value);
        how
    })
}

fn text(found: &Found<'_>) -> Option<(String, Read)> {
    match found {
        Found::Text(text) => Some(((*text).to_owned(), Read::Exact)),
        Found::Bool(value) => Some((value.to_string(), Read::Lenient)),
        Found::Integer(value) => Some((value.to_string(), Read::Lenient)),
        Found::Unsigned(value) => Some((value.to_string(), Read::Lenient)),
        Found::Number(value) => Some((value.to_string(), Read::Lenient)),
        Found::Null | Found::Array | Found::Object => None,
    }
}

fn boolean(found: &Found<'_>) -> Option<(bool, Read)> {
    match found {
        Found::Bool(value) => Some((*value, Read::Exact)),
        Found::Integer(1) | Found::Text("true" | "True" | "TRUE" | "1") => Some((true, Read::Lenient)),
        Found::Integer(0) | Found::Text("false" | "False" | "FALSE" | "0") => Some((false, Read::Lenient)),
        _ => None,
    }
}

fn integer(found: &Found<'_>) -> Option<(i64, Read)> {
    match found {
        Found::Integer(value) => Some((*value, Read::Exact)),
        // JSON knows no difference between 5 and 5.0; beyond 2^53 the characters are already lost
        Found::Number(value) if value.fract() == 0.0 && value.abs() < 9e15 => {
            Some((*value as i64, Read::Exact))
        }
        Found::Text(text) => text.trim().parse().ok().map(|value| (value, Read::Lenient)),
        _ => None,
    }
}

fn unsigned(found: &Found<'_>) -> Option<(u64, Read)> {
    match found {
        Found::Unsigned(value) => Some((*value, Read::Exact)),
        Found::Text(text) => text.trim().parse().ok().map(|value| (value, Read::Lenient)),
        _ => integer(found).and_then(|(value, how)| Some((u64::try_from(value).ok()?, how))),
    }
}

fn number(found: &Found<'_>) -> Option<(f64, Read)> {
    match found {
        Found::Number(value) => Some((*value, Read::Exact)),
        // beyond 2^53 a double has not all digits
        Found::Integer(value) => {
            let exact = i128::from(*value) == (*value as f64) as i128;
            Some((*value as f64, if exact { Read::Exact } else { Read::Lenient }))
        }
        Found::Unsigned(value) => {
            let exact = i128::from(*value) == (*value as f64) as i128;
            Some((*value as f64, if exact { Read::Exact } else { Read::Lenient }))
        }
        Found::Text(text) => {
            let value: f64 = text.trim().parse().ok()?;
            value.is_finite().then_some((value, Read::Lenient))
        }
        _ => None,
    }
}

/// A decimal from the characters of a number. More digits than a decimal holds (28) are rounded, which is a lenient
/// reading.
pub(crate) fn decimal(text: &str) -> Option<(Decimal, Read)> {
    if text.contains(['e', 'E']) {
        let value = Decimal::from_scientific(text).ok()?;
        return Some((value, Read::Exact));
    }
    if let Ok(value) = Decimal::from_str_exact(text) {
        return Some((value, Read::Exact));
    }
    text.parse().ok().map(|value| (value, Read::Lenient))
}
