//! Spector's `type/property/optionality`: members that are there, and that are not.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::back_again! { client, "Type_Property_Optional_":
        "BooleanLiteral_getAll" boolean_literal_get_all => "BooleanLiteral_putAll" boolean_literal_put_all;
        "BooleanLiteral_getDefault" boolean_literal_get_default => "BooleanLiteral_putDefault" boolean_literal_put_default;
        "Bytes_getAll" bytes_get_all => "Bytes_putAll" bytes_put_all;
        "Bytes_getDefault" bytes_get_default => "Bytes_putDefault" bytes_put_default;
        "CollectionsByte_getAll" collections_byte_get_all => "CollectionsByte_putAll" collections_byte_put_all;
        "CollectionsByte_getDefault" collections_byte_get_default => "CollectionsByte_putDefault" collections_byte_put_default;
        "CollectionsModel_getAll" collections_model_get_all => "CollectionsModel_putAll" collections_model_put_all;
        "CollectionsModel_getDefault" collections_model_get_default => "CollectionsModel_putDefault" collections_model_put_default;
        "Datetime_getAll" datetime_get_all => "Datetime_putAll" datetime_put_all;
        "Datetime_getDefault" datetime_get_default => "Datetime_putDefault" datetime_put_default;
        "Duration_getAll" duration_get_all => "Duration_putAll" duration_put_all;
        "Duration_getDefault" duration_get_default => "Duration_putDefault" duration_put_default;
        "FloatLiteral_getAll" float_literal_get_all => "FloatLiteral_putAll" float_literal_put_all;
        "FloatLiteral_getDefault" float_literal_get_default => "FloatLiteral_putDefault" float_literal_put_default;
        "IntLiteral_getAll" int_literal_get_all => "IntLiteral_putAll" int_literal_put_all;
        "IntLiteral_getDefault" int_literal_get_default => "IntLiteral_putDefault" int_literal_put_default;
        "PlainDate_getAll" plain_date_get_all => "PlainDate_putAll" plain_date_put_all;
        "PlainDate_getDefault" plain_date_get_default => "PlainDate_putDefault" plain_date_put_default;
        "PlainTime_getAll" plain_time_get_all => "PlainTime_putAll" plain_time_put_all;
        "PlainTime_getDefault" plain_time_get_default => "PlainTime_putDefault" plain_time_put_default;
        "RequiredAndOptional_getAll" required_and_optional_get_all => "RequiredAndOptional_putAll" required_and_optional_put_all;
        "RequiredAndOptional_getRequiredOnly" required_and_optional_get_required_only => "RequiredAndOptional_putRequiredOnly" required_and_optional_put_required_only;
        "String_getAll" string_get_all => "String_putAll" string_put_all;
        "String_getDefault" string_get_default => "String_putDefault" string_put_default;
        "StringLiteral_getAll" string_literal_get_all => "StringLiteral_putAll" string_literal_put_all;
        "StringLiteral_getDefault" string_literal_get_default => "StringLiteral_putDefault" string_literal_put_default;
        "UnionFloatLiteral_getAll" union_float_literal_get_all => "UnionFloatLiteral_putAll" union_float_literal_put_all;
        "UnionFloatLiteral_getDefault" union_float_literal_get_default => "UnionFloatLiteral_putDefault" union_float_literal_put_default;
        "UnionIntLiteral_getAll" union_int_literal_get_all => "UnionIntLiteral_putAll" union_int_literal_put_all;
        "UnionIntLiteral_getDefault" union_int_literal_get_default => "UnionIntLiteral_putDefault" union_int_literal_put_default;
        "UnionStringLiteral_getAll" union_string_literal_get_all => "UnionStringLiteral_putAll" union_string_literal_put_all;
        "UnionStringLiteral_getDefault" union_string_literal_get_default => "UnionStringLiteral_putDefault" union_string_literal_put_default;
    }
    Ok(())
}
