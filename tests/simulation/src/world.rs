//! A vendor's records and how they change: created, changed, archived, restored and deleted between any two requests, with
//! clocks that differ and an index that lags behind. What the vendor's API makes of them is a face's matter.

use std::collections::BTreeMap;

use tributary_client::testing::Canned;
use tributary_client::{Stage, StatusCode};
use tributary_core::{HttpDate, Timestamp};

use tributary_mock::Rng;

/// When every simulation begins, in seconds since 1970.
const BEGINNING: i64 = 1_795_253_400;
/// Time passes in steps, so that much happens at the same time.
const STEP: i64 = 100;
/// How many changes happen at most, so that a client which is slow comes to an end, too.
const CHANGES: u32 = 24;
/// How long a mapping may take for granted that an index lags and clocks differ: its overlap.
pub const OVERLAP: i64 = 300;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is there.
    Live,
    /// It is put away, and may come back.
    Archived,
    /// It is gone for ever.
    Deleted,
}

/// A record from one change to the next.
#[derive(Clone, Copy, Debug)]
pub struct Version {
    /// Which change of the record it is, from 1.
    pub revision: u32,
    /// What it is.
    pub state: State,
    /// When it was changed, by the clock that stamps records, in seconds.
    pub stamp: i64,
    /// Until when the index does not show it, by the true time.
    hidden_until: i64,
}

/// One of the vendor's records.
#[derive(Clone, Debug)]
pub struct Entry {
    versions: Vec<Version>,
    /// It can be listed, and not read.
    pub unreadable: bool,
}

impl Entry {
    /// The record as it is.
    pub fn now(&self) -> Option<Version> {
        self.versions.last().copied()
    }

    /// The record before it was put away: some vendors stamp no record for that.
    pub fn last_live(&self) -> Option<Version> {
        self.versions.iter().rev().find(|version| version.state == State::Live).copied()
    }
}

/// How wild a world is.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// The index lags behind the records.
    pub lags: bool,
    /// Records can be archived, and come back.
    pub archives: bool,
    /// Records can be deleted for ever.
    pub deletes: bool,
    /// Some records can't be read one by one.
    pub forbids: bool,
}

/// The vendor.
#[derive(Debug)]
pub struct World {
    /// Of everything that happens by chance.
    pub rng: Rng,
    entries: BTreeMap<u64, Entry>,
    manners: Manners,
    /// The true time, in seconds.
    time: i64,
    /// How far the clock that stamps records is ahead.
    stamps: i64,
    /// How far the clock of the `Date` header is ahead.
    dates: i64,
    /// How far the client's clock is ahead.
    clients: i64,
    longest_lag: i64,
    /// How many changes are still to come.
    changes: u32,
    quiet: bool,
    /// How many requests came.
    pub requests: usize,
}

impl World {
    /// The world of a seed, with a few records.
    pub fn new(seed: u64, manners: Manners) -> Self {
        let mut rng = Rng::new(seed);
        let skew = |rng: &mut Rng| rng.pick(&[0, 0, -STEP, STEP]).unwrap_or_default();
        let (stamps, dates) = (skew(&mut rng), skew(&mut rng));
        let clients = rng.pick(&[0, 2, 3600, -3600, 86_400]).unwrap_or_default();
        // what a change at the moment of the checkpoint, less the overlap, may take to be shown
        let longest_lag = if manners.lags { OVERLAP - (dates - stamps).max(0) } else { 0 };
        let mut world = Self {
            rng,
            entries: BTreeMap::new(),
            manners,
            time: BEGINNING,
            stamps,
            dates,
            clients,
            longest_lag,
            changes: CHANGES,
            quiet: false,
            requests: 0,
        };
        for _ in 0..world.rng.below(8) {
            world.create();
        }
        world.time += 2 * OVERLAP;
        world
    }

    /// A time, by the records' stamps, after the first records were created and before anything else happened.
    pub fn after_the_first(&self) -> Timestamp {
        time(BEGINNING + OVERLAP + self.stamps)
    }

    /// The client's time.
    pub fn client_now(&self) -> Timestamp {
        time(self.time + self.clients)
    }

    /// Ends all changes and faults, and lets the index catch up.
    pub fn come_to_rest(&mut self) {
        self.quiet = true;
        self.time += 10 * OVERLAP;
    }

