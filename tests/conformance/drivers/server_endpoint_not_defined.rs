//! Spector's `server/endpoint/not-defined`: a document without a server.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url()).http(spector::once).build()?;
    spector::succeeds("Server_Endpoint_NotDefined_valid", client.valid()).await;
    Ok(())
}
