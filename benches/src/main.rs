//! Decoding and converting a page of contacts, ours against the same by hand with serde; the vendor's value is kept by both.
//!
//! `contacts` takes turns and prints the best times and their ratio. `contacts VENDOR ours|hand COUNT PASSES` only runs
//! one of them, for counting instructions (`benches/contacts.sh`).

mod by_hand;
mod pages;

use std::hint::black_box;
use std::time::{Duration, Instant};

use tributary_capabilities::mapped_v1::records;
use tributary_client::Reply;
use tributary_client::core::Issue;
use tributary_client::{HeaderMap, RawResponse, StatusCode};
use tributary_model::Record;
use tributary_unified::crm::Contact;

const COUNT: usize = 10_000;
const TURNS: usize = 40;

/// One vendor's two ways from a page to its contacts; each gives what a check compares.
struct Vendor {
    name: &'static str,
    page: fn(usize) -> Vec<u8>,
    ours: fn(&RawResponse) -> Vec<Contact>,
    hand: fn(&[u8]) -> Vec<Contact>,
    time_ours: fn(&RawResponse) -> Duration,
    time_hand: fn(&[u8]) -> Duration,
}

/// What the client does with a reply, up to the page that an application gets.
macro_rules! vendor {
    ($name:ident, $client:ident, $reply:ident, $list:literal, $items:expr) => {{
        fn ours(reply: &RawResponse) -> Vec<Record<Contact, impl Sized + use<>>> {
            let (value, issues): ($client::types::$reply, Vec<Issue>) = read(reply);
            let items = $items(value);
            records::page(items, &issues, $list, |_| true, &$client::convert::crm::contact::CONTACT).records
        }
        Vendor {
            name: stringify!($name),
            page: pages::$name,
            ours: |reply| ours(reply).into_iter().map(|record| record.model).collect(),
            hand: |json| by_hand::$name::read(json).into_iter().map(|(contact, _)| contact).collect(),
            time_ours: |reply| timed(|| ours(reply)),
            time_hand: |json| timed(|| by_hand::$name::read(json)),
        }
    }};
}

fn vendors() -> [Vendor; 3] {
    use {tributary_hubspot as h, tributary_pipedrive as p, tributary_salesforce as s};
    type Hubspot = h::types::CollectionResponseSimplePublicObjectWithAssociationsForwardPaging;
    [
        vendor!(
            hubspot,
            h,
            CollectionResponseSimplePublicObjectWithAssociationsForwardPaging,
            "results",
            |page: Hubspot| page.results
        ),
        vendor!(salesforce, s, ContactQueryResult, "records", |page: s::types::ContactQueryResult| page
            .records),
        vendor!(pipedrive, p, GetPersonsResponse, "data", |page: p::types::GetPersonsResponse| page
            .data
            .unwrap_or_default()),
    ]
}

fn read<T: Reply>(reply: &RawResponse) -> (T, Vec<Issue>) {
    T::read(reply).unwrap_or_else(|error| panic!("{error}"))
}

/// Dropping what was made is not counted: both sides have made the same.
fn timed<T>(run: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let made = black_box(run());
    let took = start.elapsed();
    drop(made);
    took
}

fn reply(json: &[u8]) -> RawResponse {
    RawResponse::new(StatusCode::OK, HeaderMap::new(), json.to_vec())
}

/// Both ways must give the same, or nothing is compared.
fn check(vendor: &Vendor) {
    let json = (vendor.page)(100);
    let (ours, hand) = ((vendor.ours)(&reply(&json)), (vendor.hand)(&json));
    assert_eq!(ours.len(), 100, "{}", vendor.name);
    assert!(ours == hand, "{}: {:?}\n{:?}", vendor.name, ours.first(), hand.first());
}

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let [name, side, count, passes] = &arguments[..] {
        let number = |text: &str| text.parse::<usize>().unwrap_or_else(|error| panic!("{text}: {error}"));
        for vendor in vendors().iter().filter(|vendor| vendor.name == name) {
            let json = (vendor.page)(number(count));
            let reply = reply(&json);
            for _ in 0..number(passes) {
                match side.as_str() {
                    "ours" => (vendor.time_ours)(&reply),
                    _ => (vendor.time_hand)(&json),
                };
            }
        }
        return;
    }
    for vendor in &vendors() {
        check(vendor);
        let json = (vendor.page)(COUNT);
        let reply = reply(&json);
        let (mut ours, mut hand) = (Duration::MAX, Duration::MAX);
        for _ in 0..TURNS {
            ours = ours.min((vendor.time_ours)(&reply));
            hand = hand.min((vendor.time_hand)(&json));
        }
        let ratio = ours.as_secs_f64() / hand.as_secs_f64();
        let size = json.len() as f64 / 1e6;
        println!("{:<10} {size:.1} MB  ours {ours:?}  by hand {hand:?}  ratio {ratio:.2}", vendor.name);
    }
}
