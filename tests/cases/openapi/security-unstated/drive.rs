//! A document that declares schemes and requires none of them: what is given is sent.

use security_unstated::{Client, ClientBuilder};

use crate::exchange::{HOST, content, only, over};

/// `X-Key`, `X-Secret` and `Authorization` of what is sent.
async fn sent(set_up: impl FnOnce(ClientBuilder) -> ClientBuilder) -> [String; 3] {
    let server = content();
    set_up(Client::builder(HOST)).http(over(&server)).build().unwrap().list_things().await.unwrap();
    let request = only(&server);
    ["x-key", "x-secret", "authorization"].map(|name| request.header(name).to_owned())
}

#[tokio::test]
async fn what_is_given_is_sent() {
    assert_eq!(sent(|it| it.key("k").secret("s")).await, ["k", "s", ""]);
    assert_eq!(sent(|it| it.secret("s")).await, ["", "s", ""]);
    assert_eq!(sent(|it| it.token("t").key("k")).await, ["k", "", "Bearer t"]);
    assert_eq!(sent(|it| it).await, ["", "", ""]);
}
