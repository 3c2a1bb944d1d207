//! Answers: the records, ids and cursors inside a reply.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::path::{self, Walk};
use super::{filters, read, sources, value};
use crate::emit::names::ident;
use crate::ir::Payload;
use crate::ir::Shape;
use crate::plan::{ModelPlan, Path, Presence, ReplyChoice, Root, Side, StepKind, Type, Value, ValueKind};

/// The context of expressions over a reply's body.
pub(super) fn of_reply<'a>(context: &Context<'a>) -> Context<'a> {
    context.with_record(quote!(reply.value))
}

/// The vendor's type of a reading.
pub(super) fn record_type(context: &Context<'_>, model: &ModelPlan, reading: usize) -> TokenStream {
    match model.readings.get(reading) {
        Some(reading) => context.shape(Side::Vendor, &reading.record),
        None => quote!(tributary_core::Value),
    }
}

/// Of several successful answers the one that is read, and those of the same type; for any other, `otherwise`.
pub(super) fn picked(
    context: &Context<'_>,
    choice: Option<ReplyChoice>,
    otherwise: &TokenStream,
) -> Option<TokenStream> {
    let choice = choice?;
    let reply = context.vendor.replies.get(choice.reply)?;
    let Payload::Json(wanted) = &reply.variants.get(choice.variant)?.payload else { return None };
    let same = |payload: &Payload| matches!(payload, Payload::Json(shape) if shape == wanted);
    let (read, others): (Vec<_>, Vec<_>) = reply.variants.iter().partition(|it| same(&it.payload));
    let name = ident(&reply.name);
    let read = read.into_iter().map(|variant| {
        let variant = ident(&variant.name);
        quote!(replies::#name::#variant(it))
    });
    let none = (!others.is_empty()).then(|| quote!(_ => None,));
    Some(quote! {
        let Some(reply) = answer::picked(reply, |reply| match reply { #(#read)|* => Some(it), #none }) else {
            return #otherwise;
        };
    })
}

/// The page of converted records, or of changes with what was `deleted`. What the path gives is moved out of the reply where
/// it can be. Of changes, an item is left out only if the vendor says that its condition does not hold. Of deletions, `deleted_at` says which are left out.
pub(super) fn page(
    context: &Context<'_>,
    model: &ModelPlan,
    path: &Path,
    (reading, deleted): (usize, Option<TokenStream>),
    deleted_at: Option<&Value>,
) -> TokenStream {
    let reading = read::static_name(context, model, reading);
    let (moved, keep) = take(context, path, deleted.is_some());
    let list = wire_path(path);
    let deleted_at = deleted_at.map(|value| {
        let flow = value::carry(&context.with_record(quote!(item)), value).flow;
        quote!(records::not_before(since, #flow.ok()))
    });
    let keep = match (keep, deleted_at) {
        (Some(keep), Some(deleted_at)) => quote!(|item| #keep && #deleted_at),
        (Some(keep), None) | (None, Some(keep)) => quote!(|item| #keep),
        (None, None) => quote!(|_| true),
    };
    match deleted {
        None => quote!(records::page(#moved, &reply.issues, #list, #keep, &#reading)),
        // what was deleted is looked up before the records are moved out of the reply
        Some(deleted) if path::mentions(&deleted, "reply") => quote!({
            let deleted = #deleted;
            records::changes(#moved, &reply.issues, #list, #keep, &#reading, deleted)
        }),
        Some(none) => quote!(records::changes(#moved, &reply.issues, #list, #keep, &#reading, #none)),
    }
}

/// One record, moved out of the reply.
pub(super) fn one(context: &Context<'_>, path: &Path) -> TokenStream {
    if let Some(moved) = moved(path, &quote!(reply.value), false) {
        return moved;
    }
    let walked = path::settle(path::walk(&of_reply(context), path));
    match walked {
        Walk::Place(place) => quote!(#place.clone()),
        Walk::Found(found) => quote!(#found.cloned().unwrap_or_else(Decode::blank)),
        _ => quote!(reply.value),
    }
}

/// An iterator over owned records, and the condition of the last step.
fn take(context: &Context<'_>, path: &Path, changes: bool) -> (TokenStream, Option<TokenStream>) {
    let Some((last, before)) = path.steps.split_last() else { return (quote!([reply.value]), None) };
    let when = match &last.kind {
        StepKind::Each(when) | StepKind::EachValue(when) => when.as_deref(),
        _ => None,
    };
    let keep = when.map(|when| match changes {
        true => {
            let decided = value::decided(context, when);
            quote!(records::kept(#decided))
        }
        false => value::condition(context, when),
    });
    let list = Path { root: path.root.clone(), steps: before.to_vec(), none: Vec::new() };
    let nullable = matches!(before.last().map(|step| &step.shape), Some(Shape::List(item)) if matches!(**item, Shape::Nullable(_)));
    let flatten = nullable.then(|| quote!(.into_iter().flatten()));
    match (&last.kind, moved(&list, &quote!(reply.value), true)) {
        (StepKind::Each(_), Some(moved)) => (quote!(#moved #flatten), keep),
        (StepKind::EachValue(_), Some(moved)) => (quote!(#moved.into_values()), keep),
        _ => match path::walk(&of_reply(context), path) {
            Walk::Many { items } => (quote!(#items.cloned().collect::<Vec<_>>()), None),
            _ => (quote!([reply.value]), None),
        },
    }
}

/// A path of fields only, moved: `reply.value.data.map(|it| it.items).unwrap_or_default()`.
fn moved(path: &Path, root: &TokenStream, list: bool) -> Option<TokenStream> {
    let mut at = root.clone();
    let mut optional = false;
    for step in &path.steps {
        let StepKind::Field(field) = &step.kind else { return None };
        let name = ident(&field.name);
        if step.presence == Presence::Maybe {
            return None;
        }
        let inner = match field.boxed && step.presence == Presence::Always {
            true => quote!(*it.#name),
            false => quote!(it.#name),
        };
        at = match (optional, step.presence) {
            (false, _) if field.boxed && step.presence == Presence::Always => quote!(*#at.#name),
            (false, _) => quote!(#at.#name),
            (true, Presence::Always) => quote!(#at.map(|it| #inner)),
            (true, _) => quote!(#at.and_then(|it| #inner)),
        };
        if field.boxed && step.presence == Presence::Optional {
            at = quote!(#at.map(|it| *it));
        }
        optional |= step.presence == Presence::Optional;
    }
    Some(match (optional, list) {
        (true, true) => quote!(#at.unwrap_or_default()),
        (true, false) => quote!(#at.unwrap_or_else(Decode::blank)),
        (false, _) => at,
    })
}

/// The path as the decoder tells it: `data.items`.
pub(super) fn wire_path(path: &Path) -> String {
    let names = path.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Field(field) => Some(field.wire.as_str()),
        StepKind::Member(key) => Some(key.as_str()),
        _ => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// Where in the reply one record is, as the decoder tells it.
pub(super) fn place(path: &Path) -> String {
    sources::place(&path.steps)
}

/// A value of the reply as an optional text: a cursor, a URL, a token.
pub(super) fn text(context: &Context<'_>, value: &Value) -> TokenStream {
    let flow = filters::as_text(&of_reply(context), value);
    // Empty means absent here, whatever the mapping's `none` says; most say it too.
    let said = matches!(&value.kind, ValueKind::Path(path) if path.none.iter().any(String::is_empty));
    let none = (!said).then(|| quote!(.none(&[""])));
    quote!(#flow #none.owned().ok())
}

/// The last of a list of the reply, as text.
pub(super) fn last(context: &Context<'_>, value: &Value) -> TokenStream {
    let context = of_reply(context);
    if let ValueKind::Path(path) = &value.kind
        && let Walk::Many { items } = path::walk(&context, path)
    {
        return quote!(records::last(#items));
    }
    let flow = value::carry(&context, value).flow;
    quote!(records::last(#flow.ok().into_iter().flatten()))
}

/// A value of the reply as an optional number.
pub(super) fn number(context: &Context<'_>, value: &Value) -> TokenStream {
    let flow = filters::as_text(&of_reply(context), value);
    quote!(#flow.int().ok())
}

/// A value of the reply as ids, those included that cannot be read. Where they are those of deletions, an item counts only if
/// the vendor says that its condition holds.
pub(super) fn ids(context: &Context<'_>, value: &Value, deletions: bool) -> TokenStream {
    let context = of_reply(context);
    let split = match &value.kind {
        ValueKind::Path(path) => split(path),
        ValueKind::Each { over, item } => match &over.kind {
            ValueKind::Path(path) => Some((path.clone(), (**item).clone())),
            _ => None,
        },
        _ => None,
    };
    let Some((mut over, item)) = split else {
        let flow = value::carry(&context, value).flow;
        return quote!(records::ids(
            #flow.ok().into_iter().flatten().map(Some).enumerate(), &reply.issues, ""
        ));
    };
    let list = wire_path(&over);
    let when = match over.steps.last_mut().map(|step| &mut step.kind) {
        Some(StepKind::Each(when) | StepKind::EachValue(when)) if deletions => when.take(),
        _ => None,
    };
    let Walk::Many { items } = path::walk(&context, &over) else { return quote!(records::none()) };
    let filter = when.map(|when| {
        let decided = value::decided(&context, &when);
        quote!(.filter(|(_, item)| records::gone(#decided)))
    });
    let id = id_of(&context, &item);
    quote!(records::ids(
        #items.enumerate()#filter.map(|(index, item)| (index, #id)), &reply.issues, #list
    ))
}

/// A path over items, and the value that it takes from each: what lies behind the last iteration, and behind the variant
/// that items have to be of.
fn split(path: &Path) -> Option<(Path, Value)> {
    let over = |kind: &StepKind| {
        matches!(kind, StepKind::Each(_) | StepKind::EachValue(_) | StepKind::EachExtra { .. })
    };
    let last = path.steps.iter().rposition(|step| over(&step.kind))?;
    let variants = path.steps.iter().skip(last + 1);
    let variants =
        variants.take_while(|step| matches!(step.kind, StepKind::Variant { .. } | StepKind::Inner));
    let (outer, inner) = path.steps.split_at_checked(last + 1 + variants.count())?;
    let shape = inner.last().or(outer.last())?.shape.clone();
    let inner = Path { root: Root::Item, steps: inner.to_vec(), none: path.none.clone() };
    let absent = inner.steps.iter().any(|step| step.presence != Presence::Always);
    let ty = Type { side: Side::Vendor, shape };
    let item = Value { kind: ValueKind::Path(inner), ty, absent, fallible: false };
    Some((Path { steps: outer.to_vec(), none: Vec::new(), ..path.clone() }, item))
}

/// An id as an expression of type `Option<Ref<_>>`.
fn id_of(context: &Context<'_>, value: &Value) -> TokenStream {
    match value.ty.shape {
        Shape::Ref(_) => {
            let flow = value::carry(context, value).flow;
            quote!(#flow.ok())
        }
        _ => {
            let flow = filters::as_text(context, value);
            quote!(#flow.reference().ok())
        }
    }
}

/// A value of the reply as one optional id.
pub(super) fn id(context: &Context<'_>, value: &Value) -> TokenStream {
    id_of(&of_reply(context), value)
}
