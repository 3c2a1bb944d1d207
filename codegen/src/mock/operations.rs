//! Operations of the IR: what a request may have, and what responses there are.

use tributary_mock_plan::{Body, Content, Location, Operation, Parameter, Payload, Response, Style};

use super::schemas::schema;
use crate::ir::{self, Api, ContentKind, ParameterEncoding, Reply, Statuses};

/// An operation.
pub(super) fn operation(operation: &ir::Operation, api: &Api) -> Operation {
    let security = operation.security.as_deref().unwrap_or(&api.security);
    let usual = match &operation.success {
        Reply::One(ir::Payload::Nothing) => 204,
        _ => 200,
    };
    Operation {
        id: operation.operation_id.clone(),
        method: operation.method.clone(),
        path: operation.path.split('#').next().unwrap_or_default().to_owned(),
        base_path: operation.servers.first().map(|server| super::path_of(&server.default_url())),
        parameters: operation.parameters.iter().map(parameter).collect(),
        body: operation.body.as_ref().map(|body| Body {
            required: body.required,
            contents: body.contents.iter().map(content).collect(),
        }),
        success: responses(&operation.success, api, usual),
        failure: responses(&operation.error, api, 400),
        anonymous: security.is_empty() || security.iter().any(|it| it.schemes.is_empty()),
    }
}

fn parameter(parameter: &ir::Parameter) -> Parameter {
    let at = match parameter.location {
        ir::Location::Path => Location::Path,
        ir::Location::Query => Location::Query,
        ir::Location::Header => Location::Header,
        ir::Location::Cookie => Location::Cookie,
    };
    let style = match parameter.encoding {
        ParameterEncoding::Json => Style::Json,
        ParameterEncoding::Style { style, explode, .. } => match (style, explode) {
            (ir::Style::Form, true) => Style::Repeated,
            (ir::Style::Form, false) | (ir::Style::Simple, _) => Style::Between(','),
            (ir::Style::SpaceDelimited, false) => Style::Between(' '),
            (ir::Style::PipeDelimited, false) => Style::Between('|'),
            (ir::Style::TabDelimited, _) => Style::Between('\t'),
            (ir::Style::SpaceDelimited | ir::Style::PipeDelimited, true) => Style::Repeated,
            (ir::Style::Label | ir::Style::Matrix | ir::Style::DeepObject, _) => Style::Other,
        },
    };
    let inner = schema(&parameter.shape);
    let schema = if parameter.nullable { tributary_mock_plan::Schema::Null(Box::new(inner)) } else { inner };
    Parameter { name: parameter.wire.clone(), at, schema, required: parameter.required, style }
}

fn content(content: &ir::Content) -> Content {
    let others = content.others.iter().cloned();
    let schema = match &content.kind {
        ContentKind::Json(shape) => Some(schema(shape)),
        _ => None,
    };
    let mut media_types: Vec<_> =
        [content.media_type.clone(), content.sent_as.clone()].into_iter().chain(others).collect();
    media_types.dedup();
    Content { media_types, schema }
}

fn responses(reply: &Reply, api: &Api, usual: u16) -> Vec<Response> {
    match reply {
        Reply::One(payload) => vec![Response { status: usual, body: self::payload(payload) }],
        Reply::Enum(index) => {
            let variants = api.replies.get(*index).map(|reply| reply.variants.as_slice()).unwrap_or_default();
            let variants = variants.iter();
            variants
                .map(|it| Response { status: status(it.statuses, usual), body: self::payload(&it.payload) })
                .collect()
        }
    }
}

/// The status that stands for several.
pub(super) fn status(statuses: Statuses, usual: u16) -> u16 {
    match statuses {
        Statuses::Code(code) => code,
        Statuses::Range(hundreds) => u16::from(hundreds) * 100,
        Statuses::Default => usual,
    }
}

fn payload(payload: &ir::Payload) -> Payload {
    match payload {
        ir::Payload::Nothing => Payload::Nothing,
        ir::Payload::Json(shape) => Payload::Json(schema(shape)),
        ir::Payload::Text => Payload::Text,
        ir::Payload::Xml(_) => Payload::Bytes("application/xml".to_owned()),
        ir::Payload::Bytes => Payload::Bytes("application/octet-stream".to_owned()),
        ir::Payload::Events(_) => Payload::Bytes("text/event-stream".to_owned()),
        ir::Payload::JsonLines(_) => Payload::Bytes("application/jsonl".to_owned()),
    }
}
