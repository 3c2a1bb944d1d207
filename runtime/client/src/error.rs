//! Why a call failed: which call it was, the cause, and the error body as the vendor's document types it.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tributary_core::{DecodeError, Timestamp, Value};

use crate::call_info::bare;
use crate::retry::asked_wait;
use crate::{AuthError, CallInfo, Failure, HeaderKey, RawResponse, Reply, Stage, TransportError};

/// Why a call failed. `E` is the type of an error's body in the vendor's document.
///
/// `{}` names the call, the cause, and the number of attempts:
/// `GET https://api.example.com/tickets/{id}: no connection could be made: Connection refused (tried 3 times)`. Neither
/// that nor `{:?}` contains credentials, query parameters, path parameters or the request body; a credential that the
/// server repeats is replaced by `[secret]`. Of the response body, `{}` contains the vendor's message, or the beginning of
/// the body if no rule locates the message.
///
/// ```
/// # use tributary_client::{Cause, Error};
/// # struct Problem { code: u32 }
/// # fn report(error: Error<Problem>) {
/// match error.cause() {
///     Cause::Api(response) if response.status == 404 => println!("there is no such ticket"),
///     Cause::Api(_) => println!("refused: {:?}", error.body().map(|problem| problem.code)),
///     Cause::Timeout(timeout) => println!("no response within {:?}", timeout.after),
///     _ if error.is_retryable() => println!("try again in {:?}: {error}", error.retry_after()),
///     _ => println!("{error}"),
/// }
/// # }
/// ```
pub struct Error<E = Value> {
    failed: Box<FailedCall>,
    body: Option<Box<E>>,
}

/// A call that failed, before its error body is read as a type.
pub(crate) struct FailedCall {
    pub(crate) call: CallInfo,
    pub(crate) cause: Cause,
}

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// The server responded with an error.
    Api(Box<ApiError>),
    /// The request is invalid. Nothing was sent.
    InvalidRequest(InvalidRequest),
    /// No response arrived, or it broke off.
    Transport(TransportError),
    /// A time limit was exceeded.
    Timeout(Timeout),
    /// The response does not match the document, beyond what can be left out.
    InvalidResponse(Box<InvalidResponse>),
    /// Credentials are missing, or could not be renewed.
    Auth(AuthError),
    /// The response is larger than [`crate::HttpBuilder::max_response`].
    #[non_exhaustive]
    TooLarge {
        /// The largest size allowed, in bytes.
        limit: u64,
    },
    /// Nothing was sent: an earlier response asked every client of this account to wait longer than
    /// [`crate::RetryPolicy::longest_asked`].
    #[non_exhaustive]
    RateLimited {
        /// The time left to wait.
        retry_after: Duration,
    },
    /// The vendor's pages never end: one that was already read comes again.
    PageLoop(PageLoop),
    /// The response says that there are more pages, and not where the next one begins.
    NoNextPage,
}

/// A response with an error status, or one that the vendor declares to be an error.
#[non_exhaustive]
pub struct ApiError {
    /// The status. It may be 200 where the vendor reports errors in successful responses.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The id of the request for the vendor's support, if the response has one.
    pub request_id: Option<String>,
    /// The body as received, up to 1 MiB.
    pub raw: Bytes,
    /// The code and message found by the vendor's error rules.
    pub failure: Option<Failure>,
    /// How long the server asks to wait, through `Retry-After` or the reset time of its rate limit.
    pub retry_after: Option<Duration>,
    /// What the client did or did not do that may explain the response: a redirect that was not followed, for example.
    pub note: Option<String>,
    /// The beginning of the body, without credentials.
    pub(crate) excerpt: Box<str>,
}

/// A response that could not be read as documented.
#[derive(Debug)]
#[non_exhaustive]
pub struct InvalidResponse {
    /// What is wrong with it.
    pub error: DecodeError,
    /// The response as received.
    pub response: RawResponse,
}

/// A request that could not be built, or a client that could not be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidRequest {
    pub(crate) what: String,
}

/// A time limit that was exceeded.
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

/// Pages that lead back to one already read.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageLoop {
    /// The cursor that came twice, or after which the same page came again.
    pub cursor: String,
}

