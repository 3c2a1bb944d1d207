//! What an application relies on, through the facade and the three vendors: limits and error rules of every client, what is
//! repeated, what can be tried again, and how its own JSON is read.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::time::Duration;

use tributary::client::testing::{Canned, Memory, TestClock};
use tributary::client::{HttpBuilder, RetryPolicy};
use tributary::testing::{Fault, Mock};
use tributary::{
    ChangedSince, Error, ErrorKind, Get, List, ListOptions, Maybe, Ref, Settings, Update, crm, hubspot,
    pipedrive,
};

fn over(
    server: &Memory,
    clock: &TestClock,
) -> impl Fn(HttpBuilder) -> HttpBuilder + Clone + Send + Sync + 'static {
    let (server, clock) = (server.clone(), clock.clone());
    move |http| http.transport(server.clone()).clock(clock.clone())
}

fn settings(server: &Memory, clock: &TestClock) -> Settings {
    Settings::new().set("access_token", "t1").http_with(over(server, clock))
}

fn hubspot(server: &Memory) -> hubspot::Client {
    hubspot::Client::connect(&settings(server, &TestClock::new())).unwrap()
}

const CONTACT: &str = r#"{"id":"1","properties":{},"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","archived":false}"#;

#[tokio::test]
async fn a_client_has_the_vendors_limits_and_rules_however_it_is_made() {
    let success = Memory::with(|_| Canned::json(200, r#"{"success":true,"data":{"id":1,"name":"Ada"}}"#));
    let failure = Memory::with(|_| Canned::json(200, r#"{"success":false,"error":"Deal is locked"}"#));
    type Make = fn(&Memory, &TestClock) -> pipedrive::Client;
    let connected: Make = |server, clock| {
        let settings = Settings::new().set("api_token", "t1").http_with(over(server, clock));
        pipedrive::Client::connect(&settings).unwrap()
    };
    let built: Make =
        |server, clock| pipedrive::Client::builder().api_key("t1").http(over(server, clock)).build().unwrap();
    for make in [connected, built] {
        let clock = TestClock::new();
        for _ in 0..21 {
            // a client a request, as web applications have it
            make(&success, &clock).get(&Ref::<crm::Contact>::new("1")).await.unwrap();
        }
        assert_eq!(clock.slept().iter().sum::<Duration>(), Duration::from_secs(2));
        let error = make(&failure, &clock).get(&Ref::<crm::Contact>::new("1")).await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Vendor, "Deal is locked"));
    }
}

#[tokio::test]
async fn a_search_is_repeated_though_it_is_a_post() {
    let portal = Mock::of(hubspot::MOCK).build();
    portal.fail_next(Fault::Status(502));
    let client = hubspot::Client::connect(&portal.settings()).unwrap();
    let mut pages = ChangedSince::<crm::Contact>::changed_since(&client, None);
    pages.next_page().await.unwrap().unwrap();
    let methods: Vec<String> = portal.served().iter().map(|it| it.method.to_string()).collect();
    assert_eq!(methods[..2], ["POST", "POST"]);
}

#[tokio::test]
async fn what_may_pass_can_be_tried_again() {
    for (status, retryable) in [
        (400, false),
        (401, false),
        (404, false),
        (408, true),
        (422, false),
        (429, true),
        (500, true),
        (501, false),
        (502, true),
        (503, true),
        (504, true),
        (529, true),
    ] {
        let server = Memory::with(move |_| Canned::status(status));
        let http = over(&server, &TestClock::new());
        let settings = Settings::new()
            .set("access_token", "t1")
            .http_with(move |it| http(it).retry(RetryPolicy::never()));
        let client = hubspot::Client::connect(&settings).unwrap();
        let error = client.get(&Ref::<crm::Contact>::new("1")).await.unwrap_err();
        assert_eq!(error.is_retryable(), retryable, "{status}: {error}");
    }
    let server = Memory::with(|_| Canned::status(503).header("retry-after", "7200"));
    let error = hubspot(&server).get(&Ref::<crm::Contact>::new("1")).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7200)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn records_are_taken_from_declared_origins_only() {
    let list = || Canned::json(200, format!(r#"{{"results":[{CONTACT}]}}"#));
    let moved = |to: &str| Memory::new().then(Canned::status(302).header("location", to)).then(list());
    let records = async |server: &Memory, trusted: Option<&'static str>| {
        let http = over(server, &TestClock::new());
        let settings = Settings::new().set("access_token", "t1");
        let settings =
            settings.http_with(move |it| trusted.into_iter().fold(http(it), HttpBuilder::trust_origin));
        List::<crm::Contact>::list(&hubspot::Client::connect(&settings).unwrap(), &ListOptions::default())
            .next_page()
            .await
            .unwrap()
            .map(|page| page.records.len())
    };
    let error = records(&moved("https://evil.example/x"), None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    assert!(error.message().contains("https://evil.example"), "{error}");
    assert_eq!(records(&moved("https://eu.example.com/x"), Some("https://eu.example.com")).await.unwrap(), 1);
    assert_eq!(records(&moved("/elsewhere"), None).await.unwrap(), 1);
}

#[tokio::test]
async fn a_patch_that_changes_nothing_sends_nothing() {
    let portal = Mock::of(hubspot::MOCK).build();
    let client = hubspot::Client::connect(&portal.settings()).unwrap();
    let id = Ref::<crm::Contact>::new(portal.records("crm.contact")[0]["id"].as_str().unwrap());
    let written = client.update(&id, &crm::ContactPatch::default()).await.unwrap();
    assert_eq!((written.id, written.record.is_none(), written.warnings.len()), (id.clone(), true, 0));
    // nor does one of what this vendor can't set
    let name: crm::ContactPatch = serde_json::from_str(r#"{"source":"fair"}"#).unwrap();
    let written = client.update(&id, &name).await.unwrap();
    assert_eq!(written.warnings.len(), 1);
    assert_eq!(portal.requests(), 0);
    // null is a change
    let cleared: crm::ContactPatch = serde_json::from_str(r#"{"first_name":null}"#).unwrap();
    client.update(&id, &cleared).await.unwrap();
    assert_eq!(portal.requests(), 1);
}

#[tokio::test]
async fn a_list_in_a_patch_is_the_whole_list() {
    let portal = Mock::of(hubspot::MOCK).build();
    let client = hubspot::Client::connect(&portal.settings()).unwrap();
    let id = Ref::<crm::Contact>::new(portal.records("crm.contact")[0]["id"].as_str().unwrap());
    let patch = r#"{"phone_numbers":[{"number":"+44 20 7946 0000","kind":"MOBILE"}]}"#;
    let patch: crm::ContactPatch = serde_json::from_str(patch).unwrap();
    client.update(&id, &patch).await.unwrap();
    let body = portal.served()[0].json();
    assert_eq!(body["properties"]["mobilephone"], "+44 20 7946 0000", "{body}");
    assert_eq!(
        (&body["properties"]["phone"], &body["properties"]["fax"]),
        (&"".into(), &"".into()),
        "{body}"
    );
}

#[test]
fn settings_that_are_missing_or_unknown_are_errors_of_their_own() {
    let kind = |settings: Settings| hubspot::Client::connect(&settings).unwrap_err().kind();
    assert_eq!(kind(Settings::new()), ErrorKind::MissingSetting);
    assert_eq!(kind(Settings::new().set("acces_token", "t1")), ErrorKind::UnknownSetting);
    let wrong = Settings::new().set("access_token", "t1").base_url("api.example.com");
    assert_eq!(kind(wrong), ErrorKind::InvalidInput);
}

#[test]
fn what_an_application_writes_is_read_strictly() {
    let new = |json: &str| serde_json::from_str::<crm::ContactNew>(json).map_err(|error| error.to_string());
    let patch =
        |json: &str| serde_json::from_str::<crm::ContactPatch>(json).map_err(|error| error.to_string());
    let ada = new(r#"{"first_name":"Ada","email_addresses":[{"address":"ada@example.com"}]}"#).unwrap();
    assert_eq!(ada.first_name.as_deref(), Some("Ada"));
    assert!(matches!(patch(r#"{"first_name":null}"#).unwrap().first_name, Maybe::Null));
    for (json, path) in [
        (r#"{"frist_name":"Ada"}"#, "frist_name: expected a property of the model"),
        (r#"{"id":"1"}"#, "id: expected a property of the model"),
        (r#"{"first_name":5}"#, "first_name: expected text, found integer 5"),
        (r#"{"first_name":["Ada"]}"#, "first_name: expected text"),
        (r#"{"birth_date":"yesterday"}"#, "birth_date: expected"),
        (r#"{"email_addresses":"ada@example.com"}"#, "email_addresses: expected"),
        (
            r#"{"email_addresses":[{"mail":"ada@example.com"}]}"#,
            "email_addresses[0].mail: expected a property",
        ),
        (r#"{"email_addresses":[{"address":7}]}"#, "email_addresses[0].address: expected text"),
        (r#"{"addresses":[{"city":"Paris"},{"city":{}}]}"#, "addresses[1].city: expected text"),
    ] {
        for error in [new(json).unwrap_err(), patch(json).unwrap_err()] {
            assert!(error.starts_with(path), "{json}: {error}");
        }
    }
    // a decimal is exact as a number and as a string
    for json in [r#"{"amount":12.50}"#, r#"{"amount":"12.50"}"#] {
        let new: crm::OpportunityNew = serde_json::from_str(json).unwrap();
        assert_eq!(new.amount.map(|it| it.to_string()).as_deref(), Some("12.50"));
    }
    // what an application has stored of a vendor's record may come from a later version
    let record = r#"{"id":"1","first_name":5,"added_later":true}"#;
    assert_eq!(serde_json::from_str::<crm::Contact>(record).unwrap().first_name.as_deref(), Some("5"));
}

#[tokio::test]
async fn the_vendors_error_is_the_source() {
    let server = Memory::with(|_| Canned::json(400, r#"{"category":"VALIDATION_ERROR","message":"no"}"#));
    let error: Error = hubspot(&server).get(&Ref::<crm::Contact>::new("1")).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("/crm/objects/"), "{source}");
}
