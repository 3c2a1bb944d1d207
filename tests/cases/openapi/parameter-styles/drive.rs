//! What OpenAPI's table of styles says of arrays and objects, and what RFC 6570 says of characters.

use parameter_styles::api::default::GetStylesParams;
use parameter_styles::{Client, types::Point};

use crate::exchange::{HOST, content, line, only, over};

fn list(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

#[tokio::test]
async fn each_style_is_written_as_the_table_says() {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let point = Point::default().with(|it| (it.x, it.y) = (Some(100), Some(200)));
    let params = GetStylesParams::default().with(|it| {
        it.form = Some(list(&["a", "b"]));
        it.exploded = Some(list(&["a", "b"]));
        it.spaces = Some(list(&["a", "b"]));
        it.pipes = Some(list(&["a", "b"]));
        it.filter = Some(point.clone());
        it.reserved = Some("a/b?c d".to_owned());
        it.as_json = Some(point.clone());
        it.x_trace = Some("t-1".to_owned());
        it.session = Some("s 1".to_owned());
    });
    client.get_styles(&list(&["a", "b c"]), &list(&["a", "b"]), "x/y", &point, &params).await.unwrap();
    let request = only(&server);
    let query = "form=a,b&exploded=a&exploded=b&spaces=a%20b&pipes=a%7Cb&filter%5Bx%5D=100&filter%5By%5D=200\
                 &reserved=a/b?c%20d&as_json=%7B%22x%22%3A100%2C%22y%22%3A200%7D";
    assert_eq!(line(&request), format!("GET {HOST}/a,b%20c/.a.b/;matrix=x%2Fy/x=100,y=200?{query}"));
    assert_eq!(request.header("x-trace"), "t-1");
    assert_eq!(request.header("cookie"), "session=s%201");
}

#[tokio::test]
async fn what_is_absent_is_not_sent() {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let one = list(&["a"]);
    let point = Point::default().with(|it| it.x = Some(1));
    client.get_styles(&one, &one, "m", &point, &GetStylesParams::default()).await.unwrap();
    assert_eq!(line(&only(&server)), format!("GET {HOST}/a/.a/;matrix=m/x=1"));
}
