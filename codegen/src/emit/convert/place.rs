//! Places: where in a request a value goes, as statements.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use crate::emit::names::ident;
use crate::ir::{Literal, Shape};
use crate::plan::{Place, PlaceKind, PlaceStep, Presence, Side, Value};

/// How the last step of a place takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// `= x`
    Value,
    /// `= Some(x)`, and an `Option` as it is.
    Option,
    /// `= Maybe::Value(x)`, and a `Maybe` as it is.
    Maybe,
    /// `insert(key, x)`
    Entry,
    /// `insert(key, Some(x))`
    NullableEntry,
}

/// How the place takes a value.
pub(super) fn takes(place: &Place, record: &Shape) -> Takes {
    let Some(last) = place.steps.last() else { return Takes::Value };
    match last.kind {
        PlaceKind::Member(_) | PlaceKind::Extra { .. } => match before_last(place, record) {
            Some(Shape::Map(value)) if matches!(**value, Shape::Nullable(_)) => Takes::NullableEntry,
            _ => Takes::Entry,
        },
        _ => match last.presence {
            Presence::Always => Takes::Value,
            Presence::Optional => Takes::Option,
            Presence::Maybe => Takes::Maybe,
        },
    }
}

/// Whether it is a field of the record itself, so that it can be assigned without asking whether there is a value.
pub(super) fn is_direct(place: &Place) -> bool {
    matches!(place.steps.as_slice(), [PlaceStep { kind: PlaceKind::Field(field), .. }] if !field.boxed)
}

/// The shape that the last step is taken from.
fn before_last<'p>(place: &'p Place, record: &'p Shape) -> Option<&'p Shape> {
    let at = place.steps.len().checked_sub(2);
    match at {
        Some(at) => place.steps.get(at).map(|step| &step.shape),
        None => Some(record),
    }
}

/// The statement that puts `value` there. `value` is what [`Takes`] says: an `Option` where it says so and `whole` is
/// set, else the plain value.
pub(super) fn assign(
    context: &Context<'_>,
    root: &TokenStream,
    place: &Place,
    value: &TokenStream,
    whole: bool,
) -> TokenStream {
    let Some((last, before)) = place.steps.split_last() else { return quote!(#root = #value;) };
    let at = before.iter().fold(root.clone(), |at, step| enter(context, &at, step));
    let boxed = matches!(&last.kind, PlaceKind::Field(field) if field.boxed);
    let value = if boxed { quote!(Box::new(#value)) } else { value.clone() };
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
        PlaceKind::Member(key) => quote!(#at.insert(#key.to_owned(), #value);),
        PlaceKind::Extra { map, key } => {
            let map = ident(map);
            quote!(#at.#map.insert(#key.to_owned(), #value);)
        }
        PlaceKind::First => quote!(#at = vec![#value];),
        PlaceKind::Match { .. } => {
            let inside = enter(context, &at, last);
            quote!(*#inside = #value;)
        }
        PlaceKind::Variant { of, name, .. } => {
            let (union, name) = (context.path(Side::Vendor, *of), ident(name));
            quote!(#at = #union::#name(#value);)
        }
    }
}

/// The place after a step, made if it is not there yet.
pub(super) fn enter(context: &Context<'_>, at: &TokenStream, step: &PlaceStep) -> TokenStream {
    match &step.kind {
        PlaceKind::Field(field) => {
            let name = ident(&field.name);
            match step.presence {
                Presence::Always => quote!(#at.#name),
                _ => quote!(inside(&mut #at.#name)),
            }
        }
        PlaceKind::Inner => quote!(#at.0),
        PlaceKind::Member(key) => quote!(entry(&mut #at, #key)),
        PlaceKind::Extra { map, key } => {
            let map = ident(map);
            quote!(entry(&mut #at.#map, #key))
        }
        PlaceKind::First => quote!(first(&mut #at)),
        PlaceKind::Match { when, set } => matching(context, at, when, set),
        PlaceKind::Variant { of, name, .. } => {
            let (union, name) = (context.path(Side::Vendor, *of), ident(name));
            quote!(variant(&mut #at, #union::#name, |it| match it { #union::#name(it) => Some(it), _ => None }))
        }
    }
}

/// The element of a list for which a condition holds.
fn matching(context: &Context<'_>, at: &TokenStream, when: &Value, set: &[(Place, Literal)]) -> TokenStream {
    let when = super::value::condition(context, when);
    let set: TokenStream = set
        .iter()
        .map(|(member, value)| assign(context, &quote!(it), member, &literal(value), false))
        .collect();
    quote!(element(&mut #at, |item| #when, |it| { #set }))
}

/// A constant as an owned value; text becomes whatever is made from text.
pub(super) fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Null => quote!(Default::default()),
        Literal::Bool(value) => quote!(#value),
        Literal::Integer(value) => {
            let value = proc_macro2::Literal::i64_unsuffixed(*value);
            quote!(#value)
        }
        Literal::Number(value) => quote!(#value),
        Literal::Text(text) => quote!(#text.into()),
        Literal::Json(text) => quote!(tributary_client::codegen_v1::json(#text)),
    }
}
