//! Spector's `type/union/discriminated`: unions with and without an envelope.

use client::Client;
use client::api::default::*;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let cat = || Cat::new("Whiskers", true);
    let p = "Type_Union_Discriminated_Envelope_Object_Default_";
    let body = PetWithEnvelope::PetWithEnvelopeCat(PetWithEnvelopeCat::new(cat()));
    spector::gives(&format!("{p}get"), client.default_get(&DefaultGetParams::default()), body.clone()).await;
    spector::gives(&format!("{p}put"), client.default_put(&body), body.clone()).await;
    let p = "Type_Union_Discriminated_Envelope_Object_CustomProperties_";
    let body = PetWithCustomNames::PetWithCustomNamesCat(PetWithCustomNamesCat::new(cat()));
    let call = client.custom_properties_get(&CustomPropertiesGetParams::default());
    spector::gives(&format!("{p}get"), call, body.clone()).await;
    spector::gives(&format!("{p}put"), client.custom_properties_put(&body), body.clone()).await;
    let p = "Type_Union_Discriminated_NoEnvelope_Default_";
    let body = PetInline::Cat(cat());
    spector::gives(&format!("{p}get"), client.default_get_2(&DefaultGet2Params::default()), body.clone())
        .await;
    spector::gives(&format!("{p}put"), client.default_put_2(&body), body.clone()).await;
    let p = "Type_Union_Discriminated_NoEnvelope_CustomDiscriminator_";
    let body = PetInlineWithCustomDiscriminator::Cat(cat());
    let call = client.custom_discriminator_get(&CustomDiscriminatorGetParams::default());
    spector::gives(&format!("{p}get"), call, body.clone()).await;
    spector::gives(&format!("{p}put"), client.custom_discriminator_put(&body), body.clone()).await;
    Ok(())
}
