//! A vendor's webhooks: how requests are verified, where events are in their bodies, and what these mean.

use super::TimeFormat;

/// `[webhooks]`
#[derive(Clone, Debug, PartialEq)]
pub struct Webhooks {
    pub proof: Proof,
    /// Where the events are in the body; empty: the body is one.
    pub events: Vec<EventStep>,
    /// The event's type: parts, each of which is the first of several places that has a value.
    pub kind: Vec<Vec<EventPlace>>,
    /// What joins the parts.
    pub separator: String,
    /// The event's id.
    pub id: Vec<EventPlace>,
    /// When it happened.
    pub time: Option<(Vec<EventPlace>, TimeFormat)>,
    /// Whose account it is about.
    pub account: Vec<EventPlace>,
}

/// How a request proves that the vendor sent it.
#[derive(Clone, Debug, PartialEq)]
pub enum Proof {
    Signature(Box<Signature>),
    /// By the name and password that the webhook was created with; the text says what the vendor does.
    Basic(String),
    /// Not at all; the text says what the vendor does.
    Unsigned(String),
}

/// An HMAC over parts of the request.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    pub headers: Vec<String>,
    pub algorithm: HashAlgorithm,
    pub encoding: ByteEncoding,
    /// What stands before the signature.
    pub prefix: String,
    /// The header is a list of named elements.
    pub list: Option<SignatureList>,
    /// What is signed, in order.
    pub signed: Vec<SignedPart>,
    /// Characters of the URL that are decoded before it is signed.
    pub decodes: String,
    pub timestamp: Option<SignedAt>,
    /// How the secret is written; `None`: as text.
    pub key: Option<ByteEncoding>,
    /// The header by which the vendor gives the secret.
    pub handshake: Option<String>,
    /// What the vendor calls the secret.
    pub secret: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashAlgorithm {
    Sha1,
    Sha256,
    Sha512,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteEncoding {
    Hex,
    Base64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureList {
    pub separator: String,
    pub assign: String,
    pub signature: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedPart {
    Method,
    Url,
    Body,
    Timestamp,
    Header(String),
    Text(String),
}

/// When a request was signed: in a header, or in an element of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedAt {
    pub name: String,
    pub format: TimeFormat,
    pub window_ms: u64,
}

/// A place in an event, or a header of its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventPlace {
    Event(Vec<EventStep>),
    Header(String),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventStep {
    Name(String),
    Index(usize),
    Each,
}

/// `webhooks` of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelWebhooks {
    /// Types of events that report a record that is new or changed, and where its id is.
    pub upserted: Vec<String>,
    pub upserted_id: Vec<EventPlace>,
    /// Where the whole record is; it is converted by the model's first reading.
    pub record: Option<Vec<EventStep>>,
    /// The same of a record that is gone.
    pub deleted: Vec<String>,
    pub deleted_id: Vec<EventPlace>,
    /// Of the mapping, counted from 1.
    pub line: usize,
}
