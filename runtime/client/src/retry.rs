//! When to try again, and how long to wait before.

use std::time::Duration;

use http::HeaderMap;
use http::StatusCode;
use tributary_core::HttpDate;
use tributary_core::Timestamp;
use tributary_core::codegen_v1::{Read, Scalar};

use crate::send::Fault;
use crate::{Clock, RawResponse, Stage, Waited};

/// When to try again after a failure.
///
/// A request is repeated when it can do no harm: its method is idempotent or the caller said so, or the server has
/// certainly not acted. It has not where no connection was made, where it answered 429, or 503 with `Retry-After`, and
/// where the vendor's rules ([`crate::Failure::retry`]) say so. A body that can be read only once is never repeated.
///
/// Idempotent requests are repeated after 408, 500, 502, 503, 504, a broken connection and an attempt that took too long.
/// Idempotent are GET, HEAD, PUT, DELETE, OPTIONS and TRACE, what [`crate::Call::idempotent`] says is, and what has an
/// `Idempotency-Key`.
///
/// A server that asks for a wait gets it, and up to a tenth more, at most a second, so that not all who were told the
/// same come back at once.
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
    /// How often a request is sent at most, the first time included (3).
    pub attempts: u32,
    /// How long to wait before the second attempt; doubled for each further one (0.5 s). Up to a half is left to chance.
    pub first_wait: Duration,
    /// The longest wait of our own (20 s).
    pub longest_wait: Duration,
    /// The longest wait that a server may ask for, through `Retry-After` or a header that says when its rate limit is
    /// reset; asked for more, the call fails at once (60 s).
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
    /// Never.
    pub fn never() -> Self {
        RetryPolicy { attempts: 1, ..RetryPolicy::default() }
    }

    /// So many attempts, the first included.
    pub fn attempts(attempts: u32) -> Self {
        RetryPolicy { attempts, ..RetryPolicy::default() }
    }

    /// How long to wait before trying again; `None`: not at all.
    pub(crate) fn wait(
        &self,
        fault: &Fault,
        made: u32,
        idempotent: bool,
        clock: &dyn Clock,
    ) -> Option<Duration> {
        if made >= self.attempts {
            return None;
        }
        let asked = match fault {
            Fault::Transport(error) if error.stage == Stage::Connect => None,
            Fault::Transport(error) if error.stage == Stage::Exchange && idempotent => None,
            Fault::Timeout(timeout) if idempotent && timeout.what == Waited::Attempt => None,
            Fault::Api(refusal) => {
                let (response, failure) = (&refusal.response, &refusal.failure);
                let asked = asked_wait(response, clock.now());
                let not_acted = match response.status {
                    StatusCode::TOO_MANY_REQUESTS => true,
                    StatusCode::SERVICE_UNAVAILABLE => response.header("retry-after").is_some(),
                    _ => failure.as_ref().is_some_and(|failure| failure.retry),
                };
                let harmless = not_acted || (idempotent && is_passing(response.status));
                if !harmless {
                    return None;
                }
                asked
            }
            _ => return None,
        };
        match asked {
            Some(asked) if asked <= self.longest_asked => Some(spread(asked, clock)),
            Some(_) => None,
            None => Some(self.backoff(made, clock)),
        }
    }

    /// How long others are to wait after a 429 that is not followed by another attempt: what the server asks for, but
    /// not longer than a call would wait for it.
    pub(crate) fn hold(&self, refused: &RawResponse, made: u32, clock: &dyn Clock) -> Duration {
        match asked_wait(refused, clock.now()) {
            Some(asked) => spread(asked.min(self.longest_asked), clock),
            None => self.backoff(made, clock),
        }
    }

    /// A wait of our own.
    fn backoff(&self, made: u32, clock: &dyn Clock) -> Duration {
        let doubled = self.first_wait.saturating_mul(1 << made.saturating_sub(1).min(16));
        doubled.min(self.longest_wait).mul_f64(0.5 + clock.jitter() / 2.0)
    }
}

/// All who were told the same are not to come back at the same moment.
fn spread(asked: Duration, clock: &dyn Clock) -> Duration {
    asked + asked.div_f64(10.0).min(Duration::from_secs(1)).mul_f64(clock.jitter())
}

/// A status that may be another the next time.
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 500 | 502 | 503 | 504)
}

/// How long the server asks to wait, if it does.
fn asked_wait(response: &RawResponse, now: Timestamp) -> Option<Duration> {
    if let Some(text) = response.header("retry-after") {
        return seconds_or_date(text, now);
    }
    let spent = response.status == StatusCode::TOO_MANY_REQUESTS || remaining(&response.headers) == Some("0");
    let reset = RESETS.iter().find_map(|name| response.header(name)).filter(|_| spent)?;
    let value: f64 = reset.trim().parse().ok()?;
    match value {
        // large numbers are points in time, in seconds or milliseconds since 1970
        _ if value > 1e12 => until(now, Timestamp::from_millisecond(value as i64).ok()?),
        _ if value > 1e9 => until(now, Timestamp::from_second(value.ceil() as i64).ok()?),
        _ => Duration::try_from_secs_f64(value).ok(),
    }
}

const RESETS: [&str; 4] =
    ["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset", "x-ratelimit-reset-after"];

fn remaining(headers: &HeaderMap) -> Option<&str> {
    let names = ["ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining"];
    names.iter().find_map(|name| headers.get(*name))?.to_str().ok().map(str::trim)
}

fn seconds_or_date(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let mut date = HttpDate::default();
    match date.text(text) {
        Read::Wrong => None,
        Read::Exact | Read::Lenient => until(now, date.0),
    }
}

fn until(now: Timestamp, then: Timestamp) -> Option<Duration> {
    Some(Duration::try_from(then.duration_since(now)).unwrap_or(Duration::ZERO))
}
