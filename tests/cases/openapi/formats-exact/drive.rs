//! Numbers whose digits must survive, and bytes.

use formats_exact::Client;
use formats_exact::types::Values;
use tributary_client::testing::Canned;

use crate::exchange::{HOST, answers, only, over};

#[tokio::test]
async fn digits_survive_there_and_back() {
    let text = r#"{"price":"0.10","rate":12345678901234567890.12345,"large":9007199254740993,"unsigned":18446744073709551615,"in_text":"9007199254740993","data":"aGk=","id":"67e55044-10b1-426f-9247-bb680e5fe0c8","link":"https://example.com/a?b=c","single":0.1}"#;
    let server = answers(Canned::json(200, text)).then(Canned::json(200, "{}"));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let values = client.add_values(&Values::default()).await.unwrap();
    assert_eq!(only(&server).text(), "{}");
    assert_eq!(values.price.as_ref().unwrap().0.to_string(), "0.10");
    assert_eq!(values.data.as_ref().unwrap().0, b"hi");
    client.add_values(&values).await.unwrap();
    assert_eq!(server.requests()[1].text(), text);
}
