//! Time as the client sees it: told and waited for through a trait, so that tests of retries take none.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tributary_core::Timestamp;

use crate::BoxFuture;

/// Tells the time and waits.
pub trait Clock: Send + Sync + 'static {
    /// The time of day.
    fn now(&self) -> Timestamp;

    /// Waits.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;

    /// Ends when so much time has passed: for time-outs, which most often don't happen.
    fn deadline(&self, after: Duration) -> BoxFuture<'static, ()> {
        self.sleep(after)
    }

    /// A number in 0..1, different each time: what keeps clients from trying again all at once.
    fn jitter(&self) -> f64 {
        // the standard library's only source of randomness: the keys of its hash maps
        (RandomState::new().hash_one(0u8) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// The system's clock, and tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}
