//! Responses: as received, and as a type.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use http::header::HeaderMap;
use serde::de::IgnoredAny;
use tributary_core::codegen_v1::{Decode, Whole, fill_json, from_json, from_text};
use tributary_core::{DecodeError, Issue};

use crate::auth::Redactor;
use crate::charset::{self, media_type};
use crate::{ByteStream, EventStream, HeaderKey, Lines};

/// A response as received, its body read whole. `Debug` shows how long the body is and not what is in it.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    pub(crate) formats: Formats,
    /// What its request carried: nothing that quotes the response shows it.
    pub(crate) secrets: Arc<Redactor>,
}

/// The formats that a body is read in, where its `Content-Type` says so. JSON is always one of a typed value's.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Formats {
    pub(crate) xml: bool,
    /// Of a scalar.
    pub(crate) text: bool,
    /// Of a text.
    pub(crate) json: bool,
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format_args!("{} bytes", self.body.len());
        let mut shown = f.debug_struct("RawResponse");
        shown.field("status", &self.status).field("headers", &self.headers).field("body", &body).finish()
    }
}

/// A response whose body is a type.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub value: T,
    /// What in the body was not as documented, and what became of it. At most a thousand.
    pub issues: Vec<Issue>,
    /// The origin that the response came from, or that led to it, if it is neither the client's own nor declared
    /// ([`crate::HttpBuilder::trust_origin`]): a redirect led there. No credentials went along.
    pub undeclared_origin: Option<String>,
}

/// Headers that name a request, the likeliest first.
const REQUEST_IDS: [&str; 8] = [
    "x-request-id",
    "request-id",
    "x-requestid",
    "x-correlation-id",
    "x-ms-request-id",
    "x-amzn-requestid",
    "x-hubspot-correlation-id",
    "cf-ray",
];

impl<T> Response<T> {
    /// Replaces the body by what `pick` takes from it. `None` if `pick` returns `None`.
    pub fn filter_map<U>(self, pick: impl FnOnce(T) -> Option<U>) -> Option<Response<U>> {
        let Self { status, headers, value, issues, undeclared_origin } = self;
        Some(Response { status, headers, value: pick(value)?, issues, undeclared_origin })
    }

    /// A header's text by its name, or the value of a [`Header`](crate::Header). `None` if it isn't there or is none.
    pub fn header<K: HeaderKey>(&self, key: K) -> Option<K::Value<'_>> {
        key.of(&self.headers)
    }

    /// The address that the `Link` header gives for this relation: `next`.
    pub fn link(&self, relation: &str) -> Option<String> {
        crate::pages::link::target(&self.headers, relation)
    }

    /// The time at which the server sent this, by its own clock: the `Date` header. `None` if it isn't there or is none.
    pub fn date(&self) -> Option<tributary_core::Timestamp> {
        crate::quota::date(self.headers.get(http::header::DATE)?.to_str().ok()?)
    }
}

impl RawResponse {
    /// A response made by hand, for tests and hooks. It is read as XML where it says so.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        let formats = Formats { xml: true, ..Formats::default() };
        RawResponse { status, headers, body: body.into(), formats, secrets: Arc::default() }
    }

    /// The text, which quotes the response, without the credentials that its request carried.
    #[doc(hidden)]
    pub fn hide(&self, text: &str) -> String {
        self.secrets.hide(text)
    }

    pub(crate) fn head(&self, largest: usize) -> Head<'_> {
        Head { status: self.status, headers: &self.headers, largest, secrets: &self.secrets }
    }

    /// A header's text by its name, or the value of a [`Header`](crate::Header). `None` if it isn't there or is none.
    pub fn header<K: HeaderKey>(&self, key: K) -> Option<K::Value<'_>> {
        key.of(&self.headers)
    }

    /// What to quote to the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        REQUEST_IDS.iter().find_map(|name| self.header(name))
    }

    /// Decodes the body into a place.
    fn fill(&self, whole: &mut dyn Whole) -> Result<Vec<Issue>, DecodeError> {
        let kind = media_type(&self.headers);
        let issues = match self.body.trim_ascii() {
            b"" => fill_json(whole, b"null")?,
            _ if charset::is_html(&kind) => return Err(DecodeError::media_type("JSON values", kind)),
            #[cfg(feature = "xml")]
            body if charset::is_xml(&kind) && self.formats.xml => {
                tributary_core::codegen_v1::fill_xml(whole.whole(), body)?
            }
            _ if charset::is_xml(&kind) => return Err(DecodeError::media_type("JSON values", kind)),
            body => fill_json(whole, &charset::json(&self.headers, body))?,
        };
        Ok(issues.into_vec())
    }

    /// The value of a scalar whose text is the body, where the response says that it is text, or says nothing and is no JSON.
    fn scalar<T: Decode>(&self) -> Option<(T, Vec<Issue>)> {
        if !self.formats.text {
            return None;
        }
        let kind = media_type(&self.headers);
        let is_json = || serde_json::from_slice::<IgnoredAny>(&self.body).is_ok();
        if !(charset::is_plain_text(&kind) || kind.is_empty() && !is_json()) {
            return None;
        }
        let (text, issues) = charset::text(&self.headers, &self.body);
        from_text(&text).map(|value| (value, issues))
    }
}

