//! A value of several alternatives of an `anyOf` keeps the members of all.

use any_of_several_hold::types::{Person, PersonReached};
use serde_json::{from_value, json};

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    keeps::<Person>(json!({"reached": {"mail": "a@example.com", "phone": "1", "prefix": 39}}));
    keeps::<Person>(json!({"reached": {"phone": "1"}, "told_apart": {"kind": "cat", "lives": 9}}));
    let person: Person = from_value(json!({"reached": {"mail": "a@example.com", "phone": "1"}})).unwrap();
    let Some(PersonReached::Mail(mail)) = person.reached else { panic!("{person:?}") };
    assert_eq!(mail.mail, "a@example.com");
    assert_eq!(mail.extra["phone"], "1");
}

/// The order in which a document lists alternatives says nothing.
#[test]
fn the_alternative_that_loses_least_is_taken() {
    let person: Person = from_value(json!({"either": ["2026-01-01", "2026-01-02"]})).unwrap();
    let written = serde_json::to_value(&person).unwrap();
    assert_eq!(written, json!({"either": ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]}));
    keeps::<Person>(json!({"either": ["2026-01-01T00:00:00Z"]}));
    keeps::<Person>(json!({"either": [1, 2]}));
}
