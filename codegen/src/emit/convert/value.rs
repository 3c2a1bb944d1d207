//! Values: each becomes an expression of type `Flow<…>`, read from left to right as the mapping's line is.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::path::{self, Walk};
use super::{build, ops};
use crate::emit::names::ident;
use crate::ir::{EnumRepr, Kind, Literal, Scalar, Shape};
use crate::plan::{Comparison, Path, Presence, Side, Type, Value, ValueKind, Way};

/// In which form a flow carries its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// `Cow<str>`
    Text,
    /// Numbers, truth and time, by value and in their plain form: `Decimal`, not `DecimalText`.
    Copy,
    /// `&T`
    Borrowed,
    /// `T`
    Owned,
}

/// An expression of type `Flow`, and how it carries the value.
pub(super) struct Carried {
    pub(super) flow: TokenStream,
    pub(super) lane: Lane,
}

impl Carried {
    pub(super) fn new(flow: TokenStream, lane: Lane) -> Self {
        Self { flow, lane }
    }
}

/// The value as a flow.
pub(super) fn carry(context: &Context<'_>, value: &Value) -> Carried {
    match &value.kind {
        ValueKind::Path(path) => carry_path(context, path, &value.ty),
        ValueKind::Literal(literal) => carry_literal(literal),
        ValueKind::Member { of, name, .. } => {
            let (path, name) = (context.path(value.ty.side, *of), ident(name));
            Carried::new(quote!(Flow::of(#path::#name)), Lane::Owned)
        }
        ValueKind::Coalesce(values) => coalesce(context, values, &value.ty),
        ValueKind::Apply { op, to } => ops::apply(context, op, to, &value.ty),
        ValueKind::Compare { .. }
        | ValueKind::Not(_)
        | ValueKind::And(_)
        | ValueKind::Or(_)
        | ValueKind::Holds(_) => {
            let condition = condition(context, value);
            Carried::new(quote!(Flow::of(#condition)), Lane::Copy)
        }
        ValueKind::Case(cases) => case(context, cases),
        ValueKind::Translate { table, way, of } => translate(context, *table, *way, of, &value.ty),
        ValueKind::Call { function, way, of } => call(context, *function, *way, of, &value.ty),
        ValueKind::Each { .. }
        | ValueKind::Build { .. }
        | ValueKind::Assemble(_)
        | ValueKind::Collect { .. }
        | ValueKind::Entries { .. }
        | ValueKind::Nested(_)
        | ValueKind::Slots(_) => Carried::new(build::build(context, value), Lane::Owned),
    }
}

/// The value as a flow of what a field or member holds.
pub(super) fn own(context: &Context<'_>, value: &Value, declared: &Shape) -> TokenStream {
    let Carried { flow, lane } = carry(context, value);
    owned(flow, lane, declared)
}

/// Makes a flow carry the declared type.
pub(super) fn owned(flow: TokenStream, lane: Lane, declared: &Shape) -> TokenStream {
    match lane {
        Lane::Text if matches!(declared, Shape::Scalar(Scalar::Uri)) => {
            quote!(#flow.owned().map(tributary_core::Uri))
        }
        Lane::Text => quote!(#flow.owned()),
        Lane::Borrowed => quote!(#flow.cloned()),
        Lane::Copy => match declared {
            Shape::Scalar(Scalar::DecimalText) => quote!(#flow.map(tributary_core::DecimalText)),
            Shape::Scalar(Scalar::TimestampHttp) => quote!(#flow.map(tributary_core::TimestampHttp)),
            Shape::Scalar(Scalar::TimestampUnix) => quote!(#flow.map(tributary_core::TimestampUnix)),
            _ => flow,
        },
        Lane::Owned => flow,
    }
}

fn carry_path(context: &Context<'_>, path: &Path, ty: &Type) -> Carried {
    let lane = lane_of(context, ty);
    let end = if lane == Lane::Text { path::walk_to_text(context, path) } else { path::walk(context, path) };
    if let Walk::Text(text) = end {
        return Carried::new(quote!(text(#text)), Lane::Text);
    }
    if let Walk::Many { items } = end {
        return Carried::new(build::collect_items(context, &items, ty), Lane::Owned);
    }
    let none = (!path.none.is_empty()).then(|| {
        let none = &path.none;
        quote!(.none(&[#(#none),*]))
    });
    let flow = match lane {
        Lane::Text => {
            let member = match end {
                Walk::Declared { place, boxed: false, .. } => quote!(&#place),
                other => reference(other),
            };
            quote!(text(#member) #none)
        }
        Lane::Copy => {
            let member = reference(end);
            let plain = is_wrapped(&ty.shape).then(|| quote!(.map(|it| it.0)));
            quote!(copy(#member) #plain)
        }
        Lane::Borrowed | Lane::Owned => {
            let member = reference(end);
            quote!(borrow(#member))
        }
    };
    Carried::new(flow, lane)
}

/// The end of a walk as something that `text`, `copy` and `borrow` take: `&T` or `Option<&T>`.
fn reference(end: Walk) -> TokenStream {
    match path::settle(end) {
        Walk::Place(place) if is_name(&place) => place,
        Walk::Place(place) => quote!(&#place),
        Walk::Found(found) => found,
        Walk::Declared { place, .. } => quote!(&#place),
        Walk::Many { items } => items,
        Walk::Text(text) => text,
    }
}

/// Roots are references already.
fn is_name(place: &TokenStream) -> bool {
    place.clone().into_iter().count() == 1
}

/// How a path of this type is carried.
fn lane_of(context: &Context<'_>, ty: &Type) -> Lane {
    match &ty.shape {
        Shape::Scalar(scalar) => match scalar {
            Scalar::Text => Lane::Text,
            Scalar::Duration
            | Scalar::Uuid
            | Scalar::Uri
            | Scalar::Base64
            | Scalar::Base64Url
            | Scalar::Binary => Lane::Borrowed,
            _ => Lane::Copy,
        },
        Shape::Named(id) | Shape::Boxed(id) => match &context.def(ty.side, *id).kind {
            Kind::Alias(shape) => lane_of(context, &Type { side: ty.side, shape: shape.clone() }),
            _ => Lane::Borrowed,
        },
        _ => Lane::Borrowed,
    }
}

/// Scalars that a newtype holds, because they travel in a second form.
fn is_wrapped(shape: &Shape) -> bool {
    matches!(shape, Shape::Scalar(Scalar::DecimalText | Scalar::TimestampHttp | Scalar::TimestampUnix))
}

fn carry_literal(literal: &Literal) -> Carried {
    match literal {
        Literal::Null => Carried::new(quote!(Flow::absent()), Lane::Owned),
        Literal::Bool(value) => Carried::new(quote!(Flow::of(#value)), Lane::Copy),
        Literal::Integer(value) => {
            let value = proc_macro2::Literal::i64_unsuffixed(*value);
            Carried::new(quote!(Flow::of(#value)), Lane::Copy)
        }
        Literal::Number(value) => Carried::new(quote!(Flow::of(#value)), Lane::Copy),
        Literal::Text(text) | Literal::Json(text) => Carried::new(quote!(Flow::constant(#text)), Lane::Text),
    }
}

fn coalesce(context: &Context<'_>, values: &[Value], ty: &Type) -> Carried {
    let carried: Vec<_> = values.iter().map(|value| carry(context, value)).collect();
    let same = carried.windows(2).all(|pair| matches!(pair, [a, b] if a.lane == b.lane));
    let lane = match carried.first() {
        Some(first) if same => first.lane,
        _ => Lane::Owned,
    };
    let mut flows =
        carried.into_iter().map(|one| if same { one.flow } else { owned(one.flow, one.lane, &ty.shape) });
    let first = flows.next().unwrap_or_else(|| quote!(Flow::absent()));
    let flow = flows.fold(first, |flow, other| quote!(#flow.or(|| #other)));
    Carried::new(flow, lane)
}

fn case(context: &Context<'_>, cases: &[(Value, Value)]) -> Carried {
    let mut lane = Lane::Owned;
    let mut arms = Vec::new();
    for (when, then) in cases {
        let carried = carry(context, then);
        lane = carried.lane;
        arms.push((condition(context, when), carried.flow));
    }
    let mut flow = quote!(Flow::absent());
    for (when, then) in arms.into_iter().rev() {
        flow = match when.to_string().as_str() {
            "true" => then,
            _ => quote!(if #when { #then } else { #flow }),
        };
        // `else if` reads better than `else { if }`; prettyplease keeps what it is given.
        flow = quote!(#flow);
    }
    Carried::new(quote!({ #flow }), lane)
}

/// The value as a condition: an expression of type `bool`.
pub(super) fn condition(context: &Context<'_>, value: &Value) -> TokenStream {
    match &value.kind {
        ValueKind::Literal(Literal::Bool(value)) => quote!(#value),
        ValueKind::Compare { op, left, right } => compare(context, *op, left, right),
        ValueKind::Not(inner) => {
            let inner = operand(context, inner);
            quote!(!#inner)
        }
        ValueKind::And(values) => {
            let values = values.iter().map(|value| operand(context, value));
            quote!(#(#values)&&*)
        }
        ValueKind::Or(values) => {
            let values = values.iter().map(|value| operand(context, value));
            quote!(#(#values)||*)
        }
        ValueKind::Holds(inner) => condition(context, inner),
        _ => {
            let Carried { flow, lane } = carry(context, value);
            let truth = matches!(value.ty.shape, Shape::Scalar(Scalar::Bool)) || lane == Lane::Text;
            if truth { quote!(#flow.holds()) } else { quote!(#flow.is_there()) }
        }
    }
}

/// A condition inside another.
fn operand(context: &Context<'_>, value: &Value) -> TokenStream {
    let inner = condition(context, value);
    let mut at = value;
    while let ValueKind::Holds(inner) = &at.kind {
        at = inner;
    }
    match at.kind {
        ValueKind::And(_) | ValueKind::Or(_) => quote!((#inner)),
        _ => inner,
    }
}

fn compare(context: &Context<'_>, op: Comparison, left: &Value, right: &Value) -> TokenStream {
    let (a, b) = (comparable(context, left), comparable(context, right));
    match op {
        Comparison::Equal => quote!(#a.equals(#b)),
        Comparison::NotEqual => quote!(!#a.equals(#b)),
        Comparison::Less => quote!(#a.less(#b)),
        Comparison::Greater => quote!(#b.less(#a)),
    }
}

/// Enums are compared as text, so that a literal needs no member.
fn comparable(context: &Context<'_>, value: &Value) -> TokenStream {
    let Carried { flow, lane } = carry(context, value);
    match (&value.ty.shape, lane) {
        (Shape::Named(_), Lane::Borrowed) => ops::enum_text(context, flow, &value.ty),
        _ => flow,
    }
}

fn translate(context: &Context<'_>, table: usize, way: Way, of: &Value, ty: &Type) -> Carried {
    let constant = context.table(table);
    let text = ops::as_text(context, of);
    match way {
        Way::Read => {
            let path = context.shape(Side::Unified, &ty.shape);
            Carried::new(quote!(#text.unified::<#path>(&#constant)), Lane::Owned)
        }
        Way::Write => ops::from_text(context, quote!(#text.vendor(&#constant)), ty),
    }
}

fn call(context: &Context<'_>, function: usize, way: Way, of: &Value, ty: &Type) -> Carried {
    let Some(function) = context.plan.functions.get(function) else {
        return Carried::new(quote!(Flow::absent()), Lane::Owned);
    };
    let name = match way {
        Way::Read => function.read.as_deref(),
        Way::Write => function.write.as_deref(),
    };
    let name = ident(name.unwrap_or(&function.name));
    let Carried { flow, lane } = carry(context, of);
    let flow = match lane {
        Lane::Borrowed => quote!(#flow.then(functions::#name)),
        _ => quote!(#flow.then(|it| functions::#name(&it))),
    };
    match ty.shape {
        Shape::Scalar(Scalar::Text) => Carried::new(quote!(#flow.map(Cow::Owned)), Lane::Text),
        Shape::Scalar(_) if lane_of(context, ty) == Lane::Copy => Carried::new(flow, Lane::Copy),
        _ => Carried::new(flow, Lane::Owned),
    }
}

/// How an enum's members are told as text.
pub(super) fn enum_repr(context: &Context<'_>, ty: &Type) -> Option<EnumRepr> {
    match &ty.shape {
        Shape::Named(id) => match &context.def(ty.side, *id).kind {
            Kind::Enum(def) => Some(def.repr),
            _ => None,
        },
        _ => None,
    }
}

/// The first step's field of the unified value that is written, and how it is declared.
pub(super) fn given_field(value: &Value) -> Option<(&str, Presence)> {
    let path = first_path(value)?;
    let step = path.steps.first().filter(|_| path.root == crate::plan::Root::Unified)?;
    match &step.kind {
        crate::plan::StepKind::Field(field) => Some((&field.name, step.presence)),
        _ => None,
    }
}

fn first_path(value: &Value) -> Option<&Path> {
    match &value.kind {
        ValueKind::Path(path) => Some(path),
        ValueKind::Apply { to: inner, .. }
        | ValueKind::Translate { of: inner, .. }
        | ValueKind::Call { of: inner, .. }
        | ValueKind::Each { over: inner, .. }
        | ValueKind::Entries { of: inner, .. }
        | ValueKind::Not(inner)
        | ValueKind::Holds(inner) => first_path(inner),
        ValueKind::Coalesce(values) | ValueKind::And(values) | ValueKind::Or(values) => {
            values.iter().find_map(first_path)
        }
        _ => None,
    }
}
