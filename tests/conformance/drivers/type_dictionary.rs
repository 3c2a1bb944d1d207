//! Spector's `type/dictionary`: maps of every type.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::back_again! { client, "Type_Dictionary_":
        "BooleanValue_get" boolean_value_get => "BooleanValue_put" boolean_value_put;
        "DatetimeValue_get" datetime_value_get => "DatetimeValue_put" datetime_value_put;
        "DurationValue_get" duration_value_get => "DurationValue_put" duration_value_put;
        "Float32Value_get" float32_value_get => "Float32Value_put" float32_value_put;
        "Int32Value_get" int32_value_get => "Int32Value_put" int32_value_put;
        "Int64Value_get" int64_value_get => "Int64Value_put" int64_value_put;
        "ModelValue_get" model_value_get => "ModelValue_put" model_value_put;
        "RecursiveModelValue_get" recursive_model_value_get => "RecursiveModelValue_put" recursive_model_value_put;
        "NullableFloatValue_get" nullable_float_value_get => "NullableFloatValue_put" nullable_float_value_put;
        "StringValue_get" string_value_get => "StringValue_put" string_value_put;
        "UnknownValue_get" unknown_value_get => "UnknownValue_put" unknown_value_put;
    }
    Ok(())
}
