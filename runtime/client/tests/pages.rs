//! Pages by every strategy, where they end, and that they can be resumed.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use futures_util::StreamExt;
use tributary_client::core::{Cursor, Value};
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_client::{Auth, Call, Cause, Error, Http, Method, Paging};

fn http(server: &Memory) -> Http {
    let builder =
        Http::builder("https://api.example.com/v1").transport(server.clone()).clock(TestClock::new());
    builder.default_auth(Auth::bearer("t1")).build().unwrap()
}

fn call(server: &Memory) -> Call<Value, Value> {
    http(server).request(Method::GET, "/items").query("filter", &"a b").call()
}

fn items(page: Value) -> Vec<i64> {
    page["items"].as_array().into_iter().flatten().filter_map(Value::as_i64).collect()
}

fn count(page: &Value) -> usize {
    items(page.clone()).len()
}

async fn all(call: Call<Value, Value>, paging: Paging<Value>) -> Result<Vec<i64>, Error<Value>> {
    let mut stream = call.pages(paging).items(items);
    let mut all = Vec::new();
    while let Some(item) = stream.next().await {
        all.push(item?);
    }
    Ok(all)
}

fn queries(server: &Memory) -> Vec<String> {
    server.requests().iter().map(|request| request.uri.query().unwrap_or_default().to_owned()).collect()
}

fn text(member: &'static str) -> impl Fn(&Value) -> Option<String> {
    move |page| page[member].as_str().map(str::to_owned)
}

