//! A list is one part an item, what the document does not name are parts too, and related parts have a root.

use multipart_more::Client;
use multipart_more::api::default::{SendFilesBody, SendPresignedBody, SendRelatedBody, SendRowsBody};
use multipart_more::types::{Row, SendRowsTarget};
use tributary_client::Upload;
use tributary_client::testing::Memory;

use crate::exchange::{content, only, over};

fn client(server: &Memory) -> Client {
    Client::builder().http(over(server)).build().unwrap()
}

fn parts(server: &Memory) -> Vec<String> {
    let request = only(server);
    let (_, boundary) = request.header("content-type").split_once("boundary=").unwrap();
    let mark = format!("--{}", boundary.split(';').next().unwrap());
    let text = request.text();
    let parts = text.split(&mark).filter(|part| part.contains("name="));
    parts.map(|part| part.trim().replace("\r\n", "|").replace("Content-Disposition: form-data; name=", "")).collect()
}

fn row(a: &str) -> Row {
    Row::default().with(|it| it.a = Some(a.to_owned()))
}

#[tokio::test]
async fn a_list_is_one_part_an_item() {
    let server = content();
    let body = SendRowsBody::new().with(|it| {
        it.rows = Some(vec![row("1"), row("2")]);
        it.whole = Some(vec![row("3"), row("4")]);
        it.tags = Some(vec!["x".to_owned(), "y".to_owned()]);
    });
    client(&server).send_rows(&body).await.unwrap();
    assert_eq!(
        parts(&server),
        [
            "\"rows\"|Content-Type: application/json||{\"a\":\"1\"}",
            "\"rows\"|Content-Type: application/json||{\"a\":\"2\"}",
            "\"whole\"|Content-Type: application/json||[{\"a\":\"3\"},{\"a\":\"4\"}]",
            "\"tags\"||x",
            "\"tags\"||y",
        ]
    );
}

#[tokio::test]
async fn one_of_several_kinds_is_written_as_what_it_is() {
    for (target, expected) in [
        (SendRowsTarget::Text("plain".to_owned()), vec!["\"target\"||plain"]),
        (SendRowsTarget::Row(row("1")), vec!["\"target\"|Content-Type: application/json||{\"a\":\"1\"}"]),
        (
            SendRowsTarget::RowList(vec![row("1"), row("2")]),
            vec![
                "\"target\"|Content-Type: application/json||{\"a\":\"1\"}",
                "\"target\"|Content-Type: application/json||{\"a\":\"2\"}",
            ],
        ),
    ] {
        let server = content();
        client(&server).send_rows(&SendRowsBody::new().with(|it| it.target = Some(target))).await.unwrap();
        assert_eq!(parts(&server), expected);
    }
}

#[tokio::test]
async fn what_is_not_named_is_a_part_by_its_name() {
    let server = content();
    let body = SendPresignedBody::new(Upload::new("F")).with(|it| {
        it.extra = Some("named".to_owned());
        it.extra_members.insert("key".to_owned(), "k".to_owned());
        it.extra_members.insert("policy".to_owned(), "p".to_owned());
    });
    client(&server).send_presigned(&body).await.unwrap();
    assert_eq!(
        parts(&server),
        [
            "\"file\"; filename=\"file\"|Content-Type: application/octet-stream||F",
            "\"extra\"||named",
            "\"key\"||k",
            "\"policy\"||p",
        ]
    );
    let server = content();
    let body = SendFilesBody::new().with(|it| {
        it.extra.insert("a.png".to_owned(), Upload::new("A").content_type("image/png"));
    });
    client(&server).send_files(&body).await.unwrap();
    assert_eq!(parts(&server), ["\"a.png\"; filename=\"a.png\"|Content-Type: image/png||A"]);
}

#[tokio::test]
async fn related_parts_name_the_type_of_their_root() {
    let server = content();
    client(&server).send_related(&SendRelatedBody::new(row("1"), Upload::new("C"))).await.unwrap();
    let stated = only(&server).header("content-type").to_owned();
    assert!(stated.starts_with("multipart/related; boundary="), "{stated}");
    assert!(stated.ends_with("; type=\"application/json\""), "{stated}");
}
