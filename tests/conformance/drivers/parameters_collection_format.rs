//! Spector's `parameters/collection-format`: lists in queries and headers.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let colors = ["blue", "red", "green"].map(str::to_owned);
    let p = "Parameters_CollectionFormat_";
    spector::succeeds(&format!("{p}Query_multi"), client.query_multi(&colors)).await;
    spector::succeeds(&format!("{p}Query_csv"), client.query_csv(&colors)).await;
    spector::succeeds(&format!("{p}Query_ssv"), client.query_ssv(&colors)).await;
    spector::succeeds(&format!("{p}Query_pipes"), client.query_pipes(&colors)).await;
    spector::succeeds(&format!("{p}Header_csv"), client.header_csv(&colors)).await;
    Ok(())
}
