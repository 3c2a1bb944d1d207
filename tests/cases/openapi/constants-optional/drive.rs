//! Only a constant that is required and not nullable is sent unasked; any other is the caller's to send.

use constants_optional::Client;
use constants_optional::api::default::ScanBody;
use constants_optional::types::Refund;
use serde_json::json;
use tributary_core::Maybe;

use crate::exchange::{HOST, content, json as body, only, over};

#[tokio::test]
async fn what_nobody_gave_is_not_sent() {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    client.refund(&Refund::new("r1")).await.unwrap();
    assert_eq!(body(&only(&server)), json!({"id": "r1", "kind": "refund", "reason_or_null": null, "share": 0.25, "shares": 4}));
}

#[tokio::test]
async fn what_was_given_is_sent() {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let refund = Refund::new("r1").with(|it| {
        it.reason_or_null = Some("fraud".into());
        it.channel = Some("web".into());
        it.version = Some(2);
        it.instant = Some(true);
        it.grouped_or_null = Maybe::Null;
        it.rate = Some(0.5.into());
    });
    client.refund(&refund).await.unwrap();
    let expected = json!({"id": "r1", "kind": "refund", "reason_or_null": "fraud", "share": 0.25, "shares": 4, "channel": "web", "version": 2,
        "instant": true, "grouped_or_null": null, "rate": 0.5});
    assert_eq!(body(&only(&server)), expected);
}

#[tokio::test]
async fn parts_are_no_different() {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    client.scan(&ScanBody::new("p1".into())).await.unwrap();
    let text = only(&server).text();
    assert!(text.contains("name=\"kind\"") && text.contains("scan"), "{text}");
    assert!(!text.contains("colour"), "{text}");
}