impl<E> Error<E> {
    pub(crate) fn new(failed: FailedCall) -> Self {
        Error { failed: Box::new(failed), body: None }
    }

    /// The call that failed, and how often it was attempted.
    pub fn call(&self) -> &CallInfo {
        &self.failed.call
    }

    /// Why it failed.
    pub fn cause(&self) -> &Cause {
        &self.failed.cause
    }

    /// Why it failed, owned.
    pub fn into_cause(self) -> Cause {
        self.failed.cause
    }

    /// The error response, if there was one.
    pub fn api(&self) -> Option<&ApiError> {
        match self.cause() {
            Cause::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The error body, if it matches the document.
    pub fn body(&self) -> Option<&E> {
        self.body.as_deref()
    }

    /// The error body, owned.
    pub fn into_body(self) -> Option<E> {
        self.body.map(|body| *body)
    }

    /// The status, if there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        match self.cause() {
            Cause::Api(error) => Some(error.status),
            Cause::InvalidResponse(error) => Some(error.response.status),
            _ => None,
        }
    }

    /// A header of the response: its text by its name, or the value of a [`Header`](crate::Header).
    pub fn header<K: HeaderKey>(&self, key: K) -> Option<K::Value<'_>> {
        key.of(self.headers()?)
    }

    /// The response's headers, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self.cause() {
            Cause::Api(error) => Some(&error.headers),
            Cause::InvalidResponse(error) => Some(&error.response.headers),
            _ => None,
        }
    }

    /// The id of the request for the vendor's support, if the response has one.
    pub fn request_id(&self) -> Option<&str> {
        match self.cause() {
            Cause::Api(error) => error.request_id.as_deref(),
            Cause::InvalidResponse(error) => error.response.request_id(),
            _ => None,
        }
    }

    /// The code and message found by the vendor's error rules.
    pub fn failure(&self) -> Option<&Failure> {
        self.api()?.failure.as_ref()
    }

    /// Whether the same call may succeed later: after a status that passes (408, 429, 500, 502, 503, 504 and the like), an
    /// error that the vendor's rules call retryable, a failed connection, or a timeout.
    ///
    /// The client has already repeated what [`crate::RetryPolicy`] allows. It repeats only what does no harm; this also
    /// returns true for a create whose outcome is unknown: see [`Error::may_have_acted`].
    pub fn is_retryable(&self) -> bool {
        self.cause().is_retryable()
    }

    /// Whether the server may have done what the call asks for, although it failed: a create that timed out, say, or whose
    /// response could not be read. Sending it again could do it twice. False for calls that are idempotent.
    pub fn may_have_acted(&self) -> bool {
        let call = self.call();
        call.attempts() > 0 && !call.is_idempotent() && crate::retry::may_have_acted(self.cause())
    }

    /// How long to wait before the next attempt, if the server asked for a wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.cause() {
            Cause::Api(error) => error.retry_after,
            Cause::RateLimited { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// The same error with its body as plain JSON, for code that treats all operations alike.
    pub fn erased(self) -> Error<Value> {
        self.map(|raw| serde_json::from_slice(raw).ok())
    }

    /// The same error with its body read anew from the bytes received.
    pub fn map<F>(self, read: impl FnOnce(&Bytes) -> Option<F>) -> Error<F> {
        let body = self.api().and_then(|error| read(&error.raw)).map(Box::new);
        Error { failed: self.failed, body }
    }
}

impl<E: Reply> Error<E> {
    /// The error of a failed call, its body read as the document types it.
    pub(crate) fn read(failed: FailedCall) -> Self {
        let body = match &failed.cause {
            Cause::Api(error) => {
                let response = RawResponse::new(error.status, error.headers.clone(), error.raw.clone());
                E::read(&response).ok().map(|(body, _)| Box::new(body))
            }
            _ => None,
        };
        Error { failed: Box::new(failed), body }
    }
}

