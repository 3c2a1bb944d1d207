//! Writes: the lines of a mapping in the direction of the vendor, as statements that fill a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::place::{self, Takes};
use super::value::{self, Carried, Lane};
use crate::emit::names::ident;
use crate::ir::{Scalar, Shape};
use crate::plan::{
    Clear, Demand, Place, PlaceKind, Presence, Root, Side, StepKind, Together, Type, Value, ValueKind, Write,
    WriteKind, WriteSlot, Writes,
};

/// The statements that write all lines to `body`.
pub(super) fn lines(context: &Context<'_>, record: &Shape, writes: &Writes) -> TokenStream {
    let root = quote!(body);
    let written = |write: &Write| {
        let context = context.of_field(&write.name);
        match &write.kind {
            WriteKind::Value { value, place, clear } if is_shared(&writes.lines, place) => {
                one_of_several(&context, &root, record, value, place, clear)
            }
            _ => line(&context, &root, record, write),
        }
    };
    let lines: TokenStream = writes.lines.iter().map(written).collect();
    let together = together(context, writes);
    quote!(#lines #together)
}

/// What is looked at when all lines are written.
fn together(context: &Context<'_>, writes: &Writes) -> TokenStream {
    let w = &context.collector;
    let demand = |Together { inside, member, field }: &Together| quote!(#w.demand(#inside, #member, #field););
    writes.together.iter().map(demand).collect()
}

/// What the collector gives of a flow, by what is demanded of the line.
fn given(context: &Context<'_>, write: &Write, place: &Place, flow: &TokenStream) -> TokenStream {
    let (w, field) = (&context.collector, &context.field);
    match write.demand {
        Demand::Nothing => quote!(#w.take(#field, #flow)),
        Demand::Value => quote!(#w.need(#field, #flow)),
        Demand::Watched => {
            let at = place.text();
            quote!(#w.give(#at, #field, #flow))
        }
    }
}

/// Whether several lines write there, which they may if each lets other texts through.
fn is_shared(writes: &[Write], place: &Place) -> bool {
    let same =
        |write: &&Write| matches!(&write.kind, WriteKind::Value { place: other, .. } if other == place);
    let optional = place.steps.last().is_some_and(|last| last.presence != Presence::Always);
    place::is_direct(place) && optional && writes.iter().filter(same).count() > 1
}

/// The inside of a closure that gives a flow of a vendor struct, put together by writes.
pub(super) fn assembled(context: &Context<'_>, ty: &Type, writes: &Writes) -> TokenStream {
    let path = context.shape(ty.side, &ty.shape);
    let root = quote!(part);
    let each = |write: &Write| line(&context.of_field(&write.name), &root, &ty.shape, write);
    let lines: TokenStream = writes.lines.iter().map(each).collect();
    let together = together(context, writes);
    let make = match ty.shape {
        Shape::Named(_) => quote!(#path::blank()),
        _ => quote!(<#path>::default()),
    };
    quote! {
        let mut part = #make;
        #lines
        #together
        Flow::of(part)
    }
}

fn line(context: &Context<'_>, root: &TokenStream, record: &Shape, write: &Write) -> TokenStream {
    match &write.kind {
        WriteKind::Value { value, place, clear } => one(context, root, (record, write), value, place, clear),
        WriteKind::Slots { list, slots } => write_slots(context, root, record, list, slots),
        WriteKind::Members { map, value, place } => members(context, root, write, (map, value, place)),
    }
}

/// One value at one place.
fn one(
    context: &Context<'_>,
    root: &TokenStream,
    (record, write): (&Shape, &Write),
    value: &Value,
    place: &Place,
    clear: &Clear,
) -> TokenStream {
    let takes = place::takes(place, record);
    let shape = place.steps.last().map_or(record, |step| &step.shape);
    let flow = value::own(context, value, shape);
    let null = null_of(value);
    // Only what is made of text can say a `none`.
    let clear = match clear {
        Clear::Text(_) if !is_textual(shape) => &Clear::Refuse,
        clear => clear,
    };
    let flow = cleared(flow, null.as_ref(), clear, takes);
    let (w, field) = (&context.collector, &context.field);
    let given = given(context, write, place, &flow);
    // A required member that may be null is an `Option` too: one that null was given for.
    let as_null = null.is_some() && takes == Takes::Option && *clear == Clear::Null;
    match takes {
        Takes::Option if place::is_direct(place) && !as_null && !context.over => {
            place::assign(context, root, place, &given, true)
        }
        Takes::Maybe if place::is_direct(place) && !context.over => {
            place::assign(context, root, place, &quote!(#w.maybe(#field, #flow)), true)
        }
        _ => {
            let null_entry = takes == Takes::NullableEntry;
            let whole = takes == Takes::Maybe || as_null || (null_entry && null.is_some());
            let it = if null_entry && !whole { quote!(Some(it)) } else { quote!(it) };
            let assign = place::assign(context, root, place, &it, whole);
            quote!(if let Some(it) = #given { #assign })
        }
    }
}

/// One value at a member that other lines write too: only one of them may give a value, and null of one gives way.
fn one_of_several(
    context: &Context<'_>,
    root: &TokenStream,
    record: &Shape,
    value: &Value,
    place: &Place,
    clear: &Clear,
) -> TokenStream {
    let Some(PlaceKind::Field(member)) = place.steps.last().map(|last| &last.kind) else {
        return TokenStream::new();
    };
    let takes = place::takes(place, record);
    let shape = place.steps.last().map_or(record, |step| &step.shape);
    let flow = cleared(value::own(context, value, shape), null_of(value).as_ref(), clear, takes);
    let (w, field, member) = (&context.collector, &context.field, ident(&member.name));
    let given = match takes {
        Takes::Maybe => quote!(#w.maybe(#field, #flow)),
        _ => quote!(#w.take(#field, #flow)),
    };
    quote!(share(&mut #root.#member, #given, || #w.refuse_second(#field));)
}

fn is_textual(shape: &Shape) -> bool {
    matches!(shape, Shape::Scalar(Scalar::Text | Scalar::Uri) | Shape::Named(_) | Shape::Any)
}

/// Whether the caller gave null, where the unified value can say so.
fn null_of(value: &Value) -> Option<TokenStream> {
    let (name, presence) = value::given_field(value)?;
    let name = ident(name);
    (presence == Presence::Maybe).then(|| quote!(given.#name.is_null()))
}

/// The flow with what null writes.
fn cleared(flow: TokenStream, null: Option<&TokenStream>, clear: &Clear, takes: Takes) -> TokenStream {
    let Some(null) = null else {
        return if takes == Takes::Maybe { quote!(#flow.nullable(false)) } else { flow };
    };
    match (clear, takes) {
        (Clear::Null, Takes::Maybe) => quote!(#flow.nullable(#null)),
        (Clear::Null, Takes::NullableEntry | Takes::Option) => quote!(#flow.optional(#null)),
        (Clear::Null | Clear::Refuse, _) => wrapped(quote!(#flow.null_refused(#null)), takes),
        (Clear::Text(text), _) => wrapped(quote!(#flow.null_is(#null, || #text.into())), takes),
        (Clear::Empty, _) => wrapped(quote!(#flow.null_is(#null, Default::default)), takes),
    }
}

fn wrapped(flow: TokenStream, takes: Takes) -> TokenStream {
    match takes {
        Takes::Maybe => quote!(#flow.nullable(false)),
        Takes::NullableEntry => quote!(#flow.optional(false)),
        _ => flow,
    }
}

/// A list over a fixed number of places.
fn write_slots(
    context: &Context<'_>,
    root: &TokenStream,
    record: &Shape,
    list: &Value,
    slots: &[WriteSlot],
) -> TokenStream {
    let (w, field) = (&context.collector, &context.field);
    let Carried { flow, .. } = value::carry(context, list);
    let null = null_of(list);
    let given = match &null {
        Some(null) => quote!(#flow.null_empties(#null)),
        None => flow,
    };
    let item_type = context.shape(Side::Unified, super::build::item_shape(&list.ty.shape));
    let fits = slots.iter().map(|slot| fits(context, &item_type, slot));
    let names: Vec<_> = (0..slots.len()).map(|at| quote::format_ident!("slot_{at}")).collect();
    let filled = slots.iter().zip(&names).map(|(slot, name)| {
        let set: TokenStream = slot
            .writes
            .iter()
            .map(|write| line(&context.of_field(&write.name), root, record, write))
            .collect();
        let clear: TokenStream = match null {
            Some(_) => slot.writes.iter().map(|write| clear_slot(context, root, record, write)).collect(),
            None => TokenStream::new(),
        };
        let otherwise = (!clear.is_empty()).then(|| quote!(else { #clear }));
        quote!(if let Some(item) = #name { #set } #otherwise)
    });
    quote! {
        if let Some(list) = #w.take(#field, #given) {
            let [#(#names),*] = #w.slots(#field, list, [#(#fits),*]);
            #(#filled)*
        }
    }
}

/// Whether an item may take the slot: a function, so that the slots are an array.
fn fits(context: &Context<'_>, item: &TokenStream, slot: &WriteSlot) -> TokenStream {
    let tests: Vec<_> = slot
        .constants
        .iter()
        .map(|(_, name, constant)| {
            let name = ident(name);
            let Carried { flow, lane } = value::carry(context, constant);
            let constant = match lane {
                Lane::Text => quote!(#flow.owned().ok()),
                _ => quote!(#flow.ok()),
            };
            quote!(it.#name == #constant)
        })
        .collect();
    match tests.is_empty() {
        true => quote!(|_: &#item| true),
        false => quote!(|it: &#item| #(#tests)&&*),
    }
}

/// What an empty slot writes in an update.
fn clear_slot(context: &Context<'_>, root: &TokenStream, record: &Shape, write: &Write) -> TokenStream {
    let WriteKind::Value { place, clear, .. } = &write.kind else { return TokenStream::new() };
    let takes = place::takes(place, record);
    let value = match (clear, takes) {
        (Clear::Null, Takes::Maybe) => {
            return place::assign(context, root, place, &quote!(Maybe::Null), true);
        }
        (Clear::Null, Takes::NullableEntry | Takes::Option) => {
            return place::assign(context, root, place, &quote!(None), true);
        }
        (Clear::Text(text), Takes::NullableEntry) => quote!(Some(#text.into())),
        (Clear::Text(text), _) => quote!(#text.into()),
        (Clear::Empty, _) => quote!(Default::default()),
        (Clear::Null | Clear::Refuse, _) => return TokenStream::new(),
    };
    place::assign(context, root, place, &value, false)
}

/// The entries of a map, each as a member of the map at a place.
fn members(
    context: &Context<'_>,
    root: &TokenStream,
    write: &Write,
    (map, value, place): (&Value, &Value, &Place),
) -> TokenStream {
    let (w, field) = (&context.collector, &context.field);
    let given = given(context, write, place, &value::carry(context, map).flow);
    let at = place.steps.iter().fold(root.clone(), |at, step| place::enter(context, &at, step));
    let entry = value::own(&context.of_field(""), value, &Shape::Any);
    quote! {
        if let Some(map) = #given {
            for (key, item) in map {
                if let Some(it) = #w.take(#field, #entry) {
                    #at.insert(key.to_owned(), it);
                }
            }
        }
    }
}

/// Unified fields that a caller may set but that this capability does not write.
pub(super) fn read_only(fields: &[(String, Presence)]) -> TokenStream {
    fields
        .iter()
        .map(|(name, presence)| {
            let field = ident(name);
            let given = match presence {
                Presence::Always => quote!(true),
                Presence::Optional => quote!(given.#field.is_some()),
                Presence::Maybe => quote!(!given.#field.is_absent()),
            };
            quote!(w.read_only(#name, #given);)
        })
        .collect()
}

/// The root fields of the unified value that the writes use.
pub(super) fn used_fields(writes: &Writes) -> Vec<String> {
    let mut used: Vec<String> = writes.lines.iter().map(|write| write.name.clone()).collect();
    for write in &writes.lines {
        if let WriteKind::Value { value, .. } = &write.kind {
            mentioned(value, &mut used);
        }
    }
    used
}

fn mentioned(value: &Value, used: &mut Vec<String>) {
    match &value.kind {
        ValueKind::Path(path) if path.root == Root::Unified => {
            if let Some(StepKind::Field(field)) = path.steps.first().map(|step| &step.kind) {
                used.push(field.name.clone());
            }
        }
        ValueKind::Apply { to: inner, .. }
        | ValueKind::Translate { of: inner, .. }
        | ValueKind::Call { of: inner, .. } => {
            mentioned(inner, used);
        }
        _ => {}
    }
}
