//! Pipedrive is two versions of an API at once: each call goes to the version that has it, wherever the client's address
//! points; a run of changes of deals covers what is open, deleted and archived; and the customer's own fields are kept.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tributary::crm::{Contact, Lead, Note, Opportunity};
use tributary::{Change, ChangedSince, Checkpoint, Get, Ref};
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_client::{Auth, Http};
use url::Url;

fn client(server: Memory, base: &str) -> tributary::pipedrive::Client {
    let http = Http::builder(base).default_auth(Auth::header("x-api-token", "secret"));
    let http = http.transport(server).clock(TestClock::new()).build().unwrap();
    tributary::pipedrive::Client::from(http)
}

#[tokio::test]
async fn both_versions_are_found_beside_the_address_of_the_client() {
    for host in ["https://api.pipedrive.com", "http://127.0.0.1:4010"] {
        let server = Memory::with(|request: &Recorded| {
            assert_eq!(request.headers["x-api-token"], "secret");
            Canned::json(200, json!({ "success": true, "data": { "id": 7 } }).to_string())
        });
        let client = client(server.clone(), &format!("{host}/api/v2"));
        Get::<Contact>::get(&client, &Ref::new("7")).await.unwrap();
        Get::<Note>::get(&client, &Ref::new("7")).await.unwrap();
        let asked: Vec<_> = server.requests().iter().map(|request| request.uri.to_string()).collect();
        assert_eq!(asked, [format!("{host}/api/v2/persons/7"), format!("{host}/v1/notes/7")]);
    }
}

/// Deals that changed: one of each kind.
fn deals(request: &Recorded) -> Canned {
    let asked = Url::parse(&request.uri.to_string()).unwrap();
    let query: BTreeMap<_, _> = asked.query_pairs().into_owned().collect();
    assert_eq!(query["status"], "open,won,lost,deleted");
    assert_eq!(query["updated_since"], "2026-11-19T00:00:00Z");
    let deal = |id: u8, deleted: bool| json!({ "id": id, "title": "Engine", "is_deleted": deleted });
    let (data, next) = match (asked.path(), query.get("cursor").map(String::as_str)) {
        ("/api/v2/deals", None) => (vec![deal(1, false)], json!("two")),
        ("/api/v2/deals", Some("two")) => (vec![deal(2, true), json!({ "id": 3 })], Value::Null),
        ("/api/v2/deals/archived", None) => (vec![json!({ "id": 4, "is_archived": true })], Value::Null),
        other => panic!("{other:?}"),
    };
    let answer = json!({ "success": true, "data": data, "additional_data": { "next_cursor": next } });
    Canned::json(200, answer.to_string())
}

#[tokio::test]
async fn deleted_and_archived_deals_are_deletions() {
    let client = client(Memory::with(deals), "https://api.pipedrive.com/api/v2");
    let since = Checkpoint::parse("2026-11-19T00:00:00Z").unwrap();
    let mut pages = ChangedSince::<Opportunity>::changed_since(&client, Some(&since));
    let (mut changed, mut gone) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next_page().await {
        for change in page.unwrap().records {
            match &change {
                Change::Upserted(record) => changed.push(record.model.id.to_string()),
                _ => gone.push(change.id().to_string()),
            }
        }
    }
    // Only a readable flag makes a deletion.
    assert_eq!((changed, gone), (vec!["1".to_owned(), "3".to_owned()], vec!["2".to_owned(), "4".to_owned()]));
}

