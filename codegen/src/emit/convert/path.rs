//! Paths: a walk from a root through fields, look-ups and iterations, as one expression.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::{prefixes, value};
use crate::emit::names::ident;
use crate::plan::{FieldRef, Path, Presence, Root, Side, Step, StepKind, Value};

/// Where a walk has got to.
pub(super) enum Walk {
    /// A place that is there: `from.owner`.
    Place(TokenStream),
    /// A declared `Option` or `Maybe` at a place, not looked into yet.
    Declared { place: TokenStream, presence: Presence, boxed: bool },
    /// An `Option<&T>`.
    Found(TokenStream),
    /// An iterator of `&T`; `from` is the expression of its list, absent if the list may be.
    Many { items: TokenStream },
    /// Text already: a key, a header.
    Text(TokenStream),
}

/// The whole path, where text is wanted at its end: what may be null there is text that may be absent.
pub(super) fn walk_to_text(context: &Context<'_>, path: &Path) -> Walk {
    let mut path = path.clone();
    if let Some(last) = path.steps.last_mut()
        && !matches!(last.kind, StepKind::Each(_) | StepKind::EachValue(_) | StepKind::EachExtra { .. })
    {
        last.nullable = false;
    }
    walk(context, &path)
}

/// The whole path.
pub(super) fn walk(context: &Context<'_>, path: &Path) -> Walk {
    if let Some((start, steps)) = prefixes::start(context, path) {
        return path.steps.iter().skip(steps).fold(start, |at, step| advance(context, at, step));
    }
    let start = match path.root {
        Root::Key => Walk::Text(quote!(key)),
        Root::Header(_) | Root::Link(_) => Walk::Text(context.root(&path.root)),
        _ => Walk::Place(context.root(&path.root)),
    };
    path.steps.iter().fold(start, |at, step| advance(context, at, step))
}

