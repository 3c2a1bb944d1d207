//! Nothing secret is shown: not by spans and events, not by an error, not by a client's own `Debug`.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::cell::RefCell;
use std::fmt::{Debug, Write};
use std::sync::Once;

use base64::Engine;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tributary_client::core::Map;
use tributary_client::core::Value;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_client::{Auth, EventStream, Http, HttpBuilder, Lines, Method, OAuth2, Paging, Stage};

thread_local! {
    /// What spans and events said on this thread. A test and all that it awaits run on one.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Writes down everything that any span or event says.
///
/// It is the subscriber of the whole process: `tracing` remembers for each place whether somebody listens, and a subscriber
/// of one thread misses a place that another thread, without one, comes to first.
struct Everything;

impl Everything {
    fn listen() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| tracing::subscriber::set_global_default(Self).unwrap());
    }

    /// What was said since it was last asked.
    fn said() -> String {
        SAID.take()
    }
}

impl Visit for Everything {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        SAID.with_borrow_mut(|said| writeln!(said, "{field}={value:?}").unwrap());
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Self);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Self);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut Self);
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
    Everything::listen();
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

    let traced = Everything::said();
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
    Everything::listen();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { drop(listener.accept().await) });
    let http = Http::builder(address).default_auth(Auth::query("api_key", "key-hunter2"));
    let http = http.header("x-more", "tok-hunter2").build().unwrap();
    let error = http.request(Method::POST, "/").json(&"body-hunter2").call::<Value, ()>().await.unwrap_err();
    let shown = format!("{error} {error:?} {}", Everything::said());
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

/// The ways in which a server may write what it received.
fn escaped(secret: &str) -> Vec<String> {
    let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    vec![
        secret.to_owned(),
        encoded.to_ascii_lowercase(),
        encoded.replace('%', "%25"),
        encoded,
        serde_json::to_string(secret).unwrap(),
        secret.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;"),
        // a message shortens what it quotes of a value to 40 characters
        "a".repeat(30) + secret,
    ]
}

/// The responses that repeat a text, wherever a response can have one.
fn repeating(text: &str) -> Vec<Canned> {
    let json = serde_json::to_string(text).unwrap();
    vec![
        Canned::json(400, format!("{{\"error\": {json}}}")),
        Canned::status(400).piece(text.to_owned()),
        Canned::status(400).header("x-request-id", text),
        Canned::status(400).header("x-debug", text),
        Canned::json(200, json.clone()),
        Canned::json(200, format!("{{{json}: 1}}")),
        Canned::json(200, format!("[{json}]")),
        Canned::json(200, text.to_owned()),
        Canned::status(302).header("location", &format!("http://api.example.com/{text}")),
        Canned::status(302).header("location", &format!("https://{text}.example.com/")),
    ]
}

fn shown(error: &(dyn std::error::Error + 'static)) -> String {
    let mut shown = String::new();
    let mut cause = Some(error);
    while let Some(error) = cause {
        writeln!(shown, "{error} {error:?} {error:#?}").unwrap();
        cause = error.source();
    }
    shown
}

#[tokio::test]
async fn what_a_server_repeats_is_not_shown() {
    const SECRET: &str = "hunter2-/+\"&' of mine";
    let rules = |response: &tributary_client::RawResponse| {
        let text = String::from_utf8_lossy(&response.body).into_owned();
        let (code, message) = (Some(text.clone()), Some(text));
        let failure = tributary_client::Failure { code, message, ..Default::default() };
        (!response.status.is_success()).then_some(failure)
    };
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("the-user:{SECRET}"));
    for (auth, secrets) in [
        (Auth::query("key", SECRET), vec![SECRET]),
        (Auth::header("x-key", SECRET), vec![SECRET]),
        (Auth::cookie("key", "hunter2-in-a-cookie"), vec!["hunter2-in-a-cookie"]),
        (Auth::basic("the-user", SECRET), vec![SECRET, &basic]),
        (Auth::bearer("hunter2-token"), vec!["hunter2-token", "Bearer hunter2-token"]),
        (Auth::http("Token", "token=\"hunter2-token\""), vec!["hunter2-token"]),
    ] {
        for text in secrets.iter().flat_map(|secret| escaped(secret)) {
            for response in repeating(&text) {
                let server = Memory::with(move |_| response.clone());
                let builder = || {
                    let http = Http::builder("https://api.example.com").transport(server.clone());
                    http.clock(TestClock::new()).default_auth(auth.clone())
                };
                for http in [builder(), builder().classify(rules)] {
                    let http = http.build().unwrap();
                    let call = http.request(Method::GET, "/x").call::<Vec<i64>, Value>();
                    let shown = match call.response().await {
                        Ok(response) => format!("{response:?} {:?}", response.issues),
                        Err(error) => shown(&error),
                    };
                    assert!(!shown.contains("hunter2"), "{auth:?} repeated as {text}:\n{shown}");
                    assert!(!shown.contains(&basic), "{shown}");
                }
            }
        }
    }
}

