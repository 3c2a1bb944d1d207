//! Spector's `payload/xml`: XML in and out.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::back_again! { client, "Payload_Xml_":
        "ModelWithAttributesValue_get" model_with_attributes_value_get => "ModelWithAttributesValue_put" model_with_attributes_value_put;
        "ModelWithDatetimeValue_get" model_with_datetime_value_get => "ModelWithDatetimeValue_put" model_with_datetime_value_put;
        "ModelWithDictionaryValue_get" model_with_dictionary_value_get => "ModelWithDictionaryValue_put" model_with_dictionary_value_put;
        "ModelWithEncodedNamesValue_get" model_with_encoded_names_value_get => "ModelWithEncodedNamesValue_put" model_with_encoded_names_value_put;
        "ModelWithEnumValue_get" model_with_enum_value_get => "ModelWithEnumValue_put" model_with_enum_value_put;
        "ModelWithOptionalFieldValue_get" model_with_optional_field_value_get => "ModelWithOptionalFieldValue_put" model_with_optional_field_value_put;
        "ModelWithRenamedArraysValue_get" model_with_renamed_arrays_value_get => "ModelWithRenamedArraysValue_put" model_with_renamed_arrays_value_put;
        "ModelWithRenamedFieldsValue_get" model_with_renamed_fields_value_get => "ModelWithRenamedFieldsValue_put" model_with_renamed_fields_value_put;
        "ModelWithUnwrappedArrayValue_get" model_with_unwrapped_array_value_get => "ModelWithUnwrappedArrayValue_put" model_with_unwrapped_array_value_put;
        "ModelWithNamespaceOnPropertiesValue_get" model_with_namespace_on_properties_value_get => "ModelWithNamespaceOnPropertiesValue_put" model_with_namespace_on_properties_value_put;
        "ModelWithNamespaceValue_get" model_with_namespace_value_get => "ModelWithNamespaceValue_put" model_with_namespace_value_put;
        "ModelWithNestedModelValue_get" model_with_nested_model_value_get => "ModelWithNestedModelValue_put" model_with_nested_model_value_put;
        "ModelWithRenamedAttributeValue_get" model_with_renamed_attribute_value_get => "ModelWithRenamedAttributeValue_put" model_with_renamed_attribute_value_put;
        "ModelWithRenamedNestedModelValue_get" model_with_renamed_nested_model_value_get => "ModelWithRenamedNestedModelValue_put" model_with_renamed_nested_model_value_put;
        "ModelWithRenamedPropertyValue_get" model_with_renamed_property_value_get => "ModelWithRenamedPropertyValue_put" model_with_renamed_property_value_put;
        "ModelWithRenamedUnwrappedModelArrayValue_get" model_with_renamed_unwrapped_model_array_value_get => "ModelWithRenamedUnwrappedModelArrayValue_put" model_with_renamed_unwrapped_model_array_value_put;
        "ModelWithRenamedWrappedAndItemModelArrayValue_get" model_with_renamed_wrapped_and_item_model_array_value_get => "ModelWithRenamedWrappedAndItemModelArrayValue_put" model_with_renamed_wrapped_and_item_model_array_value_put;
        "ModelWithRenamedWrappedModelArrayValue_get" model_with_renamed_wrapped_model_array_value_get => "ModelWithRenamedWrappedModelArrayValue_put" model_with_renamed_wrapped_model_array_value_put;
        "ModelWithUnwrappedModelArrayValue_get" model_with_unwrapped_model_array_value_get => "ModelWithUnwrappedModelArrayValue_put" model_with_unwrapped_model_array_value_put;
        "ModelWithWrappedPrimitiveCustomItemNamesValue_get" model_with_wrapped_primitive_custom_item_names_value_get => "ModelWithWrappedPrimitiveCustomItemNamesValue_put" model_with_wrapped_primitive_custom_item_names_value_put;
        "SimpleModelValue_get" simple_model_value_get => "SimpleModelValue_put" simple_model_value_put;
    }
    spector::scenario("Payload_Xml_XmlErrorValue_get", async {
        let error = client.xml_error_value_get().await.err().ok_or("it was no error")?;
        spector::same(error.status().map(|status| status.as_u16()), Some(400))?;
        let body = error.body().ok_or("it has no body")?;
        spector::same((body.message.as_str(), body.code), ("Something went wrong", 400))
    })
    .await;
    Ok(())
}
