//! The records of a mock: seeded, and then whatever requests and tests make of them.

use std::collections::{BTreeMap, VecDeque};

use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value};
use tributary_mock_plan::{Format, MockPlan, Model, Scalar, Schema, Step, Steps, Test, Type};

use crate::place;
use crate::rng::Rng;
use crate::sample::{self, Sampler};
use crate::{time, words};

/// Ids in the order in which vendors count them: 9 before 10.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(usize, String);

impl Key {
    pub(crate) fn new(id: &str) -> Self {
        Self(id.len(), id.to_owned())
    }
}

/// A record and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) json: Value,
    pub(crate) modified: Timestamp,
    pub(crate) deleted: bool,
    /// Until when an index does not show what was done last.
    pub(crate) hidden_until: Option<Timestamp>,
}

/// The records of a model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collection {
    pub(crate) entries: BTreeMap<Key, Entry>,
    /// How many ids were given.
    given: usize,
}

/// All records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    /// In the order of the plan's models.
    pub(crate) collections: Vec<Collection>,
    rng: Option<Rng>,
    /// What happened, the last [`KEPT`] of it.
    happened: VecDeque<Happened>,
}

/// How many events are kept for who may ask.
const KEPT: usize = 100_000;

/// Something that was done to a record.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Happened {
    /// `crm.contact`
    pub model: String,
    /// The record's id.
    pub id: String,
    /// What was done.
    pub what: What,
    /// When.
    pub at: Timestamp,
    /// The vendor's record as it was then.
    pub record: Value,
}

/// What was done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is new.
    Created,
    /// It was changed.
    Updated,
    /// It was deleted.
    Deleted,
}

impl Store {
    /// So many records of each model, by a seed.
    pub(crate) fn seeded(
        plan: &MockPlan,
        seed: u64,
        now: Timestamp,
        records: impl Fn(&str) -> usize,
    ) -> Self {
        let mut store = Self {
            collections: vec![Collection::default(); plan.models.len()],
            rng: Some(Rng::named(seed, "ids")),
            happened: VecDeque::new(),
        };
        // ids first: records refer to each other
        let ids: BTreeMap<&str, Vec<String>> = plan
            .models
            .iter()
            .enumerate()
            .map(|(at, model)| {
                (model.name.as_str(), (0..records(&model.name)).map(|_| store.next_id(plan, at)).collect())
            })
            .collect();
        for (at, model) in plan.models.iter().enumerate() {
            for (number, id) in ids.get(model.name.as_str()).into_iter().flatten().enumerate() {
                let rng = Rng::named(seed, &format!("{} {number}", model.name));
                let entry = seed_record(plan, model, id, number, rng, now, &ids);
                if let Some(collection) = store.collections.get_mut(at) {
                    collection.entries.insert(Key::new(id), entry);
                }
            }
        }
        store.put_inside(plan);
        store
    }

    /// Puts the records of a model that exist only inside another's where they belong: three in each.
    fn put_inside(&mut self, plan: &MockPlan) {
        for (at, model) in plan.models.iter().enumerate() {
            let Some(inside) = &model.inside else { continue };
            let Some(outer) = plan.models.iter().position(|other| other.name == inside.model) else {
                continue;
            };
            let inner: Vec<Value> = self
                .collections
                .get(at)
                .map(|collection| collection.entries.values().map(|entry| entry.json.clone()).collect())
                .unwrap_or_default();
            let list: Vec<Step> = inside.at.iter().take_while(|step| **step != Step::Each).cloned().collect();
            let Some(outer) = self.collections.get_mut(outer) else { continue };
            let share = inner.len().div_ceil(outer.entries.len().max(1)).max(1);
            let mut shares = inner.chunks(share);
            for entry in outer.entries.values_mut() {
                place::set(&mut entry.json, &list, Value::Array(shares.next().unwrap_or_default().to_vec()));
            }
        }
    }

