//! What `allOf` puts together is there and back again in one piece.

use all_of_of_all_kinds::types::{All, AllChoice};
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    let value = json!({
        "one": {"id": "1"}, "nested": {"id": "1", "name": "a", "age": 3}, "narrowed": "a",
        "mapped": {"id": "1", "x": 2}, "required": {"id": "1"}, "beside": {"id": "1", "more": true},
        "choice": {"id": "1", "right": "r"}
    });
    let all: All = serde_json::from_value(value.clone()).unwrap();
    assert!(matches!(all.choice, Some(AllChoice::Right(it)) if it.id.as_deref() == Some("1")));
    keeps::<All>(value);
}
