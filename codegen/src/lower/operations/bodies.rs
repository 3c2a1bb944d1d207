//! Request bodies: what can be sent, and as what. Media types that would send the same thing in another writing are
//! left out, JSON being preferred; those that only call the same bytes something else are told to the caller; where real
//! alternatives are left the caller chooses.

use crate::diagnostics::{self, Diagnostic, Place};
use crate::ir::{
    Body, Content, ContentKind, Docs, Field, ParameterEncoding, Part, PartKind, Scalar, Shape, Style,
};
use crate::lower::names::identifiers;
use crate::lower::names::lock::Key;
use crate::lower::operations::media::{self, Media};
use crate::lower::schemas::annotations::plain_docs;
use crate::lower::schemas::build::{Builder, LocationStep, SchemaLocation, Use};
use crate::lower::schemas::json_kinds::SchemaKind;
use crate::lower::schemas::parts;
use crate::lower::schemas::structs::Members;
use crate::lower::schemas::xml;
use crate::resolve::{self, JsonTypes, MediaType, SchemaId};
use std::collections::BTreeSet;

/// Lowers a body; `None` if it has no content at all.
pub(crate) fn lower<'f>(
    builder: &mut Builder<'_, 'f>,
    body: &resolve::Body<'f>,
    name: &str,
    key: &Key,
) -> Option<Body> {
    let kept = preferred(builder, &body.contents);
    let several = kept.len() > 1;
    let contents: Vec<Content> =
        kept.iter().map(|offered| lower_content(builder, offered, name, key, several)).collect();
    if contents.is_empty() {
        return None;
    }
    Some(Body { required: body.required, docs: plain_docs(None, body.description), contents, choice: None })
}

/// A content that is offered, and what else the same bytes may be called.
struct Offered<'c, 'f> {
    media: Media,
    content: &'c MediaType<'f>,
    others: Vec<String>,
}

