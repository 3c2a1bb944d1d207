//! Spector's `authentication/oauth2`: an access token with every request.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder()
        .http(spector::setup)
        .o_auth2_auth_token("https://security.microsoft.com/.default")
        .build()?;
    spector::succeeds("Authentication_OAuth2_valid", client.valid()).await;
    let client = Client::builder().http(spector::setup).o_auth2_auth_token("wrong").build()?;
    spector::scenario("Authentication_OAuth2_invalid", async {
        let error = client.invalid().await.err().ok_or("it was let in")?;
        spector::same(error.status().map(|status| status.as_u16()), Some(403))?;
        spector::same(error.body().map(|body| body.error.as_str()), Some("invalid-grant"))
    })
    .await;
    Ok(())
}
