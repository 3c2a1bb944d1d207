//! The mock as a test holds it: its options, its records, its clock and its faults.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tributary_mock_plan::MockPlan;

use crate::fault::{Chance, Fault, Planned};
use crate::limit::Window;
use crate::matching::Inputs;
use crate::respond::{self, Candidate};
use crate::rng::Rng;
use crate::route::Routes;
use crate::store::{Happened, Store};

/// When a mock's own clock begins: 2026-11-21T09:30:00Z, as that of `tributary_client::testing::TestClock`.
const BEGINNING: i64 = 1_795_253_400;

/// A mock vendor. Clones are the same mock.
#[derive(Clone)]
pub struct Mock {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) plan: MockPlan,
    pub(crate) routes: Routes,
    /// For each operation, the calls that it may be.
    pub(crate) candidates: Vec<Vec<Candidate>>,
    pub(crate) options: Options,
    state: Mutex<State>,
    /// Tells clients of different mocks apart where they share rate limits.
    #[cfg(feature = "transport")]
    pub(crate) network: u64,
    /// What a client of the vendor is connected by.
    #[cfg(feature = "transport")]
    pub(crate) settings: &'static [tributary_capabilities::SettingSpec],
}

#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    records: usize,
    more: Option<(String, usize)>,
    pub(crate) real_time: bool,
    pub(crate) limited: bool,
    pub(crate) validated: bool,
    pub(crate) logged: bool,
    pub(crate) lag: Duration,
    pub(crate) page_size: usize,
    chance: Option<(u64, u64)>,
}

/// What changes while a mock runs.
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) window: Window,
    now: Timestamp,
    pub(crate) planned: Vec<Planned>,
    pub(crate) chance: Option<Chance>,
    pub(crate) served: Vec<Served>,
    pub(crate) requests: usize,
    pub(crate) tokens: Tokens,
    /// Properties that the user of the client may not read.
    pub(crate) hidden: BTreeSet<String>,
    /// Lists that go on at an address of their own.
    pub(crate) continued: HashMap<String, Continued>,
}

/// The credentials that were seen, and those that are refused.
#[derive(Default)]
pub(crate) struct Tokens {
    pub(crate) issued: usize,
    pub(crate) seen: HashSet<String>,
    pub(crate) refused: HashSet<String>,
}

/// Where a list goes on.
#[derive(Clone, Debug)]
pub(crate) struct Continued {
    pub(crate) candidate: Candidate,
    pub(crate) inputs: Inputs,
    pub(crate) operation: usize,
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Served {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub target: String,
    /// The headers, credentials included.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The response's status.
    pub status: StatusCode,
}

impl Served {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A response, and how it is to arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, whole.
    pub body: Bytes,
    /// How it arrives.
    pub delivery: Delivery,
}

impl Reply {
    /// A status without a body.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, headers: HeaderMap::new(), body: Bytes::new(), delivery: Delivery::Whole }
    }

    /// A JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        let reply = Self::status(status).header("content-type", "application/json");
        Self { body: Bytes::from(body.to_string()), ..reply }
    }

    /// The same with a header. One that can't be sent is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.headers.append(name, value);
        }
        self
    }
}

/// How a response arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// As it is.
    #[default]
    Whole,
    /// After this time.
    After(Duration),
    /// The connection ends in the middle of the body.
    Cut,
    /// No connection is made.
    Refused,
}

/// Options of a mock.
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    plan: MockPlan,
    options: Options,
    #[cfg(feature = "transport")]
    pub(crate) settings: &'static [tributary_capabilities::SettingSpec],
}

impl Builder {
    /// Other records: the same seed gives the same ones (0 if it is not set).
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// How many records each model begins with (20 if it is not set).
    pub fn records(mut self, records: usize) -> Self {
        self.options.records = records;
        self
    }

    /// How many records this model begins with, if not as many as the others.
    pub fn records_of(mut self, model: impl Into<String>, records: usize) -> Self {
        self.options.more = Some((model.into(), records));
        self
    }

    /// The time is the system's. Otherwise a mock has a clock of its own, which begins at 2026-11-21T09:30:00Z, moves by a
    /// second with each request, and by [`Mock::advance`].
    pub fn real_time(mut self) -> Self {
        self.options.real_time = true;
        self
    }

    /// Lifts the vendor's rate limit.
    pub fn unlimited(mut self) -> Self {
        self.options.limited = false;
        self
    }

    /// Takes requests that are not as the document says.
    pub fn lenient(mut self) -> Self {
        self.options.validated = false;
        self
    }

    /// Keeps no log of requests: see [`Mock::served`].
    pub fn without_log(mut self) -> Self {
        self.options.logged = false;
        self
    }

    /// Pages have no more records than this, however many are asked for.
    pub fn page_size(mut self, most: usize) -> Self {
        self.options.page_size = most.max(1);
        self
    }

    /// Searches for changes show a record only this long after it was changed.
    pub fn lag(mut self, lag: Duration) -> Self {
        self.options.lag = lag;
        self
    }

    /// One in so many requests fails in a way that a client gets over by repeating it; which ones, the seed says.
    pub fn faults(mut self, seed: u64, one_in: u64) -> Self {
        self.options.chance = Some((seed, one_in));
        self
    }

    /// What the mock is made from.
    pub fn plan(&self) -> &MockPlan {
        &self.plan
    }

    /// Made from another plan: that of a newer document, for one.
    pub fn with_plan(mut self, plan: MockPlan) -> Self {
        self.plan = plan;
        self
    }

