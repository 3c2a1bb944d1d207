//! Spector's `payload/head`: headers of a response without a body.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let name = "Payload_Head_contentTypeHeaderInResponse";
    spector::header(name, client.content_type_header_in_response(), "x-ms-meta", "hello").await;
    Ok(())
}
