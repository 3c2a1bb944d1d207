//! Cursors and checkpoints: good for what they came from and nothing else, and never more than parameters of its call.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
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

/// HubSpot with one record a page, for ever.
fn endless() -> Memory {
    Memory::with(|request: &Recorded| {
        let after = request.uri.query().unwrap_or_default().split("after=").nth(1).unwrap_or("0");
        let id: u64 = after.split('&').next().unwrap().parse::<u64>().unwrap() + 1;
        let record = json!({
            "id": id.to_string(), "properties": {}, "archived": false,
            "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
        });
        let next = json!({ "next": { "after": id.to_string() } });
        Canned::json(200, json!({ "results": [record], "paging": next }).to_string())
    })
}

async fn a_cursor_of_contacts(server: &Memory) -> Cursor {
    let mut pages = List::<crm::Contact>::list(&hubspot(server), &ListOptions::default());
    pages.next_page().await.unwrap().unwrap().next.unwrap()
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list() {
    let server = endless();
    let cursor = a_cursor_of_contacts(&server).await;
    let options = ListOptions::default().resume(cursor);
    let mut pages = List::<crm::Contact>::list(&hubspot(&server), &options);
    assert_eq!(pages.next_page().await.unwrap().unwrap().records[0].model.id.as_str(), "2");
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused_before_anything_is_sent() {
    let server = endless();
    let cursor = a_cursor_of_contacts(&server).await;
    let options = ListOptions::default().resume(cursor.clone());
    let (hubspot, salesforce) = (hubspot(&server), salesforce(&server));
    let errors = [
        List::<crm::Account>::list(&hubspot, &options).all().await.unwrap_err(),
        List::<crm::Contact>::list(&salesforce, &options).all().await.unwrap_err(),
        ChangedSince::<crm::Contact>::changed_since(&hubspot, None).resume(cursor).all().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::InvalidCursor);
        assert!(error.message().contains("hubspot/crm.contact/list/"), "{error}");
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_checkpoint_is_good_for_its_own_run_and_a_time_for_all() {
    let server = Memory::with(|request: &Recorded| {
        let answer = if request.uri.path().contains("query") {
            json!({ "totalSize": 0, "done": true, "records": [] })
        } else {
            json!({ "total": 0, "results": [] })
        };
        Canned::json(200, answer.to_string()).header("date", "Sat, 21 Nov 2026 09:30:00 GMT")
    });
    let (hubspot, salesforce) = (hubspot(&server), salesforce(&server));
    let mut pages = ChangedSince::<crm::Contact>::changed_since(&salesforce, None);
    let checkpoint = pages.next_page().await.unwrap().unwrap().checkpoint.unwrap();
    // the vendor's time, whatever the client's is, less the overlap
    assert_eq!(checkpoint.time(), Some("2026-11-21T09:25:00Z".parse().unwrap()));
    let saved = Checkpoint::parse(&checkpoint.to_string()).unwrap();
    assert_eq!(saved, checkpoint);
    let runs = [
        ChangedSince::<crm::Contact>::changed_since(&hubspot, Some(&saved)).all().await.err(),
        ChangedSince::<crm::Account>::changed_since(&salesforce, Some(&saved)).all().await.err(),
    ];
    for error in runs {
        assert_eq!(error.unwrap().kind(), ErrorKind::InvalidCursor);
    }
    assert_eq!(server.requests().len(), 1);
    let time = Checkpoint::from("2026-11-20T00:00:00Z".parse::<tributary::Timestamp>().unwrap());
    ChangedSince::<crm::Contact>::changed_since(&hubspot, Some(&time)).all().await.unwrap();
    ChangedSince::<crm::Account>::changed_since(&salesforce, Some(&saved.clone())).all().await.unwrap_err();
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
