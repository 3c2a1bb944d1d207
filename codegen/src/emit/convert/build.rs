//! Values that are put together: nested structs, lists, maps.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::path::{self, Walk};
use super::value;
use super::{read, write};
use crate::emit::names::ident;
use crate::ir::{Shape, TypeId};
use crate::plan::{BuildField, Path, Side, Step, StepKind, Type, Value, ValueKind};

/// A flow of the owned value.
pub(super) fn build(context: &Context<'_>, value: &Value) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    match &value.kind {
        ValueKind::Each { over, item } => each(context, over, item, &value.ty),
        ValueKind::Build { of, fields } => object(context, *of, fields),
        ValueKind::Assemble(writes) => {
            let body = write::assembled(context, &value.ty, writes);
            quote!(#collector.within(#field, || { #body }))
        }
        ValueKind::Collect { over, key, value: entry } => collect(context, over, key, entry, &value.ty),
        ValueKind::Entries { of, item } => entries(context, of, item),
        ValueKind::Slots(slots) => {
            let slots = slots.iter().map(|slot| read_slot(context, slot));
            quote!(#collector.slots(#field, |slots| { #(#slots)* }))
        }
        _ => value::own(context, value),
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

/// A unified struct, absent where nothing is in it.
fn object(context: &Context<'_>, of: TypeId, fields: &[BuildField]) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let (path, lines) = (context.path(Side::Unified, of), lines(context, fields));
    quote!(#collector.object(#field, |to: &mut #path| { #lines }))
}

/// The statements that fill the struct `to`: constants only where something else is in it.
fn lines(context: &Context<'_>, fields: &[BuildField]) -> TokenStream {
    let line = |field: &BuildField| {
        read::line(&context.of_field(&field.name), &field.name, field.presence, &field.value)
    };
    let (fixed, values): (Vec<_>, Vec<_>) = fields.iter().partition(|field| is_constant(&field.value));
    let (values, fixed) = (values.into_iter().map(line), fixed.into_iter().map(line).collect::<Vec<_>>());
    let fixed = (!fixed.is_empty()).then(|| quote!(constants(to, |to| { #(#fixed)* });));
    quote!(#(#values)* #fixed)
}

/// The type of a list's items or a map's values, as it is declared.
pub(super) fn item_of(shape: &Shape) -> &Shape {
    match shape {
        Shape::List(item) | Shape::Map(item) => item,
        other => other,
    }
}

fn each(context: &Context<'_>, over: &Value, item: &Value, ty: &Type) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let inner = context.of_field("").of_element();
    let iterated = match &over.kind {
        ValueKind::Path(path) => path::walk(context, path),
        _ => Walk::Found(TokenStream::new()),
    };
    let (method, closure) = match &item.kind {
        ValueKind::Build { of, fields } => {
            let (path, lines) = (context.path(Side::Unified, *of), lines(&inner, fields));
            (quote!(items), quote!(|item, to: &mut #path| { #lines }))
        }
        _ => {
            let body = match &item.kind {
                ValueKind::Assemble(writes) => write::assembled(&inner, &item.ty, writes),
                _ => value::own(&inner, item),
            };
            let body = value::as_item(quote!({ #body }), item_of(&ty.shape));
            (quote!(list), quote!(|item| #body))
        }
    };
    if let Walk::Many { items } = iterated {
        return quote!(Flow::of(#collector.#method(#field, #items, #closure)));
    }
    let list = value::carry(context, over).flow;
    if collector.is_empty() {
        return quote!(#list.each(#closure));
    }
    let flatten = matches!(item_of(&over.ty.shape), Shape::Nullable(_)).then(|| quote!(.flatten()));
    quote!(#list.map(|list| #collector.#method(#field, list.iter()#flatten, #closure)))
}

fn collect(context: &Context<'_>, over: &Path, key: &Value, entry: &Value, ty: &Type) -> TokenStream {
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
fn entries(context: &Context<'_>, of: &Value, item: &Value) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let map = value::carry(context, of).flow;
    let inner = context.of_field("").of_element();
    let body = match &item.kind {
        ValueKind::Assemble(writes) => write::assembled(&inner, &item.ty, writes),
        _ => value::own(&inner, item),
    };
    let names = path::names_used(body.clone());
    quote!(#map.map(|map| #collector.list(#field, map.iter(), |#names| { #body })))
}

/// One of a fixed number of places: an item where one of its values is there.
fn read_slot(context: &Context<'_>, slot: &Value) -> TokenStream {
    match &slot.kind {
        ValueKind::Build { of, fields } => {
            let (path, lines) = (context.path(Side::Unified, *of), lines(context, fields));
            quote!(slots.item(|to: &mut #path| { #lines });)
        }
        _ => {
            let flow = value::own(&context.of_field(""), slot);
            quote!(slots.value(#flow);)
        }
    }
}

/// Whether a value is there whatever the record holds.
fn is_constant(value: &Value) -> bool {
    matches!(value.kind, ValueKind::Literal(_) | ValueKind::Member { .. })
}
