//! Hostile names reach the wire as text, and nothing else.

use hostile_text::types::Evil;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn names_stay_text() {
    keeps::<Evil>(json!({
        "a\"b": "1", "*/": "\"", "r#type": "2", "$crate": {"x": "y"}, "\u{202e}": 1, "{0}": {"\"": "\""}
    }));
}
