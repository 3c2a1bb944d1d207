//! The client's own rate limit: a bucket of tokens that fills as time passes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tributary_core::Timestamp;

/// Lets so many requests through in each span of time.
pub(crate) struct Limiter {
    most: f64,
    per_second: f64,
    state: Mutex<State>,
}

struct State {
    tokens: f64,
    at: Option<Timestamp>,
}

impl Limiter {
    pub(crate) fn new(requests: u32, per: Duration) -> Limiter {
        let most = f64::from(requests.max(1));
        let per_second = most / per.as_secs_f64().max(1e-9);
        Limiter { most, per_second, state: Mutex::new(State { tokens: most, at: None }) }
    }

    /// Takes a turn, and says how long to wait for it.
    pub(crate) fn take(&self, now: Timestamp) -> Duration {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = state.at {
            let passed = now.duration_since(before).as_secs_f64().max(0.0);
            state.tokens = (state.tokens + passed * self.per_second).min(self.most);
        }
        state.at = Some(now);
        state.tokens -= 1.0;
        // below nothing, the turn is a promise of a token that is still to come
        Duration::try_from_secs_f64((-state.tokens).max(0.0) / self.per_second).unwrap_or(Duration::MAX)
    }
}
