//! Spector's `streaming/jsonl`: lines, which the document types as text.

use client::Client;
use spector::serde_json::Value;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let lines = ["{\"desc\": \"one\"}", "{\"desc\": \"two\"}", "{\"desc\": \"three\"}"];
    spector::succeeds("Streaming_Jsonl_Basic_send", client.basic_send(&lines.join("\n"))).await;
    spector::scenario("Streaming_Jsonl_Basic_receive", async {
        let mut received = client.basic_receive().await?;
        let mut seen = Vec::new();
        while let Some(line) = received.next().await {
            let value: Value = spector::serde_json::from_str(&line?)?;
            seen.push(value["desc"].as_str().unwrap_or_default().to_owned());
        }
        spector::same(seen, ["one", "two", "three"].map(str::to_owned).to_vec())
    })
    .await;
    Ok(())
}
