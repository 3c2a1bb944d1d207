//! What is synced, and what has to be true of it afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tributary::testing::{EachModel, Mock, connect, mock};
use tributary::{Change, Checkpoint, ListOptions, Model, Vendor, VendorInfo};
use tributary_core::Timestamp;
use tributary_core::codegen_v1::Decode;
use tributary_mock::Rng;
use tributary_mock::plan::{Answer, Does, Model as ModelPlan, Step};

use crate::application::{CREDENTIALS, Flaw, Saved, Side};
use crate::proxy::Fault;

const HOUR: Duration = Duration::from_secs(3600);

/// Syncs of a vendor's models, one after the other.
pub(crate) struct Sync {
    pub(crate) vendor: &'static VendorInfo,
    records: usize,
    seed: u64,
    flaw: Option<Flaw>,
    first_only: bool,
    /// What was not as it has to be.
    pub(crate) found: Vec<String>,
    pub(crate) figures: Figures,
    pub(crate) seen: BTreeMap<Fault, usize>,
}

/// What it took.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) models: usize,
    requests: usize,
    lives: usize,
    errors: usize,
    records: usize,
    elsewhere: usize,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { models, requests, lives, errors, records, elsewhere } = self;
        write!(
            f,
            "{models} models, {records} records read in {lives} processes and {requests} requests, {errors} errors, \
             {elsewhere} requests led elsewhere"
        )
    }
}

impl Sync {
    pub(crate) fn new(vendor: &'static VendorInfo, records: usize, seed: u64) -> Self {
        let (figures, seen) = (Figures::default(), BTreeMap::new());
        Self { vendor, records, seed, flaw: None, first_only: false, found: Vec::new(), figures, seen }
    }

    /// Only one model: the first that reports changes.
    pub(crate) fn first_only(mut self) -> Self {
        self.first_only = true;
        self
    }

    pub(crate) fn with(mut self, flaw: Flaw) -> Self {
        self.flaw = Some(flaw);
        self
    }
}

impl EachModel for Sync {
    async fn model<M>(&mut self)
    where
        M: Model + Serialize,
        M::New: DeserializeOwned + Decode,
        M::Patch: DeserializeOwned,
    {
        let name = format!("{}.{}", M::CATEGORY, M::NAME);
        let builder =
            mock(self.vendor.name).unwrap().seed(self.seed).records(3).records_of(&name, self.records);
        // of the vendor's largest pages, 10,000 records are a few dozen
        let size = if self.records < 1000 { 25 } else { usize::MAX };
        let mock = builder.page_size(size).unlimited().without_log().build();
        let undisturbed = connect(self.vendor.name, &mock).unwrap();
        let Some(offer) = undisturbed.offer::<M>().filter(|offer| offer.parent.is_none()) else { return };
        let has = |capability: &str| offer.capabilities.contains(&capability);
        if self.first_only && (self.figures.models > 0 || !has("ChangedSince")) {
            return;
        }
        let model = &mock.plan().models.iter().find(|it| it.name == name).unwrap().clone();
        self.figures.models += 1;
        // nothing changed lately
        mock.advance(HOUR);
        // a mistake shows where much goes wrong
        let one_in = if self.flaw.is_some() { 3 } else { 10 };
        let mut side = Side::start(self.vendor, mock, self.seed, one_in).await;
        side.flaw = self.flaw;
        let mut subject = Subject { side, undisturbed, model, told: 0 };
        let mut done = Ok(());
        if has("List") {
            done = subject.list::<M>().await;
        }
        if has("ChangedSince") && done.is_ok() {
            done = subject.changes::<M>(self.seed).await;
        }
        if done.is_ok() {
            done = subject.on_the_way();
        }
        let Subject { side, told, .. } = subject;
        self.figures.requests += side.proxy.requests();
        self.figures.lives += side.lives;
        self.figures.errors += side.errors;
        self.figures.records += told;
        self.figures.elsewhere += side.elsewhere.received().len();
        for (fault, times) in side.proxy.seen() {
            *self.seen.entry(fault).or_insert(0) += times;
        }
        if let Err(error) = done {
            self.found.push(format!("{} {name}, seed {}: {error}", self.vendor.name, self.seed));
        }
    }
}

/// A model of a vendor that is synced.
struct Subject<'p> {
    side: Side,
    /// A client that reads the same records in memory.
    undisturbed: Box<dyn Vendor>,
    model: &'p ModelPlan,
    told: usize,
}

/// What a run of changes told.
#[derive(Default)]
struct Told {
    live: Vec<(String, Option<Timestamp>)>,
    gone: BTreeSet<String>,
}

/// The copy of an application: records by id, with the times of their last changes.
type Copy = BTreeMap<String, Option<Timestamp>>;

