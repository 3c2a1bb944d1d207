//! Server variables, a path's own server, another address.

use servers::Client;

use crate::exchange::{content, over};

#[tokio::test]
async fn variables_are_filled_in() {
    let server = content();
    let client = Client::builder("us", "v3", "acme").http(over(&server)).build().unwrap();
    client.get_here().await.unwrap();
    client.get_there().await.unwrap();
    // its server has a variable that nothing says the value of
    client.get_elsewhere().await.unwrap();
    let client = Client::builder("eu", "v2", "acme")
        .base_url("https://sandbox.example.com")
        .http(over(&server))
        .build()
        .unwrap();
    client.get_here().await.unwrap();
    let asked: Vec<String> = server.requests().iter().map(|request| request.uri.to_string()).collect();
    let expected = [
        "https://us.example.com/v3/acme/here",
        "https://files.example.com/there",
        "https://us.example.com/v3/acme/elsewhere",
        "https://sandbox.example.com/here",
    ];
    assert_eq!(asked, expected);
}

/// Credentials follow the address.
#[test]
fn a_variable_leads_nowhere_else() {
    for (region, version, tenant) in [
        ("ap", "v2", "acme"),
        ("evil.example/", "v2", "acme"),
        ("eu", "v2?", "acme"),
        ("eu@evil.example", "v2", "acme"),
        ("eu", "v2", "acme#"),
        ("eu", "v2", ""),
    ] {
        assert!(Client::builder(region, version, tenant).build().is_err(), "{region} {version} {tenant}");
    }
    assert!(Client::builder("ap", "v2", "acme").base_url("https://ap.example.com/v2").http(over(&content())).build().is_ok());
}
