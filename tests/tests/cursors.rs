//! Cursors and checkpoints: good for what they came from and nothing else, and never more than parameters of its call.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::time::Duration;
use tributary::testing::Mock;
use tributary::{ChangedSince, Checkpoint, Cursor, ErrorKind, List, ListOptions, Settings, crm};
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_client::{HttpBuilder, RetryPolicy};

fn settings(server: &Memory) -> Settings {
    let server = server.clone();
    Settings::new().set("access_token", "secret").http_with(move |http: HttpBuilder| {
        http.transport(server.clone()).clock(TestClock::new()).retry(RetryPolicy::never())
    })
}

fn hubspot(server: &Memory) -> tributary::hubspot::Client {
    tributary::hubspot::Client::connect(&settings(server)).unwrap()
}

fn salesforce(server: &Memory) -> tributary::salesforce::Client {
    let settings = settings(server).set("instance_url", "https://mine.my.salesforce.com");
    tributary::salesforce::Client::connect(&settings).unwrap()
}

/// HubSpot with one record a page.
fn portal() -> Mock {
    Mock::of(tributary::hubspot::MOCK).page_size(1).build()
}

fn connected(portal: &Mock) -> tributary::hubspot::Client {
    tributary::hubspot::Client::connect(&portal.settings()).unwrap()
}

