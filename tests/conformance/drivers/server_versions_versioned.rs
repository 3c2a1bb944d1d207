//! Spector's `server/versions/versioned`: versions in paths and queries.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url()).http(spector::once).build()?;
    let p = "Server_Versions_Versioned_";
    spector::succeeds(&format!("{p}withoutApiVersion"), client.without_api_version()).await;
    let version = "2022-12-01-preview";
    spector::succeeds(&format!("{p}withPathApiVersion"), client.with_path_api_version(version)).await;
    spector::succeeds(&format!("{p}withQueryApiVersion"), client.with_query_api_version(version)).await;
    let call = client.with_query_old_api_version("2021-01-01-preview");
    spector::succeeds(&format!("{p}withQueryOldApiVersion"), call).await;
    Ok(())
}
