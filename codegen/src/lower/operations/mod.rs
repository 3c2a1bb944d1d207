//! Operations: parameters, bodies and replies of each, with shapes of the draft. Replies become enums later, when it is
//! known which payloads are the same.

pub(crate) mod bodies;
pub(crate) mod headers;
pub(crate) mod media;
pub(crate) mod merge_operations;
pub(crate) mod replies;
pub(crate) mod security;
pub(crate) mod webhooks;

use crate::diagnostics;
use crate::ir::{self, Location, Parameter, ParameterEncoding, Payload, Reply, ReplyVariant, Style};
use crate::lower::names::identifiers;
use crate::lower::names::lock::Key;
use crate::lower::names::method_names::MethodNames;
use crate::lower::schemas::annotations;
use crate::lower::schemas::annotations::plain_docs;
use crate::lower::schemas::build::{self, Builder, LocationStep, SchemaLocation, origin};
use crate::resolve::{self, Document, MediaType, Operation, Value};

/// An operation whose names and replies are still to be settled.
pub(crate) struct Draft {
    pub(crate) operation: ir::Operation,
    /// How the lock calls it.
    pub(crate) key: Key,
    pub(crate) replies: Vec<ReplyVariant>,
    /// It reads as events what another one reads as JSON.
    pub(crate) events: bool,
    /// Something in it is raw JSON that the document types, or was left out.
    pub(crate) raw: bool,
}

impl Draft {
    /// How the lock calls a part of it.
    pub(crate) fn part(&self, part: &str) -> Key {
        self.key.with(&if self.events { format!("events {part}") } else { part.to_owned() })
    }
}

/// Lowers one operation of a document; as the one that reads events, if asked to.
pub(crate) fn lower<'f>(
    builder: &mut Builder<'_, 'f>,
    document: &Document<'f>,
    operation: &Operation<'f>,
    names: &MethodNames,
    events: bool,
) -> Draft {
    let name = names.plain.as_str();
    let falls = builder.falls;
    let method = if events { names.events.as_deref().unwrap_or(name) } else { name };
    let key = builder.keys.operation(operation.node, &operation.method, &operation.path);
    let parameters = parameters(builder, operation, name, &key);
    let body = operation.body.as_ref().and_then(|body| bodies::lower(builder, body, name, &key));
    let replies = replies::lower(builder, operation, method, &key, events);
    let mut servers: Vec<ir::Server> = operation.servers.iter().map(security::server).collect();
    if servers.is_empty() {
        servers = document.servers.iter().map(security::server).collect();
    }
    Draft {
        operation: ir::Operation {
            name: method.to_owned(),
            module: module(operation.tags.first().copied()),
            operation_id: operation.id.map(str::to_owned),
            method: operation.method.to_string(),
            path: operation.path.to_string(),
            docs: plain_docs(operation.summary, operation.description),
            deprecated: operation.deprecated,
            origin: origin(operation.node),
            parameters,
            params_struct: None,
            body,
            success: Reply::One(Payload::Nothing),
            error: Reply::One(Payload::Nothing),
            reply_headers: replies.headers,
            accept: replies.accept,
            formats: replies.formats,
            security: Some(operation.security.clone().unwrap_or_else(|| document.security.clone())),
            servers,
        },
        key,
        replies: replies.variants,
        events,
        raw: operation.lacking || builder.falls > falls,
    }
}

/// The file of a tag.
pub(crate) fn module(tag: Option<&str>) -> String {
    const TAKEN: &[&str] = &["mod", "lib", "main", "client", "shared", "types", "api", "test"];
    // Windows takes these for devices, whatever their ending; of COM and LPT there are ten each
    const DEVICES: &[&str] = &["con", "nul", "aux", "prn", "com", "lpt"];
    let name = identifiers::value_name(tag.unwrap_or("default"));
    let name: String = name.chars().take(60).collect();
    let name = name.trim_end_matches('_');
    let device = name.strip_suffix(|digit: char| digit.is_ascii_digit()).unwrap_or(name);
    if TAKEN.contains(&name) || DEVICES.contains(&device) { format!("{name}_tag") } else { name.to_owned() }
}