/// The contents to offer, in order of preference.
fn preferred<'c, 'f>(builder: &mut Builder<'_, 'f>, contents: &'c [MediaType<'f>]) -> Vec<Offered<'c, 'f>> {
    let mut all: Vec<(Media, &MediaType<'f>)> =
        contents.iter().map(|content| (settled(builder, content), content)).collect();
    all.sort_by_key(|(media, content)| (rank(*media), within(*media, content.media_type)));
    let mut kept: Vec<Offered<'c, 'f>> = Vec::new();
    for (media, content) in all {
        let same = kept.iter_mut().find(|known| {
            let twins = parts::same_schema(builder.schemas, content.schema, known.content.schema);
            match (known.media, media) {
                (Media::Bytes, Media::Bytes) | (Media::Text, Media::Text) => true,
                (Media::Json, Media::Json) => twins && !patches_differ(known.content, content),
                (Media::Json, Media::Form | Media::Xml | Media::Text) => twins,
                (Media::Json, Media::Multipart) => twins && !has_files(builder, content),
                (Media::Multipart, Media::Form) => twins,
                (a, b) => a == b && twins,
            }
        });
        if let Some(known) = same {
            if known.media == media {
                // A range names nothing that JSON or text could be called.
                let named = media == Media::Bytes || !content.media_type.contains('*');
                known.others.extend(named.then(|| content.media_type.to_owned()));
                continue;
            }
            let place = Place::pointer(content.node.file(), content.node.pointer());
            let text = format!(
                "`{}` is not offered: another media type of this body sends the same",
                content.media_type
            );
            builder.diags.push(Diagnostic::new(diagnostics::MEDIA_TYPE_DROPPED, text, place, "left out"));
        } else {
            kept.push(Offered { media, content, others: Vec::new() });
        }
    }
    kept
}

/// The order of the media types that are sent alike. Bytes may be anything, so that the first is what may be anything too, and
/// JSON the last.
fn within(media: Media, media_type: &str) -> u8 {
    match (media, media::media(media_type)) {
        (Media::Bytes, _) if media::essence(media_type) == "application/octet-stream" => 0,
        (Media::Bytes, Media::Any) => 1,
        (Media::Bytes, Media::Bytes) => 2,
        (Media::Bytes, Media::Json | Media::JsonLines) => 4,
        (Media::Bytes, _) => 3,
        _ => u8::from(media::essence(media_type) != "application/json"),
    }
}

/// Whether the same members mean another change: a JSON patch, a merge patch.
fn patches_differ(one: &MediaType<'_>, other: &MediaType<'_>) -> bool {
    let (one, other) = (media::patch(one.media_type), media::patch(other.media_type));
    one.is_some() && other.is_some() && one != other
}

fn rank(media: Media) -> u8 {
    match media {
        Media::Json | Media::JsonLines => 0,
        Media::Multipart => 1,
        Media::Form => 2,
        Media::Xml => 3,
        Media::Text => 4,
        Media::Any | Media::Bytes | Media::Events => 5,
    }
}

/// The way a content is sent, once its schema had a say.
fn settled(builder: &Builder<'_, '_>, content: &MediaType<'_>) -> Media {
    let media = media::media(content.media_type);
    match (media, content.schema) {
        (Media::Any, Some(schema)) if !is_binary(builder, schema) => untold(builder, schema),
        (Media::Json | Media::Text | Media::JsonLines, Some(schema)) if is_binary(builder, schema) => {
            Media::Bytes
        }
        (Media::JsonLines, _) if content.item_schema.is_some() => Media::JsonLines,
        (Media::JsonLines, Some(schema)) => match builder.kinds.of(schema) {
            // The whole of it is text, its lines as they are.
            SchemaKind::Text => Media::Text,
            SchemaKind::Any => Media::Bytes,
            _ => Media::JsonLines,
        },
        (Media::Any | Media::Events | Media::JsonLines, _) => Media::Bytes,
        (Media::Multipart, None) => Media::Bytes,
        (Media::Multipart, Some(schema)) if !has_parts(builder, schema) => Media::Bytes,
        (Media::Form, None) => Media::Text,
        (Media::Bytes, Some(schema))
            if matches!(builder.kinds.of(schema), SchemaKind::Object) && !is_opaque(content.media_type) =>
        {
            Media::Json
        }
        (media, _) => media,
    }
}

/// The schema of each item of a stream: `itemSchema`; of a `schema` that is an array its items; else that itself, as many
/// documents have it.
pub(crate) fn stream_item(builder: &Builder<'_, '_>, content: &MediaType<'_>) -> Option<SchemaId> {
    if let Some(item) = content.item_schema {
        let is_event = media::media(content.media_type) == Media::Events;
        return is_event.then(|| event_data(builder, item)).flatten().or(Some(item));
    }
    let schema = content.schema?;
    if builder.kinds.of(schema) != SchemaKind::Array {
        return Some(schema);
    }
    let lists = alternatives(builder, schema).into_iter();
    let owns = lists.flat_map(|id| parts::expand(builder.schemas, &parts::parts(builder.schemas, id).list).0);
    owns.filter_map(|own| builder.get(own).items).next()
}

/// The schema of an event's data, where the schema is that of the event, as OpenAPI 3.2 has it: an object of `event`, `id`,
/// `retry` and `data`, a text that may be JSON of a schema of its own.
fn event_data(builder: &Builder<'_, '_>, event: SchemaId) -> Option<SchemaId> {
    let (owns, _) = parts::expand(builder.schemas, &parts::parts(builder.schemas, event).list);
    let members = builder.members(&owns).properties;
    let (_, ids) = members.into_iter().find(|(name, _)| *name == "data")?;
    let data = *ids.first()?;
    let found = builder.get(parts::target(builder.schemas, data));
    let is_json = found.content_media_type().is_none_or(media::is_json);
    Some(found.content_schema().filter(|_| is_json).unwrap_or(data))
}

/// What is meant where any media type may be: any text is sent and read as it is, everything else has no form but JSON.
pub(crate) fn untold(builder: &Builder<'_, '_>, schema: SchemaId) -> Media {
    let found = builder.get(parts::target(builder.schemas, schema));
    let any_text = found.format.is_none() && found.values().is_none() && found.constant().is_none();
    if any_text && builder.kinds.of(schema) == SchemaKind::Text { Media::Text } else { Media::Json }
}

/// Media types that are bytes whatever the schema says.
fn is_opaque(media_type: &str) -> bool {
    let essence = media::essence(media_type);
    essence == "application/octet-stream"
        || ["image/", "audio/", "video/", "font/"].iter().any(|start| essence.starts_with(start))
        || ["zip", "pdf", "gzip", "protobuf", "msgpack", "yaml", "cbor", "csv", "excel", "sheet"]
            .iter()
            .any(|word| essence.contains(word))
}

/// Whether a value is bytes, or may be: of alternatives, each of which is bytes.
pub(crate) fn is_binary(builder: &Builder<'_, '_>, schema: SchemaId) -> bool {
    let all = alternatives(builder, schema);
    !all.is_empty() && all.iter().all(|it| says_bytes(builder, *it))
}

fn says_bytes(builder: &Builder<'_, '_>, schema: SchemaId) -> bool {
    let (owns, _) = parts::expand(builder.schemas, &parts::parts(builder.schemas, schema).list);
    owns.iter().chain([&schema]).any(|own| {
        let schema = builder.get(*own);
        let is_raw = |media_type: &str| match schema.types.is_empty() {
            // OpenAPI 3.1 says bytes by leaving the type out.
            true => builder.kinds.of(*own) == SchemaKind::Any,
            false => {
                schema.types.contains(JsonTypes::STRING)
                    && (is_opaque(media_type) || media::media(media_type) == Media::Any)
            }
        };
        matches!(schema.format, Some("binary" | "file"))
            || (schema.content_encoding().is_none() && schema.content_media_type().is_some_and(is_raw))
    })
}

/// What a value can be, null apart: the alternatives of a `oneOf` or `anyOf`, and theirs; itself where it has none.
fn alternatives(builder: &Builder<'_, '_>, schema: SchemaId) -> Vec<SchemaId> {
    let (mut found, mut seen, mut left) = (Vec::new(), BTreeSet::new(), vec![schema]);
    while let Some(id) = left.pop() {
        if !seen.insert(id) || builder.kinds.of(id) == SchemaKind::Null {
            continue;
        }
        let (owns, _) = parts::expand(builder.schemas, &parts::parts(builder.schemas, id).list);
        let inner = owns.iter().flat_map(|own| {
            let own = builder.get(*own);
            [&own.one_of, &own.any_of].map(|list| parts::variants(builder.schemas, list)).concat()
        });
        let inner: Vec<SchemaId> = inner.collect();
        match inner.is_empty() {
            true => found.push(id),
            false => left.extend(inner.into_iter().rev()),
        }
    }
    found
}

fn has_parts(builder: &Builder<'_, '_>, schema: SchemaId) -> bool {
    let (owns, _) = parts::expand(builder.schemas, &parts::parts(builder.schemas, schema).list);
    let members = builder.members(&owns);
    !members.properties.is_empty() || !members.additional.is_empty()
}

fn properties<'f>(builder: &Builder<'_, 'f>, schema: SchemaId) -> Vec<SchemaId> {
    let (owns, _) = parts::expand(builder.schemas, &parts::parts(builder.schemas, schema).list);
    builder.members(&owns).properties.values().flatten().copied().collect()
}

