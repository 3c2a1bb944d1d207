//! Scalars: a JSON type and a format to one of the IR's scalars.

use crate::ir::{Literal, Scalar};
use crate::parse::{Node, NodeKind};
use crate::resolve::{JsonTypes, Schema};

/// The scalar of one JSON type. `x-tributary-format` overrules `format`, for overlays that know better.
pub(crate) fn scalar(json: JsonTypes, schemas: &[&Schema<'_>]) -> Option<Scalar> {
    let hint = |name| schemas.iter().rev().find_map(|schema| schema.extension(name)?.as_text());
    let format = hint("x-tributary-format").or_else(|| schemas.iter().rev().find_map(|schema| schema.format));
    let format = format.map(str::to_ascii_lowercase);
    let format = format.as_deref();
    Some(match json {
        JsonTypes::BOOLEAN => Scalar::Bool,
        JsonTypes::INTEGER => integer(format, schemas),
        JsonTypes::NUMBER => number(format, schemas),
        JsonTypes::STRING => {
            let encoding = schemas.iter().rev().find_map(|schema| schema.content_encoding());
            text(format, encoding)
        }
        _ => return None,
    })
}

fn integer(format: Option<&str>, schemas: &[&Schema<'_>]) -> Scalar {
    match format {
        Some("int32" | "int16" | "int8" | "uint8" | "uint16" | "short") => Scalar::I32,
        Some("uint64") => Scalar::U64,
        Some("unix-time" | "unixtime" | "unix-timestamp" | "timestamp" | "unix" | "epoch" | "unix_time") => {
            Scalar::TimestampUnix
        }
        Some("decimal") => Scalar::Decimal,
        Some("int64" | "long") => Scalar::I64,
        Some("bigint" | "biginteger" | "big-integer" | "int128" | "uint128" | "int256" | "uint256") => {
            Scalar::Number
        }
        _ => bounded(schemas),
    }
}

/// An integer that may be past 64 bits is one by its digits; past those of `i64` alone, it is a `u64`.
fn bounded(schemas: &[&Schema<'_>]) -> Scalar {
    let bounds = |names: [&str; 2]| {
        let all = schemas.iter().flat_map(move |schema| names.map(|name| schema.number(name)));
        all.flatten().filter_map(|bound| bound.parse::<f64>().ok()).collect::<Vec<_>>()
    };
    // as a double, the most of 64 bits is the first number past them
    const PAST: f64 = 18_446_744_073_709_551_616.0;
    let (least, most) = (bounds(["minimum", "exclusiveMinimum"]), bounds(["maximum", "exclusiveMaximum"]));
    let large = most.iter().chain(&least).any(|bound| *bound >= PAST / 2.0);
    let past = |bound: &f64| *bound < -PAST / 2.0 || *bound > PAST;
    if least.iter().chain(&most).any(past) {
        return Scalar::Number;
    }
    match (large, least.iter().any(|least| *least >= 0.0)) {
        (true, true) => Scalar::U64,
        (true, false) => Scalar::Number,
        (false, _) => Scalar::I64,
    }
}

fn number(format: Option<&str>, schemas: &[&Schema<'_>]) -> Scalar {
    let money = schemas.iter().any(|schema| {
        schema.extension("x-is-money").and_then(Node::as_bool) == Some(true)
            || schema.number("multipleOf").is_some_and(|step| step.starts_with("0."))
    });
    match format {
        Some("decimal" | "decimal128" | "money" | "currency" | "bigdecimal" | "big-decimal") => {
            Scalar::Decimal
        }
        _ if money => Scalar::Decimal,
        Some("float" | "double") => Scalar::F64,
        Some("int32" | "integer") => Scalar::I32,
        Some("int64" | "long") => Scalar::I64,
        Some("uint64") => Scalar::U64,
        Some("unix-time" | "unixtime" | "unix-timestamp") => Scalar::TimestampUnix,
        _ => Scalar::Number,
    }
}

fn text(format: Option<&str>, encoding: Option<&str>) -> Scalar {
    match encoding.map(str::to_ascii_lowercase).as_deref() {
        Some("base64") => return Scalar::Base64,
        Some("base64url") => return Scalar::Base64Url,
        _ => {}
    }
    match format {
        Some("date-time" | "datetime" | "date_time" | "iso8601" | "iso-8601" | "rfc3339") => Scalar::DateTime,
        Some("http-date" | "date-time-rfc1123" | "date-time-rfc7231" | "rfc7231" | "rfc1123") => {
            Scalar::TimestampHttp
        }
        Some("date" | "full-date") => Scalar::Date,
        Some("time" | "full-time") => Scalar::OffsetTime,
        Some("partial-time" | "local-time") => Scalar::Time,
        Some("duration") => Scalar::Duration,
        Some("uuid" | "guid") => Scalar::Uuid,
        Some("uri" | "url") => Scalar::Uri,
        Some("byte" | "base64") => Scalar::Base64,
        Some("base64url" | "base64-url") => Scalar::Base64Url,
        Some("binary" | "file") => Scalar::Binary,
        Some("decimal" | "money" | "decimal128" | "numeric") => Scalar::DecimalText,
        _ => Scalar::Text,
    }
}

/// Formats that say on their own that a schema without a type is a text.
pub(crate) fn is_text_format(format: &str) -> bool {
    !matches!(text(Some(&format.to_ascii_lowercase()), None), Scalar::Text)
        || matches!(format, "email" | "hostname" | "ipv4" | "ipv6" | "password" | "uri-reference")
}

/// A value of the document.
pub(crate) fn literal(node: Node<'_>) -> Literal {
    match node.kind() {
        NodeKind::Null => Literal::Null,
        NodeKind::Bool(value) => Literal::Bool(value),
        NodeKind::Number(text) => number_literal(text),
        NodeKind::Text(text) => Literal::Text(text.to_owned()),
        NodeKind::List | NodeKind::Object => {
            let mut json = String::new();
            node.write_json(&mut json);
            Literal::Json(json)
        }
    }
}

/// A number; by its digits where neither of the two kinds of literal has all of them.
fn number_literal(text: &str) -> Literal {
    match (text.parse::<i64>(), text.parse::<f64>()) {
        (Ok(value), _) => Literal::Integer(value),
        (_, Ok(value)) if value.is_finite() && value.fract() == 0.0 && value.abs() < 9e15 => {
            Literal::Integer(value as i64)
        }
        (_, Ok(value)) if value.is_finite() && digits(text).len() <= 15 => Literal::Number(value),
        (_, Ok(_)) if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
            Literal::Json(text.to_owned())
        }
        _ => Literal::Text(text.to_owned()),
    }
}

/// The digits that count.
fn digits(text: &str) -> String {
    let number = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}
