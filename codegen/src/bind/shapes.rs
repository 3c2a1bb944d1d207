//! Shapes, looked into: aliases resolved, members found, types said in words.

use crate::diagnostics::nearest;
use crate::ir::{self, Flow, Kind, Scalar, Shape, Struct, TypeDef, TypeId, Types};
use crate::plan;

/// Follows aliases and takes boxes off; `Nullable` stays.
pub(super) fn resolve(types: &Types, shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    for _ in 0..64 {
        match &shape {
            Shape::Named(id) | Shape::Boxed(id) => match &types.get(*id).kind {
                Kind::Alias(inner) => shape = inner.clone(),
                _ => return Shape::Named(*id),
            },
            _ => return shape,
        }
    }
    shape
}

/// The same, without `Nullable`; the second says whether it was there.
pub(super) fn present(types: &Types, shape: &Shape) -> (Shape, bool) {
    match resolve(types, shape) {
        Shape::Nullable(inner) => (present(types, &inner).0, true),
        other => (other, false),
    }
}

pub(super) fn is_boxed(types: &Types, shape: &Shape) -> bool {
    match shape {
        Shape::Boxed(_) => true,
        Shape::Named(id) => matches!(&types.get(*id).kind, Kind::Alias(inner) if is_boxed(types, inner)),
        _ => false,
    }
}

/// The struct that a shape is, if it is one.
pub(super) fn structure<'t>(types: &'t Types, shape: &Shape) -> Option<(TypeId, &'t TypeDef, &'t Struct)> {
    let Shape::Named(id) = shape else { return None };
    let def = types.get(*id);
    match &def.kind {
        Kind::Struct(inner) => Some((*id, def, inner)),
        _ => None,
    }
}

pub(super) fn enumeration<'t>(types: &'t Types, shape: &Shape) -> Option<(TypeId, &'t ir::Enum)> {
    let Shape::Named(id) = shape else { return None };
    match &types.get(*id).kind {
        Kind::Enum(inner) => Some((*id, inner)),
        _ => None,
    }
}

/// Presence as the plan has it.
pub(super) fn presence(field: &ir::Field, flow: Flow) -> plan::Presence {
    match field.presence(flow) {
        ir::Presence::Value => plan::Presence::Always,
        ir::Presence::Option => plan::Presence::Optional,
        ir::Presence::Maybe => plan::Presence::Maybe,
    }
}

/// The member nearest to a name that is not there.
pub(super) fn near_member<'t>(types: &'t Types, shape: &Shape, name: &str) -> Option<&'t str> {
    let (_, _, found) = structure(types, shape)?;
    nearest(name, found.fields.iter().map(|field| field.wire.as_str()))
}

/// The only member of a struct that is an object with a member of this name.
pub(super) fn member_with<'t>(types: &'t Types, shape: &Shape, name: &str) -> Option<&'t str> {
    let (_, _, found) = structure(types, shape)?;
    let has = |field: &&ir::Field| {
        let inner = present(types, &field.shape).0;
        structure(types, &inner).is_some_and(|(_, _, inner)| inner.fields.iter().any(|it| it.wire == name))
    };
    let mut with = found.fields.iter().filter(has);
    let first = with.next()?;
    with.next().is_none().then_some(first.wire.as_str())
}

/// Names of a struct's members, for a message: the first few.
pub(super) fn members(types: &Types, shape: &Shape) -> Option<String> {
    const SHOWN: usize = 12;
    let (_, _, found) = structure(types, shape)?;
    let names: Vec<_> = found.fields.iter().map(|field| format!("`{}`", field.wire)).collect();
    let more = names.len().saturating_sub(SHOWN);
    let shown = names.get(..SHOWN.min(names.len())).unwrap_or_default().join(", ");
    match (names.len(), more) {
        (0, _) => None,
        (_, 0) => Some(shown),
        _ => Some(format!("{shown} and {more} more")),
    }
}

