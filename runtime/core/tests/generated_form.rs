//! What generated files look like, written by hand: the tables of `codegen_v1` against the types they serve.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use tributary_core::codegen_v1::{defaults, newtype, object, text_enum, union};
use tributary_core::{Map, Maybe, Timestamp, Value};

/// A ticket.
#[derive(Clone)]
#[non_exhaustive]
pub struct Ticket {
    pub id: i64,
    pub r#type: Option<TicketType>,
    pub owner: Option<String>,
    pub created_at: Option<Timestamp>,
    pub subject: Option<Subject>,
    pub extra: Map<Value>,
}

object!(Ticket {
    0 id "id", 1 r#type "type", 2 owner "owner", 3 created_at "createdAt", 4 subject "subject"
} required [0] null [2] extra extra);

text_enum! {
    /// Kinds of ticket.
    TicketType {
        /// Something broke.
        Incident = "incident", Problem = "problem"
    }
}

/// What a ticket is about.
#[derive(Clone)]
#[non_exhaustive]
pub enum Subject {
    Person(Person),
    Path(Path),
    Other(Value),
}

union!(Subject { Person "kind" = "person", Path } [(0 has "name"), (1 is Array)]);

#[derive(Clone)]
pub struct Path(pub Vec<Path>);

newtype!(Path);

#[derive(Clone)]
#[non_exhaustive]
pub struct Person {
    pub name: Option<String>,
    pub nickname: Maybe<String>,
}

object!(Person { 0 name "name", 1 nickname "nickname" } send [2 "v" 2]);
defaults!(Person);

#[test]
fn a_value_is_read_and_written_by_its_table() {
    let text = r#"{"subject":{"name":"Ann","kind":"person"},"id":1,"type":"incident","more":[1]}"#;
    let ticket: Ticket = serde_json::from_str(text).unwrap();
    assert_eq!(ticket.id, 1);
    assert_eq!(ticket.r#type, Some(TicketType::Incident));
    assert!(
        matches!(&ticket.subject, Some(Subject::Person(person)) if person.name.as_deref() == Some("Ann"))
    );
    assert_eq!(ticket.extra["more"], serde_json::json!([1]));
    assert_eq!(
        serde_json::to_string(&ticket).unwrap(),
        r#"{"id":1,"type":"incident","owner":null,"subject":{"kind":"person","name":"Ann","v":2},"more":[1]}"#
    );
    assert_eq!(
        format!("{ticket:?}"),
        r#"Ticket {id: 1, type: "incident", owner: null, subject: {name: "Ann", v: 2}, more: [1]}"#
    );
    assert_eq!(ticket, ticket.clone());
    assert_ne!(ticket, ticket.clone().with(|it| it.owner = Some("Bob".into())));
    assert_ne!(ticket, ticket.clone().with(|it| it.extra.clear()));
}

#[test]
fn absent_and_null_are_told_apart() {
    let person = Person::default().with(|it| it.nickname = Maybe::Null);
    assert_eq!(serde_json::to_string(&person).unwrap(), r#"{"nickname":null,"v":2}"#);
    assert_ne!(person, Person::default());
}