impl Cause {
    /// The property that this user may not read, if that is why the request was refused.
    pub(crate) fn hidden(&self) -> Option<&str> {
        match self {
            Self::Api(api) => api.failure.as_ref()?.hidden.as_deref(),
            _ => None,
        }
    }

    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            Cause::Api(error) => {
                error.failure.as_ref().is_some_and(|failure| failure.retry) || is_transient(error.status)
            }
            Cause::Transport(error) => {
                matches!(error.stage, Stage::Connect | Stage::Exchange | Stage::Stalled)
            }
            Cause::Timeout(_) | Cause::RateLimited { .. } => true,
            Cause::Auth(error) => error.is_passing(),
            Cause::InvalidRequest(_)
            | Cause::InvalidResponse(_)
            | Cause::TooLarge { .. }
            | Cause::PageLoop(_)
            | Cause::NoNextPage => false,
        }
    }

    /// The cause in a few words, for the message of a later error.
    pub(crate) fn brief(&self) -> String {
        match self {
            Cause::Api(error) => error.status.to_string(),
            other => other.to_string(),
        }
    }
}

/// Whether a status reports a condition that passes: those of HTTP, and what the proxies of large vendors (Cloudflare's 52x,
/// 529 and 530 for an overloaded site) return while a server is away.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504 | 509 | 520..=524 | 527 | 529 | 530)
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (call, cause) = (self.call(), self.cause());
        write!(f, "{call}: {cause}")?;
        match cause {
            // every call succeeded: the number of attempts explains nothing
            Cause::PageLoop(_) | Cause::NoNextPage => Ok(()),
            Cause::Api(_) if call.attempts() <= 1 => Ok(()),
            _ => f.write_str(&call.tries(&cause.brief())),
        }
    }
}

/// The body is left out: it may contain anything.
impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("call", self.call())
            .field("cause", self.cause())
            .finish_non_exhaustive()
    }
}

impl<E> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.cause() {
            Cause::Transport(error) => Some(error),
            Cause::Timeout(error) => Some(error),
            Cause::InvalidResponse(error) => Some(&error.error),
            Cause::Auth(error) => Some(error),
            Cause::InvalidRequest(error) => Some(error),
            Cause::Api(_)
            | Cause::TooLarge { .. }
            | Cause::RateLimited { .. }
            | Cause::PageLoop(_)
            | Cause::NoNextPage => None,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Api(error) => error.fmt(f),
            Cause::InvalidRequest(error) => error.fmt(f),
            Cause::Transport(error) => error.fmt(f),
            Cause::Timeout(error) => error.fmt(f),
            Cause::InvalidResponse(error) => error.fmt(f),
            Cause::Auth(error) => error.fmt(f),
            Cause::TooLarge { limit } => write!(f, "the response is larger than {limit} bytes"),
            Cause::RateLimited { retry_after } => {
                write!(f, "the server has asked this account to wait, for another {retry_after:?}")
            }
            Cause::PageLoop(pages) => pages.fmt(f),
            Cause::NoNextPage => {
                f.write_str("the response has more pages, and does not say where they begin")
            }
        }
    }
}

impl ApiError {
    /// The error of a token endpoint's response, whose body is not shown.
    pub(crate) fn unread(response: RawResponse, now: Timestamp) -> ApiError {
        ApiError {
            status: response.status,
            request_id: None,
            retry_after: asked_wait(response.status, &response.headers, now),
            headers: response.headers,
            raw: response.body,
            failure: None,
            note: None,
            excerpt: Box::default(),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
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
        match &self.request_id {
            Some(id) => write!(f, " [request {id}]"),
            None => Ok(()),
        }
    }
}

/// The body is left out: it may contain anything.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("request_id", &self.request_id)
            .field("failure", &self.failure)
            .field("retry_after", &self.retry_after)
            .field("note", &self.note)
            .field("raw", &format_args!("{} bytes", self.raw.len()))
            .finish_non_exhaustive()
    }
}

impl StdError for ApiError {}

impl fmt::Display for InvalidResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the response ({}) is not as documented: {}", self.response.status, self.error)
    }
}

impl StdError for InvalidResponse {
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
            Waited::Piece => write!(f, "nothing arrived for {:?}", self.after),
        }
    }
}

impl StdError for Timeout {}

impl fmt::Display for PageLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cursor = bare(&self.cursor);
        write!(f, "the pages go round in circles: the cursor {cursor:?} leads to a page already seen")
    }
}

/// Without the query of a cursor that is an address: some vendors put a token there.
impl fmt::Debug for PageLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageLoop").field("cursor", &bare(&self.cursor)).finish()
    }
}
