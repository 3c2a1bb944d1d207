//! A part that may be a file is one: optional, nullable, several, or one of several things.

use multipart_files::Client;
use multipart_files::api::default::SendBody;
use tributary_client::Upload;

use crate::exchange::{content, only, over};

async fn sent(body: &SendBody) -> Vec<String> {
    let server = content();
    let client = Client::builder().http(over(&server)).build().unwrap();
    client.send(body).await.unwrap();
    let request = only(&server);
    let boundary = request.header("content-type").strip_prefix("multipart/form-data; boundary=").unwrap();
    let (text, mark) = (String::from_utf8_lossy(&request.body), format!("--{boundary}"));
    let parts = text.split(&mark).filter(|part| part.contains("name="));
    parts.map(|part| part.trim().replace("\r\n", "|").replace("Content-Disposition: form-data; name=", "")).collect()
}

#[tokio::test]
async fn bytes_are_files() {
    let body = SendBody::new(Some(Upload::new(vec![0xff, 0x00]))).with(|it| {
        it.optional = Some(Upload::new("o"));
        it.nullable = Some(Upload::new("n"));
        it.many = Some(vec![Upload::new("1").named("a.txt"), Upload::new("2")]);
        it.either = Some(vec![Upload::new("e")]);
        it.gaps = Some(vec![Upload::new("g")]);
        it.raw = Some(Upload::new("r"));
        it.any = Some(Upload::new("a").content_type("text/css"));
    });
    let octets = "|Content-Type: application/octet-stream||";
    assert_eq!(
        sent(&body).await,
        [
            format!("\"cover\"; filename=\"cover\"{octets}\u{fffd}\0"),
            format!("\"optional\"; filename=\"optional\"{octets}o"),
            format!("\"nullable\"; filename=\"nullable\"{octets}n"),
            format!("\"many\"; filename=\"a.txt\"{octets}1"),
            format!("\"many\"; filename=\"many\"{octets}2"),
            format!("\"either\"; filename=\"either\"{octets}e"),
            format!("\"gaps\"; filename=\"gaps\"{octets}g"),
            format!("\"raw\"; filename=\"raw\"{octets}r"),
            "\"any\"; filename=\"any\"|Content-Type: text/css||a".to_owned(),
        ]
    );
    assert_eq!(sent(&SendBody::new(None)).await, [""; 0]);
}

#[tokio::test]
async fn a_text_may_take_the_place_of_a_file() {
    let body = SendBody::new(None).with(|it| it.link = Some(Upload::text("https://files.example.com/1")));
    assert_eq!(sent(&body).await, ["\"link\"||https://files.example.com/1"]);
}
