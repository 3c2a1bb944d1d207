//! Spector's `type/model/inheritance/enum-discriminator`: a discriminator that is an enum.

use client::Client;
use client::types::*;
use spector::serde_json;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Type_Model_Inheritance_EnumDiscriminator_";
    let golden = Dog::Golden(Golden::new(10));
    let cobra = Snake::Cobra(Cobra::new(10));
    spector::gives(&format!("{p}getExtensibleModel"), client.get_extensible_model(), golden.clone()).await;
    spector::succeeds(&format!("{p}putExtensibleModel"), client.put_extensible_model(&golden)).await;
    spector::gives(&format!("{p}getFixedModel"), client.get_fixed_model(), cobra.clone()).await;
    spector::succeeds(&format!("{p}putFixedModel"), client.put_fixed_model(&cobra)).await;
    // What no variant stands for is kept as it was received.
    let call = client.get_extensible_model_missing_discriminator();
    let other = Dog::Other(serde_json::json!({ "weight": 10 }).into());
    spector::gives(&format!("{p}getExtensibleModelMissingDiscriminator"), call, other).await;
    let call = client.get_extensible_model_wrong_discriminator();
    let other = Dog::Other(serde_json::json!({ "kind": "wrongKind", "weight": 8 }).into());
    spector::gives(&format!("{p}getExtensibleModelWrongDiscriminator"), call, other).await;
    let call = client.get_fixed_model_missing_discriminator();
    let other = Snake::Other(serde_json::json!({ "length": 10 }).into());
    spector::gives(&format!("{p}getFixedModelMissingDiscriminator"), call, other).await;
    let call = client.get_fixed_model_wrong_discriminator();
    let other = Snake::Other(serde_json::json!({ "kind": "wrongKind", "length": 8 }).into());
    spector::gives(&format!("{p}getFixedModelWrongDiscriminator"), call, other).await;
    Ok(())
}
