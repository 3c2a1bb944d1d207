//! What names a member of one alternative is that alternative; nothing is lost of what could be either.

use one_of_ambiguous::types::Thing;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn members_choose_where_they_can() {
    let read = |value| serde_json::from_value::<Thing>(value).unwrap();
    assert!(matches!(read(json!({"id": "1", "b": "x"})), Thing::B(it) if it.b.as_deref() == Some("x")));
    assert!(matches!(read(json!({"a": "x"})), Thing::A(_)));
    assert!(matches!(read(json!([{"a": "x"}])), Thing::AList(items) if items.len() == 1));
    assert!(matches!(read(json!(3)), Thing::Other(_)));
}

#[test]
fn what_was_read_is_written() {
    for value in [
        json!({"id": "1"}),
        json!({"id": "1", "a": "x"}),
        json!({"b": "x"}),
        json!([{"id": "1"}]),
        json!("?"),
    ] {
        keeps::<Thing>(value);
    }
}
