//! Five operations of Box, by Tributary's client.

use peer::api::{files::*, folders::*, users::*};

pub async fn call(url: &str) -> Result<[bool; 5], Box<dyn std::error::Error>> {
    let client = peer::Client::builder().base_url(url).o_auth2_security_token("token").build()?;
    Ok([
        client.get_users_me(&GetUsersMeParams::default()).await.is_ok(),
        client.get_files_id("1", &GetFilesIdParams::default()).await.is_ok(),
        client.get_folders_id("1", &GetFoldersIdParams::default()).await.is_ok(),
        client.get_folders_id_items("1", &GetFoldersIdItemsParams::default()).await.is_ok(),
        client.delete_files_id("1", &DeleteFilesIdParams::default()).await.is_ok(),
    ])
}
