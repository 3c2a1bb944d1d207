//! How a vendor reports events: what a request looks like, and how it is signed.

use serde::{Deserialize, Serialize};

use crate::{Place, Steps};

/// The webhooks of a vendor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Webhooks {
    /// How a request is signed; `None`: not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// Requests have a name and password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub basic: bool,
    /// Where the events are in the body: items of a list, or the whole body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Steps,
    /// Where the parts of an event's type are.
    pub kind: Vec<Place>,
    /// What joins them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub separator: String,
    /// Where the event's id is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Place>,
    /// Where the time is, and its format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<(Place, String)>,
    /// Where the account is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Place>,
}

/// An HMAC over parts of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// The header that has it.
    pub header: String,
    /// `sha1`, `sha256`, `sha512`
    pub algorithm: String,
    /// `hex`, `base64`
    pub encoding: String,
    /// What stands before it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// The header is a list: its separator, what stands between a name and its value, the signature's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<(String, String, String)>,
    /// What is signed.
    pub signed: Vec<Signed>,
    /// Characters that are signed decoded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decodes: String,
    /// The header or element that says when it was signed, and its format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<(String, String)>,
    /// How old a request may be, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_ms: Option<u64>,
    /// How the secret is written: `text`, `hex`, `base64`.
    pub key: String,
}

/// A part of what is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signed {
    /// The method.
    Method,
    /// The URL.
    Url,
    /// The body.
    Body,
    /// The timestamp.
    Timestamp,
    /// A header.
    Header(String),
    /// This text.
    Text(String),
}

/// The events of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Events {
    /// The types of a new record's event, of a changed one's, and of a deleted one's.
    pub created: Option<String>,
    /// The same of a record that was changed.
    pub updated: Option<String>,
    /// The same of a record that was deleted.
    pub deleted: Option<String>,
    /// Where the id of a new or changed record is.
    pub upserted_id: Option<Place>,
    /// Where the id of a deleted record is.
    pub deleted_id: Option<Place>,
    /// Where the whole record is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Steps>,
}
