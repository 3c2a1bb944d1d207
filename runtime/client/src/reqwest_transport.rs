//! The transport over reqwest, with rustls.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream;
use http_body::{Frame, SizeHint};

use crate::{Body, BoxFuture, ByteStream, Stage, Transport, TransportError};

/// Sends requests with a `reqwest::Client`. Clients that share one share its connections.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// With a client of its own, which gives up connecting after 10 s. The error is a TLS set-up that fails.
    pub fn new() -> Result<Self, TransportError> {
        Self::with(reqwest::Client::builder().connect_timeout(Duration::from_secs(10)))
    }

    /// With settings of yours: proxies, certificates, time-outs for connecting. Redirects and repetitions are left to this
    /// crate, since only here is known where credentials may go and what may be repeated: whatever the builder says of
    /// them, reqwest does neither.
    ///
    /// ```no_run
    /// use tributary_client::{Http, ReqwestTransport, reqwest};
    ///
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let settings = reqwest::Client::builder().proxy(reqwest::Proxy::https("http://proxy.example.com:3128")?);
    /// let http = Http::builder("https://api.example.com").transport(ReqwestTransport::with(settings)?).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(builder: reqwest::ClientBuilder) -> Result<Self, TransportError> {
        // reqwest is built without a provider of its own; one that the application has installed goes before
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let builder = builder.redirect(reqwest::redirect::Policy::none()).retry(reqwest::retry::never());
        let client = builder.build();
        Ok(ReqwestTransport { client: client.map_err(|error| TransportError::new(Stage::Connect, error))? })
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let client = self.client.clone();
        Box::pin(async move {
            let request = reqwest::Request::try_from(request.map(outgoing)).map_err(failed)?;
            let response = client.execute(request).await.map_err(failed)?;
            let (status, headers) = (response.status(), response.headers().clone());
            let mut received = http::Response::new(incoming(response));
            *received.status_mut() = status;
            *received.headers_mut() = headers;
            Ok(received)
        })
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    let stage = match () {
        () if error.is_builder() => Stage::Request,
        () if error.is_connect() => Stage::Connect,
        () => Stage::Exchange,
    };
    // the address may hold a key in its query
    TransportError::new(stage, error.without_url())
}

fn incoming(response: reqwest::Response) -> ByteStream {
    ByteStream::new(stream::unfold(Some(response), |response| async {
        let mut response = response?;
        match response.chunk().await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some(response))),
            Ok(None) => None,
            Err(error) => Some((Err(failed(error)), None)),
        }
    }))
}

fn outgoing(body: Body) -> reqwest::Body {
    match body.as_bytes() {
        Some(bytes) => bytes.clone().into(),
        None if body.is_empty() => reqwest::Body::default(),
        None => reqwest::Body::wrap(Outgoing { length: body.length(), bytes: body.open().into() }),
    }
}

/// A stream as hyper wants it.
struct Outgoing {
    bytes: SyncStream,
    length: Option<u64>,
}

/// hyper asks for `Sync` and only ever polls through `&mut`; a mutex that is never contended says so to the compiler.
struct SyncStream(std::sync::Mutex<ByteStream>);

impl From<ByteStream> for SyncStream {
    fn from(bytes: ByteStream) -> Self {
        SyncStream(std::sync::Mutex::new(bytes))
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let bytes = self.bytes.0.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        let next = ready!(Pin::new(bytes).poll_next(context));
        Poll::Ready(next.map(|bytes| bytes.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
