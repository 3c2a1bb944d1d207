//! Lists and changes: a run per capability, with a closure for each of its lists that asks for one page.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::course::{self, Course};
use super::request::{self, Prepared};
use super::traits::{host, model_type};
use super::{answer, page_call, path, rules};
use crate::emit::names::ident;
use crate::plan::{Action, Answer, CallPlan, CapabilityKind, Input, Listed, ModelPlan, Start};

/// `List<M>`
pub(super) fn list(
    context: &Context<'_>,
    model: &ModelPlan,
    (action, call): (&Action, &CallPlan),
) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let vendor = vendor_type(context, model, call);
    let Course { of, set } = course::of(context, model, CapabilityKind::List, &[action]);
    let leg = leg(context, model, action, Listed::Records);
    let shifts = shifts(&[action]);
    quote! {
        impl List<#unified> for #host {
            type Native = #vendor;
            #shifts
            fn list(&self, options: &ListOptions) -> Pages<Record<#unified, Self::Native>> {
                Run::list(self, #of, options)#set #leg.pages()
            }
        }
    }
}

/// `GetMany<M>`: as many ids at once as the vendor takes.
pub(super) fn many(
    context: &Context<'_>,
    model: &ModelPlan,
    (action, call): (&Action, &CallPlan),
    at_once: Option<u32>,
) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let vendor = vendor_type(context, model, call);
    let at_once = proc_macro2::Literal::u32_unsuffixed(at_once.unwrap_or(course::PAGE_SIZE));
    let Course { of, set } = course::of(context, model, CapabilityKind::Many, &[action]);
    let leg = leg(context, model, action, Listed::Records);
    quote! {
        impl GetMany<#unified> for #host {
            type Native = #vendor;
            fn get_many(&self, ids: &[Ref<#unified>]) -> Pages<Record<#unified, Self::Native>> {
                Run::many(self, #of, ids, #at_once)#set #leg.pages()
            }
        }
    }
}

