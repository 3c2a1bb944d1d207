//! The mapping's values choose, wherever the member stands; others are kept.

use one_of_discriminator::types::Pet;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn the_mapping_chooses() {
    let read = |text| serde_json::from_str::<Pet>(text).unwrap();
    assert!(matches!(read(r#"{"lives": 9, "kind": "cat"}"#), Pet::Cat(cat) if cat.lives == Some(9)));
    assert!(matches!(read(r#"{"kind": "hound", "good": true}"#), Pet::Dog(dog) if dog.good == Some(true)));
    for other in [r#"{"kind": "Dog"}"#, r#"{"lives": 9}"#, r#"{"kind": 3}"#, "7"] {
        assert!(matches!(read(other), Pet::Other(_)), "{other}");
    }
}

#[test]
fn what_was_read_is_written() {
    keeps::<Pet>(json!({"kind": "cat", "lives": 9}));
    keeps::<Pet>(json!({"kind": "newt", "wet": true}));
}
