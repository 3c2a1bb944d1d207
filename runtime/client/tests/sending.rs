//! Calls: what is sent, what comes back, what is tried again, and where credentials go.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::time::Duration;

use tributary_client::core::Value;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_client::{
    Auth, Body, ByteStream, Call, Cause, Failure, Http, HttpBuilder, Method, RetryPolicy, Stage, StatusCode,
};

fn builder(server: &Memory, clock: &TestClock) -> HttpBuilder {
    Http::builder("https://api.example.com/v1").transport(server.clone()).clock(clock.clone())
}

fn http(server: &Memory) -> Http {
    builder(server, &TestClock::new()).build().unwrap()
}

fn get(http: &Http) -> Call<Value, Value> {
    http.request(Method::GET, "/tickets").call()
}

fn post(http: &Http) -> Call<Value, Value> {
    http.request(Method::POST, "/tickets").json(&"new").call()
}

#[tokio::test]
async fn a_request_is_what_was_described() {
    let server = Memory::new().then(Canned::json(200, r#"{"ok":true}"#));
    let tags = vec!["a".to_owned(), "b c".to_owned()];
    let call = http(&server)
        .request(Method::PATCH, "/tickets/{id}/{part}")
        .path("id", &7_i64)
        .path("part", &"a/b")
        .query("tag", &tags)
        .query("absent", &None::<i64>)
        .header("X-Trace", &"t1")
        .cookie("session", &"s 1")
        .cookie("theme", &"dark")
        .json_as("application/merge-patch+json", &tags)
        .call::<Value, ()>();
    let reply = call.header("X-More", "yes").query("limit", 5_i64).response().await.unwrap();
    assert_eq!(reply.value["ok"], true);
    let sent = server.requests().remove(0);
    assert_eq!(sent.method, Method::PATCH);
    assert_eq!(sent.uri, "https://api.example.com/v1/tickets/7/a%2Fb?tag=a&tag=b%20c&limit=5");
    assert_eq!(sent.header("x-trace"), "t1");
    assert_eq!(sent.header("x-more"), "yes");
    assert_eq!(sent.header("cookie"), "session=s%201; theme=dark");
    assert_eq!(sent.header("accept"), "application/json");
    assert_eq!(sent.header("content-type"), "application/merge-patch+json");
    assert_eq!(sent.header("content-length"), "11");
    assert_eq!(sent.text(), r#"["a","b c"]"#);
}

#[tokio::test]
async fn a_request_that_cannot_be_made_is_not_sent() {
    let server = Memory::new();
    let http = http(&server);
    for id in ["", ".", ".."] {
        let call = http.request(Method::DELETE, "/tickets/{id}").path("id", &id).call::<(), ()>();
        let error = call.await.unwrap_err();
        assert!(matches!(error.cause(), Cause::InvalidRequest(_)), "{id:?}: {error}");
    }
    let error = http.request(Method::GET, "/").call::<(), ()>().header("x", "a\nb").await.unwrap_err();
    assert!(error.to_string().contains("no header can have"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_error_keeps_all_that_is_known() {
    let answer = Canned::json(422, r#"{"message":"No subject"}"#).header("x-request-id", "r-9");
    let server = Memory::new().then(answer.clone()).then(answer);
    let error = get(&http(&server)).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(error.request_id(), Some("r-9"));
    assert_eq!(error.body().unwrap()["message"], "No subject");
    assert_eq!(
        error.to_string(),
        r#"GET https://api.example.com/v1/tickets: 422 Unprocessable Entity: {"message":"No subject"} [request r-9]"#
    );

    let rules = |_: &_| {
        let (code, message) = (Some("E1".to_owned()), Some("No subject".to_owned()));
        Some(Failure { code, message, ..Failure::default() })
    };
    let http = builder(&server, &TestClock::new()).classify(rules).build().unwrap();
    let error = get(&http).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET https://api.example.com/v1/tickets: 422 Unprocessable Entity: No subject (E1) [request r-9]"
    );
}

#[tokio::test]
async fn an_error_may_hide_in_a_200() {
    let bad = r#"{"success":false,"code":"606"}"#;
    let server = Memory::new().then(Canned::json(200, bad)).then(Canned::json(200, r#"{"success":true}"#));
    let rules = |response: &tributary_client::RawResponse| {
        let body: Value = serde_json::from_slice(&response.body).ok()?;
        (body["success"] == false).then(|| Failure { retry: true, ..Failure::default() })
    };
    let http = builder(&server, &TestClock::new()).classify(rules).build().unwrap();
    assert_eq!(post(&http).await.unwrap()["success"], true);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn only_what_does_no_harm_is_tried_again() {
    // (answer, attempts for a GET, attempts for a POST)
    let cases = [
        (Canned::status(500), 3, 1),
        (Canned::status(503), 3, 1),
        (Canned::status(503).header("retry-after", "1"), 3, 3),
        (Canned::status(429), 3, 3),
        (Canned::status(400), 1, 1),
        (Canned::status(404), 1, 1),
        (Canned::failure(Stage::Connect), 3, 3),
        (Canned::failure(Stage::Exchange), 3, 1),
        (Canned::silence(), 3, 1),
    ];
    for (answer, gets, posts) in cases {
        for (what, expected) in [(Method::GET, gets), (Method::POST, posts)] {
            let again = answer.clone();
            let server = Memory::with(move |_| again.clone());
            let call = http(&server).request(what.clone(), "/x").call::<Value, Value>();
            call.await.unwrap_err();
            assert_eq!(server.requests().len(), expected, "{what} {answer:?}");
        }
    }
}

#[tokio::test]
async fn an_idempotent_post_is_tried_again_with_its_key() {
    let server = Memory::new().then(Canned::status(500)).then(Canned::json(200, "1"));
    assert_eq!(post(&http(&server)).idempotency_key("k-1").await.unwrap(), 1);
    let sent = server.requests();
    assert_eq!(sent.len(), 2);
    assert!(
        sent.iter().all(|request| request.header("idempotency-key") == "k-1" && request.text() == r#""new""#)
    );
}

#[tokio::test]
async fn waits_double_and_servers_are_heard() {
    let server = Memory::with(|_| Canned::status(500));
    let clock = TestClock::new();
    let http = builder(&server, &clock).retry(RetryPolicy::attempts(4)).build().unwrap();
    get(&http).await.unwrap_err();
    assert_eq!(clock.slept(), [500, 1000, 2000].map(Duration::from_millis));

    let asked = [
        ("retry-after", "7", 7_000),
        ("retry-after", "Sat, 21 Nov 2026 09:30:09 GMT", 9_000),
        ("x-ratelimit-reset", "1795253411", 11_000),
        ("ratelimit-reset", "12", 12_000),
        ("x-rate-limit-reset", "1795253413000", 13_000),
    ];
    for (name, value, millis) in asked {
        let server = Memory::new().then(Canned::status(429).header(name, value)).then(Canned::json(200, "1"));
        let clock = TestClock::new();
        get(&builder(&server, &clock).build().unwrap()).await.unwrap();
        assert_eq!(
            clock.slept(),
            [Duration::from_millis(millis + (millis / 10).min(1000))],
            "{name}: {value}"
        );
    }
}

#[tokio::test]
async fn a_server_that_asks_for_too_much_is_not_waited_for() {
    let server = Memory::with(|_| Canned::status(429).header("retry-after", "3600"));
    let clock = TestClock::new();
    let error = get(&builder(&server, &clock).build().unwrap()).await.unwrap_err();
    assert_eq!(error.headers().unwrap()["retry-after"], "3600");
    assert!(clock.slept().is_empty());
}

#[tokio::test]
async fn a_stream_that_can_be_read_once_is_sent_once() {
    let server = Memory::with(|_| Canned::status(429));
    let http = http(&server);
    let once = || Body::once(ByteStream::from_bytes("abc"), Some(3));
    let call = http.request(Method::PUT, "/file").body_as("text/plain", once()).call::<(), ()>();
    call.await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
    let again = Body::stream(|| ByteStream::from_bytes("abc"), Some(3));
    let call = http.request(Method::PUT, "/file").body_as("text/plain", again).call::<(), ()>();
    call.await.unwrap_err();
    assert_eq!(server.requests().len(), 4);
    assert!(server.requests().iter().all(|request| request.text() == "abc"));
}

#[tokio::test]
async fn a_call_takes_no_longer_than_allowed() {
    let server = Memory::with(|_| Canned::status(500));
    let clock = TestClock::new();
    let http = builder(&server, &clock).retry(RetryPolicy::attempts(100)).build().unwrap();
    let error = get(&http).timeout(Duration::from_secs(10)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET https://api.example.com/v1/tickets: the call took longer than 10s (tried 5 times; the time before: 500 Internal \
         Server Error)"
    );
    assert!(server.requests().len() < 10);
}

#[tokio::test]
async fn what_went_wrong_every_time_is_said_once() {
    let server = Memory::with(|_| Canned::status(503));
    let clock = TestClock::new();
    let http = builder(&server, &clock).retry(RetryPolicy::attempts(3)).build().unwrap();
    let said = get(&http).await.unwrap_err().to_string();
    assert_eq!(said, "GET https://api.example.com/v1/tickets: 503 Service Unavailable (tried 3 times)");
}

#[tokio::test]
async fn a_response_may_not_be_too_large() {
    let exact = Canned::status(200).piece("12345").piece("67890");
    let server =
        Memory::new().then(exact.clone()).then(exact.piece("1")).then(Canned::json(200, "12345678901"));
    let http = builder(&server, &TestClock::new()).max_response(10).build().unwrap();
    assert_eq!(get(&http).raw().await.unwrap().body, "1234567890");
    assert!(matches!(get(&http).raw().await.unwrap_err().cause(), Cause::TooLarge { limit: 10, .. }));
    assert!(matches!(get(&http).raw().await.unwrap_err().cause(), Cause::TooLarge { limit: 10, .. }));
}

#[tokio::test]
async fn requests_wait_for_their_turn() {
    let server = Memory::with(|_| Canned::json(200, "1"));
    let clock = TestClock::new();
    let http = builder(&server, &clock).rate_limit(2, Duration::from_secs(1)).build().unwrap();
    for _ in 0..4 {
        get(&http).await.unwrap();
    }
    assert_eq!(clock.slept(), [Duration::from_secs(1)]);
}

#[tokio::test]
async fn what_is_not_as_documented_is_said() {
    let server = Memory::new().then(Canned::json(200, r#"{"#)).then(Canned::json(200, r#"["a", 5, {}]"#));
    let http = http(&server);
    let error = get(&http).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET https://api.example.com/v1/tickets: the response (200 OK) is not as documented: not JSON: it ends too early (tried once)"
    );
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "not JSON: it ends too early");

    let reply = http.request(Method::GET, "/").call::<Vec<String>, ()>().response().await.unwrap();
    assert_eq!(reply.value, ["a", "5"]);
    let issues: Vec<String> = reply.issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        issues,
        [
            "[1]: expected text, found integer 5; read all the same",
            "[2]: expected text, found an object; [2] left out",
        ]
    );
}

#[tokio::test]
async fn credentials_go_where_the_scheme_says() {
    let server = Memory::with(|_| Canned::json(200, "1"));
    let http = builder(&server, &TestClock::new())
        .auth("key", Auth::header("X-Api-Key", "k1"))
        .auth("query", Auth::query("api_key", "k 2"))
        .auth("cookie", Auth::cookie("sid", "k3"))
        .auth("basic", Auth::basic("me", "pass"))
        .auth("own", Auth::http("SharedAccessKey", "k4"))
        .build()
        .unwrap();
    let sent = async |security: tributary_client::Security| {
        let request = http.request(Method::GET, "/x").query("a", &1_i64).cookie("c", &"d").security(security);
        request.call::<Value, ()>().await.unwrap();
        server.requests().pop().unwrap()
    };
    let both = sent(&[&["missing"], &["key", "query"]]).await;
    assert_eq!(both.header("x-api-key"), "k1");
    assert_eq!(both.uri.query(), Some("a=1&api_key=k+2"));
    assert_eq!(sent(&[&["cookie"]]).await.header("cookie"), "c=d; sid=k3");
    assert_eq!(sent(&[&["basic"]]).await.header("authorization"), "Basic bWU6cGFzcw==");
    assert_eq!(sent(&[&["own"]]).await.header("authorization"), "SharedAccessKey k4");
    assert_eq!(sent(&[&[]]).await.header("authorization"), "");

    let request = http.request(Method::GET, "/x").security(&[&["missing"], &["other", "key"]]);
    let error = request.call::<Value, ()>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET https://api.example.com/v1/x: no credentials were given for missing, nor for other and key (not sent)"
    );
}

#[tokio::test]
async fn credentials_are_never_printed() {
    let auth = Auth::basic("me", "hunter2");
    let http = builder(&Memory::new(), &TestClock::new()).default_auth(auth.clone()).build().unwrap();
    let shown = format!(
        "{auth:?} {http:?} {:?} {}",
        tributary_client::Secret::from("hunter2"),
        tributary_client::Secret::from("hunter2")
    );
    assert!(!shown.contains("hunter2") && !shown.contains("aHVudGVy"), "{shown}");
}

#[tokio::test]
async fn redirects_are_followed_and_credentials_stay_at_home() {
    let to = |status, target: &str| Canned::status(status).header("location", target);
    let server = Memory::new()
        .then(to(302, "/v1/moved"))
        .then(to(307, "https://files.example.net/blob"))
        .then(Canned::json(200, r#""here""#));
    let http = builder(&server, &TestClock::new()).default_auth(Auth::bearer("t1")).build().unwrap();
    assert_eq!(get(&http).header("x-own-secret", "s").await.unwrap(), "here");
    let sent = server.requests();
    assert_eq!(sent[1].uri, "https://api.example.com/v1/moved");
    assert_eq!(sent[1].header("authorization"), "Bearer t1");
    assert_eq!(sent[2].uri, "https://files.example.net/blob");
    assert_eq!((sent[2].header("authorization"), sent[2].header("x-own-secret")), ("", ""));
    assert_eq!(sent[2].header("accept"), "application/json");
}

#[tokio::test]
async fn a_redirect_takes_no_body_to_strangers_and_none_leaves_https() {
    for (status, target) in [(307, "https://evil.example/"), (302, "http://api.example.com/")] {
        let server = Memory::with(move |_| Canned::status(status).header("location", target));
        let error = post(&http(&server)).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(server.requests().len(), 1);
    }
    let server =
        Memory::new().then(Canned::status(303).header("location", "/done")).then(Canned::json(200, "1"));
    post(&http(&server)).await.unwrap();
    let sent = server.requests();
    assert_eq!(
        (&sent[1].method, sent[1].text().as_str(), sent[1].header("content-type")),
        (&Method::GET, "", "")
    );
}

#[tokio::test]
async fn credentials_go_to_declared_origins_only() {
    let server = Memory::with(|_| Canned::json(200, "1"));
    let request = |http: &Http| {
        http.request(Method::GET, "/x").server("https://upload.example.com").call::<Value, ()>()
    };
    let http = builder(&server, &TestClock::new()).default_auth(Auth::bearer("t1"));
    let error = request(&http.build().unwrap()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET https://upload.example.com/x: no credentials may go to https://upload.example.com: declare it with \
         `trust_origin` (not sent)"
    );
    assert!(server.requests().is_empty());

    let http = builder(&server, &TestClock::new()).default_auth(Auth::bearer("t1"));
    request(&http.trust_origin("https://upload.example.com").build().unwrap()).await.unwrap();
    assert_eq!(server.requests()[0].header("authorization"), "Bearer t1");
}
