//! The one thing a client needs from the outside: something that sends an HTTP request and gives back the response.
//!
//! A transport follows no redirects, repeats nothing and adds no credentials: all of that is decided here, the same for
//! every transport.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::CallInfo;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends HTTP requests.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and gives the response as soon as its headers are there.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>>;

    /// Identifies the network that the transport reaches. An account's rate limit is shared by clients whose transports
    /// return the same value: 0, the default, is the network that everyone shares; a transport in memory returns a value of
    /// its own.
    fn network(&self) -> u64 {
        0
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        (**self).send(request)
    }

    fn network(&self) -> u64 {
        (**self).network()
    }
}

/// Why no response came, or why it broke off.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// How far it came.
    pub stage: Stage,
    /// Of a stream that was given to the caller: whose response it is.
    call: Option<CallInfo>,
    source: Box<dyn StdError + Send + Sync>,
}

/// How far a request came before it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// No connection was made: the server has seen nothing.
    Connect,
    /// The request was on its way, or its response.
    Exchange,
    /// The transport can't send such a request, today or tomorrow.
    Request,
    /// Of a stream: nothing came for longer than [`crate::HttpBuilder::idle_timeout`] allows.
    Stalled,
    /// Of a stream: more came than [`crate::HttpBuilder::max_stream`] allows.
    Limit,
}

impl TransportError {
    /// An error at a stage.
    pub fn new(stage: Stage, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        TransportError { stage, call: None, source: source.into() }
    }

    /// The call whose response broke off, if the caller was reading it as a stream.
    pub fn call(&self) -> Option<&CallInfo> {
        self.call.as_ref()
    }

    pub(crate) fn of(mut self, call: CallInfo) -> Self {
        self.call = Some(call);
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(call) = &self.call {
            write!(f, "{call}: ")?;
        }
        f.write_str(match self.stage {
            Stage::Connect => "no connection could be made",
            Stage::Exchange => "the connection failed",
            Stage::Request => "the transport can't send this",
            Stage::Stalled => "the response stalled",
            Stage::Limit => "the response is larger than allowed",
        })?;
        // the causes are what a reader of a log needs; each layer says little by itself, and some repeat the next one
        let mut shown = String::new();
        let mut cause: Option<&dyn StdError> = Some(&*self.source);
        while let Some(error) = cause {
            let text = error.to_string();
            if !shown.ends_with(&text) {
                write!(f, ": {text}")?;
                shown = text;
            }
            cause = error.source();
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// Bytes as they arrive.
pub struct ByteStream {
    inner: Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>,
}

impl ByteStream {
    /// From any stream of bytes.
    pub fn new(stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        ByteStream { inner: Box::pin(stream) }
    }

    /// From bytes that are there already.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let parts = if bytes.is_empty() { None } else { Some(Ok(bytes)) };
        ByteStream::new(futures_util::stream::iter(parts))
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.inner.as_mut().poll_next(context)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream")
    }
}

/// A request's body: bytes, or a stream that can be opened again when the request must be repeated.
#[derive(Clone, Default)]
pub struct Body {
    source: Source,
    content_type: Option<Box<str>>,
}

#[derive(Clone, Default)]
enum Source {
    #[default]
    Empty,
    Bytes(Bytes),
    Stream {
        open: Arc<dyn Fn() -> ByteStream + Send + Sync>,
        length: Option<u64>,
    },
    Once {
        stream: Arc<Mutex<Option<ByteStream>>>,
        length: Option<u64>,
    },
}

impl Body {
    fn of(source: Source) -> Body {
        Body { source, content_type: None }
    }

    /// No body at all.
    pub fn empty() -> Body {
        Body::default()
    }

    /// Its media type, where the document leaves it open (`image/*`) or says another one.
    pub fn content_type(mut self, media_type: &str) -> Body {
        self.content_type = Some(media_type.into());
        self
    }

    pub(crate) fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// A stream that `open` starts from the beginning each time it is called; `length` in bytes, where it is known.
    pub fn stream(open: impl Fn() -> ByteStream + Send + Sync + 'static, length: Option<u64>) -> Body {
        Body::of(Source::Stream { open: Arc::new(open), length })
    }

    /// A stream that can be sent only once: the request is not repeated, whatever happens.
    pub fn once(stream: ByteStream, length: Option<u64>) -> Body {
        Body::of(Source::Once { stream: Arc::new(Mutex::new(Some(stream))), length })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        matches!(self.source, Source::Empty)
    }

    /// Its length in bytes, where it is known.
    pub fn length(&self) -> Option<u64> {
        match &self.source {
            Source::Empty => Some(0),
            Source::Bytes(bytes) => Some(bytes.len() as u64),
            Source::Stream { length, .. } | Source::Once { length, .. } => *length,
        }
    }

    /// The bytes, if they are all here.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            Source::Empty | Source::Stream { .. } | Source::Once { .. } => None,
        }
    }

    /// The body as a stream from its beginning. One that can be sent only once is an error the second time.
    pub fn open(&self) -> ByteStream {
        match &self.source {
            Source::Empty => ByteStream::from_bytes(Bytes::new()),
            Source::Bytes(bytes) => ByteStream::from_bytes(bytes.clone()),
            Source::Stream { open, .. } => open(),
            Source::Once { stream, .. } => {
                stream.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_else(|| {
                    let gone = TransportError::new(Stage::Connect, "the body can be sent only once");
                    ByteStream::new(futures_util::stream::iter([Err(gone)]))
                })
            }
        }
    }

    /// Whether it can be sent again.
    pub fn is_replayable(&self) -> bool {
        !matches!(self.source, Source::Once { .. })
    }
}

impl<B: Into<Bytes>> From<B> for Body {
    fn from(bytes: B) -> Self {
        Body::of(Source::Bytes(bytes.into()))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "Body({length} bytes)"),
            None => f.write_str("Body(a stream)"),
        }
    }
}
