//! Spector's `type/model/inheritance/not-discriminated`: members of three levels.

use client::Client;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Type_Model_Inheritance_NotDiscriminated_";
    let body = client.get_valid().await?;
    spector::same((body.name.as_str(), body.age, body.smart), ("abc", 32, true))?;
    spector::gives(&format!("{p}getValid"), client.get_valid(), body.clone()).await;
    spector::succeeds(&format!("{p}postValid"), client.post_valid(&body)).await;
    spector::gives(&format!("{p}putValid"), client.put_valid(&body), body.clone()).await;
    Ok(())
}
