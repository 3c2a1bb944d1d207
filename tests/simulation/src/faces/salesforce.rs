//! Salesforce: a query finds which records fit at that moment, and a locator leads through them; what is deleted is found, too.

use serde_json::{Value, json};
use tributary_client::testing::{Canned, Recorded};
use tributary_core::Timestamp;

use super::{name, parameter};
use crate::{Face, Manners, State, World, time};

/// One kind of object.
#[derive(Default)]
pub struct Salesforce {
    /// What each query found.
    found: Vec<Vec<u64>>,
}

impl Face for Salesforce {
    fn manners(&self) -> Manners {
        Manners { lags: true, archives: true, deletes: true, forbids: false }
    }

    fn respond(&mut self, world: &mut World, request: &Recorded) -> Canned {
        let (query, from) = match parameter(request, "q") {
            Some(q) => {
                let since = q.split(">= ").nth(1).and_then(|rest| rest.split(' ').next());
                let Some(since) = since.and_then(|since| since.parse::<Timestamp>().ok()) else {
                    return Canned::json(400, r#"[{"errorCode": "MALFORMED_QUERY", "message": "since?"}]"#);
                };
                let fits = world.indexed().filter(|(_, version)| time(version.stamp) >= since);
                self.found.push(fits.map(|(id, _)| id).collect());
                (self.found.len() - 1, 0)
            }
            None => match locator(request) {
                Some(locator) => locator,
                None => return Canned::json(400, r#"[{"errorCode": "INVALID_QUERY_LOCATOR"}]"#),
            },
        };
        let found = self.found.get(query).cloned().unwrap_or_default();
        let (page, more) = world.page(found.iter().skip(from).copied());
        let mut records: Vec<Value> = Vec::new();
        for id in &page {
            let Some(now) = world.entry(*id).and_then(|entry| entry.now()) else { continue };
            let mut record = json!({
                "Id": id.to_string(),
                "FirstName": name(now.revision),
                "SystemModstamp": time(now.stamp).to_string(),
            });
            // a flag may be missing where it would say no
            if now.state != State::Live || !world.slips(4) {
                record["IsDeleted"] = json!(now.state != State::Live);
            }
            records.push(record);
        }
        let mut answer = json!({ "totalSize": found.len(), "done": !more, "records": records });
        // the vendor may forget to say where it goes on
        if more && !world.slips(8) {
            let next = format!("/services/data/v59.0/query/01g{query}-{}", from + page.len());
            answer["nextRecordsUrl"] = json!(next);
        }
        world.reply(&answer)
    }
}

/// `01g3-2000`: of which query, and from where.
fn locator(request: &Recorded) -> Option<(usize, usize)> {
    let locator = request.uri.path().rsplit('/').next()?.strip_prefix("01g")?;
    let (query, from) = locator.split_once('-')?;
    Some((query.parse().ok()?, from.parse().ok()?))
}
