//! When to try again, and how long to wait before.

use std::time::Duration;

/// When to try again after a failure.
///
/// A request is repeated when it can do no harm: its method is idempotent, or the caller said so, or the server has
/// certainly not acted: no connection was made, or it answered 429 (or 503 with `Retry-After`).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often a request is sent at most, the first time included (3).
    pub attempts: u32,
    /// How long to wait before the second attempt; doubled for each further one (0.5 s).
    pub first_wait: Duration,
    /// The longest wait of our own (20 s).
    pub longest_wait: Duration,
    /// The longest wait that a server may ask for; asked for more, the call fails at once (60 s).
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
}