fn has_files(builder: &Builder<'_, '_>, content: &MediaType<'_>) -> bool {
    let list = content.schema.map(|schema| properties(builder, schema)).unwrap_or_default();
    list.iter().flat_map(|id| alternatives(builder, *id)).any(|id| {
        says_bytes(builder, id) || builder.get(id).items.is_some_and(|item| is_binary(builder, item))
    })
}

fn lower_content<'f>(
    builder: &mut Builder<'_, 'f>,
    offered: &Offered<'_, 'f>,
    name: &str,
    key: &Key,
    several: bool,
) -> Content {
    let Offered { media, content, others } = offered;
    let media = *media;
    let (role, variant) = match media {
        Media::Form => ("FormBody", "Form"),
        Media::Multipart => ("MultipartBody", "Multipart"),
        Media::Xml => ("XmlBody", "Xml"),
        Media::Text => ("TextBody", "Text"),
        Media::Json => ("JsonBody", "Json"),
        Media::JsonLines => ("LinesBody", "Lines"),
        _ => ("BytesBody", "Bytes"),
    };
    let key = match media {
        Media::Json => key.with("body"),
        _ => key.with(&format!("body({})", media::essence(content.media_type))),
    };
    let at = SchemaLocation::root(LocationStep::Operation(name, if several { role } else { "Body" }), &key);
    let shape = |builder: &mut Builder<'_, 'f>| match content.schema {
        Some(schema) => item(builder.shape(schema, &at)),
        None => Shape::Any,
    };
    let kind = match media {
        Media::Json => ContentKind::Json(shape(builder)),
        Media::Xml => ContentKind::Xml(shape(builder)),
        Media::Form => ContentKind::Form { encodings: encodings(builder, content), shape: shape(builder) },
        Media::Multipart => {
            ContentKind::Multipart { name: String::new(), parts: multipart(builder, content, &at) }
        }
        Media::JsonLines => {
            let item = match stream_item(builder, content) {
                Some(schema) => item(builder.shape(schema, &at)),
                None => Shape::Any,
            };
            ContentKind::JsonLines(Shape::List(Box::new(item)))
        }
        Media::Text => ContentKind::Text,
        _ => {
            if let Some(schema) = content.schema
                && media::media(content.media_type) == Media::Multipart
                && !matches!(builder.kinds.of(schema), SchemaKind::Any | SchemaKind::Text)
                && builder.get(schema).node.len() > 1
            {
                let message =
                    "the parts of this body are not the properties of one object; it is sent as it is given";
                builder.degrade(schema, diagnostics::RAW, message);
            }
            ContentKind::Bytes
        }
    };
    let root = (media == Media::Xml).then(|| xml::root(builder.schemas, content.schema));
    let sent_as = sent_as(builder, media, content);
    let name = match media::patch(content.media_type) {
        Some(patch) if media == Media::Json => identifiers::camel(&identifiers::words(&patch)),
        _ => variant.to_owned(),
    };
    Content { name, media_type: content.media_type.to_owned(), sent_as, others: others.clone(), kind, root }
}

