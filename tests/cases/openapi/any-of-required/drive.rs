//! What one alternative requires tells it from the other.

use any_of_required::types::Owner;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn the_required_member_chooses() {
    let read = |value| serde_json::from_value::<Owner>(value).unwrap();
    assert!(matches!(read(json!({"name": "A", "first_name": "Ada"})), Owner::Person(_)));
    assert!(matches!(read(json!({"name": "A", "vat_id": "7"})), Owner::Company(_)));
    assert!(matches!(read(json!({"name": "A"})), Owner::Other(_)));
    keeps::<Owner>(json!({"name": "A"}));
}
