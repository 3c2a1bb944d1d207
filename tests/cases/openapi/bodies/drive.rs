//! Bodies of every kind, as they are sent.

use bodies::Client;
use bodies::api::default::{SendEitherBody, SendNamedBody};
use bodies::types::Note;
use futures_util::StreamExt;
use tributary_client::testing::{Canned, Memory};
use tributary_client::{Body, ByteStream};

use crate::exchange::{HOST, answers, content, only, over};

fn client(server: &Memory) -> Client {
    Client::builder(HOST).http(over(server)).build().unwrap()
}

/// Content type and body of the only request.
fn sent(server: &Memory) -> (String, String) {
    let request = only(server);
    (request.header("content-type").to_owned(), request.text())
}

fn is(media_type: &str, body: &str) -> (String, String) {
    (media_type.to_owned(), body.to_owned())
}

#[tokio::test]
async fn typed_bodies_have_their_media_type() {
    let note = Note::new("a b").with(|it| it.tags = Some(vec!["x".to_owned(), "y".to_owned()]));
    let server = content();
    client(&server).send_json(&note).await.unwrap();
    assert_eq!(sent(&server), is("application/json", r#"{"text":"a b","tags":["x","y"]}"#));

    let server = content();
    client(&server).send_optional(None).await.unwrap();
    assert_eq!(sent(&server), is("", ""));

    let server = content();
    client(&server).send_form(&note).await.unwrap();
    assert_eq!(sent(&server), is("application/x-www-form-urlencoded", "text=a%20b&tags=x&tags=y"));

    let server = answers(Canned::status(200).header("content-type", "text/plain").piece("héllo"));
    assert_eq!(client(&server).send_text("a\"b").await.unwrap(), "héllo");
    assert_eq!(sent(&server), is("text/plain", "a\"b"));
}

#[tokio::test]
async fn bytes_are_streams_both_ways() {
    let server = answers(Canned::status(200).piece(vec![0, 159]).piece(vec![146]));
    let body = Body::stream(|| ByteStream::from_bytes(vec![1, 2, 3]), Some(3));
    let mut image = client(&server).send_bytes(body).await.unwrap();
    let mut read = Vec::new();
    while let Some(piece) = image.next().await {
        read.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(read, [0, 159, 146]);
    let request = only(&server);
    assert_eq!(
        (request.header("content-type"), &request.body[..]),
        ("application/octet-stream", &[1, 2, 3][..])
    );
}

#[tokio::test]
async fn one_of_several_media_types_is_chosen() {
    for (body, expected) in [
        (SendEitherBody::Json(Note::new("a")), is("application/json", r#"{"text":"a"}"#)),
        (SendEitherBody::Text("a".to_owned()), is("text/plain", "a")),
        (SendEitherBody::Bytes("%PDF".into()), is("application/pdf", "%PDF")),
    ] {
        let server = content();
        client(&server).send_either(&body).await.unwrap();
        assert_eq!(sent(&server), expected);
    }
}

#[tokio::test]
async fn the_same_bytes_may_be_called_something_else() {
    let other = "application/vnd.acme.note+json";
    let note = SendNamedBody::Json(Note::new("a"));
    let server = content();
    client(&server).send_named(&note).content_type(other).await.unwrap();
    assert_eq!(sent(&server), is(other, r#"{"text":"a"}"#));

    let server = content();
    client(&server).send_named(&note).await.unwrap();
    assert_eq!(sent(&server), is("application/json", r#"{"text":"a"}"#));

    let server = content();
    client(&server).send_picture("x").content_type("image/webp").await.unwrap();
    assert_eq!(sent(&server), is("image/webp", "x"));
}
