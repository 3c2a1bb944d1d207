//! Spector's `server/path/multiple`: a server with several variables.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url(), "v1.0").http(spector::once).build()?;
    spector::succeeds("Server_Path_Multiple_noOperationParams", client.no_operation_params()).await;
    let call = client.with_operation_path_param("test");
    spector::succeeds("Server_Path_Multiple_withOperationPathParam", call).await;
    Ok(())
}
