//! Lists and changes: a closure per model that asks for one page and says where the next begins.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::request::{self, Prepared};
use super::step::{self, Kind};
use super::traits::{host, model_type};
use super::{answer, path, rules};
use crate::plan::{Action, Answer, CallPlan, CapabilityKind, Input, ModelPlan, Start};

/// What a vendor that does not say gives at most a page, and takes at once.
const PAGE_SIZE: u32 = 100;

/// `List<M>`
pub(super) fn list(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let vendor = vendor_type(context, model, call);
    let size = page_size(call);
    let step = step::step(context, model, call, Kind::Records);
    let sized =
        path::mentions(&step, "size").then(|| quote!(let size = position::page_size(options, #size);));
    let used = path::mentions(&step, "cursor");
    let cursor = used.then(|| quote!(let cursor = cursor.map(Cursor::into_string);));
    let given = if used { quote!(cursor) } else { quote!(_) };
    quote! {
        impl List<#unified> for #host {
            type Native = #vendor;
            fn list(&self, options: &ListOptions) -> Pages<Record<#unified, Self::Native>> {
                let client = self.clone();
                #sized
                Pages::new(options.cursor.clone(), move |#given| {
                    #cursor
                    #step
                })
            }
        }
    }
}

/// `GetMany<M>`: as many ids at once as the vendor takes.
pub(super) fn many(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    at_once: Option<u32>,
) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let vendor = vendor_type(context, model, call);
    let at_once = at_once.unwrap_or(PAGE_SIZE) as usize;
    let step = step::step(context, model, call, Kind::Batch);
    let sized = sized(call, &step);
    let cursor = path::mentions(&step, "cursor").then(|| quote!(let cursor = part.cursor.clone();));
    quote! {
        impl GetMany<#unified> for #host {
            type Native = #vendor;
            fn get_many(&self, ids: &[Ref<#unified>]) -> Pages<Record<#unified, Self::Native>> {
                let client = self.clone();
                let batch = position::Batch::new(ids, #at_once);
                #sized
                Pages::new(None, move |cursor| {
                    let part = batch.part(cursor);
                    let ids = part.ids();
                    if ids.is_empty() {
                        return answer::nothing();
                    }
                    #cursor
                    #step
                })
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
    let (vendor, first) = match action {
        Action::Call(call) => (vendor_type(context, model, call), run(context, model, call, Kind::Changes)),
        Action::Function(function) => {
            (answer::record_type(context, model, get_reading(model)), by_hand(function))
        }
    };
    let then = deleted.map(|deleted| {
        let second = match deleted {
            Action::Call(deleted) => run(context, model, deleted, Kind::Deletions),
            Action::Function(function) => {
                let ids = by_hand(function);
                quote!(answer::as_changes(#ids))
            }
        };
        quote!(.chain(#second))
    });
    let began = began(action, deleted, &[&first, &quote!(#then)]);
    quote! {
        impl ChangedSince<#unified> for #host {
            type Native = #vendor;
            fn changed_since(&self, since: Option<&Checkpoint>) -> Pages<Change<#unified, Self::Native>> {
                #began
                #first #then
            }
        }
    }
}

/// `DeletedSince<M>`: where the vendor tells deletions, and nothing else of what changed.
pub(super) fn deleted(context: &Context<'_>, model: &ModelPlan, action: &Action) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let gone = match action {
        Action::Call(call) => run(context, model, call, Kind::Ids),
        Action::Function(function) => by_hand(function),
    };
    let began = began(action, None, &[&gone]);
    quote! {
        impl DeletedSince<#unified> for #host {
            fn deleted_since(&self, since: Option<&Checkpoint>) -> Pages<Ref<#unified>> {
                #began
                #gone
            }
        }
    }
}

fn by_hand(function: &str) -> TokenStream {
    let function = crate::emit::names::ident(function);
    quote!(functions::#function(self, since))
}

/// `let run = …;`, where a run is a call's.
fn began(action: &Action, deleted: Option<&Action>, runs: &[&TokenStream]) -> Option<TokenStream> {
    let overlap = [Some(action), deleted].into_iter().flatten().filter_map(|action| match action {
        Action::Call(call) => Some(call.sync.as_ref().map_or(0, |sync| sync.overlap_ms)),
        Action::Function(_) => None,
    });
    let overlap = overlap.max().unwrap_or(0);
    runs.iter().any(|run| path::mentions(run, "run")).then(|| {
        quote! {
            let run = position::Run::new(since, std::time::Duration::from_millis(#overlap), &self.http);
        }
    })
}

/// One run of pages.
fn run(context: &Context<'_>, model: &ModelPlan, call: &CallPlan, kind: Kind) -> TokenStream {
    let step = step::step(context, model, call, kind);
    let sized = sized(call, &step);
    let cursor = (path::mentions(&step, "cursor")).then(|| quote!(let cursor = at.cursor.clone();));
    // Where nothing asks for a cursor, the token leads from page to page.
    let by_token = call.pages.is_some()
        && call.request.asks_for(&Input::Token)
        && !call.request.asks_for(&Input::Cursor);
    let go_on = by_token.then(|| quote!(.go_on()));
    let step = match call.sync.as_ref().and_then(|sync| sync.start.as_ref()) {
        Some(start) => started(context, model, (call, start), &quote!(#cursor #step)),
        None => quote!(#cursor #step),
    };
    quote!({
        let (client, run) = (self.clone(), run.clone());
        #sized
        Pages::new(None, move |cursor| {
            let at = run.at(cursor)#go_on;
            #step
        })
    })
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

fn page_size(call: &CallPlan) -> u32 {
    call.pages.as_ref().and_then(|pages| pages.size).unwrap_or(PAGE_SIZE)
}

fn sized(call: &CallPlan, step: &TokenStream) -> Option<TokenStream> {
    path::mentions(step, "size").then(|| {
        let size = i64::from(page_size(call));
        quote!(let size = #size;)
    })
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
