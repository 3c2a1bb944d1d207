//! Pages of records: from a reply's items, or from ids that have to be read. Each item ends up in the page's records, in
//! its deletions or in its failures; none of them costs another.

use std::ops::ControlFlow;

use futures_util::{StreamExt, stream};
use tributary_core::codegen_v1::to_value;
use tributary_core::{Issue, Timestamp};
use tributary_model::{Change, Failed, Model, Page, Record, Ref, Unconverted};

use super::mutation::{self, Mutation};
use super::reading::{Reading, Undecoded};
use super::received::{Answer, Received};
use super::{Error, ErrorKind, Get, GetMany, NativeRecord, Pages};

/// The records of one page. `list` is where they are in the reply, for what could not even be decoded: such a record
/// is in `failed`, and what was wrong with another is a warning on it.
pub fn page<M: Model, V: NativeRecord>(
    vendor: impl IntoIterator<Item = V>,
    issues: &[Issue],
    list: &str,
    keep: impl Fn(&V) -> bool,
    reading: &Reading<M, V>,
) -> Page<Record<M, V>> {
    let (records, failed) = read(vendor, issues, list, keep, reading);
    Page::new(records.into_iter().map(|(_, record)| record).collect(), failed, None)
}

/// Records, each with its place in the list, and those that failed.
type Placed<M, V> = (Vec<(usize, Record<M, V>)>, Vec<Failed>);

fn read<M: Model, V: NativeRecord>(
    vendor: impl IntoIterator<Item = V>,
    issues: &[Issue],
    list: &str,
    keep: impl Fn(&V) -> bool,
    reading: &Reading<M, V>,
) -> Placed<M, V> {
    let Undecoded { indexes, mut failed } = Undecoded::among(issues, list);
    let vendor = vendor.into_iter();
    let mut records = Vec::with_capacity(vendor.size_hint().0);
    for (index, record) in places(&indexes).zip(vendor) {
        if !keep(&record) {
            continue;
        }
        let read = match issues.is_empty() {
            true => reading.read(record, issues, list),
            false => reading.read(record, issues, &format!("{list}[{index}]")),
        };
        match read {
            Ok(record) => records.push((index, record)),
            Err((record, Unconverted { warnings })) => {
                // what was read of it, in place of what was received where that is not found any more
                let record = to_value(&record).ok();
                let place = format!("{list}[{index}]");
                failed.push(Failed::new(index, None, warnings).with_record(record).at(place));
            }
        }
    }
    failed.sort_by_key(|failed| failed.index);
    failed.iter_mut().for_each(|failed| failed.id_at = reading.id());
    (records, failed)
}

/// The places of the items that could be decoded.
fn places(undecoded: &[usize]) -> impl Iterator<Item = usize> {
    (0_usize..).filter(|index| !undecoded.contains(index))
}

/// How many items of a list could not be decoded.
pub(super) fn undecoded(issues: &[Issue], list: &str) -> usize {
    Undecoded::among(issues, list).indexes.len()
}

/// The last of them, as text.
pub fn last<T: ToString>(items: impl Iterator<Item = T>) -> Option<String> {
    items.last().map(|it| it.to_string())
}

/// Whether something at one of these places of the reply could not be read.
pub(super) fn unread(issues: &[Issue], places: &[&str]) -> bool {
    places.iter().any(|place| super::reading::is_lost(issues, place))
}

/// An id of a list, by its place there; none if it could not be read.
pub type Id = (usize, Option<String>);

/// Ids of a page, each with its place in the list, and items whose id could not be read.
#[derive(Debug)]
pub(super) struct Ids<M> {
    list: &'static str,
    ids: Vec<(usize, Ref<M>)>,
    failed: Vec<Failed>,
    /// Those that could not even be decoded.
    undecoded: Vec<Failed>,
}

impl<M> Ids<M> {
    /// The ids, and all items that have none.
    fn split(self) -> (Vec<(usize, Ref<M>)>, Vec<Failed>) {
        let mut failed = self.undecoded;
        failed.extend(self.failed);
        failed.sort_by_key(|failed| failed.index);
        (self.ids, failed)
    }
}

/// The ids of items, which are numbered in their order. `list` is where these are in the reply, for what could not even be
/// decoded.
pub(super) fn ids<M>(ids: impl IntoIterator<Item = Id>, issues: &[Issue], list: &'static str) -> Ids<M> {
    let Undecoded { indexes, failed: undecoded } = Undecoded::among(issues, list);
    let mut found = Ids { list, ids: Vec::new(), failed: Vec::new(), undecoded };
    for (index, id) in ids {
        let index = places(&indexes).nth(index).unwrap_or(index);
        match id {
            Some(id) => found.ids.push((index, Ref::new(id))),
            None => {
                let failed = Failed::new(index, None, Vec::new()).with_message("it has no readable id");
                found.failed.push(failed.at(format!("{list}[{index}]")));
            }
        }
    }
    found
}

