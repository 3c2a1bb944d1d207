//! A member of the map's own name is not lost among the others.

use additional_properties::types::Bag;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    let bag: Bag = serde_json::from_value(json!({"b": 2, "id": "1", "extra": "x"})).unwrap();
    assert_eq!((bag.extra.as_deref(), bag.extra_members["b"]), (Some("x"), 2));
    keeps::<Bag>(json!({"id": "1", "extra": "x", "a": 1, "extra_members": 2}));
}
