//! The client's own rate limit: a bucket of tokens that fills as time passes.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tributary_core::Timestamp;

use crate::Clock;

/// Lets so many requests through in each span of time. Who comes first goes first.
pub(crate) struct Limiter {
    most: f64,
    per_second: f64,
    state: Mutex<State>,
}

struct State {
    /// Below zero: tokens still to come that are promised already.
    tokens: f64,
    /// When the tokens were so many. It lies ahead while the server wants to be left alone.
    at: Option<Timestamp>,
    /// How often all promises were taken back.
    generation: u64,
}

/// A turn that was promised. Dropped before it has come, it is given back.
struct Promise<'l> {
    limiter: &'l Limiter,
    generation: u64,
    came: bool,
}

impl Limiter {
    pub(crate) fn new(requests: u32, per: Duration) -> Limiter {
        let most = f64::from(requests.max(1));
        let per_second = most / per.as_secs_f64().max(1e-9);
        Limiter { most, per_second, state: Mutex::new(State { tokens: most, at: None, generation: 0 }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self, clock: &dyn Clock) {
        loop {
            let (wait, generation) = self.take(clock.now());
            if wait.is_zero() {
                return;
            }
            let mut promise = Promise { limiter: self, generation, came: false };
            clock.sleep(wait).await;
            promise.came = true;
            if self.state().generation == generation {
                return;
            }
        }
    }

    /// Takes a turn, and says how long to wait for it.
    fn take(&self, now: Timestamp) -> (Duration, u64) {
        let mut state = self.state();
        let passed = state.at.map_or(0.0, |at| now.duration_since(at).as_secs_f64());
        if passed > 0.0 {
            state.tokens = (state.tokens + passed * self.per_second).min(self.most);
        }
        if passed >= 0.0 {
            state.at = Some(now);
        }
        state.tokens -= 1.0;
        let wait = (-state.tokens).max(0.0) / self.per_second + (-passed).max(0.0);
        (Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX), state.generation)
    }

    /// The server has said that it was too much: for so long nobody goes, and then one after the other, since others
    /// have had what we thought was ours. Who waits for a turn waits anew.
    pub(crate) fn pause(&self, clock: &dyn Clock, wait: Duration) {
        const AS_GOOD_AS: f64 = 1.0;
        let Ok(until) = clock.now().checked_add(wait) else { return };
        let mut state = self.state();
        // one of many who were told the same
        let known = |at: Timestamp| at > clock.now() && until.duration_since(at).as_secs_f64() <= AS_GOOD_AS;
        if state.at.is_some_and(known) {
            return;
        }
        state.at = Some(until);
        state.tokens = 1.0;
        state.generation += 1;
    }
}

impl Drop for Promise<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        if !self.came && state.generation == self.generation {
            state.tokens += 1.0;
        }
    }
}
