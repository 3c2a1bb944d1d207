//! Spector's `response/body-or-no-content`: a body, or none.

use client::Client;
use client::replies::SuccessOrNoContentReply;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Response_BodyOrNoContent_";
    spector::scenario(&format!("{p}getBody"), async {
        match client.get_body().await? {
            SuccessOrNoContentReply::Success(it) => spector::same(it.content.as_str(), "hello"),
            other => Err(format!("no body: {other:?}").into()),
        }
    })
    .await;
    spector::scenario(&format!("{p}getNoContent"), async {
        match client.get_no_content().await? {
            SuccessOrNoContentReply::NoContent(()) => Ok(()),
            other => Err(format!("a body: {other:?}").into()),
        }
    })
    .await;
    Ok(())
}
