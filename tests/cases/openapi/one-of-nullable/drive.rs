//! Null, absent and each alternative are told apart on the way in and on the way out.

use one_of_nullable::Client;
use one_of_nullable::types::Shapes;
use serde_json::{Value, json};
use tributary_client::testing::Canned;

use crate::exchange::{HOST, answers, echoes, json as sent, keeps, only, over};

fn values() -> Vec<Value> {
    let (circle, square) = (json!({"radius": 1}), json!({"side": 2}));
    vec![
        json!({"must": null}),
        json!({"must": circle, "may": null, "any": null, "in_place": null}),
        json!({"must": square, "may": circle, "any": square, "in_place": "a"}),
        json!({"must": circle, "in_place": 1, "list": [circle, null, square], "map": {"a": null, "b": circle}}),
        json!({"must": circle, "list": [], "map": {}}),
    ]
}

#[test]
fn serde_keeps_them() {
    values().into_iter().for_each(keeps::<Shapes>);
    keeps::<Shapes>(json!({"must": {"corners": 3}, "any": {"corners": 5}}));
}

#[tokio::test]
async fn the_wire_has_them() {
    for value in values() {
        let server = echoes();
        let client = Client::builder(HOST).http(over(&server)).build().unwrap();
        let shapes: Shapes = serde_json::from_value(value.clone()).unwrap();
        let response = client.put_shapes(&shapes).response().await.unwrap();
        assert_eq!(sent(&only(&server)), value);
        assert!(response.issues.is_empty(), "{:?}", response.issues);
        assert_eq!(serde_json::to_value(&response.value).unwrap(), value);
    }
}

#[tokio::test]
async fn what_no_alternative_describes_is_kept_and_said() {
    let value = json!({"must": {"corners": 3}});
    let server = answers(Canned::json(200, value.to_string()));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let shapes: Shapes = serde_json::from_value(json!({"must": null})).unwrap();
    let response = client.put_shapes(&shapes).response().await.unwrap();
    assert_eq!(serde_json::to_value(&response.value).unwrap(), value);
    assert_eq!(response.issues.len(), 1, "{:?}", response.issues);
}
