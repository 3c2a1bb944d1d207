//! Writes: the lines of a mapping in the direction of the vendor, as statements that fill a request.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::context::Context;
use super::{place, value};
use crate::emit::names::ident;
use crate::ir::{Kind, Shape};
use crate::plan::{
    Clear, Demand, Place, PlaceKind, PlaceStep, Presence, Side, SlotConstant, Takes, Together, Type, Value,
    ValueKind, Write, WriteKind, WriteSlot, Writes, place_text,
};

/// The statements that write all lines to `body`.
pub(super) fn lines(context: &Context<'_>, writes: &Writes) -> TokenStream {
    let maps = Maps::of(&writes.lines);
    let named = maps.named.values().map(|(name, map)| {
        let at = map.iter().fold(quote!(body), |at, step| place::enter(context, &at, step));
        quote!(let #name = &mut #at;)
    });
    let lines = written(context, &maps, &writes.lines);
    let together = together(context, writes);
    quote!(#(#named)* #lines #together)
}

fn written<'w>(
    context: &Context<'_>,
    maps: &Maps,
    lines: impl IntoIterator<Item = &'w Write>,
) -> TokenStream {
    let target = Target { root: quote!(body), maps };
    lines.into_iter().map(|write| line(&context.of_field(&write.name), &target, write)).collect()
}

/// What creating and updating write alike.
pub(super) enum Alike {
    /// All of it.
    All,
    /// All that an update writes, which are the entries of one map: its name, its type, the statements that fill it, and the
    /// other lines of what is created.
    Entries { map: Ident, ty: Shape, fill: TokenStream, others: Writes },
}

/// What creating and updating write alike, if that is most of it.
pub(super) fn alike(context: &Context<'_>, create: &Writes, update: &Writes) -> Option<Alike> {
    if !create.together.is_empty() || !update.together.is_empty() || update.lines.len() < 2 {
        return None;
    }
    let plain = Context { without_clear: true, ..context.clone() };
    let text = |maps: &Maps, lines: Vec<&Write>| written(&plain, maps, lines).to_string();
    let maps = Maps::of(&update.lines);
    let all = |writes: &Writes| text(&Maps::of(&writes.lines), writes.lines.iter().collect());
    if all(create) == all(update) {
        return Some(Alike::All);
    }
    let (name, map) = maps.named.values().next()?;
    let inside = |write: &&Write| {
        places(write).into_iter().all(|place| {
            let entry = place.steps.split_last();
            entry.is_some_and(|(last, before)| matches!(last.kind, PlaceKind::Member(_)) && before == map)
        })
    };
    let (entries, others): (Vec<&Write>, Vec<&Write>) = create.lines.iter().partition(inside);
    let updated: Vec<&Write> = update.lines.iter().collect();
    if !updated.iter().all(inside) || text(&maps, entries) != text(&maps, updated) {
        return None;
    }
    Some(Alike::Entries {
        map: name.clone(),
        ty: map.last()?.shape.clone(),
        fill: written(context, &maps, &update.lines),
        others: Writes { lines: others.into_iter().cloned().collect(), together: Vec::new() },
    })
}

/// What is written to.
struct Target<'m> {
    root: TokenStream,
    maps: &'m Maps,
}

/// Maps of the record that several lines put entries into: each has a name.
#[derive(Default)]
struct Maps {
    named: BTreeMap<String, (Ident, Vec<PlaceStep>)>,
}

impl Maps {
    fn of(lines: &[Write]) -> Self {
        let mut entries: BTreeMap<String, (usize, Vec<PlaceStep>)> = BTreeMap::new();
        let mut others = Vec::new();
        for place in lines.iter().flat_map(places) {
            match place.steps.split_last() {
                Some((last, map)) if matches!(last.kind, PlaceKind::Member(_)) && place.is_there() => {
                    entries.entry(place_text(map)).or_insert_with(|| (0, map.to_vec())).0 += 1;
                }
                _ => others.push(place.text()),
            }
        }
        let several = entries.into_iter().filter(|(text, (count, _))| {
            *count > 1 && !text.is_empty() && !others.iter().any(|other| other.starts_with(text))
        });
        let named = several.filter_map(|(text, (_, map))| match map.last().map(|step| &step.kind) {
            Some(PlaceKind::Field(field)) => Some((text, (ident(&field.name), map))),
            _ => None,
        });
        Self { named: named.collect() }
    }

    /// The map that a place puts an entry into, as a mutable reference.
    fn reference(&self, context: &Context<'_>, root: &TokenStream, map: &[PlaceStep]) -> TokenStream {
        match self.named.get(&place_text(map)) {
            Some((name, _)) => quote!(#name),
            None => {
                let at = map.iter().fold(root.clone(), |at, step| place::enter(context, &at, step));
                quote!(&mut #at)
            }
        }
    }
}

pub(super) fn places(line: &Write) -> Vec<&Place> {
    match &line.kind {
        WriteKind::Value { place, .. } | WriteKind::Members { place, .. } => vec![place],
        WriteKind::Slots { slots, .. } => {
            slots.iter().flat_map(|slot| &slot.writes).flat_map(places).collect()
        }
    }
}

/// What is looked at when all lines are written.
fn together(context: &Context<'_>, writes: &Writes) -> TokenStream {
    let w = &context.collector;
    let demand = |Together { inside, member, field }: &Together| quote!(#w.demand(#inside, #member, #field););
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
    let maps = Maps::default();
    let target = Target { root: quote!(part), maps: &maps };
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
            let nullable = &(*nullable && !context.without_clear);
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
        return quote!(#w.#set #ty(&mut #place, #field, #flow););
    }
    if let Some((last, map)) = at.steps.split_last()
        && at.is_there()
    {
        match &last.kind {
            PlaceKind::Member(key) => {
                let map = target.maps.reference(context, &target.root, map);
                return quote!(#w.put #ty(#map, #key, #field, #flow););
            }
            PlaceKind::Extra { map: extra, key } => {
                let at = map.iter().fold(target.root.clone(), |at, step| place::enter(context, &at, step));
                let extra = ident(extra);
                return quote!(#w.put #ty(&mut #at.#extra, #key, #field, #flow););
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
