//! Five operations of Asana, by the client of openapi-to-rust.

pub async fn call(url: &str) -> Result<[bool; 5], Box<dyn std::error::Error>> {
    let client = peer::client::HttpClient::new().with_base_url(url).with_api_key("token");
    Ok([
        client.get_task("1", None, None).await.is_ok(),
        client.get_user("1", None, None, None::<&str>).await.is_ok(),
        client.get_workspace("1", None, None).await.is_ok(),
        client.get_project("1", None, None).await.is_ok(),
        client.delete_task("1", None).await.is_ok(),
    ])
}
