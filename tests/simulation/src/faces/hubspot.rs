//! HubSpot: a search in an index that lags, sorted by id; a list of what is archived; and one record by its id.

use serde_json::{Value, json};
use tributary_client::testing::{Canned, Recorded};

use super::{name, parameter};
use crate::{Entry, Face, Manners, State, Version, World, time};

/// Objects of one type: `contacts`, whose name is a property of this name.
pub struct HubSpot {
    /// `firstname`
    pub named: &'static str,
    /// Records are read one by one after a search, so that one can be refused.
    pub one_by_one: bool,
}

impl Face for HubSpot {
    fn manners(&self) -> Manners {
        Manners { lags: true, archives: true, deletes: false, forbids: self.one_by_one }
    }

    fn respond(&mut self, world: &mut World, request: &Recorded) -> Canned {
        let path = request.uri.path();
        if path.ends_with("/search") {
            return self.search(world, request);
        }
        match path.rsplit('/').next().and_then(|id| id.parse::<u64>().ok()) {
            Some(id) => self.one(world, id),
            None => self.list(world, request),
        }
    }
}

impl HubSpot {
    fn search(&self, world: &mut World, request: &Recorded) -> Canned {
        let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let filter =
            |at: usize| asked["filterGroups"][0]["filters"][at]["value"].as_str()?.parse::<i64>().ok();
        let (Some(since), Some(above)) = (filter(0), filter(1)) else { return Canned::json(400, "{}") };
        let offset = asked["after"].as_str().and_then(|after| after.parse().ok()).unwrap_or(0_usize);
        let hits: Vec<_> = world
            .indexed()
            .filter(|(id, version)| {
                let id = i64::try_from(*id).unwrap_or(i64::MAX);
                version.state == State::Live && version.stamp * 1000 >= since && id > above
            })
            .collect();
        let (page, more) = world.page(hits.iter().skip(offset));
        let next = more.then(|| (offset + page.len()).to_string());
        let records = page.into_iter().map(|(id, version)| self.record(*id, version));
        world.reply(&results(records.collect(), next))
    }

    /// Of archived records, by id.
    fn list(&self, world: &mut World, request: &Recorded) -> Canned {
        let after = parameter(request, "after").and_then(|after| after.parse::<u64>().ok()).unwrap_or(0);
        let archived: Vec<_> =
            world.records().filter(|(id, version)| version.state == State::Archived && *id > after).collect();
        let (page, more) = world.page(archived.into_iter());
        let next = page.last().filter(|_| more).map(|(id, _)| id.to_string());
        let records = page.iter().map(|(id, version)| {
            // archiving a record has never changed when it was last modified
            let live = world.entry(*id).and_then(Entry::last_live);
            let mut shown = *version;
            shown.stamp = live.map_or(version.stamp, |live| live.stamp);
            let mut record = self.record(*id, &shown);
            // of some records it is not said, or not readably
            match id % 5 {
                0 => {}
                1 => record["archivedAt"] = json!("a while ago"),
                _ => record["archivedAt"] = json!(time(version.stamp).to_string()),
            }
            record
        });
        world.reply(&results(records.collect(), next))
    }

    fn one(&self, world: &World, id: u64) -> Canned {
        let Some(entry) = world.entry(id) else { return Canned::json(404, "{}") };
        match entry.now() {
            Some(now) if now.state == State::Live && entry.unreadable => Canned::json(403, "{}"),
            Some(now) if now.state == State::Live => world.reply(&self.record(id, &now)),
            _ => Canned::json(404, "{}"),
        }
    }

    fn record(&self, id: u64, version: &Version) -> Value {
        json!({
            "id": id.to_string(),
            "properties": { self.named: name(version.revision) },
            "createdAt": time(version.stamp).to_string(),
            "updatedAt": time(version.stamp).to_string(),
            "archived": version.state == State::Archived,
        })
    }
}

fn results(records: Vec<Value>, next: Option<String>) -> Value {
    let mut answer = json!({ "total": records.len(), "results": records });
    if let Some(next) = next {
        answer["paging"] = json!({ "next": { "after": next } });
    }
    answer
}
