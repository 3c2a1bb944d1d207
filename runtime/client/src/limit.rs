//! The rate limit of an account: how many requests its clients may send, whichever of them sends.
//!
//! A vendor limits an account, not a client value. So every client of a process that uses the same credentials at the same
//! server shares one [`Account`], even if an application makes a client for each request.
//!
//! A request counts from when it is sent until its response begins, and from then on for the whole span: the server has seen
//! it somewhere in between, so that no span of the server's time contains more requests than declared, however long each was
//! on its way.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::Notify;
use tributary_core::Timestamp;

use crate::quota::{self, Quota};
use crate::{BoxFuture, Clock};

/// At most so many requests in any span of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The number of requests, at least 1.
    pub requests: u32,
    /// The length of the span.
    pub per: Duration,
}

/// Shares the rate limits of accounts between processes. Implement it on what all of them reach: a row of a database, a key
/// of a cache.
///
/// It is asked after the limits within the process, one request at a time and in the order in which the requests came. Set it
/// with [`crate::HttpBuilder::rate_limit_store`], together with [`crate::HttpBuilder::account`].
///
/// An implementation decides itself what holds while its store can't be reached.
pub trait RateLimitStore: Send + Sync + 'static {
    /// Takes a turn and returns zero if one is free, else returns how long to wait before asking again. `limit` is `None` if
    /// the client has none: then only [`RateLimitStore::pause`] matters.
    fn take<'a>(&'a self, account: &'a str, limit: Option<RateLimit>) -> BoxFuture<'a, Duration>;

    /// The server has asked the account to wait: nobody takes a turn for so long.
    fn pause<'a>(&'a self, account: &'a str, wait: Duration) -> BoxFuture<'a, ()>;
}

impl RateLimit {
    pub(crate) fn new(requests: u32, per: Duration) -> RateLimit {
        RateLimit { requests: requests.max(1), per }
    }
}

/// The limits that one client observes.
pub(crate) struct Limiter {
    account: Arc<Account>,
    limit: Option<RateLimit>,
    /// The store, and the name it knows the account by.
    store: Option<(Arc<dyn RateLimitStore>, String)>,
}

/// What all clients of one account share.
#[derive(Default)]
pub(crate) struct Account {
    /// Whoever holds it is the next to send. It is fair: first come, first served.
    queue: tokio::sync::Mutex<()>,
    /// A request has ended.
    ended: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    in_flight: u32,
    /// When requests ended, in order; only those that some limit still counts.
    ended: VecDeque<Timestamp>,
    /// How many of them are kept, and how long: the largest of all limits seen.
    kept: Option<RateLimit>,
    /// The limit that the server's headers state.
    stated: Option<RateLimit>,
    /// What the server's headers say is left.
    quotas: Vec<(Quota, Timestamp)>,
    /// The server has asked for a wait until then.
    paused: Option<Timestamp>,
}

/// Whether a request may be sent.
enum Admission {
    Now,
    /// After this time.
    After(Duration),
    /// After this time, by the server's demand.
    Paused(Duration),
    /// Once another one has ended.
    NextEnd,
}

/// A request that counts against the limits. Dropped when its response has begun, or when it is given up.
pub(crate) struct Turn {
    account: Arc<Account>,
    clock: Arc<dyn Clock>,
}

