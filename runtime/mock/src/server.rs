//! The mock as a server on a socket, over HTTP/1.1.
//!
//! It stands on hyper alone: a mock has its own routes, which come from a document, so a router in front of it would find
//! one route that takes everything.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::{Builder, Delivery, Mock};

/// Starts a server of a mock on a free port of the loopback interface: `start(hubspot::MOCK)`, or
/// `start(Mock::of(hubspot::MOCK).records(500))`.
///
/// # Errors
/// No port is free.
pub async fn start(mock: impl Into<Builder>) -> io::Result<Server> {
    Server::start(mock.into().build(), 0).await
}

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    mock: Mock,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server of the mock on this port of the loopback interface; on a free one if it is 0.
    ///
    /// # Errors
    /// The port is taken, or none is free.
    pub async fn start(mock: Mock, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(accept(listener, mock.clone()));
        Ok(Self { address, mock, task })
    }

    /// `http://127.0.0.1:49152`
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address for a client's `base_url`: with the path that the vendor's own has.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, self.mock.plan().base_path)
    }

    /// The mock that it serves.
    pub fn mock(&self) -> &Mock {
        &self.mock
    }

    /// Serves until the program ends.
    pub async fn run(mut self) {
        // an error is a task that was aborted, which only `drop` does
        let _ = (&mut self.task).await;
    }
}

/// Sends a request, such as a webhook's, to the server of its `Host`, and returns the status. Without TLS, whatever the
/// URL was: a local server is meant.
///
/// # Errors
/// The server can't be reached, or does not respond with HTTP.
pub async fn send(request: http::Request<Bytes>) -> io::Result<http::StatusCode> {
    let host = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
    let stream = TcpStream::connect(host.unwrap_or_default()).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let connection = tokio::spawn(connection);
    let response =
        sender.send_request(request.map(http_body_util::Full::new)).await.map_err(io::Error::other);
    connection.abort();
    Ok(response?.status())
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, mock: Mock) {
    // they end with this task
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve(stream, mock.clone()));
            }
            // no file is left for a connection: some will be closed
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
        }
    }
}

async fn serve(stream: TcpStream, mock: Mock) {
    // latency is what tests wait for
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let mock = mock.clone();
        async move { respond(&mock, request).await }
    });
    // a client that goes away in the middle is no matter, nor is a fault that cuts the connection
    let _ = http1::Builder::new().pipeline_flush(true).serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(mock: &Mock, request: http::Request<Incoming>) -> Result<http::Response<Sent>, io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let reply = mock.respond(http::Request::from_parts(head, body));
    let cut = match reply.delivery {
        Delivery::Refused => return Err(io::Error::other("a fault of the test")),
        Delivery::After(time) => {
            tokio::time::sleep(time).await;
            false
        }
        Delivery::Cut => true,
        Delivery::Whole => false,
    };
    let mut response =
        http::Response::new(Sent { length: reply.body.len() as u64, rest: Some(reply.body), cut });
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}

/// A body, or the first half of one.
struct Sent {
    length: u64,
    rest: Option<Bytes>,
    cut: bool,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let cut = self.cut;
        Poll::Ready(match self.rest.take() {
            Some(rest) if cut => Some(Ok(Frame::data(rest.slice(..rest.len() / 2)))),
            Some(rest) if rest.is_empty() => None,
            Some(rest) => Some(Ok(Frame::data(rest))),
            None if cut => Some(Err(io::Error::other("a fault of the test"))),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        !self.cut && self.rest.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
