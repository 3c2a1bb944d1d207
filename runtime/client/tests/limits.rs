//! Rate limits as the server sees them: never exceeded, shared by the clients of an account, learnt from headers.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tributary_client::core::{Timestamp, Value};
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_client::{
    Auth, Body, BoxFuture, ByteStream, Call, Cause, Clock, Http, HttpBuilder, Method, RateLimit,
    RateLimitStore, RetryPolicy, Transport, TransportError,
};

const SECOND: Duration = Duration::from_secs(1);

fn builder(server: &Memory, clock: &TestClock) -> HttpBuilder {
    let http = Http::builder("https://api.example.com").transport(server.clone()).clock(clock.clone());
    http.default_auth(Auth::bearer("token-1"))
}

fn get(http: &Http) -> Call<Value, Value> {
    http.request(Method::GET, "/x").call()
}

/// A server that notes when requests arrive, by a clock.
fn noting(
    clock: &TestClock,
    respond: impl Fn(usize) -> Canned + Send + Sync + 'static,
) -> (Memory, Arrivals) {
    let arrivals = Arrivals::default();
    let (noted, clock) = (arrivals.clone(), clock.clone());
    let server = Memory::with(move |_| {
        let mut all = noted.0.lock().unwrap();
        all.push(clock.now());
        respond(all.len())
    });
    (server, arrivals)
}

#[derive(Clone, Default)]
struct Arrivals(Arc<Mutex<Vec<Timestamp>>>);

impl Arrivals {
    fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// The most that arrived in any span of this length.
    fn most_in(&self, span: Duration) -> usize {
        let all = self.0.lock().unwrap();
        let within = |start: &Timestamp| {
            let end = start.checked_add(span).unwrap();
            all.iter().filter(|time| *time >= start && **time < end).count()
        };
        all.iter().map(within).max().unwrap_or(0)
    }
}

/// A network on which each request takes another time to arrive, and each response to return.
#[derive(Clone, Default)]
struct Uneven(Arc<Mutex<Vec<Instant>>>);

