//! `Call`: a request that knows how to read its reply, waiting to be awaited.

use std::fmt;
use std::future::IntoFuture;
use std::hash::{BuildHasher, RandomState};
use std::marker::PhantomData;
use std::time::Duration;

use tributary_core::codegen_v1::Encode;
use tributary_core::{DecodeError, Issue};

use crate::called::Progress;
use crate::send::{Fault, Refusal, Started};
use crate::{
    ApiError, BoxFuture, ByteStream, Called, Error, Head, RawResponse, Reply, Request, Response, Undecodable,
};

type ReadWhole<T> = fn(&RawResponse) -> Result<(T, Vec<Issue>), DecodeError>;

type Open<T> = fn(&Head<'_>, ByteStream) -> Result<T, ByteStream>;

/// How a reply becomes a value.
#[derive(Debug)]
struct Reading<T> {
    /// From a body read whole.
    whole: ReadWhole<T>,
    /// From a body that is still arriving, where the value can be that.
    open: Option<Open<T>>,
}

/// One call of an operation. Nothing is sent before it is awaited.
///
/// `E` is what the document says an error's body holds.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, E = tributary_core::Value> {
    request: Request,
    reading: Reading<T>,
    /// Bodies are to be told from each other.
    mark: Option<RandomState>,
    marker: PhantomData<fn() -> E>,
}

impl Request {
    /// The reply is JSON, XML where the response says so, or what `T` makes of it: bytes,
    /// events or lines as they arrive.
    pub fn call<T: Reply, E: Reply>(self) -> Call<T, E> {
        let reading = Reading { whole: T::read, open: T::ARRIVES.then_some(T::open as Open<T>) };
        Call { request: self, reading, mark: None, marker: PhantomData }
    }

    /// The reply is text.
    pub fn call_text<E: Reply>(self) -> Call<String, E> {
        let read: ReadWhole<String> =
            |response| crate::Text::read(response).map(|(text, issues)| (text.0, issues));
        let reading = Reading { whole: read, open: None };
        Call { request: self, reading, mark: None, marker: PhantomData }
    }
}

impl<T> Copy for Reading<T> {}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, E> Clone for Call<T, E> {
    fn clone(&self) -> Self {
        Call {
            request: self.request.clone(),
            reading: self.reading,
            mark: self.mark.clone(),
            marker: PhantomData,
        }
    }
}

impl<T, E> Call<T, E> {
    /// Sends a header more, or another value of one that is sent anyway.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request.set_header(name, value);
        self
    }

    /// Sends a query parameter more, or another value of one that is sent anyway.
    pub fn query(mut self, name: &str, value: impl Encode) -> Self {
        self.request.set_query(name, &value);
        self
    }

    /// Sends another value for the member of the JSON body at this JSON pointer: `/page/after`.
    pub fn body_member(mut self, pointer: &str, value: &str) -> Self {
        self.request.set_body_member(pointer, value);
        self
    }

    /// In place of the request's path and query, an address that an earlier reply gave: the next page's.
    pub fn follow(mut self, url: &str) -> Self {
        self.request = self.request.follow(url);
        self
    }

    /// What decides whether a response is an error, in place of the client's rules.
    pub fn classify(mut self, classify: crate::Classify) -> Self {
        self.request.classify = Some(classify);
        self
    }

    /// How long the whole call may take, retries included. Of a stream, until it begins.
    pub fn timeout(mut self, after: Duration) -> Self {
        self.request.timeout = Some(after);
        self
    }

    /// Of a stream: how long to wait for its next piece; `None` for ever. In place of the client's
    /// [`crate::HttpBuilder::idle_timeout`].
    pub fn idle_timeout(mut self, after: impl Into<Option<Duration>>) -> Self {
        self.request.idle_timeout = Some(after.into());
        self
    }

    /// Bodies are to be told from each other by the mark of this hasher.
    pub(crate) fn mark(mut self, hasher: RandomState) -> Self {
        self.mark = Some(hasher);
        self
    }

    /// It may be repeated after a failure though its method alone doesn't say so.
    pub fn idempotent(mut self) -> Self {
        self.request.idempotent = true;
        self
    }

    /// It may be repeated after a failure, since the server knows it again by this key, sent as `Idempotency-Key`.
    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }
}

impl<T: Send + 'static, E: Reply> Call<T, E> {
    /// The response as received, its body read whole. An error status is an error here too.
    pub async fn raw(self) -> Result<RawResponse, Error<E>> {
        let progress = Progress::default();
        self.request.whole(&progress).await.map_err(|fault| typed(fault, self.request.called(&progress)))
    }

    /// The value, with the response's status, headers and what was not as documented.
    pub async fn response(self) -> Result<Response<T>, Error<E>> {
        Ok(self.marked().await?.0)
    }

    /// The same, and a mark that tells the body from other bodies.
    pub(crate) async fn marked(self) -> Result<(Response<T>, u64), Error<E>> {
        let (request, progress) = (&self.request, Progress::default());
        let called = || request.called(&progress);
        let raw = match self.reading.open {
            None => request.whole(&progress).await,
            Some(open) => {
                let started = request.start(&progress).await.map_err(|fault| typed(fault, called()))?;
                let Started { status, headers, body, note } = started;
                let largest = usize::try_from(request.http.shared.max_response).unwrap_or(usize::MAX);
                match open(&Head { status, headers: &headers, largest }, body) {
                    Ok(value) => return Ok((Response { status, headers, value, issues: Vec::new() }, 0)),
                    Err(body) => request.read(Started { status, headers, body, note }).await,
                }
            }
        };
        let raw = raw.map_err(|fault| typed(fault, called()))?;
        match (self.reading.whole)(&raw) {
            Ok((value, issues)) => {
                let mark = self.mark.map_or(0, |hasher| hasher.hash_one(&raw.body));
                Ok((Response { status: raw.status, headers: raw.headers, value, issues }, mark))
            }
            Err(error) => Err(undecodable(called(), error, raw)),
        }
    }

    /// Which call it is, as errors say it.
    pub(crate) fn called(&self) -> Called {
        self.request.called(&Progress::default())
    }
}

fn undecodable<E>(called: Called, error: DecodeError, response: RawResponse) -> Error<E> {
    Error::Decode(Box::new(Undecodable { called, error, response }))
}

impl<T: Send + 'static, E: Reply> IntoFuture for Call<T, E> {
    type Output = Result<T, Error<E>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(self.response().await?.value) })
    }
}

/// A fault, with the vendor's error body read as its type.
pub(crate) fn typed<E: Reply>(fault: Fault, called: Called) -> Error<E> {
    match fault {
        Fault::Api(refusal) => {
            let Refusal { response, failure, excerpt, note } = *refusal;
            let body = E::read(&response).ok().map(|(body, _)| body);
            let request_id = response.request_id().map(str::to_owned);
            let RawResponse { status, headers, body: raw } = response;
            let error = ApiError { called, status, headers, request_id, body, raw, failure, note, excerpt };
            Error::Api(Box::new(error))
        }
        Fault::Invalid(error) => Error::Invalid { called, error },
        Fault::Transport(error) => Error::Transport { called, error },
        Fault::Timeout(error) => Error::Timeout { called, error },
        Fault::Auth(error) => Error::Auth { called, error },
        Fault::TooLarge { limit } => Error::TooLarge { called, limit },
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({} {})", self.request.method, self.request.template)
    }
}
