//! Spector's `authentication/http/custom`: credentials of a scheme of its own with every request.

use client::Client;

fn with(key: &str) -> Result<Client, tributary_client::InvalidRequest> {
    Client::builder().http(spector::setup).http_auth(key).build()
}

#[tokio::main]
async fn main() -> spector::Outcome {
    spector::succeeds("Authentication_Http_Custom_valid", with("valid-key")?.valid()).await;
    spector::scenario("Authentication_Http_Custom_invalid", async {
        let error = with("invalid-key")?.invalid().await.err().ok_or("it was let in")?;
        spector::same(error.status().map(|status| status.as_u16()), Some(403))?;
        spector::same(error.body().map(|body| body.error.as_str()), Some("invalid-api-key"))
    })
    .await;
    Ok(())
}
