//! The items of a stream are those of the array that its schema describes; a body of lines is a list.

use futures_util::StreamExt;
use streams_of_items::Client;
use streams_of_items::types::Info;
use tributary_client::Lines;
use tributary_client::testing::{Canned, Memory};

use crate::exchange::{content, only, over};

fn client(server: &Memory) -> Client {
    Client::builder().http(over(server)).build().unwrap()
}

fn reading(kind: &str, body: &'static str) -> Client {
    client(&Memory::new().then(Canned::status(200).header("content-type", kind).piece(body)))
}

async fn described(lines: Lines<Info>) -> Vec<String> {
    lines.map(|info| info.unwrap().desc.unwrap()).collect().await
}

fn infos() -> Vec<Info> {
    ["a", "b"].map(|desc| Info::default().with(|it| it.desc = Some(desc.to_owned()))).to_vec()
}

const LINES: &str = "{\"desc\":\"a\"}\n{\"desc\":\"b\"}\n";

#[tokio::test]
async fn an_array_is_streamed_item_by_item() {
    let mut events = reading("text/event-stream", "data: {\"desc\":\"a\"}\n\n").get_events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.desc.as_deref(), Some("a"));
    let client = |kind| reading(kind, LINES);
    assert_eq!(described(client("application/x-ndjson").get_lines().await.unwrap()).await, ["a", "b"]);
    assert_eq!(described(client("application/stream+json").get_flux().await.unwrap()).await, ["a", "b"]);
    assert_eq!(described(client("application/jsonl").get_items().await.unwrap()).await, ["a", "b"]);
}

/// OpenAPI 3.2 describes the event, whose data is a text that may hold a value.
#[tokio::test]
async fn the_schema_of_an_event_is_not_that_of_its_data() {
    const EVENT: &str = "event: info\ndata: {\"desc\":\"a\"}\n\n";
    let mut events = reading("text/event-stream", EVENT).get_typed_events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.desc.as_deref(), Some("a"));
    let mut events = reading("text/event-stream", EVENT).get_text_events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "{\"desc\":\"a\"}");
}

#[tokio::test]
async fn a_record_separator_is_no_part_of_a_value() {
    let numbers = reading("application/json-seq", "\u{1e}1\n\u{1e}2\n").get_sequence().await.unwrap();
    let numbers: Vec<i64> = numbers.map(Result::unwrap).collect().await;
    assert_eq!(numbers, [1, 2]);
}

#[tokio::test]
async fn lines_of_text_are_lines() {
    let lines = reading("application/jsonl", "{\"desc\": \"a\"}\nplain\n\"quoted\\n\"\n12\n").get_text().await.unwrap();
    let lines: Vec<String> = lines.map(Result::unwrap).collect().await;
    assert_eq!(lines, ["{\"desc\": \"a\"}", "plain", "quoted\n", "12"]);
    let bytes = reading("application/jsonl", LINES).get_bytes().await.unwrap();
    let bytes: Vec<u8> = bytes.map(Result::unwrap).collect::<Vec<_>>().await.concat();
    assert_eq!(bytes, LINES.as_bytes());
}

#[tokio::test]
async fn a_list_is_sent_line_by_line() {
    let server = content();
    client(&server).send_lines(&infos()).await.unwrap();
    assert_eq!((only(&server).text(), only(&server).header("content-type")), (LINES.to_owned(), "application/x-ndjson"));
    let server = content();
    client(&server).send_items(Some(&infos())).await.unwrap();
    assert_eq!((only(&server).text(), only(&server).header("content-type")), (LINES.to_owned(), "application/jsonl"));
    let server = content();
    client(&server).send_items(None).await.unwrap();
    assert_eq!((only(&server).text().as_str(), only(&server).header("content-type")), ("", ""));
    let server = content();
    client(&server).send_sequence(&[1, 2]).await.unwrap();
    assert_eq!(only(&server).text(), "\u{1e}1\n\u{1e}2\n");
}

#[tokio::test]
async fn text_and_bytes_are_sent_as_they_are() {
    for text in [LINES, "no JSON\n"] {
        let server = content();
        client(&server).send_text(text).await.unwrap();
        assert_eq!((only(&server).text().as_str(), only(&server).header("content-type")), (text, "application/jsonl"));
        let server = content();
        client(&server).send_bytes(text).await.unwrap();
        assert_eq!((only(&server).text().as_str(), only(&server).header("content-type")), (text, "application/jsonl"));
    }
}
