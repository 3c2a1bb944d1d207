//! Runs of changes, simulated: nothing is lost and nothing is stale, whatever happens between two requests.
//!
//! `SEEDS=100000 cargo test --release -p tributary-simulation` tries more schedules, `SEED=7` replays one.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::panic)]

use tributary::{ChangedSince, Error, Settings, crm};
use tributary_client::testing::TestClock;
use tributary_client::{HttpBuilder, RetryPolicy};
use tributary_model::Model;
use tributary_simulation::faces::{HubSpot, Ledger, Pipedrive, Recents, Salesforce, revision};
use tributary_simulation::mutation::{self, Mutation};
use tributary_simulation::{Face, Outcome, seeds, simulate, vendor};

/// A vendor, and how it tells changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// A search in windows, and a list of what is archived.
    HubSpot,
    /// The same search; each record is then read by its id.
    HubSpotOneByOne,
    /// A query, which finds what is deleted, too.
    Salesforce,
    /// A list with a cursor, which has what is deleted in it.
    Pipedrive,
    /// A log of ids by offset; each record is then read by its id.
    PipedriveRecents,
    /// A log that a token leads through.
    LedgerByToken,
    /// A search in windows of a few records.
    LedgerInWindows,
    /// Numbered pages of ids, whose records are read several at a time, and a list of deleted ids.
    LedgerManyAtOnce,
}

impl Way {
    /// Whether a fault can show.
    fn shows(self, mutation: Mutation) -> bool {
        use Way::{
            HubSpot, HubSpotOneByOne, LedgerByToken, LedgerInWindows, LedgerManyAtOnce, Pipedrive,
            PipedriveRecents, Salesforce,
        };
        match mutation {
            // Pipedrive is asked for whole seconds, of which a millisecond more makes no other
            Mutation::LaterSince => !matches!(self, Pipedrive | PipedriveRecents | LedgerByToken),
            // where changes begin with a token, no time is in a checkpoint
            Mutation::ClientClock | Mutation::NoOverlap => self != LedgerByToken,
            // those with two lists
            Mutation::EarlyCheckpoint | Mutation::DroppedLeg => {
                matches!(self, HubSpot | HubSpotOneByOne | LedgerManyAtOnce)
            }
            Mutation::ShortPage => true,
            Mutation::OffsetBySize => self == PipedriveRecents,
            Mutation::WindowNotSaved => matches!(self, HubSpot | HubSpotOneByOne | LedgerInWindows),
            // a log has at its end what changed while it was read
            Mutation::BeganOnRestart => !matches!(self, LedgerByToken | PipedriveRecents),
            // those whose lists have deleted records among the others
            Mutation::DeletedUnlessDenied => {
                matches!(self, Salesforce | Pipedrive | LedgerByToken | LedgerInWindows)
            }
            // those that say by one member whether there is more, and by another where
            Mutation::MoreWithoutWhere => matches!(self, Salesforce | LedgerByToken),
            // HubSpot has a list of what is gone as well
            Mutation::GoneLeftOut => self == PipedriveRecents,
        }
    }

