//! Spector's `authentication/union`: a key, or a token.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).api_key_auth("valid-key").build()?;
    spector::succeeds("Authentication_Union_validKey", client.valid_key()).await;
    let client = Client::builder()
        .http(spector::setup)
        .o_auth2_auth_token("https://security.microsoft.com/.default")
        .build()?;
    spector::succeeds("Authentication_Union_validToken", client.valid_token()).await;
    Ok(())
}
