//! Spector's `parameters/spread`: bodies and parameters from one model.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Parameters_Spread_Model_";
    let foo = ModelBodyParameter::new("foo");
    spector::succeeds(&format!("{p}spreadAsRequestBody"), client.model_spread_as_request_body(&foo)).await;
    let call = client.model_spread_composite_request_only_with_body(&foo);
    spector::succeeds(&format!("{p}spreadCompositeRequestOnlyWithBody"), call).await;
    let call = client.model_spread_composite_request_without_body("foo", "bar");
    spector::succeeds(&format!("{p}spreadCompositeRequestWithoutBody"), call).await;
    let call = client.model_spread_composite_request("foo", "bar", &foo);
    spector::succeeds(&format!("{p}spreadCompositeRequest"), call).await;
    let mix = ModelCompositeRequestMix::new("foo");
    let call = client.model_spread_composite_request_mix("foo", "bar", &mix);
    spector::succeeds(&format!("{p}spreadCompositeRequestMix"), call).await;
    let p = "Parameters_Spread_Alias_";
    let foo = NameBody::new("foo");
    spector::succeeds(&format!("{p}spreadAsRequestBody"), client.alias_spread_as_request_body(&foo)).await;
    let call = client.alias_spread_as_request_parameter("1", "bar", &foo);
    spector::succeeds(&format!("{p}spreadAsRequestParameter"), call).await;
    let body = AliasSpreadWithMultipleParametersBody::new("foo", vec![1, 2]).with(|it| {
        it.optional_int = Some(1);
        it.optional_string_list = Some(vec!["foo".to_owned(), "bar".to_owned()]);
    });
    let call = client.alias_spread_with_multiple_parameters("1", "bar", &body);
    spector::succeeds(&format!("{p}spreadWithMultipleParameters"), call).await;
    let body = AliasInnerModel::new("foo");
    let call = client.alias_spread_parameter_with_inner_model("1", "bar", &body);
    spector::succeeds(&format!("{p}spreadParameterWithInnerModel"), call).await;
    let body = AliasSpreadParameterWithInnerAliasBody::new("foo", 1);
    let call = client.alias_spread_parameter_with_inner_alias("1", "bar", &body);
    spector::succeeds(&format!("{p}spreadParameterWithInnerAlias"), call).await;
    Ok(())
}
