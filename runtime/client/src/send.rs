//! Sending: one call, as many attempts as it takes.
//!
//! Nothing here is generic: a call's types come in when all is over.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use http::{HeaderMap, StatusCode};
use tracing::Instrument;
use tracing::field::Empty;
use url::Url;

use crate::auth::Grant;
use crate::called::Progress;
use crate::error::{InvalidRequest, Timeout, Waited};
use crate::stream::Guard;
use crate::{AuthError, ByteStream, Clock, Failure, RawResponse, Request, TransportError};

/// Why no usable response came, before anything is known of types.
#[derive(Debug)]
pub(crate) enum Fault {
    Api(Box<Refusal>),
    Invalid(InvalidRequest),
    Transport(TransportError),
    Timeout(Timeout),
    Auth(AuthError),
    TooLarge { limit: u64 },
}

/// An answer that is an error.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) response: RawResponse,
    pub(crate) failure: Option<Failure>,
    /// The beginning of the body, without credentials.
    pub(crate) excerpt: Box<str>,
    pub(crate) note: Option<String>,
}

/// A response whose body is still arriving.
pub(crate) struct Started {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ByteStream,
    /// What the client did, or left undone, that may explain the answer.
    pub(crate) note: Option<String>,
}

/// What becomes of a good response's body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    Whole,
    Stream,
}

/// A good response.
pub(crate) enum Delivered {
    Whole(RawResponse),
    Stream(Started),
}

impl Request {
    /// Sends it and reads the body whole.
    pub(crate) async fn whole(&self, progress: &Progress) -> Result<RawResponse, Fault> {
        match self.deliver(Keep::Whole, progress).await? {
            Delivered::Whole(response) => Ok(response),
            Delivered::Stream(started) => self.read(started).await,
        }
    }

    /// Sends it and gives the body as it arrives.
    pub(crate) async fn start(&self, progress: &Progress) -> Result<Started, Fault> {
        let started = match self.deliver(Keep::Stream, progress).await? {
            Delivered::Stream(started) => started,
            Delivered::Whole(RawResponse { status, headers, body }) => {
                Started { status, headers, body: ByteStream::from_bytes(body), note: None }
            }
        };
        let body = Guard::new(started.body, self, progress);
        Ok(Started { body: ByteStream::new(body), ..started })
    }

    async fn deliver(&self, keep: Keep, progress: &Progress) -> Result<Delivered, Fault> {
        let whole = self.timeout.or(self.http.shared.call_timeout);
        let located = async { self.http.located().await.map_err(Fault::Auth) };
        match within(whole, Waited::Call, &*self.http.shared.clock, located).await? {
            Some(http) => {
                let mut request = self.clone();
                request.http = http;
                request.deliver_there(keep, progress).await
            }
            None => self.deliver_there(keep, progress).await,
        }
    }

    async fn deliver_there(&self, keep: Keep, progress: &Progress) -> Result<Delivered, Fault> {
        let url = self.url().map_err(Fault::Invalid)?;
        // no path, no query, no header: each may hold a secret
        let span = tracing::info_span!(
            "call",
            http.request.method = %self.method,
            server.address = url.host_str().unwrap_or_default(),
            url.template = %self.template,
            http.response.status_code = Empty,
            attempts = Empty,
        );
        let whole = self.timeout.or(self.http.shared.call_timeout);
        let calls = self.attempts(url, keep, progress, &span).instrument(span.clone());
        within(whole, Waited::Call, &*self.http.shared.clock, calls).await
    }

    async fn attempts(
        &self,
        url: Url,
        keep: Keep,
        progress: &Progress,
        span: &tracing::Span,
    ) -> Result<Delivered, Fault> {
        let shared = &self.http.shared;
        let repeatable = self.body.is_replayable();
        let (mut made, mut renewed) = (0, false);
        loop {
            made += 1;
            if let Some(limiter) = &shared.limiter {
                limiter.turn(&*shared.clock).await;
            }
            let grants = self.grants(&url).await.map_err(Fault::Auth)?;
            progress.tried().attempts = made;
            let attempt = self.attempt(url.clone(), keep, &grants, progress);
            let outcome = within(shared.attempt_timeout, Waited::Attempt, &*shared.clock, attempt).await;
            record(span, made, &outcome);
            let fault = match outcome {
                Ok(delivered) => return Ok(delivered),
                Err(fault) => fault,
            };
            if is_refusal(&fault) {
                if !repeatable || renewed {
                    // no second chance for this call, but the next one is not to begin with the same token
                    grants.iter().for_each(Grant::forget);
                } else if self.renew(&grants).await.map_err(Fault::Auth)? {
                    // refused before anything was done: no attempt is lost
                    (renewed, made) = (true, made - 1);
                    continue;
                }
            }
            let again = shared.retry.wait(&fault, made, self.idempotent, &*shared.clock);
            if let (Some(limiter), Some(refused)) = (&shared.limiter, fault.too_many()) {
                // others would only be told the same, whether this call tries again or not
                let wait = again.unwrap_or_else(|| shared.retry.hold(refused, made, &*shared.clock));
                limiter.pause(&*shared.clock, wait);
            }
            let Some(wait) = again.filter(|_| repeatable) else { return Err(fault) };
            progress.tried().before = Some(fault.brief());
            tracing::debug!(?wait, attempts = made, "trying again");
            shared.clock.sleep(wait).await;
        }
    }

