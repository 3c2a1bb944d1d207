//! Five operations of Asana, by Tributary's client.

use peer::api::{projects::*, tasks::*, users::*, workspaces::*};

pub async fn call(url: &str) -> Result<[bool; 5], Box<dyn std::error::Error>> {
    let client = peer::Client::builder().base_url(url).personal_access_token("token").build()?;
    Ok([
        client.get_task("1", &GetTaskParams::default()).await.is_ok(),
        client.get_user("1", &GetUserParams::default()).await.is_ok(),
        client.get_workspace("1", &GetWorkspaceParams::default()).await.is_ok(),
        client.get_project("1", &GetProjectParams::default()).await.is_ok(),
        client.delete_task("1", &DeleteTaskParams::default()).await.is_ok(),
    ])
}
