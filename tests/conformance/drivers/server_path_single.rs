//! Spector's `server/path/single`: a server that is one variable.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url()).http(spector::once).build()?;
    spector::succeeds("Server_Path_Single_myOp", client.my_op()).await;
    Ok(())
}
