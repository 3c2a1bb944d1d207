//! The vendor's own example can be read.

use required_by_examples::Client;
use tributary_client::testing::Canned;

use crate::exchange::{HOST, answers, over};

#[tokio::test]
async fn what_the_example_lacks_may_be_missing() {
    let server = answers(Canned::json(200, r#"{"ok": true, "messages": [{"text": "Hello", "at": 7}, {"text": "Bye"}]}"#));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let history = client.get_history().await.unwrap();
    assert_eq!(history.actions, None);
    assert_eq!(history.messages.iter().map(|it| it.at).collect::<Vec<_>>(), [Some(7), None]);
}

#[tokio::test]
async fn an_example_of_next_to_nothing_proves_nothing() {
    let server = answers(Canned::json(200, r#"{"number": 1}"#));
    assert!(Client::builder(HOST).http(over(&server)).build().unwrap().get_page().await.is_err());
}
