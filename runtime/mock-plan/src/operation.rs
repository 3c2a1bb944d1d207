//! Operations, as the document has them.

use serde::{Deserialize, Serialize};

use crate::Schema;

/// An operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// `operationId`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `GET`
    pub method: String,
    /// `/contacts/{id}`
    pub path: String,
    /// In place of [`crate::MockPlan::base_path`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_path: Option<String>,
    /// Its parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// What a success answers; the first is the usual one.
    pub success: Vec<Response>,
    /// What a failure answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failure: Vec<Response>,
    /// Anyone may call it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anonymous: bool,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub at: Location,
    /// What it may be.
    pub schema: Schema,
    /// It must be there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// How arrays and objects are written.
    #[serde(default)]
    pub style: Style,
}

/// Where a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// How an array or object is written in a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// Items with this in between.
    Between(char),
    /// The parameter is repeated.
    #[default]
    Repeated,
    /// As JSON.
    Json,
    /// In another way, which is not checked.
    Other,
}

/// A request's body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// It must be there.
    pub required: bool,
    /// The media types that it may have.
    pub contents: Vec<Content>,
}

/// A body of one media type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// As the document has it, and what else it may be called.
    pub media_types: Vec<String>,
    /// Of JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// Of a range, its first.
    pub status: u16,
    /// Its body.
    pub body: Payload,
}

/// A response's body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Payload {
    /// None.
    Nothing,
    /// JSON.
    Json(Schema),
    /// Text.
    Text,
    /// Anything else, of this media type.
    Bytes(String),
}
