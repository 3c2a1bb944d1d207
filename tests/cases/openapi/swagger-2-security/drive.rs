//! Which credentials each operation of Swagger 2.0 takes along.

use swagger_2_security::Client;

use crate::exchange::{content, over};

#[tokio::test]
async fn operations_take_what_they_need() {
    let server = content();
    let client = Client::builder()
        .basic("user", "secret")
        .query_key("k")
        .code_token("token")
        .http(over(&server))
        .build()
        .unwrap();
    client.get_basic().await.unwrap();
    client.get_both().await.unwrap();
    client.get_code().await.unwrap();
    client.get_open().await.unwrap();
    let asked: Vec<(String, String)> = server
        .requests()
        .iter()
        .map(|request| (request.uri.to_string(), request.header("authorization").to_owned()))
        .collect();
    let expected = [
        ("https://api.example.com/basic", "Basic dXNlcjpzZWNyZXQ="),
        ("https://api.example.com/both?key=k", "Basic dXNlcjpzZWNyZXQ="),
        ("https://api.example.com/code", "Bearer token"),
        ("https://api.example.com/open", ""),
    ];
    assert_eq!(asked, expected.map(|(uri, header)| (uri.to_owned(), header.to_owned())));
}
