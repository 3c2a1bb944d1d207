//! A response is read by its own `Content-Type` among those that are documented, and text by its charset.

use responses_by_content_type::Client;
use responses_by_content_type::types::Colour;
use tributary_client::testing::{Canned, Memory};

use crate::exchange::over;

fn client(kind: &str, body: &'static [u8]) -> Client {
    let answer = Canned::status(200).header("content-type", kind).piece(body);
    Client::builder().http(over(&Memory::new().then(answer))).build().unwrap()
}

#[tokio::test]
async fn a_string_comes_as_text_or_as_json() {
    assert_eq!(client("application/json", b"\"hi\"").get_name().await.unwrap(), "hi");
    assert_eq!(client("text/plain; charset=utf-8", b"hi").get_name().await.unwrap(), "hi");
    assert_eq!(client("text/plain", b"\"hi\"").get_name().await.unwrap(), "\"hi\"");
    assert_eq!(client("text/plain; charset=latin1", b"h\xe9").get_name().await.unwrap(), "h\u{e9}");
    assert!(client("application/json", b"hi").get_name().await.is_err());
}

#[tokio::test]
async fn without_a_content_type_it_is_what_it_looks_like() {
    for (body, expected) in [(b"\"hi\"".as_slice(), "hi"), (b"hi", "hi")] {
        let server = Memory::new().then(Canned::status(200).piece(body));
        let client = Client::builder().http(over(&server)).build().unwrap();
        assert_eq!(client.get_name().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn so_do_other_scalars() {
    for kind in ["text/plain", "application/json", "text/json"] {
        assert_eq!(client(kind, b"12").get_count().await.unwrap(), 12, "{kind}");
    }
    assert_eq!(client("text/plain", b"green").get_colour().await.unwrap(), Colour::Green);
    assert_eq!(client("application/json", b"\"green\"").get_colour().await.unwrap(), Colour::Green);
    assert_eq!(client("text/plain", b"2030-02-01").get_day().await.unwrap().to_string(), "2030-02-01");
    assert_eq!(client("application/json", b"\"2030-02-01\"").get_day().await.unwrap().to_string(), "2030-02-01");
}

#[tokio::test]
async fn any_media_type_may_be_json() {
    assert_eq!(client("application/json", b"\"a\\nb\"").get_anything().await.unwrap(), "a\nb");
    assert_eq!(client("text/html", b"<p>").get_anything().await.unwrap(), "<p>");
    assert_eq!(client("text/plain", b"\"a\"").get_anything().await.unwrap(), "\"a\"");
    // what some servers call JSON
    assert_eq!(client("application/json", b"plain").get_anything().await.unwrap(), "plain");
    assert!(client("application/json", b"\"cut").get_anything().await.is_err());
}

#[tokio::test]
async fn text_is_read_in_its_charset() {
    let response = client("text/csv; charset=iso-8859-1", b"a;\xe9").get_table().response().await.unwrap();
    assert_eq!((response.value.as_str(), response.issues.len()), ("a;\u{e9}", 0));
    assert_eq!(client("text/csv", b"\xef\xbb\xbfa").get_table().await.unwrap(), "a");
    let response = client("text/csv", b"a;\xe9").get_table().response().await.unwrap();
    assert_eq!((response.value.as_str(), response.issues.len()), ("a;\u{fffd}", 1));
}

#[tokio::test]
async fn markup_is_no_json() {
    for kind in ["text/html", "text/html; charset=utf-8", "application/xhtml+xml", "application/xml", "text/xml"] {
        let error = client(kind, b"<note><text>hi</text></note>").get_note().await.unwrap_err();
        assert!(error.to_string().contains("JSON values were expected"), "{kind}: {error}");
        let error = client(kind, b"{\"text\": \"hi\"}\n").get_lines().await.unwrap_err();
        assert!(error.to_string().contains("JSON lines were expected"), "{kind}: {error}");
    }
    assert_eq!(client("text/plain", b"{\"text\": \"hi\"}").get_note().await.unwrap().text.as_deref(), Some("hi"));
}

#[tokio::test]
async fn xml_that_is_documented_is_read() {
    for (kind, body) in [
        ("application/json", b"{\"text\": \"hi\"}".as_slice()),
        ("application/xml", b"<Note><text>hi</text></Note>"),
    ] {
        assert_eq!(client(kind, body).get_either().await.unwrap().text.as_deref(), Some("hi"), "{kind}");
    }
    assert!(client("text/html", b"<html></html>").get_either().await.is_err());
}
