//! A client narrowed down to one contact, by its type and by the registry.

use inside_another::Client;
use inside_another::tributary_unified::crm::{Account, Contact, Note, NoteNew, NotePatch};
use tributary_client::HttpBuilder;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_capabilities::{Create, Delete, ErrorKind, List, ListOptions, Settings, Vendor, erased};
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

#[tokio::test]
async fn every_call_says_which_contact() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"results": [{"id": "n1"}], "next": "2"}"#))
        .then(Canned::json(200, r#"{"results": [{"id": "n2"}]}"#))
        .then(Canned::json(201, r#"{"id": "n3", "body": "Hello"}"#))
        .then(Canned::status(204));
    let inside = client(&server).inside(&Ref::<Contact>::new("c/7"));
    assert_eq!(inside.list(&ListOptions::default()).all().await.unwrap().len(), 2);
    let new = NoteNew::default().with(|it| it.content = Some("Hello".to_owned()));
    assert_eq!(inside.create(&new).await.unwrap().id, Ref::<Note>::new("n3"));
    inside.delete(&Ref::new("n3")).await.unwrap();
    assert_eq!(
        lines(&server),
        [
            "GET https://api.example.com/contacts/c%2F7/notes",
            "GET https://api.example.com/contacts/c%2F7/notes?after=2",
            "POST https://api.example.com/contacts/c%2F7/notes",
            "DELETE https://api.example.com/contacts/c%2F7/notes/n3",
        ]
    );
    assert_eq!(server.requests()[2].text(), r#"{"body":"Hello"}"#);
}

#[tokio::test]
async fn the_registry_knows_what_is_inside_what() {
    let server = Memory::new().then(Canned::json(200, r#"{"results": []}"#));
    let vendor: Box<dyn Vendor> = Box::new(client(&server));
    let contact = Ref::<Contact>::new("7");
    vendor.inside(&contact).list::<Note>(&ListOptions::default()).all().await.unwrap();
    assert_eq!(lines(&server), ["GET https://api.example.com/contacts/7/notes"]);
    let refused = |error: tributary_capabilities::Error| assert_eq!(error.kind(), ErrorKind::Unsupported);
    let options = ListOptions::default();
    refused(vendor.list::<Note>(&options).all().await.err().unwrap());
    refused(vendor.inside(&contact).update(&Ref::<Note>::new("1"), &NotePatch::default()).await.err().unwrap());
    refused(vendor.inside(&Ref::<Account>::new("7")).list::<Note>(&options).all().await.err().unwrap());
    assert!(vendor.inside(&contact).supports::<dyn erased::List<Note>>());
    let offers: Vec<_> = vendor.offers().iter().map(|offer| (offer.model, offer.parent)).collect();
    assert_eq!(offers, [("contact", None), ("note", Some(("crm", "contact")))]);
}
