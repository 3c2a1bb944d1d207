//! One page: the inside of the closure that a list is. It asks for the page, and returns what the page holds and what the
//! reply says of the next one.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::request::{self, Prepared};
use super::{answer, path, rules, sources, value};
use crate::ir::Location;
use crate::plan::{
    Action, Answer, CallPlan, CapabilityKind, ModelPlan, Pages, Path, Request, StepKind, Strategy, Sync,
    Value,
};

/// What a page's items are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Records,
    Changes,
    /// Changes of which all are deletions.
    Deletions,
    /// The ids of what was deleted.
    Ids,
}

/// The statements of the closure.
pub(super) fn step(context: &Context<'_>, model: &ModelPlan, call: &CallPlan, kind: Kind) -> TokenStream {
    let (before, operation) = first_or_following(context, model, call);
    let picked = answer::picked(context, call.reply, &quote!(Err(Error::unexpected())));
    let said = said(context, call);
    let found = quote!(#picked let said = #said;);
    let reads = Reads { context, model, call, kind };
    let asked = match (&call.answer, kind) {
        (Answer::Ids(ids), Kind::Records | Kind::Changes) => reads.by_ids(&operation, &found, ids),
        _ => {
            let page = reads.page();
            match reads.deleted_at() {
                Some(_) => quote! {
                    let since = at.since();
                    at.ask(#operation, move |reply| { #found Ok((#page, said)) })
                },
                None => quote!(at.ask(#operation, |reply| { #found Ok((#page, said)) })),
            }
        }
    };
    quote!(#before #asked)
}

/// What is made of a reply.
struct Reads<'a> {
    context: &'a Context<'a>,
    model: &'a ModelPlan,
    call: &'a CallPlan,
    kind: Kind,
}

impl Reads<'_> {
    /// The expression of the page.
    fn page(&self) -> TokenStream {
        let context = self.context;
        match (&self.call.answer, self.kind) {
            (Answer::Records { path, reading }, kind) => {
                let deleted = (kind == Kind::Changes).then(|| self.deleted());
                let page = answer::page(context, self.model, path, (*reading, deleted), self.deleted_at());
                match kind {
                    Kind::Records | Kind::Changes => page,
                    Kind::Deletions => quote!(records::deletions(#page)),
                    Kind::Ids => quote!(records::deleted(#page)),
                }
            }
            (Answer::Ids(ids), kind) => {
                let ids = answer::ids(context, ids, true);
                if kind == Kind::Ids {
                    quote!(records::of_ids(#ids))
                } else {
                    quote!(records::deletions_of(#ids))
                }
            }
            _ => quote!(records::deletions_of(records::none())),
        }
    }

    /// Only ids come: the records are read with `many`, or one by one.
    fn by_ids(&self, operation: &TokenStream, found: &TokenStream, ids: &Value) -> TokenStream {
        let listed = answer::ids(self.context, ids, false);
        let many = self.model.capabilities.iter().any(|other| other.kind == CapabilityKind::Many);
        let read = if many { quote!(records::read_many) } else { quote!(records::read_each) };
        let deleted = self.deleted();
        if self.kind == Kind::Changes && path::mentions(&deleted, "reply") {
            return quote! {
                let reader = client.clone();
                at.ask_then(
                    #operation,
                    |reply| { #found Ok(((#listed, #deleted), said)) },
                    move |(ids, deleted)| async move { Ok(#read(reader, ids).await?.changed(deleted)) },
                )
            };
        }
        let page = if self.kind == Kind::Changes { quote!(changed(#deleted)) } else { quote!(listed()) };
        quote! {
            let reader = client.clone();
            at.ask_then(
                #operation,
                |reply| { #found Ok((#listed, said)) },
                move |ids| async move { Ok(#read(reader, ids).await?.#page) },
            )
        }
    }

    /// When each record was deleted.
    fn deleted_at(&self) -> Option<&Value> {
        self.call.sync.as_ref().and_then(|sync| sync.deleted_at.as_ref())
    }

    /// Ids deleted, in the same answer as what changed.
    fn deleted(&self) -> TokenStream {
        let deleted = self.call.sync.as_ref().and_then(|sync: &Sync| sync.deleted.as_ref());
        deleted.map_or_else(|| quote!(records::none()), |ids| answer::ids(self.context, ids, true))
    }
}

/// What the reply says of the next page.
fn said(context: &Context<'_>, call: &CallPlan) -> TokenStream {
    let mut said: Vec<TokenStream> = Vec::new();
    if let Some(pages) = &call.pages {
        let more = pages.more.as_ref();
        if let Some(more) = more {
            let (holds, flags) = (value::condition(&answer::of_reply(context), more), places(more));
            said.push(match flags.is_empty() {
                true => quote!(more: Some(#holds)),
                false => quote!(more: records::said(#holds, &reply.issues, &[#(#flags),*])),
            });
        }
        match &pages.strategy {
            Strategy::Cursor(next) | Strategy::Url(next) => {
                let text = answer::text(context, next);
                said.push(quote!(next: #text));
                let places: Vec<String> = [Some(next), more].into_iter().flatten().flat_map(places).collect();
                if !places.is_empty() {
                    said.push(quote!(unread: records::unread(&reply.issues, &[#(#places),*])));
                }
            }
            Strategy::Number { total } | Strategy::Offset { total } => {
                said.extend(total.as_ref().map(|total| {
                    let total = answer::number(context, total);
                    quote!(total: #total)
                }));
            }
            Strategy::Window => {}
        }
        if pages.window.is_some()
            || matches!(pages.strategy, Strategy::Number { .. } | Strategy::Offset { .. })
        {
            said.extend(got(context, call).map(|got| quote!(got: #got)));
        }
        said.extend(pages.window.as_ref().map(|window| {
            let last = answer::last(context, &window.last);
            quote!(last: #last)
        }));
    }
    if let Some(token) = call.sync.as_ref().and_then(|sync| sync.token.as_ref()) {
        let token = answer::text(context, token);
        said.push(quote!(token: #token));
    }
    if said.is_empty() { quote!(Said::default()) } else { quote!(Said { #(#said,)* ..Said::default() }) }
}

/// The places in the reply that a value is made of.
fn places(value: &Value) -> Vec<String> {
    let mut places: Vec<String> = value.sources().into_iter().map(sources::place).collect();
    places.retain(|place| !place.is_empty());
    places.sort();
    places.dedup();
    places
}

/// How many records the reply holds, whatever is kept of them.
fn got(context: &Context<'_>, call: &CallPlan) -> Option<TokenStream> {
    let path = listed(call)?;
    let list = answer::wire_path(&path);
    match path::walk(&answer::of_reply(context), &path) {
        path::Walk::Many { items } => Some(quote!(records::count(#items, &reply.issues, #list))),
        _ => None,
    }
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
    let first = rules::classified(context, call, first);
    let pages = call.pages.as_ref();
    if let Some(Pages { strategy: Strategy::Url(_), .. }) = pages {
        let parameters = parameters(context, &call.request);
        let followed = quote!(let call = at.follow(#first, &[#(#parameters),*]););
        return (quote!(#before #followed), quote!(call));
    }
    match pages.and_then(|pages| pages.following.as_ref()) {
        Some(following) => (chosen(context, (model, call), &before, &first, following), quote!(call)),
        None => (before, first),
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
        let call = match at.cursor() {
            None => { #before #first }
            Some(_) => { #next_before #next }
        };
    }
}

/// Whether the model has the capability by a call.
pub(super) fn call_of(model: &ModelPlan, kind: CapabilityKind) -> Option<&CallPlan> {
    model.capabilities.iter().find_map(|capability| match &capability.action {
        Action::Call(call) if capability.kind == kind => Some(&**call),
        _ => None,
    })
}
