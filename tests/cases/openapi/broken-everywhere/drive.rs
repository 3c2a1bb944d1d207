//! What is not broken works.

use broken_everywhere::Client;
use tributary_client::testing::Canned;

use crate::exchange::{answers, line, only, over};

#[tokio::test]
async fn what_is_fine_stays_fine() {
    let server = answers(Canned::json(200, r#"{"id": "a"}"#));
    let client = Client::builder().http(over(&server)).build().unwrap();
    let fine = client.get_fine().await.unwrap();
    assert_eq!(fine.id.to_string(), "a");
    assert_eq!(line(&only(&server)), "GET https://example.com/fine");
}
