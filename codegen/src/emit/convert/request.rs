//! Requests: an operation's parameters and body, filled with the values that the mapping gives.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::request_values::{self, always, flow_of, optional, plain};
use super::{path, place, rules, value, write_fields};
use crate::emit::names::ident;
use crate::emit::parameters;
use crate::ir::{Literal, Operation, Parameter, Scalar, Shape};
use crate::plan::{
    self, BoundValue, BoundValueKind, CallPlan, Input, ModelPlan, Op, Request, Root, Value, ValueKind,
};

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
    described(&context.requesting(model), request, client, None)
}

/// The inside of the closure that makes the call: `Ok(client.get_contact(…))`, with the capability's own error rules if it
/// has any, after the statements that may refuse it.
pub(super) fn closure(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    client: &TokenStream,
) -> Option<TokenStream> {
    let prepared = prepare(context, model, &call.request, client)?;
    Some(made(context, call, client, prepared).0)
}

/// The closure that makes the call of what was written, its body.
pub(super) fn of_body(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    client: &TokenStream,
) -> Option<TokenStream> {
    let prepared = prepare(context, model, &call.request, client)?;
    let changed = call.request.body.as_ref().is_some_and(|body| {
        !body.parts.is_empty() && body.record.as_ref().is_none_or(|(at, _)| at.steps.is_empty())
    });
    let (made, statements) = made(context, call, client, prepared);
    let body = match path::mentions(&made, "body") {
        true if changed && path::mentions(&statements, "body") => quote!(mut body),
        true => quote!(body),
        false => quote!(_),
    };
    Some(quote!(|#body| #made))
}

/// The same for a call whose body is the bytes of `file`.
pub(super) fn of_file(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> Option<TokenStream> {
    let operation = context.vendor.operations.get(call.request.operation)?;
    let required = operation.body.as_ref()?.required;
    let file = if required { quote!(file.body) } else { quote!(Some(file.body)) };
    let client = quote!(self);
    let prepared = described(&context.requesting(model), &call.request, &client, Some(file))?;
    let (made, _) = made(context, call, &client, prepared);
    let given = if asks_for_record(&call.request) { quote!(body) } else { quote!(_) };
    Some(quote!(|#given| #made))
}

/// What is said of the call, and the statements in it.
fn made(
    context: &Context<'_>,
    call: &CallPlan,
    client: &TokenStream,
    Prepared { before, call: operation }: Prepared,
) -> (TokenStream, TokenStream) {
    // What is asked of the client inside an expression, its clock or a setting.
    let named = client.to_string() != "client"
        && (path::mentions(&before, "client") || path::mentions(&operation, "client"));
    let before = if named { quote!(let client = #client; #before) } else { before };
    let operation = rules::classified(context, call, operation);
    let made = if before.is_empty() { quote!(Ok(#operation)) } else { quote!({ #before Ok(#operation) }) };
    (made, before)
}

fn described(
    context: &Context<'_>,
    request: &Request,
    client: &TokenStream,
    file: Option<TokenStream>,
) -> Option<Prepared> {
    let operation = context.vendor.operations.get(request.operation)?;
    let name = ident(&operation.name);
    let mut arguments = Vec::new();
    let mut before = sayable(context, operation, request);
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if parameter.required && parameter.constant.is_none() {
            let given = request.arguments.iter().find(|argument| argument.parameter == index);
            let given = given.map(|given| &given.value);
            arguments.push(argument(context, parameter, given));
        }
    }
    if let Some(file) = file {
        arguments.push(file);
    } else if let Some(body) = &operation.body {
        let (statements, argument) = body_of(context, request, body.required);
        before.extend(statements);
        arguments.push(argument);
    }
    if let Some(params) = &operation.params_struct {
        let set = params_of(context, operation, params, request);
        arguments.push(if set.is_empty() { quote!(&Default::default()) } else { quote!(&params) });
        before.extend(set);
    }
    Some(Prepared { before, call: quote!(#client.#name(#(#arguments),*)) })
}

/// What makes sure that every value can be said: an id that is no number must not become none, or another one.
fn sayable(context: &Context<'_>, operation: &Operation, request: &Request) -> TokenStream {
    let optional = request.arguments.iter().filter_map(|argument| {
        let parameter = operation.parameters.get(argument.parameter)?;
        let inside = !matches!(argument.value.kind, BoundValueKind::Value(_));
        (!parameter.required && inside).then_some((parameter.name.as_str(), &argument.value))
    });
    let parts = request.body.iter().flat_map(|body| &body.parts).filter_map(|(place, bound)| {
        match &place.steps.first()?.kind {
            plan::PlaceKind::Field(field) => Some((field.wire.as_str(), bound)),
            plan::PlaceKind::Member(key) => Some((key.as_str(), bound)),
            _ => None,
        }
    });
    optional.chain(parts).map(|(name, bound)| request_values::sayable(context, name, bound)).collect()
}

/// Whether a value of the request is taken from the record that is written.
fn asks_for_record(request: &Request) -> bool {
    let mut asks = false;
    for argument in &request.arguments {
        argument.value.each(&mut |value| {
            asks |= matches!(&value.kind, ValueKind::Path(path) if path.root == Root::Request);
        });
    }
    asks
}

/// A required parameter, as the operation's function takes it.
fn argument(context: &Context<'_>, parameter: &Parameter, given: Option<&BoundValue>) -> TokenStream {
    let Some(given) = given else { return quote!(Default::default()) };
    let is_text = matches!(parameter.shape, Shape::Scalar(Scalar::Text)) && !parameter.nullable;
    if let (BoundValueKind::Value(value), true) = (&given.kind, is_text) {
        match &value.kind {
            ValueKind::Literal(Literal::Text(text)) => return quote!(#text),
            ValueKind::Input(Input::Id) => return quote!(id.as_str()),
            ValueKind::Template(pieces) => {
                if let Some(text) = value::constant_text(context, pieces) {
                    return quote!(#text);
                }
            }
            _ => {}
        }
    }
    let of_id = match &given.kind {
        BoundValueKind::Value(Value { kind: ValueKind::Apply { op, to }, .. })
            if matches!(to.kind, ValueKind::Input(Input::Id)) =>
        {
            match op {
                Op::ToInteger => Some(quote!(int)),
                Op::TextToUuid => Some(quote!(uuid)),
                _ => None,
            }
        }
        _ => None,
    };
    let value = match flow_of(context, given) {
        Some(_) if let Some(of_id) = &of_id => {
            let field = &parameter.name;
            quote!(#of_id(id, #field)?)
        }
        Some(flow) => {
            let field = &parameter.name;
            quote!(#flow.required(#field)?)
        }
        None => plain(context, given),
    };
    match &parameter.shape {
        _ if parameter.nullable => quote!(Some(#value)),
        Shape::Scalar(scalar) if parameters::is_copied(*scalar) => value,
        _ => quote!(&#value),
    }
}

/// `let mut params = …Params::default(); params.limit = …;`
fn params_of(context: &Context<'_>, operation: &Operation, params: &str, request: &Request) -> TokenStream {
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
            let value = request_values::given(context, &parameter.name, &argument.value);
            Some(quote!(params.#name = #value;))
        })
        .collect();
    match lines.is_empty() {
        true => TokenStream::new(),
        false => quote!(let mut params = api::#module::#params::default(); #(#lines)*),
    }
}

/// The body: made of what `with` says, around or beside the written record, which is in `body` already.
fn body_of(context: &Context<'_>, request: &Request, required: bool) -> (TokenStream, TokenStream) {
    let Some(body) = &request.body else {
        return (TokenStream::new(), if required { quote!(&Default::default()) } else { quote!(None) });
    };
    let mut statements = TokenStream::new();
    let blank = write_fields::blank(context, &body.shape);
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
            && let Some(added) = added(context, at, bound)
        {
            statements.extend(added);
            continue;
        }
        let value = optional(context, bound);
        let assign = place::assign(context, &quote!(body), at, &quote!(it), false);
        statements.extend(match bound.absent {
            true => quote!(if let Some(it) = #value { #assign }),
            false => place::assign(context, &quote!(body), at, &always(context, bound), false),
        });
    }
    (statements, if required { quote!(&body) } else { quote!(Some(&body)) })
}

/// A list or map that the written record may have filled: what the record says stays, `with` is the default.
fn added(context: &Context<'_>, at: &plan::Place, bound: &BoundValue) -> Option<TokenStream> {
    let [plan::PlaceStep { kind: plan::PlaceKind::Field(field), presence: plan::Presence::Always, shape }] =
        at.steps.as_slice()
    else {
        return None;
    };
    let (name, value) = (ident(&field.name), always(context, bound));
    match shape {
        Shape::Map(_) => {
            Some(quote!(for (key, it) in #value { body.#name.get_or_insert_with(&key, || it); }))
        }
        Shape::List(_) if matches!(&bound.kind, BoundValueKind::List(items) if items.is_empty()) => {
            Some(TokenStream::new())
        }
        Shape::List(_) => Some(quote!(if body.#name.is_empty() { body.#name = #value; })),
        _ => None,
    }
}
