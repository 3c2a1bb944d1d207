//! Elements, attributes, wrappers and namespaces, as they are sent and read.

use tributary_client::testing::{Canned, Memory};
use xml::Client;
use xml::types::{Book, ShelfOfBooks};

use crate::exchange::{HOST, answers, content, only, over};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

fn client(server: &Memory) -> Client {
    Client::builder(HOST).http(over(server)).build().unwrap()
}

fn book(id: i64) -> Book {
    Book::default().with(|it| it.id = Some(id))
}

#[tokio::test]
async fn a_book_is_written_and_read() {
    let text = concat!(
        r#"<book id="7"><Title>A &amp; B</Title><authors><author>Ada</author><author>Bo</author></authors>"#,
        r#"<t:tag xmlns:t="urn:tags">x</t:tag><t:tag xmlns:t="urn:tags">y</t:tag>"#,
        r#"<Sequels><book id="8"/></Sequels></book>"#
    );
    let server = answers(Canned::status(200).header("content-type", "application/xml").piece(text));
    let list = |items: [&str; 2]| Some(items.map(str::to_owned).to_vec());
    let sent = book(7).with(|it| {
        it.title = Some("A & B".to_owned());
        it.authors = list(["Ada", "Bo"]);
        it.tags = list(["x", "y"]);
        it.sequels = Some(vec![book(8)]);
    });
    assert_eq!(client(&server).add_book(&sent).await.unwrap(), sent);
    let request = only(&server);
    assert_eq!(request.text(), format!("{HEAD}{text}"));
    assert_eq!(request.header("content-type"), "application/xml");
    assert_eq!(request.header("accept"), "application/xml");
}

#[tokio::test]
async fn a_body_has_an_element_of_its_own() {
    let server = content();
    client(&server).replace_books(&[book(1), book(2)]).await.unwrap();
    let books = r#"<b:books xmlns:b="urn:books"><book id="1"/><book id="2"/></b:books>"#;
    assert_eq!(only(&server).text(), format!("{HEAD}{books}"));

    let server = content();
    let shelf = ShelfOfBooks::default().with(|it| it.books = Some(vec![book(1), book(2)]));
    client(&server).replace_shelf(&shelf).await.unwrap();
    assert_eq!(only(&server).text(), format!("{HEAD}<shelf_of_books>{books}</shelf_of_books>"));
    assert_eq!(only(&server).header("content-type"), "text/xml");
}