#[tokio::test]
async fn by_cursor_in_the_query() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"items":[1,2],"next":"c/1"}"#))
        .then(Canned::json(200, r#"{"items":[],"next":"c2"}"#))
        .then(Canned::json(200, r#"{"items":[3],"next":""}"#));
    assert_eq!(all(call(&server), Paging::cursor("after", text("next"))).await.unwrap(), [1, 2, 3]);
    assert_eq!(queries(&server), ["filter=a%20b", "filter=a%20b&after=c%2F1", "filter=a%20b&after=c2"]);
}

#[tokio::test]
async fn by_cursor_in_the_body() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"items":[1],"next":"c1"}"#))
        .then(Canned::json(200, r#"{"items":[2]}"#));
    let body: Value = serde_json::from_str(r#"{"q":1}"#).unwrap();
    let call = http(&server).request(Method::POST, "/search").json(&body).call();
    assert_eq!(all(call, Paging::cursor_in_body("/page/after", text("next"))).await.unwrap(), [1, 2]);
    assert_eq!(server.requests()[1].text(), r#"{"page":{"after":"c1"},"q":1}"#);
}

#[tokio::test]
async fn by_offset_until_a_page_is_empty_or_the_total_is_reached() {
    let numbers = |request: &Recorded| {
        let query = request.uri.query().unwrap_or_default();
        let offset: usize = query.split("offset=").nth(1).map_or(0, |text| text.parse().unwrap());
        let items: Vec<usize> = (offset..5.min(offset + 2)).collect();
        Canned::json(200, format!(r#"{{"items":{items:?},"total":4}}"#))
    };
    let server = Memory::with(numbers);
    let total = |page: &Value| page["total"].as_u64().unwrap();
    assert_eq!(
        all(call(&server), Paging::offset("offset", 0, count).total(total)).await.unwrap(),
        [0, 1, 2, 3]
    );
    let server = Memory::with(numbers);
    assert_eq!(all(call(&server), Paging::offset("offset", 0, count)).await.unwrap(), [0, 1, 2, 3, 4]);
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn by_page_number_while_there_is_more() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"items":[1],"more":true}"#))
        .then(Canned::json(200, r#"{"items":[2],"more":false}"#));
    let paging = Paging::number("page", 1, count).more(|page| page["more"] == true);
    assert_eq!(all(call(&server), paging).await.unwrap(), [1, 2]);
    assert_eq!(queries(&server)[1], "filter=a%20b&page=2");
}

#[tokio::test]
async fn more_without_where_is_an_error_and_no_end() {
    let server = Memory::new().then(Canned::json(200, r#"{"items":[1],"more":true}"#));
    let paging = Paging::cursor("after", text("next")).more(|page: &Value| page["more"] == true);
    let error = all(call(&server), paging).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::NoNextPage), "{error}");
    let server = Memory::new().then(Canned::json(200, r#"{"items":[],"more":true}"#));
    let paging = Paging::offset("offset", 0, count).more(|page| page["more"] == true);
    assert!(matches!(all(call(&server), paging).await.unwrap_err().cause(), Cause::NoNextPage));
}

#[tokio::test]
async fn by_address_in_the_reply() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"items":[1],"next":"https://api.example.com/v1/items?token=x%2F"}"#))
        .then(Canned::json(200, r#"{"items":[2],"next":"/v2/more"}"#))
        .then(Canned::json(200, r#"{"items":[3],"next":null}"#));
    assert_eq!(all(call(&server), Paging::url(text("next"))).await.unwrap(), [1, 2, 3]);
    let sent = server.requests();
    assert_eq!(sent[1].uri, "https://api.example.com/v1/items?token=x%2F");
    assert_eq!(sent[2].uri, "https://api.example.com/v2/more");
    assert_eq!(sent[2].header("authorization"), "Bearer t1");
}

#[tokio::test]
async fn an_address_of_strangers_gets_no_credentials() {
    let server = Memory::with(|_| Canned::json(200, r#"{"items":[1],"next":"https://evil.example/"}"#));
    let error = all(call(&server), Paging::url(text("next"))).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET https://api.example.com/v1/items: no credentials may go to https://evil.example: declare it with \
         `trust_origin` (not sent)"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn by_link_header() {
    let links = r#"<https://api.example.com/v1/items?page=1>; rel="prev", </v1/items?p=3,4>; title="a, \"b"; rel="last next""#;
    let server = Memory::new()
        .then(Canned::json(200, r#"{"items":[1]}"#).header("link", links))
        .then(Canned::json(200, r#"{"items":[2]}"#).header("link", "</first>; rel=first"));
    assert_eq!(all(call(&server), Paging::link()).await.unwrap(), [1, 2]);
    assert_eq!(server.requests()[1].uri, "https://api.example.com/v1/items?p=3,4");
}

#[tokio::test]
async fn pages_that_go_round_in_circles_are_an_error() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"items":[1],"next":"a"}"#))
        .then(Canned::json(200, r#"{"items":[2],"next":"b"}"#))
        .then(Canned::json(200, r#"{"items":[3],"next":"a"}"#));
    let error = all(call(&server), Paging::cursor("after", text("next"))).await.unwrap_err();
    let expected = "the pages go round in circles: the cursor \"a\" leads to a page already seen";
    assert_eq!(error.to_string(), format!("GET https://api.example.com/v1/items: {expected}"));
}

#[tokio::test]
async fn a_run_is_resumed_where_it_stopped() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"items":[1],"next":"c1"}"#))
        .then(Canned::status(400))
        .then(Canned::json(200, r#"{"items":[2]}"#))
        .then(Canned::json(200, r#"{"items":[2]}"#));
    let mut pages = call(&server).pages(Paging::cursor("after", text("next")));
    assert_eq!(pages.cursor(), None);
    pages.next_page().await.unwrap().unwrap();
    let saved = pages.cursor().unwrap().into_string();
    pages.next_page().await.unwrap().unwrap_err();
    // an error is the end, but not of what is known
    assert!(pages.next_page().await.is_none());
    assert_eq!(pages.cursor().unwrap().as_str(), saved);
    let mut pages = pages.resume(Cursor::new(saved.clone()));
    assert_eq!(items(pages.next_page().await.unwrap().unwrap().value), [2]);
    assert!(pages.next_page().await.is_none());

    let mut later = call(&server).pages(Paging::cursor("after", text("next"))).resume(Cursor::new(saved));
    assert_eq!(items(later.next_page().await.unwrap().unwrap().value), [2]);
    assert!(later.next_page().await.is_none());
    assert!(queries(&server)[1..].iter().all(|query| query.ends_with("after=c1")));
}

#[tokio::test]
async fn collecting_ends_though_the_error_does_not() {
    let server = Memory::with(|_| Canned::status(403));
    let pages: Vec<_> = call(&server).pages(Paging::cursor("after", text("next"))).collect().await;
    assert_eq!(pages.len(), 1);
    let items: Vec<_> =
        call(&server).pages(Paging::cursor("after", text("next"))).items(items).collect().await;
    assert_eq!(items.len(), 1);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn awaited_it_is_the_first_page() {
    let server = Memory::with(|_| Canned::json(200, r#"{"items":[1],"next":"a"}"#));
    let page = call(&server).pages(Paging::cursor("after", text("next"))).await.unwrap();
    assert_eq!(items(page), [1]);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_server_that_always_gives_the_same_page_is_an_error() {
    let server = Memory::with(|_| Canned::json(200, r#"{"items":[1,2]}"#));
    let error = all(call(&server), Paging::number("page", 1, count)).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::PageLoop(_)), "{error}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_empty_page_before_more_is_not_the_end() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"items":[],"more":true}"#))
        .then(Canned::json(200, r#"{"items":[1],"more":false}"#));
    let paging = Paging::number("page", 1, count).more(|page| page["more"] == true);
    assert_eq!(all(call(&server), paging).await.unwrap(), [1]);
}

#[tokio::test]
async fn relative_addresses_are_relative_to_the_call() {
    let server = Memory::new()
        .then(Canned::json(200, r#"{"items":[1],"next":"?page=2"}"#))
        .then(Canned::json(200, r#"{"items":[2],"next":"items/more"}"#))
        .then(Canned::json(200, r#"{"items":[3]}"#));
    assert_eq!(all(call(&server), Paging::url(text("next"))).await.unwrap(), [1, 2, 3]);
    let sent = server.requests();
    assert_eq!(sent[1].uri, "https://api.example.com/v1/items?page=2");
    assert_eq!(sent[2].uri, "https://api.example.com/v1/items/more");
}

#[tokio::test]
async fn links_of_other_resources_lead_nowhere() {
    let links = r#"</a>; rel="next"; anchor="/other", </b>; rel=prev; rel=next, </c>; title="<x>; rel=next""#;
    let server = Memory::with(move |_| Canned::json(200, r#"{"items":[1]}"#).header("link", links));
    assert_eq!(all(call(&server), Paging::link()).await.unwrap(), [1]);
}

#[tokio::test]
async fn a_run_that_is_resumed_further_back_has_seen_nothing() {
    let server = Memory::with(|request| match request.uri.query().unwrap_or_default().contains("after=c1") {
        true => Canned::json(200, r#"{"items":[2]}"#),
        false => Canned::json(200, r#"{"items":[1],"next":"c1"}"#),
    });
    let mut pages = call(&server).pages(Paging::cursor("after", text("next")));
    while let Some(page) = pages.next_page().await {
        page.unwrap();
    }
    let mut again = pages.resume(Cursor::new("c0"));
    assert_eq!(items(again.next_page().await.unwrap().unwrap().value), [1]);
    assert_eq!(items(again.next_page().await.unwrap().unwrap().value), [2]);
}
