//! What every generated client shares: transport, credentials, calls, pages, retries, errors.
//!
//! A generated operation describes a [`Request`] and says how its reply is read; that gives a [`Call`], which does nothing
//! until it is awaited. Everything that is the same for all operations happens here, compiled once.

#![warn(missing_docs)]

#[doc(hidden)]
pub mod address;
mod auth;
mod call;
mod call_info;
mod charset;
mod classify;
mod clock;
mod error;
mod execute;
mod header;
mod http;
mod limit;
mod multipart;
mod origin;
mod pages;
mod quota;
mod receive;
mod redirect;
mod reply;
mod request;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod retry;
#[doc(hidden)]
pub mod rules;
mod send;
mod signatures;
mod stream;
pub mod testing;
mod transport;

pub use ::http::{HeaderMap, Method, StatusCode};
pub use bytes::Bytes;
pub use futures_core::Stream;
#[doc(hidden)]
pub use tributary_core as core;
pub use tributary_core::codegen_v1::Style;

/// The version of reqwest whose settings [`ReqwestTransport::with`] takes.
#[cfg(feature = "reqwest")]
pub use ::reqwest;
pub use auth::{Auth, AuthError, ClientAuth, MemoryStore, OAuth2, Secret, Token, TokenStore};
pub use call::{Call, Calling};
pub use call_info::CallInfo;
pub use classify::{Classify, Failure};
pub use clock::{Clock, SystemClock};
pub use error::{ApiError, Cause, Error, InvalidRequest, InvalidResponse, PageLoop, Timeout, Waited};
pub use header::{Header, HeaderKey};
pub use http::{Http, HttpBuilder};
pub use limit::{RateLimit, RateLimitStore};
pub use multipart::{Multipart, Upload};
#[doc(hidden)]
pub use pages::NextLink;
pub use pages::{Items, Paged, Paging};
pub use reply::{Binary, Head, RawResponse, Reply, Response, Text};
pub use request::{Request, Security};
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
pub use retry::RetryPolicy;
pub use stream::{Event, EventStream, Lines, StreamError};
pub use transport::{Body, BoxFuture, ByteStream, Stage, Transport, TransportError};
