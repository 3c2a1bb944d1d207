//! Conversions: each filter of the mapping, and each inverse, as one method of `Flow`.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::value::{self, Carried, Lane};
use crate::ir::{EnumRepr, Scalar, Shape};
use crate::plan::{DateFormat, Op, TimeFormat, Type, Value};

/// One conversion of a value.
pub(super) fn apply(context: &Context<'_>, op: &Op, to: &Value, ty: &Type) -> Carried {
    if matches!(op, Op::ToText | Op::NumberToText) {
        return Carried::new(as_text(context, to), Lane::Text);
    }
    if let Op::TextToEnum | Op::TextToUri | Op::TextToUuid | Op::TextToRef = op {
        return from_text(context, as_text(context, to), ty);
    }
    let Carried { flow, lane } = value::carry(context, to);
    step(context, op, flow, lane, &to.ty, ty)
}

/// One conversion of a flow.
pub(super) fn step(
    context: &Context<'_>,
    op: &Op,
    flow: TokenStream,
    lane: Lane,
    from: &Type,
    ty: &Type,
) -> Carried {
    let text = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Text);
    let copied = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Copy);
    match op {
        Op::ToInteger => copied(quote!(.int())),
        Op::Widen => copied(match ty.shape {
            Shape::Scalar(Scalar::F64) => quote!(.map(f64::from)),
            _ => quote!(.map(i64::from)),
        }),
        Op::Narrow => {
            let to = context.shape(ty.side, &ty.shape);
            copied(quote!(.narrow::<#to>()))
        }
        Op::ToDecimal => copied(quote!(.decimal())),
        Op::Round(digits) => {
            let (collector, field) = (&context.collector, &context.field);
            Carried::new(quote!(#collector.round(#field, #flow, #digits)), Lane::Copy)
        }
        Op::Scale(factor) => copied(scaling(&quote!(scale), factor)),
        Op::Unscale(factor) => copied(scaling(&quote!(unscale), factor)),
        Op::DecimalToNumber => copied(match ty.shape {
            Shape::Scalar(Scalar::F64) => quote!(.float()),
            Shape::Scalar(Scalar::F32) => quote!(.float().map(|it| it as f32)),
            Shape::Scalar(Scalar::I64) => quote!(.int()),
            Shape::Scalar(Scalar::I32) => quote!(.int().narrow::<i32>()),
            Shape::Scalar(Scalar::U64) => quote!(.int().narrow::<u64>()),
            _ => quote!(),
        }),
        Op::TextToBool { yes, no } => copied(quote!(.boolean(#yes, #no))),
        Op::BoolToText { yes, no } => text(quote!(.choose(#yes, #no))),
        // A path carries these in their plain form, and whatever takes one wraps it again.
        Op::ToTimestamp | Op::FromTimestamp => Carried::new(flow, Lane::Copy),
        Op::Negate => copied(quote!(.negate())),
        Op::ParseTime(_)
        | Op::FormatTime(_)
        | Op::ParseDate(_)
        | Op::FormatDate(_)
        | Op::At(_)
        | Op::DateOf(_) => time(op, flow, ty),
        _ => other(context, op, flow, lane, from, ty),
    }
}

fn scaling(method: &TokenStream, factor: &str) -> TokenStream {
    let (mantissa, scale) = decimal_parts(factor);
    quote!(.#method(tributary_core::Decimal::new(#mantissa, #scale)))
}

/// `0.01` as 1 and 2.
fn decimal_parts(text: &str) -> (i64, u32) {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mantissa = format!("{whole}{fraction}").parse().unwrap_or(1);
    (mantissa, u32::try_from(fraction.len()).unwrap_or(0))
}

fn time(op: &Op, flow: TokenStream, ty: &Type) -> Carried {
    let is_text = matches!(ty.shape, Shape::Scalar(Scalar::Text));
    match op {
        Op::ParseTime(format) => {
            let format = time_format(format);
            Carried::new(quote!(#flow.time(#format)), Lane::Copy)
        }
        Op::FormatTime(format) => {
            let format = time_format(format);
            match is_text {
                true => Carried::new(quote!(#flow.text(#format)), Lane::Text),
                false => Carried::new(quote!(#flow.number(#format)), Lane::Copy),
            }
        }
        Op::ParseDate(format) => {
            let format = date_format(format);
            Carried::new(quote!(#flow.date(#format)), Lane::Copy)
        }
        Op::FormatDate(format) => {
            let format = date_format(format);
            Carried::new(quote!(#flow.text(#format)), Lane::Text)
        }
        Op::At(clock) => {
            let (second, offset) = clock_parts(clock);
            Carried::new(quote!(#flow.at(#second, #offset)), Lane::Copy)
        }
        Op::DateOf(clock) => {
            let (_, offset) = clock_parts(clock);
            Carried::new(quote!(#flow.day(#offset)), Lane::Copy)
        }
        _ => Carried::new(flow, Lane::Copy),
    }
}

fn other(context: &Context<'_>, op: &Op, flow: TokenStream, lane: Lane, from: &Type, ty: &Type) -> Carried {
    let text = |method: TokenStream| Carried::new(quote!(#flow #method), Lane::Text);
    match op {
        Op::Split(separator) => Carried::new(quote!(#flow.split(#separator)), Lane::Owned),
        Op::JoinList(separator) => text(quote!(.join_list(#separator))),
        Op::Trim => text(quote!(.trim())),
        Op::Lower => text(quote!(.lower())),
        Op::Join { separator, others } => {
            let others = others.iter().map(|other| as_text(context, other));
            text(quote!(.join(#separator, [#(#others),*])))
        }
        Op::After(separator) => text(quote!(.after(#separator))),
        Op::Before(separator) => text(quote!(.before(#separator))),
        Op::Starts(start) => Carried::new(quote!(#flow.starts(#start)), Lane::Copy),
        Op::Ends(end) => Carried::new(quote!(#flow.ends(#end)), Lane::Copy),
        Op::Only(start) => text(quote!(.only(#start))),
        Op::Starting(start) => text(quote!(.starting(#start))),
        Op::Quote => text(quote!(.quote())),
        Op::ToJson if lane == Lane::Text => Carried::new(quote!(#flow.owned().json()), Lane::Owned),
        Op::ToJson => Carried::new(quote!(#flow.json()), Lane::Owned),
        Op::FromJson => {
            let to = context.shape(ty.side, &ty.shape);
            Carried::new(quote!(#flow.from_json::<#to>()), Lane::Owned)
        }
        Op::Single => {
            let item = value::owned(flow, lane, &from.shape);
            Carried::new(quote!(#item.single()), Lane::Owned)
        }
        Op::ToText | Op::NumberToText => {
            let lane_text = flow_as_text(context, flow, lane, from);
            Carried::new(lane_text, Lane::Text)
        }
        Op::TextToEnum | Op::TextToUri | Op::TextToUuid | Op::TextToRef => from_text(context, flow, ty),
        _ => Carried::new(flow, lane),
    }
}

/// A value as text: enums by their wire text, numbers by their digits.
pub(super) fn as_text(context: &Context<'_>, of: &Value) -> TokenStream {
    let Carried { flow, lane } = value::carry(context, of);
    flow_as_text(context, flow, lane, &of.ty)
}

/// A flow as text.
pub(super) fn flow_as_text(context: &Context<'_>, flow: TokenStream, lane: Lane, ty: &Type) -> TokenStream {
    match lane {
        Lane::Text => flow,
        Lane::Copy => quote!(#flow.show()),
        Lane::Borrowed if value::enum_repr(context, ty).is_some() => enum_text(context, flow, ty),
        Lane::Borrowed => quote!(#flow.as_text()),
        Lane::Owned => quote!(#flow.show()),
    }
}

/// A borrowed enum as text.
pub(super) fn enum_text(context: &Context<'_>, flow: TokenStream, ty: &Type) -> TokenStream {
    match value::enum_repr(context, ty) {
        Some(EnumRepr::Text) => quote!(#flow.map(|it| Cow::Borrowed(it.as_str()))),
        _ => quote!(#flow.show()),
    }
}

/// Text as the type: an enum, a number, a reference.
pub(super) fn from_text(context: &Context<'_>, flow: TokenStream, ty: &Type) -> Carried {
    match &ty.shape {
        Shape::Scalar(Scalar::Text) => Carried::new(flow, Lane::Text),
        Shape::Scalar(Scalar::I64) => Carried::new(quote!(#flow.int()), Lane::Copy),
        Shape::Scalar(Scalar::I32) => Carried::new(quote!(#flow.int().narrow::<i32>()), Lane::Copy),
        Shape::Scalar(Scalar::U64) => Carried::new(quote!(#flow.int().narrow::<u64>()), Lane::Copy),
        Shape::Scalar(Scalar::Bool) => Carried::new(quote!(#flow.boolean("true", "false")), Lane::Copy),
        Shape::Scalar(Scalar::Uri) => {
            Carried::new(quote!(#flow.owned().map(tributary_core::Uri)), Lane::Owned)
        }
        Shape::Scalar(Scalar::Uuid) => Carried::new(quote!(#flow.uuid()), Lane::Owned),
        Shape::Ref(_) => Carried::new(quote!(#flow.reference()), Lane::Owned),
        Shape::Named(_) => {
            let path = context.shape(ty.side, &ty.shape);
            match value::enum_repr(context, ty) {
                Some(EnumRepr::Integer) => Carried::new(quote!(#flow.int().map(#path::from)), Lane::Owned),
                _ => Carried::new(quote!(#flow.open::<#path>()), Lane::Owned),
            }
        }
        _ => Carried::new(flow, Lane::Text),
    }
}

/// A format as a constant of the runtime.
pub(super) fn time_format(format: &TimeFormat) -> TokenStream {
    match format {
        TimeFormat::Rfc3339 => quote!(TimeFormat::Rfc3339),
        TimeFormat::EpochSeconds => quote!(TimeFormat::EpochSeconds),
        TimeFormat::EpochMillis => quote!(TimeFormat::EpochMillis),
        TimeFormat::MsJson => quote!(TimeFormat::MsJson),
        TimeFormat::Pattern(pattern) => quote!(TimeFormat::Pattern(#pattern)),
    }
}

fn date_format(format: &DateFormat) -> TokenStream {
    match format {
        DateFormat::Iso => quote!(TimeFormat::Rfc3339),
        DateFormat::MsJson => quote!(TimeFormat::MsJson),
        DateFormat::Pattern(pattern) => quote!(TimeFormat::Pattern(#pattern)),
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
