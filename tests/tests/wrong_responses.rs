//! Responses that are not what the vendor documents: what could lose records, or lead an application astray, is an error of
//! the kind that says what to do.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::{Value, json};
use tributary::client::testing::{Canned, Memory, Recorded, TestClock};

use tributary::client::{AuthError, BoxFuture, HttpBuilder, Stage, Token, TokenStore};
use tributary::{
    ChangedSince, Checkpoint, Create, Cursor, Error, ErrorKind, Get, List, ListOptions, Ref, Settings, crm,
};
use tributary::{hubspot, pipedrive, salesforce};

fn settings(server: &Memory) -> Settings {
    let server = server.clone();
    Settings::new().http_with(move |http: HttpBuilder| http.transport(server.clone()).clock(TestClock::new()))
}

fn pipedrive(server: &Memory) -> pipedrive::Client {
    pipedrive::Client::connect(&settings(server).set("api_token", "secret")).unwrap()
}

fn hubspot(server: &Memory) -> hubspot::Client {
    hubspot::Client::connect(&settings(server).set("access_token", "secret")).unwrap()
}

fn answering(body: impl ToString) -> Memory {
    let body = body.to_string();
    Memory::with(move |_| Canned::json(200, body.clone()).header("date", "Sat, 21 Nov 2026 09:30:00 GMT"))
}

/// What a run of changes, and a list, make of a response.
async fn read(body: impl ToString) -> [Result<usize, Error>; 2] {
    let client = pipedrive(&answering(body));
    let changes = ChangedSince::<crm::Contact>::changed_since(&client, None).all().await;
    let list = List::<crm::Contact>::list(&client, &ListOptions::default()).all().await;
    [changes.map(|all| all.len()), list.map(|all| all.len())]
}