/// The media type of a body that says none itself: a type in the range that the document states.
fn sent_as(builder: &Builder<'_, '_>, media: Media, content: &MediaType<'_>) -> String {
    if let Some(concrete) = media::first_concrete(content.media_type) {
        return concrete.to_owned();
    }
    let schema = content.schema.map(|schema| builder.get(parts::target(builder.schemas, schema)));
    // OpenAPI 3.1 may name the type of bytes beside them.
    let named = schema.and_then(|schema| schema.content_media_type()).and_then(media::first_concrete);
    let of_bytes = || match media::media(content.media_type) {
        Media::Any => "application/octet-stream".to_owned(),
        _ => media::essence(content.media_type),
    };
    match (media, named) {
        (Media::Json | Media::Xml, _) if let Some(within) = media::within_suffix(content.media_type) => {
            within
        }
        (Media::Json, _) => media::JSON.to_owned(),
        (Media::Xml, _) => "application/xml".to_owned(),
        (Media::Text, _) => "text/plain".to_owned(),
        (_, Some(named)) => named.to_owned(),
        (_, None) => of_bytes(),
    }
}

fn item(found: Use) -> Shape {
    if found.nullable && found.shape != Shape::Any {
        Shape::Nullable(Box::new(found.shape))
    } else {
        found.shape
    }
}

/// How each member of a form is written, where that is not `name=value`.
fn encodings<'f>(builder: &Builder<'_, 'f>, content: &MediaType<'f>) -> Vec<(String, ParameterEncoding)> {
    let Some(schema) = content.schema else { return Vec::new() };
    let (owns, _) = parts::expand(builder.schemas, &parts::parts(builder.schemas, schema).list);
    let mut found = Vec::new();
    for (property, ids) in builder.members(&owns).properties {
        let stated = content.encoding.iter().find(|encoding| encoding.property == property);
        let json = stated.and_then(|encoding| encoding.content_type).is_some_and(media::is_json);
        let encoding = match stated.and_then(|encoding| encoding.style) {
            Some((style, explode, allow_reserved)) => {
                ParameterEncoding::Style { style, explode, allow_reserved }
            }
            None if json => ParameterEncoding::Json,
            None if ids.iter().any(|id| matches!(builder.kinds.of(*id), SchemaKind::Object)) => {
                ParameterEncoding::Json
            }
            None => continue,
        };
        if encoding != (ParameterEncoding::Style { style: Style::Form, explode: true, allow_reserved: false })
        {
            found.push((property.to_owned(), encoding));
        }
    }
    found
}

