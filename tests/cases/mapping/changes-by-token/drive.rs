//! Where a run of changes begins, how it goes on, and from where the next one does; and deletions told alone.

use changes_by_token::Client;
use changes_by_token::tributary_unified::crm::{Contact, User};
use tributary_client::HttpBuilder;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_capabilities::{ChangedSince, DeletedSince, ErrorKind, Settings, Vendor, erased};
use tributary_model::{Change, Checkpoint, Ref};

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

fn deleted<V>(change: &Change<Contact, V>) -> bool {
    matches!(change, Change::Deleted(_))
}

#[tokio::test]
async fn the_first_run_asks_for_a_token_and_the_next_has_one() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"token": "t0"}"#))
        .then(Canned::json(200, r#"{"results": [{"id": "a"}], "token": "t1", "more": true}"#))
        .then(Canned::json(200, r#"{"results": [{"id": "b", "gone": true}], "token": "t 2"}"#))
        .then(Canned::json(200, r#"{"results": [], "token": "t3"}"#));
    let client = client(&server);
    let since = Checkpoint::parse("2026-11-20T08:01:00Z").unwrap();
    let mut pages = ChangedSince::<Contact>::changed_since(&client, Some(&since));
    let first = pages.next_page().await.unwrap().unwrap();
    assert!(!deleted(&first.records[0]));
    let last = pages.next_page().await.unwrap().unwrap();
    assert!(deleted(&last.records[0]));
    let checkpoint = last.checkpoint.unwrap();
    assert_eq!(checkpoint.token(), Some("t 2"));
    let again = client.changed_since(Some(&checkpoint)).next_page().await.unwrap().unwrap();
    assert_eq!(again.checkpoint.unwrap().token(), Some("t3"));
    assert_eq!(
        lines(&server),
        [
            "GET https://api.example.com/token?since=2026-11-20T08%3A01%3A00Z",
            "GET https://api.example.com/changes?token=t0",
            "GET https://api.example.com/changes?token=t1",
            "GET https://api.example.com/changes?token=t%202",
        ]
    );
}

#[tokio::test]
async fn without_a_token_nothing_can_begin() {
    let server = Memory::new().then(Canned::json(200, "{}"));
    let client = client(&server);
    let error = ChangedSince::<Contact>::changed_since(&client, None).next_page().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn deletions_alone_are_a_capability_of_their_own() {
    let answer = Canned::json(200, r#"{"ids": [7, 8]}"#).header("date", "Sat, 21 Nov 2026 09:30:00 GMT");
    let server = Memory::new().then(answer);
    let client = client(&server);
    let since = Checkpoint::parse("2026-11-20T08:00:00Z").unwrap();
    let page = client.deleted_since(Some(&since)).next_page().await.unwrap().unwrap();
    assert_eq!(page.records, [Ref::<User>::new("7"), Ref::new("8")]);
    // The vendor's time, less the overlap that is taken where the mapping does not say.
    assert_eq!(page.checkpoint.unwrap().time(), Some("2026-11-21T09:25:00Z".parse().unwrap()));
    assert_eq!(lines(&server), ["GET https://api.example.com/deleted?since=2026-11-20T08%3A00%3A00Z"]);
    let vendor: &dyn Vendor = &client;
    assert!(!vendor.supports::<dyn erased::ChangedSince<User>>());
    assert!(vendor.supports::<dyn erased::DeletedSince<User>>());
}
