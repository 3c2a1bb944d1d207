//! Lists and changes: a closure per model that asks for one page and says where the next begins.

use proc_macro2::TokenStream;
use quote::quote;

use super::answer;
use super::capability::{self, model_type};
use super::context::Context;
use super::request::{self, Prepared};
use super::{path, value};
use crate::plan::{Answer, CallPlan, ModelPlan, Pages, Request, StepKind, Strategy, Sync, Value};

/// What a page's items are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Records,
    Changes,
    /// Changes of which all are deletions.
    Deletions,
}

/// What a vendor that does not say gives at most a page.
const PAGE_SIZE: u32 = 100;

/// `List<M>`
pub(super) fn list(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let unified = model_type(context, model);
    let vendor = vendor_type(context, model, call);
    let size = call.pages.as_ref().and_then(|pages| pages.size).unwrap_or(PAGE_SIZE);
    let step = step(context, model, call, Kind::Records);
    let sized =
        path::mentions(&step, "size").then(|| quote!(let size = position::page_size(options, #size);));
    let used = path::mentions(&step, "cursor");
    let cursor = used.then(|| quote!(let cursor = cursor.map(Cursor::into_string);));
    let given = if used { quote!(cursor) } else { quote!(_) };
    quote! {
        impl List<#unified> for Client {
            type Vendor = #vendor;
            fn list(&self, options: &ListOptions) -> Pages<Record<#unified, Self::Vendor>> {
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

/// `ChangedSince<M>`: what changed, then what was deleted where that is asked for apart.
pub(super) fn changed(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    deleted: Option<&CallPlan>,
) -> TokenStream {
    let unified = model_type(context, model);
    let vendor = vendor_type(context, model, call);
    let first = run(context, model, call, Kind::Changes);
    let then = deleted.map(|deleted| {
        let second = run(context, model, deleted, Kind::Deletions);
        quote!(.chain(#second))
    });
    let overlap = call.sync.as_ref().map_or(0, |sync| sync.overlap_ms);
    quote! {
        impl ChangedSince<#unified> for Client {
            type Vendor = #vendor;
            fn changed_since(&self, since: Option<&Checkpoint>) -> Pages<Change<#unified, Self::Vendor>> {
                let run = position::Run::new(since, std::time::Duration::from_millis(#overlap), &self.http);
                #first #then
            }
        }
    }
}

/// One run of pages.
fn run(context: &Context<'_>, model: &ModelPlan, call: &CallPlan, kind: Kind) -> TokenStream {
    let size = call.pages.as_ref().and_then(|pages| pages.size).unwrap_or(PAGE_SIZE);
    let step = step(context, model, call, kind);
    let sized = path::mentions(&step, "size").then(|| {
        let size = i64::from(size);
        quote!(let size = #size;)
    });
    let cursor = (path::mentions(&step, "cursor")).then(|| quote!(let cursor = at.cursor.clone();));
    quote!({
        let (client, run) = (self.clone(), run.clone());
        #sized
        Pages::new(None, move |cursor| {
            let at = run.at(cursor);
            #cursor
            #step
        })
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

/// The reading that `get` uses, with which ids are read one by one.
fn get_reading(model: &ModelPlan) -> usize {
    model
        .capabilities
        .iter()
        .find_map(|capability| match (&capability.kind, &capability.action) {
            (crate::plan::CapabilityKind::Get, crate::plan::Action::Call(call)) => match &call.answer {
                Answer::Record { reading, .. } => Some(*reading),
                _ => None,
            },
            _ => None,
        })
        .unwrap_or(0)
}

/// The inside of the closure: asks for the page at `cursor`, and says what it holds and where the next begins.
fn step(context: &Context<'_>, model: &ModelPlan, call: &CallPlan, kind: Kind) -> TokenStream {
    let counted = call.pages.as_ref().and_then(|pages| counted(&pages.strategy));
    let count =
        counted.map(|first| quote!(let count = text(cursor.as_deref()).int().ok().unwrap_or(#first);));
    let got = counted.and_then(|_| got(context, call)).map(|got| quote!(let got = #got;));
    let (before, operation) = first_or_following(context, model, call);
    let next = next(context, call);
    let token = match call.sync.as_ref().and_then(|sync| sync.token.as_ref()) {
        Some(token) => answer::text(context, token),
        None => quote!(None),
    };
    let ids = match &call.answer {
        Answer::Ids(ids) if kind != Kind::Deletions => Some(answer::ids(context, ids)),
        _ => None,
    };
    let deleted = call.sync.as_ref().and_then(|sync: &Sync| sync.deleted.as_ref());
    let deleted = deleted.map_or_else(|| quote!(Vec::new()), |deleted| answer::ids(context, deleted));
    let end = match kind {
        Kind::Records => quote!(page.with_next(next)),
        Kind::Changes | Kind::Deletions => quote!(at.end(page, next, #token)),
    };
    let sent = match (ids, kind) {
        (None, _) => {
            let page = page(context, model, call, kind, &deleted);
            quote!(answer::send(#operation, move |reply| { #got let next = #next; let page = #page; Ok(#end) }))
        }
        (Some(ids), Kind::Records) => quote! {
            let reader = client.clone();
            answer::send(#operation, move |reply| { #got Ok((#ids, #next)) }).and_then(move |(ids, next)| async move {
                let page = answer::read_each(reader, ids).await?;
                Ok(#end)
            })
        },
        (Some(ids), _) => {
            let end = quote!(at.end(page, next, token));
            quote! {
                let reader = client.clone();
                answer::send(#operation, move |reply| { #got Ok((#ids, #deleted, #next, #token)) })
                    .and_then(move |(ids, deleted, next, token)| async move {
                        let page = answer::changes(answer::read_each(reader, ids).await?, deleted);
                        Ok(#end)
                    })
            }
        }
    };
    quote!(#count #before #sent)
}

/// How many records the reply holds, whatever is kept of them.
fn got(context: &Context<'_>, call: &CallPlan) -> Option<TokenStream> {
    let Answer::Records { path, .. } = &call.answer else { return None };
    let mut all = path.clone();
    if let Some(StepKind::Each(when)) = all.steps.last_mut().map(|step| &mut step.kind) {
        *when = None;
    }
    match path::walk(&answer::of_reply(context), &all) {
        path::Walk::Many { items } => Some(quote!(#items.count())),
        _ => None,
    }
}

/// Where counting starts.
fn counted(strategy: &Strategy) -> Option<i64> {
    match strategy {
        Strategy::Number { .. } => Some(1),
        Strategy::Offset { .. } => Some(0),
        Strategy::Cursor(_) | Strategy::Url(_) => None,
    }
}

/// The call of this page.
fn first_or_following(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
) -> (TokenStream, TokenStream) {
    let client = quote!(client);
    let Some(Prepared { before, call: first }) = request::prepare(context, model, &call.request, &client)
    else {
        return (TokenStream::new(), TokenStream::new());
    };
    let first = capability::classified(context, call, first);
    let pages = call.pages.as_ref();
    if let Some(Pages { strategy: Strategy::Url(_), .. }) = pages {
        let followed = quote! {
            let call = match &cursor {
                Some(url) => #first.follow(url),
                None => #first,
            };
        };
        return (quote!(#before #followed), quote!(call));
    }
    match pages.and_then(|pages| pages.following.as_ref()) {
        Some(following) => (chosen(context, (model, call), &before, &first, following), quote!(call)),
        None => (before, first),
    }
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
    let (next_before, next) = (next.before, capability::classified(context, call, next.call));
    quote! {
        let call = match &cursor {
            None => { #before #first }
            Some(_) => { #next_before #next }
        };
    }
}

/// The expression of the page.
fn page(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    kind: Kind,
    deleted: &TokenStream,
) -> TokenStream {
    match (&call.answer, kind) {
        (Answer::Records { path, reading }, Kind::Records) => answer::page(context, model, path, *reading),
        (Answer::Records { path, reading }, Kind::Changes) => {
            let page = answer::page(context, model, path, *reading);
            quote!({ let deleted = #deleted; answer::changes(#page, deleted) })
        }
        (Answer::Records { path, reading }, Kind::Deletions) => {
            let page = answer::page(context, model, path, *reading);
            quote!(answer::deletions(#page, at.since()))
        }
        (Answer::Ids(ids), _) => {
            let ids = answer::ids(context, ids);
            quote!(answer::gone(#ids))
        }
        _ => quote!(answer::gone(Vec::new())),
    }
}

/// Where the next page begins, as an optional text.
fn next(context: &Context<'_>, call: &CallPlan) -> TokenStream {
    let Some(pages) = &call.pages else { return quote!(None) };
    let next = match &pages.strategy {
        Strategy::Cursor(value) | Strategy::Url(value) => answer::text(context, value),
        Strategy::Number { total } => counting(context, quote!(1), total.as_ref()),
        Strategy::Offset { total } => counting(context, quote!(size), total.as_ref()),
    };
    match &pages.more {
        Some(more) => {
            let more = value::condition(&answer::of_reply(context), more);
            quote!(if #more { #next } else { None })
        }
        None => next,
    }
}

fn counting(context: &Context<'_>, by: TokenStream, total: Option<&Value>) -> TokenStream {
    let total = match total {
        Some(total) => answer::number(context, total),
        None => quote!(None),
    };
    quote!(position::count_on(count, #by, got, size, #total))
}
