//! Schemas: what JSON may be, in a compact form.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a value may be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Schema {
    /// Anything.
    #[default]
    Any,
    /// Index into [`crate::MockPlan::types`].
    Type(usize),
    /// A scalar.
    Is(Scalar),
    /// An array.
    List(Box<Schema>),
    /// An object of any members.
    Map(Box<Schema>),
    /// An array of fixed length.
    Tuple(Vec<Schema>),
    /// Or null.
    Null(Box<Schema>),
}

/// A schema that others refer to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Type {
    /// An object.
    Object(Object),
    /// One of these values is documented.
    Enum(Vec<Value>),
    /// One of these, each with the member that tells it from the others, if one does.
    OneOf(Vec<(Schema, Option<(String, Value)>)>),
    /// The same as this one.
    Same(Schema),
}

/// An object with known members.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// In the document's order.
    pub properties: Vec<Property>,
    /// What the members are that are not named; `None`: the document does not say that there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<Schema>,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Property {
    /// As it is written.
    pub name: String,
    /// What it holds.
    pub schema: Schema,
    /// It must be there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// It may be null.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// A request does not have it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
    /// A response does not have it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub write_only: bool,
    /// The only value it may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<Value>,
}

/// A scalar, by how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Scalar {
    Text,
    Bool,
    Integer,
    Number,
    DecimalText,
    DateTime,
    HttpDate,
    UnixTime,
    Date,
    Time,
    OffsetTime,
    Duration,
    Uuid,
    Uri,
    Base64,
    Binary,
}
