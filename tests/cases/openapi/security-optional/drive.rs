//! A scheme that no operation requires is sent where nothing else that an operation takes is given.

use security_optional::{Client, ClientBuilder};

use crate::exchange::{content, over};

/// `Authorization` and `X-Key` of each operation.
async fn sent(set_up: impl FnOnce(ClientBuilder) -> ClientBuilder) -> [[String; 2]; 3] {
    let server = content();
    let client = set_up(Client::builder()).http(over(&server)).build().unwrap();
    client.get_usual().await.unwrap();
    client.get_either().await.unwrap();
    client.get_open().await.unwrap();
    let requests = server.requests();
    [0, 1, 2].map(|at| ["authorization", "x-key"].map(|name| requests[at].header(name).to_owned()))
}

#[tokio::test]
async fn what_is_given_is_sent() {
    assert_eq!(sent(|it| it.key("k")).await, [["", "k"], ["", "k"], ["", ""]]);
    assert_eq!(sent(|it| it.key("k").token("t")).await, [["Bearer t", ""], ["Bearer t", ""], ["", ""]]);
}

#[tokio::test]
async fn what_is_required_is_asked_for() {
    let server = content();
    let client = Client::builder().http(over(&server)).build().unwrap();
    assert!(client.get_usual().await.unwrap_err().to_string().contains("no credentials were given for token"));
    client.get_either().await.unwrap();
}
