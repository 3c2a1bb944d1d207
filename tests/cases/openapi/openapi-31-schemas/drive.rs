//! A list whose first items are told keeps them, and what follows.

use openapi_31_schemas::types::Thing;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    keeps::<Thing>(json!({
        "inner": {"n": 1}, "narrowed": {"id": "1"}, "pair": ["a", 1.5, true, false], "open": [1, "x"],
        "file": "aGk=", "document": "{}", "rest": {"x-a": "b"}
    }));
}
