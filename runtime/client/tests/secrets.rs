//! Nothing secret is shown: not by spans and events, not by an error, not by a client's own `Debug`.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tributary_client::core::Value;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_client::{Auth, Http, HttpBuilder, Method, OAuth2, Stage};

/// Everything that any span or event says.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

impl Visit for Everything {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// All of them, in requests and in what servers repeat of them.
const SECRETS: [&str; 7] = [
    "key-hunter2",
    "tok-hunter2",
    "ref-hunter2",
    "cli-hunter2",
    "path-hunter2",
    "query-hunter2",
    "body-hunter2",
];

fn builder(server: &Memory) -> HttpBuilder {
    let tokens = OAuth2::refresh("https://login.example.com/token?k=key-hunter2", "id", "ref-hunter2")
        .client_secret("cli-hunter2");
    Http::builder("https://api.example.com/v1")
        .transport(server.clone())
        .clock(TestClock::new())
        .auth("key", Auth::query("api_key", "key-hunter2"))
        .auth("tokens", Auth::oauth2(tokens))
        .security(&[&["key", "tokens"]])
}

#[tokio::test]
async fn neither_spans_nor_errors_show_a_secret() {
    let everything = Everything::default();
    let guard = tracing::subscriber::set_default(everything.clone());
    let echo = r#"{"error":"no, tok-hunter2 and key-hunter2 are wrong"}"#;
    let cookie = "sid=tok-hunter2";
    let answers = [
        Canned::json(400, echo).header("set-cookie", cookie),
        Canned::json(200, "{").header("set-cookie", cookie),
        Canned::status(302).header("location", "http://api.example.com/?api_key=key-hunter2"),
        Canned::failure(Stage::Connect),
        Canned::silence(),
        Canned::status(503),
    ];
    let mut shown = String::new();
    for answer in answers {
        let server = Memory::with(move |request| match request.uri.path() {
            "/token" => Canned::json(200, r#"{"access_token":"tok-hunter2","refresh_token":"ref-hunter2"}"#),
            _ => answer.clone(),
        });
        let http = builder(&server).build().unwrap();
        let call = http
            .request(Method::PUT, "/files/{name}")
            .path("name", &"path-hunter2")
            .query("q", &"query-hunter2")
            .json(&"body-hunter2")
            .call::<Value, Value>();
        write!(shown, "{http:?} {call:?}").unwrap();
        let error = call.await.unwrap_err();
        assert!(error.to_string().starts_with("PUT https://api.example.com/v1/files/{name}: "), "{error}");
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            writeln!(shown, "{error} {error:?}").unwrap();
            cause = error.source();
        }
        assert!(server.requests().iter().any(|request| {
            request.uri.query().is_some_and(|query| query.contains("api_key=key-hunter2"))
                && request.header("authorization") == "Bearer tok-hunter2"
        }));
    }
    // what the token endpoint says may repeat what it was sent
    let refusal = r#"{"error":"invalid_grant","error_description":"ref-hunter2 of cli-hunter2"}"#;
    let server = Memory::with(move |_| Canned::json(400, refusal));
    let http = builder(&server).build().unwrap();
    let error = http.request(Method::GET, "/").call::<Value, Value>().await.unwrap_err();
    writeln!(shown, "{error} {error:?}").unwrap();

    drop(guard);
    let traced = everything.0.lock().unwrap().clone();
    for expected in [
        "url.template=/files/{name}",
        "server.address=\"api.example.com\"",
        "status_code=400",
        "trying again",
    ] {
        assert!(traced.contains(expected), "{expected} in {traced}");
    }
    for secret in SECRETS {
        assert!(!traced.contains(secret), "{secret} in {traced}");
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn what_lies_below_tells_nothing_either() {
    let everything = Everything::default();
    let guard = tracing::subscriber::set_default(everything.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { drop(listener.accept().await) });
    let http = Http::builder(address).default_auth(Auth::query("api_key", "key-hunter2"));
    let http = http.header("x-more", "tok-hunter2").build().unwrap();
    let error = http.request(Method::POST, "/").json(&"body-hunter2").call::<Value, ()>().await.unwrap_err();
    drop(guard);
    let shown = format!("{error} {error:?} {}", everything.0.lock().unwrap());
    assert!(shown.contains("url.template"), "{shown}");
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn an_address_is_no_place_for_credentials() {
    for (base, expected) in [
        ("https://me:tok-hunter2@api.example.com", "https://api.example.com/"),
        ("tok-hunter2", "is no address"),
    ] {
        let error = Http::builder(base).transport(Memory::new()).build().unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}
