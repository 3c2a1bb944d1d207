//! Listings: where a reply has its records and what it says of the next page, as constants of the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::{answer, path, sources, value};
use crate::emit::names::ident;
use crate::ir;
use crate::plan::{self, Answer, CallPlan, Listed, Pages, Path, Side, StepKind, Strategy, Value};

/// The constant that a call's pages are read with.
pub(super) fn of(call: &CallPlan) -> TokenStream {
    let name = call.listing.as_deref().map(ident);
    quote!(listings::#name)
}

/// The listings of the context's category.
fn all<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a plan::Listing> {
    let category = context.category;
    context.plan.shared.listings.iter().filter(move |listing| listing.category == category)
}

/// Whether the category has listings.
pub(super) fn any(context: &Context<'_>) -> bool {
    all(context).next().is_some()
}

/// The module's content.
pub(super) fn file(context: &Context<'_>) -> TokenStream {
    let items: TokenStream = all(context).filter_map(|listing| constant(context, listing)).collect();
    let uses = ["replies", "types"].into_iter().filter(|name| path::mentions(&items, name)).map(|name| {
        let name = ident(name);
        quote!(use crate::#name;)
    });
    quote! {
        #![doc = " Where responses have their records, and how the next page is found."]
        #(#uses)*
        use tributary_capabilities::mapped_v1::*;
        #items
    }
}

/// `pub(super) static NAME: Listing<…> = …;`
fn constant(context: &Context<'_>, listing: &plan::Listing) -> Option<TokenStream> {
    let model = context.plan.models.get(listing.model)?;
    let call = model.action(listing.capability)?.call()?;
    let body = call.body(context.vendor).map_or(quote!(()), |shape| context.shape(Side::Vendor, shape));
    let (list, item, items) = match &call.answer {
        Answer::Records { path, reading } => {
            let item = answer::record_type(context, model, *reading);
            (answer::wire_path(path), item, answer::items(context, model, (path, *reading)))
        }
        Answer::Ids(ids) => {
            let listed = model.listed(listing.capability);
            let deletions = matches!(listed, Some(Listed::Deletions | Listed::Ids));
            let (list, ids) = answer::ids(context, ids, deletions);
            (list, quote!(Id), ids)
        }
        Answer::Nothing | Answer::Record { .. } | Answer::Id(_) | Answer::Content => return None,
    };
    let said = said(context, call);
    let about = match list.is_empty() {
        true => " The reply is the list.".to_owned(),
        false => format!(" The list in `{list}`."),
    };
    let nullable = listed(call).filter(|path| may_be_null(context, path)).map(|_| quote!(.nullable()));
    let list = quote!(Listing::new(#list, |reply| #items)#nullable);
    let value = match said.is_empty() {
        true => list,
        false => quote!(Listing { #said ..#list }),
    };
    let name = ident(&listing.name);
    Some(quote! {
        #[doc = #about]
        pub(super) static #name: Listing<#body, #item> = #value;
    })
}

/// What the reply says of the next page.
fn said(context: &Context<'_>, call: &CallPlan) -> TokenStream {
    let mut said = TokenStream::new();
    if let Some(pages) = &call.pages {
        if let Some(more) = &pages.more {
            let (holds, places) = (value::decided(&answer::of_reply(context), more), places(more));
            said.extend(quote!(more: Some(Said { at: &[#(#places),*], read: |reply| #holds }),));
        }
        match &pages.strategy {
            Strategy::Cursor(next) | Strategy::Url(next) => {
                let (text, places) = (answer::text(context, next), places(next));
                said.extend(quote!(next: Some(Said { at: &[#(#places),*], read: |reply| #text }),));
            }
            Strategy::Number { total } | Strategy::Offset { total } => {
                said.extend(total.as_ref().map(|total| {
                    let total = answer::number(context, total);
                    quote!(total: Some(|reply| #total),)
                }));
            }
            Strategy::Window => {}
        }
        said.extend(count(context, call, pages).map(|count| quote!(count: Some(|reply| #count),)));
        said.extend(pages.window.as_ref().map(|window| {
            let last = answer::last(context, &window.last);
            quote!(last: Some(|reply| #last),)
        }));
    }
    if let Some(token) = call.sync.as_ref().and_then(|sync| sync.token.as_ref()) {
        let token = answer::text(context, token);
        said.extend(quote!(token: Some(|reply| #token),));
    }
    said
}

/// The places in the reply that a value is made of.
fn places(value: &Value) -> Vec<String> {
    let mut places: Vec<String> = value.sources().into_iter().map(sources::place).collect();
    places.retain(|place| !place.is_empty());
    places.sort();
    places.dedup();
    places
}

/// How many records the reply holds, whatever is kept of them, where that counts and the items are not all of them.
fn count(context: &Context<'_>, call: &CallPlan, pages: &Pages) -> Option<TokenStream> {
    let whole = matches!(&call.answer, Answer::Records { path, .. } if path.is_moved());
    if !pages.counts() || whole {
        return None;
    }
    match path::walk(&answer::of_reply(context), &listed(call)?) {
        path::Walk::Many { items } => Some(quote!(#items.count())),
        _ => None,
    }
}

/// Whether the document allows null in place of the list, or of what it is in.
fn may_be_null(context: &Context<'_>, path: &Path) -> bool {
    path.steps.iter().any(|step| match &step.kind {
        StepKind::Field(field) => match &context.def(Side::Vendor, field.of).kind {
            ir::Kind::Struct(def) => def.fields.get(field.index).is_some_and(|field| field.nullable),
            _ => false,
        },
        _ => false,
    })
}

/// The path to the items of the answer's list, all of them.
fn listed(call: &CallPlan) -> Option<Path> {
    let mut path = match &call.answer {
        Answer::Records { path, .. } => path.clone(),
        Answer::Ids(ids) => ids.first_path()?.clone(),
        _ => return None,
    };
    let each = |kind: &StepKind| matches!(kind, StepKind::Each(_));
    let end = match &call.answer {
        Answer::Records { .. } => path.steps.iter().rposition(|step| each(&step.kind))?,
        _ => path.steps.iter().position(|step| each(&step.kind))?,
    };
    path.steps.truncate(end + 1);
    if let Some(StepKind::Each(when)) = path.steps.last_mut().map(|step| &mut step.kind) {
        *when = None;
    }
    Some(path)
}
