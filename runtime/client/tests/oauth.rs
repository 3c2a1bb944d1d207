//! OAuth2: tokens are fetched once for all who wait, kept, renewed in time and after a refusal, and never shown.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use serde_json::json;
use tributary_client::core::Value;
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_client::{
    Auth, AuthError, BoxFuture, Cause, ClientAuth, Error, Http, MemoryStore, Method, OAuth2, Token,
    TokenStore,
};

const TOKEN_URL: &str = "https://login.example.com/token";

fn http(server: &Memory, clock: &TestClock, settings: OAuth2) -> Http {
    let builder = Http::builder("https://api.example.com").transport(server.clone()).clock(clock.clone());
    builder.default_auth(Auth::oauth2(settings)).build().unwrap()
}

fn settings() -> OAuth2 {
    OAuth2::refresh(TOKEN_URL, "id/1", "r0").client_secret("hunter2")
}

/// Answers with tokens a1, a2, … and refresh tokens r1, r2, …; the API takes the tokens that `good` takes.
fn server(good: impl Fn(&str) -> bool + Send + Sync + 'static) -> Memory {
    let issued = AtomicUsize::new(0);
    Memory::with(move |request| match request.uri.path() {
        "/token" => {
            let n = issued.fetch_add(1, Ordering::SeqCst) + 1;
            Canned::json(
                200,
                format!(
                    r#"{{"access_token":"a{n}","refresh_token":"r{n}","expires_in":3600,"instance_url":"https://x"}}"#
                ),
            )
        }
        _ if good(request.header("authorization")) => Canned::json(200, "1"),
        _ => Canned::status(401),
    })
}

async fn call(http: &Http) -> Result<Value, Error<Value>> {
    http.request(Method::POST, "/x").json(&1_i64).call().await
}

fn to(server: &Memory, path: &str) -> Vec<Recorded> {
    server.requests().into_iter().filter(|request| request.uri.path() == path).collect()
}

#[tokio::test]
async fn a_token_is_fetched_once_and_renewed_in_time() {
    let (server, clock) = (server(|_| true), TestClock::new());
    let http = http(&server, &clock, settings());
    call(&http).await.unwrap();
    call(&http).await.unwrap();
    clock.advance(Duration::from_secs(3600 - 61));
    call(&http).await.unwrap();
    assert_eq!(to(&server, "/token").len(), 1);
    clock.advance(Duration::from_secs(2));
    call(&http).await.unwrap();
    let asked = to(&server, "/token");
    assert_eq!(
        asked[0].text(),
        "grant_type=refresh_token&refresh_token=r0&client_id=id%2F1&client_secret=hunter2"
    );
    assert_eq!(
        asked[1].text(),
        "grant_type=refresh_token&refresh_token=r1&client_id=id%2F1&client_secret=hunter2"
    );
    let sent: Vec<String> =
        to(&server, "/x").iter().map(|request| request.header("authorization").to_owned()).collect();
    assert_eq!(sent, ["Bearer a1", "Bearer a1", "Bearer a1", "Bearer a2"]);
}