impl<M> Answer for Ids<M> {
    fn settle(&mut self, received: &Received) {
        self.failed.settle(received);
        self.undecoded.settle(received);
    }
}

/// A page of changes, in the vendor's order: what was upserted, and what was deleted. `deleted` are items of the same list,
/// or of another one.
pub(super) fn changes<M: Model, V: NativeRecord>(
    vendor: impl IntoIterator<Item = V>,
    issues: &[Issue],
    list: &'static str,
    keep: impl Fn(&V) -> bool,
    reading: &Reading<M, V>,
    deleted: Ids<M>,
) -> Page<Change<M, V>> {
    changed(list, read(vendor, issues, list, keep, reading), deleted)
}

fn changed<M: Model, V: NativeRecord>(
    list: &str,
    (records, mut failed): Placed<M, V>,
    deleted: Ids<M>,
) -> Page<Change<M, V>> {
    let mut changes: Vec<_> = records.into_iter().map(|(index, record)| (index, change(record))).collect();
    changes.extend(deleted.ids.into_iter().map(|(index, id)| (index, Change::Deleted(id))));
    failed.extend(deleted.failed);
    match deleted.list == list {
        // one record may be told twice: what it is now comes last
        true => changes.sort_by_key(|(index, _)| *index),
        false => failed.extend(deleted.undecoded),
    }
    failed.sort_by_key(|failed| failed.index);
    Page::new(changes.into_iter().map(|(_, change)| change).collect(), failed, None)
}

/// What a record tells: it is there, or it says of itself that it was deleted.
pub(super) fn change<M: Model, V>(record: Record<M, V>) -> Change<M, V> {
    match record.model.is_deleted() {
        true => Change::Deleted(record.model.id().clone()),
        false => Change::Upserted(Box::new(record)),
    }
}

/// No deletions.
pub(super) fn none<M>() -> Ids<M> {
    Ids { list: "", ids: Vec::new(), failed: Vec::new(), undecoded: Vec::new() }
}

/// Whether an item is kept as a record, where the vendor may not say what its condition asks for.
pub fn kept(holds: Option<bool>) -> bool {
    match mutation::is(Mutation::DeletedUnlessDenied) {
        true => holds == Some(true),
        false => holds != Some(false),
    }
}

/// Whether an item is a deletion: only if the vendor says so.
pub fn gone(holds: Option<bool>) -> bool {
    match mutation::is(Mutation::DeletedUnlessDenied) {
        true => holds != Some(false),
        false => holds == Some(true),
    }
}

/// Whether a record may have been deleted since then: one of which the vendor does not readably say when may have been.
pub(super) fn not_before(since: Option<Timestamp>, deleted_at: Option<Timestamp>) -> bool {
    match (since, deleted_at) {
        (Some(since), Some(deleted_at)) => deleted_at >= since,
        _ => true,
    }
}

/// A page of deletions, of a list of deleted records. One that says it is not deleted is none. None is left out for the time
/// of its last change: a vendor may delete a record without touching that, as HubSpot does.
pub(super) fn deletions<M: Model, V, W>(page: Page<Record<M, V>>) -> Page<Change<M, W>> {
    let mut gone = Page::new(Vec::new(), page.failed, page.next);
    gone.records = page
        .records
        .into_iter()
        .filter(|record| record.model.deleted() != Some(false))
        .map(|record| Change::Deleted(record.model.id().clone()))
        .collect();
    gone
}

/// The ids of deletions, of a list of deleted records.
pub(super) fn deleted<M: Model, V>(page: Page<Record<M, V>>) -> Page<Ref<M>> {
    deletions::<M, V, V>(page).map(|change| change.id().clone())
}

/// A page of ids.
pub(super) fn of_ids<M>(found: Ids<M>) -> Page<Ref<M>> {
    let (ids, failed) = found.split();
    Page::new(ids.into_iter().map(|(_, id)| id).collect(), failed, None)
}

/// A page of deletions told by their ids.
pub(super) fn deletions_of<M, W>(found: Ids<M>) -> Page<Change<M, W>> {
    of_ids(found).map(Change::Deleted)
}

/// Ids of deletions as changes.
pub fn as_changes<M: Model, W: NativeRecord>(pages: Pages<Ref<M>>) -> Pages<Change<M, W>> {
    pages.map(Change::Deleted)
}

/// Records that were asked for by their ids.
#[derive(Debug)]
pub(super) struct Found<M, V> {
    list: &'static str,
    records: Vec<(usize, Record<M, V>)>,
    failed: Vec<Failed>,
    /// Those that the vendor does not have any more.
    gone: Vec<(usize, Ref<M>)>,
}

