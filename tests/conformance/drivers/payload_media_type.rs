//! Spector's `payload/media-type`: texts as JSON and as they are.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Payload_MediaType_StringBody_";
    spector::succeeds(&format!("{p}sendAsText"), client.string_body_send_as_text("{cat}")).await;
    spector::gives(&format!("{p}getAsText"), client.string_body_get_as_text(), "{cat}".to_owned()).await;
    spector::succeeds(&format!("{p}sendAsJson"), client.string_body_send_as_json("foo")).await;
    spector::gives(&format!("{p}getAsJson"), client.string_body_get_as_json(), "foo".to_owned()).await;
    Ok(())
}
