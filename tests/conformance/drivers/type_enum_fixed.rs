//! Spector's `type/enum/fixed`: enums that may not.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    use DaysOfWeekEnum::{Monday, Other};
    let p = "Type_Enum_Fixed_String_";
    spector::gives(&format!("{p}getKnownValue"), client.string_get_known_value(), Monday).await;
    spector::succeeds(&format!("{p}putKnownValue"), client.string_put_known_value(&Monday)).await;
    let weekend = Other("Weekend".into());
    spector::refused(&format!("{p}putUnknownValue"), client.string_put_unknown_value(&weekend), 500).await;
    Ok(())
}
