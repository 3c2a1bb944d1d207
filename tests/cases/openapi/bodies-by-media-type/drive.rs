//! Bytes go out as what they may be: not as JSON, and within a range as a type in it.

use bodies_by_media_type::Client;
use futures_util::StreamExt;
use tributary_client::testing::{Canned, Memory};
use tributary_client::{Body, ByteStream};

use crate::exchange::{content, only, over};

fn client(server: &Memory) -> Client {
    Client::builder().http(over(server)).build().unwrap()
}

#[tokio::test]
async fn bytes_are_not_called_json() {
    let server = content();
    client(&server).build("tar").await.unwrap();
    assert_eq!(only(&server).header("content-type"), "application/octet-stream");
    let server = content();
    client(&server).build("tar").content_type("text/plain").await.unwrap();
    assert_eq!(only(&server).header("content-type"), "text/plain");
    let server = content();
    client(&server).send_archive("tar").await.unwrap();
    assert_eq!(only(&server).header("content-type"), "application/x-tar");
}

#[tokio::test]
async fn a_range_gives_a_type_in_it() {
    for (body, expected) in [
        (Body::from(b"\x89PNG\r\n\x1a\n".as_slice()), "image/png"),
        (Body::from(b"\xff\xd8\xff".as_slice()), "image/jpeg"),
        (Body::from("?"), "image/png"),
        (Body::from("?").content_type("image/avif"), "image/avif"),
    ] {
        let server = content();
        client(&server).put_picture(body).await.unwrap();
        assert_eq!(only(&server).header("content-type"), expected);
    }
    let server = content();
    client(&server).put_anything("?").await.unwrap();
    assert_eq!(only(&server).header("content-type"), "application/octet-stream");
    let server = content();
    client(&server).put_png("?").await.unwrap();
    assert_eq!(only(&server).header("content-type"), "image/png");
}

#[tokio::test]
async fn bytes_without_a_type_are_received_as_they_are() {
    async fn read(stream: ByteStream) -> Vec<u8> {
        stream.map(Result::unwrap).collect::<Vec<_>>().await.concat()
    }
    let client = || client(&Memory::new().then(Canned::status(200).header("content-type", "image/png").piece([0u8, 255].to_vec())));
    assert_eq!(read(client().get_anything().await.unwrap()).await, [0, 255]);
    assert_eq!(read(client().get_png().await.unwrap()).await, [0, 255]);
    assert_eq!(read(client().get_typed().await.unwrap()).await, [0, 255]);
    assert_eq!(read(client().get_nullable().await.unwrap()).await, [0, 255]);
}
