//! A search that ends after four records is asked again from the last record, without a loop, a loss or a repetition.

use changes_in_windows::Client;
use changes_in_windows::tributary_unified::crm::Contact;
use serde_json::{Value, json};
use tributary_client::HttpBuilder;
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_capabilities::{ChangedSince, List, ListOptions, Settings};
use tributary_core::Cursor;
use tributary_model::Checkpoint;

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

/// Has contacts of these ids, all changed at one moment, and shows the first four of those asked for.
fn vendor(ids: &'static [i64]) -> Memory {
    Memory::with(move |request: &Recorded| {
        let asked: Value = serde_json::from_slice(&request.body).unwrap();
        let number =
            |name: &str| asked[name].as_i64().or_else(|| asked[name].as_str()?.parse().ok()).unwrap_or(0);
        let (after, limit) = (number("after"), number("limit"));
        assert!(after + limit <= 4, "the vendor refuses what is beyond its window: {asked}");
        let found: Vec<i64> = ids.iter().copied().filter(|id| *id > number("above")).collect();
        let page: Vec<Value> =
            found.iter().skip(after as usize).take(limit as usize).map(|id| json!({ "id": id })).collect();
        let more = found.len() as i64 > after + limit;
        let mut answer = json!({ "results": page });
        if more {
            answer["after"] = json!((after + limit).to_string());
        }
        Canned::json(200, answer.to_string())
    })
}

fn ids(
    page: &tributary_model::Page<tributary_model::Change<Contact, changes_in_windows::types::Contact>>,
) -> String {
    page.records.iter().map(|change| change.id().as_str()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_search_goes_on_above_the_last_record() {
    let server = vendor(&[1, 2, 3, 5, 8, 13, 21, 34, 55]);
    let since = Checkpoint::parse("2026-11-20T00:00:00Z").unwrap();
    let mut pages = client(&server).changed_since(Some(&since));
    let mut seen = Vec::new();
    while let Some(page) = pages.next_page().await {
        let page = page.unwrap();
        seen.push(ids(&page));
        assert_eq!(page.checkpoint.is_some(), page.next.is_none());
    }
    assert_eq!(seen, ["1 2", "3 5", "8 13", "21 34", "55"]);
    let bodies: Vec<String> = server.requests().iter().map(Recorded::text).collect();
    let since = r#""since":"2026-11-20T00:00:00Z""#;
    // What is absent is no empty item of a list.
    assert_eq!(
        bodies,
        [
            format!(r#"{{{since},"above":0,"limit":2,"marks":["from"]}}"#),
            format!(r#"{{{since},"above":0,"after":"2","limit":2,"marks":["from","2"]}}"#),
            format!(r#"{{{since},"above":5,"limit":2,"marks":["from"]}}"#),
            format!(r#"{{{since},"above":5,"after":"2","limit":2,"marks":["from","2"]}}"#),
            format!(r#"{{{since},"above":34,"limit":2,"marks":["from"]}}"#),
        ]
    );
}

#[tokio::test]
async fn a_run_is_resumed_in_the_window_it_was_in() {
    let server = vendor(&[1, 2, 3, 5, 8, 13]);
    let since = Checkpoint::parse("2026-11-20T00:00:00Z").unwrap();
    let mut pages = client(&server).changed_since(Some(&since));
    let mut cursor: Option<Cursor> = None;
    for _ in 0..2 {
        cursor = pages.next_page().await.unwrap().unwrap().next;
    }
    let saved = Cursor::new(cursor.unwrap().as_str());
    let page = client(&server).changed_since(Some(&since)).resume(saved).next_page().await.unwrap().unwrap();
    assert_eq!(ids(&page), "8 13");
}

#[tokio::test]
async fn a_window_that_ends_where_it_began_is_an_error_and_no_loop() {
    // A vendor that takes no notice of `above`: it would show the same four records for ever.
    let server = Memory::with(|request: &Recorded| {
        let asked: Value = serde_json::from_slice(&request.body).unwrap();
        let (from, after) = if asked["after"].is_null() { (1, json!("2")) } else { (3, json!("4")) };
        Canned::json(
            200,
            json!({ "results": [{ "id": from }, { "id": from + 1 }], "after": after }).to_string(),
        )
    });
    let mut pages = client(&server).changed_since(None);
    for _ in 0..3 {
        pages.next_page().await.unwrap().unwrap();
    }
    let error = pages.next_page().await.unwrap().unwrap_err();
    assert!(error.message().contains("shows no more records"), "{error}");
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_counted_all_the_same() {
    // One of four has no id, so that three are left; the page after the fourth is still not asked for.
    let server = Memory::with(|request: &Recorded| {
        let asked: Value = serde_json::from_slice(&request.body).unwrap();
        let answer = match (asked["above"].as_i64(), asked["after"].as_str()) {
            (Some(0), None) => json!({ "results": [{ "name": "nameless" }, { "id": 2 }], "after": "2" }),
            (Some(0), Some("2")) => json!({ "results": [{ "id": 3 }, { "id": 4 }], "after": "4" }),
            (Some(4), None) => json!({ "results": [] }),
            other => panic!("{other:?} was not to be asked"),
        };
        Canned::json(200, answer.to_string())
    });
    let all = client(&server).changed_since(None).collected().await.unwrap();
    assert_eq!((all.records.len(), all.failed.len()), (3, 1));
}

#[tokio::test]
async fn a_list_without_a_cursor_goes_on_after_its_last_record() {
    let server = Memory::with(|request: &Recorded| {
        let results = match request.uri.query().unwrap() {
            "limit=2" => json!([{ "id": 1 }, { "id": 2 }]),
            "after_id=2&limit=2" => json!([{ "id": 7 }, { "id": 9 }]),
            "after_id=9&limit=2" => json!([]),
            other => panic!("{other}"),
        };
        Canned::json(200, json!({ "results": results }).to_string())
    });
    let all = client(&server).list(&ListOptions::default()).all().await.unwrap();
    assert_eq!(all.len(), 4);
    assert_eq!(lines(&server).len(), 3);
}
