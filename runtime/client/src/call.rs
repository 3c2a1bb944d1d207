//! `Call`: a request that knows how to read its reply, waiting to be awaited.

use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::header::CONTENT_TYPE;
use tributary_core::Issue;
use tributary_core::codegen_v1::Encode;

use crate::call_info::Progress;
use crate::execute::{Arrived, Execution, Unread, execute};
use crate::{CallInfo, Error, RawResponse, Reply, Request, Response};

/// How a reply becomes a value.
type Read<T> = fn(&mut Arrived) -> Result<(T, Vec<Issue>), Unread>;

/// One call of an operation. Nothing is sent before it is awaited.
///
/// `E` is what the document says an error's body holds.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, E = tributary_core::Value> {
    request: Request,
    read: Read<T>,
    /// The body may be taken while it arrives.
    arrives: bool,
    marker: PhantomData<fn() -> E>,
}

impl Request {
    /// The reply is JSON, or what [`Request::reads_xml`] and [`Request::reads_text`] add, or what `T` makes of it: bytes, events
    /// or lines as they arrive.
    pub fn call<T: Reply, E: Reply>(self) -> Call<T, E> {
        Call { request: self, read: Arrived::read::<T>, arrives: T::ARRIVES, marker: PhantomData }
    }

    /// The reply is text, in the charset that it names.
    pub fn call_text<E: Reply>(self) -> Call<String, E> {
        let read: Read<String> =
            |arrived| arrived.read::<crate::Text>().map(|(text, issues)| (text.0, issues));
        Call { request: self, read, arrives: false, marker: PhantomData }
    }
}

impl<T, E> Clone for Call<T, E> {
    fn clone(&self) -> Self {
        Call { request: self.request.clone(), read: self.read, arrives: self.arrives, marker: PhantomData }
    }
}

impl<T, E> Call<T, E> {
    /// Sends a header more, or another value of one that is sent anyway.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request.set_header(name, value);
        self
    }

    /// Says that the body is of another media type than it is sent as by itself: one of those that the document lists.
    pub fn content_type(self, media_type: &str) -> Self {
        self.header(CONTENT_TYPE.as_str(), media_type)
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

    /// The addresses of later pages of this call: what a reply may say of them.
    #[doc(hidden)]
    pub fn next_link(&self) -> crate::NextLink {
        self.request.next_link()
    }

    /// The same call for a later page: at what [`crate::NextLink::kept`] kept of its address. `parameters` are the query
    /// parameters that the call may have.
    #[doc(hidden)]
    pub fn at_page(mut self, kept: &str, parameters: &[&str]) -> Self {
        self.request.set_page(kept, parameters);
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

    /// Declares the call safe to repeat after a failure, though its method alone is not: a search by POST, for example.
    pub fn idempotent(mut self) -> Self {
        self.request.idempotent = true;
        self
    }

    /// Sends this key as `Idempotency-Key`, which makes the call safe to repeat: the server recognizes it.
    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }
}

impl<T: Send + 'static, E: Reply> Call<T, E> {
    /// The response as received, its body read whole. An error status is an error here too.
    pub async fn raw(self) -> Result<RawResponse, Error<E>> {
        execute(self.request, false)
            .await
            .map(|arrived| arrived.response)
            .map_err(|failed| Error::read(*failed))
    }

    /// The value, with the response's status, headers and what was not as documented.
    pub async fn response(self) -> Result<Response<T>, Error<E>> {
        self.received().await.map(|(response, _)| response)
    }

    /// The same, and the response as it was received.
    #[doc(hidden)]
    pub async fn received(self) -> Result<(Response<T>, RawResponse), Error<E>> {
        let mut calling = self.into_future();
        let (value, issues, arrived) = poll_fn(|context| calling.poll_read(context)).await?;
        Ok(arrived.respond(value, issues))
    }

    /// This call, for errors.
    pub(crate) fn info(&self) -> CallInfo {
        self.request.info(&Progress::default())
    }
}

impl<T: Send + 'static, E: Reply> IntoFuture for Call<T, E> {
    type Output = Result<T, Error<E>>;
    type IntoFuture = Calling<T, E>;

    fn into_future(self) -> Self::IntoFuture {
        Calling { execution: execute(self.request, self.arrives), read: self.read, marker: PhantomData }
    }
}

/// A [`Call`] that is being awaited.
#[must_use = "a call does nothing until it is awaited"]
pub struct Calling<T, E = tributary_core::Value> {
    execution: Execution,
    read: Read<T>,
    marker: PhantomData<fn() -> E>,
}

impl<T, E: Reply> Calling<T, E> {
    /// The value, what in it was not as documented, and what it was read from.
    #[allow(clippy::type_complexity)] // three results of one step
    pub(crate) fn poll_read(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<(T, Vec<Issue>, Box<Arrived>), Error<E>>> {
        loop {
            let mut arrived = match ready!(self.execution.as_mut().poll(context)) {
                Ok(arrived) => arrived,
                Err(failed) => return Poll::Ready(Err(Error::read(*failed))),
            };
            match (self.read)(&mut arrived) {
                Ok((value, issues)) => return Poll::Ready(Ok((value, issues, arrived))),
                Err(Unread::Wrong(error)) => {
                    return Poll::Ready(Err(Error::new(arrived.invalid(error))));
                }
                Err(Unread::Arriving) => self.execution = arrived.read_on(),
            }
        }
    }
}

impl<T, E: Reply> Future for Calling<T, E> {
    type Output = Result<T, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_read(context).map_ok(|(value, ..)| value)
    }
}

impl<T, E> fmt::Debug for Calling<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Calling")
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({} {})", self.request.method, self.request.template)
    }
}
