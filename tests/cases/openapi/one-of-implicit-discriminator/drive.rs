//! Without a mapping the schema's name is the value; a struct that doesn't hold it gets it when it is written.

use one_of_implicit_discriminator::types::Pet;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn the_name_chooses_and_is_written() {
    let pet: Pet = serde_json::from_value(json!({"good": true, "kind": "Dog"})).unwrap();
    assert!(matches!(&pet, Pet::Dog(dog) if dog.good == Some(true)));
    assert_eq!(serde_json::to_value(&pet).unwrap(), json!({"kind": "Dog", "good": true}));
    keeps::<Pet>(json!({"kind": "Newt", "wet": true}));
}
