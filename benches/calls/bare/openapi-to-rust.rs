//! Nothing of a client: one request by what openapi-to-rust's clients use.

pub async fn call(url: &str) -> Result<[bool; 1], Box<dyn std::error::Error>> {
    let client = reqwest_middleware::ClientBuilder::new(reqwest::Client::new()).build();
    let text = client.get(url).send().await?.text().await?;
    Ok([serde_json::from_str::<serde_json::Value>(&text).is_ok()])
}