/// `ChangedSince<M>`: what changed, then what was deleted where that is asked for apart.
pub(super) fn changed(
    context: &Context<'_>,
    model: &ModelPlan,
    action: &Action,
    deleted: Option<&Action>,
) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let vendor = match action {
        Action::Call(call) => vendor_type(context, model, call),
        Action::Function(_) => answer::record_type(context, model, get_reading(model)),
    };
    let first = leg(context, model, action, Listed::Changes);
    let then = deleted.map(|deleted| leg(context, model, deleted, Listed::Deletions));
    let legs: Vec<&Action> = std::iter::once(action).chain(deleted).collect();
    let Course { of, set } = course::of(context, model, CapabilityKind::Changed, &legs);
    let (shifts, reach) = (shifts(&legs), reach(&legs));
    let reach_docs = reach.as_ref().map(|(_, docs)| {
        let first = " Without a checkpoint the run begins with [`List::list`].";
        quote!(#[doc = #docs] #[doc = #first])
    });
    let reach = reach.map(|(reach, _)| quote!(#reach.list_first()));
    quote! {
        impl ChangedSince<#unified> for #host {
            type Native = #vendor;
            #shifts
            #reach_docs
            fn changed_since(&self, since: Option<&Checkpoint>) -> Pages<Change<#unified, Self::Native>> {
                Run::changes(self, #of, since)#set #reach #first #then.pages()
            }
        }
    }
}

/// `DeletedSince<M>`: where the vendor tells deletions, and nothing else of what changed.
pub(super) fn deleted(context: &Context<'_>, model: &ModelPlan, action: &Action) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let gone = leg(context, model, action, Listed::Ids);
    let Course { of, set } = course::of(context, model, CapabilityKind::Deleted, &[action]);
    let (shifts, reach) = (shifts(&[action]), reach(&[action]));
    let reach_docs = reach.as_ref().map(|(_, docs)| quote!(#[doc = #docs]));
    let reach = reach.map(|(reach, _)| reach);
    quote! {
        impl DeletedSince<#unified> for #host {
            #shifts
            #reach_docs
            fn deleted_since(&self, since: Option<&Checkpoint>) -> Pages<Ref<#unified>> {
                Run::changes(self, #of, since)#set #reach #gone.pages()
            }
        }
    }
}

/// What the documentation says of pages that are counted.
fn shifts(legs: &[&Action]) -> Option<TokenStream> {
    let counted = |action: &&Action| match action {
        Action::Call(call) => call.pages.as_ref().is_some_and(|pages| pages.shifts),
        Action::Function(_) => false,
    };
    legs.iter().any(counted).then(|| {
        quote! {
            /// The vendor counts its pages: a record that is created or deleted while they are read can be missed, or
            /// reported twice.
        }
    })
}

/// How far back the vendor's changes reach, and what the documentation says of it.
fn reach(legs: &[&Action]) -> Option<(TokenStream, String)> {
    let reach = |action: &&Action| match action {
        Action::Call(call) => call.sync.as_ref()?.reaches_back_ms,
        Action::Function(_) => None,
    };
    let ms = legs.iter().filter_map(reach).min()?;
    let span = match (ms / 86_400_000, ms % 86_400_000) {
        (days, 0) => format!("{days} days"),
        _ => format!("{} seconds", ms.div_ceil(1_000)),
    };
    let ms = proc_macro2::Literal::u64_unsuffixed(ms);
    let docs = format!(" The vendor keeps changes for {span}; an older checkpoint is refused.");
    Some((quote!(.reaches_back(#ms)), docs))
}

/// One list of a run: how its pages follow each other, and how one is asked for.
fn leg(context: &Context<'_>, model: &ModelPlan, action: &Action, kind: Listed) -> TokenStream {
    let call = match action {
        Action::Call(call) => call,
        Action::Function(function) => {
            let function = ident(function);
            return match kind {
                Listed::Deletions => {
                    quote!(.by_hand(|client, since| records::as_changes(functions::#function(client, since))))
                }
                _ => quote!(.by_hand(functions::#function)),
            };
        }
    };
    let paging = course::paging(call);
    let begin = call.sync.as_ref().and_then(|sync| sync.start.as_ref());
    let begin = begin.and_then(|start| begin_with(context, model, (call, start)));
    let step = page_call::step(context, model, call, kind);
    let following = call.pages.as_ref().and_then(|pages| pages.following.as_ref());
    let mut requests = std::iter::once(&call.request).chain(following);
    let by_ids = requests.any(|request| request.asks_for(&Input::Ids) || request.asks_for(&Input::EachId));
    let ids = by_ids.then(|| quote!(let ids = at.ids();));
    quote!(#paging #begin.ask(|client, at| { #ids #step }))
}

/// A run that begins with asking for a token.
fn begin_with(
    context: &Context<'_>,
    model: &ModelPlan,
    (call, start): (&CallPlan, &Start),
) -> Option<TokenStream> {
    let Prepared { before, call: operation } =
        request::prepare(context, model, &start.request, &quote!(client))?;
    let operation = rules::classified(context, call, operation);
    let token = answer::text(context, &start.token);
    let picked = answer::picked(context, start.reply);
    let mentioned = path::mentions(&before, "at") || path::mentions(&operation, "at");
    let at = if mentioned { quote!(at) } else { quote!(_) };
    Some(quote!(.begin(|client, #at| {
        #before
        Ok(answer::ask(|| Ok(#operation))#picked.text(|reply| #token))
    })))
}

fn vendor_type(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    match &call.answer {
        Answer::Records { reading, .. } | Answer::Record { reading, .. } => {
            answer::record_type(context, model, *reading)
        }
        _ => answer::record_type(context, model, get_reading(model)),
    }
}

/// The reading that `many` or `get` uses, with which ids are read.
fn get_reading(model: &ModelPlan) -> usize {
    let reading = |kind| {
        let capability = model.capabilities.iter().find(|capability| capability.kind == kind)?;
        match &capability.action {
            Action::Call(call) => match &call.answer {
                Answer::Record { reading, .. } | Answer::Records { reading, .. } => Some(*reading),
                _ => None,
            },
            Action::Function(_) => None,
        }
    };
    reading(CapabilityKind::Many).or_else(|| reading(CapabilityKind::Get)).unwrap_or(0)
}
