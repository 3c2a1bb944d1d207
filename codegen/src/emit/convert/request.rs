//! Requests: the values that a mapping gives to an operation's parameters and body.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::value::{self, Carried, Lane};
use super::{ops, place};
use crate::emit::names::ident;
use crate::ir::{Field, Flow, Kind, Literal, Operation, Parameter, Presence, Scalar, Shape, TypeId};
use crate::plan::{self, Bound, BoundKind, Input, ModelPlan, Piece, Request, Side, Type};

/// The call of an operation: `client.list_contacts("contacts", &params)`, and the statements before it.
pub(super) struct Prepared {
    pub(super) before: TokenStream,
    pub(super) call: TokenStream,
}

/// The request as a call of the generated operation. `client` is what it is called on; `body` is an expression of the
/// written record, if there is one.
pub(super) fn prepare(
    context: &Context<'_>,
    model: &ModelPlan,
    request: &Request,
    client: &TokenStream,
) -> Option<Prepared> {
    let operation = context.vendor.operations.get(request.operation)?;
    let name = ident(&operation.name);
    let mut arguments = Vec::new();
    let mut before = TokenStream::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if parameter.required && parameter.constant.is_none() {
            let given = request.arguments.iter().find(|argument| argument.parameter == index);
            let given = given.map(|given| &given.value);
            let (statement, argument) = argument(context, model, parameter, given);
            before.extend(statement);
            arguments.push(argument);
        }
    }
    if let Some(body) = &operation.body {
        let (statements, argument) = body_of(context, model, request, body.required);
        before.extend(statements);
        arguments.push(argument);
    }
    if let Some(params) = &operation.params_struct {
        before.extend(params_of(context, model, operation, params, request));
        arguments.push(quote!(&params));
    }
    Some(Prepared { before, call: quote!(#client.#name(#(#arguments),*)) })
}

/// A required parameter, as the operation's function takes it; and the statement that makes it, if it can fail.
fn argument(
    context: &Context<'_>,
    model: &ModelPlan,
    parameter: &Parameter,
    given: Option<&Bound>,
) -> (TokenStream, TokenStream) {
    let Some(given) = given else { return (TokenStream::new(), quote!(Default::default())) };
    let is_text = matches!(parameter.shape, Shape::Scalar(Scalar::Text)) && !parameter.nullable;
    match &given.kind {
        BoundKind::Literal(Literal::Text(text)) if is_text => return (TokenStream::new(), quote!(#text)),
        BoundKind::Input { input: Input::Id, ops, .. } if is_text && ops.is_empty() => {
            return (TokenStream::new(), quote!(id.as_str()));
        }
        _ => {}
    }
    let (statement, value) = match flow_of(context, model, given) {
        Some(flow) => {
            let (name, field) = (format_ident!("the_{}", parameter.name), &parameter.name);
            let statement = quote! {
                let #name = match #flow.required(#field) {
                    Ok(it) => it,
                    Err(refused) => return Pending::refused(refused),
                };
            };
            (statement, quote!(#name))
        }
        None => (TokenStream::new(), plain(context, model, given)),
    };
    let value = match &parameter.shape {
        _ if parameter.nullable => quote!(Some(#value)),
        Shape::Scalar(scalar) => match scalar {
            Scalar::Text | Scalar::Uri | Scalar::Base64 | Scalar::Base64Url | Scalar::Binary => {
                quote!(&#value)
            }
            _ => value,
        },
        _ => quote!(&#value),
    };
    (statement, value)
}

/// `let params = …Params::default().with(|params| …);`
fn params_of(
    context: &Context<'_>,
    model: &ModelPlan,
    operation: &Operation,
    params: &str,
    request: &Request,
) -> TokenStream {
    let (module, params) = (ident(&operation.module), ident(params));
    let lines: Vec<_> = request
        .arguments
        .iter()
        .filter_map(|argument| {
            let parameter = operation.parameters.get(argument.parameter)?;
            if parameter.required || parameter.constant.is_some() {
                return None;
            }
            let name = ident(&parameter.name);
            let value = optional(context, model, &argument.value);
            Some(quote!(params.#name = #value;))
        })
        .collect();
    match lines.is_empty() {
        true => quote!(let params = api::#module::#params::default();),
        false => quote!(let params = api::#module::#params::default().with(|params| { #(#lines)* });),
    }
}

/// The body: made of what `with` says, around or beside the written record, which is in `body` already.
fn body_of(
    context: &Context<'_>,
    model: &ModelPlan,
    request: &Request,
    required: bool,
) -> (TokenStream, TokenStream) {
    let Some(body) = &request.body else {
        return (TokenStream::new(), if required { quote!(&Default::default()) } else { quote!(None) });
    };
    let mut statements = TokenStream::new();
    let shape = context.shape(Side::Vendor, &body.shape);
    let blank = match body.shape {
        Shape::Named(_) => quote!(#shape::blank()),
        _ => quote!(<#shape>::default()),
    };
    match &body.record {
        Some((at, _)) if at.steps.is_empty() => {}
        Some((at, _)) => {
            let put = place::assign(context, &quote!(whole), at, &quote!(body), false);
            statements.extend(quote!(let mut whole = #blank; #put let mut body = whole;));
        }
        None => statements.extend(quote!(let mut body = #blank;)),
    }
    for (at, bound) in &body.parts {
        if body.record.is_some()
            && let Some(added) = added(context, model, at, bound)
        {
            statements.extend(added);
            continue;
        }
        let value = optional(context, model, bound);
        let assign = place::assign(context, &quote!(body), at, &quote!(it), false);
        statements.extend(match bound.absent {
            true => quote!(if let Some(it) = #value { #assign }),
            false => place::assign(context, &quote!(body), at, &always(context, model, bound), false),
        });
    }
    (statements, if required { quote!(&body) } else { quote!(Some(&body)) })
}

/// A list or map that the written record may have filled: what the record says stays, `with` is the default.
fn added(context: &Context<'_>, model: &ModelPlan, at: &plan::Place, bound: &Bound) -> Option<TokenStream> {
    let [plan::PlaceStep { kind: plan::PlaceKind::Field(field), presence: plan::Presence::Always, shape }] =
        at.steps.as_slice()
    else {
        return None;
    };
    let (name, value) = (ident(&field.name), always(context, model, bound));
    match shape {
        Shape::Map(_) => Some(quote!(for (key, it) in #value { body.#name.entry(key).or_insert(it); })),
        Shape::List(_) if matches!(&bound.kind, BoundKind::List(items) if items.is_empty()) => {
            Some(TokenStream::new())
        }
        Shape::List(_) => Some(quote!(if body.#name.is_empty() { body.#name = #value; })),
        _ => None,
    }
}

/// The value as an `Option`.
fn optional(context: &Context<'_>, model: &ModelPlan, bound: &Bound) -> TokenStream {
    match flow_of(context, model, bound) {
        Some(flow) => quote!(#flow.ok()),
        None => {
            let value = plain(context, model, bound);
            quote!(Some(#value))
        }
    }
}

/// The value, which is never absent.
fn always(context: &Context<'_>, model: &ModelPlan, bound: &Bound) -> TokenStream {
    match flow_of(context, model, bound) {
        Some(flow) => quote!(#flow.ok().unwrap_or_default()),
        None => plain(context, model, bound),
    }
}

/// What is made from inputs is a flow.
fn flow_of(context: &Context<'_>, model: &ModelPlan, bound: &Bound) -> Option<TokenStream> {
    match &bound.kind {
        BoundKind::Input { input: Input::Select, ops, .. } if ops.is_empty() => None,
        BoundKind::Input { input, ops, or } => {
            let ty = Type { side: Side::Vendor, shape: bound.shape.clone() };
            let Carried { flow, lane } = input_flow(context, model, input, ops, &ty);
            let flow = value::owned(flow, lane, &bound.shape);
            Some(match or {
                Some(or) => {
                    let or = place::literal(or);
                    quote!(#flow.or(|| Flow::of(#or)))
                }
                None => flow,
            })
        }
        BoundKind::Template(pieces) => {
            if let Some(text) = constant(model, pieces) {
                let flow = quote!(Flow::constant(#text));
                return Some(value::owned(flow, Lane::Text, &bound.shape));
            }
            let pieces = pieces.iter().map(|piece| piece_flow(context, model, piece));
            let flow = quote!(template([#(#pieces),*]));
            let ty = Type { side: Side::Vendor, shape: bound.shape.clone() };
            let Carried { flow, lane } = ops::from_text(context, flow, &ty);
            Some(value::owned(flow, lane, &bound.shape))
        }
        _ => None,
    }
}

/// A template of constants only.
fn constant(model: &ModelPlan, pieces: &[Piece]) -> Option<String> {
    pieces.iter().map(|piece| piece_constant(model, piece)).collect()
}

fn piece_constant(model: &ModelPlan, piece: &Piece) -> Option<String> {
    match piece {
        Piece::Text(text) => Some(text.clone()),
        Piece::Input { input: Input::Select, ops, .. } => selected(model, ops),
        Piece::Input { .. } => None,
    }
}

fn piece_flow(context: &Context<'_>, model: &ModelPlan, piece: &Piece) -> TokenStream {
    if let Some(text) = piece_constant(model, piece) {
        return quote!(Flow::constant(#text));
    }
    let Piece::Input { input, ops, or } = piece else { return quote!(Flow::absent()) };
    let text = Type { side: Side::Vendor, shape: Shape::Scalar(Scalar::Text) };
    let Carried { flow, lane } = input_flow(context, model, input, ops, &text);
    let flow = ops::flow_as_text(context, flow, lane, &text);
    match or {
        Some(Literal::Text(or)) => quote!(#flow.or(|| Flow::constant(#or))),
        _ => flow,
    }
}

/// What is asked for, as text.
fn selected(model: &ModelPlan, with: &[plan::Op]) -> Option<String> {
    match with {
        [] => Some(model.select.join(",")),
        [plan::Op::JoinList(separator)] => Some(model.select.join(separator)),
        _ => None,
    }
}

/// What a placeholder stands for, through its conversions.
fn input_flow(
    context: &Context<'_>,
    model: &ModelPlan,
    input: &Input,
    with: &[plan::Op],
    ty: &Type,
) -> Carried {
    let text = |expression: TokenStream| Carried::new(quote!(text(#expression)), Lane::Text);
    if let Some(select) = (*input == Input::Select).then(|| selected(model, with)).flatten() {
        return Carried::new(quote!(Flow::constant(#select)), Lane::Text);
    }
    let (start, from) = match input {
        Input::Id => (text(quote!(&id)), Scalar::Text),
        Input::Cursor => (text(quote!(cursor.as_deref())), Scalar::Text),
        Input::Token => (text(quote!(at.token())), Scalar::Text),
        Input::ParentId => (text(quote!(parent)), Scalar::Text),
        Input::Setting(name) => (text(quote!(client.http.setting(#name))), Scalar::Text),
        Input::PageSize => (Carried::new(quote!(Flow::of(size)), Lane::Copy), Scalar::I64),
        Input::Page | Input::Offset => (Carried::new(quote!(Flow::of(count)), Lane::Copy), Scalar::I64),
        Input::Since => (Carried::new(quote!(Flow::of(at.since())), Lane::Copy), Scalar::Timestamp),
        Input::Record(path) => {
            let value = plan::Value {
                kind: plan::ValueKind::Path(path.clone()),
                ty: ty.clone(),
                absent: true,
                fallible: false,
            };
            return value::carry(&context.with_record(quote!(body)), &value);
        }
        other => (other_input(other), Scalar::Timestamp),
    };
    let mut from = Type { side: Side::Vendor, shape: Shape::Scalar(from) };
    let mut carried = start;
    for op in with {
        carried = ops::step(context, op, carried.flow, carried.lane, &from, ty);
        from = ty.clone();
    }
    carried
}

/// Inputs that need nothing of the surroundings.
fn other_input(input: &Input) -> Carried {
    match input {
        Input::Ids => Carried::new(quote!(borrow(ids)), Lane::Borrowed),
        _ => Carried::new(quote!(Flow::of(client.http.now())), Lane::Copy),
    }
}

/// What is not made from inputs.
fn plain(context: &Context<'_>, model: &ModelPlan, bound: &Bound) -> TokenStream {
    match &bound.kind {
        BoundKind::Literal(literal) => literal_of(literal, &bound.shape),
        BoundKind::Member { of, name, .. } => {
            let (path, name) = (context.path(Side::Vendor, *of), ident(name));
            quote!(#path::#name)
        }
        BoundKind::Input { .. } | BoundKind::Template(_) => match bound.shape {
            Shape::List(_) => quote!(SELECT.iter().map(|name| (*name).into()).collect::<Vec<_>>()),
            _ => {
                let select = model.select.join(",");
                quote!(#select.to_owned())
            }
        },
        BoundKind::List(items) => {
            let items = items.iter().map(|item| always(context, model, item));
            quote!(vec![#(#items),*])
        }
        BoundKind::Struct { of, fields } => structure(context, model, *of, fields),
        BoundKind::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = always(context, model, value);
                quote!((#key.to_owned(), #value))
            });
            quote!(BTreeMap::from([#(#entries),*]))
        }
        BoundKind::Json(value) => {
            let value = always(context, model, value);
            quote!(json_text(&#value))
        }
    }
}

fn literal_of(literal: &Literal, shape: &Shape) -> TokenStream {
    match (literal, shape) {
        (Literal::Text(text), Shape::Scalar(Scalar::Text)) => quote!(#text.to_owned()),
        (Literal::Integer(value), Shape::Scalar(Scalar::I32)) => {
            let value = i32::try_from(*value).unwrap_or_default();
            quote!(#value)
        }
        (Literal::Integer(value), Shape::Scalar(Scalar::Decimal)) => {
            quote!(tributary_core::Decimal::from(#value))
        }
        (_, Shape::Any) => match literal {
            Literal::Null => quote!(tributary_core::Value::Null),
            other => {
                let value = place::literal(other);
                quote!(tributary_core::Value::from(#value))
            }
        },
        _ => place::literal(literal),
    }
}

fn structure(
    context: &Context<'_>,
    model: &ModelPlan,
    of: TypeId,
    fields: &[(usize, String, Bound)],
) -> TokenStream {
    let path = context.path(Side::Vendor, of);
    let def = context.def(Side::Vendor, of);
    let lines: Vec<_> = fields
        .iter()
        .map(|(index, name, bound)| {
            let declared = match &def.kind {
                Kind::Struct(def) => def.fields.get(*index),
                _ => None,
            };
            let name = ident(name);
            let value = field_value(context, model, declared, def.flow, bound);
            quote!(it.#name = #value;)
        })
        .collect();
    quote!(#path::blank().with(|it| { #(#lines)* }))
}

/// As the field is declared: plain, `Option` or `Maybe`.
fn field_value(
    context: &Context<'_>,
    model: &ModelPlan,
    field: Option<&Field>,
    flow: Flow,
    bound: &Bound,
) -> TokenStream {
    match field.map(|field| field.presence(flow)) {
        Some(Presence::Value) => always(context, model, bound),
        Some(Presence::Maybe) => {
            let value = optional(context, model, bound);
            quote!(Maybe::from(#value))
        }
        _ => optional(context, model, bound),
    }
}
