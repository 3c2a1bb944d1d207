//! Spector's `payload/multipart`: files, arrays of them, JSON beside them.

use client::Client;
use client::api::default::*;
use client::types::*;
use tributary_client::Upload;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Payload_MultiPart_FormData_";
    let jpg = || spector::asset("image.jpg").map(|bytes| Upload::new(bytes).named("image.jpg"));
    let png = || spector::asset("image.png").map(|bytes| Upload::new(bytes).named("image.png"));
    let hello = || jpg().map(|file| file.named("hello.jpg").content_type("image/jpg"));
    let id = || "123".to_owned();

    let body = FormDataBasicBody::new(id(), jpg()?);
    spector::succeeds(&format!("{p}basic"), client.form_data_basic(&body)).await;
    let body = FormDataWithWireNameBody::new(id(), jpg()?);
    spector::succeeds(&format!("{p}withWireName"), client.form_data_with_wire_name(&body)).await;
    spector::scenario(&format!("{p}optionalParts"), async {
        let only_id = FormDataOptionalPartsBody::new().with(|it| it.id = Some(id()));
        let image = jpg()?;
        let only_image = FormDataOptionalPartsBody::new().with(|it| it.profile_image = Some(image.clone()));
        let both = only_id.clone().with(|it| it.profile_image = Some(image));
        for body in [only_id, only_image, both] {
            client.form_data_optional_parts(&body).await?;
        }
        Ok(())
    })
    .await;
    let body = FormDataFileArrayAndBasicBody::new(id(), Address::new("X"), jpg()?, vec![png()?, png()?]);
    spector::succeeds(&format!("{p}fileArrayAndBasic"), client.form_data_file_array_and_basic(&body)).await;
    let body = FormDataJsonPartBody::new(Address::new("X"), jpg()?);
    spector::succeeds(&format!("{p}jsonPart"), client.form_data_json_part(&body)).await;
    let body = FormDataBinaryArrayPartsBody::new(id(), vec![png()?, png()?]);
    spector::succeeds(&format!("{p}binaryArrayParts"), client.form_data_binary_array_parts(&body)).await;
    spector::scenario(&format!("{p}multiBinaryParts"), async {
        let body = FormDataMultiBinaryPartsBody::new(jpg()?);
        client.form_data_multi_binary_parts(&body).await?;
        let picture = png()?;
        client.form_data_multi_binary_parts(&body.with(|it| it.picture = Some(picture))).await?;
        Ok(())
    })
    .await;
    let body = FormDataCheckFileNameAndContentTypeBody::new(id(), hello()?);
    let call = client.form_data_check_file_name_and_content_type(&body);
    spector::succeeds(&format!("{p}checkFileNameAndContentType"), call).await;
    let body = FormDataAnonymousModelBody::new(jpg()?);
    spector::succeeds(&format!("{p}anonymousModel"), client.form_data_anonymous_model(&body)).await;

    let p = "Payload_MultiPart_FormData_HttpParts_";
    let body = ContentTypeImageJpegContentTypeBody::new(jpg()?.named("hello.jpg"));
    let call = client.content_type_image_jpeg_content_type(&body);
    spector::succeeds(&format!("{p}ContentType_imageJpegContentType"), call).await;
    let body = ContentTypeRequiredContentTypeBody::new(jpg()?.content_type("application/octet-stream"));
    let call = client.content_type_required_content_type(&body);
    spector::succeeds(&format!("{p}ContentType_requiredContentType"), call).await;
    let body = ContentTypeOptionalContentTypeBody::new(jpg()?);
    let call = client.content_type_optional_content_type(&body);
    spector::succeeds(&format!("{p}ContentType_optionalContentType"), call).await;
    let before = vec![Address::new("Y"), Address::new("Z")];
    let body = HttpPartsJsonArrayAndFileArrayBody::new(
        id(),
        Address::new("X"),
        jpg()?,
        before,
        vec![png()?, png()?],
    );
    let call = client.http_parts_json_array_and_file_array(&body);
    spector::succeeds(&format!("{p}jsonArrayAndFileArray"), call).await;
    let body = NonStringFloatBody::new(0.5);
    spector::succeeds(&format!("{p}NonString_float"), client.non_string_float(&body)).await;

    let p = "Payload_MultiPart_FormData_File_";
    let body = FileUploadFileSpecificContentTypeBody::new(png()?);
    let call = client.file_upload_file_specific_content_type(&body);
    spector::succeeds(&format!("{p}uploadFileSpecificContentType"), call).await;
    let body = FileUploadFileRequiredFilenameBody::new(png()?);
    let call = client.file_upload_file_required_filename(&body);
    spector::succeeds(&format!("{p}uploadFileRequiredFilename"), call).await;
    let body = FileUploadFileArrayBody::new(vec![png()?, png()?]);
    spector::succeeds(&format!("{p}uploadFileArray"), client.file_upload_file_array(&body)).await;
    Ok(())
}