fn advance(context: &Context<'_>, at: Walk, step: &Step) -> Walk {
    match &step.kind {
        StepKind::Field(field) => enter(at, field, step.presence),
        StepKind::Inner => through(at, &quote!(0)),
        StepKind::Tuple(index) => {
            let index = syn::Index::from(*index);
            through(at, &quote!(#index))
        }
        StepKind::Member(key) => look_up(at, |map| quote!(#map.get(#key)), step.nullable),
        StepKind::Extra { map, key } => {
            let map = ident(map);
            look_up(at, |place| quote!(#place.#map.get(#key)), step.nullable)
        }
        StepKind::Index(0) => look_up(at, |list| quote!(#list.first()), step.nullable),
        StepKind::Index(index) => {
            let index = proc_macro2::Literal::usize_unsuffixed(*index);
            look_up(at, |list| quote!(#list.get(#index)), step.nullable)
        }
        StepKind::First(when) => {
            let when = value::condition(&context.of_element(), when);
            look_up(at, |list| quote!(#list.iter().find(|item| #when)), step.nullable)
        }
        StepKind::Each(when) => {
            let filter = filter(context, when.as_deref());
            let flatten = step.nullable.then(|| quote!(.flatten()));
            iterate(at, |list| quote!(#list.iter()#flatten #filter))
        }
        StepKind::EachValue(when) => {
            let values = entries(context, when.as_deref(), step.nullable);
            iterate(at, |map| quote!(#map.#values))
        }
        StepKind::EachExtra { map, when } => {
            let map = ident(map);
            let values = entries(context, when.as_deref(), step.nullable);
            iterate(at, |place| quote!(#place.#map.#values))
        }
        StepKind::Variant { of, name, boxed, .. } => {
            let (union, name) = (context.path(Side::Vendor, *of), ident(name));
            let inner = if *boxed { quote!(&**inner) } else { quote!(inner) };
            look_up(
                at,
                |place| quote!(match &#place { #union::#name(inner) => Some(#inner), _ => None }),
                false,
            )
        }
    }
}

/// `.name` of a struct.
fn enter(at: Walk, field: &FieldRef, presence: Presence) -> Walk {
    let name = ident(&field.name);
    if presence == Presence::Always {
        return through(at, &quote!(#name));
    }
    match settle(at) {
        Walk::Place(place) => Walk::Declared { place: quote!(#place.#name), presence, boxed: field.boxed },
        Walk::Found(found) => {
            let inner = open(&quote!(it.#name), presence, field.boxed);
            Walk::Found(quote!(#found.and_then(|it| #inner)))
        }
        Walk::Many { items } => {
            let inner = open(&quote!(it.#name), presence, field.boxed);
            Walk::Many { items: quote!(#items.filter_map(|it| #inner)) }
        }
        other => other,
    }
}

/// A part that is always there.
fn through(at: Walk, part: &TokenStream) -> Walk {
    match settle(at) {
        Walk::Place(place) => Walk::Place(quote!(#place.#part)),
        Walk::Found(found) => Walk::Found(quote!(#found.map(|it| &it.#part))),
        Walk::Many { items } => Walk::Many { items: quote!(#items.map(|it| &it.#part)) },
        other => other,
    }
}

/// A part that may be missing.
fn look_up(at: Walk, get: impl Fn(&TokenStream) -> TokenStream, nullable: bool) -> Walk {
    let flatten = nullable.then(|| quote!(.and_then(Option::as_ref)));
    match settle(at) {
        Walk::Place(place) => {
            let got = get(&place);
            Walk::Found(quote!(#got #flatten))
        }
        Walk::Found(found) => {
            let got = get(&quote!(it));
            Walk::Found(quote!(#found.and_then(|it| #got) #flatten))
        }
        Walk::Many { items } => {
            let got = get(&quote!(it));
            Walk::Many { items: quote!(#items.filter_map(|it| #got #flatten)) }
        }
        other => other,
    }
}

/// All parts.
fn iterate(at: Walk, all: impl Fn(&TokenStream) -> TokenStream) -> Walk {
    if let Walk::Declared { place, presence: Presence::Optional, boxed: false } = &at {
        let whole = all(&quote!(it));
        if let Some(rest) = plain_iteration(whole) {
            return Walk::Many { items: quote!(#place.iter().flatten() #rest) };
        }
    }
    match settle(at) {
        Walk::Place(place) => Walk::Many { items: all(&place) },
        Walk::Found(found) => {
            let items = all(&quote!(it));
            Walk::Many { items: quote!(#found.into_iter().flat_map(|it| #items)) }
        }
        Walk::Many { items } => {
            let inner = all(&quote!(it));
            Walk::Many { items: quote!(#items.flat_map(|it| #inner)) }
        }
        other => other,
    }
}

/// What follows `it.iter()` in an iteration that begins so.
fn plain_iteration(all: TokenStream) -> Option<TokenStream> {
    let mut tokens = all.into_iter();
    let begins = ["it", ".", "iter", "()"]
        .iter()
        .all(|expected| tokens.next().is_some_and(|token| token.to_string() == *expected));
    begins.then(|| tokens.collect())
}

/// The expression of a walk's end, looked into.
pub(super) fn tokens(at: Walk) -> TokenStream {
    match settle(at) {
        Walk::Place(at) | Walk::Found(at) | Walk::Many { items: at } | Walk::Text(at) => at,
        Walk::Declared { place, .. } => place,
    }
}

/// Looks into a declared option.
pub(super) fn settle(at: Walk) -> Walk {
    match at {
        Walk::Declared { place, presence, boxed } => Walk::Found(open(&place, presence, boxed)),
        other => other,
    }
}

/// `Option<T>` or `Maybe<T>` as `Option<&T>`.
fn open(place: &TokenStream, presence: Presence, boxed: bool) -> TokenStream {
    match (presence, boxed) {
        (Presence::Maybe, false) => quote!(#place.value()),
        (Presence::Maybe, true) => quote!(#place.value().map(|it| &**it)),
        (_, false) => quote!(#place.as_ref()),
        (_, true) => quote!(#place.as_deref()),
    }
}

fn filter(context: &Context<'_>, when: Option<&Value>) -> Option<TokenStream> {
    when.map(|when| {
        let when = value::condition(&context.of_element(), when);
        quote!(.filter(|item| #when))
    })
}

/// The values of a map, of those entries for which the condition holds.
fn entries(context: &Context<'_>, when: Option<&Value>, nullable: bool) -> TokenStream {
    let there = nullable.then(|| quote!(.filter_map(|(key, item)| Some((key, item.as_ref()?)))));
    match when {
        None if nullable => quote!(values().flatten()),
        None => quote!(values()),
        Some(when) => {
            let when = value::condition(&context.of_element(), when);
            let names = names_used(when.clone());
            quote!(iter()#there.filter(|#names| #when).map(|(_, item)| item))
        }
    }
}

/// The pattern of a map's entry that binds only what the expression uses, so that nothing is unused.
pub(super) fn names_used(expression: TokenStream) -> TokenStream {
    let (key, item) = (mentions(&expression, "key"), mentions(&expression, "item"));
    let key = if key { format_ident!("key") } else { format_ident!("_key") };
    let item = if item { format_ident!("item") } else { format_ident!("_item") };
    quote!((#key, #item))
}

/// Whether a function of this name is called, and not a method.
pub(super) fn calls(tokens: &TokenStream, name: &str) -> bool {
    let mut method = false;
    tokens.clone().into_iter().any(|token| {
        let called = match &token {
            proc_macro2::TokenTree::Ident(found) => !method && found == name,
            proc_macro2::TokenTree::Group(group) => calls(&group.stream(), name),
            _ => false,
        };
        method = matches!(&token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '.');
        called
    })
}

/// Whether an identifier occurs in an expression.
pub(in crate::emit) fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(found) => found == name,
        proc_macro2::TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}
