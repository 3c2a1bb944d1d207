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
            match (&bound.kind, bound.absent) {
                (BoundKind::List(_), true) => quote!(Some(#value).filter(|all| !all.is_empty())),
                _ => quote!(Some(#value)),
            }
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

/// The statements that refuse the call where one of the value's inputs can't be said.
pub(super) fn sayable(context: &Context<'_>, model: &ModelPlan, name: &str, bound: &Bound) -> TokenStream {
    let inner = |bounds: Vec<&Bound>| -> TokenStream {
        bounds.into_iter().map(|bound| sayable(context, model, name, bound)).collect()
    };
    match &bound.kind {
        BoundKind::Input { input, ops, .. } if is_refusable(input, ops) => {
            let flow = flow_of(context, model, bound);
            let check = quote! {
                if let Err(refused) = #flow.given(#name) {
                    return Pending::refused(refused);
                }
            };
            if *input == Input::EachId { quote!(for id in &ids { #check }) } else { check }
        }
        BoundKind::List(items) => inner(items.iter().collect()),
        BoundKind::Struct { fields, .. } => inner(fields.iter().map(|(_, _, bound)| bound).collect()),
        BoundKind::Map(entries) => inner(entries.iter().map(|(_, bound)| bound).collect()),
        BoundKind::Json(value) => inner(vec![value]),
        _ => TokenStream::new(),
    }
}

/// Text from outside that the vendor takes as something else.
fn is_refusable(input: &Input, ops: &[plan::Op]) -> bool {
    let converted =
        ops.iter().any(|op| matches!(op, plan::Op::ToInteger | plan::Op::Narrow | plan::Op::TextToUuid));
    let counted = matches!(input, Input::PageSize | Input::Page | Input::Offset | Input::Select | Input::Now);
    converted && !counted
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
        Input::Id => (text(quote!(&id)), Shape::Scalar(Scalar::Text)),
        Input::EachId => (text(quote!(id)), Shape::Scalar(Scalar::Text)),
        Input::Ids => return ids_flow(context, with, ty),
        Input::Cursor => (text(quote!(cursor.as_deref())), Shape::Scalar(Scalar::Text)),
        Input::Last => (text(quote!(window.last())), Shape::Scalar(Scalar::Text)),
        Input::Token => (text(quote!(at.token())), Shape::Scalar(Scalar::Text)),
        Input::ParentId => (text(quote!(client.parent())), Shape::Scalar(Scalar::Text)),
        Input::Setting(name) => (text(quote!(client.http.setting(#name))), Shape::Scalar(Scalar::Text)),
        Input::PageSize => (Carried::new(quote!(Flow::of(size)), Lane::Copy), Shape::Scalar(Scalar::I64)),
        Input::Page | Input::Offset => {
            (Carried::new(quote!(Flow::of(count)), Lane::Copy), Shape::Scalar(Scalar::I64))
        }
        Input::Since => {
            (Carried::new(quote!(Flow::maybe(at.since())), Lane::Copy), Shape::Scalar(Scalar::Timestamp))
        }
        Input::Record(path) => {
            let shape = path.steps.last().map_or_else(|| ty.shape.clone(), |step| step.shape.clone());
            let value = plan::Value {
                kind: plan::ValueKind::Path(path.clone()),
                ty: Type { side: Side::Vendor, shape: shape.clone() },
                absent: true,
                fallible: false,
            };
            (value::carry(&context.with_record(quote!(body)), &value), shape)
        }
        Input::Now | Input::Select | Input::Credential(_) => {
            (Carried::new(quote!(Flow::of(client.http.now())), Lane::Copy), Shape::Scalar(Scalar::Timestamp))
        }
    };
    let mut from = Type { side: Side::Vendor, shape: from };
    let mut carried = start;
    for op in with {
        carried = ops::step(context, op, carried.flow, carried.lane, &from, ty);
        from = ty.clone();
    }
    carried
}

/// Several ids: as they are, as whole numbers, or joined.
fn ids_flow(context: &Context<'_>, with: &[plan::Op], ty: &Type) -> Carried {
    let mut carried = Carried::new(quote!(borrow(&ids)), Lane::Borrowed);
    let texts = Type { side: Side::Vendor, shape: Shape::List(Box::new(Shape::Scalar(Scalar::Text))) };
    for op in with {
        carried = match (op, &ty.shape) {
            (plan::Op::ToInteger, Shape::List(item)) => {
                let item = context.shape(Side::Vendor, item);
                Carried::new(quote!(position::whole::<#item>(&ids)), Lane::Owned)
            }
            (op, _) => ops::step(context, op, carried.flow, carried.lane, &texts, ty),
        };
    }
    carried
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
        BoundKind::List(items) if items.len() == 1 && bound.asks_for(&Input::EachId) => {
            let item = items.first().map(|item| always(context, model, item));
            quote!(ids.iter().map(|id| #item).collect::<Vec<_>>())
        }
        BoundKind::List(items) if items.iter().any(|item| item.absent) => {
            let items = items.iter().map(|item| optional(context, model, item));
            quote!([#(#items),*].into_iter().flatten().collect::<Vec<_>>())
        }
        BoundKind::List(items) => {
            let items = items.iter().map(|item| always(context, model, item));
            quote!(vec![#(#items),*])
        }
        BoundKind::Struct { of, fields } => structure(context, model, *of, fields),
        BoundKind::Map(entries) if entries.iter().any(|(_, value)| value.absent) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = optional(context, model, value);
                quote!(#value.map(|it| (#key.to_owned(), it)))
            });
            quote!([#(#entries),*].into_iter().flatten().collect::<BTreeMap<_, _>>())
        }
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
            Literal::Text(text) => quote!(tributary_core::Value::from(#text)),
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
