//! Spector's `versioning/typeChangedFrom`: types that a version changes.

use client::Client;
use client::types::TestModel;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url(), "v2").http(spector::once).build()?;
    let value = TestModel::new("foo", "bar");
    spector::gives("Versioning_TypeChangedFrom_test", client.test("baz", &value), value.clone()).await;
    Ok(())
}
