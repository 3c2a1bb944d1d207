//! Spector's `type/model/empty`: objects without members.

use client::Client;
use tributary_client::core::Map;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let empty: Map<_> = Map::new();
    spector::succeeds("Type_Model_Empty_putEmpty", client.put_empty(&empty)).await;
    spector::gives("Type_Model_Empty_getEmpty", client.get_empty(), empty.clone()).await;
    spector::gives(
        "Type_Model_Empty_postRoundTripEmpty",
        client.post_round_trip_empty(&empty),
        empty.clone(),
    )
    .await;
    Ok(())
}
