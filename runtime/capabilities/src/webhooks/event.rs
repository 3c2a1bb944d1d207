//! A request's body, split into events, each with what it reports.

use std::fmt;

use http::HeaderMap;
use tributary_core::codegen_v1::from_json;
use tributary_core::{Timestamp, Value};
use tributary_model::Model;
use tributary_model::convert::{Flow, text};

use super::rules::{Joined, ModelEvents, Place, Step, TimeOf, WebhookRules};

/// Something that happened at a vendor.
#[derive(Clone)]
#[non_exhaustive]
pub struct Event {
    /// The vendor's type: `contact.creation`. Empty if it has none.
    pub kind: String,
    /// The vendor's id of the event, if it has one. Vendors differ in how unique it is.
    pub id: Option<String>,
    /// When it happened, if the event says so.
    pub time: Option<Timestamp>,
    /// The account at the vendor that it is about, if the event says so.
    pub account: Option<String>,
    /// What it reports of unified models. Empty for a type that the mapping does not know.
    pub reports: Vec<Reported>,
    /// The event as it was received.
    pub body: Value,
}

/// What an event reports of one record.
#[derive(Clone)]
#[non_exhaustive]
pub struct Reported {
    /// `crm`
    pub category: &'static str,
    /// `contact`
    pub model: &'static str,
    /// The record's id; `None` if it could not be read.
    pub id: Option<String>,
    /// The record is gone; otherwise it is new or was changed.
    pub deleted: bool,
    /// The record as the event has it; `None`: it has the id only.
    pub record: Option<Value>,
}

/// A body that is not what the vendor sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(&'static str);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unreadable {}

impl Event {
    /// Whether the mapping says what its type means.
    pub fn is_known(&self) -> bool {
        !self.reports.is_empty()
    }

    /// What it reports of the model.
    pub fn of<M: Model>(&self) -> impl Iterator<Item = &Reported> {
        self.reports.iter().filter(|it| (it.category, it.model) == (M::CATEGORY, M::NAME))
    }
}

impl WebhookRules {
    /// Reads the events of a request's body, which must have been verified.
    ///
    /// # Errors
    /// The body is no JSON, or has no events where the vendor has them.
    pub fn read(&self, headers: &HeaderMap, body: &[u8]) -> Result<Vec<Event>, Unreadable> {
        let (body, issues) =
            from_json::<Value>(body).map_err(|_| Unreadable("the body of the request is not JSON"))?;
        if !issues.is_empty() {
            return Err(Unreadable("the body of the request is not JSON"));
        }
        let missing = Unreadable("the body of the request has no events where the vendor has them");
        let events = within(&body, self.events).ok_or(missing)?;
        Ok(events.into_iter().map(|event| self.event(headers, event)).collect())
    }

    fn event(&self, headers: &HeaderMap, body: &Value) -> Event {
        let from = From { event: body, headers };
        let kind = self.kind.read(&from);
        let reports = self.models.iter().flat_map(|model| model.reports(&kind, &from)).collect();
        Event {
            id: from.first(self.id),
            time: self.time.as_ref().and_then(|time| time.read(&from)),
            account: from.first(self.account),
            reports,
            kind,
            body: body.clone(),
        }
    }
}

impl ModelEvents {
    fn reports(&self, kind: &str, from: &From<'_>) -> Vec<Reported> {
        let is_one_of = |kinds: &[&str]| kinds.contains(&kind);
        let mut found = Vec::new();
        if is_one_of(self.deleted) {
            found.extend(self.told(from.all(self.deleted_id), true, None));
        }
        if is_one_of(self.upserted) {
            let record = self.record.and_then(|steps| within(from.event, steps)?.first().copied());
            let record = record.filter(|record| !record.is_null()).cloned();
            found.extend(self.told(from.all(self.upserted_id), false, record));
        }
        found
    }

    /// One report an id, and one without where there is none: an event of a known type is not passed over.
    fn told(&self, ids: Vec<String>, deleted: bool, record: Option<Value>) -> Vec<Reported> {
        let ids = if ids.is_empty() { vec![None] } else { ids.into_iter().map(Some).collect() };
        let (category, model) = (self.category, self.model);
        ids.into_iter().map(|id| Reported { category, model, id, deleted, record: record.clone() }).collect()
    }
}

/// What texts are read from.
struct From<'a> {
    event: &'a Value,
    headers: &'a HeaderMap,
}

impl From<'_> {
    /// The texts of the first place that has any.
    fn all(&self, places: &[Place]) -> Vec<String> {
        let texts = places.iter().map(|place| match place {
            Place::Event(steps) => {
                within(self.event, steps).unwrap_or_default().into_iter().filter_map(written).collect()
            }
            Place::Header(name) => {
                let value = self.headers.get(*name).and_then(|value| value.to_str().ok());
                value.filter(|value| !value.is_empty()).map(str::to_owned).into_iter().collect()
            }
            Place::Text(text) => vec![(*text).to_owned()],
        });
        texts.into_iter().find(|texts: &Vec<String>| !texts.is_empty()).unwrap_or_default()
    }

    fn first(&self, places: &[Place]) -> Option<String> {
        self.all(places).into_iter().next()
    }
}

impl Joined {
    fn read(&self, from: &From<'_>) -> String {
        let parts: Vec<String> = self.parts.iter().filter_map(|places| from.first(places)).collect();
        parts.join(self.separator)
    }
}

impl TimeOf {
    fn read(&self, from: &From<'_>) -> Option<Timestamp> {
        match text(&from.first(self.places)?).time(self.format) {
            Flow::Value(time) => Some(time),
            _ => None,
        }
    }
}

/// What is at a place: nothing, one value, or with [`Step::Each`] several. `None` if the way there is another than the
/// steps say.
fn within<'v>(value: &'v Value, steps: &[Step]) -> Option<Vec<&'v Value>> {
    let Some((step, rest)) = steps.split_first() else { return Some(vec![value]) };
    match step {
        Step::Name(name) => within(value.get(name)?, rest),
        Step::Index(index) => within(value.as_array()?.get(*index)?, rest),
        Step::Each => {
            Some(value.as_array()?.iter().filter_map(|item| within(item, rest)).flatten().collect())
        }
    }
}

/// A text, a number's digits or a boolean.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.is_empty()).then(|| text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

impl fmt::Debug for Event {
    /// Shows what it is about, and not what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("kind", &self.kind)
            .field("id", &self.id)
            .field("time", &self.time)
            .field("account", &self.account)
            .field("reports", &self.reports)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Reported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reported")
            .field("model", &format_args!("{}.{}", self.category, self.model))
            .field("id", &self.id)
            .field("deleted", &self.deleted)
            .finish_non_exhaustive()
    }
}