impl<M: Model, V: NativeRecord> Found<M, V> {
    /// As a list: what is gone is a record that failed.
    pub(super) fn listed(self) -> Page<Record<M, V>> {
        let mut failed = self.failed;
        failed.extend(self.gone.into_iter().map(|(index, id)| absent(index, id)));
        failed.sort_by_key(|failed| failed.index);
        Page::new(self.records.into_iter().map(|(_, record)| record).collect(), failed, None)
    }

    /// As changes: what is gone was deleted.
    pub(super) fn changed(self, mut deleted: Ids<M>) -> Page<Change<M, V>> {
        if !mutation::is(Mutation::GoneLeftOut) {
            deleted.ids.extend(self.gone);
        }
        changed(self.list, (self.records, self.failed), deleted)
    }
}

fn absent<M>(index: usize, id: Ref<M>) -> Failed {
    let failed = Failed::new(index, Some(id.into_string()), Vec::new());
    failed.with_message("the vendor listed it and does not have it")
}

/// Reads each of the ids with `get`, a few at a time.
///
/// # Errors
/// The vendor is away, or does not let this client in: what concerns all records alike.
pub(super) async fn read_each<M, C>(client: C, ids: Ids<M>) -> Result<Found<M, C::Native>, Error>
where
    M: Model,
    C: Get<M> + Send + Sync + 'static,
{
    const AT_ONCE: usize = 4;
    let list = ids.list;
    let (ids, failed) = ids.split();
    let answers = stream::iter(ids.into_iter().map(|(index, id)| {
        let pending = client.get(&id);
        async move { (index, id, pending.await) }
    }));
    let mut answers = answers.buffered(AT_ONCE);
    let mut found = Found { list, records: Vec::new(), failed, gone: Vec::new() };
    while let Some((index, id, answer)) = answers.next().await {
        match answer {
            Ok(record) => found.records.push((index, record)),
            Err(error) if error.kind() == ErrorKind::NotFound => found.gone.push((index, id)),
            Err(error) => match its_own(&error) {
                ControlFlow::Continue(()) => {
                    let failed = Failed::new(index, Some(id.into_string()), error.warnings().to_vec());
                    found.failed.push(failed.with_message(error.to_string()));
                }
                ControlFlow::Break(()) => return Err(error),
            },
        }
    }
    Ok(found)
}

/// Whether what went wrong with one record is its own affair, so that the others can be read.
fn its_own(error: &Error) -> ControlFlow<()> {
    let own = match error.kind() {
        ErrorKind::IncompleteResponse | ErrorKind::InvalidResponse | ErrorKind::InvalidInput => true,
        ErrorKind::Vendor => !error.is_retryable(),
        _ => false,
    };
    if own { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// Reads the ids with `get_many`. One that is not returned is a record that failed: it may be gone, and it may not.
///
/// # Errors
/// A page of them can't be had.
pub(super) async fn read_many<M, C>(client: C, ids: Ids<M>) -> Result<Found<M, C::Native>, Error>
where
    M: Model,
    C: GetMany<M>,
{
    let list = ids.list;
    let (ids, mut failed) = ids.split();
    let asked: Vec<Ref<M>> = ids.iter().map(|(_, id)| id.clone()).collect();
    let all = client.get_many(&asked).collected().await?;
    let place = |wanted: &str| ids.iter().find(|(_, id)| id.as_str() == wanted).map(|(index, _)| *index);
    let records: Vec<_> = all
        .records
        .into_iter()
        .map(|record| (place(record.model.id().as_str()).unwrap_or(usize::MAX), record))
        .collect();
    let told = |id: &str| {
        records.iter().any(|(_, record)| record.model.id().as_str() == id)
            || all.failed.iter().any(|failed| failed.id.as_deref() == Some(id))
    };
    let lacking = ids.iter().filter(|(_, id)| !told(id.as_str()));
    failed.extend(lacking.map(|(index, id)| absent(*index, id.clone())));
    failed.extend(all.failed);
    Ok(Found { list, records, failed, gone: Vec::new() })
}

/// Conditions of which a part may not be said: `None`.
pub fn not(holds: Option<bool>) -> Option<bool> {
    holds.map(|holds| !holds)
}

/// Holds if all hold, and not if one does not.
pub fn all(conditions: &[Option<bool>]) -> Option<bool> {
    match conditions.contains(&Some(false)) {
        true => Some(false),
        false => conditions.iter().try_fold(true, |_, holds| *holds),
    }
}

/// Holds if one holds, and not if none does.
pub fn any(conditions: &[Option<bool>]) -> Option<bool> {
    match conditions.contains(&Some(true)) {
        true => Some(true),
        false => conditions.iter().try_fold(false, |_, holds| *holds),
    }
}
