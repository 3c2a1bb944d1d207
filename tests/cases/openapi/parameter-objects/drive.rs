//! Objects and lists in every style, as OpenAPI's table of styles has them (`R=100`, `G=200`, `B=150`).

use parameter_objects::Client;
use parameter_objects::api::default::{
    ContentParams, DelimitedParams, FormParams, HeadersParams, ReservedParams,
};
use parameter_objects::types::{Filter, FilterRange, Rgb};
use tributary_client::testing::Memory;

use crate::exchange::{HOST, content, only, over};

fn client(server: &Memory) -> Client {
    Client::builder(HOST).http(over(server)).build().unwrap()
}

fn rgb() -> Rgb {
    Rgb::default().with(|it| (it.r, it.g, it.b) = (Some(100), Some(200), Some(150)))
}

fn list(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

/// The path and query of the only request.
fn target(server: &Memory) -> String {
    only(server).uri.to_string().replacen(HOST, "", 1)
}

#[tokio::test]
async fn in_paths() {
    let server = content();
    client(&server).simple(&rgb(), &rgb()).await.unwrap();
    assert_eq!(target(&server), "/simple/R,100,G,200,B,150/R=100,G=200,B=150");

    let server = content();
    client(&server).label(&rgb(), &rgb(), &list(&["blue", "black"])).await.unwrap();
    assert_eq!(target(&server), "/label/.R,100,G,200,B,150/.R=100.G=200.B=150/.blue,black");

    let server = content();
    let colours = list(&["blue", "black"]);
    client(&server).matrix(&rgb(), &rgb(), &colours, &colours).await.unwrap();
    let expected = "/matrix/;o=R,100,G,200,B,150/;R=100;G=200;B=150/;l=blue,black/;m=blue;m=black";
    assert_eq!(target(&server), expected);
}

#[tokio::test]
async fn in_queries() {
    let server = content();
    let params =
        FormParams::default().with(|it| (it.o, it.x, it.e) = (Some(rgb()), Some(rgb()), Some(String::new())));
    client(&server).form(&params).await.unwrap();
    assert_eq!(target(&server), "/form?o=R,100,G,200,B,150&R=100&G=200&B=150&e=");

    let server = content();
    let params = DelimitedParams::default()
        .with(|it| (it.s, it.p, it.q) = (Some(rgb()), Some(rgb()), Some(list(&["a", "b"]))));
    client(&server).delimited(&params).await.unwrap();
    let expected = "/delimited?s=R%20100%20G%20200%20B%20150&p=R%7C100%7CG%7C200%7CB%7C150&q=a&q=b";
    assert_eq!(target(&server), expected);
}

#[tokio::test]
async fn deep_objects_nest() {
    let server = content();
    let filter = Filter::default().with(|it| {
        it.name = Some("a b&c".to_owned());
        it.range = Some(FilterRange::default().with(|it| (it.gte, it.lt) = (Some(1), Some(5))));
        it.tags = Some(list(&["x", "y"]));
    });
    client(&server).deep(&filter).await.unwrap();
    let expected = "/deep?filter[name]=a%20b%26c&filter[range][gte]=1&filter[range][lt]=5&filter[tags][0]=x&filter[tags][1]=y";
    assert_eq!(target(&server), expected.replace('[', "%5B").replace(']', "%5D"));
}

#[tokio::test]
async fn in_headers_and_cookies() {
    let server = content();
    let params = HeadersParams::default().with(|it| {
        (it.x_o, it.x_x, it.c, it.x) =
            (Some(rgb()), Some(rgb()), Some(list(&["a", "b"])), Some(list(&["e", "f"])));
    });
    client(&server).headers(&[1, 2], "v", &params).await.unwrap();
    let request = only(&server);
    assert_eq!(request.header("x-o"), "R,100,G,200,B,150");
    assert_eq!(request.header("x-x"), "R=100,G=200,B=150");
    assert_eq!(request.header("x-l"), "1,2");
    assert_eq!(request.header("cookie"), "d=v; c=a,b; x=e; x=f");
}

#[tokio::test]
async fn with_content_of_their_own() {
    let server = content();
    let filter = Filter::default().with(|it| it.name = Some("a".to_owned()));
    let params =
        ContentParams::default().with(|it| (it.x_meta, it.plain) = (Some(rgb()), Some("p q".to_owned())));
    client(&server).content(&filter, &params).await.unwrap();
    assert_eq!(target(&server), "/content?filter=%7B%22name%22%3A%22a%22%7D&plain=p%20q");
    assert_eq!(only(&server).header("x-meta"), r#"{"R":100,"G":200,"B":150}"#);
}

#[tokio::test]
async fn reserved_characters_are_encoded_unless_allowed() {
    let server = content();
    let params = ReservedParams::default()
        .with(|it| (it.kept, it.encoded) = (Some(list(&["a/b", "c:d#e"])), Some("a/b".to_owned())));
    client(&server).reserved("a/b?c", &params).await.unwrap();
    assert_eq!(target(&server), "/reserved/a%2Fb%3Fc?kept=a/b&kept=c:d%23e&encoded=a%2Fb");
}

#[tokio::test]
async fn a_path_never_asks_for_another_resource() {
    for path in ["", ".", ".."] {
        let server = content();
        client(&server).reserved(path, &ReservedParams::default()).await.unwrap_err();
        assert!(server.requests().is_empty(), "`{path}` was sent");
    }
}
