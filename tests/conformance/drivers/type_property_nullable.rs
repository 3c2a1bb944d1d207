//! Spector's `type/property/nullable`: properties that are null, and that are not.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::back_again! { client, "Type_Property_Nullable_":
        "Bytes_getNonNull" bytes_get_non_null => "Bytes_patchNonNull" bytes_patch_non_null;
        "Bytes_getNull" bytes_get_null => "Bytes_patchNull" bytes_patch_null;
        "CollectionsByte_getNonNull" collections_byte_get_non_null => "CollectionsByte_patchNonNull" collections_byte_patch_non_null;
        "CollectionsByte_getNull" collections_byte_get_null => "CollectionsByte_patchNull" collections_byte_patch_null;
        "CollectionsModel_getNonNull" collections_model_get_non_null => "CollectionsModel_patchNonNull" collections_model_patch_non_null;
        "CollectionsModel_getNull" collections_model_get_null => "CollectionsModel_patchNull" collections_model_patch_null;
        "CollectionsString_getNonNull" collections_string_get_non_null => "CollectionsString_patchNonNull" collections_string_patch_non_null;
        "CollectionsString_getNull" collections_string_get_null => "CollectionsString_patchNull" collections_string_patch_null;
        "Datetime_getNonNull" datetime_get_non_null => "Datetime_patchNonNull" datetime_patch_non_null;
        "Datetime_getNull" datetime_get_null => "Datetime_patchNull" datetime_patch_null;
        "Duration_getNonNull" duration_get_non_null => "Duration_patchNonNull" duration_patch_non_null;
        "Duration_getNull" duration_get_null => "Duration_patchNull" duration_patch_null;
        "String_getNonNull" string_get_non_null => "String_patchNonNull" string_patch_non_null;
        "String_getNull" string_get_null => "String_patchNull" string_patch_null;
    }
    Ok(())
}
