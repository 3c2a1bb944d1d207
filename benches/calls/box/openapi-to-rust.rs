//! Five operations of Box, by the client of openapi-to-rust.

const NONE: Option<&str> = None;

pub async fn call(url: &str) -> Result<[bool; 5], Box<dyn std::error::Error>> {
    let client = peer::client::HttpClient::new().with_base_url(url).with_api_key("token");
    Ok([
        client.get_users_me(None).await.is_ok(),
        client.get_files_id("1", None, NONE, NONE, NONE).await.is_ok(),
        client.get_folders_id("1", None, None, None, None, None, NONE, NONE).await.is_ok(),
        client.get_folders_id_items("1", None, None, NONE, None, None, None, None, NONE).await.is_ok(),
        client.delete_files_id("1", NONE).await.is_ok(),
    ])
}
