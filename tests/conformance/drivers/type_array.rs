//! Spector's `type/array`: arrays of everything.

use client::Client;
use client::types::*;
use tributary_client::core::Value;

/// A value is received as it should be, and sent.
macro_rules! there_and_back {
    ($client:ident, $($name:literal $get:ident $put:ident $value:expr;)*) => {
        $(
            let value = $value;
            spector::succeeds(concat!("Type_Array_", $name, "_put"), $client.$put(&value)).await;
            spector::gives(concat!("Type_Array_", $name, "_get"), $client.$get(), value).await;
        )*
    };
}

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    there_and_back! { client,
        "BooleanValue" boolean_value_get boolean_value_put vec![true, false];
        "DatetimeValue" datetime_value_get datetime_value_put vec!["2022-08-26T18:38:00Z".parse()?];
        "DurationValue" duration_value_get duration_value_put vec!["P123DT22H14M12.011S".parse()?];
        "Float32Value" float32_value_get float32_value_put vec![43.125];
        "Int32Value" int32_value_get int32_value_put vec![1, 2];
        "Int64Value" int64_value_get int64_value_put vec![9_007_199_254_740_991, -9_007_199_254_740_991];
        "ModelValue" model_value_get model_value_put vec![InnerModel::new("hello"), InnerModel::new("world")];
        "NullableBooleanValue" nullable_boolean_value_get nullable_boolean_value_put vec![Some(true), None, Some(false)];
        "NullableFloatValue" nullable_float_value_get nullable_float_value_put vec![Some(1.25), None, Some(3.0)];
        "NullableInt32Value" nullable_int32_value_get nullable_int32_value_put vec![Some(1), None, Some(3)];
        "NullableModelValue" nullable_model_value_get nullable_model_value_put vec![Some(InnerModel::new("hello")), None, Some(InnerModel::new("world"))];
        "NullableStringValue" nullable_string_value_get nullable_string_value_put vec![Some("hello".to_owned()), None, Some("world".to_owned())];
        "StringValue" string_value_get string_value_put vec!["hello".to_owned(), String::new()];
        "UnknownValue" unknown_value_get unknown_value_put vec![1.into(), "hello".into(), Value::Null];
    }
    Ok(())
}
