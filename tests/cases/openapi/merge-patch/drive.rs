//! Absent, null and a value are three things in a merge patch, however deep.


use merge_patch::Client;
use merge_patch::api::default::PatchListBody;
use merge_patch::types::{PersonPatch, Place, PlacePatch};
use serde_json::{Value, json};
use tributary_core::{Map, Maybe};

use crate::exchange::{self, HOST, content, only, over};

async fn sent(body: &PersonPatch) -> Value {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    client.patch_person("7", body).await.unwrap();
    let request = only(&server);
    assert_eq!(request.header("content-type"), "application/merge-patch+json");
    exchange::json(&request)
}

#[tokio::test]
async fn what_is_not_named_stays() {
    assert_eq!(sent(&PersonPatch::new("Ada")).await, json!({"name": "Ada"}));
}

#[tokio::test]
async fn null_removes_and_lists_are_replaced() {
    let moved = PlacePatch::default().with(|it| it.city = Maybe::Null);
    let body = PersonPatch::new("Ada").with(|it| {
        it.age = Maybe::Null;
        it.home = Maybe::Value(moved.clone());
        it.places = Maybe::Value(Map::from([("work".to_owned(), None), ("home".to_owned(), Some(moved))]));
        it.earlier = Maybe::Value(vec![Place::default().with(|it| it.city = Some("Bath".to_owned()))]);
    });
    let expected = json!({
        "name": "Ada", "age": null, "home": {"city": null},
        "places": {"home": {"city": null}, "work": null}, "earlier": [{"city": "Bath"}],
    });
    assert_eq!(sent(&body).await, expected);
}

#[tokio::test]
async fn patches_of_several_formats_are_a_choice() {
    let remove = json!([{"op": "remove", "path": "/name"}]);
    for (body, media_type) in [
        (PatchListBody::JsonPatch(remove.into()), "application/json-patch+json"),
        (PatchListBody::MergePatch(json!({"name": null}).into()), "application/merge-patch+json"),
        (PatchListBody::StrategicMergePatch(json!({}).into()), "application/strategic-merge-patch+json"),
    ] {
        let server = content();
        let client = Client::builder(HOST).http(over(&server)).build().unwrap();
        client.patch_list("7", &body).await.unwrap();
        assert_eq!(only(&server).header("content-type"), media_type);
    }
}
