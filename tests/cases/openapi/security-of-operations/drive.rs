//! What most operations demand is said once, and each still sends what it demands itself and nothing else.

use security_of_operations::Client;

use crate::exchange::{HOST, content, over};

#[tokio::test]
async fn each_operation_sends_its_own_credentials() {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).key("k").bearer("t").build().unwrap();
    for call in [client.get_open(), client.list_keys(), client.add_key(), client.administer()] {
        call.await.unwrap();
    }
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| (request.header("x-key").to_owned(), request.header("authorization").to_owned()))
        .collect();
    let pair = |key: &str, authorization: &str| (key.to_owned(), authorization.to_owned());
    assert_eq!(sent, [pair("", ""), pair("k", ""), pair("k", ""), pair("", "Bearer t")]);
}
