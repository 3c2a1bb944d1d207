//! Five operations of Xero's accounting, by the client of openapi-to-rust.

pub async fn call(url: &str) -> Result<[bool; 5], Box<dyn std::error::Error>> {
    let client = peer::client::HttpClient::new().with_base_url(url).with_api_key("token");
    let id = "297c2dc5-cc47-4afd-8ec8-74990b8761e9";
    Ok([
        client.get_account(id, "tenant").await.is_ok(),
        client.get_contact(id, "tenant").await.is_ok(),
        client.get_invoice(id, None, "tenant").await.is_ok(),
        client.get_item(id, None, "tenant").await.is_ok(),
        client.get_payment(id, "tenant").await.is_ok(),
    ])
}
