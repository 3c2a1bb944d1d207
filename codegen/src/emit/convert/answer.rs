//! Answers: the records, ids and cursors inside a reply.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::path::{self, Walk};
use super::{feeds, ops, read, value};
use crate::emit::names::ident;
use crate::ir::Payload;
use crate::ir::Shape;
use crate::plan::{ModelPlan, Path, Presence, ReplyChoice, Side, StepKind, Value};

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

/// The page of converted records. What the path gives is moved out of the reply where it can be.
pub(super) fn page(context: &Context<'_>, model: &ModelPlan, path: &Path, reading: usize) -> TokenStream {
    let reading = read::static_name(context, model, reading);
    let (moved, keep) = take(context, path);
    let list = wire_path(path);
    let keep = match keep {
        Some(keep) => quote!(|item| #keep),
        None => quote!(|_| true),
    };
    quote!(answer::records(#moved, &reply.issues, #list, #keep, &#reading))
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
fn take(context: &Context<'_>, path: &Path) -> (TokenStream, Option<TokenStream>) {
    let Some((last, before)) = path.steps.split_last() else { return (quote!([reply.value]), None) };
    let when = match &last.kind {
        StepKind::Each(when) | StepKind::EachValue(when) => when.as_deref(),
        _ => None,
    };
    let keep = when.map(|when| value::condition(context, when));
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
    feeds::place(&path.steps)
}

/// A value of the reply as an optional text: a cursor, a URL, a token.
pub(super) fn text(context: &Context<'_>, value: &Value) -> TokenStream {
    let flow = ops::as_text(&of_reply(context), value);
    // Empty means absent here, whatever the mapping's `none` says; most say it too.
    let said =
        matches!(&value.kind, crate::plan::ValueKind::Path(path) if path.none.iter().any(String::is_empty));
    let none = (!said).then(|| quote!(.none(&[""])));
    quote!(#flow #none.owned().ok())
}

/// The last of a list of the reply, as text.
pub(super) fn last(context: &Context<'_>, value: &Value) -> TokenStream {
    let context = of_reply(context);
    if let crate::plan::ValueKind::Path(path) = &value.kind
        && let Walk::Many { items } = path::walk(&context, path)
    {
        return quote!(position::last(#items));
    }
    let flow = value::carry(&context, value).flow;
    quote!(position::last(#flow.ok().into_iter().flatten()))
}

/// A value of the reply as an optional number.
pub(super) fn number(context: &Context<'_>, value: &Value) -> TokenStream {
    let flow = ops::as_text(&of_reply(context), value);
    quote!(#flow.int().ok())
}

/// A value of the reply as ids: one, or a list.
pub(super) fn ids(context: &Context<'_>, value: &Value) -> TokenStream {
    let context = of_reply(context);
    if let crate::plan::ValueKind::Path(path) = &value.kind
        && let Walk::Many { items } = path::walk(&context, path)
    {
        return quote!(#items.filter_map(|it| text(it).reference().ok()).collect::<Vec<_>>());
    }
    if let crate::plan::ValueKind::Each { over, item } = &value.kind
        && let crate::plan::ValueKind::Path(path) = &over.kind
        && let Walk::Many { items } = path::walk(&context, path)
    {
        let id = match item.ty.shape {
            Shape::Ref(_) => value::carry(&context, item).flow,
            _ => {
                let id = ops::as_text(&context, item);
                quote!(#id.reference())
            }
        };
        return quote!(#items.filter_map(|item| #id.ok()).collect::<Vec<_>>());
    }
    let flow = value::carry(&context, value).flow;
    quote!(#flow.ok().unwrap_or_default())
}

/// A value of the reply as one optional id.
pub(super) fn id(context: &Context<'_>, value: &Value) -> TokenStream {
    let context = of_reply(context);
    match value.ty.shape {
        Shape::Ref(_) => {
            let flow = value::carry(&context, value).flow;
            quote!(#flow.ok())
        }
        _ => {
            let flow = ops::as_text(&context, value);
            quote!(#flow.reference().ok())
        }
    }
}
