//! Members beside the fixed ones, there and back.

use additional_properties_kinds::Client;
use additional_properties_kinds::types::Bags;
use serde_json::json;

use crate::exchange::{HOST, echoes, json as body, only, over};

#[tokio::test]
async fn every_member_comes_back() {
    let value = json!({
        "any": {"id": "1", "a": [1, {"b": null}]},
        "objects": {"id": "1", "a": {"n": 1}, "b": {"n": 2}},
        "lists": {"a": ["x", "y"], "b": []},
        "nullable": {"a": null, "b": "c"},
        "maps": {"a": {"b": true}},
        "alternatives": {"a": "b", "c": true},
        "itself": {"id": "1", "a": {"b": {"id": "2"}}},
    });
    let server = echoes();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let bags: Bags = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(bags.objects.as_ref().unwrap().extra["b"].n, 2);
    let answered = client.add_bag(&bags).await.unwrap();
    assert_eq!(body(&only(&server)), value);
    assert_eq!(serde_json::to_value(&answered).unwrap(), value);
}