    /// Makes the mock.
    pub fn build(self) -> Mock {
        let (plan, options) = (self.plan, self.options);
        let now = if options.real_time { Timestamp::now() } else { beginning() };
        let state = State {
            store: Store::seeded(&plan, options.seed, now, |model| match &options.more {
                Some((name, records)) if name == model => *records,
                _ => options.records,
            }),
            window: Window::default(),
            now,
            planned: Vec::new(),
            chance: options.chance.map(|(seed, one_in)| Chance { rng: Rng::named(seed, "faults"), one_in }),
            served: Vec::new(),
            requests: 0,
            tokens: Tokens::default(),
            hidden: BTreeSet::new(),
            continued: HashMap::new(),
        };
        let shared = Shared {
            routes: Routes::new(&plan),
            candidates: respond::candidates(&plan),
            plan,
            options,
            state: Mutex::new(state),
            #[cfg(feature = "transport")]
            network: crate::transport::network(),
            #[cfg(feature = "transport")]
            settings: self.settings,
        };
        Mock { shared: Arc::new(shared) }
    }
}

fn beginning() -> Timestamp {
    Timestamp::from_second(BEGINNING).unwrap_or_default()
}

impl Mock {
    /// A mock with 20 records of each model.
    pub fn new(plan: MockPlan) -> Self {
        Self::builder(plan).build()
    }

    /// A mock with options.
    pub fn builder(plan: MockPlan) -> Builder {
        let options = Options {
            seed: 0,
            records: 20,
            more: None,
            real_time: false,
            limited: true,
            validated: true,
            logged: true,
            lag: Duration::ZERO,
            page_size: usize::MAX,
            chance: None,
        };
        Builder {
            plan,
            options,
            #[cfg(feature = "transport")]
            settings: &[],
        }
    }

    /// What it is made from.
    pub fn plan(&self) -> &MockPlan {
        &self.shared.plan
    }

    /// Responds to a request.
    pub fn respond(&self, request: http::Request<Bytes>) -> Reply {
        respond::respond(&self.shared, &mut self.state(), request)
    }

    /// The time at the mock.
    pub fn now(&self) -> Timestamp {
        self.state().now(&self.shared.options)
    }

    /// Lets time pass at the mock, if it has a clock of its own.
    pub fn advance(&self, time: Duration) {
        self.state().advance(time);
    }

    /// The next request fails so.
    pub fn fail_next(&self, fault: Fault) {
        self.fail("", 1, fault);
    }

    /// The next requests whose `METHOD /path?query` contains a text fail so, as many as are given.
    pub fn fail(&self, on: impl Into<String>, times: usize, fault: Fault) {
        self.state().planned.push(Planned { fault, on: on.into(), times });
    }

    /// The client's user may not read this property: a request that names it is refused, and no record has it.
    pub fn hide(&self, property: impl Into<String>) {
        self.state().hidden.insert(property.into());
    }

    /// Refuses all credentials that were used so far, as when tokens expire.
    pub fn expire_tokens(&self) {
        let mut state = self.state();
        let seen = std::mem::take(&mut state.tokens.seen);
        state.tokens.refused.extend(seen);
    }

    /// The requests that were answered, the first one first.
    pub fn served(&self) -> Vec<Served> {
        self.state().served.clone()
    }

    /// How many requests were answered.
    pub fn requests(&self) -> usize {
        self.state().requests
    }

    /// The vendor's records of a model, `crm.contact`, that are not deleted, by id.
    pub fn records(&self, model: &str) -> Vec<Value> {
        let state = self.state();
        let collection = self.index(model).and_then(|at| state.store.collections.get(at));
        let entries =
            collection.into_iter().flat_map(|it| it.entries.values()).filter(|entry| !entry.deleted);
        entries.map(|entry| entry.json.clone()).collect()
    }

    /// Creates a record as somebody else would, in the vendor's own interface. Members that are not given are absent.
    /// Returns its id; `None` if there is no such model.
    pub fn create(&self, model: &str, record: &Value) -> Option<String> {
        let at = self.index(model)?;
        let mut state = self.state();
        let now = state.now(&self.shared.options);
        Some(state.store.create(&self.shared.plan, at, record, &[], now))
    }

    /// Changes a record, member by member. Returns whether there is such a record.
    pub fn update(&self, model: &str, id: &str, members: &Value) -> bool {
        let mut state = self.state();
        let now = state.now(&self.shared.options);
        self.index(model).is_some_and(|at| state.store.update(&self.shared.plan, at, id, members, &[], now))
    }

    /// Deletes a record. Returns whether there was one.
    pub fn delete(&self, model: &str, id: &str) -> bool {
        let mut state = self.state();
        let now = state.now(&self.shared.options);
        self.index(model).is_some_and(|at| state.store.delete(&self.shared.plan, at, id, now))
    }

    /// What was done to records since the last call, or since the mock began: the last 100,000 of it.
    pub fn take_happened(&self) -> Vec<Happened> {
        self.state().store.take_happened()
    }

    fn index(&self, model: &str) -> Option<usize> {
        self.shared.plan.models.iter().position(|it| it.name == model)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(crate) fn now(&self, options: &Options) -> Timestamp {
        if options.real_time { Timestamp::now() } else { self.now }
    }

    pub(crate) fn advance(&mut self, time: Duration) {
        let time = SignedDuration::try_from(time).unwrap_or_default();
        self.now = self.now.checked_add(time).unwrap_or(self.now);
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("vendor", &self.shared.plan.vendor)
            .field("models", &self.shared.plan.models.len())
            .field("operations", &self.shared.plan.operations.len())
            .finish_non_exhaustive()
    }
}
