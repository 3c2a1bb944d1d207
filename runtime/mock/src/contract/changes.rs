//! Checks of what reports changes.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use tributary_core::Cursor;
use tributary_mock_plan::{Answer, Does};
use tributary_model::{Change, Checkpoint, Model};

use super::{PAGE, Side, ensure, text};
use crate::time;

const MOST_PAGES: usize = 60;

/// What a run of changes said.
#[derive(Default)]
pub(super) struct Told {
    live: BTreeSet<String>,
    gone: BTreeSet<String>,
    twice: Vec<String>,
    cursors: Vec<String>,
    pub(super) checkpoint: Option<Checkpoint>,
}

pub(super) async fn run<M: Model>(
    side: &Side,
    since: Option<&Checkpoint>,
    from: Option<&str>,
    mut meanwhile: impl FnMut(usize),
) -> Result<Told, String> {
    let mut pages = side.vendor.changed_since::<M>(since);
    if let Some(cursor) = from {
        pages = pages.resume(Cursor::new(cursor));
    }
    let mut told = Told::default();
    let mut count = 0;
    while let Some(page) = pages.next_page().await {
        let page = page.map_err(text)?;
        ensure(page.failed.is_empty(), || format!("records could not be read: {:?}", page.failed))?;
        for change in page.records {
            match change {
                Change::Upserted(record) => {
                    let id = record.model.id().to_string();
                    told.gone.remove(&id);
                    if !told.live.insert(id.clone()) {
                        told.twice.push(id);
                    }
                }
                Change::Deleted(id) => {
                    told.live.remove(id.as_str());
                    told.gone.insert(id.to_string());
                }
                _ => {}
            }
        }
        told.cursors.extend(page.next.map(Cursor::into_string));
        told.checkpoint = page.checkpoint.or(told.checkpoint);
        count += 1;
        meanwhile(count);
        ensure(count < MOST_PAGES, || "the run does not end".to_owned())?;
    }
    Ok(told)
}

/// Whether the vendor says in some way what was deleted.
fn tells_deletions(side: &Side) -> bool {
    side.model.calls.iter().any(|call| {
        call.does == Does::DeletedSince
            || call.does == Does::ChangedSince
                && (call.deleted.is_some() || matches!(call.answer, Answer::Ids(_)))
    })
}

/// First everything; then what was created, changed and deleted, and nothing else.
pub(super) async fn reports<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    let name = side.model.name.as_str();
    let all = side.ids();
    let first = run::<M>(side, None, None, |_| ()).await?;
    // some vendors report the changes of the last time only
    let checkpoint = first.checkpoint.ok_or("a run of changes ended without a checkpoint")?;
    ensure(first.live.is_subset(&all), || format!("{:?} were reported, and are not there", first.live))?;
    // where windows are cut by ids, nothing comes twice; by what several records share, they overlap
    let calls = side.model.calls.iter().filter(|call| call.does == Does::ChangedSince);
    let last = calls.filter_map(|call| call.pages.as_ref()?.last.as_ref()).next();
    let by_id = last.is_some_and(|last| side.model.member("id").is_some_and(|id| id.at == *last));
    ensure(!by_id || first.twice.is_empty(), || format!("{:?} came twice", first.twice))?;
    ensure(first.live == all, || format!("{} of {} records were reported", first.live.len(), all.len()))?;
    side.mock.advance(Duration::from_secs(3600));
    // more than a page of deletions
    let mut ids = all.iter();
    let changed = ids.next().cloned().ok_or("there are no records")?;
    let deleted: BTreeSet<String> = ids.by_ref().take(PAGE + 2).cloned().collect();
    let created = side.mock.create(name, &json!({})).ok_or("the mock has no such model")?;
    side.mock.update(name, &changed, &json!({}));
    for id in &deleted {
        ensure(side.mock.delete(name, id), || format!("the mock has no {id}"))?;
    }
    side.mock.advance(Duration::from_secs(5));
    let told = run::<M>(side, Some(&checkpoint), None, |_| ()).await?;
    let live = BTreeSet::from([created, changed]);
    ensure(told.live == live, || format!("{live:?} changed, and {:?} were reported", told.live))?;
    let gone = if tells_deletions(side) { deleted } else { BTreeSet::new() };
    ensure(told.gone == gone, || format!("{gone:?} were deleted, and {:?} were reported", told.gone))?;
    let again = told.checkpoint.ok_or("a run of changes ended without a checkpoint")?;
    side.mock.advance(Duration::from_secs(3600));
    let quiet = run::<M>(side, Some(&again), None, |_| ()).await?;
    side.mock.advance(Duration::from_secs(3600));
    let quiet = match quiet.checkpoint {
        Some(checkpoint) => run::<M>(side, Some(&checkpoint), None, |_| ()).await?,
        None => return Err("a run of changes ended without a checkpoint".to_owned()),
    };
    ensure(quiet.live.is_empty(), || format!("nothing changed, and {:?} were reported", quiet.live))
}

