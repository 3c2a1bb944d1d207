//! Bytes without a schema are sent and read as they are.

use futures_util::StreamExt;
use openapi_31_raw_bodies::Client;
use tributary_client::testing::Canned;

use crate::exchange::{HOST, answers, only, over};

#[tokio::test]
async fn bytes_stay_bytes() {
    let server = answers(Canned::status(200).piece(vec![0xff, 0]));
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let mut file = client.put_file(vec![1, 0xfe]).await.unwrap();
    assert_eq!(&file.next().await.unwrap().unwrap()[..], [0xff, 0]);
    assert_eq!(&only(&server).body[..], [1, 0xfe]);
    assert_eq!(only(&server).header("content-type"), "application/octet-stream");
}
