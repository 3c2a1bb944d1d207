//! One struct reads them all, and a text that nobody told of.

use one_of_texts::Client;
use one_of_texts::types::{RefusalDetail, RefusalIssue as Issue};
use tributary_client::testing::Canned;

use crate::exchange::{HOST, answers, over};

#[tokio::test]
async fn every_text_is_read() {
    let body = r#"{"details":[{"issue":"TOO_LATE","description":"Too late."},{"issue":"NEW","field":"/a"}]}"#;
    let server = answers(Canned::json(422, body));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let refusal = client.add_order().await.unwrap_err().into_body().unwrap();
    let details: Vec<RefusalDetail> = refusal.details.unwrap();
    assert_eq!(details[0].issue, Issue::TooLate);
    assert_eq!(details[1].issue, Issue::from("NEW"));
    assert_eq!(details[1].field.as_deref(), Some("/a"));
}
