//! A mock plan: everything that a mock of a vendor is made from, as plain data that can be kept as JSON.
//!
//! The generator writes it from the vendor's document and mapping, and `tributary-mock` interprets it. The first half comes
//! from the document: operations and schemas. The second comes from the mapping: per model, what a request means and where
//! in a response its records, cursors and ids are.

#![warn(missing_docs)]

mod call;
mod operation;
mod place;
mod schema;
mod webhooks;

pub use call::*;
pub use operation::*;
pub use place::*;
pub use schema::*;
pub use webhooks::*;

use serde::{Deserialize, Serialize};

/// One vendor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MockPlan {
    /// `hubspot`; of a document without a mapping, its file's stem.
    pub vendor: String,
    /// `HubSpot`
    pub title: String,
    /// The path that every operation without one of its own begins with: `/api/v2`.
    pub base_path: String,
    /// Settings that arrive with the OAuth2 token: the member of the token's response.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from_token: Vec<String>,
    /// How requests must be authenticated; any of them suffices. Empty: not at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auth: Vec<Auth>,
    /// At most so many requests in a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// What an error looks like.
    #[serde(default)]
    pub errors: Errors,
    /// How the vendor reports events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhooks: Option<Webhooks>,
    /// Schemas that others refer to by index.
    pub types: Vec<Type>,
    /// The operations of the document.
    pub operations: Vec<Operation>,
    /// The models of the mapping. Without a mapping, none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<Model>,
}

/// Where the credentials of a request are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Auth {
    /// `Authorization: Bearer …`, or another scheme.
    Scheme(String),
    /// A header.
    Header(String),
    /// A parameter of the query.
    Query(String),
    /// A cookie.
    Cookie(String),
    /// `Authorization: Bearer …`, with a token from this path.
    OAuth2 {
        /// `/oauth/token`
        token_path: String,
        /// `POST`
        method: String,
    },
}

/// A rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// So many requests,
    pub requests: u32,
    /// in so many milliseconds.
    pub per_ms: u64,
}

/// A unified model of the vendor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// `crm.contact`
    pub name: String,
    /// The vendor's record.
    pub record: Schema,
    /// The record's members that the mapping reads, among them its id.
    pub members: Vec<Member>,
    /// The unified fields that lose nothing when they are written and read again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
    /// Holds for a deleted record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Test>,
    /// Ids start with this.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id_prefix: String,
    /// Where the members are that `{select}` names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub select: Option<Select>,
    /// Records of this model exist only inside those of another, at this place of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<Inside>,
    /// Which events report its records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Events>,
    /// What can be done with it.
    pub calls: Vec<Call>,
}

impl Model {
    /// The member that is read as this unified field.
    pub fn member(&self, field: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.field == field)
    }
}

/// Records that are part of another model's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inside {
    /// `crm.pipeline`
    pub model: String,
    /// Where in that model's record they are.
    pub at: Steps,
}

/// The members of a record that a caller chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Select {
    /// The object that has them; empty: the record itself.
    pub root: Vec<String>,
    /// What is read anyway is not among them.
    pub names: Vec<String>,
}

/// A member of a record that the mapping reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The unified field: `first_name`, `email_addresses.address`.
    pub field: String,
    /// Where it is.
    pub at: Steps,
    /// How its value is written.
    #[serde(default, skip_serializing_if = "Format::is_plain")]
    pub format: Format,
    /// It is the id of a record of this model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refers: Option<String>,
    /// The unified field has the very same text, number or boolean.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same: bool,
}

/// A field that is read as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// `first_name`
    pub field: String,
    /// A new record can have it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub create: bool,
    /// An update can change it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub update: bool,
}

/// How a value is written at a vendor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Format {
    /// As its schema says.
    #[default]
    Plain,
    /// Digits.
    Integer,
    /// A decimal number of at most so many places.
    Decimal(u32),
    /// One of two texts, for true and false.
    Bool(String, String),
    /// A point in time: `rfc3339`, `epoch_s`, `epoch_ms`, `msjson`, or a pattern of strftime.
    Time(String),
    /// A date: `iso`, `msjson`, or a pattern of strftime.
    Date(String),
    /// One of these values.
    OneOf(Vec<serde_json::Value>),
    /// HTML.
    Html,
}

impl Format {
    /// Whether the schema says it all.
    pub fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}
