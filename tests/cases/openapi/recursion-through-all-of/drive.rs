//! A union that is met again through an `allOf` in place is one type, as deep as the data.

use recursion_through_all_of::types::Rule;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    keeps::<Rule>(json!({"exact": "a"}));
    keeps::<Rule>(json!({"header": "accept"}));
    keeps::<Rule>(json!({"header": {"name": "accept", "exact": "a"}}));
    keeps::<Rule>(json!({"header": {"name": "a", "cookie": {"name": "b", "query": {"name": "c", "exact": "d"}}}}));
    keeps::<Rule>(json!({"query": {"name": "a", "query": {"name": "b", "query": {"name": "c", "query": "d"}}}}));
}
