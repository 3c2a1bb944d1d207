//! Why a call failed: everything that is known of it, in types.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tributary_core::{DecodeError, Value};

use crate::{AuthError, Called, Failure, HeaderKey, RawResponse, TransportError};

/// Why a call failed. `E` is what the document says an error's body holds.
///
/// Shown (`{}`), it says what was called, what happened and how often it was tried, causes included:
/// `GET https://api.example.com/tickets/{id}: no connection could be made: Connection refused (tried 3 times)`. Neither
/// that nor `{:?}` shows credentials, queries, path parameters or the request's body. Of the response's body, `{}` shows
/// the vendor's message, or the beginning of the body where no rule says what the message is.
///
/// ```
/// # use tributary_client::Error;
/// # struct Problem { code: u32 }
/// # fn tell(error: Error<Problem>) {
/// match &error {
///     Error::Api(api) if api.status == 404 => println!("there is no such ticket"),
///     Error::Api(api) => println!("refused: {:?}", api.body.as_ref().map(|problem| problem.code)),
///     Error::Timeout { error, .. } => println!("no answer within {:?}", error.after),
///     _ => println!("{error}"),
/// }
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = Value> {
    /// The server answered, and said no.
    Api(Box<ApiError<E>>),
    /// The request could not be made: nothing was sent.
    #[non_exhaustive]
    Invalid {
        /// Which call.
        called: Called,
        /// What is wrong with it.
        error: InvalidRequest,
    },
    /// No response came, or it broke off.
    #[non_exhaustive]
    Transport {
        /// Which call.
        called: Called,
        /// How far it came, and what happened.
        error: TransportError,
    },
    /// It took too long.
    #[non_exhaustive]
    Timeout {
        /// Which call.
        called: Called,
        /// The time it was given.
        error: Timeout,
    },
    /// The response is not what the document says, beyond what can be left out.
    Decode(Box<Undecodable>),
    /// There are no credentials, or they could not be renewed.
    #[non_exhaustive]
    Auth {
        /// Which call.
        called: Called,
        /// What is missing, or what the token endpoint said.
        error: AuthError,
    },
    /// The response is larger than allowed.
    #[non_exhaustive]
    TooLarge {
        /// Which call.
        called: Called,
        /// The most that is allowed, in bytes.
        limit: u64,
    },
    /// Pages that lead nowhere: the same one comes again.
    #[non_exhaustive]
    Loop {
        /// Which call.
        called: Called,
        /// The cursor that came twice, or after which the same page came again.
        cursor: String,
    },
}

/// The server answered with an error status, or with what the vendor declares to be an error.
#[non_exhaustive]
pub struct ApiError<E = Value> {
    /// Which call.
    pub called: Called,
    /// The status. Where the vendor tells errors in successful answers, it may be 200.
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
    /// What the client did, or left undone, that may explain the answer: a redirect that was not followed, say.
    pub note: Option<String>,
    /// The beginning of the body, without the credentials that some servers repeat.
    pub(crate) excerpt: Box<str>,
}

/// A response that could not be read as documented.
#[derive(Debug)]
#[non_exhaustive]
pub struct Undecodable {
    /// Which call.
    pub called: Called,
    /// What is wrong with it.
    pub error: DecodeError,
    /// The response as received.
    pub response: RawResponse,
}

/// A request that could not be made, or a client that could not be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidRequest {
    pub(crate) what: String,
}

/// How long was waited, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeout {
    /// The time allowed.
    pub after: Duration,
    /// What took longer.
    pub what: Waited,
}

/// What took too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Waited {
    /// The whole call, retries included: [`crate::HttpBuilder::timeout`].
    Call,
    /// One attempt: [`crate::HttpBuilder::attempt_timeout`].
    Attempt,
    /// The next piece of a stream: [`crate::HttpBuilder::idle_timeout`].
    Piece,
}

impl<E> Error<E> {
    /// Which call it was, and how often it was tried.
    pub fn called(&self) -> &Called {
        match self {
            Error::Api(error) => &error.called,
            Error::Decode(error) => &error.called,
            Error::Invalid { called, .. }
            | Error::Transport { called, .. }
            | Error::Timeout { called, .. }
            | Error::Auth { called, .. }
            | Error::TooLarge { called, .. }
            | Error::Loop { called, .. } => called,
        }
    }

    /// What the server answered, if that is what went wrong.
    pub fn api(&self) -> Option<&ApiError<E>> {
        match self {
            Error::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The status, if there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::Api(error) => Some(error.status),
            Error::Decode(error) => Some(error.response.status),
            _ => None,
        }
    }

