//! The address that comes with the token: asked for, kept, used for pages, and trusted; no other one is.

use address_from_the_token::Client;
use address_from_the_token::tributary_unified::crm::Contact;
use std::sync::{Arc, Mutex};
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_capabilities::{ErrorKind, List, ListOptions, Settings};
use tributary_client::{AuthError, BoxFuture, HttpBuilder, Token, TokenStore};

use crate::exchange::line;

const TOKEN: &str = r#"{"access_token": "a1", "instance_url": "https://eu7.example.com/"}"#;
const ASKED: &str = "GET https://login.example.com/token?grant_type=refresh_token&refresh_token=r0&client_id=id\
    &client_secret=shh";

fn settings(server: &Memory) -> Settings {
    let server = server.clone();
    let over = move |http: HttpBuilder| http.transport(server.clone()).clock(TestClock::new());
    let credentials =
        Settings::new().set("login", "login").set("client_id", "id").set("client_secret", "shh").set("refresh_token", "r0");
    credentials.http_with(over)
}

async fn list(settings: &Settings) -> Result<usize, tributary_capabilities::Error> {
    let client = Client::connect(settings).unwrap();
    let all = List::<Contact>::list(&client, &ListOptions::default()).all().await?;
    Ok(all.len())
}

fn lines(server: &Memory) -> Vec<String> {
    server.requests().iter().map(line).collect()
}

#[tokio::test]
async fn requests_go_where_the_token_says() {
    let server = Memory::new()
        .then(Canned::json(200, TOKEN))
        .then(Canned::json(200, r#"{"results": [{"id": "1"}], "next": "/v1/contacts/more-2"}"#))
        .then(Canned::json(200, r#"{"results": [{"id": "2"}]}"#));
    assert_eq!(list(&settings(&server)).await.unwrap(), 2);
    assert_eq!(
        lines(&server),
        [ASKED, "GET https://eu7.example.com/v1/contacts", "GET https://eu7.example.com/v1/contacts/more-2"]
    );
    assert_eq!(server.requests()[1].header("authorization"), "Bearer a1");
}

#[tokio::test]
async fn a_next_page_is_one_of_the_call_and_nowhere_else() {
    let server = Memory::new()
        .then(Canned::json(200, TOKEN))
        .then(Canned::json(200, r#"{"results": [], "next": "https://elsewhere.example.net/2"}"#));
    let error = list(&settings(&server)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    assert_eq!(server.requests().len(), 2);
}

/// Keeps what a store keeps.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Option<Token>>>);

impl TokenStore for Kept {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, AuthError>> {
        let token = self.0.lock().unwrap().clone();
        Box::pin(async { Ok(token) })
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), AuthError>> {
        *self.0.lock().unwrap() = Some(token.clone());
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn a_stored_token_brings_its_address() {
    let (store, empty) = (Kept::default(), r#"{"results": []}"#);
    let first = Memory::new().then(Canned::json(200, TOKEN)).then(Canned::json(200, empty));
    list(&settings(&first).token_store(store.clone())).await.unwrap();
    let second = Memory::new().then(Canned::json(200, empty));
    list(&settings(&second).token_store(store)).await.unwrap();
    assert_eq!(lines(&second), ["GET https://eu7.example.com/v1/contacts"]);
}

#[tokio::test]
async fn a_stored_token_without_its_address_is_renewed() {
    let store = Kept::default();
    *store.0.lock().unwrap() = Some(Token::new("a0"));
    let server = Memory::new().then(Canned::json(200, TOKEN)).then(Canned::json(200, r#"{"results": []}"#));
    list(&settings(&server).token_store(store)).await.unwrap();
    assert_eq!(lines(&server), [ASKED, "GET https://eu7.example.com/v1/contacts"]);
}

#[tokio::test]
async fn a_token_without_the_address_leads_nowhere() {
    let server = Memory::with(|_| Canned::json(200, r#"{"access_token": "a1"}"#));
    let error = list(&settings(&server)).await.unwrap_err();
    assert!(error.message().contains("returned no `instance_url`"), "{error}");
}

#[tokio::test]
async fn an_address_that_is_not_safe_gets_no_credentials() {
    for address in ["http://eu7.example.com", "https://eu7.example.com?to=", "https://me:pass@eu7.example.com"] {
        let token = format!(r#"{{"access_token": "a1", "instance_url": "{address}"}}"#);
        let server = Memory::new().then(Canned::json(200, token)).then(Canned::json(200, r#"{"results": []}"#));
        let error = list(&settings(&server)).await.unwrap_err();
        assert!(error.message().contains("address in `instance_url` of the token"), "{error}");
        assert_eq!(lines(&server), [ASKED], "{address}");
    }
}

#[tokio::test]
async fn an_access_token_alone_needs_the_address_beside_it() {
    let server = Memory::new().then(Canned::json(200, r#"{"results": []}"#));
    let over = server.clone();
    let alone = Settings::new().set("login", "login").set("access_token", "a9").http_with(move |http| http.transport(over.clone()));
    assert!(Client::connect(&alone).unwrap_err().message().contains("`instance_url` is missing"));
    list(&alone.set("instance_url", "https://na1.example.com")).await.unwrap();
    assert_eq!(lines(&server), ["GET https://na1.example.com/v1/contacts"]);
}

/// The secret goes where the token is asked for.
#[test]
fn a_setting_leads_the_secret_nowhere_else() {
    let settings = Settings::new().set("client_id", "id").set("client_secret", "shh").set("refresh_token", "r0");
    let said = Client::connect(&settings.set("login", "evil.example/")).map(|_| ()).unwrap_err().to_string();
    assert_eq!(said, "`login` is a part of an address, in which '/' can't be");
}
