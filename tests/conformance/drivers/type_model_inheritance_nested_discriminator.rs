//! Spector's `type/model/inheritance/nested-discriminator`: variants of variants.

use client::Client;
use client::types::Fish;
use spector::serde_json::json;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Type_Model_Inheritance_NestedDiscriminator_";
    spector::back_again! { client, "Type_Model_Inheritance_NestedDiscriminator_":
        "getModel" get_model => "putModel" put_model;
        "getRecursiveModel" get_recursive_model => "putRecursiveModel" put_recursive_model;
    }
    // What no variant stands for is kept as it was received.
    let other = Fish::Other(json!({ "age": 1 }).into());
    spector::gives(&format!("{p}getMissingDiscriminator"), client.get_missing_discriminator(), other).await;
    let other = Fish::Other(json!({ "age": 1, "kind": "wrongKind" }).into());
    spector::gives(&format!("{p}getWrongDiscriminator"), client.get_wrong_discriminator(), other).await;
    Ok(())
}
