//! Whatever a member is called in Rust, on the wire it has the document's name.

use names::Client;
use names::api::default::TypeParams;
use names::types::OptionData;
use serde_json::json;

use crate::exchange::{HOST, content, keeps, line, only, over};

#[test]
fn members_keep_their_names() {
    keeps::<OptionData>(json!({
        "": "1", "1st": "2", "@type": "3", "type": "4", "foo": "0", "foo-bar": "5", "foo_bar": "6", "fooBar": "7",
        "名前": "8", "string": {"value": "9"}, "lower": {"value": "10"}
    }));
}

#[tokio::test]
async fn parameters_keep_their_names() {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let params = TypeParams::default()
        .with(|it| (it.self_, it.self_value) = (Some("a".to_owned()), Some("b".to_owned())));
    client.r#type(&params).await.unwrap();
    assert_eq!(line(&only(&server)), format!("GET {HOST}/d?self=a&Self=b"));
}
