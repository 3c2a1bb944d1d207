//! Spector's `versioning/madeOptional`: a parameter that became optional.

use client::Client;
use client::api::default::TestParams;
use client::types::TestModel;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url(), "v2").http(spector::once).build()?;
    let value = TestModel::new("foo");
    let call = client.test(&value, &TestParams::default());
    spector::gives("Versioning_MadeOptional_test", call, value.clone()).await;
    Ok(())
}
