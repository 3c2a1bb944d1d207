//! A page that says it failed is an error, with what the vendor's rules or the list's own make of it.

use lists_that_fail::Client;
use lists_that_fail::tributary_unified::crm::{Contact, User};
use tributary_client::HttpBuilder;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_capabilities::{Error, ErrorKind, List, ListOptions, Settings};

use crate::exchange::line;

fn client(server: &Memory) -> Client {
    let server = server.clone();
    let settings = Settings::new().set("access_token", "secret");
    let over = move |http: HttpBuilder| http.transport(server.clone()).clock(TestClock::new());
    Client::connect(&settings.http_with(over)).unwrap()
}

fn lines(server: &Memory) -> Vec<String> {
    server.requests().iter().map(line).collect()
}

async fn contacts(server: &Memory) -> Result<usize, Error> {
    let client = client(server);
    List::<Contact>::list(&client, &ListOptions::default()).all().await.map(|all| all.len())
}

async fn users(server: &Memory) -> Result<usize, Error> {
    let client = client(server);
    List::<User>::list(&client, &ListOptions::default()).all().await.map(|all| all.len())
}

#[tokio::test]
async fn a_page_that_fails_by_the_lists_own_rules() {
    let failed = r#"{"status": "failed", "reason": "none", "errors": [{"code": "e1", "text": "Nobody."}]}"#;
    let error = contacts(&Memory::new().then(Canned::json(200, failed))).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.message()), (ErrorKind::NotFound, Some("none"), "Nobody."));
}

#[tokio::test]
async fn the_vendors_rule_is_not_asked_where_the_list_has_its_own() {
    let warned = r#"{"status": "done", "errors": [{"code": "e1"}], "results": [{"id": "1"}]}"#;
    assert_eq!(contacts(&Memory::new().then(Canned::json(200, warned))).await.unwrap(), 1);
    let error = users(&Memory::new().then(Canned::json(200, warned))).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Vendor, Some("e1")));
}

#[tokio::test]
async fn a_code_worth_trying_again_is_tried_again() {
    let busy = r#"{"errors": [{"code": "busy"}]}"#;
    let server =
        Memory::new().then(Canned::json(200, busy)).then(Canned::json(200, r#"{"results": [{"id": "1"}]}"#));
    assert_eq!(users(&server).await.unwrap(), 1);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn later_pages_fail_alike_and_are_where_the_header_says() {
    let next = "<https://api.example.com/contacts?p=0>; rel=\"prev\", </contacts?p=2>; rel=\"next\"";
    let server = Memory::new()
        .then(Canned::json(200, r#"{"results": [{"id": "1"}]}"#).header("link", next))
        .then(Canned::json(200, r#"{"status": "failed", "reason": "quota"}"#));
    let error = contacts(&server).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Vendor, Some("quota")));
    assert_eq!(
        lines(&server),
        ["GET https://api.example.com/contacts", "GET https://api.example.com/contacts?p=2",]
    );
}
