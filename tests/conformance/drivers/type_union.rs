//! Spector's `type/union`: one of several types.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::back_again! { client, "Type_Union_":
        "StringsOnly_get" strings_only_get => "StringsOnly_send" strings_only_send;
        "StringExtensible_get" string_extensible_get => "StringExtensible_send" string_extensible_send;
        "StringExtensibleNamed_get" string_extensible_named_get => "StringExtensibleNamed_send" string_extensible_named_send;
        "IntsOnly_get" ints_only_get => "IntsOnly_send" ints_only_send;
        "FloatsOnly_get" floats_only_get => "FloatsOnly_send" floats_only_send;
        "ModelsOnly_get" models_only_get => "ModelsOnly_send" models_only_send;
        "EnumsOnly_get" enums_only_get => "EnumsOnly_send" enums_only_send;
        "StringAndArray_get" string_and_array_get => "StringAndArray_send" string_and_array_send;
        "MixedLiterals_get" mixed_literals_get => "MixedLiterals_send" mixed_literals_send;
        "MixedTypes_get" mixed_types_get => "MixedTypes_send" mixed_types_send;
    }
    Ok(())
}
