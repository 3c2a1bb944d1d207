//! Each member of a form in its own style.

use form_encodings::Client;
use form_encodings::types::{Order, OrderDeep, OrderJson};

use crate::exchange::{HOST, content, only, over};

#[tokio::test]
async fn members_have_their_style() {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let two = || Some(vec!["a".to_owned(), "b".to_owned()]);
    let order = Order::new("x&y=z").with(|it| {
        (it.lines, it.pipes, it.joined) = (two(), two(), two());
        it.deep = Some(OrderDeep::default().with(|it| (it.a, it.b) = (Some("x".to_owned()), Some(1))));
        it.json = Some(OrderJson::default().with(|it| it.c = Some(true)));
    });
    client.send_form(&order).await.unwrap();
    let request = only(&server);
    assert_eq!(request.header("content-type"), "application/x-www-form-urlencoded");
    let expected = "name=x%26y%3Dz&lines=a&lines=b&pipes=a%7Cb&joined=a,b&deep%5Ba%5D=x&deep%5Bb%5D=1\
                    &json=%7B%22c%22%3Atrue%7D";
    assert_eq!(request.text(), expected);
}

#[tokio::test]
async fn a_form_without_members_is_no_argument() {
    let server = content();
    Client::builder(HOST).http(over(&server)).build().unwrap().get_form().await.unwrap();
    let request = only(&server);
    assert!(request.body.is_empty());
    assert_eq!(request.header("content-type"), "");
}
