//! What is remembered of events, so that one that comes again, or late, is not reported again.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use futures_core::future::BoxFuture;
use tributary_core::Timestamp;

/// Why a store could not be asked.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// A store of times by key: when an event that was done happened, and the newest event of each record. Implement it on what
/// all receivers of an application reach, such as a table of two columns.
///
/// An entry may be deleted once the vendor does not send its event again: after some days.
pub trait SeenEvents: Send + Sync + 'static {
    /// The times of these keys, `None` for one that is not known.
    fn load<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<Vec<Option<Timestamp>>, StoreError>>;

    /// Keeps these times, where they are later than those that are kept: all of them or, with an error, any.
    fn save<'a>(&'a self, times: &'a [(String, Timestamp)]) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// One store for several inboxes.
impl<S: SeenEvents + ?Sized> SeenEvents for Arc<S> {
    fn load<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<Vec<Option<Timestamp>>, StoreError>> {
        (**self).load(keys)
    }

    fn save<'a>(&'a self, times: &'a [(String, Timestamp)]) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).save(times)
    }
}

/// A store in memory, for tests and for applications of one process: after a restart, what is sent again is reported again.
pub struct MemorySeenEvents {
    known: Mutex<Known>,
    most: usize,
}

#[derive(Default)]
struct Known {
    times: BTreeMap<String, Timestamp>,
    /// The keys, the oldest first.
    order: VecDeque<String>,
}

impl MemorySeenEvents {
    /// A store of 100,000 keys.
    pub fn new() -> Self {
        Self::with_capacity(100_000)
    }

    /// A store of so many keys, which forgets the oldest.
    pub fn with_capacity(most: usize) -> Self {
        Self { known: Mutex::default(), most }
    }
}

impl Default for MemorySeenEvents {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemorySeenEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySeenEvents").field("most", &self.most).finish_non_exhaustive()
    }
}

impl SeenEvents for MemorySeenEvents {
    fn load<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<Vec<Option<Timestamp>>, StoreError>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let times = keys.iter().map(|key| known.times.get(key).copied()).collect();
        Box::pin(std::future::ready(Ok(times)))
    }

    fn save<'a>(&'a self, times: &'a [(String, Timestamp)]) -> BoxFuture<'a, Result<(), StoreError>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, time) in times {
            match known.times.get_mut(key) {
                Some(known) => *known = (*known).max(*time),
                None => {
                    known.times.insert(key.clone(), *time);
                    known.order.push_back(key.clone());
                }
            }
        }
        while known.order.len() > self.most {
            if let Some(oldest) = known.order.pop_front() {
                known.times.remove(&oldest);
            }
        }
        Box::pin(std::future::ready(Ok(())))
    }
}
