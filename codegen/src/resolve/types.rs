//! `type`: what is written, and what is meant by it.

use super::schema::JsonTypes;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// A type of JSON Schema.
    Plain(JsonTypes),
    /// Another name for one, and the format it implies.
    Meant(JsonTypes, Option<&'static str>),
    Unknown,
}

/// Other names that documents use.
const MEANT: &[(&str, JsonTypes, Option<&str>)] = &[
    ("int", JsonTypes::INTEGER, None),
    ("int32", JsonTypes::INTEGER, Some("int32")),
    ("int64", JsonTypes::INTEGER, Some("int64")),
    ("long", JsonTypes::INTEGER, Some("int64")),
    ("short", JsonTypes::INTEGER, None),
    ("float", JsonTypes::NUMBER, Some("float")),
    ("double", JsonTypes::NUMBER, Some("double")),
    ("decimal", JsonTypes::NUMBER, Some("decimal")),
    ("numeric", JsonTypes::NUMBER, None),
    ("bool", JsonTypes::BOOLEAN, None),
    ("str", JsonTypes::STRING, None),
    ("text", JsonTypes::STRING, None),
    ("date", JsonTypes::STRING, Some("date")),
    ("date-time", JsonTypes::STRING, Some("date-time")),
    ("datetime", JsonTypes::STRING, Some("date-time")),
    ("timestamp", JsonTypes::STRING, None),
    ("uuid", JsonTypes::STRING, Some("uuid")),
    ("uri", JsonTypes::STRING, Some("uri")),
    ("url", JsonTypes::STRING, Some("uri")),
    ("email", JsonTypes::STRING, Some("email")),
    ("password", JsonTypes::STRING, Some("password")),
    ("enum", JsonTypes::STRING, None),
    ("byte", JsonTypes::STRING, Some("byte")),
    ("binary", JsonTypes::STRING, Some("binary")),
    ("list", JsonTypes::ARRAY, None),
    ("map", JsonTypes::OBJECT, None),
    ("dict", JsonTypes::OBJECT, None),
    ("dictionary", JsonTypes::OBJECT, None),
    ("json", JsonTypes::ANY, None),
    ("any", JsonTypes::ANY, None),
    ("mixed", JsonTypes::ANY, None),
    ("none", JsonTypes::NULL, None),
    ("nil", JsonTypes::NULL, None),
];

/// Reads the name of a type.
pub(super) fn read(text: &str) -> Reading {
    if let Some(plain) = JsonTypes::named(text) {
        return Reading::Plain(plain);
    }
    // Swagger 2.0's own: a parameter or a response of bytes.
    if text == "file" {
        return Reading::Meant(JsonTypes::STRING, Some("binary"));
    }
    let lower = text.trim().to_lowercase();
    if let Some(plain) = JsonTypes::named(&lower) {
        return Reading::Meant(plain, None);
    }
    match MEANT.iter().find(|(name, ..)| *name == lower) {
        Some((_, types, format)) => Reading::Meant(*types, *format),
        None => Reading::Unknown,
    }
}

/// The type whose name is most like the text.
pub(super) fn nearest(text: &str) -> Option<&'static str> {
    crate::diagnostics::nearest(text, ["string", "number", "integer", "boolean", "array", "object", "null"])
}
