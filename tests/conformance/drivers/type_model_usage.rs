//! Spector's `type/model/usage`: types that are sent, received, or both.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let body = InputRecord::new("example-value");
    spector::succeeds("Type_Model_Usage_input", client.input(&body)).await;
    spector::scenario("Type_Model_Usage_output", async {
        spector::same(client.output().await?.required_prop, "example-value".to_owned())
    })
    .await;
    let body = InputOutputRecord::new("example-value");
    spector::gives("Type_Model_Usage_inputAndOutput", client.input_and_output(&body), body.clone()).await;
    Ok(())
}
