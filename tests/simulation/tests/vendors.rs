//! Runs of changes, simulated: nothing is lost and nothing is stale, whatever happens between two requests.
//!
//! `SEEDS=100000 cargo test -p tributary-simulation` tries more schedules, `SEED=7` replays one.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::panic)]

use tributary::{Settings, crm};
use tributary_client::testing::{Memory, TestClock};
use tributary_client::{HttpBuilder, RetryPolicy};
use tributary_simulation::faces::{HubSpot, Pipedrive, Recents, Salesforce, revision};
use tributary_simulation::mutation::{self, Mutation};
use tributary_simulation::{Outcome, seeds, simulate, vendor};

fn settings(server: Memory) -> Settings {
    let clock = TestClock::new();
    Settings::new().http_with(move |http: HttpBuilder| {
        http.transport(server.clone()).clock(clock.clone()).retry(RetryPolicy::never())
    })
}

/// A vendor, and how it tells changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    HubSpot,
    HubSpotOneByOne,
    Salesforce,
    Pipedrive,
    PipedriveRecents,
}

impl Way {
    /// The ways in which a fault shows soonest.
    fn of(mutation: Mutation) -> Self {
        match mutation {
            Mutation::DeletedUnlessDenied | Mutation::MoreWithoutWhere => Self::Salesforce,
            Mutation::OffsetBySize | Mutation::GoneLeftOut => Self::PipedriveRecents,
            _ => Self::HubSpot,
        }
    }

    async fn simulate(self, seed: u64) -> Result<Outcome, String> {
        match self {
            Self::HubSpot => {
                let (server, world) = vendor(seed, HubSpot { named: "firstname", one_by_one: false });
                let settings = settings(server).set("access_token", "secret");
                let client = tributary::hubspot::Client::connect(&settings).unwrap();
                simulate(&world, &client, |it: &crm::Contact| revision(it.first_name.as_deref())).await
            }
            Self::HubSpotOneByOne => {
                let (server, world) = vendor(seed, HubSpot { named: "dealname", one_by_one: true });
                let settings = settings(server).set("access_token", "secret");
                let client = tributary::hubspot::Client::connect(&settings).unwrap();
                simulate(&world, &client, |it: &crm::Opportunity| revision(it.name.as_deref())).await
            }
            Self::Salesforce => {
                let (server, world) = vendor(seed, Salesforce::default());
                let settings = settings(server).set("access_token", "secret");
                let settings = settings.set("instance_url", "https://mine.my.salesforce.com");
                let client = tributary::salesforce::Client::connect(&settings).unwrap();
                simulate(&world, &client, |it: &crm::Contact| revision(it.first_name.as_deref())).await
            }
            Self::PipedriveRecents => {
                let (server, world) = vendor(seed, Recents);
                let settings = settings(server).set("api_token", "secret");
                let client = tributary::pipedrive::Client::connect(&settings).unwrap();
                simulate(&world, &client, |it: &crm::Note| revision(it.content.as_deref())).await
            }
            Self::Pipedrive => {
                let (server, world) = vendor(seed, Pipedrive);
                let settings = settings(server).set("api_token", "secret");
                let client = tributary::pipedrive::Client::connect(&settings).unwrap();
                simulate(&world, &client, |it: &crm::Contact| revision(it.name.as_deref())).await
            }
        }
    }
}

/// The first seed that fails, and why.
fn first_failure(way: Way, seeds: std::ops::Range<u64>) -> Option<(u64, String)> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (count, mut pages) = (seeds.end - seeds.start, 0);
        for seed in seeds {
            match way.simulate(seed).await {
                Ok(outcome) => pages += outcome.pages,
                Err(why) => return Some((seed, why)),
            }
        }
        println!("{way:?}: {count} schedules, {pages} pages");
        None
    })
}

fn nothing_is_lost(way: Way) {
    if let Some((seed, why)) = first_failure(way, seeds()) {
        panic!("{way:?}: {why}\nSEED={seed} cargo test -p tributary-simulation replays it");
    }
}

#[test]
fn hubspot_by_search() {
    nothing_is_lost(Way::HubSpot);
}

#[test]
fn hubspot_by_ids_that_are_then_read() {
    nothing_is_lost(Way::HubSpotOneByOne);
}

#[test]
fn salesforce_by_query() {
    nothing_is_lost(Way::Salesforce);
}

#[test]
fn pipedrive_by_list() {
    nothing_is_lost(Way::Pipedrive);
}

#[test]
fn pipedrive_by_a_log_of_ids() {
    nothing_is_lost(Way::PipedriveRecents);
}

/// The simulation is tested by faults: each is found.
#[test]
fn each_mutation_of_the_runtime_is_caught() {
    let mut missed = Vec::new();
    for mutation in Mutation::ALL {
        mutation::set(Some(mutation));
        let way = Way::of(mutation);
        let caught = first_failure(way, 0..2_000);
        mutation::set(None);
        match caught {
            Some((seed, why)) => println!("{mutation:?}: {way:?} with seed {seed}: {why}"),
            None => missed.push(mutation),
        }
    }
    assert!(missed.is_empty(), "not caught: {missed:?}");
}
