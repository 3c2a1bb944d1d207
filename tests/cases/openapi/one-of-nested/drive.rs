//! A union inside a union: two discriminators, and what neither knows.

use one_of_nested::Client;
use one_of_nested::types::{Animal, Thing};
use tributary_client::testing::Canned;

use crate::exchange::{HOST, answers, over};

#[tokio::test]
async fn both_discriminators_choose() {
    let server = answers(Canned::json(
        200,
        r#"[{"lives": 9, "species": "cat", "kind": "animal"}, {"kind": "stone", "weight": 1.5},
            {"kind": "animal", "species": "newt", "wet": true}, {"kind": "star"}]"#,
    ));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let things = client.list_things().await.unwrap();
    assert!(matches!(&things[0], Thing::Animal(Animal::Cat(cat)) if cat.lives == Some(9)));
    assert!(matches!(&things[1], Thing::Stone(stone) if stone.weight == Some(1.5.into())));
    assert!(matches!(&things[2], Thing::Animal(Animal::Other(value)) if value["wet"] == true));
    assert!(matches!(&things[3], Thing::Other(value) if value["kind"] == "star"));
    assert_eq!(things.len(), 4);
}
