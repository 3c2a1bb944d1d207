//! Values that are put together: nested structs, lists, maps.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::path::{self, Walk};
use super::value::{self, Lane};
use super::write;
use crate::emit::names::ident;
use crate::ir::{Kind, Shape, TypeId};
use crate::plan::{BuildField, Path, Presence, ReadSlot, Side, Type, Value, ValueKind};

/// A flow of the owned value.
pub(super) fn build(context: &Context<'_>, value: &Value) -> TokenStream {
    match &value.kind {
        ValueKind::Each { over, item } => each(context, over, item, &value.ty),
        ValueKind::Build { of, fields } => {
            let (collector, field) = (&context.collector, &context.field);
            let body = part(context, value.ty.side, *of, fields);
            quote!(#collector.within(#field, || { #body }).unless_blank())
        }
        ValueKind::Assemble(writes) => {
            let body = write::assembled(context, &value.ty, writes);
            let (collector, field) = (&context.collector, &context.field);
            quote!(#collector.within(#field, || { #body }))
        }
        ValueKind::Collect { over, key, value: entry } => collect(context, over, key, entry, &value.ty),
        ValueKind::Entries { of, item } => entries(context, of, item, &value.ty),
        ValueKind::Nested(slot) => nested(context, slot, &value.ty),
        ValueKind::Slots(slots) => read_slots(context, slots, &value.ty),
        _ => quote!(Flow::absent()),
    }
}

/// The items of a path, as a list of owned values.
pub(super) fn collect_items(context: &Context<'_>, items: &TokenStream, ty: &Type) -> TokenStream {
    let is_text = matches!(item_shape(&ty.shape), Shape::Scalar(crate::ir::Scalar::Text));
    let _ = context;
    match is_text {
        true => quote!(Flow::of(#items.map(|it| it.to_owned()).collect::<Vec<_>>())),
        false => quote!(Flow::of(#items.cloned().collect::<Vec<_>>())),
    }
}

/// The inside of a closure that gives a flow of the struct.
fn part(context: &Context<'_>, side: Side, of: TypeId, fields: &[BuildField]) -> TokenStream {
    let path = context.path(side, of);
    let lines = fields.iter().map(|field| {
        let context = context.of_field(&field.name);
        let flow = value::own(&context, &field.value, &declared(&context, side, of, field.index));
        set(&context, &field.name, field.presence, &flow)
    });
    quote! {
        let mut to = #path::blank();
        #(#lines)*
        Flow::of(to)
    }
}

/// One line: a field of `to` takes a flow.
fn set(context: &Context<'_>, name: &str, presence: Presence, flow: &TokenStream) -> TokenStream {
    let (collector, field) = (&context.collector, ident(name));
    match presence {
        Presence::Optional => quote!(to.#field = #collector.take(#name, #flow);),
        Presence::Maybe => quote!(to.#field = #collector.take(#name, #flow).into();),
        Presence::Always => quote!(if let Some(it) = #collector.take(#name, #flow) { to.#field = it; }),
    }
}

/// The shape that a struct's field is declared with.
pub(super) fn declared(context: &Context<'_>, side: Side, of: TypeId, index: usize) -> Shape {
    match &context.def(side, of).kind {
        Kind::Struct(def) => def.fields.get(index).map_or(Shape::Any, |field| field.shape.clone()),
        _ => Shape::Any,
    }
}

/// The shape of a list's items or a map's values.
pub(super) fn item_shape(shape: &Shape) -> &Shape {
    match shape {
        Shape::List(item) | Shape::Map(item) => item_shape_inner(item),
        other => other,
    }
}

fn item_shape_inner(item: &Shape) -> &Shape {
    match item {
        Shape::Nullable(inner) => inner,
        other => other,
    }
}

fn each(context: &Context<'_>, over: &Value, item: &Value, ty: &Type) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let body = item_body(context, item, item_shape(&ty.shape));
    match iterate(context, over) {
        Iterate::Path(items) => quote!(Flow::of(#collector.list(#field, #items, |item| { #body }))),
        Iterate::Flow(list) => {
            quote!(#list.map(|list| #collector.list(#field, list.iter(), |item| { #body })))
        }
    }
}

/// What a closure over an item gives: the fields inside a struct are told by their own names.
fn item_body(context: &Context<'_>, item: &Value, shape: &Shape) -> TokenStream {
    match &item.kind {
        ValueKind::Build { of, fields } => part(context, item.ty.side, *of, fields),
        ValueKind::Assemble(writes) => write::assembled(context, &item.ty, writes),
        _ => value::own(&context.of_field(""), item, shape),
    }
}

enum Iterate {
    /// An iterator over references.
    Path(TokenStream),
    /// A flow of a list, or of a reference to one.
    Flow(TokenStream),
}

fn iterate(context: &Context<'_>, over: &Value) -> Iterate {
    if let ValueKind::Path(path) = &over.kind
        && let Walk::Many { items } = path::walk(context, path)
    {
        return Iterate::Path(items);
    }
    Iterate::Flow(value::carry(context, over).flow)
}

fn collect(context: &Context<'_>, over: &Path, key: &Value, entry: &Value, ty: &Type) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let Some((last, container)) = over.steps.split_last() else { return quote!(Flow::absent()) };
    let (container, when) = match &last.kind {
        crate::plan::StepKind::EachExtra { map, when } => {
            let place = walk_place(context, over, container);
            let map = ident(map);
            (quote!(#place.#map.iter()), when)
        }
        crate::plan::StepKind::EachValue(when) => {
            let place = walk_place(context, over, container);
            (quote!(#place.iter()), when)
        }
        _ => return quote!(Flow::absent()),
    };
    let filter = when.as_deref().map(|when| {
        let when = value::condition(context, when);
        let names = path::names_used(when.clone());
        quote!(.filter(|#names| #when))
    });
    let key = value::own(&context.of_field(""), key, &Shape::Scalar(crate::ir::Scalar::Text));
    let entry = value::own(&context.of_field(""), entry, item_shape(&ty.shape));
    let names = path::names_used(quote!(#key #entry));
    quote!(Flow::of(#collector.map(#field, #container #filter, |#names| (#key, #entry))))
}

fn walk_place(context: &Context<'_>, over: &Path, steps: &[crate::plan::Step]) -> TokenStream {
    let path = Path { root: over.root.clone(), steps: steps.to_vec(), none: Vec::new() };
    match path::settle(path::walk(context, &path)) {
        Walk::Place(place) => place,
        Walk::Found(found) => quote!(#found.into_iter().flatten()),
        _ => context.root(&over.root),
    }
}

fn entries(context: &Context<'_>, of: &Value, item: &Value, ty: &Type) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let map = value::carry(context, of).flow;
    let body = item_body(context, item, item_shape(&ty.shape));
    let names = path::names_used(body.clone());
    quote!(#map.map(|map| #collector.list(#field, map.iter(), |#names| { #body })))
}

/// A nested struct, there when one of its places is.
fn nested(context: &Context<'_>, slot: &ReadSlot, ty: &Type) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let present = present(context, slot);
    let body = item_body(context, &slot.item, &ty.shape);
    quote!(if #present { #collector.within(#field, || { #body }) } else { Flow::absent() })
}

/// Whether one of a slot's places is there.
fn present(context: &Context<'_>, slot: &ReadSlot) -> TokenStream {
    let present = slot.present.iter().map(|value| {
        let value::Carried { flow, lane } = value::carry(context, value);
        if lane == Lane::Text { quote!(#flow.holds()) } else { quote!(#flow.is_there()) }
    });
    quote!(#(#present)||*)
}

fn read_slots(context: &Context<'_>, slots: &[ReadSlot], ty: &Type) -> TokenStream {
    let (collector, field) = (&context.collector, &context.field);
    let lines = slots.iter().map(|slot| {
        let present = present(context, slot);
        let body = item_body(context, &slot.item, item_shape(&ty.shape));
        quote!(#collector.slot(#field, &mut list, #present, || { #body });)
    });
    quote!({
        let mut list = Vec::new();
        #(#lines)*
        Flow::of(list).unless_blank()
    })
}
