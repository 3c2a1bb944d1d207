//! `additionalProperties` and `properties` speak of objects only: they do not say that the value is one.

use any_of_beside_additional::types::Event;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    for payload in [json!("text"), json!(7), json!(true), json!([{"a": 1}]), json!({"a": 1})] {
        keeps::<Event>(json!({"payload": payload}));
    }
    keeps::<Event>(json!({"counts": "none", "named": "a"}));
    keeps::<Event>(json!({"counts": {"a": 1}, "named": {"a": "1", "b": "2"}}));
}
