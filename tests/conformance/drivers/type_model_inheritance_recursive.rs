//! Spector's `type/model/inheritance/recursive`: a type that extends what holds it.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    spector::back_again! { client, "Type_Model_Inheritance_Recursive_": "get" get => "put" put; }
    Ok(())
}