/// A type in words: "a list of `Contact`".
pub(super) fn describe(types: &Types, shape: &Shape) -> String {
    match shape {
        Shape::Named(id) | Shape::Boxed(id) => {
            let def = types.get(*id);
            match &def.kind {
                Kind::Struct(_) => format!("the object `{}`", def.name),
                Kind::Enum(_) => format!("the enum `{}`", def.name),
                Kind::Union(_) => format!("the union `{}`", def.name),
                Kind::Alias(inner) => describe(types, inner),
                Kind::Newtype(_) => format!("`{}`", def.name),
            }
        }
        Shape::Scalar(scalar) => scalar_name(*scalar).to_owned(),
        Shape::List(item) => format!("a list of {}", plural(&describe(types, item))),
        Shape::Map(value) => format!("a map to {}", describe(types, value)),
        Shape::Tuple(_) => "a tuple".to_owned(),
        Shape::Nullable(inner) => describe(types, inner),
        Shape::Ref(model) => format!("a reference to `{model}`"),
        Shape::Any => "an untyped value".to_owned(),
    }
}

/// What a list is of: without its article.
fn plural(one: &str) -> &str {
    ["the object ", "the enum ", "the union ", "a ", "an "]
        .iter()
        .find_map(|start| one.strip_prefix(start))
        .unwrap_or(one)
}

fn scalar_name(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Text => "a text",
        Scalar::Bool => "a boolean",
        Scalar::I32 | Scalar::I64 | Scalar::U64 => "an integer",
        Scalar::F64 => "a floating-point number",
        Scalar::Number => "a number",
        Scalar::Decimal | Scalar::DecimalText => "a decimal",
        Scalar::DateTime | Scalar::Timestamp | Scalar::TimestampHttp | Scalar::TimestampUnix => {
            "a time stamp"
        }
        Scalar::Date => "a date",
        Scalar::Time | Scalar::OffsetTime => "a time of day",
        Scalar::Duration => "a duration",
        Scalar::Uuid => "a UUID",
        Scalar::Uri => "a URI",
        Scalar::Base64 | Scalar::Base64Url | Scalar::Binary => "bytes",
    }
}

/// What a value can be converted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Text,
    /// Text that has a type of its own: an enum, a URI, a UUID.
    Textual,
    Bool,
    Integer,
    Float,
    Number,
    Decimal,
    Time,
    Date,
    Reference,
    List,
    Map,
    Object,
    Any,
    Other,
}

pub(super) fn family(types: &Types, shape: &Shape) -> Family {
    match shape {
        Shape::Scalar(Scalar::Text) => Family::Text,
        Shape::Scalar(Scalar::Uuid | Scalar::Uri) => Family::Textual,
        Shape::Scalar(Scalar::Bool) => Family::Bool,
        Shape::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U64) => Family::Integer,
        Shape::Scalar(Scalar::F64) => Family::Float,
        Shape::Scalar(Scalar::Number) => Family::Number,
        Shape::Scalar(Scalar::Decimal | Scalar::DecimalText) => Family::Decimal,
        Shape::Scalar(
            Scalar::DateTime | Scalar::Timestamp | Scalar::TimestampHttp | Scalar::TimestampUnix,
        ) => Family::Time,
        Shape::Scalar(Scalar::Date) => Family::Date,
        Shape::Scalar(_) | Shape::Tuple(_) => Family::Other,
        Shape::Ref(_) => Family::Reference,
        Shape::List(_) => Family::List,
        Shape::Map(_) => Family::Map,
        Shape::Any => Family::Any,
        Shape::Nullable(inner) => family(types, inner),
        Shape::Named(id) | Shape::Boxed(id) => match &types.get(*id).kind {
            Kind::Struct(_) => Family::Object,
            Kind::Enum(inner) => match inner.repr {
                ir::EnumRepr::Text => Family::Textual,
                ir::EnumRepr::Integer => Family::Integer,
                ir::EnumRepr::Number => Family::Float,
            },
            Kind::Union(_) => Family::Other,
            Kind::Alias(inner) | Kind::Newtype(inner) => family(types, inner),
        },
    }
}
