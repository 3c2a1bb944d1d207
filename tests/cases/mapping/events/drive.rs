//! Events with whole records, and events of ids: what they report, whatever is wrong with one of them.

use tributary_capabilities::{Settings, Vendor, Webhooks, erased};
use tributary_client::{HeaderMap, HttpBuilder};
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_model::Change;
use events::Client;
use events::tributary_unified::crm::{Contact, User};

use crate::exchange::line;

fn client(server: &Memory) -> Client {
    let server = server.clone();
    let settings = Settings::new().set("access_token", "secret");
    let over = move |http: HttpBuilder| http.transport(server.clone()).clock(TestClock::new());
    Client::connect(&settings.http_with(over)).unwrap()
}

const BODY: &str = r#"{"batch": {"events": [
    {"object": "contact", "action": "rung", "id": "e1", "at": 1795253400, "contact": {"id": 7, "label": "Ada", "since": "2026-11-21T09:30:00Z", "more": 1}},
    {"object": "contact", "action": "changed", "id": "e2", "at": 1795253402, "contact": {"id": 7, "label": "Ada L."}},
    {"object": "contact", "action": "changed", "id": "e3", "at": 1795253401, "contact": {"id": 7, "label": "late"}},
    {"object": "contact", "action": "changed", "at": 1795253400, "contact": {"id": 8, "label": [5]}},
    {"object": "contact", "action": "changed", "id": "e5", "contact": {"label": "nobody"}},
    {"object": "contact", "action": "gone", "id": "e6", "at": 1795253403, "contact_ids": [9, 10]},
    {"object": "user", "action": "changed", "id": "e7", "at": 1795253400, "user_ids": ["u1", "u2", "u1"]},
    {"object": "bell", "action": "rung", "id": "e8"},
    {"other": true}
]}}"#;

#[tokio::test]
async fn events_report_records_whole_or_by_their_ids() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"id": "u1", "label": "Grace"}"#))
        .then(Canned::json(404, "{}"));
    let client = client(&server);
    let mut headers = HeaderMap::new();
    headers.insert("bells-delivery", "d1".parse().unwrap());
    headers.insert("bells-account", "a1".parse().unwrap());
    let events = Client::WEBHOOKS.read(&headers, BODY.as_bytes()).unwrap();
    assert_eq!(events.len(), 9);
    assert_eq!(events[3].id.as_deref(), Some("d1"));
    assert!(events.iter().all(|event| event.account.as_deref() == Some("a1")));
    let unknown: Vec<_> = events.iter().filter(|event| !event.is_known()).map(|it| it.kind.as_str()).collect();
    assert_eq!(unknown, ["bell.rung", ""]);

    let told = Webhooks::<Contact>::reported(&client, &events).collected().await.unwrap();
    let told_of = |change: &Change<Contact, _>| match change {
        Change::Upserted(record) => format!("{} {:?}", record.model.id, record.model.name),
        Change::Deleted(id) => format!("{id} deleted"),
        _ => unreachable!(),
    };
    let changes: Vec<_> = told.records.iter().map(told_of).collect();
    assert_eq!(changes, ["7 Some(\"Ada L.\")", "8 None", "9 deleted", "10 deleted"]);
    let Change::Upserted(record) = &told.records[1] else { panic!("it was not deleted") };
    assert_eq!(record.warnings[0].field, "name");
    let failed: Vec<_> = told.failed.iter().map(ToString::to_string).collect();
    assert_eq!(failed, ["record at 2: it has no readable id"]);
    assert!(server.requests().is_empty());

    let vendor: &dyn Vendor = &client;
    assert!(vendor.webhooks().is_some() && vendor.supports::<dyn erased::Webhooks<User>>());
    let told = vendor.reported::<User>(&events).collected().await.unwrap();
    assert!(told.failed.is_empty());
    assert!(matches!(&told.records[0], Change::Upserted(record) if record.model.name.as_deref() == Some("Grace")));
    assert!(matches!(&told.records[1], Change::Deleted(id) if id.as_str() == "u2"));
    let lines: Vec<_> = server.requests().iter().map(line).collect();
    assert_eq!(lines, ["GET https://api.example.com/users/u1", "GET https://api.example.com/users/u2"]);
}

#[test]
fn a_body_that_is_none_of_the_vendors_is_an_error() {
    let read = |body: &str| Client::WEBHOOKS.read(&HeaderMap::new(), body.as_bytes()).map(|events| events.len());
    assert_eq!(read(r#"{"batch": {"events": []}}"#), Ok(0));
    for wrong in ["", "{", "[]", "{}", r#"{"batch": {"events": {}}}"#, "<html>"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}
