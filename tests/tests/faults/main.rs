//! Every vendor's client against the mock of its vendor through a proxy that delays, cuts, shortens, corrupts, redirects and
//! refuses, while the application is killed at any point and goes on from what it saved as text.
//!
//! What is asserted, for each vendor and model:
//! - A list of records that rest has each of them once, with the values that an undisturbed list has.
//! - Runs of changes, with changes meanwhile: when the vendor comes to rest, the copy is what the vendor has, deletions
//!   included where the vendor reports them. Where it counts its pages, nothing changes meanwhile: docs/using.md says of these
//!   that a change can be missed.
//! - A run tells a change once. The next run tells it again only if it is later than the checkpoint ("twice, never left out"),
//!   and a run before which nothing changed tells nothing.
//! - The origin that redirects lead to receives no credential, and nothing is taken from there: no record,
//!   and no status either.
//! - No request is repeated before the time that its refusal asks for.
//! - No error asks to sign in again, or to drop the cursor: the network is no reason for either.
//!
//! A page of which something could not be read is asked for again, as an application would that knows its records to be whole.
//!
//! `RECORDS=10000 cargo test --release -p tributary-tests --test faults` syncs 10,000 records of every model, which takes long;
//! `MODELS=first` does it with one model of each vendor, and `SEEDS=20` tries so many seeds. Otherwise it is 60 of every model.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test may fail by panicking, its helpers too

mod application;
mod proxy;
mod sync;
mod time;

use std::collections::BTreeMap;

use application::Flaw;
use sync::Sync;
use tributary::testing::each_model;

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

fn first_only() -> bool {
    std::env::var_os("MODELS").is_some_and(|it| it == "first")
}

/// Runs a vendor's syncs in a thread of its own.
fn synced(mut sync: Sync) -> Sync {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(each_model(&mut sync));
    sync
}

/// Runs them for all vendors at once.
fn all(make: impl Fn(&'static tributary::VendorInfo) -> Sync + std::marker::Sync) -> Vec<Sync> {
    std::thread::scope(|scope| {
        let make = &make;
        let threads: Vec<_> =
            tributary::VENDORS.iter().map(|vendor| scope.spawn(move || synced(make(vendor)))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn a_sync_through_a_bad_network_loses_and_doubles_nothing() {
    let records = from_environment("RECORDS").unwrap_or(60);
    let mut seen = BTreeMap::new();
    let mut found = Vec::new();
    for seed in 0..from_environment("SEEDS").unwrap_or(1) {
        let make = |vendor| {
            let sync = Sync::new(vendor, usize::try_from(records).unwrap(), seed);
            if first_only() { sync.first_only() } else { sync }
        };
        for sync in all(make) {
            println!("{}, seed {seed}: {}", sync.vendor.name, sync.figures);
            assert!(sync.figures.models > 0, "{} has no model to sync", sync.vendor.name);
            for (fault, times) in &sync.seen {
                *seen.entry(*fault).or_insert(0) += times;
            }
            found.extend(sync.found);
        }
    }
    println!("{seen:?}");
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(first_only() || seen.len() > 12, "few kinds of faults happened: {seen:?}");
}

#[test]
fn every_mistake_is_found() {
    let mut missed = Vec::new();
    for flaw in Flaw::ALL {
        let found = (0..8).find_map(|seed| {
            let syncs = all(|vendor| Sync::new(vendor, 60, seed).first_only().with(flaw));
            syncs.into_iter().find_map(|sync| sync.found.into_iter().next())
        });
        println!("{flaw:?}: {}", found.as_deref().unwrap_or("not found"));
        if found.is_none() {
            missed.push(flaw);
        }
    }
    assert!(missed.is_empty(), "{missed:?} were not found");
}
