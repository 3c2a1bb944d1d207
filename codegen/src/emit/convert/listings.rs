//! Listings: where a reply has its records and what it says of the next page, as constants of the runtime. Lists and runs
//! of changes that read the same reply in the same way share one.

use std::collections::BTreeMap;

use heck::ToShoutySnakeCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::context::Context;
use super::traits::action;
use super::{answer, path, read, sources, value};
use crate::ir::{self, Payload, Reply, Shape};
use crate::plan::{
    Action, Answer, CallPlan, CapabilityKind, ModelPlan, Pages, Path, Side, StepKind, Strategy, Value,
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

/// One constant.
pub(super) struct Listing {
    pub(super) name: Ident,
    about: String,
    /// Its type and value, which tell it from others.
    declared: TokenStream,
}

/// The name of a list of ids that several models read.
const SHARED_IDS: &str = "RECORD_ID";

impl Listing {
    /// Whether it lists ids, and goes by the name of another model.
    fn ids_of(&self, model: &ModelPlan) -> bool {
        let name = self.name.to_string();
        name.ends_with("_ID") && !name.starts_with(&model.model.to_uppercase())
    }
}

/// The listings of a category's models.
pub(super) fn all(context: &Context<'_>, models: &[&ModelPlan]) -> Vec<Listing> {
    let mut found: Vec<Listing> = Vec::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for model in models {
        for capability in &model.capabilities {
            let (Some(kind), Action::Call(call)) = (kind(model, capability.kind), &capability.action) else {
                continue;
            };
            let Some((name, about, declared)) = described(context, model, call, kind) else { continue };
            let text = declared.to_string();
            let known = found.iter().position(|listing| listing.declared.to_string() == text);
            if let Some(known) = known {
                // ids of several models
                let shared = found.iter().all(|listing| listing.name != SHARED_IDS);
                if let Some(known) = found.get_mut(known).filter(|known| shared && known.ids_of(model)) {
                    known.name = format_ident!("{SHARED_IDS}");
                }
                continue;
            }
            let times = names.entry(name.clone()).or_default();
            *times += 1;
            let name = if *times == 1 { format_ident!("{name}") } else { format_ident!("{name}_{times}") };
            found.push(Listing { name, about, declared });
        }
    }
    found
}

/// What the pages of a capability hold, if it has any.
fn kind(model: &ModelPlan, kind: CapabilityKind) -> Option<Kind> {
    match kind {
        CapabilityKind::List | CapabilityKind::Many => Some(Kind::Records),
        CapabilityKind::Changed => Some(Kind::Changes),
        CapabilityKind::Deleted if action(model, CapabilityKind::Changed).is_some() => Some(Kind::Deletions),
        CapabilityKind::Deleted => Some(Kind::Ids),
        _ => None,
    }
}

/// The listing that a call is read with.
pub(super) fn of(context: &Context<'_>, model: &ModelPlan, call: &CallPlan, kind: Kind) -> TokenStream {
    let declared = described(context, model, call, kind).map(|(_, _, declared)| declared.to_string());
    let found = context.listings.iter().find(|found| Some(found.declared.to_string()) == declared);
    let name = found.map(|found| &found.name);
    quote!(listings::#name)
}

/// The module's content.
pub(super) fn file(listings: &[Listing]) -> TokenStream {
    let items: TokenStream = listings
        .iter()
        .map(|Listing { name, about, declared }| {
            quote! {
                #[doc = #about]
                pub(super) static #name: #declared;
            }
        })
        .collect();
    let uses = ["replies", "types"].into_iter().filter(|name| path::mentions(&items, name)).map(|name| {
        let name = crate::emit::names::ident(name);
        quote!(use crate::#name;)
    });
    quote! {
        #![doc = " Where replies have their records, and what they say of the next page."]
        #(#uses)*
        use tributary_capabilities::mapped_v1::*;
        #items
    }
}

/// A name, a sentence, and `Listing<…> = …`.
fn described(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    kind: Kind,
) -> Option<(String, String, TokenStream)> {
    let body = body(context, call);
    let (list, name, item, items) = match &call.answer {
        Answer::Records { path, reading } => {
            let record = &model.readings.get(read::shared(context, model, *reading))?.record;
            let item = answer::record_type(context, model, *reading);
            (
                answer::wire_path(path),
                type_name(context, record),
                item,
                answer::items(context, model, (path, *reading)),
            )
        }
        Answer::Ids(ids) => {
            let deletions = matches!(kind, Kind::Deletions | Kind::Ids);
            let (list, ids) = answer::ids(context, ids, deletions);
            (list, format!("{}_ID", model.model.to_uppercase()), quote!(Id), ids)
        }
        _ => return None,
    };
    let said = said(context, call);
    let about = match list.is_empty() {
        true => " The reply is the list.".to_owned(),
        false => format!(" The list in `{list}`."),
    };
    let nullable = listed(call).filter(|path| may_be_null(context, path)).map(|_| quote!(.nullable()));
    let list = quote!(Listing::new(#list, |reply| #items)#nullable);
    let declared = match said.is_empty() {
        true => quote!(Listing<#body, #item> = #list),
        false => quote!(Listing<#body, #item> = Listing { #said ..#list }),
    };
    Some((name, about, declared))
}

/// A constant's name by the type of a record.
fn type_name(context: &Context<'_>, record: &Shape) -> String {
    match record {
        Shape::Named(id) | Shape::Boxed(id) => {
            context.def(Side::Vendor, *id).name.as_str().to_shouty_snake_case()
        }
        _ => "RECORD".to_owned(),
    }
}

/// The type of the reply that is read.
fn body(context: &Context<'_>, call: &CallPlan) -> TokenStream {
    let success = context.vendor.operations.get(call.request.operation).map(|operation| &operation.success);
    let chosen = call.reply.and_then(|choice| {
        let reply = context.vendor.replies.get(choice.reply)?;
        Some(&reply.variants.get(choice.variant)?.payload)
    });
    match (chosen, success) {
        (Some(Payload::Json(shape) | Payload::Xml(shape)), _)
        | (None, Some(Reply::One(Payload::Json(shape) | Payload::Xml(shape)))) => {
            context.shape(Side::Vendor, shape)
        }
        _ => quote!(()),
    }
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
    let counted =
        pages.window.is_some() || matches!(pages.strategy, Strategy::Number { .. } | Strategy::Offset { .. });
    let whole = matches!(&call.answer, Answer::Records { path, .. } if answer::is_whole(path));
    if !counted || whole {
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
