//! Circles are as deep as the data.

use recursion_of_all_kinds::types::Circles;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    keeps::<Circles>(json!({
        "list": [[], [[]]], "map": {"a": {"b": {}}}, "ping": {"pong": {"ping": {}}},
        "union": {"left": 1.0, "right": {"left": 2.0, "right": 3.0}}, "demanding": {"again": {}},
        "itself": [1], "part": {"id": "1"}
    }));
}
