//! Sends a call, in as many attempts as it takes.
//!
//! Nothing here is generic: the types of a call come in when its response is read.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use http::{HeaderMap, StatusCode};
use tracing::Instrument;
use tracing::field::Empty;
use url::Url;

use crate::auth::{Grant, Redactor};
use crate::call_info::Progress;
use crate::error::{Timeout, Waited};
use crate::retry::asked_wait;
use crate::stream::Guard;
use crate::{ApiError, AuthError, ByteStream, Cause, Clock, Failure, RawResponse, Request};

/// A response whose body is still arriving.
pub(crate) struct Started {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ByteStream,
    /// What the client did or did not do that may explain the response.
    pub(crate) note: Option<String>,
}

/// How the body of a successful response is delivered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    Whole,
    Stream,
}

/// A successful response.
pub(crate) enum Delivered {
    Whole(RawResponse),
    Stream(Started),
}

impl Request {
    /// Sends it and reads the body whole.
    pub(crate) async fn whole(&self, progress: &Progress) -> Result<RawResponse, Cause> {
        match self.deliver(Keep::Whole, progress).await? {
            Delivered::Whole(response) => Ok(response),
            Delivered::Stream(started) => self.read(started).await,
        }
    }

    /// Sends it and gives the body as it arrives.
    pub(crate) async fn start(&self, progress: &Progress) -> Result<Started, Cause> {
        let started = match self.deliver(Keep::Stream, progress).await? {
            Delivered::Stream(started) => started,
            Delivered::Whole(RawResponse { status, headers, body, .. }) => {
                Started { status, headers, body: ByteStream::from_bytes(body), note: None }
            }
        };
        let body = Guard::new(started.body, self, progress);
        Ok(Started { body: ByteStream::new(body), ..started })
    }

    async fn deliver(&self, keep: Keep, progress: &Progress) -> Result<Delivered, Cause> {
        let whole = self.timeout.or(self.http.shared.call_timeout);
        let located = async { self.http.located().await.map_err(Cause::Auth) };
        match within(whole, Waited::Call, &*self.http.shared.clock, located).await? {
            Some(http) => {
                let mut request = self.clone();
                request.http = http;
                request.deliver_there(keep, progress).await
            }
            None => self.deliver_there(keep, progress).await,
        }
    }