fn parameters<'f>(
    builder: &mut Builder<'_, 'f>,
    operation: &Operation<'f>,
    name: &str,
    key: &Key,
) -> Vec<Parameter> {
    const DECIDED: &[&str] = &["accept", "content-type", "authorization"];
    let mut path = Vec::new();
    let mut required = Vec::new();
    let mut optional = Vec::new();
    for parameter in &operation.parameters {
        if parameter.location == resolve::Location::Header
            && DECIDED.contains(&parameter.name.to_ascii_lowercase().as_str())
        {
            if parameter.required {
                let text = format!(
                    "`{}` is sent as the body, the answers and the credentials demand",
                    parameter.name
                );
                let place =
                    crate::diagnostics::Place::pointer(parameter.node.file(), parameter.node.pointer());
                builder.diags.push(diagnostics::Diagnostic::new(
                    diagnostics::HEADER_IGNORED,
                    text,
                    place,
                    "left to the runtime",
                ));
            }
            continue;
        }
        let lowered = parameter_of(builder, parameter, name, key);
        match (lowered.location, lowered.required) {
            (Location::Path, _) => path.push(lowered),
            (_, true) => required.push(lowered),
            (_, false) => optional.push(lowered),
        }
    }
    path.sort_by_key(|it| operation.path.find(&format!("{{{}}}", it.wire)).unwrap_or(usize::MAX));
    path.into_iter().chain(required).chain(optional).collect()
}

fn parameter_of<'f>(
    builder: &mut Builder<'_, 'f>,
    parameter: &resolve::Parameter<'f>,
    name: &str,
    key: &Key,
) -> Parameter {
    let own = parameter_key(location(parameter.location), parameter.name);
    let key = match parameter.component {
        Some(component) => builder.keys.component(parameter.node, "parameters/", component),
        None => key.with(&own),
    };
    let root = SchemaLocation::root(LocationStep::Operation(name, ""), &key);
    let at = root.then_at(LocationStep::Property(parameter.name), "");
    let (found, encoding, schema) = value(builder, &parameter.value, &at, parameter.location);
    let annotations = schema.map(|id| annotations::annotations(builder.schemas, &[id])).unwrap_or_default();
    let description = plain_docs(None, parameter.description);
    let required = parameter.required || parameter.location == resolve::Location::Path;
    Parameter {
        name: String::new(),
        wire: parameter.name.to_owned(),
        location: location(parameter.location),
        shape: found.shape,
        required,
        // A path has no way to say null.
        nullable: found.nullable && parameter.location != resolve::Location::Path,
        encoding,
        constant: found.constant.filter(|_| required),
        default: annotations.default,
        deprecated: parameter.deprecated || annotations.deprecated,
        docs: if description.description.is_some() { description } else { annotations.docs },
    }
}

/// How the lock calls a parameter within its operation: two may have one name, in two locations.
pub(crate) fn parameter_key(location: Location, wire: &str) -> String {
    match location {
        Location::Path => format!("{{{wire}}}"),
        Location::Query => format!("?{wire}"),
        Location::Header => format!("header({wire})"),
        Location::Cookie => format!("cookie({wire})"),
    }
}

fn location(location: resolve::Location) -> Location {
    match location {
        resolve::Location::Path => Location::Path,
        resolve::Location::Query | resolve::Location::QueryString => Location::Query,
        resolve::Location::Header => Location::Header,
        resolve::Location::Cookie => Location::Cookie,
    }
}

/// The value of a parameter or a header, how it is written, and its schema.
pub(crate) fn value<'f>(
    builder: &mut Builder<'_, 'f>,
    value: &Value<'f>,
    at: &SchemaLocation<'_>,
    location: resolve::Location,
) -> (build::Use, ParameterEncoding, Option<resolve::SchemaId>) {
    match value {
        Value::Styled { schema, style, explode, allow_reserved } => {
            let encoding = ParameterEncoding::Style {
                style: *style,
                explode: *explode,
                allow_reserved: *allow_reserved,
            };
            (builder.shape(*schema, at), encoding, Some(*schema))
        }
        Value::Content(MediaType { schema, media_type, .. }) => {
            let found = match schema {
                Some(schema) => builder.shape(*schema, at),
                None => build::Use::of(ir::Shape::Any),
            };
            let encoding = if media::is_json(media_type) || !matches!(found.shape, ir::Shape::Scalar(_)) {
                if location == resolve::Location::QueryString && !media::is_json(media_type) {
                    ParameterEncoding::Style { style: Style::Form, explode: true, allow_reserved: false }
                } else {
                    ParameterEncoding::Json
                }
            } else {
                let style = if matches!(location, resolve::Location::Query | resolve::Location::Cookie) {
                    Style::Form
                } else {
                    Style::Simple
                };
                ParameterEncoding::Style { style, explode: false, allow_reserved: false }
            };
            (found, encoding, *schema)
        }
    }
}