/// A record that changed at the very time is reported.
pub(super) async fn includes_the_time<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    side.mock.advance(Duration::from_secs(3600));
    let id = side.ids().into_iter().next().ok_or("there is no record")?;
    let since = side.mock.now();
    side.mock.update(&side.model.name, &id, &json!({}));
    side.mock.advance(Duration::from_secs(3600));
    let since = Checkpoint::parse(&time::rfc3339(since)).map_err(|error| error.to_string())?;
    let told = run::<M>(side, Some(&since), None, |_| ()).await?;
    ensure(told.live == BTreeSet::from([id.clone()]), || {
        format!("{id} changed at the time asked for, and {:?} were reported", told.live)
    })
}

/// What changes between two pages is reported in this run or in the next; and so it is from each cursor on.
pub(super) async fn meanwhile<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    let name = side.model.name.clone();
    let all: Vec<String> = side.ids().into_iter().collect();
    let (Some(first), Some(last)) = (all.first().cloned(), all.last().cloned()) else {
        return Err("there are no records".to_owned());
    };
    let mock = side.mock.clone();
    let mut made = None;
    let told = run::<M>(side, None, None, |page| {
        if page == 1 {
            mock.advance(Duration::from_secs(30));
            mock.update(&name, &first, &json!({}));
            mock.update(&name, &last, &json!({}));
            made = mock.create(&name, &json!({}));
        }
    })
    .await?;
    let missed: Vec<_> = all.iter().filter(|id| !told.live.contains(*id)).collect();
    let checkpoint = told.checkpoint.ok_or("a run of changes ended without a checkpoint")?;
    let next = run::<M>(side, Some(&checkpoint), None, |_| ()).await?;
    let shifts =
        side.model.calls.iter().any(|call| {
            call.does == Does::ChangedSince && call.pages.as_ref().is_some_and(|pages| pages.shifts)
        });
    ensure(shifts || missed.iter().all(|id| next.live.contains(*id)), || format!("{missed:?} were lost"))?;
    // a run of one page is over before anything can happen in between
    let wanted: Vec<String> = [Some(first), Some(last), made].into_iter().flatten().collect();
    let missed: Vec<_> =
        wanted.iter().filter(|id| !next.live.contains(*id) && !told.live.contains(*id)).collect();
    ensure(missed.is_empty(), || format!("{missed:?} changed meanwhile, and were lost"))?;
    for cursor in &told.cursors {
        let rest = run::<M>(side, None, Some(cursor), |_| ()).await?;
        ensure(rest.checkpoint.is_some(), || "a resumed run ended without a checkpoint".to_owned())?;
    }
    Ok(())
}

/// The ids of what was deleted.
pub(super) async fn reports_deletions<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    let ids: BTreeSet<String> = side.ids().into_iter().take(PAGE + 2).collect();
    for id in &ids {
        ensure(side.mock.delete(&side.model.name, id), || format!("the mock has no {id}"))?;
    }
    side.mock.advance(Duration::from_secs(5));
    let mut pages = side.vendor.deleted_since::<M>(None);
    let mut seen = BTreeSet::new();
    while let Some(page) = pages.next_page().await {
        seen.extend(page.map_err(text)?.records.iter().map(ToString::to_string));
    }
    ensure(seen == ids, || format!("{ids:?} were deleted, and {seen:?} were reported"))
}