impl Subject<'_> {
    /// A list of records that rest has each of them once.
    async fn list<M: Model + Serialize>(&mut self) -> Result<(), String> {
        let options = ListOptions::default();
        let value = |model: &M| serde_json::to_value(model).unwrap();
        let all = self.undisturbed.list::<M>(&options).all().await.map_err(|error| error.to_string())?;
        let wanted: BTreeMap<String, Value> =
            all.iter().map(|record| (record.model.id().to_string(), value(&record.model))).collect();
        let mut read = Vec::new();
        let open = |vendor: &dyn Vendor, _: &Saved| vendor.list::<M>(&options);
        let keep = |record| read.extend(record);
        self.side.read(&mut Saved::default(), open, |record| record.warnings.is_empty(), keep).await?;
        self.told += read.len();
        let mut left = wanted.clone();
        for record in &read {
            let id = record.model.id().to_string();
            match left.remove(&id) {
                Some(wanted) if wanted == value(&record.model) => {}
                Some(wanted) => return Err(format!("{id} is {}, and {wanted}", value(&record.model))),
                None if wanted.contains_key(&id) => return Err(format!("{id} is listed twice")),
                None => return Err(format!("{id} is listed, and the vendor has no such record")),
            }
        }
        match left.keys().next() {
            None => Ok(()),
            Some(id) => Err(format!("{} of {} are not listed, {id} for one", left.len(), wanted.len())),
        }
    }

    /// Changes, run after run.
    async fn changes<M: Model + Serialize>(&mut self, seed: u64) -> Result<(), String> {
        let mut world = World {
            mock: self.side.mock.clone(),
            model: self.model,
            rng: Rng::named(seed, "world"),
            at: BTreeMap::new(),
            deleted: BTreeSet::new(),
        };
        let (mut saved, mut copy) = (Saved::default(), Copy::new());
        let first = self.run::<M>(&mut saved, &mut copy, &mut world, true).await?;
        self.once(&first)?;
        self.side.mock.advance(HOUR);
        (0..9).for_each(|_| world.moves());
        self.side.mock.advance(HOUR);
        let since = time_of(&saved)?;
        let second = self.run::<M>(&mut saved, &mut copy, &mut world, false).await?;
        self.once(&second)?;
        // what changed since, and nothing else; a vendor's times may have whole seconds
        let ids = world.ids();
        let after = |since: Timestamp| -> BTreeSet<&String> {
            let changed = world.at.iter().filter(|(id, at)| **at >= since && ids.contains(*id));
            changed.map(|(id, _)| id).collect()
        };
        let live: BTreeSet<&String> = second.live.iter().map(|(id, _)| id).collect();
        let missing: Vec<_> = after(since).difference(&live).copied().cloned().collect();
        ensure(missing.is_empty(), || format!("{missing:?} changed since {since}, and were left out"))?;
        let early = since.checked_sub(Duration::from_secs(1)).unwrap_or(since);
        let more: Vec<_> = live.difference(&after(early)).copied().cloned().collect();
        ensure(more.is_empty(), || format!("{more:?} did not change since {since}, and were told"))?;
        self.same::<M>(&copy, &world).await?;
        self.side.mock.advance(HOUR);
        let quiet = self.run::<M>(&mut saved, &mut copy, &mut world, false).await?;
        ensure(quiet.live.is_empty(), || format!("nothing changed, and {:?} were told", quiet.live))
    }

    /// A run of changes, with more changes meanwhile if the vendor's pages bear that.
    async fn run<M: Model + Serialize>(
        &mut self,
        saved: &mut Saved,
        copy: &mut Copy,
        world: &mut World<'_>,
        meanwhile: bool,
    ) -> Result<Told, String> {
        let counted = |does: &Does| [Does::List, Does::ChangedSince].contains(does);
        let shifts = self
            .model
            .calls
            .iter()
            .any(|call| counted(&call.does) && call.pages.as_ref().is_some_and(|pages| pages.shifts));
        let since = saved.checkpoint.clone().map(|text| Checkpoint::parse(&text).unwrap());
        let open = |vendor: &dyn Vendor, _: &Saved| vendor.changed_since::<M>(since.as_ref());
        let is_whole = |change: &Change<M, _>| match change {
            Change::Upserted(record) => record.warnings.is_empty(),
            _ => true,
        };
        let mut told = Told::default();
        let keep = |change: Option<Change<M, _>>| match change {
            Some(Change::Upserted(record)) => {
                let id = record.model.id().to_string();
                copy.insert(id.clone(), record.model.modified_at());
                told.live.push((id, record.model.modified_at()));
            }
            Some(change) => {
                let id = change.id().to_string();
                copy.remove(&id);
                told.gone.insert(id);
            }
            None if meanwhile && !shifts => world.moves(),
            None => {}
        };
        self.side.read(saved, open, is_whole, keep).await?;
        self.told += told.live.len() + told.gone.len();
        Ok(told)
    }

    /// No record is told twice by one run, unless it changed in between.
    fn once(&self, told: &Told) -> Result<(), String> {
        // windows that are cut by what several records share overlap
        let calls = self.model.calls.iter().filter(|call| call.does == Does::ChangedSince);
        let last = calls.filter_map(|call| call.pages.as_ref()?.last.as_ref()).next();
        let overlaps = last.is_some_and(|last| self.model.member("id").is_none_or(|id| id.at != *last));
        let mut seen = BTreeSet::new();
        match told.live.iter().find(|it| !seen.insert((*it).clone())) {
            Some((id, at)) if !overlaps => Err(format!("{id} was told twice as it is, of {at:?}")),
            _ => Ok(()),
        }
    }

    /// The copy is what the vendor has.
    async fn same<M: Model + Serialize>(&self, copy: &Copy, world: &World<'_>) -> Result<(), String> {
        let ids = world.ids();
        let lost: Vec<_> = ids.iter().filter(|id| !copy.contains_key(*id)).collect();
        ensure(lost.is_empty(), || format!("{} records were lost: {lost:?}", lost.len()))?;
        let kept: Vec<_> = copy.keys().filter(|id| !ids.contains(*id)).collect();
        let explained = !self.tells_deletions() && kept.iter().all(|id| world.deleted.contains(*id));
        ensure(kept.is_empty() || explained, || {
            format!("{kept:?} are kept, and the vendor has them no more")
        })?;
        if !self.undisturbed.supports::<dyn tributary::erased::List<M>>() {
            return Ok(());
        }
        let all = self.undisturbed.list::<M>(&ListOptions::default()).all().await;
        for record in all.map_err(|error| error.to_string())? {
            let (id, at) = (record.model.id().to_string(), record.model.modified_at());
            ensure(copy.get(&id) == Some(&at), || {
                format!("{id} is of {:?}, and of {at:?} at the vendor", copy.get(&id))
            })?;
        }
        Ok(())
    }

    fn tells_deletions(&self) -> bool {
        self.model.calls.iter().any(|call| {
            call.does == Does::DeletedSince
                || call.does == Does::ChangedSince
                    && (call.deleted.is_some() || matches!(call.answer, Answer::Ids(_)))
        })
    }

    /// What may not happen on the way.
    fn on_the_way(&self) -> Result<(), String> {
        for request in self.side.elsewhere.received() {
            let text = String::from_utf8_lossy(&request).into_owned();
            let leaked = CREDENTIALS.iter().any(|it| text.contains(it));
            ensure(!leaked, || format!("credentials went to another origin:\n{text}"))?;
        }
        let early = self.side.proxy.early();
        ensure(early.is_empty(), || format!("requests came before the time that was asked for: {early:?}"))?;
        let wrong = &self.side.wrong;
        ensure(wrong.is_empty(), || format!("errors that no network explains: {wrong:#?}"))
    }
}

