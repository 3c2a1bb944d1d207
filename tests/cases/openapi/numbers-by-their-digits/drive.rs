//! A number is sent as it was received, digit by digit.

use numbers_by_their_digits::Client;

use crate::exchange::{HOST, answers, line, only, over};
use tributary_client::testing::{Canned, Memory};

#[tokio::test]
async fn what_was_read_is_written() {
    let text = r#"{"id":1234567890123456789,"value":0.10,"double":5,"float":1234567.89,"count":5,"unsigned":18446744073709551615,"huge":-1000000000000000000000,"wei":115792089237316195423570985008687907853269984665640564039457,"level":18446744073709551615,"either":1e400,"anything":null}"#;
    let server = Memory::with(move |request| match request.body.is_empty() {
        true => Canned::json(200, text),
        false => Canned::json(200, request.body.clone()),
    });
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let meter = serde_json::from_str(text).unwrap();
    let id = "1234567890123456789".parse().unwrap();
    let answered = client.put_meter(&id, &meter).await.unwrap();
    let request = only(&server);
    assert_eq!(line(&request), format!("PUT {HOST}/meters/1234567890123456789"));
    assert_eq!(request.text(), text);
    assert_eq!(answered, meter);
}

#[tokio::test]
async fn what_a_double_does_not_hold_is_an_issue() {
    let server = answers(Canned::json(200, r#"{"id": 1, "double": 9007199254740993}"#));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let meter = serde_json::from_str(r#"{"id": 1}"#).unwrap();
    let answered = client.put_meter(&1.into(), &meter).response().await.unwrap();
    assert_eq!(answered.issues.len(), 1, "{:?}", answered.issues);
}
