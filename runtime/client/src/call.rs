//! `Call`: a request that knows how to read its reply, waiting to be awaited.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use tributary_core::codegen_v1::{Decode, Encode};
use tributary_core::{DecodeError, Issue};

use crate::send::{Fault, Started};
use crate::stream::{EventStream, Lines};
use crate::{ApiError, BoxFuture, ByteStream, Error, RawResponse, Reply, Request, Response};

type ReadWhole<T> = fn(&RawResponse) -> Result<(T, Vec<Issue>), DecodeError>;

/// How a reply becomes a value.
#[derive(Debug)]
enum Reading<T> {
    /// From a body read whole.
    Whole(ReadWhole<T>),
    /// From a body that is still arriving.
    Stream(fn(ByteStream) -> T),
}

/// One call of an operation. Nothing is sent before it is awaited.
///
/// `E` is what the document says an error's body holds.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, E = tributary_core::Value> {
    request: Request,
    reading: Reading<T>,
    marker: PhantomData<fn() -> E>,
}

impl Request {
    /// The reply is JSON, XML where the response says so, or what `T` makes of it.
    pub fn call<T: Reply, E: Reply>(self) -> Call<T, E> {
        Call { request: self, reading: Reading::Whole(T::read), marker: PhantomData }
    }

    /// The reply is text.
    pub fn call_text<E: Reply>(self) -> Call<String, E> {
        let read: ReadWhole<String> =
            |response| crate::Text::read(response).map(|(text, issues)| (text.0, issues));
        Call { request: self, reading: Reading::Whole(read), marker: PhantomData }
    }

    /// The reply is bytes, as they arrive.
    pub fn call_bytes<E: Reply>(self) -> Call<ByteStream, E> {
        Call { request: self, reading: Reading::Stream(|bytes| bytes), marker: PhantomData }
    }

    /// The reply is a stream of server-sent events, each event's data of type `T`.
    pub fn call_events<T: Decode + Send + 'static, E: Reply>(self) -> Call<EventStream<T>, E> {
        Call { request: self, reading: Reading::Stream(EventStream::new), marker: PhantomData }
    }

    /// The reply is JSON values, one a line.
    pub fn call_lines<T: Decode + Send + 'static, E: Reply>(self) -> Call<Lines<T>, E> {
        Call { request: self, reading: Reading::Stream(Lines::new), marker: PhantomData }
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
        Call { request: self.request.clone(), reading: self.reading, marker: PhantomData }
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

    /// How long the whole call may take, retries included.
    pub fn timeout(mut self, after: Duration) -> Self {
        self.request.timeout = Some(after);
        self
    }

    /// It may be repeated after a failure though its method alone doesn't say so.
    pub fn idempotent(mut self) -> Self {
        self.request.idempotent = true;
        self
    }

    /// It may be repeated after a failure, since the server knows it again by this key, sent as `Idempotency-Key`.
    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("idempotency-key", key).idempotent()
    }
}

impl<T: Send + 'static, E: Reply> Call<T, E> {
    /// The response as received. An error status is an error here too.
    pub async fn raw(self) -> Result<RawResponse, Error<E>> {
        self.request.whole().await.map_err(typed)
    }

    /// The value, with the response's status, headers and what was not as documented.
    pub async fn response(self) -> Result<Response<T>, Error<E>> {
        match self.reading {
            Reading::Whole(read) => {
                let raw = self.request.whole().await.map_err(typed)?;
                match read(&raw) {
                    Ok((value, issues)) => {
                        Ok(Response { status: raw.status, headers: raw.headers, value, issues })
                    }
                    Err(error) => Err(Error::Decode(Box::new(crate::Undecodable { error, response: raw }))),
                }
            }
            Reading::Stream(open) => {
                let Started { status, headers, body } = self.request.start().await.map_err(typed)?;
                Ok(Response { status, headers, value: open(body), issues: Vec::new() })
            }
        }
    }
}

impl<T: Send + 'static, E: Reply> IntoFuture for Call<T, E> {
    type Output = Result<T, Error<E>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(self.response().await?.value) })
    }
}

/// A fault, with the vendor's error body read as its type.
pub(crate) fn typed<E: Reply>(fault: Fault) -> Error<E> {
    match fault {
        Fault::Api { response, failure, attempts } => {
            let body = E::read(&response).ok().map(|(body, _)| body);
            let request_id = response.request_id().map(str::to_owned);
            let RawResponse { status, headers, body: raw } = response;
            Error::Api(Box::new(ApiError { status, headers, request_id, body, raw, failure, attempts }))
        }
        Fault::Invalid(error) => Error::Invalid(error),
        Fault::Transport(error) => Error::Transport(error),
        Fault::Timeout(error) => Error::Timeout(error),
        Fault::Auth(error) => Error::Auth(error),
        Fault::TooLarge { limit } => Error::TooLarge { limit },
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({} {})", self.request.method, self.request.template)
    }
}
