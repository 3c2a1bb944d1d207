//! Where each operation goes.

use servers_of_operations::Client;
use servers_of_operations::api::default::GetQueryParams;

use crate::exchange::{content, over};

/// The servers of the client's own origin follow it, and so do relative ones.
#[tokio::test]
async fn another_address_takes_them_along() {
    let server = content();
    let client = Client::builder().base_url("https://stage.example.com/a/v1").http(over(&server)).build().unwrap();
    client.get_base().await.unwrap();
    client.get_relative().await.unwrap();
    client.get_sibling().await.unwrap();
    client.get_capitals().await.unwrap();
    let asked: Vec<String> = server.requests().iter().map(|request| request.uri.to_string()).collect();
    assert_eq!(
        asked,
        [
            "https://stage.example.com/a/v1/base",
            "https://stage.example.com/v2/relative",
            "https://stage.example.com/sibling/sibling",
            "https://stage.example.com/v3/capitals",
        ]
    );
}

#[tokio::test]
async fn the_innermost_server_is_asked() {
    let server = content();
    let client = Client::builder().http(over(&server)).build().unwrap();
    client.get_base().await.unwrap();
    client.get_path().await.unwrap();
    client.put_path().await.unwrap();
    client.get_relative().await.unwrap();
    client.get_sibling().await.unwrap();
    client.get_other_host().await.unwrap();
    client.get_capitals().await.unwrap();
    client.get_variable().await.unwrap();
    client.get_query(&GetQueryParams::default().with(|it| it.more = Some("x".to_owned()))).await.unwrap();
    client.act("7/8").await.unwrap();
    let asked: Vec<String> = server.requests().iter().map(|request| request.uri.to_string()).collect();
    assert_eq!(
        asked,
        [
            "https://api.example.com/v1/base",
            "https://files.example.com/base/path",
            "https://upload.example.com/path",
            "https://api.example.com/v2/relative",
            "https://api.example.com/sibling/sibling",
            "https://files.example.com/x/other-host",
            "https://api.example.com/v3/capitals",
            "https://eu.example.com/variable",
            "https://api.example.com/v1/query?fixed=1&more=x",
            "https://api.example.com/v1/items/7%2F8:action",
        ]
    );
}
