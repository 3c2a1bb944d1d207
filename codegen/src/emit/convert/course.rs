//! What a run is: whose it is, how its pages follow each other, and the fingerprint by which its cursors and checkpoints
//! are known.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use crate::plan::{Action, CallPlan, CapabilityKind, Input, ModelPlan, Request, Strategy, fingerprint};

/// What a vendor that does not say gives at most a page, and takes at once.
pub(super) const PAGE_SIZE: u32 = 100;

/// The overlap of a run of changes that does not say its own, as the runtime has it.
const OVERLAP_MS: u64 = 300_000;

/// A run, as it is named, and what is set of it.
pub(super) struct Course {
    /// `hubspot/crm.contact/changed/323404f4aef0939e`
    pub(super) of: String,
    pub(super) set: TokenStream,
}

fn word(kind: CapabilityKind) -> &'static str {
    match kind {
        CapabilityKind::List => "list",
        CapabilityKind::Many => "many",
        CapabilityKind::Deleted => "deleted",
        _ => "changed",
    }
}

/// `legs` are the run's lists in their order.
pub(super) fn of(context: &Context<'_>, model: &ModelPlan, kind: CapabilityKind, legs: &[&Action]) -> Course {
    let version = fingerprint(context.vendor, legs);
    let (vendor, category, name) = (&context.plan.vendor.name, &model.category, &model.model);
    let of = format!("{vendor}/{category}.{name}/{}/{version}", word(kind));
    let calls = || legs.iter().filter_map(|action| call_of(action));
    let mut set = TokenStream::new();
    if model.parent.is_some() {
        set.extend(quote!(.inside(self.parent())));
    }
    let overlap = calls().filter_map(|call| call.sync.as_ref()).map(|sync| sync.overlap_ms).max();
    let overlap = overlap.unwrap_or(0);
    if matches!(kind, CapabilityKind::Changed | CapabilityKind::Deleted) && overlap != OVERLAP_MS {
        let overlap = proc_macro2::Literal::u64_unsuffixed(overlap);
        set.extend(quote!(.overlap_ms(#overlap)));
    }
    let asks = |input: &Input| calls().flat_map(requests).any(|request| request.asks_for(input));
    if asks(&Input::Token) && !asks(&Input::Since) {
        set.extend(quote!(.by_token()));
    }
    Course { of, set }
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

/// `.leg(…)`: what leads from page to page, the largest page, and where the list is begun anew.
pub(super) fn paging(call: &CallPlan) -> TokenStream {
    let size = call.pages.as_ref().and_then(|pages| pages.size).unwrap_or(PAGE_SIZE);
    let size = proc_macro2::Literal::u32_unsuffixed(size);
    let Some(pages) = &call.pages else { return quote!(.leg(By::Once, #size)) };
    // Where nothing asks for a cursor, the token leads from page to page.
    let by_token = call.request.asks_for(&Input::Token) && !call.request.asks_for(&Input::Cursor);
    let by = match &pages.strategy {
        Strategy::Cursor(_) if by_token => quote!(By::Token),
        Strategy::Cursor(_) | Strategy::Url(_) => quote!(By::Cursor),
        Strategy::Number { .. } => quote!(By::Number),
        Strategy::Offset { .. } => quote!(By::Offset),
        Strategy::Window => return quote!(.leg(By::Last, #size)),
    };
    let max_results = pages.window.as_ref().map(|window| {
        let records = proc_macro2::Literal::u32_unsuffixed(window.max_results);
        quote!(.max_results(#records))
    });
    quote!(.leg(#by, #size)#max_results)
}