    /// An id that no record of the model has had.
    pub(crate) fn next_id(&mut self, plan: &MockPlan, model: usize) -> String {
        let (Some(collection), Some(model)) = (self.collections.get_mut(model), plan.models.get(model))
        else {
            return String::new();
        };
        collection.given += 1;
        let number = 1000 + collection.given;
        let schema = model.member("id").and_then(|id| sample::schema_at(plan, &model.record, &id.at));
        match schema.and_then(|schema| sample::scalar_of(plan, &schema)) {
            Some(Scalar::Uuid) => self.rng.as_mut().map(sample::uuid).unwrap_or_default(),
            _ if model.id_prefix.is_empty() => number.to_string(),
            _ => format!("{}{number:0width$}", model.id_prefix, width = 15 - model.id_prefix.len().min(14)),
        }
    }

    /// The record of this id.
    pub(crate) fn entry(&self, model: usize, id: &str) -> Option<&Entry> {
        self.collections.get(model)?.entries.get(&Key::new(id))
    }

    /// The same, to be changed.
    pub(crate) fn entry_mut(&mut self, model: usize, id: &str) -> Option<&mut Entry> {
        self.collections.get_mut(model)?.entries.get_mut(&Key::new(id))
    }

    /// Adds a record under a new id, made of what was sent.
    pub(crate) fn create(
        &mut self,
        plan: &MockPlan,
        at: usize,
        sent: &Value,
        moves: &[(Steps, Steps)],
        now: Timestamp,
    ) -> String {
        let id = self.next_id(plan, at);
        let Some(model) = plan.models.get(at) else { return id };
        let rng = Rng::named(0, &format!("{} {id}", model.name));
        let mut json = Sampler::new(plan, rng, 0, now).bare().value(&model.record, &model.name);
        let mut entry =
            Entry { id: id.clone(), json: Value::Null, modified: now, deleted: false, hidden_until: None };
        stamp(plan, model, &mut json, "id", &Stamp::Text(&id));
        stamp(plan, model, &mut json, "created_at", &Stamp::Time(now));
        stamp(plan, model, &mut json, "modified_at", &Stamp::Time(now));
        flag(plan, model, &mut json, false);
        lay_over(plan, model, &mut json, sent, moves);
        entry.json = json;
        if let Some(collection) = self.collections.get_mut(at) {
            collection.entries.insert(Key::new(&id), entry);
        }
        self.note((at, model), &id, What::Created, now);
        id
    }

    /// Keeps what was done to a record.
    fn note(&mut self, model: (usize, &Model), id: &str, what: What, at: Timestamp) {
        let (index, model) = model;
        let Some(entry) = self.entry(index, id) else { return };
        let (model, id, record) = (model.name.clone(), id.to_owned(), entry.json.clone());
        self.happened.push_back(Happened { model, id, what, at, record });
        if self.happened.len() > KEPT {
            self.happened.pop_front();
        }
    }

    /// What was done since the last call.
    pub(crate) fn take_happened(&mut self) -> Vec<Happened> {
        std::mem::take(&mut self.happened).into()
    }

    /// Changes a record by what was sent. Returns whether there is one.
    pub(crate) fn update(
        &mut self,
        plan: &MockPlan,
        at: usize,
        id: &str,
        sent: &Value,
        moves: &[(Steps, Steps)],
        now: Timestamp,
    ) -> bool {
        let (Some(model), Some(entry)) = (plan.models.get(at), self.entry_mut(at, id)) else { return false };
        if entry.deleted {
            return false;
        }
        lay_over(plan, model, &mut entry.json, sent, moves);
        stamp(plan, model, &mut entry.json, "modified_at", &Stamp::Time(now));
        entry.modified = now;
        self.note((at, model), id, What::Updated, now);
        true
    }

