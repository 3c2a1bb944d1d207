//! What a vendor's own limits must not cost: HubSpot's search shows 10,000 records, and a run of changes goes on past them.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tributary::crm::Contact;
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_client::unified::ChangedSince;
use tributary_client::{Auth, Http};
use tributary_core::Checkpoint;

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
    let since = Checkpoint::Time("2026-11-19T00:00:00Z".parse().unwrap());
    let mut pages = ChangedSince::<Contact>::changed_since(&client, Some(&since));
    let mut seen = BTreeSet::new();
    while let Some(page) = pages.next_page().await {
        for change in page.unwrap().records {
            assert!(seen.insert(change.id().to_string()), "{} came twice", change.id());
        }
    }
    assert_eq!(seen.len(), contacts);
}
