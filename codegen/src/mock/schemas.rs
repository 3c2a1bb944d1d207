//! Types of the IR as schemas.

use serde_json::Value as Json;
use tributary_mock_plan::{Object, Property, Scalar, Schema, Type};

use crate::ir::{self, Kind, Literal, Shape, TypeDef, Union, When};

/// A definition.
pub(super) fn definition(def: &TypeDef) -> Type {
    match &def.kind {
        Kind::Struct(it) => Type::Object(Object {
            properties: it.fields.iter().map(property).collect(),
            rest: it.extra.as_ref().map(|extra| schema(&extra.shape)),
        }),
        Kind::Enum(it) => Type::Enum(it.members.iter().map(|member| literal(&member.wire)).collect()),
        Kind::Union(it) => {
            let variants = it.variants.iter().enumerate();
            Type::OneOf(variants.map(|(at, variant)| (schema(&variant.shape), tag(it, at))).collect())
        }
        Kind::Alias(shape) | Kind::Newtype(shape) => Type::Same(schema(shape)),
    }
}

/// The member by whose value a variant is known.
pub(super) fn tag(union: &Union, variant: usize) -> Option<(String, Json)> {
    union.rules.iter().filter(|rule| rule.variant == variant).find_map(|rule| match &rule.when {
        When::Equals { member, value } => Some((member.clone(), literal(value))),
        _ => None,
    })
}

fn property(field: &ir::Field) -> Property {
    Property {
        name: field.wire.clone(),
        schema: schema(&field.shape),
        required: field.required || field.expected,
        nullable: field.nullable,
        read_only: field.read_only,
        write_only: field.write_only,
        constant: field.constant.as_ref().map(literal),
    }
}

/// What a shape allows.
pub(super) fn schema(shape: &Shape) -> Schema {
    match shape {
        Shape::Named(id) | Shape::Boxed(id) => Schema::Type(id.0 as usize),
        Shape::Scalar(it) => Schema::Is(scalar(*it)),
        Shape::List(item) => Schema::List(Box::new(schema(item))),
        Shape::Map(item) => Schema::Map(Box::new(schema(item))),
        Shape::Tuple(items) => Schema::Tuple(items.iter().map(schema).collect()),
        Shape::Nullable(item) => Schema::Null(Box::new(schema(item))),
        Shape::Ref(_) => Schema::Is(Scalar::Text),
        Shape::Any => Schema::Any,
    }
}

fn scalar(scalar: ir::Scalar) -> Scalar {
    match scalar {
        ir::Scalar::Text => Scalar::Text,
        ir::Scalar::Bool => Scalar::Bool,
        ir::Scalar::I32 | ir::Scalar::I64 | ir::Scalar::U64 => Scalar::Integer,
        ir::Scalar::F64 | ir::Scalar::Number | ir::Scalar::Decimal => Scalar::Number,
        ir::Scalar::DecimalText => Scalar::DecimalText,
        ir::Scalar::DateTime | ir::Scalar::Timestamp => Scalar::DateTime,
        ir::Scalar::TimestampHttp => Scalar::HttpDate,
        ir::Scalar::TimestampUnix => Scalar::UnixTime,
        ir::Scalar::Date => Scalar::Date,
        ir::Scalar::Time => Scalar::Time,
        ir::Scalar::OffsetTime => Scalar::OffsetTime,
        ir::Scalar::Duration => Scalar::Duration,
        ir::Scalar::Uuid => Scalar::Uuid,
        ir::Scalar::Uri => Scalar::Uri,
        ir::Scalar::Base64 | ir::Scalar::Base64Url => Scalar::Base64,
        ir::Scalar::Binary => Scalar::Binary,
    }
}

/// A constant as JSON.
pub(super) fn literal(literal: &Literal) -> Json {
    match literal {
        Literal::Null => Json::Null,
        Literal::Bool(it) => Json::from(*it),
        Literal::Integer(it) => Json::from(*it),
        Literal::Number(it) => Json::from(*it),
        Literal::Text(it) => Json::from(it.as_str()),
        Literal::Json(text) => serde_json::from_str(text).unwrap_or_default(),
    }
}
