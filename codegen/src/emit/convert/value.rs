//! Values: each becomes an expression of type `Flow<…>`, read from left to right as the mapping's line is.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::path::{self, Walk};
use super::{build, filters};
use crate::emit::names::ident;
use crate::ir::{EnumRepr, Kind, Literal, Scalar, Shape};
use crate::plan::{Comparison, Input, Op, Path, Presence, Root, StepKind, Type, Value, ValueKind, Way};

/// In which form a flow carries its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// `Cow<str>`
    Text,
    /// Numbers, truth and time, by value and in their plain form: `Decimal`, not `DecimalText`.
    Copy,
    /// `&T`
    Borrowed,
    /// `T`
    Owned,
}

/// An expression of type `Flow`, and how it carries the value.
pub(super) struct Carried {
    pub(super) flow: TokenStream,
    pub(super) lane: Lane,
}

impl Carried {
    pub(super) fn new(flow: TokenStream, lane: Lane) -> Self {
        Self { flow, lane }
    }
}

/// The value as a flow.
pub(super) fn carry(context: &Context<'_>, value: &Value) -> Carried {
    let owned = |flow| Carried::new(flow, Lane::Owned);
    match &value.kind {
        ValueKind::Path(path) => carry_path(context, path, &value.ty),
        ValueKind::Literal(literal) => carry_literal(context, literal, &value.ty),
        ValueKind::Input(input) => carry_input(context, input),
        ValueKind::Template(pieces) => template(context, pieces),
        ValueKind::Member { of, name, .. } => {
            let (path, name) = (context.path(value.ty.side, *of), ident(name));
            Carried::new(quote!(Flow::of(#path::#name)), Lane::Owned)
        }
        ValueKind::Coalesce(values) => coalesce(context, values),
        ValueKind::Apply { op, to } => filters::apply(context, op, to, &value.ty),
        ValueKind::Compare { .. }
        | ValueKind::Not(_)
        | ValueKind::And(_)
        | ValueKind::Or(_)
        | ValueKind::Holds(_) => {
            let condition = condition(context, value);
            Carried::new(quote!(Flow::of(#condition)), Lane::Copy)
        }
        ValueKind::Case(cases) => case(context, cases),
        ValueKind::Translate { table, way, of } => translate(context, *table, *way, of, &value.ty),
        ValueKind::Call { function, of } => call(context, function, of, &value.ty),
        ValueKind::Each { over, item } => owned(build::each(context, over, item, &value.ty)),
        ValueKind::Build { of, fields } => {
            let found = build::build(context, *of, fields);
            owned(quote!(Flow::maybe(#found)))
        }
        ValueKind::Slots(slots) => {
            let found = build::slots(context, slots);
            owned(quote!(Flow::maybe(#found)))
        }
        ValueKind::Assemble(writes) => owned(build::assemble(context, &value.ty, writes)),
        ValueKind::Collect { over, key, value: entry } => {
            owned(build::collect(context, over, key, entry, &value.ty))
        }
        ValueKind::Entries { of, item } => owned(build::entries(context, of, item)),
    }
}

/// The value as a flow of its type, owned.
pub(super) fn own(context: &Context<'_>, value: &Value) -> TokenStream {
    let Carried { flow, lane } = carry(context, value);
    match lane {
        Lane::Text => quote!(#flow.owned()),
        Lane::Borrowed => quote!(#flow.cloned()),
        Lane::Copy => wrapped(flow, &value.ty.shape),
        Lane::Owned => flow,
    }
}

/// The value as what a sink takes: text may still be borrowed.
pub(super) fn sunk(context: &Context<'_>, value: &Value) -> TokenStream {
    let Carried { flow, lane } = carry(context, value);
    if lane == Lane::Text { flow } else { own(context, value) }
}

/// Scalars that travel in a second form are carried in the plain one.
fn wrapped(flow: TokenStream, shape: &Shape) -> TokenStream {
    match shape {
        Shape::Scalar(Scalar::DecimalText) => quote!(#flow.map(tributary_core::DecimalText)),
        Shape::Scalar(Scalar::DateTime) => quote!(#flow.map(tributary_core::OffsetDateTime::from)),
        Shape::Scalar(Scalar::TimestampHttp) => quote!(#flow.map(tributary_core::HttpDate)),
        Shape::Scalar(Scalar::TimestampUnix) => quote!(#flow.map(tributary_core::UnixTime)),
        _ => flow,
    }
}

/// The flow of an item, as a list or map of such items holds it.
pub(super) fn as_item(flow: TokenStream, item: &Shape) -> TokenStream {
    if matches!(item, Shape::Nullable(_)) { quote!(#flow.map(Some)) } else { flow }
}

fn carry_path(context: &Context<'_>, path: &Path, ty: &Type) -> Carried {
    let lane = lane_of(context, ty);
    if let Some((lookup, key)) = context.lookup(path, lane) {
        let name = ident(lookup);
        return Carried::new(quote!(#name(#key)), Lane::Text);
    }
    let slot = (path.root == Root::Item).then_some(context.slot.as_ref()).flatten();
    let inner;
    let inside = match slot {
        Some(_) => {
            inner = Context { slot: None, item: quote!(it), ..context.clone() };
            &inner
        }
        None => context,
    };
    let end = if lane == Lane::Text { path::walk_to_text(inside, path) } else { path::walk(inside, path) };
    let end = match end {
        Walk::Text(text) => return Carried::new(quote!(text(#text)), Lane::Text),
        Walk::Many { items } => return Carried::new(build::collect_items(&items, ty), Lane::Owned),
        end => end,
    };
    let (take, settled) = match (lane, end) {
        (Lane::Text, Walk::Declared { place, boxed: false, .. }) => (quote!(text), quote!(&#place)),
        (Lane::Text, end) => (quote!(text), reference(end)),
        (Lane::Copy, Walk::Declared { place, boxed: false, .. }) => (quote!(copy), quote!(&#place)),
        (_, Walk::Declared { place, boxed: false, .. }) => (quote!(borrow), quote!(&#place)),
        (Lane::Copy, Walk::Place(place)) if is_name(&place) => (quote!(of), quote!(*#place)),
        (Lane::Copy, Walk::Place(place)) => (quote!(of), place),
        (_, end @ Walk::Place(_)) => (quote!(of), reference(end)),
        (Lane::Copy, end) => (quote!(copy), reference(end)),
        (_, end) => (quote!(borrow), reference(end)),
    };
    let there = take.to_string() == "of";
    let flow = match slot {
        Some(slot) if there => quote!(#slot.clone().map(|it| #settled)),
        Some(slot) => quote!(#slot.#take(|it| #settled)),
        None if there => quote!(Flow::of(#settled)),
        None => quote!(#take(#settled)),
    };
    let null = null_outside(context, path);
    let named = lane == Lane::Text && slot.is_none() && null.is_none() && context.is_nulls(&path.none);
    if named {
        return Carried::new(quote!(string(#settled)), lane);
    }
    let none = (lane == Lane::Text).then(|| context.none(&path.none));
    let plain = (lane == Lane::Copy).then(|| plain(&ty.shape));
    Carried::new(quote!(#flow #null #none #plain), lane)
}

/// The property that a value is: a reference to it, as it is declared.
pub(super) fn property(context: &Context<'_>, value: &Value) -> TokenStream {
    match &value.kind {
        ValueKind::Path(path) => match path::walk(context, path) {
            Walk::Declared { place, boxed: false, .. } => quote!(&#place),
            end => reference(end),
        },
        _ => carry(context, value).flow,
    }
}

/// Null of the object that a member of a patch lies in is null of the member.
fn null_outside(context: &Context<'_>, path: &Path) -> Option<TokenStream> {
    let [first, _, ..] = path.steps.as_slice() else { return None };
    let (Root::Unified, Presence::Maybe, StepKind::Field(field)) = (&path.root, first.presence, &first.kind)
    else {
        return None;
    };
    let (root, name) = (context.root(&path.root), ident(&field.name));
    Some(quote!(.null_if(#root.#name.is_null())))
}

/// The end of a walk as a reference, or an `Option` of one.
fn reference(end: Walk) -> TokenStream {
    match path::settle(end) {
        Walk::Place(place) if is_name(&place) => place,
        Walk::Place(place) => quote!(&#place),
        Walk::Found(found) => found,
        Walk::Declared { place, .. } => quote!(&#place),
        Walk::Many { items } => items,
        Walk::Text(text) => text,
    }
}

/// Roots are references already.
fn is_name(place: &TokenStream) -> bool {
    place.clone().into_iter().count() == 1
}

/// How a path of this type is carried.
fn lane_of(context: &Context<'_>, ty: &Type) -> Lane {
    match &ty.shape {
        Shape::Scalar(scalar) => match scalar {
            Scalar::Text => Lane::Text,
            Scalar::Number
            | Scalar::Duration
            | Scalar::Uuid
            | Scalar::Uri
            | Scalar::Base64
            | Scalar::Base64Url
            | Scalar::Binary => Lane::Borrowed,
            _ => Lane::Copy,
        },
        Shape::Named(id) | Shape::Boxed(id) => match &context.def(ty.side, *id).kind {
            Kind::Alias(shape) => lane_of(context, &Type { side: ty.side, shape: shape.clone() }),
            _ => Lane::Borrowed,
        },
        _ => Lane::Borrowed,
    }
}

/// To the plain form of scalars that travel in a second one.
fn plain(shape: &Shape) -> Option<TokenStream> {
    match shape {
        Shape::Scalar(Scalar::DateTime) => Some(quote!(.timestamp())),
        Shape::Scalar(Scalar::DecimalText | Scalar::TimestampHttp | Scalar::TimestampUnix) => {
            Some(quote!(.map(|it| it.0)))
        }
        _ => None,
    }
}

fn carry_literal(context: &Context<'_>, literal: &Literal, ty: &Type) -> Carried {
    let constant = constant(context, literal, ty);
    match (literal, &ty.shape) {
        (Literal::Text(text), Shape::Scalar(Scalar::Text)) => {
            Carried::new(quote!(Flow::constant(#text)), Lane::Text)
        }
        _ if lane_of(context, ty) == Lane::Copy => Carried::new(quote!(Flow::of(#constant)), Lane::Copy),
        _ => Carried::new(quote!(Flow::of(#constant)), Lane::Owned),
    }
}

/// A constant of the type, in the form in which it is carried.
pub(super) fn constant(context: &Context<'_>, literal: &Literal, ty: &Type) -> TokenStream {
    match (literal, &ty.shape) {
        (Literal::Null, Shape::Any) => quote!(tributary_core::Value::Null),
        (Literal::Text(text), Shape::Any) => quote!(tributary_core::Value::from(#text)),
        (Literal::Text(text), Shape::Scalar(Scalar::Uri)) => quote!(tributary_core::Uri(#text.to_owned())),
        (Literal::Text(text), Shape::Ref(_)) => quote!(Ref::new(#text.to_owned())),
        (Literal::Text(text), Shape::Named(_)) => {
            let path = context.shape(ty.side, &ty.shape);
            quote!(#path::from(#text))
        }
        (Literal::Text(text) | Literal::Json(text), _) => quote!(#text.to_owned()),
        (Literal::Integer(_) | Literal::Number(_), Shape::Scalar(Scalar::Decimal | Scalar::DecimalText)) => {
            let text = match literal {
                Literal::Integer(value) => value.to_string(),
                Literal::Number(value) => value.to_string(),
                _ => String::new(),
            };
            let (mantissa, scale) = filters::decimal_parts(&text);
            quote!(tributary_core::Decimal::new(#mantissa, #scale))
        }
        (Literal::Integer(number), Shape::Scalar(Scalar::Number)) => {
            let number = proc_macro2::Literal::i64_suffixed(*number);
            quote!(tributary_core::Number::from(#number))
        }
        (Literal::Number(number), Shape::Scalar(Scalar::Number)) => {
            let number = proc_macro2::Literal::f64_suffixed(*number);
            quote!(tributary_core::Number::from(#number))
        }
        (_, shape) => {
            let number = match literal {
                Literal::Bool(value) => quote!(#value),
                Literal::Integer(value) => {
                    let value = proc_macro2::Literal::i64_unsuffixed(*value);
                    quote!(#value)
                }
                Literal::Number(value) => {
                    let value = proc_macro2::Literal::f64_unsuffixed(*value);
                    quote!(#value)
                }
                _ => quote!(Default::default()),
            };
            match shape {
                Shape::Any => quote!(tributary_core::Value::from(#number)),
                Shape::Named(_) => {
                    let path = context.shape(ty.side, shape);
                    quote!(#path::from(#number))
                }
                _ => number,
            }
        }
    }
}

/// A literal as text.
pub(super) fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => value.to_string(),
        Literal::Text(text) | Literal::Json(text) => text.clone(),
    }
}

/// A constant expression of the value, if it is one: owned, and never absent.
pub(super) fn owned_constant(context: &Context<'_>, value: &Value) -> Option<TokenStream> {
    match &value.kind {
        ValueKind::Literal(literal) => {
            let constant = constant(context, literal, &value.ty);
            Some(match value.ty.shape {
                Shape::Scalar(Scalar::DecimalText) => quote!(tributary_core::DecimalText(#constant)),
                _ => constant,
            })
        }
        ValueKind::Member { of, name, .. } => {
            let (path, name) = (context.path(value.ty.side, *of), ident(name));
            Some(quote!(#path::#name))
        }
        ValueKind::Template(pieces) => {
            let text = constant_text(context, pieces)?;
            Some(quote!(#text.to_owned()))
        }
        _ => None,
    }
}

/// What a placeholder stands for.
fn carry_input(context: &Context<'_>, input: &Input) -> Carried {
    let text = |expression: TokenStream| Carried::new(quote!(text(#expression)), Lane::Text);
    let copied = |flow: TokenStream| Carried::new(flow, Lane::Copy);
    match input {
        Input::Id => text(quote!(&id)),
        Input::EachId => text(quote!(id)),
        Input::Ids => Carried::new(quote!(Flow::of(&ids)), Lane::Borrowed),
        Input::Cursor => Carried::new(quote!(at.cursor()), Lane::Text),
        Input::Last => Carried::new(quote!(at.last()), Lane::Text),
        Input::Token => Carried::new(quote!(at.token()), Lane::Text),
        Input::ParentId => text(quote!(client.parent())),
        Input::Setting(name) | Input::Credential(name) => text(quote!(client.http.setting(#name))),
        Input::PageSize => copied(quote!(at.size())),
        Input::Page => copied(quote!(at.number())),
        Input::Offset => copied(quote!(at.offset())),
        Input::Since => copied(quote!(at.since())),
        Input::Now => copied(quote!(Flow::of(client.http.now()))),
        Input::Select => Carried::new(context.selected.clone(), Lane::Owned),
    }
}

/// Texts in a row.
fn template(context: &Context<'_>, pieces: &[Value]) -> Carried {
    if let Some(text) = constant_text(context, pieces) {
        return Carried::new(quote!(Flow::constant(#text)), Lane::Text);
    }
    let pieces = pieces.iter().map(|piece| filters::as_text(context, piece));
    Carried::new(quote!(template([#(#pieces),*])), Lane::Text)
}

/// The text that pieces are where all of them are constant.
pub(super) fn constant_text(context: &Context<'_>, pieces: &[Value]) -> Option<String> {
    let piece = |piece: &Value| match &piece.kind {
        ValueKind::Literal(Literal::Text(text)) => Some(text.clone()),
        ValueKind::Apply { op: Op::JoinList(separator), to } => filters::selected(context, to, separator),
        _ => None,
    };
    pieces.iter().map(piece).collect()
}

fn coalesce(context: &Context<'_>, values: &[Value]) -> Carried {
    let carried: Vec<_> = values.iter().map(|value| carry(context, value)).collect();
    let lane = match carried.first() {
        Some(first) if carried.iter().all(|one| one.lane == first.lane) => first.lane,
        _ => Lane::Owned,
    };
    let flows = carried.into_iter().zip(values);
    let mut flows = flows.map(|(one, value)| if one.lane == lane { one.flow } else { own(context, value) });
    let first = flows.next().unwrap_or_default();
    let flow = flows.fold(first, |flow, other| quote!(#flow.or(|| #other)));
    Carried::new(flow, lane)
}

fn case(context: &Context<'_>, cases: &[(Value, Value)]) -> Carried {
    // What follows `else`: a block, or another `if`.
    let mut otherwise = quote!({ Flow::absent() });
    for (when, then) in cases.iter().rev() {
        let (when, then) = (condition(context, when), own(context, then));
        otherwise = match when.to_string().as_str() {
            "true" => quote!({ #then }),
            _ => quote!(if #when { #then } else #otherwise),
        };
    }
    Carried::new(quote!({ #otherwise }), Lane::Owned)
}

/// The value as a condition: an expression of type `bool`.
pub(super) fn condition(context: &Context<'_>, value: &Value) -> TokenStream {
    match &value.kind {
        ValueKind::Literal(Literal::Bool(value)) => quote!(#value),
        ValueKind::Compare { op, left, right } => compare(context, *op, left, right),
        ValueKind::Not(inner) => {
            let inner = operand(context, inner);
            quote!(!#inner)
        }
        ValueKind::And(values) => {
            let values = values.iter().map(|value| operand(context, value));
            quote!(#(#values)&&*)
        }
        ValueKind::Or(values) => {
            let values = values.iter().map(|value| operand(context, value));
            quote!(#(#values)||*)
        }
        ValueKind::Holds(inner) => condition(context, inner),
        _ => {
            let Carried { flow, lane } = carry(context, value);
            let truth = matches!(value.ty.shape, Shape::Scalar(Scalar::Bool)) || lane == Lane::Text;
            if truth { quote!(#flow.holds()) } else { quote!(#flow.is_there()) }
        }
    }
}

/// The value as a condition that the vendor may not decide, because what it looks at is missing or cannot be read: an
/// expression of type `Option<bool>`.
pub(super) fn decided(context: &Context<'_>, value: &Value) -> TokenStream {
    let all = |values: &[Value]| -> Vec<TokenStream> {
        values.iter().map(|value| decided(context, value)).collect()
    };
    match &value.kind {
        ValueKind::Compare { op, left, right } => {
            let holds = compare(context, *op, left, right);
            let unsaid = [left, right].into_iter().filter(|side| side.absent);
            let there: Vec<_> = unsaid
                .map(|side| {
                    let side = carry(context, side).flow;
                    quote!(#side.is_there())
                })
                .collect();
            if there.is_empty() { quote!(Some(#holds)) } else { quote!((#(#there)&&*).then(|| #holds)) }
        }
        ValueKind::Not(inner) => {
            let inner = decided(context, inner);
            quote!(records::not(#inner))
        }
        ValueKind::And(values) => {
            let values = all(values);
            quote!(records::all(&[#(#values),*]))
        }
        ValueKind::Or(values) => {
            let values = all(values);
            quote!(records::any(&[#(#values),*]))
        }
        ValueKind::Holds(inner) => decided(context, inner),
        ValueKind::Literal(_) => {
            let holds = condition(context, value);
            quote!(Some(#holds))
        }
        _ if matches!(value.ty.shape, Shape::Scalar(Scalar::Bool)) => {
            let flow = carry(context, value).flow;
            quote!(#flow.ok())
        }
        // a text, a number, an object: it is there or it is not
        _ => {
            let holds = condition(context, value);
            quote!(Some(#holds))
        }
    }
}

/// A condition inside another.
fn operand(context: &Context<'_>, value: &Value) -> TokenStream {
    let inner = condition(context, value);
    let mut at = value;
    while let ValueKind::Holds(inner) = &at.kind {
        at = inner;
    }
    match at.kind {
        ValueKind::And(_) | ValueKind::Or(_) => quote!((#inner)),
        _ => inner,
    }
}

/// Both are of one type: text, a number, a time, or a bool.
fn compare(context: &Context<'_>, op: Comparison, left: &Value, right: &Value) -> TokenStream {
    if let (Comparison::Equal, Shape::Scalar(Scalar::Text), ValueKind::Literal(Literal::Text(text))) =
        (op, &right.ty.shape, &right.kind)
        && let Carried { flow, lane: Lane::Text } = carry(context, left)
    {
        return quote!(#flow.is(#text));
    }
    let (a, b) = (carry(context, left).flow, carry(context, right).flow);
    match op {
        Comparison::Equal => quote!(#a.equals(#b)),
        Comparison::NotEqual => quote!(!#a.equals(#b)),
        Comparison::Less => quote!(#a.less(#b)),
        Comparison::Greater => quote!(#b.less(#a)),
    }
}

fn translate(context: &Context<'_>, table: usize, way: Way, of: &Value, ty: &Type) -> Carried {
    let constant = context.table(table);
    let text = filters::as_text(context, of);
    match way {
        Way::Read => Carried::new(quote!(#text.unified(&#constant)), Lane::Owned),
        Way::Write => filters::of_table(context, quote!(#text.vendor(&#constant)), ty),
    }
}

fn call(context: &Context<'_>, function: &str, of: &Value, ty: &Type) -> Carried {
    let name = ident(function);
    let Carried { flow, lane } = carry(context, of);
    let flow = match lane {
        Lane::Borrowed => quote!(#flow.then(functions::#name)),
        _ => quote!(#flow.then(|it| functions::#name(&it))),
    };
    match ty.shape {
        Shape::Scalar(Scalar::Text) => Carried::new(quote!(#flow.map(Cow::Owned)), Lane::Text),
        Shape::Scalar(_) if lane_of(context, ty) == Lane::Copy => Carried::new(flow, Lane::Copy),
        _ => Carried::new(flow, Lane::Owned),
    }
}

/// How an enum's members are told as text.
pub(super) fn enum_repr(context: &Context<'_>, ty: &Type) -> Option<EnumRepr> {
    match &ty.shape {
        Shape::Named(id) => match &context.def(ty.side, *id).kind {
            Kind::Enum(def) => Some(def.repr),
            _ => None,
        },
        _ => None,
    }
}
