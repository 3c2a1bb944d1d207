//! Spector's `parameters/basic`: bodies that are named, and bodies that are spread.

use client::Client;
use client::types::*;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let user = ExplicitBodyUser::new("foo");
    spector::succeeds("Parameters_Basic_ExplicitBody_simple", client.explicit_body_simple(&user)).await;
    let body = ImplicitBodySimpleBody::new("foo");
    spector::succeeds("Parameters_Basic_ImplicitBody_simple", client.implicit_body_simple(&body)).await;
    Ok(())
}
