//! Replies: what each documented status answers, and the enums of those that answer differently.

use crate::diagnostics::{self, Diagnostic, Place};
use crate::ir::{Formats, Payload, Reply, ReplyEnum, ReplyHeader, ReplyVariant, Shape, Statuses};
use crate::lower::names::lock::Key;
use crate::lower::operations::bodies;
use crate::lower::operations::headers;
use crate::lower::operations::media::{self, Media};
use crate::lower::schemas::annotations::plain_docs;
use crate::lower::schemas::build::{Builder, LocationStep, SchemaLocation, Use};
use crate::lower::schemas::json_kinds::SchemaKind;
use crate::lower::schemas::parts;
use crate::resolve::{MediaType, Operation, Response};
use std::collections::BTreeSet;

/// What the responses of an operation say.
#[derive(Default)]
pub(crate) struct Replies {
    pub(crate) variants: Vec<ReplyVariant>,
    pub(crate) headers: Vec<ReplyHeader>,
    pub(crate) accept: Vec<String>,
    pub(crate) formats: Formats,
}

/// Lowers all responses of an operation.
pub(crate) fn lower<'f>(
    builder: &mut Builder<'_, 'f>,
    operation: &Operation<'f>,
    name: &str,
    key: &Key,
    events: bool,
) -> Replies {
    let mut found = Replies::default();
    let mut asked = Vec::new();
    let many = operation.responses.iter().filter(|it| is_success(it.statuses)).count() > 1;
    for response in &operation.responses {
        let word = status_word(response.statuses);
        let role = match response.statuses {
            Statuses::Default if operation.responses.iter().any(|it| is_success(it.statuses)) => {
                "Error".to_owned()
            }
            statuses if is_success(statuses) && !many => "Response".to_owned(),
            Statuses::Default => "Response".to_owned(),
            _ => word.clone(),
        };
        let (component, wire) = (response.component, role);
        let place = match component {
            Some(component) => builder.keys.component(response.node, "responses/", component),
            None => key.with(&status_key(response.statuses)),
        };
        let root = match component {
            Some(component) => SchemaLocation::root(LocationStep::Component(component), &place),
            None => SchemaLocation::root(LocationStep::Operation(name, &wire), &place),
        };
        let payload = payload(builder, operation, response, &root, &mut asked, events);
        if is_success(response.statuses) {
            add_formats(builder, response, &payload, &mut found.formats);
        }
        headers::of_response(builder, response, name, key, &mut found.headers);
        found.variants.push(ReplyVariant {
            name: word,
            statuses: response.statuses,
            payload,
            docs: plain_docs(None, response.description),
        });
    }
    found.accept = accept(&asked);
    found
}

/// What to ask for: the answers' media types, then the errors'. JSON is what a client asks for anyway, and who takes
/// JSON takes errors in any kind of it.
fn accept(asked: &[(Statuses, &str)]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (success, error): (Vec<_>, Vec<_>) = asked.iter().partition(|(statuses, _)| is_success(*statuses));
    for (statuses, media_type) in success.into_iter().chain(error) {
        let covered = !is_success(statuses)
            && media::is_json(media_type)
            && found.iter().any(|known| media::is_json(known));
        if !covered && !found.iter().any(|known| known == media_type) {
            found.push((*media_type).to_owned());
        }
    }
    if found == [media::JSON] {
        found.clear();
    }
    found
}

/// Whether an operation's answer can be had as JSON and as events: then there are two methods.
pub(crate) fn has_events_too(operation: &Operation<'_>) -> bool {
    operation.responses.iter().filter(|it| is_success(it.statuses)).any(|response| {
        let has = |wanted| response.contents.iter().any(|it| media::media(it.media_type) == wanted);
        has(Media::Events) && has(Media::Json)
    })
}

fn is_success(statuses: Statuses) -> bool {
    matches!(statuses, Statuses::Code(200..=299) | Statuses::Range(2))
}

