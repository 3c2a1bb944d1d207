//! What is read-only is not sent, what is write-only is not expected.

use read_write_only::Client;
use read_write_only::types::UserWrite;
use tributary_client::testing::Canned;

use crate::exchange::{HOST, answers, only, over};

#[tokio::test]
async fn each_side_says_its_own() {
    let server = answers(Canned::json(201, r#"{"id": "7", "name": "Ada"}"#));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let user = client.add_user(&UserWrite::new("Ada", "secret")).await.unwrap();
    assert_eq!((user.id.as_str(), user.name.as_str()), ("7", "Ada"));
    assert_eq!(only(&server).text(), r#"{"name":"Ada","password":"secret"}"#);
}
