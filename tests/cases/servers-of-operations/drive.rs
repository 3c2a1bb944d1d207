//! Where each operation goes.

use servers_of_operations::Client;
use servers_of_operations::api::default::GetQueryParams;

use crate::exchange::{content, over};

#[tokio::test]
async fn the_innermost_server_is_asked() {
    let server = content();
    let client = Client::builder().http(over(&server)).build().unwrap();
    client.get_base().await.unwrap();
    client.get_path().await.unwrap();
    client.put_path().await.unwrap();
    client.get_relative().await.unwrap();
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
            "https://eu.example.com/variable",
            "https://api.example.com/v1/query?fixed=1&more=x",
            "https://api.example.com/v1/items/7%2F8:action",
        ]
    );
}
