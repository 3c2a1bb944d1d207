//! Spector's `special-headers/repeatability`: a request that the server knows again.

use client::Client;
use tributary_client::core::HttpDate;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let first_sent = HttpDate("2022-11-15T12:45:26Z".parse()?);
    let call = client.immediate_success("2378d9bc-1726-11ee-be56-0242ac120002", first_sent);
    let name = "SpecialHeaders_Repeatability_immediateSuccess";
    spector::header(name, call, "repeatability-result", "accepted").await;
    Ok(())
}