    async fn simulate(self, seed: u64) -> Result<Outcome, String> {
        use tributary::{hubspot, pipedrive, salesforce};
        let of_contact = |it: &crm::Contact| revision(it.name.as_deref());
        let of_first_name = |it: &crm::Contact| revision(it.first_name.as_deref());
        let of_opportunity = |it: &crm::Opportunity| revision(it.name.as_deref());
        let of_note = |it: &crm::Note| revision(it.content.as_deref());
        let of_account = |it: &crm::Account| revision(it.name.as_deref());
        let of_user = |it: &crm::User| revision(it.name.as_deref());
        let (by_search, one_by_one) = (
            HubSpot { named: "firstname", one_by_one: false },
            HubSpot { named: "dealname", one_by_one: true },
        );
        let bearer = |settings: Settings| settings.set("access_token", "secret");
        let key = |settings: Settings| settings.set("api_token", "secret");
        let with_instance =
            |settings: Settings| bearer(settings).set("instance_url", "https://mine.my.salesforce.com");
        let hubspot = |settings| hubspot::Client::connect(&bearer(settings));
        let salesforce = |settings| salesforce::Client::connect(&with_instance(settings));
        let pipedrive = |settings| pipedrive::Client::connect(&key(settings));
        let ledger = |settings| tributary_ledger::Client::connect(&bearer(settings));
        match self {
            Self::HubSpot => run(seed, by_search, hubspot, of_first_name).await,
            Self::HubSpotOneByOne => run(seed, one_by_one, hubspot, of_opportunity).await,
            Self::Salesforce => run(seed, Salesforce::default(), salesforce, of_first_name).await,
            Self::Pipedrive => run(seed, Pipedrive, pipedrive, of_contact).await,
            Self::PipedriveRecents => run(seed, Recents, pipedrive, of_note).await,
            Self::LedgerByToken => run(seed, Ledger, ledger, of_contact).await,
            Self::LedgerInWindows => run(seed, Ledger, ledger, of_account).await,
            Self::LedgerManyAtOnce => run(seed, Ledger, ledger, of_user).await,
        }
    }
}

/// One schedule of a client, which is connected with these settings.
async fn run<M: Model, C: ChangedSince<M>>(
    seed: u64,
    face: impl Face,
    connect: impl Fn(Settings) -> Result<C, Error>,
    revision: impl Fn(&M) -> Option<u32>,
) -> Result<Outcome, String> {
    let (server, world) = vendor(seed, face);
    let settings = Settings::new().http_with(move |http: HttpBuilder| {
        http.transport(server.clone()).clock(TestClock::new()).retry(RetryPolicy::never())
    });
    simulate(&world, &connect(settings).unwrap(), revision).await
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

/// The simulation is tested by faults of the runtime: each is found by every way in which it can show, and by no other.
fn faults_are_found(way: Way) {
    let mut wrong = Vec::new();
    for mutation in Mutation::ALL {
        let shows = way.shows(mutation);
        mutation::set(Some(mutation));
        let caught = first_failure(way, 0..if shows { 2_000 } else { 16 });
        mutation::set(None);
        match (shows, caught) {
            (true, Some((seed, why))) => println!("{way:?}: {mutation:?} with seed {seed}: {why}"),
            (true, None) => wrong.push(format!("{mutation:?} is not found")),
            (false, Some((seed, why))) => {
                wrong.push(format!("{mutation:?} shows after all, with seed {seed}: {why}"))
            }
            (false, None) => {}
        }
    }
    assert!(wrong.is_empty(), "{way:?}: {}", wrong.join("; "));
}

/// Two tests for each way.
macro_rules! ways {
    ($($name:ident: $way:ident;)*) => {
        $(mod $name {
            use super::Way;

            #[test]
            fn nothing_is_lost() {
                super::nothing_is_lost(Way::$way);
            }

            #[test]
            fn faults_are_found() {
                super::faults_are_found(Way::$way);
            }
        })*

        const WAYS: &[Way] = &[$(Way::$way),*];
    };
}

ways! {
    hubspot_by_search: HubSpot;
    hubspot_by_ids_that_are_then_read: HubSpotOneByOne;
    salesforce_by_query: Salesforce;
    pipedrive_by_list: Pipedrive;
    pipedrive_by_a_log_of_ids: PipedriveRecents;
    ledger_by_token: LedgerByToken;
    ledger_by_search_in_windows: LedgerInWindows;
    ledger_by_ids_that_are_read_several_at_a_time: LedgerManyAtOnce;
}

#[test]
fn every_fault_shows_somewhere() {
    let nowhere = Mutation::ALL.into_iter().filter(|mutation| !WAYS.iter().any(|way| way.shows(*mutation)));
    assert_eq!(nowhere.collect::<Vec<_>>(), []);
}
