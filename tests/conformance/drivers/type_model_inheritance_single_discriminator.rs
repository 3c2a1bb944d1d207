//! Spector's `type/model/inheritance/single-discriminator`: variants by one member.

use client::Client;
use client::types::*;
use spector::serde_json;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::back_again! { client, "Type_Model_Inheritance_SingleDiscriminator_":
        "getModel" get_model => "putModel" put_model;
        "getNoSubtypesModel" get_no_subtypes_model => "putNoSubtypesModel" put_no_subtypes_model;
        "getRecursiveModel" get_recursive_model => "putRecursiveModel" put_recursive_model;
    }
    let p = "Type_Model_Inheritance_SingleDiscriminator_";
    // What no variant stands for is kept as it was received.
    let other = Bird::Other(serde_json::json!({ "wingspan": 1 }).into());
    spector::gives(&format!("{p}getMissingDiscriminator"), client.get_missing_discriminator(), other).await;
    let other = Bird::Other(serde_json::json!({ "kind": "wrongKind", "wingspan": 1 }).into());
    spector::gives(&format!("{p}getWrongDiscriminator"), client.get_wrong_discriminator(), other).await;
    spector::scenario(&format!("{p}getLegacyModel"), async {
        match client.get_legacy_model().await? {
            Dinosaur::TRex(it) => spector::same(it.size, 20),
            other => Err(format!("not a T-Rex: {other:?}").into()),
        }
    })
    .await;
    Ok(())
}
