//! Spector's `authentication/noauth/union`: a token, or none.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::succeeds("Authentication_Noauth_Union_validNoAuth", client.valid_no_auth()).await;
    let client = Client::builder()
        .http(spector::setup)
        .o_auth2_auth_token("https://security.microsoft.com/.default")
        .build()?;
    spector::succeeds("Authentication_Noauth_Union_validToken", client.valid_token()).await;
    Ok(())
}
