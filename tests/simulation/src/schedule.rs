//! A schedule: a client that keeps a copy of a vendor's records, whatever happens between its requests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tributary_capabilities::{ChangedSince, mutation};
use tributary_client::testing::Memory;
use tributary_core::Cursor;
use tributary_model::{Change, Checkpoint, Model};

use crate::{Face, State, World};

/// How often a run is begun anew before it counts as one that never ends.
const ATTEMPTS: usize = 300;
/// How long the text of a cursor may be: what is remembered does not grow with what was read.
const LONGEST_CURSOR: usize = 1_000;

/// What became of a schedule.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    /// How many pages were read.
    pub pages: usize,
    /// The longest cursor.
    pub cursor: usize,
}

/// A vendor with this API, and the world behind it.
pub fn vendor(seed: u64, mut face: impl Face) -> (Memory, Arc<Mutex<World>>) {
    let world = Arc::new(Mutex::new(World::new(seed, face.manners())));
    let (behind, face) = (
        Arc::clone(&world),
        Mutex::new({
            let face: Box<dyn FnMut(&mut World, &tributary_client::testing::Recorded) -> _ + Send> =
                Box::new(move |world, request| face.respond(world, request));
            face
        }),
    );
    let memory = Memory::with(move |request| {
        let (mut world, mut face) = (lock(&behind), lock(&face));
        world.pass();
        mutation::set_client_now(Some(world.client_now()));
        match world.fault() {
            Some(fault) => fault,
            None => (*face)(&mut world, request),
        }
    });
    (memory, world)
}

fn lock<T: ?Sized>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What an application keeps.
#[derive(Debug, Default)]
struct Kept {
    /// The revision of each record; `None` where it was deleted.
    copy: BTreeMap<u64, Option<u32>>,
    /// Records that failed.
    failed: BTreeSet<u64>,
    cursor: Option<String>,
    checkpoint: Option<String>,
    outcome: Outcome,
}

/// Reads changes of a world through a client until it comes to rest. `revision` reads a record's revision.
///
/// # Errors
/// A record is lost or stale, a run never ends, a cursor grows, or a checkpoint comes before the end.
pub async fn simulate<M, C>(
    world: &Mutex<World>,
    client: &C,
    revision: impl Fn(&M) -> Option<u32>,
) -> Result<Outcome, String>
where
    M: Model,
    C: ChangedSince<M>,
{
    let mut kept = Kept::default();
    let runs = 1 + lock(world).rng.below(3);
    for _ in 0..runs {
        run(world, client, &revision, &mut kept).await?;
    }
    lock(world).come_to_rest();
    run(world, client, &revision, &mut kept).await?;
    compare(&lock(world), &kept)?;
    Ok(kept.outcome)
}

/// One run, however often it is interrupted.
async fn run<M, C>(
    world: &Mutex<World>,
    client: &C,
    revision: &impl Fn(&M) -> Option<u32>,
    kept: &mut Kept,
) -> Result<(), String>
where
    M: Model,
    C: ChangedSince<M>,
{
    let mut last = String::new();
    for _ in 0..ATTEMPTS {
        let since = kept.checkpoint.as_deref().map(Checkpoint::parse).transpose();
        let since = since.map_err(|error| error.to_string())?;
        let mut pages = client.changed_since(since.as_ref());
        if let Some(cursor) = &kept.cursor {
            pages = pages.resume(Cursor::new(cursor));
        }
        while let Some(page) = pages.next_page().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    last = error.to_string();
                    break;
                }
            };
            // killed before anything of the page is saved
            if lock(world).slips(10) {
                break;
            }
            if page.checkpoint.is_some() != page.next.is_none() {
                return Err("a checkpoint comes with the last page, and with no other".to_owned());
            }
            kept.outcome.pages += 1;
            for change in &page.records {
                let id = change.id().as_str().parse().map_err(|_| format!("{} is no id", change.id()))?;
                let told = match change {
                    Change::Upserted(record) => revision(&record.model),
                    _ => None,
                };
                kept.failed.remove(&id);
                kept.copy.insert(id, told);
            }
            kept.failed
                .extend(page.failed.iter().filter_map(|failed| failed.id.as_ref()?.parse::<u64>().ok()));
            kept.cursor = page.next.map(Cursor::into_string);
            let length = kept.cursor.as_ref().map_or(0, String::len);
            kept.outcome.cursor = kept.outcome.cursor.max(length);
            if length > LONGEST_CURSOR {
                return Err(format!("a cursor of {length} bytes"));
            }
            if let Some(checkpoint) = page.checkpoint {
                kept.checkpoint = Some(checkpoint.to_string());
            }
            if kept.cursor.is_none() {
                return Ok(());
            }
        }
    }
    Err(format!("a run does not end: {last}"))
}

/// The copy is what the vendor has.
fn compare(world: &World, kept: &Kept) -> Result<(), String> {
    for (id, now) in world.records() {
        let copy = kept.copy.get(&id).copied().flatten();
        let fine = match now.state {
            State::Live => {
                let unreadable = world.entry(id).is_some_and(|entry| entry.unreadable);
                copy == Some(now.revision) || (unreadable && kept.failed.contains(&id))
            }
            State::Archived | State::Deleted => copy.is_none(),
        };
        if !fine {
            return Err(format!(
                "record {id} is {:?} at revision {}, and the copy has {:?} (failed: {})",
                now.state,
                now.revision,
                kept.copy.get(&id),
                kept.failed.contains(&id)
            ));
        }
    }
    match kept.copy.keys().find(|id| world.entry(**id).is_none()) {
        Some(id) => Err(format!("there never was a record {id}")),
        None => Ok(()),
    }
}

/// The seeds to try: one if `SEED` says so, as many as `SEEDS` says, or 2,000.
pub fn seeds() -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    match (number("SEED"), number("SEEDS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, Some(seeds)) => 0..seeds,
        (None, None) => 0..2_000,
    }
}
