//! Spector's `versioning/returnTypeChangedFrom`: a type that a version changes.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url(), "v2").http(spector::once).build()?;
    spector::gives("Versioning_ReturnTypeChangedFrom_test", client.test("test"), "test".to_owned()).await;
    Ok(())
}
