//! A vendor that there is not, with ways of telling changes that none of the others has: a log that a token leads through, a
//! search that shows four records and no more, and numbered pages of ids whose records are read several at a time.

use serde_json::{Value, json};
use tributary_client::testing::{Canned, Recorded};
use tributary_core::Timestamp;

use super::{name, parameter};
use crate::{Face, Manners, State, Version, World, time};

/// The vendor.
pub struct Ledger;

/// How many records a search shows.
const SHOWN: i64 = 4;

impl Face for Ledger {
    fn manners(&self) -> Manners {
        Manners { lags: true, archives: true, deletes: true, forbids: false }
    }

    fn respond(&mut self, world: &mut World, request: &Recorded) -> Canned {
        let since = parameter(request, "since").and_then(|since| since.parse::<Timestamp>().ok());
        match (request.uri.path(), since) {
            ("/token", Some(since)) => {
                let log = world.log();
                let from = log.iter().position(|(_, version)| time(version.stamp) >= since);
                world.reply(&json!({ "token": format!("t{}", from.unwrap_or(log.len())) }))
            }
            ("/log", _) => log(world, request),
            ("/search", Some(since)) => search(world, request, since),
            ("/changed", Some(since)) => changed(world, request, since),
            ("/deleted", Some(since)) => {
                let gone = |version: &Version| version.state != State::Live && time(version.stamp) >= since;
                let ids: Vec<u64> =
                    world.indexed().filter(|(_, version)| gone(version)).map(|(id, _)| id).collect();
                world.reply(&json!({ "ids": ids }))
            }
            ("/read", _) => {
                let asked = parameter(request, "ids").unwrap_or_default();
                let ids: Vec<u64> = asked.split(',').filter_map(|id| id.parse().ok()).collect();
                let there = |(id, version): &(u64, Version)| ids.contains(id) && version.state == State::Live;
                let found: Vec<Value> = world.records().filter(there).map(|it| item(it, false)).collect();
                world.reply(&json!({ "results": found }))
            }
            _ => Canned::json(400, "{}"),
        }
    }
}

/// From the token's place in the log.
fn log(world: &mut World, request: &Recorded) -> Canned {
    let token = parameter(request, "token");
    let Some(from) = token.and_then(|token| token.strip_prefix('t')?.parse::<usize>().ok()) else {
        return Canned::json(400, "{}");
    };
    let all = world.log();
    let (page, more) = world.page(all.into_iter().skip(from));
    let mut answer = json!({ "results": items(world, &page) });
    // the vendor may forget the token where there is more
    if !more || !world.slips(8) {
        answer["token"] = json!(format!("t{}", from + page.len()));
    }
    if more {
        answer["more"] = json!(true);
    }
    world.reply(&answer)
}

/// Above an id, at most [`SHOWN`] records; the cursor is the last id.
fn search(world: &mut World, request: &Recorded, since: Timestamp) -> Canned {
    let number = |name: &str| parameter(request, name).and_then(|number| number.parse::<i64>().ok());
    let (above, limit) = (number("above").unwrap_or(0), number("limit").unwrap_or(1));
    let (seen, after) = match parameter(request, "after") {
        Some(cursor) => match cursor.split_once('-').map(|(seen, id)| (seen.parse(), id.parse())) {
            Some((Ok(seen), Ok(id))) => (seen, id),
            _ => return Canned::json(400, "{}"),
        },
        None => (0, above),
    };
    if seen + limit > SHOWN {
        return Canned::json(400, "{}");
    }
    let fits = |(id, version): &(u64, Version)| {
        i64::try_from(*id).is_ok_and(|id| id > after) && time(version.stamp) >= since
    };
    let hits: Vec<_> = world.indexed().filter(fits).collect();
    let most = usize::try_from(limit).unwrap_or(1);
    let (page, _) = world.page(hits.iter().copied().take(most));
    let mut answer = json!({ "results": items(world, &page) });
    if let Some((id, _)) = page.last().filter(|_| page.len() < hits.len()) {
        answer["after"] = json!(format!("{}-{id}", seen + i64::try_from(page.len()).unwrap_or(0)));
    }
    world.reply(&answer)
}

/// Numbered pages of the log, which is only added to: four ids each, and fewer on the last one.
fn changed(world: &World, request: &Recorded, since: Timestamp) -> Canned {
    let number = parameter(request, "page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1);
    let log = world.log().into_iter().filter(|(_, version)| time(version.stamp) >= since);
    let ids: Vec<u64> = log.skip(4 * number.saturating_sub(1)).take(4).map(|(id, _)| id).collect();
    world.reply(&json!({ "ids": ids }))
}

fn items(world: &mut World, page: &[(u64, Version)]) -> Vec<Value> {
    page.iter().map(|it| item(*it, world.slips(4))).collect()
}

/// A record; the flag may be missing where it would say no.
fn item((id, version): (u64, Version), silent: bool) -> Value {
    let mut item = json!({ "id": id, "name": name(version.revision) });
    if version.state != State::Live || !silent {
        item["gone"] = json!(version.state != State::Live);
    }
    item
}
