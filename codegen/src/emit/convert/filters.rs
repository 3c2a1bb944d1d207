//! Conversions: each filter of the mapping, and each inverse, as one method of `Flow`.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::value::{self, Carried, Lane};
use crate::ir::{EnumRepr, Scalar, Shape};
use crate::plan::{DateFormat, Input, Known, Op, QueryLanguage, TimeFormat, Type, Value, ValueKind};

/// One conversion of a value. Which operation takes which type is decided where the plan is made, in `bind::convert`.
pub(super) fn apply(context: &Context<'_>, op: &Op, to: &Value, ty: &Type) -> Carried {
    if let Op::JoinList(separator) = op
        && let Some(select) = selected(context, to, separator)
    {
        return Carried::new(quote!(Flow::constant(#select)), Lane::Text);
    }
    if takes_text(op) {
        return from_text(context, op, as_text(context, to), ty);
    }
    let Carried { flow, lane } = value::carry(context, to);
    let copied = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Copy);
    let owned = |flow: TokenStream| Carried::new(flow, Lane::Owned);
    let text = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Text);
    match op {
        Op::ToText | Op::NumberToText => Carried::new(as_text(context, to), Lane::Text),
        Op::ToInteger => copied(quote!(.int())),
        Op::Widen => {
            let wide = context.shape(ty.side, &ty.shape);
            copied(quote!(.map(#wide::from)))
        }
        Op::Narrow => {
            let narrow = context.shape(ty.side, &ty.shape);
            copied(quote!(.narrow::<#narrow>()))
        }
        Op::EnumToNumber => copied(quote!(.map(|it| it.value()))),
        Op::NumberToEnum => {
            let path = context.shape(ty.side, &ty.shape);
            owned(quote!(#flow.map(#path::from)))
        }
        Op::ToDecimal => copied(quote!(.decimal())),
        Op::Round(digits) => {
            let (collector, field) = (&context.collector, &context.field);
            let digits = unsuffixed(i64::from(*digits));
            Carried::new(quote!(#collector.round(#field, #flow, #digits)), Lane::Copy)
        }
        Op::Scale(factor) => copied(scaling(&quote!(scale), factor)),
        Op::Unscale(factor) => copied(scaling(&quote!(unscale), factor)),
        Op::ToNumber => owned(quote!(#flow.map(tributary_core::Number::from))),
        Op::DecimalToNumber => copied(match ty.shape {
            Shape::Scalar(Scalar::F64) => quote!(.float()),
            Shape::Scalar(Scalar::I32) => quote!(.int().narrow::<i32>()),
            Shape::Scalar(Scalar::U64) => quote!(.int().narrow::<u64>()),
            _ => quote!(.int()),
        }),
        Op::BoolToText { yes, no } => text(quote!(.choose(#yes, #no))),
        // A path carries these in their plain form, and whatever takes one wraps it again.
        Op::ToTimestamp | Op::FromTimestamp => Carried::new(flow, Lane::Copy),
        Op::Negate => copied(quote!(.negate())),
        Op::AtTime(time) => {
            let time = as_text(context, time);
            copied(quote!(.at_time(#time)))
        }
        Op::NoneOf(none) => {
            let none = none.iter().map(known);
            copied(quote!(.none_of(&[#(#none),*])))
        }
        // A number: text is parsed in `from_text`.
        Op::ParseTime(format) => {
            let format = time_format(format);
            copied(quote!(.time(#format)))
        }
        Op::FormatTime(format) => {
            let format = time_format(format);
            match ty.shape {
                Shape::Scalar(Scalar::Text) => text(quote!(.text(#format))),
                _ => copied(quote!(.number(#format))),
            }
        }
        Op::FormatDate(format) => {
            let format = date_format(format);
            text(quote!(.text(#format)))
        }
        Op::At(clock) => {
            let (second, offset) = clock_parts(clock);
            let (second, offset) = (unsuffixed(second.into()), unsuffixed(offset.into()));
            copied(quote!(.at(#second, #offset)))
        }
        Op::DateOf(clock) => {
            let (_, offset) = clock_parts(clock);
            let offset = unsuffixed(offset.into());
            copied(quote!(.day(#offset)))
        }
        Op::JoinList(separator) => text(quote!(.join_list(#separator))),
        Op::ToJson if lane == Lane::Text => owned(quote!(#flow.owned().json())),
        Op::ToJson => owned(quote!(#flow.json())),
        Op::FromJson => {
            let to = context.shape(ty.side, &ty.shape);
            owned(quote!(#flow.from_json::<#to>()))
        }
        Op::Single => {
            let item = value::own(context, to);
            let item = value::as_item(item, super::build::item_of(&ty.shape));
            owned(quote!(#item.single()))
        }
        Op::TextToBool { .. }
        | Op::ParseDate(_)
        | Op::Split(_)
        | Op::Trim
        | Op::Lower
        | Op::Join { .. }
        | Op::After(_)
        | Op::Before(_)
        | Op::Part { .. }
        | Op::Starts(_)
        | Op::Ends(_)
        | Op::Only(_)
        | Op::Starting(_)
        | Op::Quote(_)
        | Op::HtmlToText
        | Op::TextToHtml
        | Op::TextToEnum
        | Op::TextToUri
        | Op::TextToUuid
        | Op::TextToRef => from_text(context, op, flow, ty),
    }
}

/// Whether an operation takes a text, which other types become first.
fn takes_text(op: &Op) -> bool {
    matches!(op, Op::TextToEnum | Op::TextToUri | Op::TextToUuid | Op::TextToRef)
}

/// The names that `{select}` stands for, joined.
pub(super) fn selected(context: &Context<'_>, value: &Value, separator: &str) -> Option<String> {
    matches!(value.kind, ValueKind::Input(Input::Select)).then(|| context.select.join(separator))
}

/// An operation on a text.
fn from_text(context: &Context<'_>, op: &Op, flow: TokenStream, ty: &Type) -> Carried {
    let text = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Text);
    let copied = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Copy);
    let owned = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Owned);
    match op {
        Op::TextToBool { yes, no } => copied(quote!(.boolean(#yes, #no))),
        Op::ParseDate(format) => {
            let formats: Vec<_> = format.iter().map(date_format).collect();
            match formats.as_slice() {
                [format] => copied(quote!(.date(#format))),
                formats => copied(quote!(.date_of(&[#(#formats),*]))),
            }
        }
        Op::Split(separator) => owned(quote!(.split(#separator))),
        Op::Trim => text(quote!(.trim())),
        Op::Lower => text(quote!(.lower())),
        Op::Join { separator, others } => {
            let others = others.iter().map(|other| as_text(context, other));
            text(quote!(.join(#separator, [#(#others),*])))
        }
        Op::After(separator) => text(quote!(.after(#separator))),
        Op::Before(separator) => text(quote!(.before(#separator))),
        Op::Part { separator, index } => {
            let index = proc_macro2::Literal::usize_unsuffixed(*index);
            text(quote!(.nth(#separator, #index)))
        }
        Op::Starts(start) => copied(quote!(.starts(#start))),
        Op::Ends(end) => copied(quote!(.ends(#end))),
        Op::Only(start) => text(quote!(.only(#start))),
        Op::Starting(start) => text(quote!(.starting(#start))),
        Op::Quote(language) => {
            let language = match language {
                QueryLanguage::Soql => quote!(Quote::Soql),
                QueryLanguage::OData => quote!(Quote::OData),
                QueryLanguage::Sql => quote!(Quote::Sql),
            };
            text(quote!(.quote(#language)))
        }
        Op::HtmlToText => text(quote!(.html_to_text())),
        Op::TextToHtml => text(quote!(.text_to_html())),
        Op::TextToUri => owned(quote!(.owned().map(tributary_core::Uri))),
        Op::TextToUuid => owned(quote!(.uuid())),
        Op::TextToRef => owned(quote!(.reference())),
        _ => {
            let path = context.shape(ty.side, &ty.shape);
            owned(quote!(.open::<#path>()))
        }
    }
}

fn scaling(method: &TokenStream, factor: &str) -> TokenStream {
    let (mantissa, scale) = decimal_parts(factor);
    let (mantissa, scale) = (unsuffixed(mantissa), unsuffixed(scale.into()));
    quote!(.#method(Decimal::new(#mantissa, #scale)))
}

/// A number as it is written by hand.
pub(super) fn unsuffixed(number: i64) -> TokenStream {
    let digits = proc_macro2::Literal::u64_unsuffixed(number.unsigned_abs());
    if number < 0 { quote!(-#digits) } else { quote!(#digits) }
}

/// `0.01` as 1 and 2.
pub(super) fn decimal_parts(text: &str) -> (i64, u32) {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mantissa = format!("{whole}{fraction}").parse().unwrap_or(1);
    (mantissa, u32::try_from(fraction.len()).unwrap_or(0))
}

/// A value as text: enums by their wire text, numbers by their digits.
pub(super) fn as_text(context: &Context<'_>, of: &Value) -> TokenStream {
    let Carried { flow, lane } = value::carry(context, of);
    flow_as_text(context, flow, lane, &of.ty)
}

/// A flow as text.
fn flow_as_text(context: &Context<'_>, flow: TokenStream, lane: Lane, ty: &Type) -> TokenStream {
    match lane {
        Lane::Text => flow,
        Lane::Copy => quote!(#flow.show()),
        Lane::Borrowed => match value::enum_repr(context, ty) {
            Some(EnumRepr::Text) => quote!(#flow.name()),
            Some(_) => quote!(#flow.show()),
            None => quote!(#flow.as_text()),
        },
        Lane::Owned => quote!(#flow.show()),
    }
}

/// What an enum table gives: text as a vendor's value.
pub(super) fn of_table(context: &Context<'_>, flow: TokenStream, ty: &Type) -> Carried {
    let owned = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Owned);
    let copied = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Copy);
    match &ty.shape {
        Shape::Scalar(Scalar::I64) => copied(quote!(.int())),
        Shape::Scalar(Scalar::I32) => copied(quote!(.int().narrow::<i32>())),
        Shape::Scalar(Scalar::U64) => copied(quote!(.int().narrow::<u64>())),
        Shape::Scalar(Scalar::Bool) => copied(quote!(.boolean("true", "false"))),
        Shape::Scalar(Scalar::Uri) => owned(quote!(.owned().map(tributary_core::Uri))),
        Shape::Scalar(Scalar::Uuid) => owned(quote!(.uuid())),
        Shape::Named(_) => {
            let path = context.shape(ty.side, &ty.shape);
            match value::enum_repr(context, ty) {
                Some(EnumRepr::Integer) => owned(quote!(.int().map(#path::from))),
                _ => owned(quote!(.open::<#path>())),
            }
        }
        _ => Carried::new(flow, Lane::Text),
    }
}

/// A format as a constant of the runtime.
fn time_format(format: &TimeFormat) -> TokenStream {
    match format {
        TimeFormat::Rfc3339 => quote!(Rfc3339),
        TimeFormat::EpochSeconds => quote!(EpochSeconds),
        TimeFormat::EpochMillis => quote!(EpochMillis),
        TimeFormat::MsJson => quote!(MsJson),
        TimeFormat::Pattern(pattern) => quote!(Pattern(#pattern)),
    }
}

/// A known value as a constant expression.
fn known(known: &Known) -> TokenStream {
    match known {
        Known::Timestamp { second, nanosecond } => {
            quote!(tributary_core::Timestamp::constant(#second, #nanosecond))
        }
        Known::Date { year, month, day } => quote!(tributary_core::Date::constant(#year, #month, #day)),
        Known::Integer(number) => {
            let number = proc_macro2::Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
    }
}

fn date_format(format: &DateFormat) -> TokenStream {
    match format {
        DateFormat::Iso => quote!(ISO_DATE),
        DateFormat::MsJson => quote!(MsJson),
        DateFormat::Pattern(pattern) => quote!(Pattern(#pattern)),
    }
}

/// `07:30:00+02:00` as the second of the day and the offset in seconds.
fn clock_parts(clock: &str) -> (i32, i32) {
    let at = clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len());
    let (time, offset) = clock.split_at(at);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let offset = offset.trim_start_matches(['Z', 'z', '+', '-']);
    (seconds(time), sign * seconds(offset))
}

fn seconds(text: &str) -> i32 {
    let mut parts = text.split(':').map(|part| part.parse::<i32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    next() * 3600 + next() * 60 + next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_taken_apart() {
        assert_eq!(decimal_parts("0.01"), (1, 2));
        assert_eq!(decimal_parts("100"), (100, 0));
        assert_eq!(clock_parts("00:00:00Z"), (0, 0));
        assert_eq!(clock_parts("00:00Z"), (0, 0));
        assert_eq!(clock_parts("07:30:05-02:00"), (27005, -7200));
    }
}
