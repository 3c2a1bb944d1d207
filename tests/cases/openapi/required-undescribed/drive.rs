//! A property that is required and not described takes any value; one that is not received is null, with an issue.

use required_undescribed::Client;
use required_undescribed::types::Parcel;
use serde_json::json;
use tributary_client::testing::Canned;

use crate::exchange::{HOST, answers, json as body, only, over};

#[tokio::test]
async fn it_can_be_sent_and_received() {
    let server = answers(Canned::json(200, r#"{"id": "1"}"#));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let parcel = Parcel::new("Ada", 10_115.into());
    let response = client.add_parcel(&parcel).response().await.unwrap();
    assert_eq!(body(&only(&server)), json!({"name": "Ada", "zip": 10_115}));
    assert!(response.value.weight.is_null());
    assert_eq!(response.issues.len(), 1);
}