/// What streams and pages quote of a piece that is not as documented.
#[tokio::test]
async fn pieces_of_streams_and_cursors_show_no_secret() {
    const SECRET: &str = "hunter2 \"of mine\"";
    let quoted = serde_json::to_string(SECRET).unwrap();
    let mut said = 0;
    for piece in
        [quoted.clone(), format!("[{quoted}]"), format!("{{{quoted}: [1]}}"), format!("[1, {quoted}")]
    {
        let text = format!("data: {piece}\n\n{piece}\n");
        let server = Memory::with(move |_| Canned::status(200).piece(text.clone()));
        let http = Http::builder("https://api.example.com").transport(server).clock(TestClock::new());
        let http = http.default_auth(Auth::header("x-key", SECRET)).build().unwrap();
        let request = || http.request(Method::GET, "/x");
        let mut shown = String::new();
        let mut lines = request().call::<Lines<Vec<i64>>, Value>().await.unwrap();
        while let Some(line) = lines.next().await {
            match line {
                Ok(_) => writeln!(shown, "{:?}", lines.issues()).unwrap(),
                Err(error) => shown += &self::shown(&error),
            }
        }
        let mut events = request().call::<EventStream<Map<i64>>, Value>().await.unwrap();
        while let Some(event) = events.next().await {
            match event {
                Ok(event) => writeln!(shown, "{:?}", event.issues).unwrap(),
                Err(error) => shown += &self::shown(&error),
            }
        }
        assert!(!shown.contains("hunter2"), "{piece}:\n{shown}");
        said += shown.matches("[secret]").count();
    }
    assert!(said > 3, "hardly anything was quoted");

    // pages that lead in a ring
    let body = format!("{{\"next\": {quoted}}}");
    let server = Memory::with(move |_| Canned::json(200, body.clone()));
    let http = Http::builder("https://api.example.com").transport(server).clock(TestClock::new());
    let http = http.default_auth(Auth::header("x-key", SECRET)).build().unwrap();
    let next = |page: &Value| page["next"].as_str().map(str::to_owned);
    let call = http.request(Method::GET, "/x").call::<Value, Value>();
    let mut pages = call.pages(Paging::cursor("after", next));
    let error = loop {
        match futures_util::StreamExt::next(&mut pages).await.unwrap() {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    let shown = shown(&error);
    assert!(shown.contains("round in circles") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn settings_show_no_secret() {
    let address = "https://me:hunter2@api.example.com/v1?key=hunter2#hunter2";
    let wrong = "https://me:hunter2@[api/v1?key=hunter2";
    for address in [address, wrong] {
        let tokens = OAuth2::refresh(address, "id", "hunter2").client_secret("hunter2").param("p", "hunter2");
        let built = Http::builder(address).transport(Memory::new()).build().map(|_| ());
        let shown = format!("{tokens:?} {:?} {built:?}", Auth::oauth2(tokens.clone()));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
