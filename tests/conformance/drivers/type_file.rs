//! Spector's `type/file`: bytes, typed by what they are sent as.

use client::Client;
use tributary_client::Body;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let png = spector::asset("image.png")?;
    let json = br#"{"message":"test file content"}"#;
    let p = "Type_File_Body_";
    let call = client.body_upload_file_specific_content_type(png.clone());
    spector::succeeds(&format!("{p}uploadFileSpecificContentType"), call).await;
    let call = client.body_upload_file_json_content_type(json.as_slice());
    spector::succeeds(&format!("{p}uploadFileJsonContentType"), call).await;
    let call = client.body_upload_file_multiple_content_types(png.clone());
    spector::succeeds(&format!("{p}uploadFileMultipleContentTypes"), call).await;
    let body = Body::from(png.clone()).content_type("image/png");
    let call = client.body_upload_file_default_content_type(body);
    spector::succeeds(&format!("{p}uploadFileDefaultContentType"), call).await;
    let call = client.body_download_file_specific_content_type();
    spector::streams(&format!("{p}downloadFileSpecificContentType"), call, &png).await;
    let call = client.body_download_file_json_content_type();
    spector::streams(&format!("{p}downloadFileJsonContentType"), call, json).await;
    let call = client.body_download_file_multiple_content_types();
    spector::streams(&format!("{p}downloadFileMultipleContentTypes"), call, &png).await;
    let call = client.body_download_file_default_content_type();
    spector::streams(&format!("{p}downloadFileDefaultContentType"), call, &png).await;
    Ok(())
}
