//! Pipedrive is two versions of an API at once: each call goes to the version that has it, wherever the client's address
//! points; a run of changes of deals covers what is open, deleted and archived; and the customer's own fields are kept.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tributary::crm::{Contact, Lead, Note, Opportunity};
use tributary::testing::{Fault, Mock};
use tributary::{Change, ChangedSince, Checkpoint, Get, Ref, pipedrive};
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_client::{Auth, Http};
use url::Url;

fn client(server: Memory, base: &str) -> tributary::pipedrive::Client {
    let http = Http::builder(base).default_auth(Auth::header("x-api-token", "secret"));
    let http = http.transport(server).clock(TestClock::new()).build().unwrap();
    tributary::pipedrive::Client::from(http)
}

fn connected(company: &Mock) -> pipedrive::Client {
    pipedrive::Client::connect(&company.settings()).unwrap()
}

#[tokio::test]
async fn both_versions_are_found_beside_the_address_of_the_client() {
    for host in ["https://api.pipedrive.com", "http://127.0.0.1:4010"] {
        let company = Mock::of(pipedrive::MOCK).build();
        let settings = company.settings().base_url(format!("{host}/api/v2"));
        let client = pipedrive::Client::connect(&settings).unwrap();
        let id = |model: &str, name: &str| company.records(model)[0][name].to_string();
        let (person, note) = (id("crm.contact", "id"), id("crm.note", "id"));
        Get::<Contact>::get(&client, &Ref::new(&person)).await.unwrap();
        Get::<Note>::get(&client, &Ref::new(&note)).await.unwrap();
        let asked: Vec<_> = company.served().into_iter().map(|it| (it.headers, it.target)).collect();
        let targets = [format!("/api/v2/persons/{person}"), format!("/v1/notes/{note}")];
        for ((headers, target), expected) in asked.iter().zip(targets) {
            assert_eq!(*target, expected);
            assert_eq!(headers["host"], host.split("//").nth(1).unwrap());
        }
    }
}

/// Deals that changed: one of each kind. They are canned, since a mock has no archive.
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
    let company = Mock::of(pipedrive::MOCK).build();
    let client = connected(&company);
    let add = |name: &str, value: Value| company.fail_next(Fault::Instead(name.to_owned(), value));
    add("temperature", json!("warm"));
    add("11aa22bb33cc44dd55ee66ff77aa88bb99cc00dd", json!(7));
    let id = company.records("crm.lead")[0]["id"].as_str().unwrap().to_owned();
    let lead = Get::<Lead>::get(&client, &Ref::new(id)).await.unwrap();
    let extra = serde_json::to_value(&lead.native.extra).unwrap();
    assert_eq!(extra, json!({ "temperature": "warm", "11aa22bb33cc44dd55ee66ff77aa88bb99cc00dd": 7 }));

    add("weather", json!(["rain"]));
    let custom = json!({ "aa00bb11cc22dd33ee44ff55aa66bb77cc88dd99": { "value": 2.5, "currency": "EUR" } });
    add("custom_fields", custom.clone());
    let id = company.records("crm.opportunity")[0]["id"].to_string();
    let deal = Get::<Opportunity>::get(&client, &Ref::new(id)).await.unwrap();
    assert_eq!(serde_json::to_value(&deal.native.extra).unwrap(), json!({ "weather": ["rain"] }));
    assert_eq!(serde_json::to_value(&deal.native.custom_fields).unwrap(), custom);
}

/// Pipedrive's log of changes has those of the last month, and the list has all notes.
#[tokio::test]
async fn the_first_run_reads_the_list_where_changes_do_not_reach_back() {
    let company = Mock::of(pipedrive::MOCK).records_of("crm.note", 0).page_size(2).build();
    let note = || company.create("crm.note", &json!({ "content": "seen" })).unwrap();
    let old = [note(), note()];
    company.advance(Duration::from_secs(40 * 24 * 3600));
    let lately = note();
    let client = connected(&company);
    let (mut told, mut cursor, mut checkpoint) = (Vec::new(), None, None);
    // another process for each page
    for _ in 0..3 {
        let mut pages = ChangedSince::<Note>::changed_since(&client, None);
        if let Some(cursor) = cursor.take() {
            pages = pages.resume(cursor);
        }
        let page = pages.next_page().await.unwrap().unwrap();
        told.push(page.records.iter().map(|change| change.id().to_string()).collect::<Vec<_>>());
        (cursor, checkpoint) = (page.next, page.checkpoint);
    }
    assert_eq!(told, [old.to_vec(), vec![lately.clone()], vec![lately]]);
    assert_eq!(cursor, None);
    // the vendor's time when the run began, less the overlap
    let began = company.now() - Duration::from_secs(4) - Duration::from_secs(300);
    let time = checkpoint.unwrap().time().unwrap();
    assert!((time - began).get_seconds().abs() < 5, "{time} is not about {began}");
}

#[tokio::test]
async fn a_checkpoint_from_before_what_the_vendor_keeps_is_refused() {
    let company = Mock::of(pipedrive::MOCK).build();
    let client = connected(&company);
    let day = Duration::from_secs(24 * 3600);
    let old = Checkpoint::from(company.now() - 28 * day - Duration::from_secs(60));
    let error = ChangedSince::<Note>::changed_since(&client, Some(&old)).all().await.unwrap_err();
    assert_eq!(error.kind(), tributary::ErrorKind::InvalidCursor);
    assert!(error.message().contains(&old.time().unwrap().to_string()), "{error}");
    let kept = Checkpoint::from(company.now() - 28 * day + Duration::from_secs(60));
    ChangedSince::<Note>::changed_since(&client, Some(&kept)).all().await.unwrap();
}
