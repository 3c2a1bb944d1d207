//! Bytes without a schema are sent and read as they are.

use futures_util::StreamExt;
use openapi_31_raw_bodies::Client;
use openapi_31_raw_bodies::api::default::PutEitherBody;
use openapi_31_raw_bodies::types::Note;
use tributary_client::Body;
use tributary_client::testing::{Canned, Memory};

use crate::exchange::{HOST, answers, content, only, over};

#[tokio::test]
async fn bytes_stay_bytes() {
    let server = answers(Canned::status(200).piece(vec![0xff, 0]));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let mut file = client.put_file(vec![1, 0xfe]).await.unwrap();
    assert_eq!(&file.next().await.unwrap().unwrap()[..], [0xff, 0]);
    assert_eq!(&only(&server).body[..], [1, 0xfe]);
    assert_eq!(only(&server).header("content-type"), "application/octet-stream");
}

fn client(server: &Memory) -> Client {
    Client::builder(HOST).http(over(server)).build().unwrap()
}

#[tokio::test]
async fn a_range_of_types_gives_one_of_them() {
    let server = content();
    client(&server).put_image(vec![1]).await.unwrap();
    assert_eq!(only(&server).header("content-type"), "image/png");

    let server = content();
    client(&server).put_image(Body::from(vec![1]).content_type("image/webp")).await.unwrap();
    assert_eq!(only(&server).header("content-type"), "image/webp");

    let bytes = PutEitherBody::Bytes(Body::from("GIF").content_type("image/gif"));
    for (body, expected) in [
        (bytes, ("image/gif", "GIF")),
        (PutEitherBody::Text("a".to_owned()), ("text/plain", "a")),
        (PutEitherBody::Json(Note::default()), ("application/x.json+json", "{}")),
    ] {
        let server = content();
        client(&server).put_either(&body).await.unwrap();
        let request = only(&server);
        assert_eq!((request.header("content-type"), request.text().as_str()), expected);
    }

    let server = content();
    client(&server).put_anything(&Note::default()).await.unwrap();
    assert_eq!(only(&server).header("content-type"), "application/json");

    // a text is no JSON: it is sent and read without quotes, as what the caller says it is
    let server = answers(Canned::status(200).piece("as it is"));
    let read = client(&server).echo("{\"a\": 1}").header("content-type", "application/json").await.unwrap();
    assert_eq!(read, "as it is");
    let request = only(&server);
    assert_eq!((request.header("content-type"), request.text().as_str()), ("application/json", "{\"a\": 1}"));
}
