//! Spector's `versioning/added`: what a version adds.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url(), "v2").http(spector::once).build()?;
    let value = ModelV1::new("foo", EnumV1::EnumMemberV2, UnionV1::Integer(10));
    spector::gives("Versioning_Added_v1", client.v1("bar", &value), value.clone()).await;
    let value = ModelV2::new("foo", UnionV2::Text("bar".to_owned()));
    spector::gives("Versioning_Added_v2", client.v2(&value), value.clone()).await;
    spector::gives(
        "Versioning_Added_InterfaceV2",
        client.interface_v2_v2_in_interface(&value),
        value.clone(),
    )
    .await;
    Ok(())
}