    /// One attempt: the request, and what redirects lead to.
    async fn attempt(
        &self,
        url: Url,
        keep: Keep,
        grants: &[Grant],
        progress: &Progress,
    ) -> Result<Delivered, Fault> {
        let started = self.exchange(url, grants, progress).await?;
        let note = started.note.clone();
        let response = match self.receive(started, keep).await? {
            Delivered::Whole(response) => response,
            stream @ Delivered::Stream(_) => return Ok(stream),
        };
        let rules = self.classify.as_ref().or(self.http.shared.classify.as_ref());
        let failure = rules.and_then(|rules| rules(&response));
        if response.status.is_success() && failure.is_none() {
            return Ok(Delivered::Whole(response));
        }
        Err(Fault::Api(Box::new(Refusal::new(response, failure, note, grants))))
    }

    /// Renews what was refused; `false` where there is nothing to renew.
    async fn renew(&self, grants: &[Grant]) -> Result<bool, AuthError> {
        let mut renewed = false;
        for grant in grants {
            renewed |= grant.renew(&self.http).await?;
        }
        Ok(renewed)
    }
}

impl Refusal {
    /// An answer whose words are nobody's business yet.
    pub(crate) fn unread(response: RawResponse) -> Refusal {
        Refusal { response, failure: None, excerpt: Box::default(), note: None }
    }

    /// What the server says, without the credentials it was sent: some repeat them.
    fn new(
        response: RawResponse,
        failure: Option<Failure>,
        note: Option<String>,
        grants: &[Grant],
    ) -> Refusal {
        const LONGEST: usize = 200;
        // cut only after hiding: half a secret is too much
        let start = response.body.get(..64 * 1024).unwrap_or(&response.body);
        let hide = |text: &str| grants.iter().fold(text.to_owned(), |text, grant| grant.hide(text));
        let text = hide(String::from_utf8_lossy(start).trim());
        let mut excerpt: String = text.chars().take(LONGEST).collect();
        if excerpt.len() < text.len() {
            excerpt.push('…');
        }
        let failure = failure.map(|failure| Failure {
            code: failure.code.as_deref().map(hide),
            message: failure.message.as_deref().map(hide),
            ..failure
        });
        Refusal { response, failure, excerpt: excerpt.into(), note }
    }
}

impl Fault {
    /// The answer that says that there were too many requests.
    fn too_many(&self) -> Option<&RawResponse> {
        match self {
            Fault::Api(refusal) => {
                Some(&refusal.response).filter(|response| response.status == StatusCode::TOO_MANY_REQUESTS)
            }
            _ => None,
        }
    }

    /// In a few words, for the message of a later fault.
    fn brief(&self) -> String {
        match self {
            Fault::Api(refusal) => refusal.response.status.to_string(),
            Fault::Invalid(error) => error.to_string(),
            Fault::Transport(error) => error.to_string(),
            Fault::Timeout(error) => error.to_string(),
            Fault::Auth(error) => error.to_string(),
            Fault::TooLarge { limit } => format!("more than {limit} bytes"),
        }
    }
}

/// Notes in the span how it went.
fn record(span: &tracing::Span, made: u32, outcome: &Result<Delivered, Fault>) {
    span.record("attempts", made);
    let status = match outcome {
        Ok(Delivered::Whole(response)) => response.status,
        Ok(Delivered::Stream(started)) => started.status,
        Err(Fault::Api(refusal)) => refusal.response.status,
        Err(_) => return,
    };
    span.record("http.response.status_code", status.as_u16());
}

/// Whether the credentials were refused.
fn is_refusal(fault: &Fault) -> bool {
    match fault {
        Fault::Api(refusal) => {
            refusal.response.status == StatusCode::UNAUTHORIZED
                || refusal.failure.as_ref().is_some_and(|failure| failure.reauth)
        }
        _ => false,
    }
}

/// Lets it take so long and no longer.
pub(crate) async fn within<T>(
    limit: Option<Duration>,
    what: Waited,
    clock: &dyn Clock,
    work: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let Some(after) = limit else { return work.await };
    match select(pin!(work), clock.deadline(after)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(((), _)) => Err(Fault::Timeout(Timeout { after, what })),
    }
}
