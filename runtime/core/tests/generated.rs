//! What generated code looks like, by hand, and that it decodes and encodes as documented.

use std::collections::BTreeMap;

use tributary_core::codegen_v1::{
    Decode, Encode, Entries, Fields, Map, Members, Object, Rule, Slot, View, When,
};
use tributary_core::{Decimal, Maybe, Timestamp, Value, codegen_v1};

/// A ticket, both received and sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ticket {
    pub id: i64,
    pub subject: String,
    pub status: Option<Status>,
    pub price: Option<Decimal>,
    pub due: Maybe<Timestamp>,
    pub tags: Option<Vec<String>>,
    pub parent: Option<Box<Ticket>>,
    pub extra: BTreeMap<String, Value>,
}

const TICKET: Members =
    Members::new(&["id", "subject", "status", "price", "due", "tags", "parent"], &[0, 1]).with_extra();

impl Decode for Ticket {
    fn blank() -> Self {
        Ticket {
            id: 0,
            subject: String::new(),
            status: None,
            price: None,
            due: Maybe::Absent,
            tags: None,
            parent: None,
            extra: BTreeMap::new(),
        }
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Object(self)
    }
}

impl Object for Ticket {
    fn members(&self) -> &'static Members {
        &TICKET
    }
    fn member(&mut self, index: usize) -> Slot<'_> {
        match index {
            0 => self.id.slot(),
            1 => self.subject.slot(),
            2 => self.status.slot(),
            3 => self.price.slot(),
            4 => self.due.slot(),
            5 => self.tags.slot(),
            6 => self.parent.slot(),
            _ => Slot::Skip,
        }
    }
    fn extra(&mut self) -> Option<&mut dyn Map> {
        Some(&mut self.extra)
    }
}

impl Encode for Ticket {
    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

impl Fields for Ticket {
    fn members(&self) -> &'static Members {
        &TICKET
    }
    fn field(&self, index: usize) -> View<'_> {
        match index {
            0 => self.id.view(),
            1 => self.subject.view(),
            2 => self.status.view(),
            3 => self.price.view(),
            4 => self.due.view(),
            5 => self.tags.view(),
            6 => self.parent.view(),
            _ => View::Absent,
        }
    }
    fn extra(&self) -> Option<&dyn Entries> {
        Some(&self.extra)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    Open,
    Closed,
    Other(Box<str>),
}

codegen_v1::text_enum! { Status { Open = "open", Closed = "closed" } }

#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Subject {
    Ticket(Box<Ticket>),
    Count(i64),
    Other(Value),
}

codegen_v1::union! {
    Subject { Ticket "kind" = "ticket", Count }
    [Rule { when: When::Equals("kind", "ticket"), variant: 0 },
     Rule { when: When::Is(codegen_v1::Kind::Integer), variant: 1 }]
}

codegen_v1::serde_traits! { decode: Ticket; encode: Ticket }

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
