//! Spector's `versioning/renamedFrom`: what a version calls otherwise.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder(&spector::url(), "v2").http(spector::once).build()?;
    let value = NewModel::new("foo", NewUnion::Integer(10));
    spector::gives("Versioning_RenamedFrom_newOp", client.new_op("bar", &value), value.clone()).await;
    let call = client.new_interface_new_op_in_new_interface(&value);
    spector::gives("Versioning_RenamedFrom_NewInterface", call, value.clone()).await;
    Ok(())
}
