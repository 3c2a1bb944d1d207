//! Responses: as received, and as a type.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap};
use tributary_core::codegen_v1::{Decode, fill_json};
use tributary_core::{DecodeError, Issue};

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
    /// A header's text; `None` if it isn't there or isn't text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The address that the `Link` header gives for this relation: `next`.
    pub fn link(&self, relation: &str) -> Option<String> {
        crate::pages::link::target(&self.headers, relation)
    }
}

impl RawResponse {
    /// A response made by hand, for tests and hooks.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        RawResponse { status, headers, body: body.into() }
    }

    /// A header's text; `None` if it isn't there or isn't text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What to quote to the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        REQUEST_IDS.iter().find_map(|name| self.header(name))
    }

    fn says_xml(&self) -> bool {
        let kind = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        kind.ends_with("/xml") || kind.ends_with("+xml")
    }
}

/// A type that a response can be read as.
pub trait Reply: Sized + Send + 'static {
    /// Reads it, and says what was not as documented.
    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError>;
}

/// JSON, or XML where the response says so. Nothing at all is read as `null`.
impl<T: Decode + Send + 'static> Reply for T {
    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError> {
        let mut value = T::blank();
        let issues = match response.body.trim_ascii() {
            b"" => fill_json(value.slot(), b"null")?,
            body if response.says_xml() => tributary_core::codegen_v1::fill_xml(value.slot(), body)?,
            body => fill_json(value.slot(), body)?,
        };
        Ok((value, issues.into_vec()))
    }
}

/// A reply that is bytes, read whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binary(pub Bytes);

impl Reply for Binary {
    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError> {
        Ok((Binary(response.body.clone()), Vec::new()))
    }
}

/// A reply that is text, whatever it looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl Reply for Text {
    fn read(response: &RawResponse) -> Result<(Self, Vec<Issue>), DecodeError> {
        Ok((Text(String::from_utf8_lossy(&response.body).into_owned()), Vec::new()))
    }
}

/// A reply enum: which variant answers which statuses.
///
/// `reply_enum! { ListTicketsError { 404 => NotFound, 400..=499 => Refused, _ => Default } }`, each variant holding one
/// [`Reply`]. A status that no line names can't be read.
#[macro_export]
#[doc(hidden)]
macro_rules! reply_enum {
    ($($name:ident { $($statuses:pat => $variant:ident),* $(,)? })*) => {$(
        impl $crate::Reply for $name {
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
        }
    )*};
}
