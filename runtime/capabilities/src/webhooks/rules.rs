//! What a mapping says of a vendor's webhooks, as data: how a request is verified, and where in its body the events are.

use std::time::Duration;

use tributary_model::convert::TimeFormat;

/// A vendor's webhooks. Generated from `[webhooks]` and the `webhooks` tables of models.
#[derive(Clone, Copy, Debug)]
pub struct WebhookRules {
    /// How a request proves that the vendor sent it.
    pub proof: Proof,
    /// Where the events are in the body: with [`Step::Each`], the items of a list; empty, the whole body is one event.
    pub events: &'static [Step],
    /// The event's type.
    pub kind: Joined,
    /// The event's id: the first place that has one.
    pub id: &'static [Place],
    /// When it happened.
    pub time: Option<TimeOf>,
    /// Whose account at the vendor it is about, where one receiver serves several.
    pub account: &'static [Place],
    /// What the types mean.
    pub models: &'static [ModelEvents],
}

/// A text that is made of several places of an event, joined; those without a value are left out.
#[derive(Clone, Copy, Debug)]
pub struct Joined {
    /// Each the first of several places that has a value.
    pub parts: &'static [&'static [Place]],
    /// What stands between two of them.
    pub separator: &'static str,
}

/// Where a time is, and how it is written.
#[derive(Clone, Copy, Debug)]
pub struct TimeOf {
    /// The first place that has one.
    pub places: &'static [Place],
    /// Its format.
    pub format: TimeFormat,
}

/// A place to read a text from.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// In the event.
    Event(&'static [Step]),
    /// A header of the request.
    Header(&'static str),
    /// Always this.
    Text(&'static str),
}

/// One step into a JSON value.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// A member.
    Name(&'static str),
    /// An item.
    Index(usize),
    /// Every item.
    Each,
}

/// The events of a model.
#[derive(Clone, Copy, Debug)]
pub struct ModelEvents {
    /// `crm`
    pub category: &'static str,
    /// `contact`
    pub model: &'static str,
    /// Types of events that report a record that is new or changed.
    pub upserted: &'static [&'static str],
    /// Where its id is. Several, where the place ends in items.
    pub upserted_id: &'static [Place],
    /// Where the whole record is; `None`: the event has its id only.
    pub record: Option<&'static [Step]>,
    /// Types of events that report that a record is gone.
    pub deleted: &'static [&'static str],
    /// Where its id is.
    pub deleted_id: &'static [Place],
}

/// How a request proves that the vendor sent it.
#[derive(Clone, Copy, Debug)]
pub enum Proof {
    /// It is signed with a secret that both know.
    Signature(Signature),
    /// It has the name and password that the webhook was created with, by HTTP's basic authentication: nothing of the
    /// request itself is protected. The text says what the vendor does.
    Basic(&'static str),
    /// It proves nothing. The text says what the vendor does.
    Unsigned(&'static str),
}

/// A signature: a hash of parts of the request, keyed with a secret (HMAC, RFC 2104).
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// The headers that may have it. One valid signature suffices.
    pub headers: &'static [&'static str],
    /// The hash.
    pub algorithm: Algorithm,
    /// How the signature is written.
    pub encoding: Encoding,
    /// What stands before it: `sha256=`.
    pub prefix: &'static str,
    /// The header is a list, of which the signature is one element.
    pub list: Option<List>,
    /// What is signed, in this order.
    pub signed: &'static [Part],
    /// Characters that [`Part::Url`] has decoded where the URL has them percent-encoded.
    pub decodes: &'static str,
    /// When it was signed, and how long ago that may be.
    pub timestamp: Option<Timestamped>,
    /// How the secret is written; `None`: its text is the key.
    pub key: Option<Encoding>,
    /// The header by which the vendor gives the secret, in a first request that has to be answered with the same header.
    pub handshake: Option<&'static str>,
    /// What the vendor calls the secret: `client secret`.
    pub secret: &'static str,
}

/// A header that is a list of elements with names: `t=1492774577,v1=5257a8`.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// What stands between two elements.
    pub separator: &'static str,
    /// What stands between a name and its value.
    pub assign: &'static str,
    /// The name of signatures; there may be several of them.
    pub signature: &'static str,
}

/// A hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-1, which is broken as a hash, and not known to be as the hash of an HMAC.
    Sha1,
    /// SHA-256
    Sha256,
    /// SHA-512
    Sha512,
}

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Two digits a byte, of either case.
    Hex,
    /// RFC 4648, with or without padding.
    Base64,
}

/// A part of what is signed.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// `POST`
    Method,
    /// The URL as the vendor has it, query included.
    Url,
    /// The body's bytes.
    Body,
    /// The timestamp, as it was received.
    Timestamp,
    /// A header's value.
    Header(&'static str),
    /// This text.
    Text(&'static str),
}

/// When a request was signed.
#[derive(Clone, Copy, Debug)]
pub struct Timestamped {
    /// The header that has it; in a [`List`], the element's name.
    pub name: &'static str,
    /// Its format.
    pub format: TimeFormat,
    /// How far it may be from the receiver's time, in either direction.
    pub window: Duration,
}
