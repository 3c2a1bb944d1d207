//! Relative servers are resolved against the address that the document is served at, as RFC 3986 says.

use servers_relative::Client;
use tributary_client::testing::Memory;

use crate::exchange::{content, over};

fn asked(server: &Memory) -> Vec<String> {
    server.requests().iter().map(|request| request.uri.to_string()).collect()
}

#[tokio::test]
async fn an_origin_is_enough() {
    let server = content();
    let client = Client::builder("https://api.example.com", "v2").key("k").http(over(&server)).build().unwrap();
    client.get_here().await.unwrap();
    assert_eq!(asked(&server), ["https://api.example.com/v2/here"]);
    assert_eq!(server.requests()[0].header("x-key"), "k");
}

#[tokio::test]
async fn each_server_is_resolved() {
    let server = content();
    let client = Client::builder("https://api.example.com/docs/pets/openapi.yaml", "v3")
        .key("k")
        .http(over(&server))
        .http(|http| http.trust_origin("https://files.example.com"))
        .build()
        .unwrap();
    client.get_here().await.unwrap();
    client.get_sibling().await.unwrap();
    client.get_root().await.unwrap();
    client.get_other_host().await.unwrap();
    client.get_absolute().await.unwrap();
    assert_eq!(
        asked(&server),
        [
            "https://api.example.com/docs/pets/v3/here",
            "https://api.example.com/docs/sibling/sibling",
            "https://api.example.com/root",
            "https://files.example.com/x/other-host",
            "https://files.example.com/absolute",
        ]
    );
}

/// A key is for the origin of the client's address.
#[tokio::test]
async fn another_host_gets_no_key_undeclared() {
    let server = content();
    let client = Client::builder("https://api.example.com", "v2").key("k").http(over(&server)).build().unwrap();
    assert!(client.get_other_host().await.is_err());
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn another_address_takes_the_place_of_both() {
    let server = content();
    let client = Client::builder("https://api.example.com/docs/", "v2")
        .base_url("https://stage.example.com/a/b")
        .key("k")
        .http(over(&server))
        .build()
        .unwrap();
    client.get_here().await.unwrap();
    client.get_sibling().await.unwrap();
    assert_eq!(asked(&server), ["https://stage.example.com/a/b/here", "https://stage.example.com/sibling/sibling"]);
}

#[test]
fn a_base_that_is_none_is_refused() {
    for (base, version) in [("api.example.com", "v2"), ("/docs", "v2"), ("https://api.example.com", "v2?x=1")] {
        let error = Client::builder(base, version).http(over(&content())).build().map(|_| ()).unwrap_err();
        assert!(!error.to_string().is_empty(), "{base} {version}");
    }
}
