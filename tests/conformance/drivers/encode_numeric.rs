//! Spector's `encode/numeric`: numbers as text, which the document types as text.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Encode_Numeric_Property_";
    let value = PropertySafeintAsStringProperty::new("10000000000");
    spector::gives(&format!("{p}safeintAsString"), client.property_safeint_as_string(&value), value.clone())
        .await;
    let value = PropertyUint8AsStringProperty::new("255");
    spector::gives(&format!("{p}uint8AsString"), client.property_uint8_as_string(&value), value.clone())
        .await;
    let value = PropertyUint32AsStringProperty::default().with(|it| it.value = Some("1".to_owned()));
    let call = client.property_uint32_as_string_optional(&value);
    spector::gives(&format!("{p}uint32AsStringOptional"), call, value.clone()).await;
    Ok(())
}