    /// A header of the response: its text by its name, or the value of a [`Header`](crate::Header).
    pub fn header<K: HeaderKey>(&self, key: K) -> Option<K::Value<'_>> {
        key.of(self.headers()?)
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
        self.api()?.failure.as_ref()
    }

    /// The vendor's typed error body.
    pub fn body(&self) -> Option<&E> {
        self.api()?.body.as_ref()
    }

    /// The same error with the body as plain JSON: for code that treats all operations alike.
    pub fn erased(self) -> Error<Value> {
        self.map(|raw| serde_json::from_slice(raw).ok())
    }

    /// The same error with another body, read anew from the bytes received.
    pub fn map<F>(self, body: impl FnOnce(&Bytes) -> Option<F>) -> Error<F> {
        match self {
            Error::Api(error) => {
                let ApiError { called, status, headers, request_id, raw, failure, note, excerpt, .. } =
                    *error;
                let body = body(&raw);
                Error::Api(Box::new(ApiError {
                    called,
                    status,
                    headers,
                    request_id,
                    body,
                    raw,
                    failure,
                    note,
                    excerpt,
                }))
            }
            Error::Invalid { called, error } => Error::Invalid { called, error },
            Error::Transport { called, error } => Error::Transport { called, error },
            Error::Timeout { called, error } => Error::Timeout { called, error },
            Error::Decode(error) => Error::Decode(error),
            Error::Auth { called, error } => Error::Auth { called, error },
            Error::TooLarge { called, limit } => Error::TooLarge { called, limit },
            Error::Loop { called, cursor } => Error::Loop { called, cursor },
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let called = self.called();
        if let Error::Api(error) = self {
            return error.fmt(f);
        }
        write!(f, "{called}: ")?;
        let how = match self {
            Error::Api(error) => error.status.to_string(),
            Error::Invalid { error, .. } => error.to_string(),
            Error::Transport { error, .. } => error.to_string(),
            Error::Timeout { error, .. } => error.to_string(),
            Error::Decode(error) => error.to_string(),
            Error::Auth { error, .. } => error.to_string(),
            Error::TooLarge { limit, .. } => format!("the response is larger than {limit} bytes"),
            Error::Loop { cursor, .. } => {
                let cursor = crate::called::bare(cursor);
                // all calls went well: there is no number of attempts to tell
                return write!(
                    f,
                    "the pages go round in circles: the cursor {cursor:?} leads to a page already seen"
                );
            }
        };
        f.write_str(&how)?;
        f.write_str(&called.tries(&how))
    }
}

impl<E: fmt::Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Transport { error, .. } => Some(error),
            Error::Timeout { error, .. } => Some(error),
            Error::Decode(error) => Some(&error.error),
            Error::Auth { error, .. } => Some(error),
            Error::Invalid { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.called, self.status)?;
        match &self.failure {
            Some(Failure { code: Some(code), message: Some(message), .. }) => {
                write!(f, ": {message} ({code})")?
            }
            Some(Failure { code: None, message: Some(text), .. })
            | Some(Failure { code: Some(text), message: None, .. }) => write!(f, ": {text}")?,
            _ if !self.excerpt.is_empty() => write!(f, ": {}", self.excerpt)?,
            _ => {}
        }
        if let Some(note) = &self.note {
            write!(f, "; {note}")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " [request {id}]")?;
        }
        match self.called.attempts() {
            0 | 1 => Ok(()),
            _ => f.write_str(&self.called.tries(&self.status.to_string())),
        }
    }
}

/// The bodies are left out: they may hold anything.
impl<E> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("called", &self.called)
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("request_id", &self.request_id)
            .field("failure", &self.failure)
            .field("note", &self.note)
            .field("raw", &format_args!("{} bytes", self.raw.len()))
            .finish_non_exhaustive()
    }
}

impl<E> StdError for ApiError<E> {}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the response ({}) is not as documented: {}", self.response.status, self.error)
    }
}

impl StdError for Undecodable {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

impl InvalidRequest {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        InvalidRequest { what: what.into() }
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl StdError for InvalidRequest {}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.what {
            Waited::Call => write!(f, "the call took longer than {:?}", self.after),
            Waited::Attempt => write!(f, "an attempt took longer than {:?}", self.after),
            Waited::Piece => write!(f, "nothing came for {:?}", self.after),
        }
    }
}

impl StdError for Timeout {}
