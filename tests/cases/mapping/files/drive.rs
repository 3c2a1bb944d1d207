//! Content as a stream, both ways.

use files::Client;
use files::tributary_unified::crm::{Note, NoteNew};
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_capabilities::{Download, ErrorKind, Settings, Upload, Vendor};
use tributary_client::{HttpBuilder, Upload as File};
use tributary_model::Ref;

use crate::exchange::line;

fn client(server: &Memory) -> Client {
    let server = server.clone();
    let settings = Settings::new().set("access_token", "secret");
    let over = move |http: HttpBuilder| http.transport(server.clone()).clock(TestClock::new());
    Client::connect(&settings.http_with(over)).unwrap()
}

fn lines(server: &Memory) -> Vec<String> {
    server.requests().iter().map(line).collect()
}

#[tokio::test]
async fn content_comes_as_it_arrives_with_what_the_headers_say() {
    let answer = Canned::status(200)
        .header("content-type", "application/pdf")
        .header("content-length", "6")
        .header("content-disposition", "attachment; filename=\"a b.pdf\"");
    let server = Memory::new().then(answer.piece("abc").piece("def"));
    let content = client(&server).download(&Ref::new("7")).await.unwrap();
    assert_eq!(content.media_type.as_deref(), Some("application/pdf"));
    assert_eq!((content.length, content.name.as_deref()), (Some(6), Some("a b.pdf")));
    assert_eq!(content.bytes(6).await.unwrap(), b"abcdef");
    assert_eq!(lines(&server), ["GET https://api.example.com/notes/7/content"]);
    assert_eq!(server.requests()[0].header("accept"), "application/octet-stream");
}

#[tokio::test]
async fn content_has_a_limit_when_it_is_read_whole() {
    let server = Memory::new().then(Canned::status(200).piece("abc").piece("def"));
    let content = client(&server).download(&Ref::new("7")).await.unwrap();
    assert_eq!(content.bytes(5).await.unwrap_err().kind(), ErrorKind::InvalidResponse);
}

#[tokio::test]
async fn what_is_not_there_is_not_empty() {
    let server = Memory::new().then(Canned::json(404, "{}"));
    let error = client(&server).download(&Ref::new("7")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_file_is_the_body_and_what_is_said_of_it_goes_beside() {
    let server = Memory::new().then(Canned::json(201, r#"{"id": "f1", "path": "/a.txt"}"#));
    let new = NoteNew::default().with(|it| {
        it.content = Some("/a \"b\".txt".to_owned());
        it.title = Some("A".to_owned());
    });
    let written = client(&server).upload(&new, File::new("bytes")).await.unwrap();
    assert_eq!(written.id, Ref::<Note>::new("f1"));
    let request = &server.requests()[0];
    assert_eq!(line(request), "POST https://api.example.com/notes?title=A");
    assert_eq!(request.header("api-arg"), r#"{"mode":"add","path":"/a \"b\".txt"}"#);
    assert_eq!(request.header("content-type"), "application/octet-stream");
    assert_eq!(request.text(), "bytes");
}

#[tokio::test]
async fn a_file_goes_from_one_vendor_to_another_without_being_kept() {
    let (from, to) = (
        Memory::new().then(Canned::status(200).piece("abc").piece("def")),
        Memory::new().then(Canned::json(201, r#"{"id": "f2"}"#)),
    );
    let content = client(&from).download(&Ref::new("7")).await.unwrap();
    let vendor: Box<dyn Vendor> = Box::new(client(&to));
    vendor.upload::<Note>(&NoteNew::default(), content.into()).await.unwrap();
    let request = &to.requests()[0];
    assert_eq!((request.text().as_str(), request.header("api-arg")), ("abcdef", r#"{"mode":"add"}"#));
}
