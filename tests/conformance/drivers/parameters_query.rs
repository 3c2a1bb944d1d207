//! Spector's `parameters/query`: a constant.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::succeeds("Parameters_Query_Constant_post", client.constant_post()).await;
    Ok(())
}
