//! Events and lines, however the network cuts them.

use streams::Client;
use tributary_client::testing::Canned;

use crate::exchange::{HOST, answers, only, over};

#[tokio::test]
async fn events_come_one_by_one() {
    let server = answers(
        Canned::status(200)
            .header("content-type", "text/event-stream")
            .piece(": hello\n\nevent: made\nid: 7\ndata: {\"id\":")
            .piece("\"a\"}\n\nda")
            .piece("ta: {\"id\":\r\ndata: \"b\"}\r\n\r\n"),
    );
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let mut events = client.watch().await.unwrap();
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        seen.push((event.event, event.data.id.unwrap()));
    }
    assert_eq!(seen, [("made".to_owned(), "a".to_owned()), ("message".to_owned(), "b".to_owned())]);
    assert_eq!(only(&server).header("accept"), "text/event-stream");
}

#[tokio::test]
async fn a_line_that_is_no_json_costs_itself() {
    let server =
        answers(Canned::status(200).piece("{\"id\":\"a\"}\n\n{\"i").piece("d\":\"b\"}\nno\n{\"id\":\"c\"}"));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let mut lines = client.export().await.unwrap();
    let mut seen = Vec::new();
    while let Some(line) = lines.next().await {
        seen.push(line.map_or("?".to_owned(), |line| line.id.unwrap()));
    }
    assert_eq!(seen, ["a", "b", "?", "c"]);
}
