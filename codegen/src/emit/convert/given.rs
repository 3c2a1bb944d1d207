//! Given values: what `with` says of a parameter or a body member, as a Rust expression.
//!
//! What is made from placeholders is a flow, since it may be absent or refused; constants are plain.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::value::{self, Carried, Lane};
use super::{ops, place};
use crate::emit::names::ident;
use crate::ir::{Field, Flow, Kind, Literal, Presence, Scalar, Shape, TypeId};
use crate::plan::{self, Bound, BoundKind, Input, ModelPlan, Piece, Side, Type};

/// The value as an `Option`.
pub(super) fn optional(context: &Context<'_>, model: &ModelPlan, bound: &Bound) -> TokenStream {
    match flow_of(context, model, bound) {
        Some(flow) => quote!(#flow.ok()),
        None => {
            let value = plain(context, model, bound);
            quote!(Some(#value))
        }
    }
}

/// The value, which is never absent.
pub(super) fn always(context: &Context<'_>, model: &ModelPlan, bound: &Bound) -> TokenStream {
    match flow_of(context, model, bound) {
        Some(flow) => quote!(#flow.ok().unwrap_or_default()),
        None => plain(context, model, bound),
    }
}

/// What is made from inputs is a flow.
pub(super) fn flow_of(context: &Context<'_>, model: &ModelPlan, bound: &Bound) -> Option<TokenStream> {
    match &bound.kind {
        BoundKind::Input { input: Input::Select, ops, .. } if ops.is_empty() => None,
        BoundKind::Input { input, ops, or } => {
            let ty = Type { side: Side::Vendor, shape: bound.shape.clone() };
            let Carried { flow, lane } = input_flow(context, model, input, ops, &ty);
            let flow = value::owned(flow, lane, &bound.shape);
            Some(match or {
                Some(or) => {
                    let or = place::literal(or);
                    quote!(#flow.or(|| Flow::of(#or)))
                }
                None => flow,
            })
        }
        BoundKind::Template(pieces) => {
            if let Some(text) = constant(model, pieces) {
                let flow = quote!(Flow::constant(#text));
                return Some(value::owned(flow, Lane::Text, &bound.shape));
            }
            let pieces = pieces.iter().map(|piece| piece_flow(context, model, piece));
            let flow = quote!(template([#(#pieces),*]));
            let ty = Type { side: Side::Vendor, shape: bound.shape.clone() };
            let Carried { flow, lane } = ops::from_text(context, flow, &ty);
            Some(value::owned(flow, lane, &bound.shape))
        }
        _ => None,
    }
}

/// A template of constants only.
fn constant(model: &ModelPlan, pieces: &[Piece]) -> Option<String> {
    pieces.iter().map(|piece| piece_constant(model, piece)).collect()
}

fn piece_constant(model: &ModelPlan, piece: &Piece) -> Option<String> {
    match piece {
        Piece::Text(text) => Some(text.clone()),
        Piece::Input { input: Input::Select, ops, .. } => selected(model, ops),
        Piece::Input { .. } => None,
    }
}

fn piece_flow(context: &Context<'_>, model: &ModelPlan, piece: &Piece) -> TokenStream {
    if let Some(text) = piece_constant(model, piece) {
        return quote!(Flow::constant(#text));
    }
    let Piece::Input { input, ops, or } = piece else { return quote!(Flow::absent()) };
    let text = Type { side: Side::Vendor, shape: Shape::Scalar(Scalar::Text) };
    let Carried { flow, lane } = input_flow(context, model, input, ops, &text);
    let flow = ops::flow_as_text(context, flow, lane, &text);
    match or {
        Some(Literal::Text(or)) => quote!(#flow.or(|| Flow::constant(#or))),
        _ => flow,
    }
}

/// What is asked for, as text.
fn selected(model: &ModelPlan, with: &[plan::Op]) -> Option<String> {
    match with {
        [] => Some(model.select.join(",")),
        [plan::Op::JoinList(separator)] => Some(model.select.join(separator)),
        _ => None,
    }
}

/// What a placeholder stands for, through its conversions.
fn input_flow(
    context: &Context<'_>,
    model: &ModelPlan,
    input: &Input,
    with: &[plan::Op],
    ty: &Type,
) -> Carried {
    let text = |expression: TokenStream| Carried::new(quote!(text(#expression)), Lane::Text);
    if let Some(select) = (*input == Input::Select).then(|| selected(model, with)).flatten() {
        return Carried::new(quote!(Flow::constant(#select)), Lane::Text);
    }
    let (start, from) = match input {
        Input::Id => (text(quote!(&id)), Scalar::Text),
        Input::Cursor => (text(quote!(cursor.as_deref())), Scalar::Text),
        Input::Token => (text(quote!(at.token())), Scalar::Text),
        Input::ParentId => (text(quote!(parent)), Scalar::Text),
        Input::Setting(name) => (text(quote!(client.http.setting(#name))), Scalar::Text),
        Input::PageSize => (Carried::new(quote!(Flow::of(size)), Lane::Copy), Scalar::I64),
        Input::Page | Input::Offset => (Carried::new(quote!(Flow::of(count)), Lane::Copy), Scalar::I64),
        Input::Since => (Carried::new(quote!(Flow::of(at.since())), Lane::Copy), Scalar::Timestamp),
        Input::Record(path) => {
            let value = plan::Value {
                kind: plan::ValueKind::Path(path.clone()),
                ty: ty.clone(),
                absent: true,
                fallible: false,
            };
            return value::carry(&context.with_record(quote!(body)), &value);
        }
        other => (other_input(other), Scalar::Timestamp),
    };
    let mut from = Type { side: Side::Vendor, shape: Shape::Scalar(from) };
    let mut carried = start;
    for op in with {
        carried = ops::step(context, op, carried.flow, carried.lane, &from, ty);
        from = ty.clone();
    }
    carried
}

/// Inputs that need nothing of the surroundings.
fn other_input(input: &Input) -> Carried {
    match input {
        Input::Ids => Carried::new(quote!(borrow(ids)), Lane::Borrowed),
        _ => Carried::new(quote!(Flow::of(client.http.now())), Lane::Copy),
    }
}

/// What is not made from inputs.
pub(super) fn plain(context: &Context<'_>, model: &ModelPlan, bound: &Bound) -> TokenStream {
    match &bound.kind {
        BoundKind::Literal(literal) => literal_of(literal, &bound.shape),
        BoundKind::Member { of, name, .. } => {
            let (path, name) = (context.path(Side::Vendor, *of), ident(name));
            quote!(#path::#name)
        }
        BoundKind::Input { .. } | BoundKind::Template(_) => match bound.shape {
            Shape::List(_) => quote!(SELECT.iter().map(|name| (*name).into()).collect::<Vec<_>>()),
            _ => {
                let select = model.select.join(",");
                quote!(#select.to_owned())
            }
        },
        BoundKind::List(items) => {
            let items = items.iter().map(|item| always(context, model, item));
            quote!(vec![#(#items),*])
        }
        BoundKind::Struct { of, fields } => structure(context, model, *of, fields),
        BoundKind::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = always(context, model, value);
                quote!((#key.to_owned(), #value))
            });
            quote!(BTreeMap::from([#(#entries),*]))
        }
        BoundKind::Json(value) => {
            let value = always(context, model, value);
            quote!(json_text(&#value))
        }
    }
}

fn literal_of(literal: &Literal, shape: &Shape) -> TokenStream {
    match (literal, shape) {
        (Literal::Text(text), Shape::Scalar(Scalar::Text)) => quote!(#text.to_owned()),
        (Literal::Integer(value), Shape::Scalar(Scalar::I32)) => {
            let value = i32::try_from(*value).unwrap_or_default();
            quote!(#value)
        }
        (Literal::Integer(value), Shape::Scalar(Scalar::Decimal)) => {
            quote!(tributary_core::Decimal::from(#value))
        }
        (_, Shape::Any) => match literal {
            Literal::Null => quote!(tributary_core::Value::Null),
            other => {
                let value = place::literal(other);
                quote!(tributary_core::Value::from(#value))
            }
        },
        _ => place::literal(literal),
    }
}

fn structure(
    context: &Context<'_>,
    model: &ModelPlan,
    of: TypeId,
    fields: &[(usize, String, Bound)],
) -> TokenStream {
    let path = context.path(Side::Vendor, of);
    let def = context.def(Side::Vendor, of);
    let lines: Vec<_> = fields
        .iter()
        .map(|(index, name, bound)| {
            let declared = match &def.kind {
                Kind::Struct(def) => def.fields.get(*index),
                _ => None,
            };
            let name = ident(name);
            let value = field_value(context, model, declared, def.flow, bound);
            quote!(it.#name = #value;)
        })
        .collect();
    quote!(#path::blank().with(|it| { #(#lines)* }))
}

/// As the field is declared: plain, `Option` or `Maybe`.
fn field_value(
    context: &Context<'_>,
    model: &ModelPlan,
    field: Option<&Field>,
    flow: Flow,
    bound: &Bound,
) -> TokenStream {
    match field.map(|field| field.presence(flow)) {
        Some(Presence::Value) => always(context, model, bound),
        Some(Presence::Maybe) => {
            let value = optional(context, model, bound);
            quote!(Maybe::from(#value))
        }
        _ => optional(context, model, bound),
    }
}
