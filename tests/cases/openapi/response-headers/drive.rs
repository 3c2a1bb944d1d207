//! Documented headers are values, of answers and of errors alike.

use response_headers::types::State;
use response_headers::{Client, headers};
use tributary_client::testing::{Canned, Memory};

use crate::exchange::{HOST, answers, over};

fn client(server: &Memory) -> Client {
    Client::builder(HOST).http(over(server)).build().unwrap()
}

#[tokio::test]
async fn headers_are_values() {
    let answer = Canned::json(202, r#"{"id": "7"}"#)
        .header("x-rate-limit-remaining", "12")
        .header("Last-Modified", "Sat, 01 Mar 2025 10:00:00 GMT")
        .header("X-State", "running")
        .header("X-Tags", "a, b")
        .header("X-Tags", "c")
        .header("X-Cost", "1.10");
    let response = client(&answers(answer)).start_job().response().await.unwrap();
    assert_eq!(response.header(headers::X_RATE_LIMIT_REMAINING), Some(12));
    let modified = response.header(headers::LAST_MODIFIED).unwrap();
    assert_eq!(modified.to_string(), "2025-03-01T10:00:00Z");
    assert_eq!(response.header(headers::X_STATE), Some(State::Running));
    assert_eq!(response.header(headers::X_TAGS).unwrap(), ["a", "b", "c"]);
    // documents disagree about it, and every header is text
    assert_eq!(response.header(headers::X_COST).as_deref(), Some("1.10"));
    assert_eq!(response.header(headers::RETRY_AFTER), None);
    assert_eq!(response.header("x-state"), Some("running"));
}

#[tokio::test]
async fn headers_of_errors_and_of_streams_are_values() {
    let answer = Canned::json(409, r#"{"why": "slowly"}"#).header("Retry-After", "30");
    let error = client(&answers(answer)).start_job().await.unwrap_err();
    assert_eq!(error.header(headers::RETRY_AFTER), Some(30));
    assert_eq!(error.header(headers::X_STATE), None);

    let answer = Canned::status(200).header("X-State", "paused").header("Retry-After", "soon").piece("…");
    let response = client(&answers(answer)).show_job("7").response().await.unwrap();
    assert_eq!(response.header(headers::X_STATE), Some(State::from("paused")));
    // not as documented: the text is still there
    assert_eq!((response.header(headers::RETRY_AFTER), response.header("retry-after")), (None, Some("soon")));
}