    /// Deletes a record. Returns whether there was one.
    pub(crate) fn delete(&mut self, plan: &MockPlan, at: usize, id: &str, now: Timestamp) -> bool {
        let (Some(model), Some(entry)) = (plan.models.get(at), self.entry_mut(at, id)) else { return false };
        if entry.deleted {
            return false;
        }
        flag(plan, model, &mut entry.json, true);
        stamp(plan, model, &mut entry.json, "deleted_at", &Stamp::Time(now));
        // where deletions are told with what changed, they are changes
        if model.calls.iter().any(|call| call.deleted.is_some()) {
            stamp(plan, model, &mut entry.json, "modified_at", &Stamp::Time(now));
        }
        (entry.deleted, entry.modified) = (true, now);
        self.note((at, model), id, What::Deleted, now);
        true
    }
}

fn seed_record(
    plan: &MockPlan,
    model: &Model,
    id: &str,
    number: usize,
    mut rng: Rng,
    now: Timestamp,
    ids: &BTreeMap<&str, Vec<String>>,
) -> Entry {
    let created = words::time_before(now, &mut rng);
    let room = u64::try_from(now.duration_since(created).as_secs()).unwrap_or_default();
    let later = i64::try_from(rng.below(room.max(1))).unwrap_or_default();
    let modified = created.checked_add(later.seconds()).unwrap_or(created);
    let mut sampler = Sampler::new(plan, rng, number, now);
    let mut json = sampler.value(&model.record, &model.name);
    for member in &model.members {
        if member.field == "deleted_at" {
            place::remove(&mut json, &member.at);
        }
        if ["id", "created_at", "modified_at", "deleted", "deleted_at"].contains(&member.field.as_str()) {
            continue;
        }
        let schema = sample::schema_at(plan, &model.record, &member.at);
        let property = sample::property_at(plan, &model.record, &member.at);
        let required = property.is_some_and(|property| property.required);
        let value = match &member.refers {
            Some(to) => {
                let of = ids.get(to.as_str()).map(Vec::as_slice).unwrap_or_default();
                let at = usize::try_from(sampler.rng.below(of.len() as u64)).unwrap_or_default();
                of.get(at).map(|id| as_schema(plan, schema.as_ref(), id))
            }
            None if sampler.rng.one_in(9) && !required => None,
            None => Some(sampler.member(&member.field, &member.format, schema.as_ref())),
        };
        match value {
            Some(value) => put(plan, model, &mut json, &member.at, value),
            None => place::remove(&mut json, &member.at),
        }
    }
    stamp(plan, model, &mut json, "id", &Stamp::Text(id));
    stamp(plan, model, &mut json, "created_at", &Stamp::Time(created));
    stamp(plan, model, &mut json, "modified_at", &Stamp::Time(modified));
    flag(plan, model, &mut json, false);
    Entry { id: id.to_owned(), json, modified, deleted: false, hidden_until: None }
}

/// Says of a record whether it is deleted, where its schema has a place for that.
fn flag(plan: &MockPlan, model: &Model, json: &mut Value, deleted: bool) {
    if let Some(test) = &model.deleted {
        say(plan, model, json, test, deleted);
    }
}

fn say(plan: &MockPlan, model: &Model, json: &mut Value, test: &Test, wanted: bool) {
    match test {
        Test::Not(inner) => say(plan, model, json, inner, !wanted),
        Test::Any(all) if !wanted => all.iter().for_each(|it| say(plan, model, json, it, false)),
        Test::All(all) if wanted => all.iter().for_each(|it| say(plan, model, json, it, true)),
        Test::Any(all) | Test::All(all) => {
            if let Some(first) = all.first() {
                say(plan, model, json, first, wanted);
            }
        }
        Test::Holds(at) if sample::schema_at(plan, &model.record, at) == Some(Schema::Is(Scalar::Bool)) => {
            place::set(json, at, Value::Bool(wanted));
        }
        test => place::make(test, json, wanted),
    }
}

enum Stamp<'a> {
    Text(&'a str),
    Time(Timestamp),
}

