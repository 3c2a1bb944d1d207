//! What generated code looks like, by hand, and that it decodes and encodes as documented.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use tributary_core::{Decimal, Map, Maybe, Timestamp, Value, codegen_v1};

/// A ticket, both received and sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct Ticket {
    pub id: i64,
    pub subject: String,
    pub status: Option<Status>,
    pub price: Option<Decimal>,
    pub due: Maybe<Timestamp>,
    pub tags: Option<Vec<String>>,
    pub parent: Option<Box<Ticket>>,
    pub extra: Map<Value>,
}

codegen_v1::object!(Ticket {
    0 id "id", 1 subject "subject", 2 status "status", 3 price "price", 4 due "due", 5 tags "tags", 6 parent "parent"
} required [0, 1] extra extra);

codegen_v1::text_enum! {
    /// How far it is.
    Status { Open = "open", Closed = "closed" }
}

#[derive(Clone)]
#[non_exhaustive]
pub enum Subject {
    Ticket(Box<Ticket>),
    Count(i64),
    Other(Value),
}

codegen_v1::union! {
    Subject { Ticket "kind" = "ticket", Count }
    [(0 equals "kind" "ticket"), (1 is Integer)]
}

#[test]
fn decodes_and_encodes() {
    let text = r#"{"id":1,"subject":"a","status":"new","price":12.50,"due":null,"tags":["x"],
        "parent":{"id":2,"subject":"b"},"more":[1]}"#;
    let ticket: Ticket = serde_json::from_str(text).unwrap();
    assert_eq!(ticket.status, Some(Status::Other("new".into())));
    assert_eq!(ticket.price.unwrap().to_string(), "12.50");
    assert_eq!(
        serde_json::to_string(&ticket).unwrap(),
        r#"{"id":1,"subject":"a","status":"new","price":12.50,"due":null,"tags":["x"],"parent":{"id":2,"subject":"b"},"more":[1]}"#
    );
}

#[test]
fn unions_look_before_they_decode() {
    let subject: Subject = serde_json::from_str(r#"{"subject":"a","id":1,"kind":"ticket"}"#).unwrap();
    assert!(matches!(&subject, Subject::Ticket(ticket) if ticket.id == 1));
    assert!(matches!(serde_json::from_str("7").unwrap(), Subject::Count(7)));
    assert!(matches!(serde_json::from_str(r#""seven""#).unwrap(), Subject::Other(Value::String(_))));
}
