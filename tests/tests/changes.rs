//! Changes, where vendors make it hard: HubSpot's search shows 10,000 records, Pipedrive tells changes of all kinds in one list
//! that has no cursor.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tributary::crm::{Contact, Note};
use tributary_capabilities::ChangedSince;
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_client::{Auth, Http};
use tributary_model::Checkpoint;
use url::Url;

const SHOWN: usize = 10_000;

/// A portal with so many contacts, all changed at one moment.
fn portal(contacts: usize) -> Memory {
    Memory::with(move |request: &Recorded| {
        if request.method == "GET" {
            return Canned::json(200, json!({ "results": [] }).to_string());
        }
        let asked: Value = serde_json::from_slice(&request.body).unwrap();
        let filters = asked["filterGroups"][0]["filters"].as_array().unwrap();
        assert_eq!(filters[0]["propertyName"], "lastmodifieddate");
        assert_eq!(
            (&filters[1]["propertyName"], &filters[1]["operator"]),
            (&json!("hs_object_id"), &json!("GT"))
        );
        assert_eq!(asked["sorts"], json!(["hs_object_id"]));
        let above: usize = filters[1]["value"].as_str().unwrap().parse().unwrap();
        let (after, limit) = (asked["after"].as_str().unwrap(), asked["limit"].as_u64().unwrap() as usize);
        let after = if after.is_empty() { 0 } else { after.parse().unwrap() };
        assert!(after + limit <= SHOWN, "HubSpot refuses what is beyond its window: {asked}");
        let found = (above + 1 + after..=contacts).take(limit);
        let time = "2026-11-20T00:00:00Z";
        let record = |id: usize| json!({ "id": id.to_string(), "archived": false, "createdAt": time, "updatedAt": time, "properties": {} });
        let mut answer =
            json!({ "total": contacts - above, "results": found.map(record).collect::<Vec<_>>() });
        if above + after + limit < contacts {
            answer["paging"] = json!({ "next": { "after": (after + limit).to_string() } });
        }
        Canned::json(200, answer.to_string())
    })
}

#[tokio::test]
async fn a_search_of_hubspot_goes_on_past_what_it_shows() {
    let contacts = 2 * SHOWN + 150;
    let server = portal(contacts);
    let http = Http::builder("https://api.hubapi.com").default_auth(Auth::bearer("secret"));
    let http = http.transport(server).clock(TestClock::new()).build().unwrap();
    let client = tributary::hubspot::Client::from(http);
    let since = Checkpoint::parse("2026-11-19T00:00:00Z").unwrap();
    let mut pages = ChangedSince::<Contact>::changed_since(&client, Some(&since));
    let mut seen = BTreeSet::new();
    while let Some(page) = pages.next_page().await {
        for change in page.unwrap().records {
            assert!(seen.insert(change.id().to_string()), "{} came twice", change.id());
        }
    }
    assert_eq!(seen.len(), contacts);
}

#[tokio::test]
async fn what_hubspot_archived_before_the_run_is_not_told_again() {
    let record = |id: u8, archived_at: Value| {
        json!({
            "id": id.to_string(), "archived": true, "properties": {}, "archivedAt": archived_at,
            "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
        })
    };
    let archived = json!([
        record(1, json!("2026-11-18T23:59:59.999Z")),
        record(2, json!("2026-11-19T00:00:00Z")),
        record(3, json!("2026-11-20T08:00:00.5+01:00")),
        record(4, json!("lately")),
        record(5, Value::Null),
    ]);
    let server = Memory::with(move |request: &Recorded| {
        let results = if request.method == "GET" { archived.clone() } else { json!([]) };
        // without the `total` that the document requires, and nothing reads
        Canned::json(200, json!({ "results": results }).to_string())
    });
    let http = Http::builder("https://api.hubapi.com").default_auth(Auth::bearer("secret"));
    let http = http.transport(server).clock(TestClock::new()).build().unwrap();
    let client = tributary::hubspot::Client::from(http);
    for (since, expected) in [(Some("2026-11-19T00:00:00Z"), "2345"), (None, "12345")] {
        let since = since.map(|since| Checkpoint::parse(since).unwrap());
        let mut pages = ChangedSince::<Contact>::changed_since(&client, since.as_ref());
        let mut gone = String::new();
        while let Some(page) = pages.next_page().await {
            page.unwrap().records.iter().for_each(|change| gone += change.id().as_str());
        }
        assert_eq!(gone, expected, "{since:?}");
    }
}

/// A company with so many notes, all changed lately, and a stage among them that nobody asked for.
fn company(notes: usize) -> Memory {
    Memory::with(move |request: &Recorded| {
        let path = request.uri.path();
        if let Some(id) = path.strip_prefix("/v1/notes/") {
            let note =
                json!({ "id": id.parse::<usize>().unwrap(), "content": "<b>x</b>", "active_flag": true });
            return Canned::json(200, json!({ "success": true, "data": note }).to_string());
        }
        assert_eq!(path, "/v1/recents");
        let asked = Url::parse(&request.uri.to_string()).unwrap();
        let asked: BTreeMap<_, _> = asked.query_pairs().into_owned().collect();
        assert_eq!(
            (asked["items"].as_str(), asked["since_timestamp"].as_str()),
            ("note", "2026-11-19 00:00:00")
        );
        let number = |name: &str| asked.get(name).map_or(0, |text| text.parse::<usize>().unwrap());
        let (start, limit) = (number("start"), number("limit"));
        // a page may hold less than was asked for, whatever comes after it
        let data: Vec<_> = (start..=notes)
            .take(limit - 1)
            .map(|id| match id {
                0 => json!({ "item": "stage", "id": 1, "data": { "id": 1 } }),
                _ => json!({ "item": "note", "id": id, "data": { "id": id, "active_flag": true } }),
            })
            .collect();
        let pagination =
            json!({ "start": start, "limit": limit, "more_items_in_collection": start + limit - 1 <= notes });
        let answer =
            json!({ "success": true, "data": data, "additional_data": { "pagination": pagination } });
        Canned::json(200, answer.to_string())
    })
}

#[tokio::test]
async fn notes_that_changed_at_pipedrive_are_found_among_all_that_did() {
    let notes = 1_100;
    let http = Http::builder("https://api.pipedrive.com/v1")
        .default_auth(Auth::header("x-api-token", "secret"))
        .transport(company(notes))
        .clock(TestClock::new());
    let client = tributary::pipedrive::Client::from(http.build().unwrap());
    let since = Checkpoint::parse("2026-11-19T00:00:00Z").unwrap();
    let mut pages = ChangedSince::<Note>::changed_since(&client, Some(&since));
    let mut seen = BTreeSet::new();
    while let Some(page) = pages.next_page().await {
        for change in page.unwrap().records {
            assert!(seen.insert(change.id().to_string()), "{} came twice", change.id());
        }
    }
    assert_eq!(seen.len(), notes);
}
