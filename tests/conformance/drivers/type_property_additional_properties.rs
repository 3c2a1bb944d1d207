//! Spector's `type/property/additional-properties`: members beside the named ones.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::back_again! { client, "Type_Property_AdditionalProperties_":
        "ExtendsDifferentSpreadFloat_get" extends_different_spread_float_get => "ExtendsDifferentSpreadFloat_put" extends_different_spread_float_put;
        "ExtendsDifferentSpreadModel_get" extends_different_spread_model_get => "ExtendsDifferentSpreadModel_put" extends_different_spread_model_put;
        "ExtendsDifferentSpreadModelArray_get" extends_different_spread_model_array_get => "ExtendsDifferentSpreadModelArray_put" extends_different_spread_model_array_put;
        "ExtendsDifferentSpreadString_get" extends_different_spread_string_get => "ExtendsDifferentSpreadString_put" extends_different_spread_string_put;
        "ExtendsFloat_get" extends_float_get => "ExtendsFloat_put" extends_float_put;
        "ExtendsModel_get" extends_model_get => "ExtendsModel_put" extends_model_put;
        "ExtendsModelArray_get" extends_model_array_get => "ExtendsModelArray_put" extends_model_array_put;
        "ExtendsString_get" extends_string_get => "ExtendsString_put" extends_string_put;
        "ExtendsUnknown_get" extends_unknown_get => "ExtendsUnknown_put" extends_unknown_put;
        "ExtendsUnknownDerived_get" extends_unknown_derived_get => "ExtendsUnknownDerived_put" extends_unknown_derived_put;
        "ExtendsUnknownDiscriminated_get" extends_unknown_discriminated_get => "ExtendsUnknownDiscriminated_put" extends_unknown_discriminated_put;
        "IsFloat_get" is_float_get => "IsFloat_put" is_float_put;
        "IsModel_get" is_model_get => "IsModel_put" is_model_put;
        "IsModelArray_get" is_model_array_get => "IsModelArray_put" is_model_array_put;
        "IsUnknown_get" is_unknown_get => "IsUnknown_put" is_unknown_put;
        "IsUnknownDerived_get" is_unknown_derived_get => "IsUnknownDerived_put" is_unknown_derived_put;
        "IsString_get" is_string_get => "IsString_put" is_string_put;
        "IsUnknownDiscriminated_get" is_unknown_discriminated_get => "IsUnknownDiscriminated_put" is_unknown_discriminated_put;
        "MultipleSpread_get" multiple_spread_get => "MultipleSpread_put" multiple_spread_put;
        "SpreadDifferentFloat_get" spread_different_float_get => "SpreadDifferentFloat_put" spread_different_float_put;
        "SpreadDifferentModel_get" spread_different_model_get => "SpreadDifferentModel_put" spread_different_model_put;
        "SpreadDifferentModelArray_get" spread_different_model_array_get => "SpreadDifferentModelArray_put" spread_different_model_array_put;
        "SpreadDifferentString_get" spread_different_string_get => "SpreadDifferentString_put" spread_different_string_put;
        "SpreadFloat_get" spread_float_get => "SpreadFloat_put" spread_float_put;
        "SpreadModel_get" spread_model_get => "SpreadModel_put" spread_model_put;
        "SpreadModelArray_get" spread_model_array_get => "SpreadModelArray_put" spread_model_array_put;
        "SpreadRecordNonDiscriminatedUnion_get" spread_record_non_discriminated_union_get => "SpreadRecordNonDiscriminatedUnion_put" spread_record_non_discriminated_union_put;
        "SpreadRecordNonDiscriminatedUnion2_get" spread_record_non_discriminated_union2_get => "SpreadRecordNonDiscriminatedUnion2_put" spread_record_non_discriminated_union2_put;
        "SpreadRecordNonDiscriminatedUnion3_get" spread_record_non_discriminated_union3_get => "SpreadRecordNonDiscriminatedUnion3_put" spread_record_non_discriminated_union3_put;
        "SpreadString_get" spread_string_get => "SpreadString_put" spread_string_put;
        "SpreadRecordUnion_get" spread_record_union_get => "SpreadRecordUnion_put" spread_record_union_put;
    }
    Ok(())
}
