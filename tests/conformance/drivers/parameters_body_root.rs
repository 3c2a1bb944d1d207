//! Spector's `parameters/body-root`: a body that is a model.

use client::Client;
use client::types::BodyRootModel;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let body = BodyRootModel::default().with(|it| {
        it.category = Some("widget".to_owned());
        it.link_type = Some("hard".to_owned());
        it.was_successful = Some(true);
    });
    spector::succeeds("Parameters_BodyRoot_nested", client.nested(&body)).await;
    Ok(())
}
