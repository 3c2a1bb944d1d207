//! Sending: one call, as many attempts as it takes.

use http::{HeaderMap, StatusCode};

use crate::error::{InvalidRequest, Timeout};
use crate::{AuthError, ByteStream, Failure, RawResponse, Request, TransportError};

/// Why no usable response came, before anything is known of types.
#[derive(Debug)]
pub(crate) enum Fault {
    Api { response: RawResponse, failure: Option<Failure>, attempts: u32 },
    Invalid(InvalidRequest),
    Transport(TransportError),
    Timeout(Timeout),
    Auth(AuthError),
    TooLarge { limit: u64 },
}

/// A response whose body is still arriving.
pub(crate) struct Started {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ByteStream,
}

impl Request {
    /// Sends it and reads the body whole.
    pub(crate) async fn whole(self) -> Result<RawResponse, Fault> {
        let _ = self.url();
        Err(Fault::Invalid(InvalidRequest::new("not yet")))
    }

    /// Sends it and gives the body as it arrives.
    pub(crate) async fn start(self) -> Result<Started, Fault> {
        Err(Fault::Invalid(InvalidRequest::new("not yet")))
    }
}
