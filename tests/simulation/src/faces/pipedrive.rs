//! Pipedrive: a list of what was updated since, in the order of ids, with what was deleted in it, and a cursor.

use serde_json::{Value, json};
use tributary_client::testing::{Canned, Recorded};
use tributary_core::Timestamp;

use super::{name, parameter};
use crate::{Face, Manners, State, Version, World, time};

/// Persons.
#[derive(Default)]
pub struct Pipedrive;

impl Face for Pipedrive {
    fn manners(&self) -> Manners {
        Manners { lags: true, archives: false, deletes: true, forbids: false }
    }

    fn respond(&mut self, world: &mut World, request: &Recorded) -> Canned {
        let since = parameter(request, "updated_since").and_then(|since| since.parse::<Timestamp>().ok());
        let Some(since) = since else { return Canned::json(400, r#"{"success": false}"#) };
        let after = parameter(request, "cursor").and_then(|cursor| cursor.strip_prefix("id-")?.parse().ok());
        let after = after.unwrap_or(0_u64);
        let fits: Vec<_> =
            world.indexed().filter(|(id, version)| time(version.stamp) >= since && *id > after).collect();
        let (page, more) = world.page(fits.into_iter());
        let next = page.last().filter(|_| more).map(|(id, _)| format!("id-{id}"));
        let mut data: Vec<Value> = Vec::new();
        for (id, version) in &page {
            let mut person = json!({
                "id": id,
                "name": name(version.revision),
                "update_time": time(version.stamp).to_string(),
            });
            if version.state != State::Live || !world.slips(4) {
                person["is_deleted"] = json!(version.state != State::Live);
            }
            data.push(person);
        }
        world.reply(&json!({ "success": true, "data": data, "additional_data": { "next_cursor": next } }))
    }
}

/// Notes: a log of what happened, by offset, from which each note is read by its id. The log does not reach back to the first
/// notes, which only the list has. The list has deleted notes as well: one from which they vanish would shift while it is read,
/// and what a vendor does not show, nobody can keep.
#[derive(Default)]
pub struct Recents;

impl Face for Recents {
    fn manners(&self) -> Manners {
        Manners { lags: true, archives: false, deletes: true, forbids: true }
    }

    fn respond(&mut self, world: &mut World, request: &Recorded) -> Canned {
        if let Some(id) = request.uri.path().strip_prefix("/v1/notes/") {
            return id.parse().map_or_else(|_| Canned::json(404, "{}"), |id| Self::note(world, id));
        }
        if request.uri.path() == "/v1/notes" {
            return Self::list(world, request);
        }
        let since = parameter(request, "since_timestamp").map(|since| since.replace(' ', "T") + "Z");
        let Some(since) = since.and_then(|since| since.parse::<Timestamp>().ok()) else {
            return Canned::json(400, r#"{"success": false}"#);
        };
        let start = parameter(request, "start").and_then(|start| start.parse().ok()).unwrap_or(0_usize);
        let kept = world.after_the_first();
        let log = world.log().into_iter().filter(|(_, version)| time(version.stamp) >= since.max(kept));
        let (page, more) = world.page(log.skip(start));
        let item = |(id, _): &(u64, _)| json!({ "item": "note", "id": id, "data": { "id": id } });
        let data: Vec<Value> = page.iter().map(item).collect();
        let pagination = json!({ "start": start, "limit": 500, "more_items_in_collection": more });
        let answer =
            json!({ "success": true, "data": data, "additional_data": { "pagination": pagination } });
        world.reply(&answer)
    }
}

impl Recents {
    fn list(world: &mut World, request: &Recorded) -> Canned {
        let start = parameter(request, "start").and_then(|start| start.parse().ok()).unwrap_or(0_usize);
        let all: Vec<_> = world.records().skip(start).collect();
        let (page, more) = world.page(all.into_iter());
        let note = |(id, now): &(u64, Version)| json!({ "id": id, "content": name(now.revision), "active_flag": now.state == State::Live });
        let data: Vec<Value> = page.iter().map(note).collect();
        let mut pagination = json!({ "start": start, "limit": 500, "more_items_in_collection": more });
        if more {
            pagination["next_start"] = json!(start + page.len());
        }
        world
            .reply(&json!({ "success": true, "data": data, "additional_data": { "pagination": pagination } }))
    }

    fn note(world: &World, id: u64) -> Canned {
        let Some(entry) = world.entry(id) else { return Canned::json(404, r#"{"success": false}"#) };
        match entry.now() {
            Some(now) if now.state == State::Live && entry.unreadable => {
                Canned::json(403, r#"{"success": false, "error": "no access"}"#)
            }
            Some(now) if now.state == State::Live => {
                let note = json!({ "id": id, "content": name(now.revision), "active_flag": true });
                world.reply(&json!({ "success": true, "data": note }))
            }
            _ => Canned::json(404, r#"{"success": false}"#),
        }
    }
}
