//! Media types: which of the few ways of reading and writing a body each of them means.

/// What is meant by JSON where nothing else is said.
pub(crate) const JSON: &str = "application/json";

/// How a body of a media type is read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    Json,
    JsonLines,
    Events,
    Form,
    Multipart,
    Xml,
    Text,
    /// `*/*`: the schema tells.
    Any,
    Bytes,
}

/// Without parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The first of a list of media types that is one and no range of them: what to send where nobody says otherwise.
pub(crate) fn first_concrete(list: &str) -> Option<&str> {
    let is_concrete = |it: &&str| it.contains('/') && !it.contains('*') && is_header_text(it);
    // a comma between quotes separates nothing
    let mut types = list.split(if list.contains('"') { '\0' } else { ',' });
    types.find_map(|it| Some(it.trim()).filter(is_concrete))
}

/// A type in a range of all that have a suffix, which says nothing but the suffix: `application/x.json+json` in
/// `application/*+json`. RFC 6838, section 3.4 keeps the names under `x.` for those that nobody registers.
pub(crate) fn within_suffix(media_type: &str) -> Option<String> {
    let essence = essence(media_type);
    let (kind, suffix) = essence.split_once("/*+")?;
    Some(format!("{kind}/x.{suffix}+{suffix}"))
}

/// Whether a text may stand in a header.
pub(crate) fn is_header_text(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// A body that says what is to change: absent members stay, null removes.
pub(crate) fn is_merge_patch(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/merge-patch+json" || essence.ends_with(".merge-patch+json")
}

/// The format of a body that says what is to change: `json-patch`, `merge-patch`.
pub(crate) fn patch(media_type: &str) -> Option<String> {
    let essence = essence(media_type);
    let kind = essence.strip_prefix("application/")?.strip_suffix("+json")?;
    kind.ends_with("patch").then(|| kind.to_owned())
}

/// JSON of no kind of its own; the characters of JSON are UTF-8 whether or not it says so.
pub(crate) fn is_plain_json(media_type: &str) -> bool {
    let parameter = media_type.split_once(';').map_or("", |(_, parameter)| parameter.trim());
    essence(media_type) == JSON && (parameter.is_empty() || parameter.eq_ignore_ascii_case("charset=utf-8"))
}

pub(crate) fn is_json(media_type: &str) -> bool {
    media(media_type) == Media::Json
}

pub(crate) fn media(media_type: &str) -> Media {
    let essence = essence(media_type);
    match essence.as_str() {
        "application/json" | "text/json" | "application/*+json" | "json" | "text/x-json"
        | "application/x-json" => Media::Json,
        "application/jsonl"
        | "application/x-ndjson"
        | "application/ndjson"
        | "application/json-seq"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/jsonlines"
        | "application/x-json-stream"
        | "application/stream+json" => Media::JsonLines,
        "text/event-stream" => Media::Events,
        "application/x-www-form-urlencoded" => Media::Form,
        "application/xml" | "text/xml" => Media::Xml,
        "*/*" | "application/*" | "" | "*" => Media::Any,
        other if other.starts_with("multipart/") => Media::Multipart,
        other if other.ends_with("+json-seq") => Media::JsonLines,
        other if other.ends_with("+json") => Media::Json,
        other if other.ends_with("+xml") && !other.starts_with("image/") => Media::Xml,
        other if other.starts_with("text/") => Media::Text,
        _ => Media::Bytes,
    }
}
