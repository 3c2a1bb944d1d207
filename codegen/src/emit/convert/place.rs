//! Places: where in a request a value goes, as statements.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::elements;
use crate::emit::names::ident;
use crate::plan::{Place, PlaceKind, PlaceStep, Presence, Side, Takes, Value};

/// The statement that puts `value` there. `value` is what [`Place::takes`] says: an `Option` where it says so and `whole` is
/// set, else the plain value.
pub(super) fn assign(
    context: &Context<'_>,
    root: &TokenStream,
    place: &Place,
    value: &TokenStream,
    whole: bool,
) -> TokenStream {
    let Some((last, before)) = place.steps.split_last() else { return quote!(#root = #value;) };
    let at = enter_all(context, root, before);
    let boxed = matches!(&last.kind, PlaceKind::Field(field) if field.boxed);
    let value = if boxed { quote!(Box::new(#value)) } else { value.clone() };
    let some = |value| match place.takes {
        Takes::Option if !whole => quote!(Some(#value)),
        _ => value,
    };
    match &last.kind {
        PlaceKind::Field(field) => {
            let name = ident(&field.name);
            let value = match last.presence {
                _ if whole => value,
                Presence::Always => value,
                Presence::Optional => quote!(Some(#value)),
                Presence::Maybe => quote!(Maybe::Value(#value)),
            };
            quote!(#at.#name = #value;)
        }
        PlaceKind::Inner => quote!(#at.0 = #value;),
        PlaceKind::Member(key) => {
            let value = some(value);
            quote!(#at.insert(#key.to_owned(), #value);)
        }
        PlaceKind::Extra { map, key } => {
            let (map, value) = (ident(map), some(value));
            quote!(#at.#map.insert(#key.to_owned(), #value);)
        }
        PlaceKind::First => {
            let value = some(value);
            quote!(#at = Vec::from([#value]);)
        }
        PlaceKind::Match { .. } => {
            let inside = enter(context, &at, last);
            quote!(*#inside = #value;)
        }
        PlaceKind::Variant { of, name, boxed, .. } => {
            let (union, name) = (context.path(Side::Vendor, *of), ident(name));
            let value = if *boxed { quote!(Box::new(#value)) } else { value };
            quote!(#at = #union::#name(#value);)
        }
    }
}

/// The place after several steps.
pub(super) fn enter_all(context: &Context<'_>, root: &TokenStream, steps: &[PlaceStep]) -> TokenStream {
    steps.iter().fold(root.clone(), |at, step| enter(context, &at, step))
}

/// The place after a step, made if it is not there yet.
pub(super) fn enter(context: &Context<'_>, at: &TokenStream, step: &PlaceStep) -> TokenStream {
    let held = reference(at);
    match &step.kind {
        PlaceKind::Field(field) => {
            let name = ident(&field.name);
            match step.presence {
                Presence::Always => quote!(#at.#name),
                _ => quote!(inside(&mut #at.#name)),
            }
        }
        PlaceKind::Inner => quote!(#at.0),
        PlaceKind::Member(key) => inside_of(step, quote!(entry(#held, #key))),
        PlaceKind::Extra { map, key } => {
            let map = ident(map);
            inside_of(step, quote!(entry(&mut #at.#map, #key)))
        }
        PlaceKind::First => inside_of(step, quote!(first(#held))),
        PlaceKind::Match { by: Some(by), .. } => elements::call(&held, by),
        PlaceKind::Match { when, set, by: None } => matching(context, at, when, set),
        PlaceKind::Variant { of, name, .. } => {
            let (union, name) = (context.path(Side::Vendor, *of), ident(name));
            quote!(variant(#held, #union::#name, |it| match it { #union::#name(it) => Some(it), _ => None }))
        }
    }
}

/// An element of a map or list that may be null.
fn inside_of(step: &PlaceStep, element: TokenStream) -> TokenStream {
    if step.presence == Presence::Optional { quote!(inside(#element)) } else { element }
}

/// The element of a list for which a condition holds.
fn matching(context: &Context<'_>, at: &TokenStream, when: &Value, set: &[(Place, Value)]) -> TokenStream {
    let held = reference(at);
    let when = super::value::condition(&context.of_element(), when);
    let set: TokenStream = set
        .iter()
        .map(|(member, value)| assign(context, &quote!(it), member, &constant(context, value), false))
        .collect();
    quote!(element(#held, |item| #when, |it| { #set }))
}

/// A constant of the type that lies at a place.
fn constant(context: &Context<'_>, value: &Value) -> TokenStream {
    super::value::owned_constant(context, value).unwrap_or_else(|| {
        let flow = super::value::own(context, value);
        quote!(#flow.or_blank())
    })
}

/// A mutable reference to a place: a call that makes one gives it already.
fn reference(at: &TokenStream) -> TokenStream {
    if at.clone().into_iter().count() == 2 { at.clone() } else { quote!(&mut #at) }
}