/// Version 2 has custom fields in an object of their own, version 1 beside the others, and both add properties that no
/// document names.
#[tokio::test]
async fn custom_fields_and_new_properties_are_on_the_record() {
    let server = Memory::with(|request: &Recorded| {
        let data = match request.uri.path() {
            "/v1/leads/0d9b4c10-5e11-11f0-9f00-0123456789ab" => json!({
                "id": "0d9b4c10-5e11-11f0-9f00-0123456789ab", "title": "Fair", "temperature": "warm",
                "11aa22bb33cc44dd55ee66ff77aa88bb99cc00dd": 7
            }),
            "/api/v2/deals/31" => json!({
                "id": 31, "title": "Engine", "weather": ["rain"],
                "custom_fields": { "aa00bb11cc22dd33ee44ff55aa66bb77cc88dd99": { "value": 2.5, "currency": "EUR" } }
            }),
            other => panic!("{other}"),
        };
        Canned::json(200, json!({ "success": true, "data": data }).to_string())
    });
    let client = client(server, "https://api.pipedrive.com/api/v2");
    let lead = Get::<Lead>::get(&client, &Ref::new("0d9b4c10-5e11-11f0-9f00-0123456789ab")).await.unwrap();
    let extra = serde_json::to_value(&lead.native.extra).unwrap();
    assert_eq!(extra, json!({ "temperature": "warm", "11aa22bb33cc44dd55ee66ff77aa88bb99cc00dd": 7 }));
    let deal = Get::<Opportunity>::get(&client, &Ref::new("31")).await.unwrap();
    assert_eq!(serde_json::to_value(&deal.native.extra).unwrap(), json!({ "weather": ["rain"] }));
    let custom = serde_json::to_value(&deal.native.custom_fields).unwrap();
    assert_eq!(
        custom["aa00bb11cc22dd33ee44ff55aa66bb77cc88dd99"],
        json!({ "value": 2.5, "currency": "EUR" })
    );
}

/// Notes: three in the list, of which the log of changes shows the last; the record by its id.
fn notes(request: &Recorded) -> Canned {
    let asked = Url::parse(&request.uri.to_string()).unwrap();
    let query: BTreeMap<_, _> = asked.query_pairs().into_owned().collect();
    let note = |id: u8| json!({ "id": id, "content": "seen", "active_flag": true });
    let (data, additional) = match (asked.path(), query.get("start").map(String::as_str)) {
        ("/v1/notes", None) => (json!([note(1), note(2)]), json!({ "pagination": { "next_start": 2 } })),
        ("/v1/notes", Some("2")) => (json!([note(3)]), json!({ "pagination": {} })),
        ("/v1/recents", _) => {
            assert_eq!(query["since_timestamp"], "2026-11-21 09:25:00");
            let item = json!({ "item": "note", "id": 3, "data": note(3) });
            (json!([item]), json!({ "pagination": { "more_items_in_collection": false } }))
        }
        ("/v1/notes/3", _) => (note(3), Value::Null),
        other => panic!("{other:?}"),
    };
    let answer = json!({ "success": true, "data": data, "additional_data": additional });
    Canned::json(200, answer.to_string()).header("date", "Sat, 21 Nov 2026 09:30:00 GMT")
}

/// Pipedrive's log of changes has those of the last month.
#[tokio::test]
async fn the_first_run_reads_the_list_where_changes_do_not_reach_back() {
    let client = client(Memory::with(notes), "https://api.pipedrive.com/api/v2");
    let (mut told, mut cursor, mut checkpoint) = (Vec::new(), None, None);
    // another process for each page
    for _ in 0..3 {
        let mut pages = ChangedSince::<Note>::changed_since(&client, None);
        if let Some(cursor) = cursor.take() {
            pages = pages.resume(cursor);
        }
        let page = pages.next_page().await.unwrap().unwrap();
        told.push(page.records.iter().map(|change| change.id().as_str().to_owned()).collect::<Vec<_>>());
        (cursor, checkpoint) = (page.next, page.checkpoint);
    }
    assert_eq!(told, [vec!["1", "2"], vec!["3"], vec!["3"]]);
    assert_eq!(cursor, None);
    assert_eq!(checkpoint.unwrap().time(), Some("2026-11-21T09:25:00Z".parse().unwrap()));
}

#[tokio::test]
async fn a_checkpoint_from_before_what_the_vendor_keeps_is_refused() {
    let server = Memory::with(|_| {
        let answer = json!({ "success": true, "data": [] });
        Canned::json(200, answer.to_string()).header("date", "Sat, 21 Nov 2026 09:30:00 GMT")
    });
    let client = client(server, "https://api.pipedrive.com/api/v2");
    let old = Checkpoint::parse("2026-10-24T09:29:00Z").unwrap();
    let error = ChangedSince::<Note>::changed_since(&client, Some(&old)).all().await.unwrap_err();
    assert_eq!(error.kind(), tributary::ErrorKind::InvalidCursor);
    assert!(error.message().contains("2026-10-24T09:29:00Z"), "{error}");
    let kept = Checkpoint::parse("2026-10-24T09:31:00Z").unwrap();
    ChangedSince::<Note>::changed_since(&client, Some(&kept)).all().await.unwrap();
}
