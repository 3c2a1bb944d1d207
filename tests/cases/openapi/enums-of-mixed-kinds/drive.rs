//! An enum may list any JSON value.

use enums_of_mixed_kinds::types::Job;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    keeps::<Job>(json!({"scaling": "auto", "level": "low", "shape": {"kind": "round"}, "one": "no"}));
    keeps::<Job>(json!({"scaling": {"mode": "manual"}, "level": 0.25, "one": {"kind": "only"}}));
    keeps::<Job>(json!({"scaling": [1, 2], "level": 0.5}));
    keeps::<Job>(json!({"level": true}));
}
