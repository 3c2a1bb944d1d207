//! What a handler reads, and what it hands on.

use serde_json::json;
use webhooks::types::ManyChangedEvent;
use webhooks::webhooks::{ManyChangedWebhook, TicketCreatedWebhook};

use crate::exchange::keeps;

#[test]
fn a_payload_is_read_by_its_webhooks_name() {
    let ticket: TicketCreatedWebhook = serde_json::from_str(r#"{"id": "7", "size": 2}"#).unwrap();
    assert_eq!((ticket.id.as_str(), ticket.size), ("7", Some(2)));
    assert!(serde_json::from_str::<TicketCreatedWebhook>(r#"{"size": 2}"#).is_err());

    let changed: ManyChangedEvent = serde_json::from_str(r#"{"kind": "new", "tickets": [{"id": "8"}]}"#).unwrap();
    assert_eq!(changed.kind.as_str(), "new");
    keeps::<ManyChangedWebhook>(json!({"kind": "b", "tickets": [{"id": "8"}]}));
}