#[tokio::test]
async fn many_calls_wait_for_one_renewal() {
    let (server, clock) = (server(|_| true), TestClock::new());
    let http = http(&server, &clock, settings());
    let calls = (0..50).map(|_| {
        let http = http.clone();
        tokio::spawn(async move { call(&http).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(to(&server, "/token").len(), 1);
}

#[tokio::test]
async fn many_refusals_lead_to_one_renewal() {
    let (server, clock) = (server(|token| token == "Bearer a2"), TestClock::new());
    let http = http(&server, &clock, settings());
    let calls = (0..20).map(|_| {
        let http = http.clone();
        tokio::spawn(async move { call(&http).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
    assert_eq!(to(&server, "/token").len(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_an_error() {
    let (server, clock) = (server(|_| false), TestClock::new());
    let error = call(&http(&server, &clock, settings())).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!((to(&server, "/x").len(), to(&server, "/token").len()), (2, 2));
}

#[tokio::test]
async fn a_renewal_survives_the_call_that_began_it() {
    let (server, clock) = (server(|_| true), TestClock::new());
    let http = http(&server, &clock, settings());
    let mut given_up = Box::pin(call(&http));
    // one turn: the renewal has begun, and the answer is not here yet
    std::future::poll_fn(|context| {
        assert!(given_up.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    drop(given_up);
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!((to(&server, "/token").len(), to(&server, "/x").len()), (1, 0));
    call(&http).await.unwrap();
    assert_eq!(to(&server, "/token").len(), 1);
}

#[derive(Clone, Default)]
struct Store {
    token: Arc<Mutex<Option<Token>>>,
    saved: Arc<AtomicUsize>,
}

impl TokenStore for Store {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, AuthError>> {
        let token = self.token.lock().unwrap().clone();
        Box::pin(async move { Ok(token) })
    }
    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), AuthError>> {
        *self.token.lock().unwrap() = Some(token.clone());
        self.saved.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn rotated_tokens_are_kept_for_the_next_run() {
    let (server, clock, store) = (server(|_| true), TestClock::new(), Store::default());
    call(&http(&server, &clock, settings().store(store.clone()))).await.unwrap();
    let kept = store.token.lock().unwrap().clone().unwrap();
    assert_eq!((kept.access.expose(), kept.refresh.as_ref().unwrap().expose()), ("a1", "r1"));
    assert_eq!(kept.extra["instance_url"], "https://x");
    assert!(!format!("{kept:?}").contains("r1\""), "{kept:?}");
    // the next run takes the stored access token, and later the stored refresh token
    let next = http(&server, &clock, settings().store(store.clone()));
    call(&next).await.unwrap();
    assert_eq!(to(&server, "/token").len(), 1);
    clock.advance(Duration::from_secs(4000));
    call(&next).await.unwrap();
    assert!(to(&server, "/token")[1].text().contains("refresh_token=r1"));
    assert_eq!(store.saved.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_token_that_another_process_renewed_is_taken() {
    let clock = TestClock::new();
    let store = Store::default();
    let other = store.clone();
    let server = Memory::with(move |request| match request.uri.path() {
        "/token" => {
            // meanwhile another process has used up our refresh token and stored what it got
            let mut token = Token::new("theirs");
            token.refresh = Some("r9".into());
            *other.token.lock().unwrap() = Some(token);
            Canned::json(400, r#"{"error":"invalid_grant"}"#)
        }
        _ => Canned::json(200, "1"),
    });
    call(&http(&server, &clock, settings().store(store))).await.unwrap();
    assert_eq!(to(&server, "/x")[0].header("authorization"), "Bearer theirs");
}

#[tokio::test]
async fn clients_make_themselves_known_in_three_ways() {
    let client = || {
        OAuth2::client_credentials(TOKEN_URL, "id/1", "p w")
            .scope("read")
            .scope("write")
            .param("audience", "a")
    };
    let sent = async |settings: OAuth2| {
        let (server, clock) = (server(|_| true), TestClock::new());
        call(&http(&server, &clock, settings)).await.unwrap();
        to(&server, "/token").remove(0)
    };
    let body = sent(client()).await;
    assert_eq!(
        body.text(),
        "grant_type=client_credentials&client_id=id%2F1&client_secret=p%20w&scope=read%20write&audience=a"
    );
    let basic = sent(client().client_auth(ClientAuth::Basic)).await;
    assert_eq!(basic.text(), "grant_type=client_credentials&scope=read%20write&audience=a");
    assert_eq!(basic.header("authorization"), "Basic aWQlMkYxOnAlMjB3");
    let query = sent(client().client_auth(ClientAuth::Query)).await;
    assert_eq!((query.method.as_str(), query.text().as_str()), ("GET", ""));
    assert!(query.uri.query().unwrap().starts_with("grant_type=client_credentials&client_id=id%2F1&"));
}

#[tokio::test]
async fn errors_of_the_token_endpoint_are_told_without_secrets() {
    let answers = [
        (
            Canned::json(400, r#"{"error":"invalid_client","error_description":"Unknown client"}"#),
            "POST https://api.example.com/x: https://login.example.com/token responded 400 Bad Request, invalid_client: Unknown client (not sent)",
        ),
        (
            Canned::json(200, "{}"),
            "POST https://api.example.com/x: https://login.example.com/token responded 200 OK, no access token (not sent)",
        ),
        (
            Canned::status(502),
            "POST https://api.example.com/x: https://login.example.com/token responded 502 Bad Gateway without JSON (not sent)",
        ),
    ];
    for (answer, expected) in answers {
        let server = Memory::with(move |_| answer.clone());
        let http = http(&server, &TestClock::new(), settings());
        let error = call(&http).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(!format!("{error:?} {http:?}").contains("hunter2"));
        assert!(to(&server, "/x").is_empty());
    }
}

#[tokio::test]
async fn a_token_response_without_json_refuses_nobody() {
    for answer in [
        Canned::json(200, r#"{"access_token": "half of i"#),
        Canned::status(200).piece("<html>Sign in to the network</html>"),
        Canned::status(302).header("location", "https://portal.example/"),
    ] {
        let server = Memory::with(move |_| answer.clone());
        let error = call(&http(&server, &TestClock::new(), settings())).await.unwrap_err();
        assert!(matches!(error.cause(), Cause::Auth(auth) if auth.is_passing()), "{error}");
    }
}

#[tokio::test]
async fn a_short_token_is_not_renewed_with_each_call() {
    let server = Memory::with(|request| match request.uri.path() {
        "/token" => Canned::json(200, r#"{"access_token":"a","expires_in":"30"}"#),
        _ => Canned::json(200, "1"),
    });
    let clock = TestClock::new();
    let http = http(&server, &clock, OAuth2::client_credentials(TOKEN_URL, "id", "s"));
    for _ in 0..3 {
        call(&http).await.unwrap();
        clock.advance(Duration::from_secs(4));
    }
    assert_eq!(to(&server, "/token").len(), 1);
    clock.advance(Duration::from_secs(10));
    call(&http).await.unwrap();
    assert_eq!(to(&server, "/token").len(), 2);
}

#[tokio::test]
async fn a_refusal_is_not_asked_for_again_and_again() {
    let server = Memory::with(|_| Canned::json(400, r#"{"error":"invalid_grant"}"#));
    let clock = TestClock::new();
    let http = http(&server, &clock, settings());
    for _ in 0..10 {
        let error = call(&http).await.unwrap_err();
        assert!(matches!(error.cause(), Cause::Auth(error) if error.is_refused()), "{error}");
    }
    assert_eq!(to(&server, "/token").len(), 1);
    clock.advance(Duration::from_secs(61));
    call(&http).await.unwrap_err();
    assert_eq!(to(&server, "/token").len(), 2);
}

#[tokio::test]
async fn a_token_endpoint_that_is_silent_or_busy_is_not_the_end() {
    let server = Memory::with(|_| Canned::silence());
    let error = call(&http(&server, &TestClock::new(), settings())).await.unwrap_err();
    assert!(error.to_string().contains("no token from https://login.example.com/token: "), "{error}");
    assert!(matches!(error.cause(), Cause::Auth(error) if error.is_passing()), "{error}");
    // a refresh token may be used up: it is sent again only where nothing can have happened
    assert_eq!(server.requests().len(), 1);

    let good = Canned::json(200, r#"{"access_token":"a1"}"#);
    let busy = Canned::status(503).header("retry-after", "1");
    let server = Memory::new().then(busy).then(good).then(Canned::json(200, "1"));
    call(&http(&server, &TestClock::new(), settings())).await.unwrap();
    assert_eq!(to(&server, "/token").len(), 2);
}

/// A store whose first save fails.
#[derive(Clone, Default)]
struct Full(Store);

impl TokenStore for Full {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, AuthError>> {
        self.0.load()
    }
    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), AuthError>> {
        if self.0.saved.fetch_add(1, Ordering::SeqCst) == 0 {
            return Box::pin(async { Err(AuthError::new("the disk is full")) });
        }
        self.0.save(token)
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_saved_is_neither_used_nor_lost() {
    let (server, store) = (server(|_| true), Full::default());
    let http = http(&server, &TestClock::new(), settings().store(store.clone()));
    let error = call(&http).await.unwrap_err();
    assert!(error.to_string().contains("the disk is full"), "{error}");
    assert!(to(&server, "/x").is_empty());
    call(&http).await.unwrap();
    assert_eq!(to(&server, "/x")[0].header("authorization"), "Bearer a1");
    assert_eq!(to(&server, "/token").len(), 1);
    assert_eq!(store.0.token.lock().unwrap().as_ref().unwrap().access.expose(), "a1");
}

#[tokio::test]
async fn clients_that_share_a_store_renew_one_after_the_other() {
    let (server, clock) = (server(|_| true), TestClock::new());
    let store = Arc::new(tributary_client::MemoryStore::default());
    let calls = (0..10).map(|_| {
        let http = http(&server, &clock, settings().store(store.clone()));
        tokio::spawn(async move { call(&http).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(to(&server, "/token").len(), 1);
}

#[tokio::test]
async fn who_signs_in_anew_is_not_held_up_by_an_old_token() {
    let server = Memory::with(|request| match request.uri.path() {
        "/token" if request.text().contains("refresh_token=new") => {
            Canned::json(200, r#"{"access_token":"a9"}"#)
        }
        "/token" => Canned::json(400, r#"{"error":"invalid_grant"}"#),
        _ => Canned::json(200, "1"),
    });
    let store = Store::default();
    let mut old = Token::new("");
    old.refresh = Some("old".into());
    *store.token.lock().unwrap() = Some(old);
    let settings = OAuth2::refresh(TOKEN_URL, "id", "new").store(store.clone());
    call(&http(&server, &TestClock::new(), settings)).await.unwrap();
    assert_eq!(store.token.lock().unwrap().as_ref().unwrap().refresh.as_ref().unwrap().expose(), "new");
}

#[tokio::test]
async fn an_upload_that_is_refused_leaves_a_good_token_behind() {
    let (server, clock) = (server(|token| token == "Bearer a2"), TestClock::new());
    let http = http(&server, &clock, settings());
    let body = tributary_client::Body::once(tributary_client::ByteStream::from_bytes("abc"), None);
    let upload = http.request(Method::PUT, "/x").body_as("text/plain", body).call::<Value, ()>();
    assert_eq!(upload.await.unwrap_err().status().unwrap(), 401);
    call(&http).await.unwrap();
    assert_eq!(to(&server, "/x").len(), 2);
}

/// A store with a mishap: it panics or hangs the first time one of its functions is called.
#[derive(Clone)]
struct Unlucky {
    mishap: Mishap,
    function: &'static str,
    happened: Arc<AtomicUsize>,
    kept: Arc<MemoryStore>,
}

#[derive(Clone, Copy, Debug)]
enum Mishap {
    Panics,
    PanicsLater,
    Hangs,
    Fails,
}

impl Unlucky {
    async fn luck(&self, function: &str) -> Result<(), AuthError> {
        if function != self.function || self.happened.fetch_add(1, Ordering::SeqCst) > 0 {
            return Ok(());
        }
        match self.mishap {
            Mishap::Panics => panic!("the first time"),
            Mishap::PanicsLater => {
                tokio::task::yield_now().await;
                panic!("the first time")
            }
            Mishap::Hangs => std::future::pending().await,
            Mishap::Fails => Err(AuthError::new("the first time").passing()),
        }
    }
}

impl TokenStore for Unlucky {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, AuthError>> {
        Box::pin(async {
            self.luck("load").await?;
            self.kept.load().await
        })
    }
    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), AuthError>> {
        Box::pin(async {
            self.luck("save").await?;
            self.kept.save(token).await
        })
    }
    fn lock(&self) -> BoxFuture<'_, Result<Box<dyn Send>, AuthError>> {
        Box::pin(async {
            self.luck("lock").await?;
            self.kept.lock().await
        })
    }
}

#[tokio::test]
async fn a_mishap_of_the_store_costs_one_call() {
    for function in ["load", "save", "lock"] {
        for mishap in [Mishap::Panics, Mishap::PanicsLater, Mishap::Hangs, Mishap::Fails] {
            let store = Unlucky { mishap, function, happened: Arc::default(), kept: Arc::default() };
            // a refresh token is good for one use
            let used = Arc::new(AtomicUsize::new(0));
            let server = Memory::with(move |request| match request.uri.path() {
                "/token" => match used.fetch_add(1, Ordering::SeqCst) {
                    0 => Canned::json(200, r#"{"access_token":"a1","refresh_token":"r1"}"#),
                    _ => Canned::json(400, r#"{"error":"invalid_grant"}"#),
                },
                _ => Canned::json(200, "1"),
            });
            let http = http(&server, &TestClock::new(), settings().store(store));
            let error = call(&http).await.unwrap_err();
            assert!(error.is_retryable(), "{function} {mishap:?}: {error}");
            for _ in 0..2 {
                let outcome = call(&http).await;
                assert!(outcome.is_ok(), "{function} {mishap:?}: {}", outcome.unwrap_err());
            }
            assert_eq!(to(&server, "/token").len(), 1, "{function} {mishap:?}");
        }
    }
}

#[tokio::test]
async fn a_transport_that_panics_once_costs_one_renewal() {
    let calls = AtomicUsize::new(0);
    let server = Memory::with(move |request| match request.uri.path() {
        "/token" if calls.fetch_add(1, Ordering::SeqCst) == 0 => panic!("the first time"),
        "/token" => Canned::json(200, r#"{"access_token":"a1"}"#),
        _ => Canned::json(200, "1"),
    });
    let http = http(&server, &TestClock::new(), settings());
    assert!(call(&http).await.unwrap_err().is_retryable());
    assert_eq!(call(&http).await.unwrap(), 1);
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_is_no_token() {
    for bad in ["", "a\n", "a\r\nx-evil: 1", "\u{0}", "a\u{7f}"] {
        let server = Memory::new()
            .then(Canned::json(200, json!({"access_token": bad, "refresh_token": "r1"}).to_string()))
            .then(Canned::json(200, r#"{"access_token":"a1"}"#))
            .then(Canned::json(200, "1"));
        let http = http(&server, &TestClock::new(), settings());
        let error = call(&http).await.unwrap_err();
        assert!(error.to_string().contains("access token"), "{bad:?}: {error}");
        assert_eq!(call(&http).await.unwrap(), 1, "{bad:?}");

        // nor is one that a store kept
        let kept = Arc::new(MemoryStore::default());
        kept.save(&Token::new(bad)).await.unwrap();
        let server =
            Memory::new().then(Canned::json(200, r#"{"access_token":"a1"}"#)).then(Canned::json(200, "1"));
        let http = self::http(&server, &TestClock::new(), settings().store(kept));
        assert_eq!(call(&http).await.unwrap(), 1, "{bad:?}");
    }
}

#[tokio::test]
async fn what_came_with_a_first_token_stays() {
    let fetched = AtomicUsize::new(0);
    let server = Memory::with(move |request| match request.uri.path() {
        "/token" => match fetched.fetch_add(1, Ordering::SeqCst) {
            0 => Canned::json(
                200,
                r#"{"access_token":"a0","refresh_token":"r1","expires_in":100,"instance_url":"https://org.example.com"}"#,
            ),
            1 => Canned::json(200, r#"{"access_token":"a1","refresh_token":"","expires_in":100}"#),
            _ => Canned::json(200, r#"{"access_token":"a2","refresh_token":null,"expires_in":100}"#),
        },
        _ => Canned::json(200, "1"),
    });
    let clock = TestClock::new();
    let located = || Http::builder("{token.instance_url}").transport(server.clone()).clock(clock.clone());
    let http = located().default_auth(Auth::oauth2(settings())).build().unwrap();
    for renewals in 1..=4 {
        call(&http).await.unwrap();
        assert_eq!(to(&server, "/token").len(), renewals);
        clock.advance(Duration::from_secs(80));
    }
    assert!(to(&server, "/x").iter().all(|sent| sent.uri.host() == Some("org.example.com")));
    assert!(to(&server, "/token")[3].text().contains("refresh_token=r1"));
}

#[tokio::test]
async fn an_address_that_never_comes_is_not_asked_for_again_and_again() {
    let server = Memory::with(|_| Canned::json(200, r#"{"access_token":"a1"}"#));
    let clock = TestClock::new();
    let http = Http::builder("{token.instance_url}").transport(server.clone()).clock(clock.clone());
    let http = http.default_auth(Auth::oauth2(settings())).build().unwrap();
    for _ in 0..5 {
        let error = call(&http).await.unwrap_err();
        assert!(error.to_string().contains("the token endpoint returned no `instance_url`"), "{error}");
    }
    assert_eq!(to(&server, "/token").len(), 1);
    clock.advance(Duration::from_secs(61));
    call(&http).await.unwrap_err();
    assert_eq!(to(&server, "/token").len(), 2);
}

#[tokio::test]
async fn calls_that_are_given_up_lead_to_one_renewal() {
    let server = Memory::with(|request| match request.uri.path() {
        "/token" => Canned::json(200, r#"{"access_token":"a1","refresh_token":"r1"}"#),
        _ => Canned::json(200, "1"),
    });
    let http = http(&server, &TestClock::new(), settings());
    for polls in 1..20 {
        let mut given_up = Box::pin(call(&http));
        for _ in 0..polls {
            let poll =
                std::future::poll_fn(|context| std::task::Poll::Ready(given_up.as_mut().poll(context)));
            if poll.await.is_ready() {
                break;
            }
        }
    }
    call(&http).await.unwrap();
    assert_eq!(to(&server, "/token").len(), 1);
}
