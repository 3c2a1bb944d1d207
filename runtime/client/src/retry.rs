//! When to try again, and how long to wait before.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tributary_core::Timestamp;

use crate::error::is_transient;
use crate::{ApiError, Cause, Clock, Stage, Waited, quota};

/// When to try again after a failure.
///
/// A request is repeated when that does no harm: its method is idempotent, or the caller or the mapping declares that it only
/// reads, or the server has certainly not acted. It has not if no connection was made, if it responded with 429, or with 503
/// and `Retry-After`, or if the vendor's rules ([`crate::Failure::retry`]) say so. A body that can be read only once is
/// never repeated.
///
/// Idempotent requests are repeated after 408, 425, 500, 502, 503, 504 and similar statuses, a broken connection and an
/// attempt that took too long. Idempotent are GET, HEAD, PUT, DELETE, OPTIONS and TRACE, a call marked with
/// [`crate::Call::idempotent`], and a request with an `Idempotency-Key`.
///
/// A wait that the server asks for is observed, plus up to a tenth of it, at most a second, so that clients do not all
/// return at once. If it asks for more than [`RetryPolicy::longest_asked`], the call fails at once, and
/// [`crate::Error::retry_after`] returns the wait; until then, other calls of the account fail without being sent.
///
/// ```
/// # use std::time::Duration;
/// use tributary_client::{Http, RetryPolicy};
///
/// let mut patient = RetryPolicy::attempts(6);
/// patient.longest_asked = Duration::from_secs(300);
/// let http = Http::builder("https://api.example.com").retry(patient);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The largest number of attempts, the first included (3).
    pub attempts: u32,
    /// The wait before the second attempt; doubled for each further one (0.5 s). Up to half of it is random.
    pub first_wait: Duration,
    /// The longest wait that the client chooses (20 s).
    pub longest_wait: Duration,
    /// The longest wait that a server may ask for, through `Retry-After` or the reset time of its rate limit (60 s). If it
    /// asks for more, the call fails at once.
    pub longest_asked: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            attempts: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            longest_asked: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// No retries.
    pub fn never() -> Self {
        RetryPolicy { attempts: 1, ..RetryPolicy::default() }
    }

    /// At most so many attempts, the first included.
    pub fn attempts(attempts: u32) -> Self {
        RetryPolicy { attempts, ..RetryPolicy::default() }
    }

    /// How long to wait before trying again; `None`: do not.
    pub(crate) fn wait(
        &self,
        cause: &Cause,
        made: u32,
        idempotent: bool,
        clock: &dyn Clock,
    ) -> Option<Duration> {
        if made >= self.attempts || !is_harmless(cause, idempotent) {
            return None;
        }
        match cause {
            Cause::Api(error) if error.retry_after.is_some() => {
                error.retry_after.filter(|asked| *asked <= self.longest_asked).map(|it| spread(it, clock))
            }
            _ => Some(self.backoff(made, clock)),
        }
    }

    /// How long all clients of the account are to wait after a 429 that is not followed by another attempt.
    pub(crate) fn hold(&self, refused: &ApiError, made: u32, clock: &dyn Clock) -> Duration {
        match refused.retry_after {
            Some(asked) => spread(asked, clock),
            None => self.backoff(made, clock),
        }
    }

    /// A wait that the server has not asked for.
    fn backoff(&self, made: u32, clock: &dyn Clock) -> Duration {
        let doubled = self.first_wait.saturating_mul(1 << made.saturating_sub(1).min(16));
        doubled.min(self.longest_wait).mul_f64(0.5 + clock.jitter() / 2.0)
    }
}

/// Whether repeating does no harm, and may help.
fn is_harmless(cause: &Cause, idempotent: bool) -> bool {
    match cause {
        Cause::Transport(error) if error.stage == Stage::Connect => true,
        Cause::Transport(error) => error.stage == Stage::Exchange && idempotent,
        Cause::Timeout(timeout) => timeout.what == Waited::Attempt && idempotent,
        Cause::Api(error) => has_not_acted(error) || (idempotent && is_transient(error.status)),
        _ => false,
    }
}

/// Whether a server that responded so has done nothing that repeating would do twice.
fn has_not_acted(error: &ApiError) -> bool {
    match error.status {
        StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::SERVICE_UNAVAILABLE => error.headers.contains_key("retry-after"),
        _ => error.failure.as_ref().is_some_and(|failure| failure.retry),
    }
}

/// Whether the server may have acted on a request that was sent.
pub(crate) fn may_have_acted(cause: &Cause) -> bool {
    match cause {
        Cause::Api(error) => is_transient(error.status) && !has_not_acted(error),
        Cause::Transport(error) => !matches!(error.stage, Stage::Connect | Stage::Request),
        Cause::Timeout(_) | Cause::InvalidResponse(_) | Cause::TooLarge { .. } => true,
        _ => false,
    }
}

/// Keeps clients that were asked to wait from returning at the same moment.
fn spread(asked: Duration, clock: &dyn Clock) -> Duration {
    asked.saturating_add(asked.div_f64(10.0).min(Duration::from_secs(1)).mul_f64(clock.jitter()))
}

/// How long a response asks to wait, if it does.
pub(crate) fn asked_wait(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let spent = status == StatusCode::TOO_MANY_REQUESTS || quota::is_spent(headers, now);
    let stated = headers.get("retry-after").and_then(|value| quota::retry_after(value.to_str().ok()?, now));
    stated.or_else(|| spent.then(|| quota::reset(headers, now))?)
}