fn payload<'f>(
    builder: &mut Builder<'_, 'f>,
    operation: &Operation<'f>,
    response: &Response<'f>,
    at: &SchemaLocation<'_>,
    asked: &mut Vec<(Statuses, &'f str)>,
    events: bool,
) -> Payload {
    let bodiless =
        matches!(response.statuses, Statuses::Code(100..=199 | 204 | 205 | 304) | Statuses::Range(1));
    if operation.method == "HEAD" || bodiless {
        return Payload::Nothing;
    }
    let success = is_success(response.statuses);
    let mut all: Vec<(Media, &MediaType<'f>)> =
        response.contents.iter().map(|content| (settled(builder, content, success), content)).collect();
    all.sort_by_key(|(media, content)| {
        (rank(*media, events), media::essence(content.media_type) != "application/json")
    });
    let Some((media, content)) = all.first().copied() else { return Payload::Nothing };
    let mut ask = |media_type: &'f str| {
        if media_type.contains('/') && media::is_header_text(media_type) {
            // a range of types that is read as JSON is asked for as that, and so is an error
            let stated = media::media(media_type);
            let meant = stated == Media::Any || !success && stated != Media::Json;
            let plain = media::is_plain_json(media_type) || media == Media::Json && meant;
            asked.push((response.statuses, if plain { media::JSON } else { media_type.trim() }));
        }
    };
    ask(content.media_type);
    for (other, dropped) in all.iter().skip(1) {
        let same = parts::same_schema(builder.schemas, content.schema, dropped.schema);
        if media == Media::Bytes && *other == Media::Bytes {
            ask(dropped.media_type);
        } else if !same && !events && *other != Media::Events {
            let place = Place::pointer(dropped.node.file(), dropped.node.pointer());
            let text =
                format!("`{}` is not asked for: `{}` is preferred", dropped.media_type, content.media_type);
            builder.diags.push(Diagnostic::new(diagnostics::MEDIA_TYPE_DROPPED, text, place, "left out"));
        }
    }
    read(builder, media, content, at)
}

/// Adds the formats that a response documents for the value of its payload.
fn add_formats(builder: &Builder<'_, '_>, response: &Response<'_>, payload: &Payload, formats: &mut Formats) {
    let contents = || response.contents.iter().map(|content| (settled(builder, content, true), content));
    match payload {
        Payload::Xml(_) => formats.xml = true,
        Payload::Json(_) => {
            let Some((_, chosen)) = contents().find(|(media, _)| *media == Media::Json) else { return };
            let is_scalar = |schema| {
                let kind = builder.kinds.of(schema);
                matches!(kind, SchemaKind::Text | SchemaKind::Number | SchemaKind::Bool)
            };
            for (media, content) in contents() {
                let same = parts::same_schema(builder.schemas, chosen.schema, content.schema);
                let any = media::media(content.media_type) == Media::Any;
                formats.xml |= same && media == Media::Xml;
                formats.text |=
                    same && (media == Media::Text || any) && content.schema.is_some_and(is_scalar);
            }
        }
        Payload::Text => {
            let any = |content: &MediaType<'_>| media::media(content.media_type) == Media::Any;
            formats.json |= response.contents.iter().any(any);
        }
        Payload::Nothing | Payload::Bytes | Payload::Events(_) | Payload::JsonLines(_) => {}
    }
}

fn read<'f>(
    builder: &mut Builder<'_, 'f>,
    media: Media,
    content: &MediaType<'f>,
    at: &SchemaLocation<'_>,
) -> Payload {
    let shape = |builder: &mut Builder<'_, 'f>, schema| match schema {
        Some(schema) => item(builder.shape(schema, at)),
        None => Shape::Any,
    };
    match media {
        Media::Json => Payload::Json(shape(builder, content.schema)),
        Media::Xml => Payload::Xml(shape(builder, content.schema)),
        Media::Events | Media::JsonLines => {
            let schema = bodies::stream_item(builder, content);
            let item = shape(builder, schema);
            if media == Media::Events { Payload::Events(item) } else { Payload::JsonLines(item) }
        }
        Media::Text => Payload::Text,
        _ => Payload::Bytes,
    }
}

