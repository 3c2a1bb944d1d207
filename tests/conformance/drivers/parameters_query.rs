//! Spector's `parameters/query`: a constant, and a name with a sign.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::succeeds("Parameters_Query_Constant_post", client.constant_post()).await;
    let call = client.special_char_dollar_sign("status eq 'active'");
    spector::succeeds("Parameters_Query_SpecialChar_dollarSign", call).await;
    Ok(())
}
