//! A member of another type than documented is left out, and a warning on the record says which, however it was read.

use serde_json::json;
use tributary_client::HttpBuilder;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_capabilities::{Create, ErrorKind, Get, List, ListOptions, Settings, Update};
use tributary_core::Maybe;
use tributary_model::{Ref, Warning};
use wrong_types::Client;
use wrong_types::tributary_unified::crm::{ContactNew, ContactPatch};

fn client(answer: serde_json::Value) -> Client {
    let server = Memory::with(move |_| Canned::json(200, answer.to_string()));
    let settings = Settings::new().set("access_token", "secret");
    let over = move |http: HttpBuilder| http.transport(server.clone()).clock(TestClock::new());
    Client::connect(&settings.http_with(over)).unwrap()
}

/// What can be read in one way only is: the colour is a text, if a number was sent.
fn odd() -> serde_json::Value {
    json!({
        "rank": 1, "address": { "city": "Turin", "geo": { "lat": 45.07 } },
        "color": 3, "emails": [{ "value": "a@example.com", "main": true }, { "value": [], "main": false }, 6], "first": "Ada", "id": 7,
        "last": {}, "odd": 1, "owner": { "id": "me" }, "properties": { "odd": {}, "title": {} },
    })
}

fn said(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}

const ALL: [&str; 7] = [
    r#"[wrong-type] email_addresses (of emails[1].value): expected text, received "a list""#,
    r#"[wrong-type] email_addresses (of emails[2]): expected an object, received "integer 6""#,
    r#"[wrong-type] name (of last): expected text, received "an object""#,
    r#"[wrong-type] last_name (of last): expected text, received "an object""#,
    r#"[wrong-type] owner (of owner.id): expected an integer, received "text \"me\"""#,
    r#"[wrong-type] properties.odd: expected text, received "an object""#,
    r#"[wrong-type] title (of properties.title): expected text, received "an object""#,
];

#[tokio::test]
async fn whatever_answers_with_a_record_says_what_is_wrong_with_it() {
    let id = Ref::new("7");
    let listed = client(json!({ "data": [odd()] })).list(&ListOptions::default()).all().await.unwrap();
    assert_eq!(said(&listed[0].warnings), ALL);
    let enveloped = client(json!({ "data": odd() }));
    assert_eq!(said(&enveloped.get(&id).await.unwrap().warnings), ALL);
    let made = enveloped.create(&ContactNew::default()).await.unwrap();
    assert_eq!(said(&made.record.unwrap().warnings), ALL);
    let patch = ContactPatch::default().with(|it| it.first_name = Maybe::Value("Ada".to_owned()));
    let changed = client(odd()).update(&id, &patch).await.unwrap();
    let record = changed.record.unwrap();
    assert_eq!(said(&record.warnings), ALL);
    assert_eq!((record.model.first_name.as_deref(), record.model.last_name), (Some("Ada"), None));
    let last = &record.warnings[3];
    assert_eq!((last.field.as_ref(), last.member.as_deref()), ("last_name", Some("last")));
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_no_missing_one() {
    let id = Ref::new("7");
    let error = client(json!({ "data": { "id": "seven", "rank": 1, "address": { "city": "Turin", "geo": { "lat": 45.07 } }, "emails": [] } })).get(&id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IncompleteResponse);
    assert_eq!(said(error.warnings()), [r#"[wrong-type] id: expected an integer, received "text \"seven\"""#]);
    // what is deleted at the vendor is said by it, not by what a response lacks
    assert_eq!(client(json!({})).get(&id).await.unwrap_err().kind(), ErrorKind::InvalidResponse);
    let error = client(json!({ "data": { "id": "seven", "rank": 1, "address": { "city": "Turin", "geo": { "lat": 45.07 } }, "emails": [] } })).create(&ContactNew::default()).await.unwrap_err();
    assert!(said(error.warnings())[0].starts_with("[wrong-type] id"), "{error}");
    let error = client(json!({})).create(&ContactNew::default()).await.unwrap_err();
    assert_eq!(error.message(), "the vendor wrote the record but did not say its id");
}

/// What the document requires of a record costs no record where it does not come, nor an item, nor what holds it.
#[tokio::test]
async fn a_record_is_not_lost_to_what_it_lacks() {
    let records = json!([
        { "id": 1, "first": "Ada" },
        { "id": 2, "rank": "high", "address": { "geo": {} }, "emails": [{ "value": "b@example.com" }, { "main": true }] },
        { "id": 3, "rank": null, "address": 7, "emails": {}, "first": "Eve" },
        { "first": "nobody" },
    ]);
    let client = client(json!({ "data": records }));
    let page = client.list(&ListOptions::default()).next_page().await.unwrap().unwrap();
    let names: Vec<_> = page.records.iter().map(|it| (it.model.id.as_str(), it.model.first_name.as_deref())).collect();
    assert_eq!(names, [("1", Some("Ada")), ("2", None), ("3", Some("Eve"))]);
    assert_eq!(page.failed.len(), 1, "{:?}", page.failed);
    let second = &page.records[1];
    let addresses: Vec<_> = second.model.email_addresses.iter().flatten().map(|it| it.address.as_deref()).collect();
    assert_eq!(addresses, [Some("b@example.com")]);
    let native = &second.native;
    assert_eq!((native.rank, native.address.as_ref().unwrap().city.as_deref()), (None, None));
    assert_eq!(native.emails.as_ref().unwrap()[0].main, None);
    assert!(page.records.iter().all(|record| !record.warnings.is_empty()));
}
