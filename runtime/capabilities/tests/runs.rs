//! Where a list ends and how it goes on, for lists that are counted: what the vendor says counts, and what was received.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test may fail by panicking, its helpers too

use serde_json::{Value, json};
use tributary_capabilities::listing::{Listing, Said};
use tributary_capabilities::records::Id;
use tributary_capabilities::run::{By, Run};
use tributary_capabilities::{Error, ErrorKind, ListOptions, Pages};
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_client::{Http, Method};
use tributary_model::convert::Flow;
use tributary_model::{Model, Ref};

/// A model with nothing but an id.
#[derive(Clone, Debug)]
struct Thing(Ref<Thing>);

impl Model for Thing {
    const CATEGORY: &'static str = "test";
    const NAME: &'static str = "thing";
    type New = ();
    type Patch = ();

    fn id(&self) -> &Ref<Self> {
        &self.0
    }

    fn modified_at(&self) -> Option<tributary_core::Timestamp> {
        None
    }

    fn deleted(&self) -> Option<bool> {
        None
    }
}

/// How the pages of a list follow each other.
#[derive(Clone, Copy)]
struct Paging {
    by: By,
    size: u32,
    max_results: Option<u32>,
}

const BY_OFFSET: Paging = Paging { by: By::Offset, size: 3, max_results: None };
const IN_WINDOWS: Paging = Paging { by: By::Offset, size: 2, max_results: Some(4) };
const BY_NUMBER: Paging = Paging { by: By::Number, size: 100, max_results: None };

/// The reply has `ids`, and `total` where a test likes.
static THINGS: Listing<tributary_core::Value, Id> = Listing {
    last: Some(|reply| ids(&reply.value).last().flatten()),
    total: Some(|reply| Flow::maybe(reply.value["total"].as_i64())),
    ..Listing::new("ids", |reply| ids(&reply.value).enumerate().collect())
};

/// The same with `more`.
static MORE_THINGS: Listing<tributary_core::Value, Id> = Listing {
    more: Some(Said { at: &["more"], read: |reply| reply.value["more"].as_bool() }),
    ..Listing::new("ids", |reply| ids(&reply.value).enumerate().collect())
};

fn ids(body: &tributary_core::Value) -> impl Iterator<Item = Option<String>> {
    body["ids"].as_array().unwrap().iter().map(|id| id.as_i64().map(|id| id.to_string()))
}

/// The list of things.
fn list(paging: Paging, server: &Memory, options: &ListOptions) -> Pages<Ref<Thing>> {
    pages(&THINGS, paging, server, options)
}

fn pages(
    listing: &'static Listing<tributary_core::Value, Id>,
    Paging { by, size, max_results }: Paging,
    server: &Memory,
    options: &ListOptions,
) -> Pages<Ref<Thing>> {
    let http = Http::builder("https://api.example.com").transport(server.clone()).clock(TestClock::new());
    let http = http.build().unwrap();
    let leg = Run::list(&http, "acme/test.thing/list/1", options).leg(by, size);
    let leg = match max_results {
        Some(records) => leg.max_results(records),
        None => leg,
    };
    leg.ask(move |http, at| {
        let request = http.request(Method::GET, "/things").query("offset", &at.offset().ok());
        let request = request.query("page", &at.number().ok()).query("size", &at.size().ok());
        let last = at.last().owned().ok().unwrap_or("0".to_owned());
        at.ask(request.query("above", &last).call::<tributary_core::Value, ()>()).page(listing).ids()
    })
    .pages()
}

fn asked(request: &Recorded, name: &str) -> i64 {
    let query = request.uri.query().unwrap();
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    pair.unwrap().parse().unwrap()
}

async fn all(
    paging: Paging,
    answer: impl Fn(&Recorded) -> Value + Send + Sync + 'static,
) -> Result<Vec<i64>, Error> {
    all_of(&THINGS, paging, answer).await
}

async fn all_of(
    listing: &'static Listing<tributary_core::Value, Id>,
    paging: Paging,
    answer: impl Fn(&Recorded) -> Value + Send + Sync + 'static,
) -> Result<Vec<i64>, Error> {
    let server = Memory::with(move |request| Canned::json(200, answer(request).to_string()));
    let ids = pages(listing, paging, &server, &ListOptions::default()).all().await?;
    Ok(ids.iter().map(|id| id.as_str().parse().unwrap()).collect())
}

/// Of ten things those from an offset, one or two a page though three were asked for.
fn short(request: &Recorded) -> Vec<i64> {
    let offset = asked(request, "offset");
    (offset..10).take(if offset % 2 == 0 { 1 } else { 2 }).collect()
}

#[tokio::test]
async fn a_short_page_is_no_end_and_an_offset_counts_what_was_received() {
    let ten: Vec<i64> = (0..10).collect();
    assert_eq!(all(BY_OFFSET, |request| json!({ "ids": short(request) })).await.unwrap(), ten);
    let with_total = |request: &Recorded| json!({ "ids": short(request), "total": 10 });
    assert_eq!(all(BY_OFFSET, with_total).await.unwrap(), ten);
    let with_more = |request: &Recorded| {
        let ids = short(request);
        json!({ "ids": ids, "more": ids.last() != Some(&9) })
    };
    assert_eq!(all_of(&MORE_THINGS, BY_OFFSET, with_more).await.unwrap(), ten);
}

#[tokio::test]
async fn more_without_a_record_is_an_error() {
    let error = all_of(&MORE_THINGS, BY_OFFSET, |_| json!({ "ids": [], "more": true })).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
}

#[tokio::test]
async fn a_vendor_that_takes_no_notice_of_the_offset_is_an_error_and_no_loop() {
    let error = all(BY_OFFSET, |_| json!({ "ids": [1, 2, 3] })).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
}

#[tokio::test]
async fn counted_pages_go_on_in_a_new_window() {
    let seven = |request: &Recorded| {
        let (offset, size) = (asked(request, "offset"), asked(request, "size"));
        assert!(offset + size <= 4, "beyond what is shown");
        let found = asked(request, "above") + 1..=7;
        json!({ "ids": found.skip(offset as usize).take(size as usize).collect::<Vec<_>>() })
    };
    assert_eq!(all(IN_WINDOWS, seven).await.unwrap(), [1, 2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn a_list_of_numbered_pages_keeps_the_size_it_began_with() {
    let server = Memory::with(|request: &Recorded| {
        let (page, size) = (asked(request, "page"), asked(request, "size"));
        let ids: Vec<i64> = (1..=10).skip(((page - 1) * size) as usize).take(size as usize).collect();
        Canned::json(200, json!({ "ids": ids }).to_string())
    });
    let options = ListOptions::default().page_size(3);
    let first = list(BY_NUMBER, &server, &options).next_page().await.unwrap().unwrap();
    // an application that forgets what it asked for goes on all the same
    let options = ListOptions::default().resume(first.next.unwrap());
    let rest = list(BY_NUMBER, &server, &options).all().await.unwrap();
    let ids: Vec<&str> = first.records.iter().chain(&rest).map(Ref::as_str).collect();
    assert_eq!(ids, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
}
