//! Spector's `encode/boolean`: booleans as text, which the document types as text.

use client::Client;
use client::types::PropertyBoolAsStringProperty;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Encode_Boolean_Property_";
    let value = |text: &str| PropertyBoolAsStringProperty::new(text);
    spector::gives(&format!("{p}trueLower"), client.property_true_lower(&value("true")), value("true")).await;
    spector::gives(&format!("{p}falseLower"), client.property_false_lower(&value("false")), value("false"))
        .await;
    spector::gives(&format!("{p}trueUpper"), client.property_true_upper(&value("true")), value("TRUE")).await;
    spector::gives(&format!("{p}falseMixed"), client.property_false_mixed(&value("false")), value("FaLsE"))
        .await;
    Ok(())
}
