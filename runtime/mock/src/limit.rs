//! The rate limit: as many requests in a span as the vendor allows.

use std::collections::VecDeque;

use tributary_mock_plan::Limits;

/// The requests of the last span.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// In milliseconds.
    times: VecDeque<i64>,
}

impl Window {
    /// Counts a request. `Err` is how many milliseconds it comes too early.
    pub(crate) fn count(&mut self, limits: Limits, now_ms: i64) -> Result<u32, i64> {
        let span = i64::try_from(limits.per_ms).unwrap_or(i64::MAX);
        while self.times.front().is_some_and(|first| now_ms.saturating_sub(*first) >= span) {
            self.times.pop_front();
        }
        let used = u32::try_from(self.times.len()).unwrap_or(u32::MAX);
        if used >= limits.requests {
            let first = self.times.front().copied().unwrap_or(now_ms);
            return Err(first.saturating_add(span).saturating_sub(now_ms).max(1));
        }
        self.times.push_back(now_ms);
        Ok(limits.requests - used - 1)
    }
}
