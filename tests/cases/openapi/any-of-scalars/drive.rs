//! Alternatives told apart by JSON kind, and what none of them fits.

use any_of_scalars::types::{Thing, ThingId, ThingKnownOrAny, ThingNumberOrText, ThingOneOrMany};
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn kinds_choose() {
    let read = |value| serde_json::from_value::<Thing>(value).unwrap();
    let thing = read(json!({"id": 7, "known_or_any": "c", "one_or_many": ["a"], "number_or_text": 1.5}));
    assert!(matches!(thing.id, Some(ThingId::Integer(7))));
    assert!(matches!(thing.known_or_any, Some(ThingKnownOrAny::Other(text)) if &*text == "c"));
    assert!(matches!(thing.one_or_many, Some(ThingOneOrMany::List(items)) if items == ["a"]));
    assert!(matches!(thing.number_or_text, Some(ThingNumberOrText::Number(number)) if number == 1.5));
}

#[test]
fn what_fits_no_alternative_is_kept() {
    let text = serde_json::from_value::<Thing>(json!({"id": "no uuid", "one_or_many": {"a": 1}})).unwrap();
    assert!(matches!(text.id, Some(ThingId::Other(value)) if value == "no uuid"));
    assert!(matches!(text.one_or_many, Some(ThingOneOrMany::Other(value)) if value == json!({"a": 1})));
}

#[test]
fn what_was_read_is_written() {
    keeps::<Thing>(json!({
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "known_or_any": "a", "one_or_many": "x",
        "number_or_text": "1.5", "empty_or_object": {"id": "1"}
    }));
    keeps::<Thing>(json!({"id": 7, "known_or_any": "z", "one_or_many": ["x"], "empty_or_object": ""}));
}
