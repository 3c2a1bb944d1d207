//! Heirs told apart by the discriminator of what they inherit from.

use swagger_2_inheritance::Client;
use swagger_2_inheritance::types::Pet;
use tributary_client::testing::Canned;

use crate::exchange::{answers, over};

#[tokio::test]
async fn the_discriminator_names_the_heir() {
    let pets = r#"[{"petType": "Cat", "name": "Ada", "lives": 9}, {"name": "Rex", "petType": "hound", "good": true},
                   {"petType": "Newt", "name": "Wet"}]"#;
    let server = answers(Canned::json(200, pets));
    let client = Client::builder().http(over(&server)).build().unwrap();
    let pets = client.list_pets().await.unwrap();
    assert!(matches!(&pets[0], Pet::Cat(cat) if cat.name == "Ada" && cat.lives == Some(9)));
    assert!(matches!(&pets[1], Pet::Dog(dog) if dog.name == "Rex" && dog.good == Some(true)));
    assert!(matches!(&pets[2], Pet::Other(value) if value["name"] == "Wet"));
}
