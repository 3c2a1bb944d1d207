//! A discriminator does not change which values a schema allows: the variants' own constants decide.

use discriminator_contradicted::types::Log;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    keeps::<Vec<Log>>(json!([{"type": "call", "error": "busy"}, {"type": "fetch", "base_url": "https://a.example"}]));
}