fn item(found: Use) -> Shape {
    if found.nullable && found.shape != Shape::Any {
        Shape::Nullable(Box::new(found.shape))
    } else {
        found.shape
    }
}

fn settled(builder: &Builder<'_, '_>, content: &MediaType<'_>, success: bool) -> Media {
    let media = media::media(content.media_type);
    match (media, content.schema) {
        // What an operation that answers texts or images says of an error's members is said in JSON.
        (Media::Text | Media::Bytes, Some(schema))
            if !success && builder.kinds.of(schema) == SchemaKind::Object =>
        {
            Media::Json
        }
        (Media::Json | Media::JsonLines | Media::Events | Media::Any | Media::Text, Some(schema))
            if bodies::is_binary(builder, schema) =>
        {
            Media::Bytes
        }
        (Media::Any, Some(schema)) => bodies::untold(builder, schema),
        (Media::Any | Media::Form | Media::Multipart, _) => Media::Bytes,
        (media, _) => media,
    }
}

fn rank(media: Media, events: bool) -> u8 {
    match media {
        Media::Events if events => 0,
        Media::Json => 1,
        Media::JsonLines => 2,
        Media::Xml => 3,
        Media::Events => 4,
        Media::Text => 5,
        _ => 6,
    }
}

/// The variants of success and of failure.
pub(crate) fn sides(variants: &[ReplyVariant]) -> (Vec<ReplyVariant>, Vec<ReplyVariant>) {
    let (mut success, mut error): (Vec<_>, Vec<_>) =
        variants.iter().cloned().partition(|variant| is_success(variant.statuses));
    // Only a default: it is what succeeds, too.
    if success.is_empty() {
        success = error.iter().filter(|variant| variant.statuses == Statuses::Default).cloned().collect();
    }
    error.retain(|variant| !matches!(variant.statuses, Statuses::Code(100..=199) | Statuses::Range(1)));
    (success, error)
}

/// What a side answers: one payload if all with a body agree (for success: all), or the variants of an enum.
pub(crate) fn settle(variants: &[ReplyVariant], success: bool) -> Result<Reply, Vec<ReplyVariant>> {
    let bodies: BTreeSet<String> = variants
        .iter()
        .filter(|variant| success || variant.payload != Payload::Nothing)
        .map(|variant| format!("{:?}", variant.payload))
        .collect();
    if bodies.len() <= 1 {
        let with_body = variants.iter().find(|variant| success || variant.payload != Payload::Nothing);
        return Ok(Reply::One(with_body.map_or(Payload::Nothing, |variant| variant.payload.clone())));
    }
    Err(variants.to_vec())
}

/// The enums of these variants.
pub(crate) fn alike(replies: &[ReplyEnum], variants: &[ReplyVariant]) -> Vec<usize> {
    let is_alike = |known: &ReplyEnum| {
        known.variants.len() == variants.len()
            && known
                .variants
                .iter()
                .zip(variants)
                .all(|(a, b)| a.statuses == b.statuses && a.payload == b.payload)
    };
    let found = replies.iter().enumerate().filter(|(_, known)| is_alike(known));
    found.map(|(at, _)| at).collect()
}

/// How the lock calls an answer: `200`, `4xx`, `default`.
fn status_key(statuses: Statuses) -> String {
    match statuses {
        Statuses::Default => "default".to_owned(),
        Statuses::Range(class) => format!("{class}xx"),
        Statuses::Code(code) => code.to_string(),
    }
}

/// `NotFound`, `Status418`, `Status4xx`, `Default`.
pub(crate) fn status_word(statuses: Statuses) -> String {
    let code = match statuses {
        Statuses::Default => return "Default".to_owned(),
        Statuses::Range(class) => return format!("Status{class}xx"),
        Statuses::Code(code) => code,
    };
    let word = match code {
        200 => "Success",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritative",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "PayloadTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        422 => "Unprocessable",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        451 => "Unavailable451",
        500 => "ServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "Unavailable",
        504 => "GatewayTimeout",
        507 => "InsufficientStorage",
        other => return format!("Status{other}"),
    };
    word.to_owned()
}
