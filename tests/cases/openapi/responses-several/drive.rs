//! Which status becomes which variant.

use responses_several::Client;
use responses_several::replies::{CreateReply, StartJobError, StartJobReply};
use tributary_client::Error;
use tributary_client::testing::{Canned, Memory};

use crate::exchange::{HOST, answers, over};

fn client(server: &Memory) -> Client {
    Client::builder(HOST).http(over(server)).build().unwrap()
}

async fn started(answer: Canned) -> Result<StartJobReply, Error<StartJobError>> {
    client(&answers(answer)).start_job().await
}

async fn refused(answer: Canned) -> StartJobError {
    started(answer).await.unwrap_err().into_body().unwrap()
}

#[tokio::test]
async fn each_success_is_a_variant() {
    let reply = started(Canned::json(200, r#"{"value": "done"}"#)).await.unwrap();
    assert!(matches!(reply, StartJobReply::Success(it) if it.value == "done"));
    let reply = started(Canned::json(202, r#"{"id": "7"}"#)).await.unwrap();
    assert!(matches!(reply, StartJobReply::Accepted(it) if it.id == "7"));
    let reply = client(&answers(Canned::json(201, r#"{"value": "new"}"#))).create().await.unwrap();
    assert!(matches!(reply, CreateReply::Created(it) if it.value == "new"));
    let reply = client(&answers(Canned::status(204))).create().await.unwrap();
    assert!(matches!(reply, CreateReply::NoContent(())));
}

#[tokio::test]
async fn a_status_comes_before_its_range() {
    let error = refused(Canned::json(409, r#"{"id": "7"}"#)).await;
    assert!(matches!(error, StartJobError::Conflict(it) if it.id == "7"));
    let error = refused(Canned::json(422, r#"{"title": "no"}"#)).await;
    assert!(matches!(error, StartJobError::Status4xx(it) if it.title.as_deref() == Some("no")));
    let error = refused(Canned::status(500).header("content-type", "text/plain").piece("ouch")).await;
    assert!(matches!(error, StartJobError::Status5xx(it) if it.0 == "ouch"));
}

#[tokio::test]
async fn ranges_and_defaults_answer_too() {
    let reply = client(&answers(Canned::json(207, r#"{"value": "a"}"#))).get_range().await.unwrap();
    assert_eq!(reply.value, "a");
    let reply = client(&answers(Canned::json(200, r#"{"value": "b"}"#))).get_default().await.unwrap();
    assert_eq!(reply.value, "b");
    let error = client(&answers(Canned::json(400, r#"{"value": "c"}"#))).get_default().await.unwrap_err();
    assert_eq!(error.body().unwrap().value, "c");
}

#[tokio::test]
async fn head_has_a_status_alone() {
    client(&answers(Canned::status(200))).check().await.unwrap();
    let error = client(&answers(Canned::status(404))).check().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
}
