//! Spector's `payload/content-negotiation`: what is asked for is received.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let (png, jpg) = (spector::asset("image.png")?, spector::asset("image.jpg")?);
    spector::scenario("Payload_ContentNegotiation_SameBody", async {
        for (kind, expected) in [("image/png", &png), ("image/jpeg", &jpg)] {
            let call = client.same_body_get_avatar_as_png_same_body_get_avatar_as_jpeg();
            let received = call.header("accept", kind).raw().await?;
            spector::same(received.body.as_ref() == expected.as_slice(), true)?;
        }
        let call = client.same_body_get_avatar_as_png_same_body_get_avatar_as_jpeg();
        let error = call.header("accept", "wrongAccept").raw().await.err().ok_or("it was let in")?;
        spector::same(error.status().map(|status| status.as_u16()), Some(400))
    })
    .await;
    spector::scenario("Payload_ContentNegotiation_DifferentBody", async {
        let call = client.different_body_get_avatar_as_png_different_body_get_avatar_as_json();
        spector::same(call.await?.content.0 == png, true)?;
        let call = client.different_body_get_avatar_as_png_different_body_get_avatar_as_json();
        let received = call.header("accept", "image/png").raw().await?;
        spector::same(received.body.as_ref() == png.as_slice(), true)?;
        let call = client.different_body_get_avatar_as_png_different_body_get_avatar_as_json();
        let error = call.header("accept", "wrongAccept").raw().await.err().ok_or("it was let in")?;
        spector::same(error.status().map(|status| status.as_u16()), Some(400))
    })
    .await;
    Ok(())
}
