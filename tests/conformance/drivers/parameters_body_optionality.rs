//! Spector's `parameters/body-optionality`: bodies that may be left out.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let body = BodyModel::new("foo");
    spector::succeeds("Parameters_BodyOptionality_requiredExplicit", client.required_explicit(&body)).await;
    spector::succeeds("Parameters_BodyOptionality_requiredImplicit", client.required_implicit(&body)).await;
    spector::scenario("Parameters_BodyOptionality_OptionalExplicit", async {
        client.optional_explicit_set(Some(&body)).await?;
        client.optional_explicit_omit(None).await?;
        Ok(())
    })
    .await;
    Ok(())
}
