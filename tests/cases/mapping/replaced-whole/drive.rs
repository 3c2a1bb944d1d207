//! Get, lay over, send: nothing is lost that the caller did not mean to lose.

use replaced_whole::Client;
use replaced_whole::tributary_unified::crm::{Contact, ContactPatch};
use tributary_client::HttpBuilder;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_capabilities::{ErrorKind, Settings, Update};
use tributary_core::Maybe;
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

const NOW: &str = r#"{"id": "7", "version": 3, "first": "Ada", "last": "King", "color": "red", "born": "1815-12-10",
    "owner": {"id": 5}, "more": 1}"#;

#[tokio::test]
async fn what_is_not_changed_is_sent_as_it_was_read() {
    let server = Memory::new().then(Canned::json(200, NOW)).then(Canned::status(204));
    let patch = ContactPatch::default().with(|it| it.last_name = Maybe::Value("Lovelace".to_owned()));
    let written = client(&server).update(&Ref::new("7"), &patch).await.unwrap();
    assert_eq!((written.id, written.warnings.len()), (Ref::new("7"), 0));
    assert_eq!(
        lines(&server),
        ["GET https://api.example.com/contacts/7", "PUT https://api.example.com/contacts/7",]
    );
    let sent = r#"{"version":3,"first":"Ada","last":"Lovelace","color":"red","born":"1815-12-10","owner":5}"#;
    assert_eq!(server.requests()[1].text(), sent);
}

#[tokio::test]
async fn null_clears_and_a_value_given_goes_before_the_one_read() {
    let server = Memory::new().then(Canned::json(200, NOW)).then(Canned::status(204));
    let patch = ContactPatch::default().with(|it| {
        it.birth_date = Maybe::Null;
        it.owner = Maybe::Value(Ref::new("9"));
    });
    client(&server).update(&Ref::new("7"), &patch).await.unwrap();
    let sent = r#"{"version":3,"first":"Ada","last":"King","color":"red","born":null,"owner":9}"#;
    assert_eq!(server.requests()[1].text(), sent);
}

#[tokio::test]
async fn a_refused_value_is_refused_before_anything_is_sent() {
    let server = Memory::new();
    let patch = ContactPatch::default().with(|it| it.owner = Maybe::Value(Ref::new("nobody")));
    let error = client(&server).update(&Ref::<Contact>::new("7"), &patch).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_cannot_be_sent_back_is_not_lost_in_silence() {
    let odd = NOW.replace("\"more\"", "\"odd\": {\"x\": 1}, \"more\"");
    let server = Memory::new().then(Canned::json(200, odd));
    let patch = ContactPatch::default().with(|it| it.first_name = Maybe::Value("Augusta".to_owned()));
    let error = client(&server).update(&Ref::<Contact>::new("7"), &patch).await.unwrap_err();
    assert!(error.message().contains("without losing `odd"), "{error}");
    assert_eq!(server.requests().len(), 1, "nothing was written");
}

#[tokio::test]
async fn what_could_not_be_read_is_not_lost_in_silence() {
    let patch = ContactPatch::default().with(|it| it.first_name = Maybe::Value("Augusta".to_owned()));
    for (from, to, member) in
        [("\"version\": 3", "\"version\": \"three\"", "version"), ("{\"id\": 5}", "{\"id\": \"me\"}", "owner.id")]
    {
        let server = Memory::new().then(Canned::json(200, NOW.replace(from, to)));
        let error = client(&server).update(&Ref::<Contact>::new("7"), &patch).await.unwrap_err();
        assert!(error.message().contains(&format!("without losing `{member}`")), "{error}");
        assert_eq!(server.requests().len(), 1, "nothing was written");
    }
}

#[tokio::test]
async fn a_record_that_is_not_there_is_not_made() {
    let server = Memory::new().then(Canned::json(404, "{}"));
    let (client, id) = (client(&server), Ref::<Contact>::new("7"));
    let patch = ContactPatch::default().with(|it| it.last_name = Maybe::Value("Byron".to_owned()));
    let error = client.update(&id, &patch).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(server.requests().len(), 1);
    // what changes nothing is neither read nor sent
    client.update(&id, &ContactPatch::default()).await.unwrap();
    assert_eq!(server.requests().len(), 1);
}
