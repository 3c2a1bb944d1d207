//! Sending: one call, as many attempts as it takes.
//!
//! Nothing here is generic: a call's types come in when all is over.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use tracing::Instrument;
use tracing::field::Empty;
use url::Url;

use crate::auth::Grant;
use crate::error::{InvalidRequest, Timeout};
use crate::{AuthError, ByteStream, Clock, Failure, RawResponse, Request, TransportError};

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

/// What becomes of a good response's body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Whole,
    Stream,
}

/// A good response.
enum Delivered {
    Whole(RawResponse),
    Stream(Started),
}

impl Request {
    /// Sends it and reads the body whole.
    pub(crate) async fn whole(self) -> Result<RawResponse, Fault> {
        match self.deliver(Keep::Whole).await? {
            Delivered::Whole(response) => Ok(response),
            Delivered::Stream(started) => self.read(started).await,
        }
    }

    /// Sends it and gives the body as it arrives.
    pub(crate) async fn start(self) -> Result<Started, Fault> {
        Ok(match self.deliver(Keep::Stream).await? {
            Delivered::Stream(started) => started,
            Delivered::Whole(RawResponse { status, headers, body }) => {
                Started { status, headers, body: ByteStream::from_bytes(body) }
            }
        })
    }

    async fn deliver(&self, keep: Keep) -> Result<Delivered, Fault> {
        let span = tracing::info_span!(
            "call",
            http.request.method = %self.method,
            url.template = %self.template,
            http.response.status_code = Empty,
            attempts = Empty,
        );
        let url = self.url().map_err(Fault::Invalid)?;
        let whole = self.timeout.or(self.http.shared.call_timeout);
        let calls = self.attempts(url, keep).instrument(span);
        within(whole, true, &*self.http.shared.clock, calls).await
    }

    async fn attempts(&self, url: Url, keep: Keep) -> Result<Delivered, Fault> {
        let shared = &self.http.shared;
        let repeatable = self.body.is_replayable();
        let (mut made, mut renewed) = (0, false);
        loop {
            made += 1;
            if let Some(limiter) = &shared.limiter {
                let turn = limiter.take(shared.clock.now());
                if !turn.is_zero() {
                    shared.clock.sleep(turn).await;
                }
            }
            let grants = self.grants(&url).await.map_err(Fault::Auth)?;
            let attempt = self.attempt(url.clone(), keep, made, &grants);
            let outcome = within(shared.attempt_timeout, false, &*shared.clock, attempt).await;
            record(made, &outcome);
            let fault = match outcome {
                Ok(delivered) => return Ok(delivered),
                Err(fault) => fault,
            };
            if !repeatable {
                return Err(fault);
            }
            if !renewed && is_refusal(&fault) && self.renew(&grants).await.map_err(Fault::Auth)? {
                // refused before anything was done: no attempt is lost
                (renewed, made) = (true, made - 1);
                continue;
            }
            let Some(wait) = shared.retry.wait(&fault, made, self.idempotent, &*shared.clock) else {
                return Err(fault);
            };
            tracing::debug!(?wait, attempts = made, "trying again");
            shared.clock.sleep(wait).await;
        }
    }

    /// One attempt: the request, and what redirects lead to.
    async fn attempt(&self, url: Url, keep: Keep, made: u32, grants: &[Grant]) -> Result<Delivered, Fault> {
        let started = self.exchange(url, grants).await?;
        if keep == Keep::Stream && started.status.is_success() {
            return Ok(Delivered::Stream(started));
        }
        let response = self.read(started).await?;
        let rules = self.classify.as_ref().or(self.http.shared.classify.as_ref());
        let failure = rules.and_then(|rules| rules(&response));
        if response.status.is_success() && failure.is_none() {
            return Ok(Delivered::Whole(response));
        }
        Err(Fault::Api { response, failure, attempts: made })
    }

    /// Renews what was refused; `false` where there is nothing to renew.
    async fn renew(&self, grants: &[Grant]) -> Result<bool, AuthError> {
        let mut renewed = false;
        for grant in grants {
            renewed |= grant.renew(&self.http).await?;
        }
        Ok(renewed)
    }

    /// Reads a body whole, up to the limit.
    async fn read(&self, started: Started) -> Result<RawResponse, Fault> {
        let Started { status, headers, mut body } = started;
        let limit = self.http.shared.max_response;
        let announced =
            headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        // of a HEAD, the length is that of the body it doesn't have
        if announced.is_some_and(|length| length > limit) && self.method != http::Method::HEAD {
            return Err(Fault::TooLarge { limit });
        }
        let Some(first) = body.next().await else {
            return Ok(RawResponse::new(status, headers, bytes::Bytes::new()));
        };
        let first = first.map_err(Fault::Transport)?;
        let mut all: Option<Vec<u8>> = None;
        let mut length = first.len() as u64;
        while let Some(more) = body.next().await {
            let more = more.map_err(Fault::Transport)?;
            length += more.len() as u64;
            if length > limit {
                return Err(Fault::TooLarge { limit });
            }
            all.get_or_insert_with(|| first.to_vec()).extend_from_slice(&more);
        }
        if length > limit {
            return Err(Fault::TooLarge { limit });
        }
        // one piece is the usual case, and needs no copy
        Ok(RawResponse::new(status, headers, all.map_or(first, Into::into)))
    }
}

/// Notes in the span how it went.
fn record(made: u32, outcome: &Result<Delivered, Fault>) {
    let span = tracing::Span::current();
    span.record("attempts", made);
    let status = match outcome {
        Ok(Delivered::Whole(response)) | Err(Fault::Api { response, .. }) => response.status,
        Ok(Delivered::Stream(started)) => started.status,
        Err(_) => return,
    };
    span.record("http.response.status_code", status.as_u16());
}

/// Whether the credentials were refused.
fn is_refusal(fault: &Fault) -> bool {
    match fault {
        Fault::Api { response, failure, .. } => {
            response.status == StatusCode::UNAUTHORIZED
                || failure.as_ref().is_some_and(|failure| failure.reauth)
        }
        _ => false,
    }
}

/// Lets it take so long and no longer.
async fn within<T>(
    limit: Option<Duration>,
    whole: bool,
    clock: &dyn Clock,
    work: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let Some(after) = limit else { return work.await };
    match select(pin!(work), clock.deadline(after)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(((), _)) => Err(Fault::Timeout(Timeout { after, whole })),
    }
}