    async fn deliver_there(&self, keep: Keep, progress: &Progress) -> Result<Delivered, Cause> {
        let url = self.url().map_err(Cause::InvalidRequest)?;
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
    ) -> Result<Delivered, Cause> {
        let shared = &self.http.shared;
        let repeatable = self.body.is_replayable();
        let (mut made, mut renewed) = (0, false);
        loop {
            made += 1;
            let grants = self.grants(&url).await.map_err(Cause::Auth)?;
            progress.carries(Arc::new(Redactor::of(grants.iter().map(Grant::sent))));
            let outcome = self.attempt(url.clone(), keep, &grants, made, progress).await;
            record(span, made, &outcome);
            let cause = match outcome {
                Ok(delivered) => return Ok(delivered),
                Err(cause) => cause,
            };
            // what another origin refuses says nothing of the credentials, which it was not sent
            if is_unauthorized(&cause) && progress.tried().undeclared.is_none() {
                if !repeatable || renewed {
                    // no second chance for this call, but the next one is not to begin with the same token
                    grants.iter().for_each(Grant::forget);
                } else if self.renew(&grants).await.map_err(Cause::Auth)? {
                    // refused before anything was done: no attempt is lost
                    (renewed, made) = (true, made - 1);
                    continue;
                }
            }
            let again = shared.retry.wait(&cause, made, self.idempotent, &*shared.clock);
            if let Cause::Api(refused) = &cause
                && refused.status == StatusCode::TOO_MANY_REQUESTS
            {
                // others would be refused too, whether this call is repeated or not
                let wait = again.unwrap_or_else(|| shared.retry.hold(refused, made, &*shared.clock));
                shared.limiter.pause(&*shared.clock, wait).await;
            }
            let Some(wait) = again.filter(|_| repeatable) else { return Err(cause) };
            progress.tried().before = Some(cause.brief());
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
        made: u32,
        progress: &Progress,
    ) -> Result<Delivered, Cause> {
        let shared = &self.http.shared;
        let mut watch = Stopwatch::new(&*shared.clock, shared.attempt_timeout);
        let started = self.exchange(url, grants, made, progress, &mut watch).await?;
        let note = started.note.clone();
        let response = match watch.run(self.receive(started, keep)).await? {
            Delivered::Whole(response) => response,
            stream @ Delivered::Stream(_) => return Ok(stream),
        };
        let rules = self.classify.as_ref().or(shared.classify.as_ref());
        let failure = rules.and_then(|rules| rules(&response));
        if response.status.is_success() && failure.is_none() {
            return Ok(Delivered::Whole(response));
        }
        Err(Cause::Api(Box::new(self.refused(response, failure, note, &progress.secrets()))))
    }

    /// The error of a response, without the credentials that some servers repeat.
    fn refused(
        &self,
        response: RawResponse,
        failure: Option<Failure>,
        note: Option<String>,
        secrets: &Redactor,
    ) -> ApiError {
        const LONGEST: usize = 200;
        let shared = &self.http.shared;
        let hide = |text: &str| secrets.hide(text);
        // shortened only after hiding: half a secret is too much
        let start = response.body.get(..64 * 1024).unwrap_or(&response.body);
        let text = hide(String::from_utf8_lossy(start).trim());
        let mut excerpt: String = text.chars().take(LONGEST).collect();
        if excerpt.len() < text.len() {
            excerpt.push('…');
        }
        let retry_after = asked_wait(response.status, &response.headers, shared.clock.now());
        let longest = shared.retry.longest_asked;
        let too_long = retry_after.filter(|asked| *asked > longest).map(|asked| {
            format!("the server asks to wait {asked:?}, longer than `longest_asked` allows ({longest:?})")
        });
        let notes: Vec<String> = note.as_deref().map(hide).into_iter().chain(too_long).collect();
        ApiError {
            status: response.status,
            request_id: response.request_id().map(hide),
            headers: response.headers,
            raw: response.body,
            failure: failure.map(|failure| Failure {
                code: failure.code.as_deref().map(hide),
                message: failure.message.as_deref().map(hide),
                hidden: failure.hidden.as_deref().map(hide),
                ..failure
            }),
            retry_after,
            note: (!notes.is_empty()).then(|| notes.join("; ")),
            excerpt: excerpt.into(),
        }
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

/// Records the outcome in the span.
fn record(span: &tracing::Span, made: u32, outcome: &Result<Delivered, Cause>) {
    span.record("attempts", made);
    let status = match outcome {
        Ok(Delivered::Whole(response)) => response.status,
        Ok(Delivered::Stream(started)) => started.status,
        Err(Cause::Api(error)) => error.status,
        Err(_) => return,
    };
    span.record("http.response.status_code", status.as_u16());
}

/// Whether the credentials were refused.
fn is_unauthorized(cause: &Cause) -> bool {
    match cause {
        Cause::Api(error) => {
            error.status == StatusCode::UNAUTHORIZED
                || error.failure.as_ref().is_some_and(|failure| failure.reauth)
        }
        _ => false,
    }
}

/// Fails once the work takes longer than this.
pub(crate) async fn within<T>(
    limit: Option<Duration>,
    what: Waited,
    clock: &dyn Clock,
    work: impl Future<Output = Result<T, Cause>>,
) -> Result<T, Cause> {
    let Some(after) = limit else { return work.await };
    match select(pin!(work), clock.deadline(after)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(((), _)) => Err(Cause::Timeout(Timeout { after, what })),
    }
}

/// The time that an attempt has left. It stands still while the attempt waits for its turn under a rate limit.
pub(crate) struct Stopwatch<'c> {
    clock: &'c dyn Clock,
    limit: Option<Duration>,
    used: Duration,
}

impl<'c> Stopwatch<'c> {
    fn new(clock: &'c dyn Clock, limit: Option<Duration>) -> Stopwatch<'c> {
        Stopwatch { clock, limit, used: Duration::ZERO }
    }

    /// Runs a part of the attempt.
    pub(crate) async fn run<T>(&mut self, work: impl Future<Output = Result<T, Cause>>) -> Result<T, Cause> {
        let start = self.clock.now();
        let left = self.limit.map(|limit| limit.saturating_sub(self.used));
        let outcome = within(left, Waited::Attempt, self.clock, work).await;
        self.used += Duration::try_from(self.clock.now().duration_since(start)).unwrap_or_default();
        match (outcome, self.limit) {
            (Err(Cause::Timeout(Timeout { what: Waited::Attempt, .. })), Some(after)) => {
                Err(Cause::Timeout(Timeout { after, what: Waited::Attempt }))
            }
            (outcome, _) => outcome,
        }
    }
}
