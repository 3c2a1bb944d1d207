//! Spector's `encode/array`: lists as one text.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Encode_Array_Property_";
    let value = CommaDelimitedArrayProperty::new("blue,red,green");
    spector::gives(&format!("{p}commaDelimited"), client.property_comma_delimited(&value), value.clone())
        .await;
    let value = SpaceDelimitedArrayProperty::new("blue red green");
    spector::gives(&format!("{p}spaceDelimited"), client.property_space_delimited(&value), value.clone())
        .await;
    let value = PipeDelimitedArrayProperty::new("blue|red|green");
    spector::gives(&format!("{p}pipeDelimited"), client.property_pipe_delimited(&value), value.clone()).await;
    let value = NewlineDelimitedArrayProperty::new("blue\nred\ngreen");
    spector::gives(&format!("{p}newlineDelimited"), client.property_newline_delimited(&value), value.clone())
        .await;
    let value = CommaDelimitedEnumArrayProperty::new("blue,red,green");
    spector::gives(
        &format!("{p}enumCommaDelimited"),
        client.property_enum_comma_delimited(&value),
        value.clone(),
    )
    .await;
    let value = SpaceDelimitedEnumArrayProperty::new("blue red green");
    spector::gives(
        &format!("{p}enumSpaceDelimited"),
        client.property_enum_space_delimited(&value),
        value.clone(),
    )
    .await;
    let value = PipeDelimitedEnumArrayProperty::new("blue|red|green");
    spector::gives(
        &format!("{p}enumPipeDelimited"),
        client.property_enum_pipe_delimited(&value),
        value.clone(),
    )
    .await;
    let value = NewlineDelimitedEnumArrayProperty::new("blue\nred\ngreen");
    spector::gives(
        &format!("{p}enumNewlineDelimited"),
        client.property_enum_newline_delimited(&value),
        value.clone(),
    )
    .await;
    let value = CommaDelimitedExtensibleEnumArrayProperty::new("blue,red,green");
    spector::gives(
        &format!("{p}extensibleEnumCommaDelimited"),
        client.property_extensible_enum_comma_delimited(&value),
        value.clone(),
    )
    .await;
    let value = SpaceDelimitedExtensibleEnumArrayProperty::new("blue red green");
    spector::gives(
        &format!("{p}extensibleEnumSpaceDelimited"),
        client.property_extensible_enum_space_delimited(&value),
        value.clone(),
    )
    .await;
    let value = PipeDelimitedExtensibleEnumArrayProperty::new("blue|red|green");
    spector::gives(
        &format!("{p}extensibleEnumPipeDelimited"),
        client.property_extensible_enum_pipe_delimited(&value),
        value.clone(),
    )
    .await;
    let value = NewlineDelimitedExtensibleEnumArrayProperty::new("blue\nred\ngreen");
    spector::gives(
        &format!("{p}extensibleEnumNewlineDelimited"),
        client.property_extensible_enum_newline_delimited(&value),
        value.clone(),
    )
    .await;
    Ok(())
}