/// The vendor's records as others change them.
struct World<'p> {
    mock: Mock,
    model: &'p ModelPlan,
    rng: Rng,
    /// When each was changed.
    at: BTreeMap<String, Timestamp>,
    deleted: BTreeSet<String>,
}

impl World<'_> {
    /// The ids of the records that there are.
    fn ids(&self) -> BTreeSet<String> {
        let at = &self.model.member("id").unwrap().at;
        let id = |record: &Value| {
            let found = at.iter().try_fold(record, |value, step| match step {
                Step::Name(name) => value.get(name),
                _ => None,
            });
            match found.unwrap() {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            }
        };
        self.mock.records(&self.model.name).iter().map(id).collect()
    }

    /// Something happens to a record or two.
    fn moves(&mut self) {
        let ids: Vec<String> = self.ids().into_iter().collect();
        for _ in 0..=self.rng.below(2) {
            self.mock.advance(Duration::from_secs(20));
            let id = ids[usize::try_from(self.rng.below(ids.len() as u64)).unwrap()].clone();
            let now = self.mock.now();
            let name = &self.model.name;
            match self.rng.below(4) {
                0 => {
                    let id = self.mock.create(name, &json!({})).unwrap();
                    self.at.insert(id, now);
                }
                1 if self.mock.delete(name, &id) => drop(self.deleted.insert(id)),
                _ if self.mock.update(name, &id, &json!({})) => drop(self.at.insert(id, now)),
                _ => {}
            }
        }
    }
}

/// The time of a saved checkpoint.
fn time_of(saved: &Saved) -> Result<Timestamp, String> {
    let text = saved.checkpoint.as_deref();
    let checkpoint = text.and_then(|text| Checkpoint::parse(text).ok());
    checkpoint.and_then(|it| it.time()).ok_or_else(|| format!("{text:?} is no checkpoint with a time"))
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}
