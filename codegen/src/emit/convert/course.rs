//! What a run is, as a constant of the runtime: whose it is, how its pages follow each other, and the fingerprint by which
//! its cursors and checkpoints are known.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use crate::plan::{Action, CallPlan, CapabilityKind, Input, ModelPlan, Request, Strategy, fingerprint};

/// What a vendor that does not say gives at most a page, and takes at once.
pub(super) const PAGE_SIZE: u32 = 100;

/// The constant's name: `CONTACT_CHANGED`.
pub(super) fn name(model: &ModelPlan, kind: CapabilityKind) -> syn::Ident {
    format_ident!("{}_{}", model.model.to_uppercase(), word(kind).to_uppercase())
}

fn word(kind: CapabilityKind) -> &'static str {
    match kind {
        CapabilityKind::List => "list",
        CapabilityKind::Many => "many",
        CapabilityKind::Deleted => "deleted",
        _ => "changed",
    }
}

/// The constant. `legs` are the run's lists in their order.
pub(super) fn constant(
    context: &Context<'_>,
    model: &ModelPlan,
    kind: CapabilityKind,
    legs: &[&Action],
) -> TokenStream {
    let name = name(model, kind);
    let version = fingerprint(context.vendor, legs);
    let (vendor, category, model) = (&context.plan.vendor.name, &model.category, &model.model);
    let of = format!("{vendor}/{category}.{model}/{}/{version}", word(kind));
    let calls = || legs.iter().filter_map(|action| call_of(action));
    let overlap =
        calls().filter_map(|call| call.sync.as_ref()).map(|sync| sync.overlap_ms).max().unwrap_or(0);
    let overlap = proc_macro2::Literal::u64_unsuffixed(overlap);
    let asks = |input: &Input| calls().flat_map(requests).any(|request| request.asks_for(input));
    let by_token = asks(&Input::Token) && !asks(&Input::Since);
    let legs = legs.iter().map(|action| match call_of(action) {
        Some(call) => paging(call),
        None => quote!(Paging::new(By::Hand, 0)),
    });
    quote! {
        static #name: Course =
            Course { of: #of, overlap_ms: #overlap, by_token: #by_token, legs: &[#(#legs),*] };
    }
}

fn call_of<'a>(action: &&'a Action) -> Option<&'a CallPlan> {
    match action {
        Action::Call(call) => Some(call),
        Action::Function(_) => None,
    }
}

/// All requests of a run.
fn requests(call: &CallPlan) -> impl Iterator<Item = &Request> {
    let following = call.pages.as_ref().and_then(|pages| pages.following.as_ref());
    let start = call.sync.as_ref().and_then(|sync| sync.start.as_ref()).map(|start| &start.request);
    std::iter::once(&call.request).chain(following).chain(start)
}

fn paging(call: &CallPlan) -> TokenStream {
    let size = call.pages.as_ref().and_then(|pages| pages.size).unwrap_or(PAGE_SIZE);
    let size = proc_macro2::Literal::u32_unsuffixed(size);
    let Some(pages) = &call.pages else { return quote!(Paging::new(By::Once, #size)) };
    // Where nothing asks for a cursor, the token leads from page to page.
    let by_token = call.request.asks_for(&Input::Token) && !call.request.asks_for(&Input::Cursor);
    let by = match &pages.strategy {
        Strategy::Cursor(_) if by_token => quote!(By::Token),
        Strategy::Cursor(_) | Strategy::Url(_) => quote!(By::Cursor),
        Strategy::Number { .. } => quote!(By::Number),
        Strategy::Offset { .. } => quote!(By::Offset),
        Strategy::Window => return quote!(Paging::new(By::Last, #size)),
    };
    let ends_at = pages.window.as_ref().map(|window| {
        let records = proc_macro2::Literal::u32_unsuffixed(window.ends_at);
        quote!(.ends_at(#records))
    });
    quote!(Paging::new(#by, #size)#ends_at)
}