impl Limiter {
    pub(crate) fn new(
        account: Arc<Account>,
        limit: Option<RateLimit>,
        store: Option<(Arc<dyn RateLimitStore>, String)>,
    ) -> Limiter {
        Limiter { account, limit, store }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// The server has asked for a longer wait than `longest`: what is left of it.
    pub(crate) async fn turn(&self, clock: &Arc<dyn Clock>, longest: Duration) -> Result<Turn, Duration> {
        let _next = self.account.queue.lock().await;
        loop {
            let admission = self.account.state().admit(self.limit, clock.now(), longest);
            match admission {
                Admission::Now => break,
                Admission::Paused(wait) if wait > longest => return Err(wait),
                Admission::Paused(wait) | Admission::After(wait) => clock.sleep(wait).await,
                Admission::NextEnd => self.account.ended.notified().await,
            }
        }
        let turn = Turn { account: Arc::clone(&self.account), clock: Arc::clone(clock) };
        if let Some((store, name)) = &self.store {
            loop {
                let wait = store.take(name, self.limit).await;
                match wait {
                    Duration::ZERO => break,
                    wait if wait > longest => return Err(wait),
                    wait => clock.sleep(wait).await,
                }
            }
        }
        Ok(turn)
    }

    /// The server has refused a request for there being too many: nobody sends for so long.
    pub(crate) async fn pause(&self, clock: &dyn Clock, wait: Duration) {
        self.account.state().pause(clock.now(), wait);
        if let Some((store, name)) = &self.store {
            store.pause(name, wait).await;
        }
    }

    /// Takes in what a response's headers say of the limits.
    pub(crate) fn learn(&self, headers: &HeaderMap, now: Timestamp) {
        let (stated, quotas) = quota::read(headers, now);
        if stated.is_some() || !quotas.is_empty() {
            self.account.state().learn(stated, quotas, now);
        }
    }
}

impl Account {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let now = self.clock.now();
        let mut state = self.account.state();
        state.in_flight = state.in_flight.saturating_sub(1);
        state.ended.push_back(now);
        state.forget(now);
        drop(state);
        self.account.ended.notify_one();
    }
}

impl State {
    /// Whether a request may be sent now; if so, it counts from now on.
    fn admit(&mut self, limit: Option<RateLimit>, now: Timestamp, longest: Duration) -> Admission {
        if let Some(until) = self.paused {
            match left(until, now) {
                Duration::ZERO => self.resume(until, limit),
                wait => return Admission::Paused(wait),
            }
        }
        self.quotas.retain(|(_, until)| *until > now);
        // One that lasts longer may be another resource's: the server is asked, and its 429 decides.
        let spent = self.quotas.iter().filter(|(quota, _)| quota.remaining == 0);
        let waits = spent.map(|(_, until)| left(*until, now)).filter(|wait| *wait <= longest);
        if let Some(wait) = waits.max() {
            return Admission::After(wait);
        }
        for limit in [limit, self.stated].into_iter().flatten() {
            self.keep(limit);
            match self.room(limit, now) {
                Admission::Now => {}
                wait => return wait,
            }
        }
        for (quota, _) in &mut self.quotas {
            quota.remaining = quota.remaining.saturating_sub(1);
        }
        self.in_flight += 1;
        Admission::Now
    }

    /// Whether one limit has room for another request.
    fn room(&mut self, limit: RateLimit, now: Timestamp) -> Admission {
        let Some(free) = limit.requests.checked_sub(self.in_flight).filter(|free| *free > 0) else {
            return Admission::NextEnd;
        };
        // a clock that was set back must not count for longer
        for time in self.ended.iter_mut().rev().take_while(|time| **time > now) {
            *time = now;
        }
        let counts = |time: Timestamp| left(end_of(time, limit.per), now);
        let counted = self.ended.iter().rev().take_while(|time| !counts(**time).is_zero()).count();
        let free = usize::try_from(free).unwrap_or(usize::MAX);
        if counted < free {
            return Admission::Now;
        }
        // so many of the oldest have to leave the span
        let last = self.ended.len() - counted + (counted - free);
        Admission::After(self.ended.get(last).map_or(Duration::ZERO, |time| counts(*time)))
    }

    /// Goes on after a pause: one after the other at first, as if the span before had been used evenly. The account may have
    /// other users, who have had what we thought was ours.
    fn resume(&mut self, until: Timestamp, limit: Option<RateLimit>) {
        self.paused = None;
        let Some(limit) = limit.or(self.stated) else { return };
        let step = limit.per / limit.requests;
        for used in 1..limit.requests {
            let before = limit.per.saturating_sub(step.saturating_mul(used));
            self.ended.push_back(until.checked_sub(before).unwrap_or(until));
        }
        self.ended.make_contiguous().sort_unstable();
        self.keep(limit);
        self.forget(until);
    }