    /// What happens before a request is answered.
    pub fn pass(&mut self) {
        self.requests += 1;
        if self.quiet {
            self.time += 1;
            return;
        }
        self.time += self.rng.pick(&[0, 0, 0, STEP, STEP, 3 * STEP]).unwrap_or_default();
        for _ in 0..self.rng.pick(&[0, 0, 1, 1, 2]).unwrap_or_default().min(self.changes) {
            self.changes -= 1;
            self.happen();
        }
    }

    /// What goes wrong with a request, if anything does.
    pub fn fault(&mut self) -> Option<Canned> {
        if self.quiet || !self.rng.one_in(12) {
            return None;
        }
        Some(match self.rng.below(3) {
            0 => Canned::failure(Stage::Connect),
            1 => Canned::json(500, "{}"),
            _ => Canned::json(503, "{}"),
        })
    }

    /// Whether something goes wrong that goes wrong once in so many times.
    pub fn slips(&mut self, times: u64) -> bool {
        !self.quiet && self.rng.one_in(times)
    }

    fn happen(&mut self) {
        let ids: Vec<u64> = self.entries.keys().copied().collect();
        let Some(id) = self.rng.pick(&ids).filter(|_| !self.rng.one_in(4)) else { return self.create() };
        let state = self.entries.get(&id).and_then(Entry::now).map_or(State::Deleted, |now| now.state);
        let kind = self.rng.below(6);
        let next = match (state, kind) {
            (State::Deleted, _) => return,
            (State::Live, 0) if self.manners.archives => State::Archived,
            (State::Live, 1) if self.manners.deletes => State::Deleted,
            (State::Archived, 0..=2) => State::Live,
            (state, _) => state,
        };
        self.change(id, next);
    }

    fn create(&mut self) {
        if self.entries.len() >= 12 {
            return;
        }
        let id = self.entries.keys().next_back().map_or(1, |last| last + 1);
        let unreadable = self.manners.forbids && self.rng.one_in(6);
        self.entries.insert(id, Entry { versions: Vec::new(), unreadable });
        self.change(id, State::Live);
    }

    fn change(&mut self, id: u64, state: State) {
        let lag = self.rng.pick(&[0, 0, STEP, self.longest_lag]).unwrap_or_default().min(self.longest_lag);
        let (stamp, hidden_until) = (self.time + self.stamps, self.time + lag);
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let revision = entry.now().map_or(1, |now| now.revision + 1);
        // an index never goes back: what is shown later was changed later
        let hidden_until = entry.now().map_or(hidden_until, |now| now.hidden_until.max(hidden_until));
        entry.versions.push(Version { revision, state, stamp, hidden_until });
    }

    /// The records as they are.
    pub fn records(&self) -> impl Iterator<Item = (u64, Version)> {
        self.entries.iter().filter_map(|(id, entry)| Some((*id, entry.now()?)))
    }

    /// The records as the index shows them.
    pub fn indexed(&self) -> impl Iterator<Item = (u64, Version)> {
        let shown = |version: &&Version| version.hidden_until < self.time || !self.manners.lags;
        self.entries.iter().filter_map(move |(id, entry)| {
            let mut versions = entry.versions.iter().rev();
            Some((*id, *versions.find(shown)?))
        })
    }

    /// All changes that the index shows, in the order in which it came to show them: a log, to which is only ever added.
    pub fn log(&self) -> Vec<(u64, Version)> {
        let versions =
            self.entries.iter().flat_map(|(id, entry)| entry.versions.iter().map(|version| (*id, *version)));
        let mut log: Vec<_> = versions.filter(|(_, version)| version.hidden_until < self.time).collect();
        log.sort_by_key(|(id, version)| (version.hidden_until, version.stamp, *id, version.revision));
        log
    }

    /// One record.
    pub fn entry(&self, id: u64) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// As many of these as the vendor returns at once, and whether there are more.
    pub fn page<T>(&mut self, all: impl Iterator<Item = T>) -> (Vec<T>, bool) {
        let most = if self.quiet { 4 } else { self.rng.below(4) + 1 };
        let mut all: Vec<T> = all.collect();
        let rest = all.split_off(all.len().min(usize::try_from(most).unwrap_or(1)));
        (all, !rest.is_empty())
    }

    /// A response, with the vendor's time.
    pub fn reply(&self, body: &serde_json::Value) -> Canned {
        let date = HttpDate(time(self.time + self.dates));
        Canned::json(StatusCode::OK.as_u16(), body.to_string()).header("date", &date.to_string())
    }
}

/// A time stamp of so many seconds.
pub fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or_default()
}