async fn a_cursor_of_contacts(portal: &Mock) -> Cursor {
    let mut pages = List::<crm::Contact>::list(&connected(portal), &ListOptions::default());
    pages.next_page().await.unwrap().unwrap().next.unwrap()
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list() {
    let portal = portal();
    let cursor = a_cursor_of_contacts(&portal).await;
    let options = ListOptions::default().resume(cursor);
    let mut pages = List::<crm::Contact>::list(&connected(&portal), &options);
    let second = pages.next_page().await.unwrap().unwrap().records[0].model.id.to_string();
    assert_eq!(second, portal.records("crm.contact")[1]["id"].as_str().unwrap());
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused_before_anything_is_sent() {
    let portal = portal();
    let cursor = a_cursor_of_contacts(&portal).await;
    let options = ListOptions::default().resume(cursor.clone());
    let org = Mock::of(tributary::salesforce::MOCK).build();
    let hubspot = connected(&portal);
    let salesforce = tributary::salesforce::Client::connect(&org.settings()).unwrap();
    let errors = [
        List::<crm::Account>::list(&hubspot, &options).all().await.unwrap_err(),
        List::<crm::Contact>::list(&salesforce, &options).all().await.unwrap_err(),
        ChangedSince::<crm::Contact>::changed_since(&hubspot, None).resume(cursor).all().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::InvalidCursor);
        assert!(error.message().contains("hubspot/crm.contact/list/"), "{error}");
    }
    assert_eq!((portal.requests(), org.requests()), (1, 0));
}

#[tokio::test]
async fn a_checkpoint_is_good_for_its_own_run_and_a_time_for_all() {
    let portal = Mock::of(tributary::hubspot::MOCK).build();
    let org = Mock::of(tributary::salesforce::MOCK).build();
    // the vendor's clock, far from the client's
    org.advance(Duration::from_secs(86_400));
    let hubspot = connected(&portal);
    let salesforce = tributary::salesforce::Client::connect(&org.settings()).unwrap();
    let mut pages = ChangedSince::<crm::Contact>::changed_since(&salesforce, None);
    let checkpoint = pages.next_page().await.unwrap().unwrap().checkpoint.unwrap();
    // the vendor's time, less the overlap
    assert_eq!(checkpoint.time(), Some(org.now() - Duration::from_secs(300)));
    let saved = Checkpoint::parse(&checkpoint.to_string()).unwrap();
    assert_eq!(saved, checkpoint);
    let before = org.requests();
    let runs = [
        ChangedSince::<crm::Contact>::changed_since(&hubspot, Some(&saved)).all().await.err(),
        ChangedSince::<crm::Account>::changed_since(&salesforce, Some(&saved)).all().await.err(),
    ];
    for error in runs {
        assert_eq!(error.unwrap().kind(), ErrorKind::InvalidCursor);
    }
    assert_eq!((portal.requests(), org.requests()), (0, before));
    let time = Checkpoint::from("2026-11-20T00:00:00Z".parse::<tributary::Timestamp>().unwrap());
    ChangedSince::<crm::Contact>::changed_since(&hubspot, Some(&time)).all().await.unwrap();
    ChangedSince::<crm::Contact>::changed_since(&salesforce, Some(&saved)).all().await.unwrap();
}

/// The members of a cursor.
fn opened(cursor: &Cursor) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor.as_str()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_cursor_that_was_changed_cannot_choose_the_request() {
    let next = "/services/data/v59.0/query/01gAA-2000";
    let server = Memory::with(move |_| {
        let record = json!({ "Id": "1" });
        let answer = json!({ "totalSize": 2, "done": false, "records": [record], "nextRecordsUrl": next });
        Canned::json(200, answer.to_string())
    });
    let client = salesforce(&server);
    let mut pages = List::<crm::Contact>::list(&client, &ListOptions::default());
    let cursor = pages.next_page().await.unwrap().unwrap().next.unwrap();
    let members = opened(&cursor);
    // of the address only the locator is kept
    assert_eq!(members["cursor"], "01gAA-2000");
    let instance = "https://mine.my.salesforce.com/services/data/v59.0";
    for tampered in [
        "?q=SELECT+Pay+FROM+Payroll__c",
        "../sobjects/Payroll__c",
        "..",
        "01g/../../sobjects",
        "https://elsewhere.example/x",
        "a%2F..%2Fsobjects",
        "01g?fields=Pay",
        "01g#x",
        "",
    ] {
        let mut members = members.clone();
        members["cursor"] = json!(tampered);
        let cursor = Cursor::new(URL_SAFE_NO_PAD.encode(members.to_string()));
        let before = server.requests().len();
        let options = ListOptions::default().resume(cursor);
        let _ = List::<crm::Contact>::list(&client, &options).next_page().await.unwrap();
        for sent in server.requests().iter().skip(before) {
            let own = format!("{instance}/query?q=SELECT");
            let sent = sent.uri.to_string();
            assert!(sent.starts_with(&own) && !sent.contains("Payroll"), "{tampered}: {sent}");
        }
    }
    // members that are none of ours are a refusal
    for odd in [json!(null), json!([]), json!({ "of": members["of"] }), json!("x")] {
        let cursor = Cursor::new(URL_SAFE_NO_PAD.encode(odd.to_string()));
        let options = ListOptions::default().resume(cursor);
        let error = List::<crm::Contact>::list(&client, &options).all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidCursor);
    }
    let mut beyond = members.clone();
    beyond["leg"] = json!(7);
    let options = ListOptions::default().resume(Cursor::new(URL_SAFE_NO_PAD.encode(beyond.to_string())));
    let error = List::<crm::Contact>::list(&client, &options).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidCursor);
}

#[tokio::test]
async fn cursors_in_a_ring_end_with_an_error_also_across_restarts() {
    // `after` goes 1, 2, 3, 4, 2, 3, 4, …
    let server = Memory::with(|request: &Recorded| {
        let after = request.uri.query().unwrap_or_default().split("after=").nth(1).unwrap_or("0");
        let at: u64 = after.split('&').next().unwrap().parse().unwrap();
        let next = if at == 4 { 2 } else { at + 1 };
        let next = json!({ "next": { "after": next.to_string() } });
        Canned::json(200, json!({ "results": [], "paging": next }).to_string())
    });
    let mut options = ListOptions::default();
    for _ in 0..100 {
        // every page in a process of its own
        let mut pages = List::<crm::Contact>::list(&hubspot(&server), &options);
        match pages.next_page().await.unwrap() {
            Ok(page) => options = ListOptions::default().resume(page.next.unwrap()),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::InvalidResponse);
                return;
            }
        }
    }
    panic!("the list never ends");
}
