//! Answers: the records, ids and cursors inside a reply.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::path::{self, Walk};
use super::{filters, sources, value};
use crate::emit::names::ident;
use crate::ir::Payload;
use crate::ir::Shape;
use crate::plan::{
    ModelPlan, Op, Path, Presence, ReplyChoice, Root, Side, Step, StepKind, Type, Value, ValueKind,
};

/// The context of expressions over a reply's body.
pub(super) fn of_reply<'a>(context: &Context<'a>) -> Context<'a> {
    context.with_record(quote!(reply.value))
}

/// The vendor's type of a reading.
pub(super) fn record_type(context: &Context<'_>, model: &ModelPlan, reading: usize) -> TokenStream {
    match model.readings.get(model.read_by(reading)) {
        Some(reading) => context.shape(Side::Vendor, &reading.record),
        None => quote!(tributary_core::Value),
    }
}

/// Of several successful answers the one that is read, and those of the same type.
pub(super) fn picked(context: &Context<'_>, choice: Option<ReplyChoice>) -> Option<TokenStream> {
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
    Some(quote!(.picked(|reply| match reply { #(#read)|* => Some(it), #none })))
}

/// What is kept of the items of a path, and what is deleted. Of changes, an item is left out only if the vendor says that
/// its condition does not hold.
pub(super) fn kept(
    context: &Context<'_>,
    path: &Path,
    deleted: Option<&Value>,
    changes: bool,
) -> TokenStream {
    let when = if path.is_moved() { condition_of(path) } else { None };
    if let (Some(when), Some(ids)) = (when, deleted)
        && let Some((gone, id)) = gone(path, when, ids)
    {
        let element = Context { item: quote!(it), ..context.clone() };
        let (decided, id) = (value::decided(&element, gone), borrowed_id(&element, &id));
        return quote!(.gone(|it| #decided, |it| #id));
    }
    let keep = when.map(|when| {
        let keep = match changes {
            true => {
                let decided = value::decided(context, when);
                quote!(records::kept(#decided))
            }
            false => value::condition(context, when),
        };
        quote!(.keep(|item| #keep))
    });
    let deleted = deleted.map(|ids| self::deleted(context, ids));
    quote!(#keep #deleted)
}

/// When a record was deleted: of deletions, what was deleted before the run's beginning is left out.
pub(super) fn deleted_at(context: &Context<'_>, value: &Value) -> TokenStream {
    let flow = value::carry(&context.with_record(quote!(item)), value).flow;
    quote!(.deleted_at(|item| #flow))
}

/// The ids of what was deleted, beside the records.
pub(super) fn deleted(context: &Context<'_>, value: &Value) -> TokenStream {
    let (list, ids) = ids(context, value, true);
    quote!(.deleted(#list, |reply| #ids))
}

/// The condition under which an item of the list is a deletion, and its id, where all others are records.
fn gone<'v>(path: &Path, when: &Value, ids: &'v Value) -> Option<(&'v Value, Value)> {
    let ValueKind::Path(gone) = &ids.kind else { return None };
    let (over, id) = split(gone)?;
    let last = gone.steps.get(over.steps.len().checked_sub(1)?)?;
    let same = path.root == over.root
        && path.steps.len() == over.steps.len()
        && path.steps.iter().zip(&over.steps).rev().skip(1).all(|(a, b)| a == b);
    let (StepKind::Each(Some(condition)) | StepKind::EachValue(Some(condition))) = &last.kind else {
        return None;
    };
    let negated = matches!(&when.kind, ValueKind::Not(inner) if **inner == **condition);
    (same && negated).then_some((&**condition, id))
}

/// The condition of a path's last step.
fn condition_of(path: &Path) -> Option<&Value> {
    match &path.steps.last()?.kind {
        StepKind::Each(when) | StepKind::EachValue(when) => when.as_deref(),
        _ => None,
    }
}

/// The one record at a path, as an `Option` of what is moved out of `body`, and as the type that it is read as.
pub(super) fn one(context: &Context<'_>, model: &ModelPlan, (path, reading): (&Path, usize)) -> TokenStream {
    if model.read_by(reading) != reading {
        let optional = path.steps.iter().any(|step| step.presence != Presence::Always);
        let root = quote!(body);
        return match (optional, moved(path, &root, if optional { End::One } else { End::List })) {
            (true, Some(moved)) => quote!(|body| #moved.map(Into::into)),
            (false, Some(moved)) => quote!(|body| Some(#moved.into())),
            (_, None) => quote!(|body| Some(body.into())),
        };
    }
    if path.steps.is_empty() {
        return quote!(Some);
    }
    if let Some(moved) = moved(path, &quote!(body), End::One) {
        return quote!(|body| #moved);
    }
    let context = context.with_record(quote!(body));
    match path::settle(path::walk(&context, path)) {
        Walk::Place(place) => quote!(|body| Some(#place.clone())),
        Walk::Found(found) => quote!(|body| #found.cloned()),
        _ => quote!(Some),
    }
}

/// The items at a path, as a list of what is moved out of the reply, and as the type that they are read as.
pub(super) fn items(
    context: &Context<'_>,
    model: &ModelPlan,
    (path, reading): (&Path, usize),
) -> TokenStream {
    let list = path.steps.split_last().and_then(|(last, before)| {
        let list = Path { root: path.root.clone(), steps: before.to_vec(), none: Vec::new() };
        let nullable = matches!(before.last().map(|step| &step.shape), Some(Shape::List(item)) if matches!(**item, Shape::Nullable(_)));
        Some((last, nullable, moved(&list, &quote!(reply.value), End::List)?))
    });
    let whole = model.read_by(reading) == reading;
    let items = match list {
        Some((Step { kind: StepKind::Each(_), .. }, false, list)) if whole => return list,
        Some((Step { kind: StepKind::Each(_), .. }, false, list)) => quote!(#list.into_iter()),
        Some((Step { kind: StepKind::Each(_), .. }, true, list)) => quote!(#list.into_iter().flatten()),
        Some((Step { kind: StepKind::EachValue(_), .. }, _, map)) => quote!(#map.into_values()),
        _ => match path::walk(&of_reply(context), path) {
            Walk::Many { items } => quote!(#items.cloned()),
            _ if whole => return quote!(Vec::from([reply.value])),
            _ => return quote!(Vec::from([reply.value.into()])),
        },
    };
    let items = if whole { items } else { quote!(#items.map(Into::into)) };
    quote!(#items.collect())
}

/// What is moved out of a reply, where it may be missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// An empty list.
    List,
    /// `None`; `Some` of what is there anyway.
    One,
}

/// A path of fields only, moved: `reply.value.data.map(|it| it.items).unwrap_or_default()`.
fn moved(path: &Path, root: &TokenStream, end: End) -> Option<TokenStream> {
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
    Some(match (optional, end) {
        (true, End::List) => quote!(#at.unwrap_or_default()),
        (false, End::One) => quote!(Some(#at)),
        (true, End::One) | (false, End::List) => at,
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

/// A value of the reply as a text: a cursor, a URL, a token.
pub(super) fn text(context: &Context<'_>, value: &Value) -> TokenStream {
    // An empty text is none here anyway.
    let plain = match &value.kind {
        ValueKind::Path(path) if path.none.iter().all(String::is_empty) => {
            let path = Path { none: Vec::new(), ..path.clone() };
            Value { kind: ValueKind::Path(path), ..value.clone() }
        }
        _ => value.clone(),
    };
    let flow = filters::as_text(&of_reply(context), &plain);
    quote!(#flow.owned())
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

/// A value of the reply as a number.
pub(super) fn number(context: &Context<'_>, value: &Value) -> TokenStream {
    let flow = filters::as_text(&of_reply(context), value);
    quote!(#flow.int())
}

/// The list that ids are in, and the ids, those included that cannot be read. Where they are those of deletions, an item
/// counts only if the vendor says that its condition holds.
pub(super) fn ids(context: &Context<'_>, value: &Value, deletions: bool) -> (String, TokenStream) {
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
        let ids = quote!(#flow.ok().into_iter().flatten().map(|id| Some(id.to_string())).enumerate());
        return (String::new(), quote!(#ids.collect()));
    };
    let list = wire_path(&over);
    let when = match over.steps.last_mut().map(|step| &mut step.kind) {
        Some(StepKind::Each(when) | StepKind::EachValue(when)) if deletions => when.take(),
        _ => None,
    };
    let Walk::Many { items } = path::walk(&context, &over) else { return (list, quote!(Vec::new())) };
    let filter = when.map(|when| {
        let decided = value::decided(&context, &when);
        quote!(.filter(|(_, item)| records::gone(#decided)))
    });
    let id = borrowed_id(&context, &item);
    (list, quote!(#items.enumerate()#filter.map(|(index, item)| (index, #id.string())).collect()))
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

/// An id as a text.
fn id_text(context: &Context<'_>, value: &Value) -> TokenStream {
    let flow = borrowed_id(context, value);
    quote!(#flow.owned())
}

fn borrowed_id(context: &Context<'_>, value: &Value) -> TokenStream {
    match &value.kind {
        ValueKind::Apply { op: Op::TextToRef, to } => filters::as_text(context, to),
        _ => filters::as_text(context, value),
    }
}

/// A value of the reply as one id.
pub(super) fn id(context: &Context<'_>, value: &Value) -> TokenStream {
    id_text(&of_reply(context), value)
}
