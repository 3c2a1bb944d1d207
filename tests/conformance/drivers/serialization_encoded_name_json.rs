//! Spector's `serialization/encoded-name/json`: a member whose name on the wire is another.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let body = PropertyJsonEncodedNameModel::new(true);
    let p = "Serialization_EncodedName_Json_Property_";
    spector::succeeds(&format!("{p}send"), client.property_send(&body)).await;
    spector::gives(&format!("{p}get"), client.property_get(), body).await;
    Ok(())
}
