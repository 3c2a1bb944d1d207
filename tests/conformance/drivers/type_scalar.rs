//! Spector's `type/scalar`: values that are the whole body.

use client::Client;
use tributary_client::core::Decimal;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let third: Decimal = "0.33333".parse()?;
    spector::gives("Type_Scalar_String_get", client.string_get(), "test".to_owned()).await;
    spector::succeeds("Type_Scalar_String_put", client.string_put("test")).await;
    spector::gives("Type_Scalar_Boolean_get", client.boolean_get(), true).await;
    spector::succeeds("Type_Scalar_Boolean_put", client.boolean_put(true)).await;
    spector::gives("Type_Scalar_Unknown_get", client.unknown_get(), "test".into()).await;
    spector::succeeds("Type_Scalar_Unknown_put", client.unknown_put(&"test".into())).await;
    spector::gives("Type_Scalar_DecimalType_responseBody", client.decimal_type_response_body(), third).await;
    spector::succeeds("Type_Scalar_DecimalType_requestBody", client.decimal_type_request_body(third)).await;
    let call = client.decimal_type_request_parameter(third);
    spector::succeeds("Type_Scalar_DecimalType_requestParameter", call).await;
    spector::gives("Type_Scalar_Decimal128Type_responseBody", client.decimal128_type_response_body(), third)
        .await;
    spector::succeeds("Type_Scalar_Decimal128Type_requestBody", client.decimal128_type_request_body(third))
        .await;
    let call = client.decimal128_type_request_parameter(third);
    spector::succeeds("Type_Scalar_Decimal128Type_requestParameter", call).await;
    // Three times 0.1 is 0.3, which it would not be by way of floating point.
    let call = client.decimal_verify_prepare_verify();
    let sum: Decimal =
        spector::received("Type_Scalar_DecimalVerify_prepareVerify", call).await.iter().flatten().sum();
    spector::succeeds("Type_Scalar_DecimalVerify_verify", client.decimal_verify_verify(sum)).await;
    let call = client.decimal128_verify_prepare_verify();
    let sum: Decimal =
        spector::received("Type_Scalar_Decimal128Verify_prepareVerify", call).await.iter().flatten().sum();
    spector::succeeds("Type_Scalar_Decimal128Verify_verify", client.decimal128_verify_verify(sum)).await;
    Ok(())
}