#[tokio::test]
async fn a_list_that_is_not_there_is_no_end_of_a_list() {
    for data in [json!({}), json!("x"), json!(7), json!(false), Value::Null] {
        for outcome in read(json!({ "success": true, "data": data })).await {
            let error = outcome.expect_err(&data.to_string());
            assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{data}: {error}");
            assert!(error.message().contains("`data`"), "{error}");
        }
    }
    for outcome in read(json!({ "success": true })).await {
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::InvalidResponse);
    }
    for outcome in read(json!({ "success": true, "data": [] })).await {
        assert_eq!(outcome.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_vendor_may_say_that_a_list_ends_and_leave_it_out() {
    let ends = json!({ "pagination": { "more_items_in_collection": false } });
    let client = pipedrive(&answering(json!({ "success": true, "data": null, "additional_data": ends })));
    assert!(List::<crm::Note>::list(&client, &ListOptions::default()).all().await.unwrap().is_empty());
    let client = pipedrive(&answering(json!({ "success": true, "data": null, "additional_data": {} })));
    let error = List::<crm::Note>::list(&client, &ListOptions::default()).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
}

#[tokio::test]
async fn what_is_no_json_is_no_error_of_the_vendor() {
    for body in ["<html>Sign in to the proxy</html>", r#"{"success": true, "data": [{"id"#, "", "[]", "{}"] {
        for outcome in read(body).await {
            assert_eq!(outcome.expect_err(body).kind(), ErrorKind::InvalidResponse, "{body}");
        }
        let client = pipedrive(&answering(body));
        let error = Get::<crm::Contact>::get(&client, &Ref::new("7")).await.expect_err(body);
        assert!(
            matches!(error.kind(), ErrorKind::InvalidResponse | ErrorKind::IncompleteResponse),
            "{body}: {error:?}"
        );
    }
    let error = read(json!({ "success": false, "error": "No.", "code": "E1" })).await[0].clone_kind();
    assert_eq!(error, Some((ErrorKind::Vendor, Some("E1".to_owned()))));
}

/// Kind and code of an outcome.
trait Outcome {
    fn clone_kind(&self) -> Option<(ErrorKind, Option<String>)>;
}

impl Outcome for Result<usize, Error> {
    fn clone_kind(&self) -> Option<(ErrorKind, Option<String>)> {
        self.as_ref().err().map(|error| (error.kind(), error.code().map(str::to_owned)))
    }
}

#[tokio::test]
async fn a_cursor_that_the_vendor_refuses_is_an_invalid_cursor() {
    let server = Memory::with(|request: &Recorded| {
        let person = json!({ "id": 1, "name": "Ada" });
        match request.uri.query().unwrap_or_default().contains("cursor=") {
            false => Canned::json(
                200,
                json!({ "success": true, "data": [person], "additional_data": { "next_cursor": "old" } })
                    .to_string(),
            ),
            true => Canned::json(400, json!({ "success": false, "error": "Bad cursor." }).to_string()),
        }
    });
    let client = pipedrive(&server);
    let mut pages = ChangedSince::<crm::Contact>::changed_since(&client, None);
    let saved = pages.next_page().await.unwrap().unwrap().next.unwrap();
    let again =
        ChangedSince::<crm::Contact>::changed_since(&client, None).resume(Cursor::new(saved.as_str()));
    for mut pages in [pages, again] {
        let error = pages.next_page().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidCursor);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    }
    // without a cursor, it is an error of the vendor
    let server = Memory::with(|_| Canned::json(400, r#"{"success": false, "error": "No."}"#));
    let error =
        ChangedSince::<crm::Contact>::changed_since(&pipedrive(&server), None).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Vendor);
}

#[tokio::test]
async fn a_record_that_cannot_be_read_has_its_id() {
    let page = json!({ "success": true, "data": [{ "id": "x4", "name": "Ada" }, { "id": 5 }] });
    let client = pipedrive(&answering(page));
    let mut pages = List::<crm::Contact>::list(&client, &ListOptions::default());
    let page = pages.next_page().await.unwrap().unwrap();
    assert_eq!(page.records.len(), 1);
    assert_eq!(page.failed[0].id.as_deref(), Some("x4"));
    assert!(page.failed[0].to_string().starts_with("record x4"), "{}", page.failed[0]);
}

#[tokio::test]
async fn a_create_that_may_have_happened_says_so() {
    let new = crm::ContactNew::default().with(|it| it.name = Some("Ada".to_owned()));
    let may_have_acted = [
        (Canned::json(500, "{}"), true),
        (Canned::json(503, "{}"), true),
        (Canned::failure(Stage::Exchange), true),
        (Canned::json(201, r#"{"success": true, "data"#), true),
        (Canned::json(201, r#"{"success": true}"#), true),
        (Canned::json(400, r#"{"success": false}"#), false),
        (Canned::json(429, "{}").header("retry-after", "9000"), false),
        (Canned::failure(Stage::Connect), false),
    ];
    for (canned, expected) in may_have_acted {
        let server = Memory::with(move |_| canned.clone());
        let error = Create::<crm::Contact>::create(&pipedrive(&server), &new).await.unwrap_err();
        assert_eq!(error.may_have_acted(), expected, "{error:?}");
    }
    // reading can be repeated
    let server = Memory::with(|_| Canned::json(500, "{}"));
    let error = ChangedSince::<crm::Contact>::changed_since(&hubspot(&server), None).all().await.unwrap_err();
    assert!(error.is_retryable() && !error.may_have_acted(), "{error:?}");
}

#[tokio::test]
async fn a_token_of_nobody_is_no_checkpoint_of_a_vendor_by_time() {
    let server = answering(json!({ "success": true, "data": [] }));
    let token = Checkpoint::parse("token:abc").unwrap();
    let error = ChangedSince::<crm::Contact>::changed_since(&pipedrive(&server), Some(&token)).all().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidCursor);
    assert!(server.requests().is_empty());
}

/// A store whose database is locked.
#[derive(Clone)]
struct Locked;

impl TokenStore for Locked {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, AuthError>> {
        Box::pin(async { Err(AuthError::new("the database is locked")) })
    }

    fn save<'a>(&'a self, _: &'a Token) -> BoxFuture<'a, Result<(), AuthError>> {
        Box::pin(async { Err(AuthError::new("the database is locked")) })
    }
}

#[tokio::test]
async fn a_store_in_trouble_asks_nobody_to_sign_in() {
    let server = answering(json!({}));
    let mut settings = settings(&server).token_store(Locked);
    for name in ["client_id", "client_secret", "refresh_token"] {
        settings = settings.set(name, "secret");
    }
    let client = salesforce::Client::connect(&settings).unwrap();
    let error = Get::<crm::Contact>::get(&client, &Ref::new("003A")).await.unwrap_err();
    assert_eq!((error.kind(), error.needs_reauth()), (ErrorKind::Transport, false), "{error:?}");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_status_of_another_origin_is_not_the_vendors() {
    for status in [400, 401, 404, 410, 429] {
        let server = Memory::with(move |request: &Recorded| match request.uri.host() {
            Some("portal.example") => Canned::json(status, r#"{"message": "sign in first"}"#),
            _ => Canned::status(302).header("location", "https://portal.example/sign-in"),
        });
        let client = hubspot(&server);
        let record = Get::<crm::Contact>::get(&client, &Ref::new("7")).await.unwrap_err();
        let list = List::<crm::Contact>::list(&client, &ListOptions::default()).all().await.unwrap_err();
        for error in [record, list] {
            // not gone, not refused, nobody has to sign in
            assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{status}: {error}");
            assert!(!error.needs_reauth() && error.message().contains("portal.example"), "{status}: {error}");
        }
    }
}
