//! Spector's `type/property/value-types`: members of every type.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::back_again! { client, "Type_Property_ValueTypes_":
        "Boolean_get" boolean_get => "Boolean_put" boolean_put;
        "BooleanLiteral_get" boolean_literal_get => "BooleanLiteral_put" boolean_literal_put;
        "Bytes_get" bytes_get => "Bytes_put" bytes_put;
        "CollectionsInt_get" collections_int_get => "CollectionsInt_put" collections_int_put;
        "CollectionsModel_get" collections_model_get => "CollectionsModel_put" collections_model_put;
        "CollectionsString_get" collections_string_get => "CollectionsString_put" collections_string_put;
        "Datetime_get" datetime_get => "Datetime_put" datetime_put;
        "Decimal_get" decimal_get => "Decimal_put" decimal_put;
        "Decimal128_get" decimal128_get => "Decimal128_put" decimal128_put;
        "DictionaryString_get" dictionary_string_get => "DictionaryString_put" dictionary_string_put;
        "Duration_get" duration_get => "Duration_put" duration_put;
        "Enum_get" enum_get => "Enum_put" enum_put;
        "ExtensibleEnum_get" extensible_enum_get => "ExtensibleEnum_put" extensible_enum_put;
        "Float_get" float_get => "Float_put" float_put;
        "FloatLiteral_get" float_literal_get => "FloatLiteral_put" float_literal_put;
        "Int_get" int_get => "Int_put" int_put;
        "IntLiteral_get" int_literal_get => "IntLiteral_put" int_literal_put;
        "Model_get" model_get => "Model_put" model_put;
        "Never_get" never_get => "Never_put" never_put;
        "String_get" string_get => "String_put" string_put;
        "StringLiteral_get" string_literal_get => "StringLiteral_put" string_literal_put;
        "UnionEnumValue_get" union_enum_value_get => "UnionEnumValue_put" union_enum_value_put;
        "UnionFloatLiteral_get" union_float_literal_get => "UnionFloatLiteral_put" union_float_literal_put;
        "UnionIntLiteral_get" union_int_literal_get => "UnionIntLiteral_put" union_int_literal_put;
        "UnionStringLiteral_get" union_string_literal_get => "UnionStringLiteral_put" union_string_literal_put;
        "UnknownArray_get" unknown_array_get => "UnknownArray_put" unknown_array_put;
        "UnknownDict_get" unknown_dict_get => "UnknownDict_put" unknown_dict_put;
        "UnknownInt_get" unknown_int_get => "UnknownInt_put" unknown_int_put;
        "UnknownString_get" unknown_string_get => "UnknownString_put" unknown_string_put;
    }
    Ok(())
}