/// Writes what the vendor itself keeps up.
fn stamp(plan: &MockPlan, model: &Model, json: &mut Value, field: &str, value: &Stamp<'_>) {
    let Some(member) = model.member(field) else { return };
    let schema = sample::schema_at(plan, &model.record, &member.at);
    let value = match (value, &member.format) {
        (Stamp::Text(text), _) => as_schema(plan, schema.as_ref(), text),
        (Stamp::Time(at), Format::Time(format)) => time::write(*at, format),
        (Stamp::Time(at), _) => match schema.and_then(|schema| sample::scalar_of(plan, &schema)) {
            Some(Scalar::UnixTime | Scalar::Integer) => Value::from(at.as_second()),
            Some(Scalar::HttpDate) => Value::from(time::http(*at)),
            Some(Scalar::Date) => Value::from(time::rfc3339(*at).get(..10).unwrap_or_default()),
            _ => Value::from(time::rfc3339(*at)),
        },
    };
    place::set(json, &member.at, value);
}

/// A text as the schema wants it: a number where it wants one.
fn as_schema(plan: &MockPlan, schema: Option<&Schema>, text: &str) -> Value {
    match schema.and_then(|schema| sample::scalar_of(plan, schema)) {
        Some(Scalar::Integer | Scalar::Number) => {
            text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from)
        }
        _ => Value::from(text),
    }
}

/// Puts a value into a record. The objects that lead there have what their schemas require.
fn put(plan: &MockPlan, model: &Model, record: &mut Value, at: &[Step], value: Value) {
    for end in 1..at.len() {
        let Some(before) = at.get(..end) else { continue };
        let Some(schema) = sample::schema_at(plan, &model.record, before) else { continue };
        let known = place::get(record, before).filter(|known| !known.is_null());
        if known.is_some_and(|known| !known.is_object()) {
            continue;
        }
        let rng = Rng::named(0, &model.name);
        let mut made = Sampler::new(plan, rng, 0, Timestamp::UNIX_EPOCH).bare().value(&schema, "");
        let Value::Object(members) = &mut made else { continue };
        members.extend(
            known
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .map(|(name, it)| (name.clone(), it.clone())),
        );
        if let (Some(Step::First(wanted)), None) = (before.last(), known) {
            wanted.iter().for_each(|(at, constant)| place::set(&mut made, at, constant.clone()));
        }
        place::set(record, before, made);
    }
    place::set(record, at, value);
}

/// Lays what was sent over a record: members of one name, objects member by member, and what is written elsewhere.
fn lay_over(plan: &MockPlan, model: &Model, record: &mut Value, sent: &Value, moves: &[(Steps, Steps)]) {
    let mut rest = sent.clone();
    for (from, to) in moves {
        if let Some(value) = place::get(sent, from) {
            let schema = sample::schema_at(plan, &model.record, to);
            let value = match value {
                Value::String(text) => as_schema(plan, schema.as_ref(), text),
                Value::Number(number)
                    if schema.as_ref().and_then(|it| sample::scalar_of(plan, it)) == Some(Scalar::Text) =>
                {
                    Value::from(number.to_string())
                }
                other => other.clone(),
            };
            put(plan, model, record, to, value);
            place::remove(&mut rest, from);
        }
    }
    merge(plan, &model.record, record, rest);
}

fn merge(plan: &MockPlan, schema: &Schema, into: &mut Value, sent: Value) {
    let (Value::Object(sent), into) = (sent, into) else { return };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    let Value::Object(members) = into else { return };
    for (name, value) in sent {
        let Some(inner) = sample::schema_at(plan, schema, &[Step::name(&name)]) else { continue };
        if !value.is_null() && !sample::is_kind(plan, &inner, &value) {
            continue;
        }
        match members.get_mut(&name) {
            Some(known) if known.is_object() && value.is_object() && is_object(plan, &inner) => {
                merge(plan, &inner, known, value);
            }
            _ => {
                members.insert(name, value);
            }
        }
    }
}

fn is_object(plan: &MockPlan, schema: &Schema) -> bool {
    match schema {
        Schema::Map(_) => true,
        Schema::Null(inner) => is_object(plan, inner),
        Schema::Type(at) => match plan.types.get(*at) {
            Some(Type::Same(inner)) => is_object(plan, inner),
            Some(Type::Object(_)) => true,
            _ => false,
        },
        _ => false,
    }
}