/// A type that a response can be read as.
pub trait Reply: Sized + Send + 'static {
    /// Whether it can be taken while it arrives.
    const ARRIVES: bool = false;

    /// Reads it, and says what was not as documented.
    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError>;

    /// Takes a body while it arrives; gives it back where it has to be read whole.
    fn open(_head: &Head<'_>, body: ByteStream) -> Result<Self, ByteStream> {
        Err(body)
    }
}

/// What is known of a response whose body is still arriving.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Head<'a> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The most that one value of it may be, in bytes.
    pub largest: usize,
    pub(crate) secrets: &'a Arc<Redactor>,
}

/// JSON, or another format that is documented where the response says so. Nothing at all is read as `null`.
impl<T: Decode + Send + 'static> Reply for T {
    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError> {
        if let Some(scalar) = response.scalar() {
            return Ok(scalar);
        }
        let mut value = T::blank();
        let issues = response.fill(&mut value)?;
        Ok((value, issues))
    }
}

/// Bytes, as they arrive.
impl Reply for ByteStream {
    const ARRIVES: bool = true;

    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError> {
        Ok((ByteStream::from_bytes(response.body.clone()), Vec::new()))
    }

    fn open(_head: &Head<'_>, body: ByteStream) -> Result<Self, ByteStream> {
        Ok(body)
    }
}

/// Values, one a line, as they arrive.
impl<T: Decode + Send + 'static> Reply for Lines<T> {
    const ARRIVES: bool = true;

    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError> {
        let kind = media_type(&response.headers);
        if charset::is_markup(&kind) {
            return Err(DecodeError::media_type("JSON lines", kind));
        }
        let body = ByteStream::from_bytes(response.body.clone());
        Ok((Lines::new(body, &response.head(response.body.len())), Vec::new()))
    }

    fn open(head: &Head<'_>, body: ByteStream) -> Result<Self, ByteStream> {
        match charset::is_markup(&media_type(head.headers)) {
            true => Err(body),
            false => Ok(Lines::new(body, head)),
        }
    }
}

/// Events, as they arrive. A document in their place is none of them.
impl<T: Decode + Send + 'static> Reply for EventStream<T> {
    const ARRIVES: bool = true;

    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError> {
        let kind = media_type(&response.headers);
        if is_a_document(&kind) {
            return Err(DecodeError::media_type("server-sent events", kind));
        }
        let body = ByteStream::from_bytes(response.body.clone());
        Ok((EventStream::new(body, &response.head(response.body.len())), Vec::new()))
    }

    fn open(head: &Head<'_>, body: ByteStream) -> Result<Self, ByteStream> {
        match is_a_document(&media_type(head.headers)) {
            true => Err(body),
            false => Ok(EventStream::new(body, head)),
        }
    }
}

/// Whether a body is of a kind that no event is.
fn is_a_document(kind: &str) -> bool {
    charset::is_json(kind) || charset::is_markup(kind)
}

/// A reply that is bytes, read whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binary(pub Bytes);

impl Reply for Binary {
    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError> {
        Ok((Binary(response.body.clone()), Vec::new()))
    }
}

/// A reply that is text in the charset that it names, or else in UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl Reply for Text {
    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError> {
        let (text, issues) = charset::text(&response.headers, &response.body);
        let quoted = response.formats.json && charset::is_json(&media_type(&response.headers));
        // some servers call any text JSON: what is no JSON string is the text itself
        match from_json::<String>(text.as_bytes()) {
            Ok((text, _)) if quoted => Ok((Text(text), issues)),
            Err(error) if quoted && text.starts_with('"') => Err(error),
            _ => Ok((Text(text), issues)),
        }
    }
}

/// A reply enum: which variant answers which statuses.
///
/// `reply_enum!(ListTicketsError { 404 => NotFound, 400..=499 => Refused, _ => Default })`, each variant holding one
/// [`Reply`]. A status that no line names can't be read. With `arrives` behind it, a variant may be a stream.
#[macro_export]
#[doc(hidden)]
macro_rules! reply_enum {
    ($name:ident { $($lines:tt)* }) => {
        impl $crate::Reply for $name {
            $crate::reply_enum!(@read $($lines)*);
        }
    };
    ($name:ident { $($lines:tt)* } arrives) => {
        impl $crate::Reply for $name {
            const ARRIVES: bool = true;
            $crate::reply_enum!(@open $($lines)*);
            $crate::reply_enum!(@read $($lines)*);
        }
    };
    (@read $($statuses:pat => $variant:ident),* $(,)?) => {
        #[allow(unreachable_patterns)]
        fn read(
            response: &$crate::RawResponse,
        ) -> Result<(Self, Vec<$crate::core::Issue>), $crate::core::DecodeError> {
            match response.status.as_u16() {
                $($statuses => {
                    let (value, issues) = $crate::Reply::read(response)?;
                    Ok((Self::$variant(value), issues))
                })*
                _ => Err($crate::core::DecodeError::undocumented()),
            }
        }
    };
    (@open $($statuses:pat => $variant:ident),* $(,)?) => {
        #[allow(unreachable_patterns)]
        fn open(head: &$crate::Head<'_>, body: $crate::ByteStream) -> Result<Self, $crate::ByteStream> {
            match head.status.as_u16() {
                $($statuses => $crate::Reply::open(head, body).map(Self::$variant),)*
                _ => Err(body),
            }
        }
    };
}
