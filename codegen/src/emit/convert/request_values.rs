//! Given values: what `with` says of a parameter or a body member, as a Rust expression.
//!
//! What is made from placeholders is a flow, since it may be absent or refused; constants are plain.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::value::{Carried, Lane};
use super::{build, value};
use crate::emit::names::ident;
use crate::ir::{Field, Flow, Kind, Literal, Presence, Scalar, Shape, TypeId};
use crate::plan::{BoundValue, BoundValueKind, Input, Side, Value, ValueKind};

/// The value as an `Option`.
pub(super) fn optional(context: &Context<'_>, bound: &BoundValue) -> TokenStream {
    if let BoundValueKind::Value(value) = &bound.kind
        && value::owned_constant(context, value).is_none()
        && let Carried { flow, lane: Lane::Text } = value::carry(context, value)
    {
        return quote!(#flow.string());
    }
    match flow_of(context, bound) {
        Some(flow) => quote!(#flow.ok()),
        None => {
            let value = plain(context, bound);
            quote!(Some(#value))
        }
    }
}

/// The value of an optional parameter as an `Option`: what can't be said refuses the call.
pub(super) fn given(context: &Context<'_>, name: &str, bound: &BoundValue) -> TokenStream {
    match (&bound.kind, flow_of(context, bound)) {
        (BoundValueKind::Value(value), Some(flow)) if is_refusable(value) => quote!(#flow.given(#name)?),
        _ => optional(context, bound),
    }
}

/// The value, which is never absent: what its inputs can't say was refused before.
pub(super) fn always(context: &Context<'_>, bound: &BoundValue) -> TokenStream {
    match flow_of(context, bound) {
        Some(flow) => quote!(#flow.or_blank()),
        None => plain(context, bound),
    }
}

/// What is made from inputs is a flow.
pub(super) fn flow_of(context: &Context<'_>, bound: &BoundValue) -> Option<TokenStream> {
    match &bound.kind {
        BoundValueKind::Value(value) if value::owned_constant(context, value).is_none() => {
            Some(value::own(context, value))
        }
        _ => None,
    }
}

/// The statements that refuse the call where one of the value's inputs can't be said.
pub(super) fn sayable(context: &Context<'_>, name: &str, bound: &BoundValue) -> TokenStream {
    let inner = |bounds: Vec<&BoundValue>| -> TokenStream {
        bounds.into_iter().map(|bound| sayable(context, name, bound)).collect()
    };
    match &bound.kind {
        BoundValueKind::Value(value) if is_refusable(value) => {
            let flow = flow_of(context, bound);
            let check = quote!(#flow.given(#name)?;);
            if bound.asks_for(&Input::EachId) { quote!(for id in &ids { #check }) } else { check }
        }
        BoundValueKind::Value(_) => TokenStream::new(),
        BoundValueKind::List(items) => inner(items.iter().collect()),
        BoundValueKind::Struct { fields, .. } => inner(fields.iter().map(|(_, _, bound)| bound).collect()),
        BoundValueKind::Map(entries) => inner(entries.iter().map(|(_, bound)| bound).collect()),
        BoundValueKind::Json(value) => inner(vec![value]),
    }
}

/// Something from outside that the vendor takes as something else.
fn is_refusable(value: &Value) -> bool {
    let mut outside = false;
    value.each(&mut |part| {
        outside |= match &part.kind {
            ValueKind::Path(_) => true,
            ValueKind::Input(input) => {
                !matches!(input, Input::PageSize | Input::Page | Input::Offset | Input::Select | Input::Now)
            }
            _ => false,
        };
    });
    outside && value.fallible
}

/// What is not made from inputs.
pub(super) fn plain(context: &Context<'_>, bound: &BoundValue) -> TokenStream {
    match &bound.kind {
        BoundValueKind::Value(value) => {
            value::owned_constant(context, value).unwrap_or_else(|| value::own(context, value))
        }
        BoundValueKind::List(items) => {
            let list = list(context, items, build::item_of(&bound.shape));
            // Where anything may be, a list is JSON as well.
            if bound.shape == Shape::Any { quote!(tributary_core::Value::from(#list)) } else { list }
        }
        BoundValueKind::Struct { of, fields } => structure(context, *of, fields),
        BoundValueKind::Map(entries) => {
            let map = map(context, entries, build::item_of(&bound.shape));
            if bound.shape == Shape::Any { quote!(tributary_core::Value::from_iter(#map)) } else { map }
        }
        BoundValueKind::Json(value) => {
            let value = always(context, value);
            quote!(json_text(&#value))
        }
    }
}

/// The value as an item of a list or map: an `Option` where that may hold null.
fn as_item(value: TokenStream, item: &Shape) -> TokenStream {
    if matches!(item, Shape::Nullable(_)) { quote!(Some(#value)) } else { value }
}

fn list(context: &Context<'_>, items: &[BoundValue], item: &Shape) -> TokenStream {
    let each_id = |bound: &BoundValue| bound.asks_for(&Input::EachId);
    match items {
        [one] if each_id(one) => {
            let one = as_item(always(context, one), item);
            quote!(ids.iter().map(|id| #one).collect::<Vec<_>>())
        }
        _ if items.iter().any(|item| item.absent) => {
            let items = items.iter().map(|bound| {
                let value = optional(context, bound);
                if matches!(item, Shape::Nullable(_)) { quote!(#value.map(Some)) } else { value }
            });
            quote!([#(#items),*].into_iter().flatten().collect::<Vec<_>>())
        }
        [] => quote!(Vec::new()),
        _ if !matches!(item, Shape::Nullable(_))
            && let Some(texts) = texts(items) =>
        {
            quote!(strings(&[#(#texts),*]))
        }
        _ => {
            let items = items.iter().map(|bound| as_item(always(context, bound), item));
            quote!(Vec::from([#(#items),*]))
        }
    }
}

/// The constant strings that a list is.
fn texts(items: &[BoundValue]) -> Option<Vec<&str>> {
    fn text(bound: &BoundValue) -> Option<&str> {
        match (&bound.kind, &bound.shape) {
            (
                BoundValueKind::Value(Value { kind: ValueKind::Literal(Literal::Text(text)), .. }),
                Shape::Scalar(Scalar::Text),
            ) => Some(text.as_str()),
            _ => None,
        }
    }
    items.iter().map(text).collect()
}

fn map(context: &Context<'_>, entries: &[(String, BoundValue)], item: &Shape) -> TokenStream {
    if entries.iter().any(|(_, value)| value.absent) {
        let entries = entries.iter().map(|(key, bound)| {
            let (value, it) = (optional(context, bound), as_item(quote!(it), item));
            quote!(#value.map(|it| (#key, #it)))
        });
        return quote!([#(#entries),*].into_iter().flatten().collect::<Map<_>>());
    }
    let entries = entries.iter().map(|(key, bound)| {
        let value = as_item(always(context, bound), item);
        quote!((#key, #value))
    });
    quote!(Map::from([#(#entries),*]))
}

fn structure(context: &Context<'_>, of: TypeId, fields: &[(usize, String, BoundValue)]) -> TokenStream {
    let path = context.path(Side::Vendor, of);
    let def = context.def(Side::Vendor, of);
    let declared = match &def.kind {
        Kind::Struct(def) => Some(def),
        _ => None,
    };
    let lines = fields.iter().map(|(index, name, bound)| {
        let name = ident(name);
        let value = field_value(context, declared.and_then(|it| it.fields.get(*index)), def.flow, bound);
        quote!(#name: #value)
    });
    let all = declared.is_some_and(|it| it.fields.len() == fields.len() && it.extra.is_none());
    let others = (!all).then(|| quote!(..Decode::blank()));
    quote!(#path { #(#lines,)* #others })
}

/// As the field is declared: plain, `Option` or `Maybe`, of a `Box` or not.
fn field_value(context: &Context<'_>, field: Option<&Field>, flow: Flow, bound: &BoundValue) -> TokenStream {
    let boxed = field.is_some_and(|field| matches!(field.shape, Shape::Boxed(_)));
    let inner = boxed.then(|| quote!(.map(Box::new)));
    match field.map(|field| field.presence(flow)) {
        Some(Presence::Value) if boxed => {
            let value = always(context, bound);
            quote!(Box::new(#value))
        }
        Some(Presence::Value) => always(context, bound),
        Some(Presence::Maybe) => {
            let value = optional(context, bound);
            quote!(Maybe::from(#value #inner))
        }
        _ => {
            let value = optional(context, bound);
            quote!(#value #inner)
        }
    }
}