fn multipart<'f>(
    builder: &mut Builder<'_, 'f>,
    content: &MediaType<'f>,
    at: &SchemaLocation<'_>,
) -> Vec<Part> {
    let Some(schema) = content.schema else { return Vec::new() };
    let (owns, _) = parts::expand(builder.schemas, &parts::parts(builder.schemas, schema).list);
    let members = builder.members(&owns);
    let mut found = Vec::new();
    for (property, ids) in &members.properties {
        let encoding = content.encoding.iter().find(|encoding| encoding.property == *property);
        let Some(mut field) = builder.field(property, ids, members.required.contains(property), at) else {
            continue;
        };
        if field.read_only {
            continue;
        }
        let stated = encoding.and_then(|encoding| encoding.content_type);
        let (kind, repeated) = part(builder, &mut field.shape, ids, stated);
        let named = ids.iter().find_map(|id| builder.get(*id).content_media_type());
        let named = named.filter(|_| kind == PartKind::File);
        let content_type = stated.or(named).and_then(media::first_concrete).map(str::to_owned);
        let style = encoding.and_then(|encoding| encoding.style).filter(|_| kind != PartKind::File);
        let style = style.map(|(style, explode, allow_reserved)| ParameterEncoding::Style {
            style,
            explode,
            allow_reserved,
        });
        let style = style.filter(|_| stated.is_none() && (repeated || kind == PartKind::Json));
        found.push(Part { field, kind, content_type, rest: false, repeated, style });
    }
    found.extend(rest(builder, &members, at));
    found
}

/// The part that stands for all properties that the schema does not name.
fn rest<'f>(builder: &mut Builder<'_, 'f>, members: &Members<'f>, at: &SchemaLocation<'_>) -> Option<Part> {
    let mut value = match members.additional.as_slice() {
        [] if !members.any => return None,
        [] => Shape::Any,
        ids => builder.item(ids, &at.then_at(LocationStep::Property("extra"), "{}")),
    };
    // of what may be anything, a file says most: it may be text too
    let kind = match members.additional.is_empty() {
        true => PartKind::File,
        false => part(builder, &mut value, &members.additional, None).0,
    };
    let field = Field {
        name: String::new(),
        wire: String::new(),
        shape: Shape::Map(Box::new(value)),
        required: false,
        expected: false,
        nullable: false,
        read_only: false,
        write_only: false,
        constant: None,
        default: None,
        deprecated: false,
        docs: Docs {
            description: Some("Parts that the document does not name, by name.".to_owned()),
            ..Docs::default()
        },
        xml: None,
    };
    Some(Part { field, kind, content_type: None, rest: true, repeated: false, style: None })
}

/// What one alternative of a part, or one item of it, is sent as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    File,
    Text,
    Json,
}

/// What a part is, from its schema and its content type, and whether a list is a part an item.
fn part(
    builder: &Builder<'_, '_>,
    shape: &mut Shape,
    ids: &[SchemaId],
    content_type: Option<&str>,
) -> (PartKind, bool) {
    let json = content_type.is_some_and(media::is_json);
    let opaque =
        content_type.is_some_and(|it| it.split(',').any(|it| is_opaque(it) || media::essence(it) == "*/*"));
    let sent = |id: SchemaId| match builder.kinds.of(id) {
        _ if says_bytes(builder, id) => Sent::File,
        // OpenAPI 3.1: a part without a type and a content type is `application/octet-stream`.
        SchemaKind::Any if content_type.is_none() => Sent::File,
        SchemaKind::Text | SchemaKind::Number | SchemaKind::Bool => Sent::Text,
        _ => Sent::Json,
    };
    let (mut single, mut items) = (Vec::new(), Vec::new());
    for id in ids.iter().flat_map(|id| alternatives(builder, *id)) {
        let (owns, _) = parts::expand(builder.schemas, &parts::parts(builder.schemas, id).list);
        let of: Vec<SchemaId> = owns.iter().filter_map(|own| builder.get(*own).items).collect();
        match builder.kinds.of(id) == SchemaKind::Array {
            true if of.is_empty() => items.push(Sent::Json),
            true => items.extend(of.iter().flat_map(|id| alternatives(builder, *id)).map(sent)),
            false => single.push(sent(id)),
        }
    }
    let repeated = !items.is_empty();
    let has = |wanted: Sent| single.contains(&wanted) || items.contains(&wanted);
    let is_typed = matches!(shape, Shape::Named(_) | Shape::Map(_));
    if has(Sent::File) || opaque && (repeated || !is_typed) {
        let bytes = Shape::Scalar(Scalar::Binary);
        *shape = if repeated { Shape::List(Box::new(bytes)) } else { bytes };
        return (PartKind::File, repeated);
    }
    match (json, has(Sent::Json), has(Sent::Text)) {
        (true, _, _) => (PartKind::Json, false),
        (false, false, _) => (PartKind::Text, repeated),
        // what is text in one case and an object in another is told by the value
        (false, true, mixed) => (PartKind::Json, repeated || mixed),
    }
}
