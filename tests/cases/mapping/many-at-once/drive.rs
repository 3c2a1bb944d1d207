//! Ids in, records out: as objects, joined, as numbers; in parts, page by page.

use many_at_once::Client;
use many_at_once::tributary_unified::crm::{Account, Contact, User};
use tributary_client::HttpBuilder;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_capabilities::{ChangedSince, ErrorKind, GetMany, Settings, Vendor};
use tributary_model::Ref;

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

fn refs<M>(ids: &[&str]) -> Vec<Ref<M>> {
    ids.iter().map(|id| Ref::new(*id)).collect()
}

#[tokio::test]
async fn each_id_is_an_object_of_the_body() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"results": [{"id": 1}, {"id": 2}]}"#))
        .then(Canned::json(200, r#"{"results": []}"#));
    let client = client(&server);
    let found = GetMany::<Contact>::get_many(&client, &refs(&["1", "2", "3"])).all().await.unwrap();
    assert_eq!(found.len(), 2, "one is not there");
    let bodies: Vec<String> = server.requests().iter().map(|request| request.text()).collect();
    assert_eq!(bodies, [r#"{"inputs":[{"id":"1"},{"id":"2"}]}"#, r#"{"inputs":[{"id":"3"}]}"#]);
}

#[tokio::test]
async fn no_ids_no_request() {
    let server = Memory::new();
    let found = GetMany::<Contact>::get_many(&client(&server), &[]).all().await.unwrap();
    assert!(found.is_empty() && server.requests().is_empty());
}

#[tokio::test]
async fn the_pages_of_a_part_come_before_the_next_part() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"results": [{"id": 1}], "next": "p 2"}"#))
        .then(Canned::json(200, r#"{"results": [{"id": 2}]}"#))
        .then(Canned::json(200, r#"{"results": [{"id": 3}]}"#));
    let vendor: &dyn Vendor = &client(&server);
    let found = vendor.get_many::<User>(&refs(&["1", "2", "3"])).all().await.unwrap();
    assert_eq!(found.len(), 3);
    assert_eq!(
        lines(&server),
        [
            "GET https://api.example.com/users?ids=1%2C2",
            "GET https://api.example.com/users?ids=1%2C2&after=p%202",
            "GET https://api.example.com/users?ids=3",
        ]
    );
}

#[tokio::test]
async fn ids_are_numbers_where_the_vendor_takes_numbers() {
    let server = Memory::new().then(Canned::json(200, r#"{"results": []}"#));
    let client = client(&server);
    GetMany::<Account>::get_many(&client, &refs(&["7", "8"])).all().await.unwrap();
    assert_eq!(server.requests()[0].text(), r#"{"ids":[7,8]}"#);
    let error = GetMany::<Account>::get_many(&client, &refs(&["x"])).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(server.requests().len(), 1, "an id that is no number is asked of nobody");
}

#[tokio::test]
async fn changes_that_are_ids_are_read_many_at_once() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"ids": [1, 2, 3]}"#))
        .then(Canned::json(200, r#"{"results": [{"id": 1}, {"id": 2}]}"#))
        .then(Canned::json(200, r#"{"results": [{"id": 3}]}"#));
    let page =
        ChangedSince::<Contact>::changed_since(&client(&server), None).next_page().await.unwrap().unwrap();
    assert_eq!(page.records.len(), 3);
    assert_eq!(
        lines(&server),
        [
            "GET https://api.example.com/contacts?since=1970-01-01T00%3A00%3A00Z",
            "POST https://api.example.com/contacts/read",
            "POST https://api.example.com/contacts/read",
        ]
    );
}
