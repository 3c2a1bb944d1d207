//! Writes: the lines of a mapping in the direction of the vendor, as statements that fill a request.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::context::Context;
use super::{place, value};
use crate::emit::names::ident;
use crate::ir::{Kind, Shape};
use crate::plan::{
    Clear, Demand, NamedMap, Place, PlaceKind, PlaceStep, Presence, Side, SlotConstant, Takes, Together,
    Type, Value, ValueKind, Write, WriteKind, WriteSlot, Writes,
};

/// The statements that write all lines to `body`.
pub(super) fn lines(context: &Context<'_>, writes: &Writes) -> TokenStream {
    let maps = writes.maps();
    let named = maps.iter().map(|map| {
        let (name, at) = (ident(&map.name), place::enter_all(context, &quote!(body), &map.steps));
        quote!(let #name = &mut #at;)
    });
    let lines = entries(context, &maps, writes);
    let together = together(context, writes);
    quote!(#(#named)* #lines #together)
}

/// The statements that write all lines, where these maps have names.
pub(super) fn entries(context: &Context<'_>, maps: &[NamedMap], writes: &Writes) -> TokenStream {
    let target = Target { root: quote!(body), maps };
    writes.lines.iter().map(|write| line(&context.of_field(&write.name), &target, write)).collect()
}

/// What is written to.
struct Target<'m> {
    root: TokenStream,
    /// Maps of the record that have names.
    maps: &'m [NamedMap],
}

impl Target<'_> {
    /// The map that a place puts an entry into, as a mutable reference.
    fn map(&self, context: &Context<'_>, steps: &[PlaceStep]) -> TokenStream {
        match self.maps.iter().find(|map| map.steps == steps) {
            Some(map) => ident(&map.name).into_token_stream(),
            None => {
                let at = place::enter_all(context, &self.root, steps);
                quote!(&mut #at)
            }
        }
    }
}

/// What is looked at when all lines are written.
fn together(context: &Context<'_>, writes: &Writes) -> TokenStream {
    let w = &context.collector;
    let demand =
        |Together { inside, member, field }: &Together| quote!(#w.field(#field).require(#inside, #member););
    writes.together.iter().map(demand).collect()
}

/// A flow, by what is demanded of its line.
fn demanded(context: &Context<'_>, write: &Write, place: &Place, flow: TokenStream) -> TokenStream {
    match write.demand {
        Demand::Nothing => flow,
        Demand::Value => quote!(#flow.needed()),
        Demand::Watched => {
            let (w, at) = (&context.collector, place.text());
            quote!(#w.watch(#at, #flow))
        }
    }
}

/// The inside of a closure that gives a flow of a vendor struct, put together by writes.
pub(super) fn assembled(context: &Context<'_>, ty: &Type, writes: &Writes) -> TokenStream {
    let path = context.shape(ty.side, &ty.shape);
    let target = Target { root: quote!(part), maps: &[] };
    let lines = writes.lines.iter().map(|write| line(&context.of_field(&write.name), &target, write));
    let together = together(context, writes);
    let make = match ty.shape {
        Shape::Named(_) => quote!(#path::blank()),
        _ => quote!(<#path>::default()),
    };
    quote! {
        let mut part = #make;
        #(#lines)*
        #together
        Flow::of(part)
    }
}

fn line(context: &Context<'_>, target: &Target<'_>, write: &Write) -> TokenStream {
    let (w, field) = (&context.collector, &context.field);
    match &write.kind {
        WriteKind::Value { value, place, clear, nullable, shared } => {
            let null = *nullable && *clear == Clear::Null;
            let sinks = *shared || place.is_direct() || is_entry(place);
            let flow = if sinks { value::sunk(context, value) } else { value::own(context, value) };
            let flow = if *nullable { cleared(context, flow, clear) } else { flow };
            // What a generic function gives is whatever is asked for.
            let ty = matches!(value.kind, ValueKind::Call { .. }).then(|| {
                let ty = context.shape(Side::Vendor, &value.ty.shape);
                if null && place.takes == Takes::Option {
                    quote!(::<Option<#ty>, _>)
                } else {
                    quote!(::<#ty, _>)
                }
            });
            one(context, target, write, (place, flow, null, *shared, ty))
        }
        WriteKind::Slots { list, slots } => write_slots(context, target, list, slots),
        WriteKind::Members { map, value, place } => {
            let map = demanded(context, write, place, value::carry(context, map).flow);
            let entry = value::own(&context.of_field("").of_element(), value);
            let entry = match place.steps.last().map(|step| &step.shape) {
                Some(Shape::Map(of)) => value::as_item(entry, of),
                _ if place.takes == Takes::Option => quote!(#entry.map(Some)),
                _ => entry,
            };
            let at = map_at(context, &target.root, place);
            quote! {
                if let Some(it) = #w.given(#field, #w.entries(#field, #map, |item| #entry)) {
                    #at.extend(it);
                }
            }
        }
    }
}

/// Whether a place is an entry of a map that is there anyway.
fn is_entry(place: &Place) -> bool {
    let last = place.steps.last().map(|step| &step.kind);
    matches!(last, Some(PlaceKind::Member(_) | PlaceKind::Extra { .. })) && place.is_there()
}

/// The map whose entries are written as a whole.
fn map_at(context: &Context<'_>, root: &TokenStream, place: &Place) -> TokenStream {
    let enter = |at: TokenStream, step: &PlaceStep| match &step.kind {
        PlaceKind::Extra { map, key } if key.is_empty() => {
            let map = ident(map);
            quote!(#at.#map)
        }
        _ => place::enter(context, &at, step),
    };
    place.steps.iter().fold(root.clone(), enter)
}

/// One value at one place. `null`: it may be null, which is sent as such.
fn one(
    context: &Context<'_>,
    target: &Target<'_>,
    write: &Write,
    (at, flow, null, shared, ty): (&Place, TokenStream, bool, bool, Option<TokenStream>),
) -> TokenStream {
    let (w, field) = (&context.collector, &context.field);
    // A `Maybe` takes null by itself; an `Option` that may be null is one value of its own.
    let flow = match at.takes {
        Takes::Option if null => quote!(#flow.nullable()),
        _ => flow,
    };
    let flow = demanded(context, write, at, flow);
    if shared || at.is_direct() {
        let place = at.steps.iter().fold(target.root.clone(), |at, step| match &step.kind {
            PlaceKind::Field(field) => {
                let name = ident(&field.name);
                quote!(#at.#name)
            }
            _ => at,
        });
        let set = if shared { quote!(share) } else { quote!(set) };
        return quote!(#w.field(#field).#set #ty(&mut #place, #flow););
    }
    if let Some((last, map)) = at.steps.split_last()
        && at.is_there()
    {
        match &last.kind {
            PlaceKind::Member(key) => {
                let map = target.map(context, map);
                return quote!(#w.field(#field).put #ty(#map, #key, #flow););
            }
            PlaceKind::Extra { map: extra, key } => {
                let at = place::enter_all(context, &target.root, map);
                let extra = ident(extra);
                return quote!(#w.field(#field).put #ty(&mut #at.#extra, #key, #flow););
            }
            _ => {}
        }
    }
    // What is made on the way is made only when there is a value.
    let (flow, whole) = match at.takes {
        Takes::Maybe => (quote!(#flow.maybe_null()), true),
        takes => (flow, takes == Takes::Option && null),
    };
    let assign = place::assign(context, &target.root, at, &quote!(it), whole);
    quote!(if let Some(it) = #w.given(#field, #flow) { #assign })
}

/// The flow with what null writes.
fn cleared(context: &Context<'_>, flow: TokenStream, clear: &Clear) -> TokenStream {
    match clear {
        Clear::Null | Clear::Refuse => flow,
        Clear::Value(none) => {
            let none = match &none.kind {
                ValueKind::Literal(crate::ir::Literal::Text(text))
                    if matches!(none.ty.shape, Shape::Scalar(crate::ir::Scalar::Text)) =>
                {
                    quote!(#text)
                }
                _ => value::owned_constant(context, none).unwrap_or_default(),
            };
            quote!(#flow.clear(#none))
        }
        Clear::Empty => quote!(#flow.emptied()),
        Clear::Leave => quote!(#flow.leave()),
    }
}

/// A list over a fixed number of places.
fn write_slots(context: &Context<'_>, target: &Target<'_>, list: &Value, slots: &[WriteSlot]) -> TokenStream {
    let (w, field) = (&context.collector, &context.field);
    let given = value::property(context, list);
    let fits = slots.iter().map(|slot| fits(context, slot));
    let names: Vec<_> = (0..slots.len()).map(|at| quote::format_ident!("slot_{at}")).collect();
    let filled = slots.iter().zip(&names).flat_map(|(slot, name)| {
        let context = context.in_slot(quote!(#name));
        slot.writes
            .iter()
            .map(move |write| line(&context.of_field(&write.name), target, write))
            .collect::<Vec<_>>()
    });
    quote! {
        let [#(#names),*] = #w.slots(#field, #given, [#(#fits),*]);
        #(#filled)*
    }
}

/// Whether an item may take the slot: a function, so that the slots are an array.
fn fits(context: &Context<'_>, slot: &WriteSlot) -> TokenStream {
    let test = |SlotConstant { name, presence, value }: &SlotConstant| {
        let name = ident(name);
        let constant = value::owned_constant(context, value).unwrap_or_default();
        match presence {
            Presence::Always => quote!(it.#name == #constant),
            Presence::Optional => quote!(it.#name == Some(#constant)),
            Presence::Maybe => quote!(it.#name == Maybe::Value(#constant)),
        }
    };
    let tests: Vec<_> = slot.constants.iter().map(test).collect();
    match tests.is_empty() {
        true => quote!(|_| true),
        false => quote!(|it| #(#tests)&&*),
    }
}

/// Unified fields that a caller may set but that this capability does not write; they have a name where that is said twice.
pub(super) fn read_only(fields: &[(String, Presence)], named: bool) -> TokenStream {
    let names = fields.iter().map(|(name, _)| name);
    match fields.is_empty() {
        true => TokenStream::new(),
        false if named => quote!(w.read_only(given, READ_ONLY);),
        false => quote!(w.read_only(given, &[#(#names),*]);),
    }
}

/// Whether a type is made blank by [`Decode`], not by `Default`.
pub(super) fn blank(context: &Context<'_>, record: &Shape) -> TokenStream {
    let to = context.shape(Side::Vendor, record);
    match record {
        Shape::Named(id) if !matches!(context.def(Side::Vendor, *id).kind, Kind::Alias(_)) => {
            quote!(#to::blank())
        }
        _ => quote!(<#to>::default()),
    }
}
