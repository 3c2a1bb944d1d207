//! A document that declares schemes and requires none of them: what is given is sent.

use security_unstated::{Client, ClientBuilder};

use crate::exchange::{HOST, content, only, over};

/// `X-Key` and `X-Secret` of what is sent.
async fn sent(set_up: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (String, String) {
    let server = content();
    set_up(Client::builder(HOST)).http(over(&server)).build().unwrap().list_things().await.unwrap();
    let request = only(&server);
    (request.header("x-key").to_owned(), request.header("x-secret").to_owned())
}

#[tokio::test]
async fn what_is_given_is_sent() {
    let row = |key: &str, secret: &str| (key.to_owned(), secret.to_owned());
    assert_eq!(sent(|it| it.key("k").secret("s")).await, row("k", "s"));
    assert_eq!(sent(|it| it.secret("s")).await, row("", "s"));
    assert_eq!(sent(|it| it).await, row("", ""));
}
