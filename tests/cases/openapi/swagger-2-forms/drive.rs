//! Forms, XML, text, files and merge patches of Swagger 2.0 on the wire.

use futures_util::StreamExt;
use swagger_2_forms::Client;

use swagger_2_forms::types::{ReceiptPatch, SendFormBody};
use tributary_client::testing::{Canned, Memory};

use crate::exchange::{answers, only, over};

fn client(server: &Memory) -> Client {
    Client::builder().http(over(server)).build().unwrap()
}

#[tokio::test]
async fn form_data_is_a_form_and_the_answer_xml() {
    let xml = "<Receipt><number>7</number></Receipt>";
    let server = answers(Canned::status(200).header("content-type", "application/xml").piece(xml));
    let body = SendFormBody::new("A b").with(|it| {
        it.tags = Some(vec!["x".to_owned(), "y".to_owned()]);
        it.codes = Some(vec![1, 2]);
    });
    let receipt = client(&server).send_form(&body).await.unwrap();
    assert_eq!(receipt.number.as_deref(), Some("7"));
    let request = only(&server);
    assert_eq!(request.text(), "name=A%20b&tags=x&tags=y&codes=1,2");
    assert_eq!(request.header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(request.header("accept"), "application/xml");
}

#[tokio::test]
async fn an_operation_consumes_what_it_says_itself() {
    let server = answers(Canned::json(200, "{}"));
    client(&server).patch(&ReceiptPatch::default()).await.unwrap();
    assert_eq!(only(&server).header("content-type"), "application/merge-patch+json");

    let server = answers(Canned::status(200).header("content-type", "text/plain").piece("\"quoted\""));
    assert_eq!(client(&server).send_text("hi").await.unwrap(), "\"quoted\"");
    assert_eq!(only(&server).text(), "hi");
    assert_eq!(only(&server).header("content-type"), "text/plain");
}

#[tokio::test]
async fn a_file_is_a_stream() {
    let server = answers(Canned::status(200).piece("%PDF").piece("-1.7"));
    let mut file = client(&server).get_file().await.unwrap();
    let mut read = Vec::new();
    while let Some(piece) = file.next().await {
        read.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(read, b"%PDF-1.7");
}

#[tokio::test]
async fn an_error_is_json_where_the_answer_is_a_file() {
    let server = answers(Canned::json(404, r#"{"message": "no such file"}"#));
    let error = client(&server).get_file().await.unwrap_err();
    assert_eq!(error.body().unwrap().message.as_deref(), Some("no such file"));
    assert_eq!(only(&server).header("accept"), "application/pdf, application/json");
}

#[tokio::test]
async fn what_produces_files_alone_answers_one() {
    let server = answers(Canned::status(200).piece("tar"));
    let mut archive = client(&server).get_archive().await.unwrap();
    assert_eq!(archive.next().await.unwrap().unwrap(), "tar");
    assert_eq!(only(&server).header("accept"), "application/x-tar");
}
