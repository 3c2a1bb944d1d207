//! Null, absent and a value, as 3.1 says them.

use openapi_31_nullable::Client;
use openapi_31_nullable::types::{Thing, ThingChoice, ThingSeveral};
use serde_json::json;
use tributary_client::testing::Canned;
use tributary_core::Maybe;

use crate::exchange::{self, HOST, answers, keeps, only, over};

#[tokio::test]
async fn null_is_sent_and_absent_is_not() {
    let server =
        answers(Canned::json(200, r#"{"array": null, "any_of": 5, "several": "x", "choice": "later"}"#));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let thing = Thing::default().with(|it| {
        it.array = Maybe::Null;
        it.several = Maybe::Value(ThingSeveral::Integer(3));
        it.choice = Maybe::Null;
    });
    let answered = client.patch_thing(&thing).await.unwrap();
    assert_eq!(exchange::json(&only(&server)), json!({"array": null, "several": 3, "choice": null}));
    assert!(answered.array.is_null() && answered.former.is_absent());
    assert_eq!(answered.any_of.value(), Some(&5));
    assert!(matches!(answered.several.value(), Some(ThingSeveral::Text(text)) if text == "x"));
    assert!(matches!(answered.choice.value(), Some(ThingChoice::Other(text)) if &**text == "later"));
}

#[test]
fn what_was_read_is_written() {
    keeps::<Thing>(json!({}));
    keeps::<Thing>(json!({
        "array": null, "any_of": null, "one_of": null, "former": null, "several": null, "choice": null
    }));
    keeps::<Thing>(json!({"array": "a", "any_of": 1, "one_of": {"id": "1"}, "several": 2, "choice": "a"}));
}
