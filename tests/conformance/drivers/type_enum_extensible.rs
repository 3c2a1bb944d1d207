//! Spector's `type/enum/extensible`: enums that may be extended.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    use DaysOfWeekExtensibleEnum::{Monday, Other};
    let p = "Type_Enum_Extensible_String_";
    let weekend = Other("Weekend".into());
    spector::gives(&format!("{p}getKnownValue"), client.string_get_known_value(), Monday).await;
    spector::succeeds(&format!("{p}putKnownValue"), client.string_put_known_value(&Monday)).await;
    spector::gives(&format!("{p}getUnknownValue"), client.string_get_unknown_value(), weekend.clone()).await;
    spector::succeeds(&format!("{p}putUnknownValue"), client.string_put_unknown_value(&weekend)).await;
    Ok(())
}
