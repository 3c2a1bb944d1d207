//! Type arrays, constants and tuples of 3.1 there and back.

use openapi_31_types::types::Thing;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    let thing: Thing = serde_json::from_value(json!({
        "kind": "thing", "name": null, "size": 3, "place": [1.5, 2.5], "payload": "aGk=", "range": [1, "a"]
    }))
    .unwrap();
    assert_eq!((thing.place, thing.range.as_ref().unwrap().0), (Some((1.5.into(), 2.5.into())), 1));
    assert_eq!(thing.payload.unwrap().0, b"hi");
    keeps::<Thing>(json!({"kind": "thing", "name": "a", "place": [1.0, 2.0], "range": [1, "a"]}));
}
