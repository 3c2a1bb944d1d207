//! Changes, where vendors make it hard: HubSpot's search shows 10,000 records, Pipedrive tells changes of all kinds in one list
//! that has no cursor.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use serde_json::json;
use tributary::testing::Mock;
use tributary::{Change, ChangedSince, Checkpoint, Model, crm, hubspot, pipedrive};

/// The ids of a run of changes, which come once each.
async fn changed<M: Model, C: ChangedSince<M>>(client: &C, since: Option<&Checkpoint>) -> BTreeSet<String> {
    let mut pages = client.changed_since(since);
    let mut seen = BTreeSet::new();
    while let Some(page) = pages.next_page().await {
        for change in page.unwrap().records {
            assert!(seen.insert(change.id().to_string()), "{} came twice", change.id());
        }
    }
    seen
}

/// The mock refuses, as HubSpot does, what is beyond the window of a search.
#[tokio::test]
async fn a_search_of_hubspot_goes_on_past_what_it_shows() {
    let contacts = 10_000 + 150;
    let portal = Mock::of(hubspot::MOCK).records(0).records_of("crm.contact", contacts).unlimited().build();
    let client = hubspot::Client::connect(&portal.settings()).unwrap();
    assert_eq!(changed::<crm::Contact, _>(&client, None).await.len(), contacts);
    let refused = portal.served().iter().filter(|it| !it.status.is_success()).count();
    assert_eq!(refused, 0, "what is beyond the window was asked for");
}

#[tokio::test]
async fn what_hubspot_archived_before_the_run_is_not_told_again() {
    let portal = Mock::of(hubspot::MOCK).records(0).build();
    let client = hubspot::Client::connect(&portal.settings()).unwrap();
    let person = || portal.create("crm.contact", &json!({ "properties": { "lastname": "Hopper" } })).unwrap();
    let ids: Vec<String> = (0..3).map(|_| person()).collect();
    portal.delete("crm.contact", &ids[0]);
    portal.advance(std::time::Duration::from_secs(60));
    let since = Checkpoint::from(portal.now());
    portal.delete("crm.contact", &ids[1]);
    for (since, expected) in [(Some(&since), &ids[1..2]), (None, &ids[..2])] {
        let mut pages = ChangedSince::<crm::Contact>::changed_since(&client, since);
        let mut gone = Vec::new();
        while let Some(page) = pages.next_page().await {
            gone.extend(page.unwrap().records.into_iter().filter_map(|change| match change {
                Change::Deleted(id) => Some(id.to_string()),
                _ => None,
            }));
        }
        assert_eq!(gone, expected, "{since:?}");
    }
}

#[tokio::test]
async fn notes_that_changed_at_pipedrive_are_found_among_all_that_did() {
    let company = Mock::of(pipedrive::MOCK).records_of("crm.note", 0).page_size(99).unlimited().build();
    let since = Checkpoint::from(company.now());
    let notes: BTreeSet<String> =
        (0..1_100).map(|_| company.create("crm.note", &json!({ "content": "<b>x</b>" })).unwrap()).collect();
    let client = pipedrive::Client::connect(&company.settings()).unwrap();
    assert_eq!(changed::<crm::Note, _>(&client, Some(&since)).await, notes);
}
