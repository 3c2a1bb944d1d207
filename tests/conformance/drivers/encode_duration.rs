//! Spector's `encode/duration`: durations in every place and unit.

use client::Client;
use client::types::*;
use tributary_client::core::Duration;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p40d: Duration = "P40D".parse()?;
    let p50d: Duration = "P50D".parse()?;
    spector::succeeds("Encode_Duration_Header_default", client.header_default(p40d)).await;
    spector::succeeds(
        "Encode_Duration_Header_floatMilliseconds",
        client.header_float_milliseconds(&35_625.0.into()),
    )
    .await;
    spector::succeeds(
        "Encode_Duration_Header_floatMillisecondsLargerUnit",
        client.header_float_milliseconds_larger_unit(&210_000.0.into()),
    )
    .await;
    spector::succeeds("Encode_Duration_Header_floatSeconds", client.header_float_seconds(&35.625.into()))
        .await;
    spector::succeeds(
        "Encode_Duration_Header_floatSecondsLargerUnit",
        client.header_float_seconds_larger_unit(&150.0.into()),
    )
    .await;
    spector::succeeds(
        "Encode_Duration_Header_float64Milliseconds",
        client.header_float64_milliseconds(35_625.0),
    )
    .await;
    spector::succeeds("Encode_Duration_Header_float64Seconds", client.header_float64_seconds(35.625)).await;
    spector::succeeds("Encode_Duration_Header_int32Milliseconds", client.header_int32_milliseconds(36_000))
        .await;
    spector::succeeds(
        "Encode_Duration_Header_int32MillisecondsArray",
        client.header_int32_milliseconds_array(&[36_000, 47_000]),
    )
    .await;
    spector::succeeds(
        "Encode_Duration_Header_int32MillisecondsLargerUnit",
        client.header_int32_milliseconds_larger_unit(180_000),
    )
    .await;
    spector::succeeds("Encode_Duration_Header_int32Seconds", client.header_int32_seconds(36)).await;
    spector::succeeds(
        "Encode_Duration_Header_int32SecondsLargerUnit",
        client.header_int32_seconds_larger_unit(120),
    )
    .await;
    spector::succeeds("Encode_Duration_Header_iso8601", client.header_iso8601(p40d)).await;
    spector::succeeds("Encode_Duration_Header_iso8601Array", client.header_iso8601_array(&[p40d, p50d]))
        .await;
    let body = PropertyDefaultDurationProperty::new(p40d);
    spector::gives("Encode_Duration_Property_default", client.property_default(&body), body.clone()).await;
    let body = PropertyFloatMillisecondsDurationProperty::new(35_625.0.into());
    spector::gives(
        "Encode_Duration_Property_floatMilliseconds",
        client.property_float_milliseconds(&body),
        body.clone(),
    )
    .await;
    let body = PropertyFloatMillisecondsDurationArrayProperty::new(vec![35_625.0.into(), 46_750.0.into()]);
    spector::gives(
        "Encode_Duration_Property_floatMillisecondsArray",
        client.property_float_milliseconds_array(&body),
        body.clone(),
    )
    .await;
    let body = PropertyFloatMillisecondsLargerUnitDurationProperty::new(210_000.0.into());
    spector::gives(
        "Encode_Duration_Property_floatMillisecondsLargerUnit",
        client.property_float_milliseconds_larger_unit(&body),
        body.clone(),
    )
    .await;
    let body = PropertyFloatSecondsDurationProperty::new(35.625.into());
    spector::gives(
        "Encode_Duration_Property_floatSeconds",
        client.property_float_seconds(&body),
        body.clone(),
    )
    .await;
    let body = PropertyFloatSecondsDurationArrayProperty::new(vec![35.625.into(), 46.75.into()]);
    spector::gives(
        "Encode_Duration_Property_floatSecondsArray",
        client.property_float_seconds_array(&body),
        body.clone(),
    )
    .await;
    let body = PropertyFloatSecondsLargerUnitDurationProperty::new(150.0.into());
    spector::gives(
        "Encode_Duration_Property_floatSecondsLargerUnit",
        client.property_float_seconds_larger_unit(&body),
        body.clone(),
    )
    .await;
    let body = PropertyFloat64MillisecondsDurationProperty::new(35_625.0);
    spector::gives(
        "Encode_Duration_Property_float64Milliseconds",
        client.property_float64_milliseconds(&body),
        body.clone(),
    )
    .await;
    let body = PropertyFloat64SecondsDurationProperty::new(35.625);
    spector::gives(
        "Encode_Duration_Property_float64Seconds",
        client.property_float64_seconds(&body),
        body.clone(),
    )
    .await;
    let body = PropertyInt32MillisecondsDurationProperty::new(36_000);
    spector::gives(
        "Encode_Duration_Property_int32Milliseconds",
        client.property_int32_milliseconds(&body),
        body.clone(),
    )
    .await;
    let body = PropertyInt32MillisecondsLargerUnitDurationProperty::new(180_000);
    spector::gives(
        "Encode_Duration_Property_int32MillisecondsLargerUnit",
        client.property_int32_milliseconds_larger_unit(&body),
        body.clone(),
    )
    .await;
    let body = PropertyInt32SecondsDurationProperty::new(36);
    spector::gives(
        "Encode_Duration_Property_int32Seconds",
        client.property_int32_seconds(&body),
        body.clone(),
    )
    .await;
    let body = PropertyInt32SecondsLargerUnitDurationProperty::new(120);
    spector::gives(
        "Encode_Duration_Property_int32SecondsLargerUnit",
        client.property_int32_seconds_larger_unit(&body),
        body.clone(),
    )
    .await;
    let body = PropertyIso8601DurationProperty::new(p40d);
    spector::gives("Encode_Duration_Property_iso8601", client.property_iso8601(&body), body.clone()).await;
    spector::succeeds("Encode_Duration_Query_default", client.query_default(p40d)).await;
    spector::succeeds(
        "Encode_Duration_Query_floatMilliseconds",
        client.query_float_milliseconds(&35_625.0.into()),
    )
    .await;
    spector::succeeds(
        "Encode_Duration_Query_floatMillisecondsLargerUnit",
        client.query_float_milliseconds_larger_unit(&210_000.0.into()),
    )
    .await;
    spector::succeeds("Encode_Duration_Query_floatSeconds", client.query_float_seconds(&35.625.into())).await;
    spector::succeeds(
        "Encode_Duration_Query_floatSecondsLargerUnit",
        client.query_float_seconds_larger_unit(&150.0.into()),
    )
    .await;
    spector::succeeds(
        "Encode_Duration_Query_float64Milliseconds",
        client.query_float64_milliseconds(35_625.0),
    )
    .await;
    spector::succeeds("Encode_Duration_Query_float64Seconds", client.query_float64_seconds(35.625)).await;
    spector::succeeds("Encode_Duration_Query_int32Milliseconds", client.query_int32_milliseconds(36_000))
        .await;
    spector::succeeds(
        "Encode_Duration_Query_int32MillisecondsArray",
        client.query_int32_milliseconds_array(&[36_000, 47_000]),
    )
    .await;
    spector::succeeds(
        "Encode_Duration_Query_int32MillisecondsLargerUnit",
        client.query_int32_milliseconds_larger_unit(180_000),
    )
    .await;
    spector::succeeds("Encode_Duration_Query_int32Seconds", client.query_int32_seconds(36)).await;
    spector::succeeds("Encode_Duration_Query_int32SecondsArray", client.query_int32_seconds_array(&[36, 47]))
        .await;
    spector::succeeds(
        "Encode_Duration_Query_int32SecondsLargerUnit",
        client.query_int32_seconds_larger_unit(120),
    )
    .await;
    spector::succeeds("Encode_Duration_Query_iso8601", client.query_iso8601(p40d)).await;
    // The document types them as integers: what is lost is the caller's to lose.
    spector::succeeds("Encode_Duration_Lossy_intSeconds", client.lossy_int_seconds(36)).await;
    let call = client.lossy_int_milliseconds(36_250);
    spector::succeeds("Encode_Duration_Lossy_intMilliseconds", call).await;
    Ok(())
}
