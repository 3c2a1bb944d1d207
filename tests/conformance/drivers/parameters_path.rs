//! Spector's `parameters/path`: a placeholder, and one that may be empty.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::succeeds("Parameters_Path_normal", client.normal("foo")).await;
    spector::scenario("Parameters_Path_optional", async {
        client.optional("").await?;
        client.optional("/foo").await?;
        Ok(())
    })
    .await;
    Ok(())
}
