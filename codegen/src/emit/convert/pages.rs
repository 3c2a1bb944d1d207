//! Lists and changes: a run per capability, with a closure for each of its lists that asks for one page.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::page_call::{self, Kind};
use super::request::{self, Prepared};
use super::traits::{host, model_type};
use super::{answer, course, path, rules};
use crate::emit::names::ident;
use crate::plan::{Action, Answer, CallPlan, CapabilityKind, ModelPlan, Start};

/// `List<M>`
pub(super) fn list(
    context: &Context<'_>,
    model: &ModelPlan,
    (action, call): (&Action, &CallPlan),
) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let vendor = vendor_type(context, model, call);
    let (course, name) = named(context, model, CapabilityKind::List, &[action]);
    let leg = leg(&page_call::step(context, model, call, Kind::Records));
    let (inside, shifts) = (inside(model), shifts(&[action]));
    quote! {
        #course
        impl List<#unified> for #host {
            type Native = #vendor;
            #shifts
            fn list(&self, options: &ListOptions) -> Pages<Record<#unified, Self::Native>> {
                let client = self.clone();
                Run::list(&#name, options)#inside #leg.pages()
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
    let at_once = at_once.unwrap_or(course::PAGE_SIZE) as usize;
    let (course, name) = named(context, model, CapabilityKind::Many, &[action]);
    let step = page_call::step(context, model, call, Kind::Records);
    let ids = path::mentions(&step, "ids").then(|| quote!(let ids = at.ids();));
    let leg = leg(&quote!(#ids #step));
    let inside = inside(model);
    quote! {
        #course
        impl GetMany<#unified> for #host {
            type Native = #vendor;
            fn get_many(&self, ids: &[Ref<#unified>]) -> Pages<Record<#unified, Self::Native>> {
                let client = self.clone();
                Run::many(&#name, ids, #at_once)#inside #leg.pages()
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
    let first = changes(context, model, action, (Kind::Changes, deleted.is_some()));
    let then = deleted.map(|deleted| changes(context, model, deleted, (Kind::Deletions, false)));
    let legs: Vec<&Action> = std::iter::once(action).chain(deleted).collect();
    let (course, name) = named(context, model, CapabilityKind::Changed, &legs);
    let (inside, shifts) = (inside(model), shifts(&legs));
    let (reach, reach_docs) = reach(&legs).unzip();
    let listed = reach.is_some().then(|| {
        quote!(.first_list({
            let client = client.clone();
            move |options| List::<#unified>::list(&client, options)
        }))
    });
    let reach_docs = reach_docs.map(|docs| {
        let first = " Without a checkpoint the run begins with [`List::list`].";
        quote!(#[doc = #docs] #[doc = #first])
    });
    quote! {
        #course
        impl ChangedSince<#unified> for #host {
            type Native = #vendor;
            #shifts
            #reach_docs
            fn changed_since(&self, since: Option<&Checkpoint>) -> Pages<Change<#unified, Self::Native>> {
                let client = self.clone();
                Run::changes(&#name, since)#inside #reach #listed #first #then.pages()
            }
        }
    }
}

/// `DeletedSince<M>`: where the vendor tells deletions, and nothing else of what changed.
pub(super) fn deleted(context: &Context<'_>, model: &ModelPlan, action: &Action) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let gone = changes(context, model, action, (Kind::Ids, false));
    let (course, name) = named(context, model, CapabilityKind::Deleted, &[action]);
    let (inside, shifts) = (inside(model), shifts(&[action]));
    let (reach, reach_docs) = reach(&[action]).unzip();
    let reach_docs = reach_docs.map(|docs| quote!(#[doc = #docs]));
    quote! {
        #course
        impl DeletedSince<#unified> for #host {
            #shifts
            #reach_docs
            fn deleted_since(&self, since: Option<&Checkpoint>) -> Pages<Ref<#unified>> {
                let client = self.clone();
                Run::changes(&#name, since)#inside #reach #gone.pages()
            }
        }
    }
}

/// The constant of a run, and its name.
fn named(
    context: &Context<'_>,
    model: &ModelPlan,
    kind: CapabilityKind,
    legs: &[&Action],
) -> (TokenStream, syn::Ident) {
    (course::constant(context, model, kind, legs), course::name(model, kind))
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

/// Cursors of what is inside one record are not good inside another.
fn inside(model: &ModelPlan) -> Option<TokenStream> {
    model.parent.is_some().then(|| quote!(.inside(self.parent())))
}

/// `.leg(move |at| …)`
fn leg(step: &TokenStream) -> TokenStream {
    let at = if path::mentions(step, "follow") { quote!(mut at) } else { quote!(at) };
    quote!(.leg(move |#at| { #step }))
}

/// One list of a run of changes. Where another follows, it leaves the client for it.
fn changes(
    context: &Context<'_>,
    model: &ModelPlan,
    action: &Action,
    (kind, another): (Kind, bool),
) -> TokenStream {
    let leg = match action {
        Action::Function(function) => {
            let function = ident(function);
            let pages = quote!(functions::#function(&client, since));
            let pages = if kind == Kind::Deletions { quote!(records::as_changes(#pages)) } else { pages };
            return match another {
                true => quote!(.by_hand({ let client = client.clone(); move |since| #pages })),
                false => quote!(.by_hand(move |since| #pages)),
            };
        }
        Action::Call(call) => {
            let step = page_call::step(context, model, call, kind);
            match call.sync.as_ref().and_then(|sync| sync.start.as_ref()) {
                Some(start) => started(context, model, (call, start), &step),
                None => step,
            }
        }
    };
    let at = if path::mentions(&leg, "follow") { quote!(mut at) } else { quote!(at) };
    match another {
        true => quote!(.leg({ let client = client.clone(); move |#at| { #leg } })),
        false => quote!(.leg(move |#at| { #leg })),
    }
}

/// A run that begins with asking for a token.
fn started(
    context: &Context<'_>,
    model: &ModelPlan,
    (call, start): (&CallPlan, &Start),
    step: &TokenStream,
) -> TokenStream {
    let Some(Prepared { before, call: operation }) =
        request::prepare(context, model, &start.request, &quote!(client))
    else {
        return step.clone();
    };
    let operation = rules::classified(context, call, operation);
    let token = answer::text(context, &start.token);
    let picked = answer::picked(context, start.reply, &quote!(Err(Error::unexpected())));
    let at = if path::mentions(&before, "at") { quote!(at) } else { quote!(_) };
    quote! {
        let asked = at.begin(|#at| {
            #before
            answer::send(#operation, |reply| { #picked Ok(#token) })
        });
        let client = client.clone();
        asked.and_then(move |at| { #step })
    }
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
