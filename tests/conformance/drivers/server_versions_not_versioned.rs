//! Spector's `server/versions/not-versioned`: versions as plain parameters.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url()).http(spector::once).build()?;
    let p = "Server_Versions_NotVersioned_";
    spector::succeeds(&format!("{p}withoutApiVersion"), client.without_api_version()).await;
    spector::succeeds(&format!("{p}withPathApiVersion"), client.with_path_api_version("v1.0")).await;
    spector::succeeds(&format!("{p}withQueryApiVersion"), client.with_query_api_version("v1.0")).await;
    Ok(())
}
