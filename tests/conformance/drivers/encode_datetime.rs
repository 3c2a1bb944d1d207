//! Spector's `encode/datetime`: times in every place and format.

use client::Client;
use client::types::*;
use tributary_client::core::{HttpDate, OffsetDateTime, Timestamp, UnixTime};

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let at: OffsetDateTime = "2022-08-26T18:38:00Z".parse()?;
    let http = HttpDate("2022-08-26T14:38:00Z".parse()?);
    let unix = UnixTime(Timestamp::from_second(1_686_566_864)?);
    let unixes = vec![unix, UnixTime(Timestamp::from_second(1_686_734_256)?)];
    spector::succeeds("Encode_Datetime_Query_default", client.query_default(at)).await;
    spector::succeeds("Encode_Datetime_Query_rfc3339", client.query_rfc3339(at)).await;
    spector::succeeds("Encode_Datetime_Query_rfc7231", client.query_rfc7231(http)).await;
    spector::succeeds("Encode_Datetime_Query_unixTimestamp", client.query_unix_timestamp(unix)).await;
    spector::succeeds("Encode_Datetime_Query_unixTimestampArray", client.query_unix_timestamp_array(&unixes))
        .await;
    spector::succeeds("Encode_Datetime_Header_default", client.header_default(http)).await;
    spector::succeeds("Encode_Datetime_Header_rfc3339", client.header_rfc3339(at)).await;
    spector::succeeds("Encode_Datetime_Header_rfc7231", client.header_rfc7231(http)).await;
    spector::succeeds("Encode_Datetime_Header_unixTimestamp", client.header_unix_timestamp(unix)).await;
    spector::succeeds(
        "Encode_Datetime_Header_unixTimestampArray",
        client.header_unix_timestamp_array(&unixes),
    )
    .await;
    let body = DefaultDatetimeProperty::new(at);
    spector::gives("Encode_Datetime_Property_default", client.property_default(&body), body.clone()).await;
    let body = Rfc3339DatetimeProperty::new(at);
    spector::gives("Encode_Datetime_Property_rfc3339", client.property_rfc3339(&body), body.clone()).await;
    let body = Rfc7231DatetimeProperty::new(http);
    spector::gives("Encode_Datetime_Property_rfc7231", client.property_rfc7231(&body), body.clone()).await;
    let body = UnixTimestampDatetimeProperty::new(unix);
    spector::gives(
        "Encode_Datetime_Property_unixTimestamp",
        client.property_unix_timestamp(&body),
        body.clone(),
    )
    .await;
    let body = UnixTimestampArrayDatetimeProperty::new(unixes);
    spector::gives(
        "Encode_Datetime_Property_unixTimestampArray",
        client.property_unix_timestamp_array(&body),
        body.clone(),
    )
    .await;
    let call = client.response_header_default();
    spector::header("Encode_Datetime_ResponseHeader_default", call, "value", "Fri, 26 Aug 2022 14:38:00 GMT")
        .await;
    let call = client.response_header_rfc3339();
    spector::header("Encode_Datetime_ResponseHeader_rfc3339", call, "value", "2022-08-26T18:38:00.000Z")
        .await;
    let call = client.response_header_rfc7231();
    spector::header("Encode_Datetime_ResponseHeader_rfc7231", call, "value", "Fri, 26 Aug 2022 14:38:00 GMT")
        .await;
    let call = client.response_header_unix_timestamp();
    spector::header("Encode_Datetime_ResponseHeader_unixTimestamp", call, "value", "1686566864").await;
    Ok(())
}