impl Transport for Uneven {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let arrivals = self.0.clone();
        Box::pin(async move {
            let number = arrivals.lock().unwrap().len() as u64;
            tokio::time::sleep(Duration::from_millis(number * 7 % 60)).await;
            arrivals.lock().unwrap().push(Instant::now());
            tokio::time::sleep(Duration::from_millis(number * 5 % 40)).await;
            Ok(http::Response::new(ByteStream::from_bytes("1")))
        })
    }

    fn network(&self) -> u64 {
        u64::MAX
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_long_requests_travel_no_span_contains_more_than_declared() {
    let span = Duration::from_millis(200);
    let network = Uneven::default();
    let http = Http::builder("https://api.example.com").transport(network.clone());
    let http = http.rate_limit(8, span).build().unwrap();
    let calls = (0..48).map(|_| tokio::spawn(get(&http).into_future()));
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let arrivals = network.0.lock().unwrap().clone();
    assert_eq!(arrivals.len(), 48);
    for start in &arrivals {
        let count =
            arrivals.iter().filter(|time| *time >= start && time.duration_since(*start) < span).count();
        assert!(count <= 8, "{count} requests in {span:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_span_contains_more_than_declared(
        requests in 1_u32..6,
        millis in 1_u64..3000,
        responses in proptest::collection::vec(0_u8..6, 1..30),
        pauses in proptest::collection::vec(0_u64..2000, 30),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let clock = TestClock::new();
        let responds = responses.clone();
        let (server, arrivals) = noting(&clock, move |number| match responds.get(number - 1) {
            Some(1) => Canned::status(302).header("location", "/elsewhere"),
            Some(2) => Canned::status(503),
            Some(3) => Canned::status(429).header("retry-after", "1"),
            Some(4) => Canned::status(429),
            Some(5) => Canned::json(200, "1").header("ratelimit", "\"a\";r=1;t=2"),
            _ => Canned::json(200, "1"),
        });
        let span = Duration::from_millis(millis);
        runtime.block_on(async {
            let calls = |count: usize| {
                // a client a request, as web applications have it
                let http = builder(&server, &clock).rate_limit(requests, span).build().unwrap();
                futures_util::future::join_all((0..count).map(move |_| get(&http).into_future()))
            };
            for pause in pauses.iter().take(responses.len()) {
                let _ = calls(1 + (*pause as usize) % 4).await;
                clock.advance(Duration::from_millis(*pause));
            }
        });
        prop_assert!(arrivals.most_in(span) <= requests as usize);
    }
}

#[tokio::test]
async fn redirects_and_retries_take_turns_too() {
    let clock = TestClock::new();
    let (server, arrivals) = noting(&clock, |number| match number {
        1..=4 => Canned::status(302).header("location", "/on"),
        5 => Canned::status(500),
        _ => Canned::json(200, "1"),
    });
    let start = clock.now();
    let retry = RetryPolicy::default();
    let http = builder(&server, &clock).retry(retry).rate_limit(1, SECOND).build().unwrap();
    get(&http).await.unwrap();
    assert_eq!((arrivals.len(), arrivals.most_in(SECOND)), (6, 1));
    assert!(clock.now().duration_since(start).as_secs() >= 5);
}

#[tokio::test]
async fn waiting_for_a_turn_is_no_part_of_an_attempt() {
    let clock = TestClock::new();
    let (server, _) = noting(&clock, |number| match number {
        1..=5 => Canned::status(302).header("location", "/on"),
        _ => Canned::json(200, "1"),
    });
    let http =
        builder(&server, &clock).rate_limit(1, 3 * SECOND).attempt_timeout(2 * SECOND).build().unwrap();
    assert_eq!(get(&http).await.unwrap(), 1);
}

#[tokio::test]
async fn who_comes_first_goes_first() {
    let order: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = order.clone();
    let server = Memory::with(move |request| {
        noted.lock().unwrap().push(request.uri.path().to_owned());
        Canned::json(200, "1")
    });
    let http = Http::builder("https://api.example.com").transport(server);
    let http = http.rate_limit(3, Duration::from_millis(30)).build().unwrap();
    let mut calls = Vec::new();
    for number in 0..30 {
        let call = http.request(Method::GET, format!("/{number:02}")).call::<Value, Value>();
        calls.push(tokio::spawn(call.into_future()));
        // On one thread, the call is in the queue before the next one is made.
        tokio::task::yield_now().await;
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let order = order.lock().unwrap().clone();
    assert!(order.is_sorted(), "{order:?}");
}

#[tokio::test]
async fn a_limit_belongs_to_the_account() {
    let waits = async |one: fn(HttpBuilder) -> HttpBuilder, other: fn(HttpBuilder) -> HttpBuilder| {
        let clock = TestClock::new();
        let server = Memory::with(|_| Canned::json(200, "1"));
        for change in [one, other] {
            // the client is gone when the next one comes
            let http = change(builder(&server, &clock).rate_limit(1, SECOND)).build().unwrap();
            get(&http).await.unwrap();
        }
        !clock.slept().is_empty()
    };
    let same = |http: HttpBuilder| http;
    assert!(waits(same, same).await);
    assert!(waits(same, |http| http.base_url("https://api.example.com/v2")).await);
    assert!(waits(same, |http| http.rate_limit(1, 5 * SECOND)).await);
    assert!(!waits(same, |http| http.base_url("https://api.example.org")).await);
    assert!(!waits(same, |http| http.default_auth(Auth::bearer("token-2"))).await);
    assert!(!waits(same, |http| http.default_auth(Auth::query("key", "token-1"))).await);
    let named = |http: HttpBuilder| http.account("acme");
    assert!(!waits(same, named).await);
    assert!(waits(named, |http| http.account("acme").default_auth(Auth::bearer("token-2"))).await);
    // another network's servers are others
    let clock = TestClock::new();
    for _ in 0..2 {
        let http = builder(&Memory::with(|_| Canned::json(200, "1")), &clock).rate_limit(1, SECOND);
        get(&http.build().unwrap()).await.unwrap();
    }
    assert!(clock.slept().is_empty());
}

#[tokio::test]
async fn what_a_server_states_of_its_limits_is_observed() {
    // (headers of the first response, how long the second request waits)
    let cases: [(&[(&str, &str)], u64); 9] = [
        (&[("ratelimit", "\"default\";r=0;t=7")], 7),
        (&[("ratelimit", "limit=10, remaining=0, reset=7")], 7),
        (&[("ratelimit-remaining", "0"), ("ratelimit-reset", "7")], 7),
        (&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795253407")], 7),
        (&[("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "7")], 0),
        (&[("ratelimit-policy", "\"burst\";q=1;w=3")], 3),
        (
            &[
                ("x-hubspot-ratelimit-interval-milliseconds", "10000"),
                ("x-hubspot-ratelimit-max", "1"),
                ("x-hubspot-ratelimit-remaining", "0"),
            ],
            10,
        ),
        (&[("x-hubspot-ratelimit-secondly", "10"), ("x-hubspot-ratelimit-secondly-remaining", "0")], 1),
        // It may be another resource's, and lasts: the server is asked.
        (&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "900")], 0),
    ];
    for (headers, seconds) in cases {
        let first = headers
            .iter()
            .fold(Canned::json(200, "1"), |response, (name, value)| response.header(name, value));
        let server = Memory::new().then(first).then(Canned::json(200, "2"));
        let clock = TestClock::new();
        let http = builder(&server, &clock).build().unwrap();
        get(&http).await.unwrap();
        get(&http).await.unwrap();
        assert_eq!(clock.slept().iter().sum::<Duration>(), Duration::from_secs(seconds), "{headers:?}");
    }
}

#[tokio::test]
async fn what_is_left_of_a_quota_is_shared() {
    let clock = TestClock::new();
    let (server, arrivals) = noting(&clock, |number| {
        let left = 3_usize.saturating_sub(number).to_string();
        Canned::json(200, "1")
            .header("x-ratelimit-remaining", &left)
            .header("x-ratelimit-reset", "1795253430")
    });
    let start = clock.now();
    for number in 1..=4 {
        get(&builder(&server, &clock).build().unwrap()).await.unwrap();
        let passed = clock.now().duration_since(start).as_secs();
        assert_eq!(passed, if number <= 3 { 0 } else { 30 }, "request {number}");
    }
    assert_eq!(arrivals.len(), 4);
}

#[tokio::test]
async fn a_wait_longer_than_allowed_is_an_error_that_carries_it() {
    for asked in ["3600", "1e30", "Sat, 21 Nov 2026 10:30:00 GMT"] {
        let server =
            Memory::new().then(Canned::status(429).header("retry-after", asked)).then(Canned::json(200, "1"));
        let clock = TestClock::new();
        let client = || builder(&server, &clock).build().unwrap();
        let refused = get(&client()).await.unwrap_err();
        assert!(matches!(refused.cause(), Cause::Api(_)) && refused.is_retryable());
        let wait = refused.retry_after().unwrap();
        assert!(wait >= Duration::from_secs(3600), "{wait:?}");
        assert!(refused.to_string().contains("longer than `longest_asked` allows (60s)"), "{refused}");

        // the next call of the account is not even sent
        let held = get(&client()).await.unwrap_err();
        assert!(matches!(held.cause(), Cause::RateLimited { .. }), "{held}");
        assert!(held.retry_after().unwrap() >= Duration::from_secs(3600) && held.is_retryable());
        assert!(held.to_string().ends_with("(not sent)"), "{held}");
        assert_eq!(server.requests().len(), 1);

        if asked == "3600" {
            clock.advance(Duration::from_secs(3602));
            assert_eq!(get(&client()).await.unwrap(), 1);
        }
        // who is patient may wait
        let server = Memory::new().then(Canned::status(503).header("retry-after", "3600"));
        let mut patient = RetryPolicy::attempts(2);
        patient.longest_asked = Duration::from_secs(7200);
        let http = builder(&server.then(Canned::json(200, "1")), &clock).retry(patient).build().unwrap();
        assert_eq!(get(&http).await.unwrap(), 1);
    }
}

/// What several processes share.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<(String, Timestamp)>>>, Option<TestClock>);

impl RateLimitStore for Shared {
    fn take<'a>(&'a self, account: &'a str, limit: Option<RateLimit>) -> BoxFuture<'a, Duration> {
        let now = self.1.as_ref().unwrap().now();
        let mut taken = self.0.lock().unwrap();
        let limit = limit.unwrap();
        let recent = taken.iter().filter(|(name, time)| {
            name == account && Duration::try_from(now.duration_since(*time)).unwrap_or_default() < limit.per
        });
        let wait = match recent.count() < limit.requests as usize {
            true => Duration::ZERO,
            false => limit.per,
        };
        if wait.is_zero() {
            taken.push((account.to_owned(), now));
        }
        Box::pin(std::future::ready(wait))
    }

    fn pause<'a>(&'a self, account: &'a str, _: Duration) -> BoxFuture<'a, ()> {
        self.0.lock().unwrap().push((format!("{account} paused"), Timestamp::UNIX_EPOCH));
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn several_processes_share_a_limit_through_a_store() {
    let clock = TestClock::new();
    let store = Shared(Arc::default(), Some(clock.clone()));
    // two networks are as good as two processes: nothing but the store connects them
    for expected in [0, 1] {
        let server = Memory::new().then(Canned::json(200, "1")).then(Canned::status(429));
        let http = builder(&server, &clock).rate_limit(1, SECOND).retry(RetryPolicy::never());
        let http = http.account("acme").rate_limit_store(store.clone()).build().unwrap();
        let before = clock.slept().len();
        get(&http).await.unwrap();
        assert_eq!(clock.slept().len() - before, expected);
    }
    let server = Memory::with(|_| Canned::status(429).header("retry-after", "9"));
    let http = builder(&server, &clock).rate_limit(1, SECOND).retry(RetryPolicy::never());
    let http = http.account("acme").rate_limit_store(store.clone()).build().unwrap();
    get(&http).await.unwrap_err();
    let names: Vec<String> = store.0.lock().unwrap().iter().map(|(name, _)| name.clone()).collect();
    let account = "https://api.example.com acme";
    assert_eq!(names, [account, account, account, &format!("{account} paused")]);

    let nameless = builder(&server, &clock).rate_limit_store(store).build().unwrap_err();
    assert!(nameless.to_string().contains("see `account`"), "{nameless}");
}
