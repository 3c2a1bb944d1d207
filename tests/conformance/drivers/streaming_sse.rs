//! Spector's `streaming/sse`: server-sent events, whose data the document types as text.

use client::Client;
use client::types::RetrieveRetrievalRequest;
use std::time::Duration;
use tributary_client::{Call, Event, EventStream};

async fn all(call: Call<EventStream<String>>) -> Result<Vec<Event<String>>, Box<dyn std::error::Error>> {
    let mut events = call.await?;
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event?);
    }
    Ok(seen)
}

/// The events' types and data.
fn shown(events: &[Event<String>]) -> Vec<(&str, &str)> {
    events.iter().map(|event| (event.event.as_str(), event.data.as_str())).collect()
}

const HELLO: (&str, &str) = ("message", "{\"message\": \"hello\"}");

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Streaming_Sse_";
    spector::scenario(&format!("{p}Unnamed_receive"), async {
        let expected = ["one", "two", "three"].map(|text| format!("{{\"desc\": \"{text}\"}}"));
        let expected = expected.iter().map(|data| ("message", data.as_str())).collect();
        spector::same(shown(&all(client.unnamed_receive()).await?), expected)
    })
    .await;
    spector::scenario(&format!("{p}Named_receive"), async {
        let expected = vec![
            ("responseCreated", "{\"id\": \"resp_1\"}"),
            ("responseDelta", "{\"delta\": \"Hello\"}"),
            ("responseDelta", "{\"delta\": \" world\"}"),
        ];
        spector::same(shown(&all(client.named_receive()).await?), expected)
    })
    .await;
    spector::scenario(&format!("{p}Retrieve_stream"), async {
        let expected = vec![
            ("partialResult", "{\"text\": \"partial one\"}"),
            ("partialResult", "{\"text\": \"partial two\"}"),
            ("finalResult", "{\"references\": [\"doc1\", \"doc2\"]}"),
        ];
        let body = RetrieveRetrievalRequest::new("what is typespec?");
        spector::same(shown(&all(client.retrieve_stream(&body)).await?), expected)
    })
    .await;
    let p = "Streaming_Sse_Protocol_";
    spector::scenario(&format!("{p}Data_withEnvelope"), async {
        spector::same(shown(&all(client.data_with_envelope()).await?), vec![("withEnvelope", "hello")])
    })
    .await;
    spector::scenario(&format!("{p}Data_withoutEnvelope"), async {
        let data = "{\"metadata\": {\"source\": \"test\"}, \"contents\": \"world\"}";
        spector::same(shown(&all(client.data_without_envelope()).await?), vec![("withoutEnvelope", data)])
    })
    .await;
    spector::scenario(&format!("{p}id"), async {
        let events = all(client.protocol_id()).await?;
        spector::same(shown(&events), vec![HELLO])?;
        spector::same(events[0].id.as_deref(), Some("event-1"))
    })
    .await;
    spector::scenario(&format!("{p}invalidId"), async {
        let events = all(client.protocol_invalid_id()).await?;
        spector::same(shown(&events), vec![HELLO])?;
        spector::same(events[0].id.as_deref(), None)
    })
    .await;
    spector::scenario(&format!("{p}retry"), async {
        let events = all(client.protocol_retry()).await?;
        spector::same(shown(&events), vec![HELLO])?;
        spector::same(events[0].retry, Some(Duration::from_secs(1)))
    })
    .await;
    spector::scenario(&format!("{p}invalidRetry"), async {
        let events = all(client.protocol_invalid_retry()).await?;
        spector::same(shown(&events), vec![HELLO])?;
        spector::same(events[0].retry, None)
    })
    .await;
    spector::scenario(&format!("{p}reconnect"), async {
        let mut events = client.protocol_reconnect().await?;
        let first = events.next().await.ok_or("no event")??;
        spector::same(shown(&[first]), vec![HELLO])?;
        let id = events.last_event_id().ok_or("no id")?;
        let events = all(client.protocol_reconnect().header("Last-Event-ID", id)).await?;
        spector::same(shown(&events), vec![("message", "{\"message\": \"world\"}")])?;
        spector::same(events[0].id.as_deref(), Some("event-2"))
    })
    .await;
    Ok(())
}
