//! Which of several successes has the record, and what the others mean.

use several_successes::Client;
use several_successes::tributary_unified::crm::{Contact, ContactNew, ContactPatch};
use tributary_client::HttpBuilder;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_capabilities::{Create, ErrorKind, Get, Settings, Update};
use tributary_core::Maybe;
use tributary_model::Ref;

fn client(server: &Memory) -> Client {
    let server = server.clone();
    let settings = Settings::new().set("access_token", "secret");
    let over = move |http: HttpBuilder| http.transport(server.clone()).clock(TestClock::new());
    Client::connect(&settings.http_with(over)).unwrap()
}

const ADA: &str = r#"{"id": "7", "name": "Ada"}"#;

#[tokio::test]
async fn statuses_with_the_same_record_are_the_same() {
    for status in [200, 203] {
        let record =
            client(&Memory::new().then(Canned::json(status, ADA))).get(&Ref::new("7")).await.unwrap();
        assert_eq!(record.model.first_name.as_deref(), Some("Ada"));
    }
}

#[tokio::test]
async fn a_success_without_the_record_is_no_record() {
    let server = Memory::new().then(Canned::json(202, r#"{"job": "j"}"#));
    let error = client(&server).get(&Ref::<Contact>::new("7")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    let server = Memory::new().then(Canned::json(202, r#"{"job": "j"}"#));
    let error = client(&server).create(&ContactNew::default()).await.unwrap_err();
    assert!(error.message().contains("a success that has no record"), "{error}");
}

#[tokio::test]
async fn an_update_needs_no_record() {
    let server = Memory::new().then(Canned::json(200, ADA)).then(Canned::status(204));
    let client = client(&server);
    let patch = ContactPatch::default().with(|it| it.first_name = Maybe::Value("Ada".to_owned()));
    let id = Ref::new("7");
    assert!(client.update(&id, &patch).await.unwrap().record.is_some());
    let written = client.update(&id, &patch).await.unwrap();
    assert_eq!((written.id, written.record.is_none()), (id, true));
}
