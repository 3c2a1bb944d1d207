//! Spector's `encode/bytes`: bytes in every place and both alphabets.

use client::Client;
use client::types::*;
use tributary_client::core::{Base64, Base64Url};

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let plain = Base64(b"test".to_vec());
    let url = Base64Url(b"test".to_vec());
    let urls = vec![url.clone(), url.clone()];
    spector::succeeds("Encode_Bytes_Query_default", client.query_default(&plain)).await;
    spector::succeeds("Encode_Bytes_Header_default", client.header_default(&plain)).await;
    spector::succeeds("Encode_Bytes_Query_base64", client.query_base64(&plain)).await;
    spector::succeeds("Encode_Bytes_Header_base64", client.header_base64(&plain)).await;
    spector::succeeds("Encode_Bytes_Query_base64url", client.query_base64url(&url)).await;
    spector::succeeds("Encode_Bytes_Header_base64url", client.header_base64url(&url)).await;
    spector::succeeds("Encode_Bytes_Query_base64urlArray", client.query_base64url_array(&urls)).await;
    spector::succeeds("Encode_Bytes_Header_base64urlArray", client.header_base64url_array(&urls)).await;
    let body = DefaultBytesProperty::new(plain.clone());
    spector::gives("Encode_Bytes_Property_default", client.property_default(&body), body.clone()).await;
    let body = Base64BytesProperty::new(plain.clone());
    spector::gives("Encode_Bytes_Property_base64", client.property_base64(&body), body.clone()).await;
    let body = Base64urlBytesProperty::new(url.clone());
    spector::gives("Encode_Bytes_Property_base64url", client.property_base64url(&body), body.clone()).await;
    let body = Base64urlArrayBytesProperty::new(urls.clone());
    spector::gives(
        "Encode_Bytes_Property_base64urlArray",
        client.property_base64url_array(&body),
        body.clone(),
    )
    .await;
    let png = spector::asset("image.png")?;
    spector::succeeds("Encode_Bytes_RequestBody_default", client.request_body_default(png.clone())).await;
    spector::succeeds("Encode_Bytes_RequestBody_octetStream", client.request_body_octet_stream(png.clone()))
        .await;
    let sent = client.request_body_custom_content_type(png.clone());
    spector::succeeds("Encode_Bytes_RequestBody_customContentType", sent).await;
    spector::succeeds("Encode_Bytes_RequestBody_base64", client.request_body_base64(&plain)).await;
    spector::gives("Encode_Bytes_ResponseBody_base64", client.response_body_base64(), plain).await;
    spector::gives("Encode_Bytes_ResponseBody_base64url", client.response_body_base64url(), url).await;
    spector::streams("Encode_Bytes_ResponseBody_default", client.response_body_default(), &png).await;
    spector::streams("Encode_Bytes_ResponseBody_octetStream", client.response_body_octet_stream(), &png)
        .await;
    let received = client.response_body_custom_content_type();
    spector::streams("Encode_Bytes_ResponseBody_customContentType", received, &png).await;
    Ok(())
}
