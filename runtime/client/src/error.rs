//! Why a call failed: everything that is known of it, in types.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tributary_core::{DecodeError, Value};

use crate::{AuthError, Failure, RawResponse, TransportError};

/// Why a call failed. `E` is what the document says an error's body holds.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = Value> {
    /// The server answered, and said no.
    Api(Box<ApiError<E>>),
    /// The request could not be made: nothing was sent.
    Invalid(InvalidRequest),
    /// No response came.
    Transport(TransportError),
    /// It took too long.
    Timeout(Timeout),
    /// The response is not what the document says, beyond what can be left out.
    Decode(Box<Undecodable>),
    /// There are no credentials, or they could not be renewed.
    Auth(AuthError),
    /// The response is larger than allowed, in bytes.
    TooLarge {
        /// The most that is allowed.
        limit: u64,
    },
    /// Pages that lead nowhere: the same one comes again.
    Loop {
        /// The cursor that came twice.
        cursor: String,
    },
}

/// The server answered with an error status, or with what the vendor declares to be an error.
#[derive(Debug)]
#[non_exhaustive]
pub struct ApiError<E = Value> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// What to quote to the vendor's support, if the response names one.
    pub request_id: Option<String>,
    /// The body, if it is as the document says.
    pub body: Option<E>,
    /// The body as received.
    pub raw: Bytes,
    /// What the vendor's rules make of it: code, message, whether to try again.
    pub failure: Option<Failure>,
    /// How often the request was sent.
    pub attempts: u32,
}

/// A response that could not be read as documented.
#[derive(Debug)]
#[non_exhaustive]
pub struct Undecodable {
    /// What is wrong with it.
    pub error: DecodeError,
    /// The response as received.
    pub response: RawResponse,
}

/// A request that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidRequest {
    pub(crate) what: String,
}

/// How long was waited, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout {
    /// The time allowed.
    pub after: Duration,
    /// Whether it was the whole call that took too long, or one attempt.
    pub whole: bool,
}

impl<E> Error<E> {
    /// The status, if there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::Api(error) => Some(error.status),
            Error::Decode(error) => Some(error.response.status),
            _ => None,
        }
    }

    /// The response's headers, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Error::Api(error) => Some(&error.headers),
            Error::Decode(error) => Some(&error.response.headers),
            _ => None,
        }
    }

    /// What to quote to the vendor's support, if the response names one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Error::Api(error) => error.request_id.as_deref(),
            Error::Decode(error) => error.response.request_id(),
            _ => None,
        }
    }

    /// What the vendor's rules make of it.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Error::Api(error) => error.failure.as_ref(),
            _ => None,
        }
    }

    /// The vendor's typed error body.
    pub fn body(&self) -> Option<&E> {
        match self {
            Error::Api(error) => error.body.as_ref(),
            _ => None,
        }
    }

    /// The same error with the body as plain JSON: for code that treats all operations alike.
    pub fn erased(self) -> Error<Value> {
        self.map(|raw| serde_json::from_slice(raw).ok())
    }

    /// The same error with another body, read anew from the bytes received.
    pub fn map<F>(self, body: impl FnOnce(&Bytes) -> Option<F>) -> Error<F> {
        match self {
            Error::Api(error) => {
                let ApiError { status, headers, request_id, raw, failure, attempts, .. } = *error;
                let body = body(&raw);
                Error::Api(Box::new(ApiError { status, headers, request_id, body, raw, failure, attempts }))
            }
            Error::Invalid(error) => Error::Invalid(error),
            Error::Transport(error) => Error::Transport(error),
            Error::Timeout(error) => Error::Timeout(error),
            Error::Decode(error) => Error::Decode(error),
            Error::Auth(error) => Error::Auth(error),
            Error::TooLarge { limit } => Error::TooLarge { limit },
            Error::Loop { cursor } => Error::Loop { cursor },
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Api(error) => error.fmt(f),
            Error::Invalid(error) => error.fmt(f),
            Error::Transport(error) => error.fmt(f),
            Error::Timeout(error) => error.fmt(f),
            Error::Decode(error) => {
                write!(f, "the response ({}) is not as documented", error.response.status)
            }
            Error::Auth(error) => error.fmt(f),
            Error::TooLarge { limit } => write!(f, "the response is larger than {limit} bytes"),
            Error::Loop { cursor } => {
                write!(f, "the pages go round in circles: the cursor {cursor:?} came twice")
            }
        }
    }
}

impl<E: fmt::Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Transport(error) => error.source(),
            Error::Decode(error) => Some(&error.error),
            Error::Auth(error) => error.source(),
            _ => None,
        }
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        match &self.failure {
            Some(Failure { code: Some(code), message: Some(message), .. }) => {
                write!(f, ": {message} ({code})")?
            }
            Some(Failure { code: None, message: Some(text), .. })
            | Some(Failure { code: Some(text), message: None, .. }) => write!(f, ": {text}")?,
            _ => {
                let text = String::from_utf8_lossy(&self.raw);
                let text = text.trim();
                if !text.is_empty() {
                    let start: String = text.chars().take(200).collect();
                    write!(f, ": {start}{}", if start.len() < text.len() { "…" } else { "" })?;
                }
            }
        }
        if let Some(id) = &self.request_id {
            write!(f, " [request {id}]")?;
        }
        Ok(())
    }
}

impl<E: fmt::Debug> StdError for ApiError<E> {}

impl InvalidRequest {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        InvalidRequest { what: what.into() }
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request can't be made: {}", self.what)
    }
}

impl StdError for InvalidRequest {}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.whole { "the call" } else { "an attempt" };
        write!(f, "{what} took longer than {:?}", self.after)
    }
}

impl StdError for Timeout {}
