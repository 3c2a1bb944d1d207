//! Spector's `versioning/removed`: what a version removes.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url(), "v2").http(spector::once).build()?;
    let value = ModelV2::new("foo", UnionV2::Text("bar".to_owned()));
    spector::gives("Versioning_Removed_v2", client.v2(&value), value.clone()).await;
    let value = ModelV3::new("123", EnumV3::EnumMemberV1);
    spector::gives("Versioning_Removed_modelV3_V2", client.model_v3(&value), value.clone()).await;
    let client = Client::builder(&spector::url(), "v1").http(spector::once).build()?;
    spector::gives("Versioning_Removed_modelV3", client.model_v3(&value), value.clone()).await;
    Ok(())
}
