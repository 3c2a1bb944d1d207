//! Servers, links and values that mean harm, and callers who give up.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use tributary_client::core::{Timestamp, Value};
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_client::{
    Auth, BoxFuture, Bytes, Call, Cause, Clock, Http, HttpBuilder, Method, Paging, RetryPolicy,
};

fn builder(server: &Memory, clock: &TestClock) -> HttpBuilder {
    Http::builder("https://api.example.com/v1").transport(server.clone()).clock(clock.clone())
}

fn get(http: &Http) -> Call<Value, Value> {
    http.request(Method::GET, "/tickets").call()
}

/// Lets it have so many turns, and gives it up.
async fn given_up(call: Call<Value, Value>, turns: usize) {
    let mut call = call.into_future();
    let mut left = turns;
    std::future::poll_fn(|context| {
        assert!(Pin::new(&mut call).poll(context).is_pending());
        left -= 1;
        if left == 0 {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A clock that stands still: a sleep never ends, and how long the last one was to be is kept.
#[derive(Clone, Default)]
struct Still(Arc<Mutex<Option<Duration>>>);

impl Still {
    fn asked(&self) -> Option<Duration> {
        *self.0.lock().unwrap()
    }
}

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        *self.0.lock().unwrap() = Some(time);
        Box::pin(std::future::pending())
    }
    fn deadline(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn stopped(server: &Memory, clock: &Still, rate: u32) -> Http {
    let http = Http::builder("https://api.example.com").transport(server.clone()).clock(clock.clone());
    http.rate_limit(rate, Duration::from_secs(1)).build().unwrap()
}

#[tokio::test]
async fn a_turn_that_is_given_up_is_given_back() {
    let (server, clock) = (Memory::with(|_| Canned::json(200, "1")), Still::default());
    let http = stopped(&server, &clock, 1);
    get(&http).await.unwrap();
    for _ in 0..100 {
        given_up(get(&http), 1).await;
    }
    // the last who came waits no longer than the first
    assert_eq!(clock.asked(), Some(Duration::from_secs(1)));
}

#[tokio::test]
async fn one_who_is_told_to_wait_holds_the_others_back() {
    let server = Memory::with(|_| Canned::status(429).header("retry-after", "20"));
    let clock = Still::default();
    let http = stopped(&server, &clock, 10);
    given_up(get(&http), 3).await;
    let told = clock.asked().unwrap();
    assert!(told >= Duration::from_secs(20) && told <= Duration::from_secs(21), "{told:?}");
    given_up(get(&http), 1).await;
    assert_eq!(clock.asked(), Some(told));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn one_who_gives_up_holds_the_others_back_too() {
    // with the wait that the server asks for, and without one
    for (asked, expected) in [(Some("20"), 20.0..=21.0), (None, 0.25..=0.5)] {
        let server = Memory::with(move |_| {
            let refused = Canned::status(429);
            asked.map_or(refused.clone(), |asked| refused.header("retry-after", asked))
        });
        let clock = Still::default();
        let http = Http::builder("https://api.example.com").transport(server.clone()).clock(clock.clone());
        let http = http.retry(RetryPolicy::never()).rate_limit(10, Duration::from_secs(1)).build().unwrap();
        get(&http).await.unwrap_err();
        given_up(get(&http), 1).await;
        let held = clock.asked().unwrap().as_secs_f64();
        assert!(expected.contains(&held), "{asked:?}: {held}");
        assert_eq!(server.requests().len(), 1, "{asked:?}");
    }
}

#[tokio::test]
async fn only_a_post_becomes_a_get_when_it_is_sent_elsewhere() {
    for (status, method, expected) in [
        (301, Method::POST, Method::GET),
        (302, Method::DELETE, Method::DELETE),
        (302, Method::PUT, Method::PUT),
        (303, Method::DELETE, Method::GET),
        (303, Method::HEAD, Method::HEAD),
        (307, Method::POST, Method::POST),
        (308, Method::PATCH, Method::PATCH),
    ] {
        let server =
            Memory::new().then(Canned::status(status).header("location", "/x")).then(Canned::status(200));
        let http = builder(&server, &TestClock::new()).build().unwrap();
        http.request(method.clone(), "/a").call::<Option<Value>, ()>().await.unwrap();
        assert_eq!(server.requests()[1].method, expected, "{status} {method}");
    }
}

#[tokio::test]
async fn a_key_that_a_server_repeats_in_an_address_stays_at_home() {
    let target = "https://files.example.net/f?api_key=k-secret&sig=1";
    let server = Memory::new().then(Canned::status(302).header("location", target)).then(Canned::status(401));
    let http = builder(&server, &TestClock::new()).default_auth(Auth::query("api_key", "k-secret"));
    let error = get(&http.build().unwrap()).await.unwrap_err();
    assert_eq!(server.requests()[1].uri, "https://files.example.net/f?sig=1");
    assert!(error.to_string().contains("(at https://files.example.net): 401"), "{error}");
    assert!(error.to_string().contains("no credentials were sent to https://files.example.net"), "{error}");

    let next = r#"{"next":"https://api.example.com/v1/tickets?page=2&api_key=k-secret"}"#;
    let server = Memory::new().then(Canned::json(200, next)).then(Canned::json(200, "{}"));
    let http = builder(&server, &TestClock::new()).default_auth(Auth::query("api_key", "k-secret"));
    let mut pages = get(&http.build().unwrap())
        .pages(Paging::url(|page: &Value| page["next"].as_str().map(str::to_owned)));
    while let Some(page) = pages.next_page().await {
        page.unwrap();
    }
    assert_eq!(server.requests()[1].uri.query(), Some("page=2&api_key=k-secret"));
}

#[tokio::test]
async fn a_redirect_that_is_not_followed_says_why() {
    for (target, why) in [
        ("http://api.example.com/", "it leaves https for http://api.example.com"),
        ("https://evil.example/", "https://evil.example is not declared"),
        ("/again", "there were 10 already"),
    ] {
        let server = Memory::with(move |_| Canned::status(307).header("location", target));
        let http = builder(&server, &TestClock::new()).build().unwrap();
        let error = http.request(Method::PUT, "/a").json(&1_i64).call::<Value, ()>().await.unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[tokio::test]
async fn segments_of_dots_are_not_put_together_from_pieces() {
    let server = Memory::with(|_| Canned::json(200, "1"));
    let http = builder(&server, &TestClock::new()).build().unwrap();
    let request = |a: &str, b: &str| {
        let request = http.request(Method::DELETE, "/files/{a}{b}").path("a", &a).path("b", &b);
        request.call::<Value, ()>()
    };
    assert!(matches!(request(".", ".").await.unwrap_err().cause(), Cause::InvalidRequest(_)));
    for odd in ["%2e", "%2E%2e", "../..", "..\\..", "a/b", "?x", "#x", "{b}"] {
        request("x", odd).await.unwrap();
        let path = server.requests().pop().unwrap().uri;
        assert!(path.path().starts_with("/v1/files/x") && path.query().is_none(), "{odd}: {path}");
        assert_eq!(path.path().matches('/').count(), 3, "{odd}: {path}");
    }
}

#[tokio::test]
async fn no_value_ends_a_header_or_a_cookie() {
    let server = Memory::with(|_| Canned::json(200, "1"));
    let http = builder(&server, &TestClock::new()).build().unwrap();
    let request = || http.request(Method::POST, "/");
    request().header("x-a", &"b\r\nx-evil: 1").call::<Value, ()>().await.unwrap_err();
    request().body_as("text/plain\r\nx-evil: 1", "x").call::<Value, ()>().await.unwrap_err();
    request().cookie("a", &"b; evil=1\r\n").call::<Value, ()>().await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert_eq!(server.requests()[0].header("cookie"), "a=b%3B%20evil%3D1%0D%0A");
    let http = builder(&server, &TestClock::new()).default_auth(Auth::cookie("sid", "a; evil=1"));
    get(&http.build().unwrap()).await.unwrap_err();
}

#[tokio::test]
async fn a_key_in_a_header_makes_a_post_repeatable() {
    let server = Memory::new().then(Canned::status(500)).then(Canned::json(200, "1"));
    let http = builder(&server, &TestClock::new()).build().unwrap();
    let request = http.request(Method::POST, "/").header("Idempotency-Key", &"k1").json(&1_i64);
    assert_eq!(request.call::<Value, ()>().await.unwrap(), 1);
}

#[tokio::test]
async fn who_comes_home_from_a_stranger_brings_no_credentials() {
    let declared = "https://eu.example.com";
    for (on_the_way, expected) in [("https://evil.example/", ""), (declared, "Bearer t1")] {
        let server = Memory::with(move |request| match (request.uri.host(), request.uri.path()) {
            (Some("api.example.com"), "/v1/tickets") => Canned::status(302).header("location", on_the_way),
            (Some("api.example.com"), _) => Canned::json(200, "1"),
            _ => Canned::status(302).header("location", "https://api.example.com/admin"),
        });
        let http =
            builder(&server, &TestClock::new()).trust_origin(declared).default_auth(Auth::bearer("t1"));
        let http = http.build().unwrap();
        let response = get(&http).header("x-own", "s").response().await.unwrap();
        let last = server.requests().pop().unwrap();
        assert_eq!(last.uri, "https://api.example.com/admin");
        assert_eq!(last.header("authorization"), expected);
        let stranger = (on_the_way != declared).then_some("https://evil.example");
        assert_eq!(response.undeclared_origin.as_deref(), stranger);
        assert_eq!(last.header("x-own").is_empty(), stranger.is_some());
    }
}

#[tokio::test]
async fn a_response_names_the_stranger_it_came_from() {
    for (target, expected) in [
        ("https://evil.example/x", Some("https://evil.example")),
        ("https://api.example.com:8443/x", Some("https://api.example.com:8443")),
        ("/x", None),
    ] {
        let server =
            Memory::new().then(Canned::status(302).header("location", target)).then(Canned::json(200, "1"));
        let http = builder(&server, &TestClock::new()).build().unwrap();
        let response = get(&http).response().await.unwrap();
        assert_eq!(response.undeclared_origin.as_deref(), expected, "{target}");
    }
}

#[tokio::test]
async fn an_error_costs_no_more_memory_than_its_beginning() {
    let piece = Bytes::from("0,".repeat(512 * 1024));
    let mut endless = Canned::json(400, r#"{"code":"E1","list":["#);
    for _ in 0..64 {
        endless = endless.piece(piece.clone());
    }
    let server = Memory::with(move |_| endless.clone());
    let http = builder(&server, &TestClock::new()).build().unwrap();
    let error = get(&http).await.unwrap_err();
    let api = error.api().unwrap();
    assert_eq!(api.raw.len(), 1024 * 1024);
    assert!(error.to_string().contains(r#"400 Bad Request: {"code":"E1","list":[0,0,"#), "{error}");
    assert!(error.body().is_none());
}
