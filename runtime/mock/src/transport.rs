//! The mock as a transport in memory.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::StreamExt;
use tributary_client::{Body, BoxFuture, ByteStream, Stage, Transport, TransportError};

use crate::{Delivery, Mock, Reply};

/// A network of its own: mocks share no rate limit, neither among each other nor with the world.
pub(crate) fn network() -> u64 {
    static NETWORKS: AtomicU64 = AtomicU64::new(1 << 32);
    NETWORKS.fetch_add(1, Ordering::Relaxed)
}

impl Transport for Mock {
    fn network(&self) -> u64 {
        self.shared.network
    }

    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let mock = self.clone();
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            let mut bytes = Vec::new();
            let mut stream = body.open();
            while let Some(piece) = stream.next().await {
                bytes.extend_from_slice(&piece?);
            }
            // what a connection would add
            if let (Some(host), false) = (head.uri.authority(), head.headers.contains_key(http::header::HOST))
                && let Ok(host) = http::HeaderValue::from_str(host.as_str())
            {
                head.headers.insert(http::header::HOST, host);
            }
            let reply = mock.respond(http::Request::from_parts(head, Bytes::from(bytes)));
            into_response(reply)
        })
    }
}

fn into_response(reply: Reply) -> Result<http::Response<ByteStream>, TransportError> {
    let body = match reply.delivery {
        Delivery::Refused => return Err(TransportError::new(Stage::Connect, "a fault of the test")),
        Delivery::Cut => {
            let half = reply.body.slice(..reply.body.len() / 2);
            let end = Err(TransportError::new(Stage::Exchange, "a fault of the test"));
            ByteStream::new(futures_util::stream::iter([Ok(half), end]))
        }
        // a transport in memory has no clock to wait by
        Delivery::Whole | Delivery::After(_) => ByteStream::from_bytes(reply.body),
    };
    let mut response = http::Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}
