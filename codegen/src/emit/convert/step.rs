//! One page: the inside of the closure that a list is. It asks for the page at a cursor, and says what the page holds and
//! where the next one begins.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::request::{self, Prepared};
use super::{answer, path, rules, value};
use crate::plan::{
    Action, Answer, CallPlan, CapabilityKind, ModelPlan, Pages, Path, Request, StepKind, Strategy, Sync,
    Value, Window,
};

/// What a page's items are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Records,
    /// Records whose ids are given.
    Batch,
    Changes,
    /// Changes of which all are deletions.
    Deletions,
    /// The ids of what was deleted.
    Ids,
}

/// The statements of the closure.
pub(super) fn step(context: &Context<'_>, model: &ModelPlan, call: &CallPlan, kind: Kind) -> TokenStream {
    let pages = call.pages.as_ref();
    let window = pages.and_then(|pages| pages.window.as_ref());
    let counted = pages.and_then(|pages| counted(&pages.strategy));
    let count =
        counted.map(|first| quote!(let count = text(cursor.as_deref()).int().ok().unwrap_or(#first);));
    let counts = counted.is_some() || window.is_some();
    let got = counts.then(|| got(context, call)).flatten().map(|got| quote!(let got = #got;));
    let (before, operation) = first_or_following(context, model, call);
    let next = next(context, call);
    let on = window.map(|window| on(context, call, window));
    let token = match call.sync.as_ref().and_then(|sync| sync.token.as_ref()) {
        Some(token) => answer::text(context, token),
        None => quote!(None),
    };
    let picked = answer::picked(context, call.reply, &quote!(Err(Error::unexpected())));
    let reads = Reads { context, model, call, kind };
    let sent = match (&call.answer, kind) {
        (Answer::Ids(ids), Kind::Records | Kind::Batch | Kind::Changes) => {
            reads.by_ids(&operation, &quote!(#picked #got let next = #next; #on), ids, &token)
        }
        _ => {
            let (page, end) = (reads.page(), reads.end(&token));
            quote!(answer::send(#operation, move |reply| {
                #picked #got let next = #next; #on let page = #page; Ok(#end)
            }))
        }
    };
    let rest = quote!(#count #before #sent);
    let window = window.map(|_| {
        let cursor = path::mentions(&rest, "cursor").then(|| quote!(let cursor = window.cursor.clone();));
        quote!(let window = position::Window::at(cursor); #cursor)
    });
    quote!(#window #rest)
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
                let page = answer::page(context, self.model, path, *reading);
                match kind {
                    Kind::Records | Kind::Batch => page,
                    Kind::Changes => {
                        let deleted = self.deleted();
                        quote!({ let deleted = #deleted; answer::changes(#page, deleted) })
                    }
                    Kind::Deletions => quote!(answer::deletions(#page, at.since())),
                    Kind::Ids => quote!(answer::deleted(#page, at.since())),
                }
            }
            (Answer::Ids(ids), Kind::Ids) => {
                let ids = answer::ids(context, ids);
                quote!(answer::ids(#ids))
            }
            (Answer::Ids(ids), _) => {
                let ids = answer::ids(context, ids);
                quote!(answer::gone(#ids))
            }
            _ => quote!(answer::gone(Vec::new())),
        }
    }

    /// Only ids come: the records are read with `many`, or one by one.
    fn by_ids(
        &self,
        operation: &TokenStream,
        found: &TokenStream,
        ids: &Value,
        token: &TokenStream,
    ) -> TokenStream {
        let ids = answer::ids(self.context, ids);
        let has_many = self.model.capabilities.iter().any(|other| other.kind == CapabilityKind::Many);
        let many = has_many && self.kind != Kind::Batch;
        let read = if many { quote!(answer::read_many) } else { quote!(answer::read_each) };
        let read = quote!(#read(reader, ids).await?);
        if self.kind != Kind::Changes {
            let end = self.end(token);
            return quote! {
                let reader = client.clone();
                answer::send(#operation, move |reply| { #found Ok((#ids, next)) })
                    .and_then(move |(ids, next)| async move {
                        let page = #read;
                        Ok(#end)
                    })
            };
        }
        let (deleted, end) = (self.deleted(), self.end(&quote!(token)));
        quote! {
            let reader = client.clone();
            answer::send(#operation, move |reply| { #found Ok((#ids, #deleted, next, #token)) })
                .and_then(move |(ids, deleted, next, token)| async move {
                    let page = answer::changes(#read, deleted);
                    Ok(#end)
                })
        }
    }

    fn deleted(&self) -> TokenStream {
        let deleted = self.call.sync.as_ref().and_then(|sync: &Sync| sync.deleted.as_ref());
        deleted.map_or_else(|| quote!(Vec::new()), |deleted| answer::ids(self.context, deleted))
    }

    /// The page with where the next one begins.
    fn end(&self, token: &TokenStream) -> TokenStream {
        match self.kind {
            Kind::Records => quote!(page.with_next(next)),
            Kind::Batch => quote!(part.end(page, next)),
            Kind::Changes | Kind::Deletions | Kind::Ids => quote!(at.end(page, next, #token)),
        }
    }
}

/// How many records the reply holds, whatever is kept of them.
fn got(context: &Context<'_>, call: &CallPlan) -> Option<TokenStream> {
    let path = listed(call)?;
    let list = answer::wire_path(&path);
    let windowed = call.pages.as_ref().is_some_and(|pages| pages.window.is_some());
    let dropped = windowed.then(|| quote!(+ answer::dropped(&reply.issues, #list)));
    match path::walk(&answer::of_reply(context), &path) {
        path::Walk::Many { items } => Some(quote!(position::count(#items) #dropped)),
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

/// Where counting starts.
fn counted(strategy: &Strategy) -> Option<i64> {
    match strategy {
        Strategy::Number { .. } => Some(1),
        Strategy::Offset { .. } => Some(0),
        Strategy::Cursor(_) | Strategy::Url(_) | Strategy::Window => None,
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
    let first = rules::classified(context, call, first);
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
    let (next_before, next) = (next.before, rules::classified(context, call, next.call));
    quote! {
        let call = match &cursor {
            None => { #before #first }
            Some(_) => { #next_before #next }
        };
    }
}

/// Where the next page begins, as an optional text.
fn next(context: &Context<'_>, call: &CallPlan) -> TokenStream {
    let Some(pages) = &call.pages else { return quote!(None) };
    let next = match &pages.strategy {
        Strategy::Cursor(value) | Strategy::Url(value) => answer::text(context, value),
        Strategy::Number { total } => counting(context, quote!(1), total.as_ref()),
        Strategy::Offset { total } => counting(context, quote!(size), total.as_ref()),
        Strategy::Window => quote!(None),
    };
    match &pages.more {
        Some(more) => {
            let more = value::condition(&answer::of_reply(context), more);
            quote!(if #more { #next } else { None })
        }
        None => next,
    }
}

/// Where the vendor shows only so many records: a new window after the last record seen.
fn on(context: &Context<'_>, call: &CallPlan, window: &Window) -> TokenStream {
    let last = answer::last(context, &window.last);
    let ends_at = i64::from(window.ends_at);
    let got = match listed(call) {
        Some(_) => quote!(got),
        None => quote!(0),
    };
    quote!(let next = window.next(next, #got, size, #ends_at, #last)?;)
}

fn counting(context: &Context<'_>, by: TokenStream, total: Option<&Value>) -> TokenStream {
    let total = match total {
        Some(total) => answer::number(context, total),
        None => quote!(None),
    };
    quote!(position::count_on(count, #by, got, size, #total))
}

/// Whether the model has the capability by a call.
pub(super) fn call_of(model: &ModelPlan, kind: CapabilityKind) -> Option<&CallPlan> {
    model.capabilities.iter().find_map(|capability| match &capability.action {
        Action::Call(call) if capability.kind == kind => Some(&**call),
        _ => None,
    })
}