    fn pause(&mut self, now: Timestamp, wait: Duration) {
        let until = end_of(now, wait);
        // many are told the same at once
        const AS_GOOD_AS: Duration = Duration::from_secs(1);
        if self.paused.is_none_or(|paused| left(until, paused) > AS_GOOD_AS) {
            self.paused = Some(until);
        }
    }

    fn learn(&mut self, stated: Option<RateLimit>, quotas: Vec<Quota>, now: Timestamp) {
        const AS_GOOD_AS: Duration = Duration::from_secs(1);
        if let Some(stated) = stated {
            self.keep(stated);
            self.stated = Some(stated);
        }
        for mut quota in quotas {
            let until = end_of(now, quota.reset);
            match self.quotas.iter_mut().find(|(known, _)| known.name == quota.name) {
                Some((known, end)) => {
                    if *end > now && left(until, *end) <= AS_GOOD_AS {
                        // of the same span: what was sent since the response was written counts already
                        quota.remaining = quota.remaining.min(known.remaining);
                    }
                    (*known, *end) = (quota, until);
                }
                None => self.quotas.push((quota, until)),
            }
        }
    }

    fn keep(&mut self, limit: RateLimit) {
        self.kept = Some(self.kept.map_or(limit, |kept| RateLimit {
            requests: kept.requests.max(limit.requests),
            per: kept.per.max(limit.per),
        }));
    }

    /// Forgets requests that no limit counts any more.
    fn forget(&mut self, now: Timestamp) {
        let Some(kept) = self.kept else { return self.ended.clear() };
        let most = usize::try_from(kept.requests).unwrap_or(usize::MAX);
        while self.ended.len() > most
            || self.ended.front().is_some_and(|time| left(end_of(*time, kept.per), now).is_zero())
        {
            self.ended.pop_front();
        }
    }

    /// Whether it says no more than a new one.
    fn is_empty(&mut self, now: Timestamp) -> bool {
        self.forget(now);
        self.in_flight == 0
            && self.ended.is_empty()
            && self.paused.is_none_or(|until| until <= now)
            && self.quotas.iter().all(|(_, until)| *until <= now)
    }
}

fn end_of(start: Timestamp, length: Duration) -> Timestamp {
    start.checked_add(length).unwrap_or(Timestamp::MAX)
}

/// The time from `now` until `end`; zero if that is past.
fn left(end: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(end.duration_since(now)).unwrap_or_default()
}

/// The accounts of this process, by what identifies them; no credential is kept.
struct Accounts {
    hasher: RandomState,
    known: HashMap<u64, Arc<Account>>,
    /// How many there may be before those that say nothing are dropped.
    most: usize,
}

/// The account of this identity.
pub(crate) fn account(identity: &impl Hash, now: Timestamp) -> Arc<Account> {
    static ACCOUNTS: OnceLock<Mutex<Accounts>> = OnceLock::new();
    let accounts = ACCOUNTS
        .get_or_init(|| Mutex::new(Accounts { hasher: RandomState::new(), known: HashMap::new(), most: 64 }));
    let mut accounts = accounts.lock().unwrap_or_else(PoisonError::into_inner);
    let key = accounts.hasher.hash_one(identity);
    if let Some(account) = accounts.known.get(&key) {
        return Arc::clone(account);
    }
    if accounts.known.len() >= accounts.most {
        accounts.known.retain(|_, account| Arc::strong_count(account) > 1 || !account.state().is_empty(now));
        accounts.most = (accounts.known.len() * 2).max(64);
    }
    Arc::clone(accounts.known.entry(key).or_default())
}
