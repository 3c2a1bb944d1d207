//! Values that are put together: nested structs, lists, maps.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::path::{self, Walk};
use super::value;
use super::{read, write_fields};
use crate::emit::names::ident;
use crate::ir::{Shape, TypeId};
use crate::plan::{BuildField, Path, Presence, Side, Step, StepKind, Type, Value, ValueKind, Writes};

/// A vendor's struct that lines are written to, as a flow.
pub(super) fn assemble(context: &Context<'_>, ty: &Type, writes: &Writes) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let body = write_fields::assembled(context, ty, writes);
    quote!(#collector.within(#field, || { #body }))
}

/// A value that is put together step by step, as an expression of type `Option`: a unified object, or a list of such or of a
/// fixed number of places.
pub(super) fn assembled(context: &Context<'_>, value: &Value) -> Option<TokenStream> {
    match &value.kind {
        ValueKind::Build { of, fields } => Some(build(context, *of, fields)),
        ValueKind::Slots(slots) => Some(self::slots(context, slots)),
        ValueKind::Each { over, item } => objects(context, over, item),
        _ => None,
    }
}

/// A unified object, as an `Option`.
pub(super) fn build(context: &Context<'_>, of: TypeId, fields: &[BuildField]) -> TokenStream {
    let (r, field) = (&context.collector, &context.field);
    let (made, constants) = object(context, of, fields);
    let done = match constants {
        Some(constants) => quote!(inside.done_with(it, #constants)),
        None => quote!(inside.done(it)),
    };
    quote!({ let inside = #r.object(#field); #made #done })
}

/// A list of a fixed number of places, as an `Option`.
pub(super) fn slots(context: &Context<'_>, slots: &[Value]) -> TokenStream {
    let (r, field) = (&context.collector, &context.field);
    let slots = slots.iter().map(|slot| match &slot.kind {
        ValueKind::Build { of, fields } => item(context, *of, fields),
        _ => {
            let flow = value::own(&context.of_field(""), slot);
            quote!(list.value(#flow);)
        }
    });
    quote!({ let mut list = #r.items(#field); #(#slots)* list.non_empty() })
}

/// A list of unified objects, one for each item of a path, as an `Option`; `None` if the list is of another kind.
fn objects(context: &Context<'_>, over: &Value, each: &Value) -> Option<TokenStream> {
    let (r, field) = (&context.collector, &context.field);
    let (ValueKind::Build { of, fields }, ValueKind::Path(path)) = (&each.kind, &over.kind) else {
        return None;
    };
    let Walk::Many { items } = path::walk(context, path) else { return None };
    let item = item(&context.of_element(), *of, fields);
    Some(quote!({ let mut list = #r.items(#field); for item in #items { #item } list.done() }))
}

/// The statements that make `it`, and a closure that sets its constants.
fn object(context: &Context<'_>, of: TypeId, fields: &[BuildField]) -> (TokenStream, Option<TokenStream>) {
    let path = context.path(Side::Unified, of);
    let inner = context.inside();
    let line = |field: &BuildField| {
        read::line(&inner.of_field(&field.name), &field.name, field.presence, &field.value)
    };
    let (constants, values): (Vec<_>, Vec<_>) = fields.iter().partition(|field| is_constant(&field.value));
    let values = values.into_iter().map(line);
    let made = quote!(let mut it = #path::blank(); #(#values)*);
    let mut constants = constants.into_iter().map(|field| {
        let (name, constant) = (ident(&field.name), value::owned_constant(context, &field.value));
        match field.presence {
            Presence::Always => quote!(it.#name = #constant),
            Presence::Optional => quote!(it.#name = Some(#constant)),
            Presence::Maybe => quote!(it.#name = Maybe::Value(#constant)),
        }
    });
    let closure = match (constants.next(), constants.len()) {
        (None, _) => None,
        (Some(first), 0) => Some(quote!(|it| #first)),
        (Some(first), _) => Some(quote!(|it| { #first; #(#constants;)* })),
    };
    (made, closure)
}

/// An item of `list`.
fn item(context: &Context<'_>, of: TypeId, fields: &[BuildField]) -> TokenStream {
    let (made, constants) = object(context, of, fields);
    match constants {
        Some(constants) => quote!(#made list.push_with(it, #constants);),
        None => quote!(#made list.push(it);),
    }
}

/// The items of a path, as a list of owned values.
pub(super) fn collect_items(items: &TokenStream, ty: &Type) -> TokenStream {
    match item_of(&ty.shape) {
        Shape::Scalar(crate::ir::Scalar::Text) => {
            quote!(Flow::of(#items.map(|it| it.to_owned()).collect::<Vec<_>>()))
        }
        _ => quote!(Flow::of(#items.cloned().collect::<Vec<_>>())),
    }
}

/// The type of a list's items or a map's values, as it is declared.
pub(super) fn item_of(shape: &Shape) -> &Shape {
    match shape {
        Shape::List(item) | Shape::Map(item) => item,
        other => other,
    }
}

/// A list, item by item, as a flow.
pub(super) fn each(context: &Context<'_>, over: &Value, item: &Value, ty: &Type) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    if let Some(found) = objects(context, over, item) {
        return quote!(Flow::maybe(#found));
    }
    let inner = context.of_field("").of_element();
    let body = match &item.kind {
        ValueKind::Assemble(writes) => write_fields::assembled(&inner, &item.ty, writes),
        _ => value::own(&inner, item),
    };
    let body = match item_of(&ty.shape) {
        nullable @ Shape::Nullable(_) => value::as_item(quote!({ #body }), nullable),
        _ => body,
    };
    if let ValueKind::Path(path) = &over.kind
        && let Walk::Many { items } = path::walk(context, path)
    {
        return quote!(Flow::of(#collector.list(#field, #items, |item| { #body })));
    }
    let value::Carried { flow: list, lane } = value::carry(context, over);
    let borrowed = lane == value::Lane::Borrowed;
    if collector.is_empty() {
        return quote!(#list.each(|item| { #body }));
    }
    let flatten = matches!(item_of(&over.ty.shape), Shape::Nullable(_)).then(|| quote!(.flatten()));
    if flatten.is_none() && collector.to_string() == "w" && borrowed {
        return quote!(#collector.each(#field, #list, |item| { #body }));
    }
    quote!(#list.map(|list| #collector.list(#field, list.iter()#flatten, |item| { #body })))
}

/// A map of a path's items, as a flow.
pub(super) fn collect(
    context: &Context<'_>,
    over: &Path,
    key: &Value,
    entry: &Value,
    ty: &Type,
) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let inner = context.of_field("").of_element();
    let key = value::own(&inner, key);
    let entry = value::as_item(value::own(&inner, entry), item_of(&ty.shape));
    let names = path::names_used(quote!(#key #entry));
    let (entries, closure) = match entries_of(context, over) {
        Some(entries) => (entries, quote!(|#names| (#key, #entry))),
        None => {
            let items = match path::walk(context, over) {
                Walk::Many { items } => items,
                other => path::tokens(other),
            };
            (items, quote!(|item| (#key, #entry)))
        }
    };
    quote!(Flow::of(#collector.map(#field, #entries, #closure)))
}

/// An iterator over the entries of a map, where a path ends in one.
fn entries_of(context: &Context<'_>, over: &Path) -> Option<TokenStream> {
    let (last, container) = over.steps.split_last()?;
    let place = walk_place(context, over, container);
    let (entries, when) = match &last.kind {
        StepKind::EachExtra { map, when } => {
            let map = ident(map);
            match place {
                Walk::Place(place) => (quote!(#place.#map.iter()), when),
                other => {
                    let found = path::tokens(other);
                    (quote!(#found.into_iter().flat_map(|it| it.#map.iter())), when)
                }
            }
        }
        StepKind::EachValue(when) => match place {
            Walk::Place(place) => (quote!(#place.iter()), when),
            Walk::Many { items } => (quote!(#items.flatten()), when),
            other => {
                let found = path::tokens(other);
                (quote!(#found.into_iter().flatten()), when)
            }
        },
        _ => return None,
    };
    let there = last.nullable.then(|| quote!(.filter_map(|(key, item)| Some((key, item.as_ref()?)))));
    let filter = when.as_deref().map(|when| {
        let when = value::condition(&context.of_element(), when);
        let names = path::names_used(when.clone());
        quote!(.filter(|#names| #when))
    });
    Some(quote!(#entries #there #filter))
}

fn walk_place(context: &Context<'_>, over: &Path, steps: &[Step]) -> Walk {
    let path = Path { root: over.root.clone(), steps: steps.to_vec(), none: Vec::new() };
    path::settle(path::walk(context, &path))
}

/// The entries of a map of the unified model, each as an item of the vendor's list.
/// A list of a map's entries, as a flow.
pub(super) fn entries(context: &Context<'_>, of: &Value, item: &Value) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let map = value::carry(context, of).flow;
    let inner = context.of_field("").of_element();
    let body = match &item.kind {
        ValueKind::Assemble(writes) => write_fields::assembled(&inner, &item.ty, writes),
        _ => value::own(&inner, item),
    };
    let names = path::names_used(body.clone());
    quote!(#map.map(|map| #collector.list(#field, map.iter(), |#names| { #body })))
}

/// Whether a value is there whatever the record holds.
fn is_constant(value: &Value) -> bool {
    matches!(value.kind, ValueKind::Literal(_) | ValueKind::Member { .. })
}
