//! One page: the inside of the closure that a list is. It asks for the page, and says what becomes of its items.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::listings;
use super::request::{self, Prepared};
use super::{answer, read, rules};
use crate::ir::Location;
use crate::plan::{Answer, CallPlan, CapabilityKind, Listed, ModelPlan, Pages, Request, Strategy};

/// The statements of the closure.
pub(super) fn step(context: &Context<'_>, model: &ModelPlan, call: &CallPlan, kind: Listed) -> TokenStream {
    let (before, asked) = asked(context, model, call);
    let picked = answer::picked(context, call.reply);
    let listing = listings::of(call);
    let finished = finished(context, model, call, kind);
    quote!(#before #asked #picked.page(&#listing)#finished)
}

/// What is made of the page.
fn finished(context: &Context<'_>, model: &ModelPlan, call: &CallPlan, kind: Listed) -> TokenStream {
    let deleted =
        call.sync.as_ref().and_then(|sync| sync.deleted.as_ref()).filter(|_| kind == Listed::Changes);
    match (&call.answer, kind) {
        (Answer::Records { path, reading }, kind) => {
            let reading = read::static_name(context, model, *reading);
            let kept = answer::kept(context, path, deleted, kind == Listed::Changes);
            let deleted_at = call.sync.as_ref().and_then(|sync| sync.deleted_at.as_ref());
            let deleted_at = deleted_at.map(|value| answer::deleted_at(context, value));
            let kept = quote!(#kept #deleted_at);
            match kind {
                Listed::Records => quote!(#kept.records(&#reading)),
                Listed::Changes => quote!(#kept.changes(&#reading)),
                Listed::Deletions => quote!(#kept.deletions(&#reading)),
                Listed::Ids => quote!(#kept.ids_of(&#reading)),
            }
        }
        (_, Listed::Deletions) => quote!(.deletions_by_id()),
        (_, Listed::Ids) => quote!(.ids()),
        (_, kind) => {
            let deleted = deleted.map(|ids| answer::deleted(context, ids));
            let many = model.capabilities.iter().any(|other| other.kind == CapabilityKind::Many);
            let read = match (many, kind) {
                (true, Listed::Changes) => quote!(read_many_changes),
                (true, _) => quote!(read_many),
                (false, Listed::Changes) => quote!(read_each_change),
                (false, _) => quote!(read_each),
            };
            quote!(#deleted.#read(client))
        }
    }
}

/// The statements before the page is asked for, and `at.ask(…)`.
fn asked(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> (TokenStream, TokenStream) {
    let client = quote!(client);
    let Some(Prepared { before, call: first }) = request::prepare(context, model, &call.request, &client)
    else {
        return (TokenStream::new(), TokenStream::new());
    };
    let first = rules::classified(context, call, first);
    let pages = call.pages.as_ref();
    if let Some(Pages { strategy: Strategy::Url(_), .. }) = pages {
        let parameters = parameters(context, &call.request);
        return (before, quote!(at.follow(#first, &[#(#parameters),*])));
    }
    match pages.and_then(|pages| pages.following.as_ref()) {
        Some(following) => (chosen(context, (model, call), &before, &first, following), quote!(at.ask(call))),
        None => (before, quote!(at.ask(#first))),
    }
}

/// The query parameters that the document gives the call.
fn parameters<'a>(context: &Context<'a>, request: &Request) -> Vec<&'a str> {
    let operation = context.vendor.operations.get(request.operation);
    let parameters = operation.into_iter().flat_map(|operation| &operation.parameters);
    let query = parameters.filter(|parameter| parameter.location == Location::Query);
    query.map(|parameter| parameter.wire.as_str()).collect()
}

/// Pages after the first come from another operation with the same answer.
fn chosen(
    context: &Context<'_>,
    (model, call): (&ModelPlan, &CallPlan),
    before: &TokenStream,
    first: &TokenStream,
    following: &Request,
) -> TokenStream {
    let Some(next) = request::prepare(context, model, following, &quote!(client)) else {
        return quote!(#before let call = #first;);
    };
    let (next_before, next) = (next.before, rules::classified(context, call, next.call));
    quote! {
        let call = if at.is_first() { #before #first } else { #next_before #next };
    }
}

/// Whether the model has the capability by a call.
pub(super) fn call_of(model: &ModelPlan, kind: CapabilityKind) -> Option<&CallPlan> {
    model.action(kind)?.call()
}
