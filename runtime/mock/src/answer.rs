//! What a call answers: records where the mapping looks for them, the way to the next page, errors in the vendor's shape.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{HeaderName, HeaderValue, LINK};
use jiff::Timestamp;
use serde_json::{Map, Value};
use tributary_mock_plan::{
    Answer, Call, Does, Input, MockPlan, Model, Next, Operation, Pages, Pattern, Payload, Place, Scalar,
    Schema, Select, Step, Test,
};

use crate::fault::{self, Fault};
use crate::matching::Inputs;
use crate::mock::{Continued, Shared, State};
use crate::place;
use crate::request::Asked;
use crate::respond::{self, Answered, Body, Candidate, Failure, Which};
use crate::rng::Rng;
use crate::sample::{self, Sampler};
use crate::store::{Entry, Key};

/// How many records a page has where nobody says.
const USUAL_PAGE: usize = 100;

/// Properties that say how many records there are in all.
const TOTALS: [&str; 5] = ["total", "totalSize", "total_count", "totalCount", "count"];

/// Does what a call is for.
pub(crate) fn answer(
    shared: &Shared,
    state: &mut State,
    asked: &Asked,
    (candidate, inputs): (Candidate, Inputs),
    (now, faults): (Timestamp, &[Fault]),
) -> Result<Answered, Failure> {
    let plan = &shared.plan;
    let Some((model, call)) = candidate.of(plan) else { return Err(Failure::new(500, "no such call")) };
    let at = candidate.model;
    if let Some(property) = inputs.select.iter().flatten().find(|it| state.hidden.contains(*it)) {
        return Err(respond::hidden(plan, property));
    }
    let hidden = state.hidden.clone();
    let made = Made { plan, model, call, faults, hidden, now };
    let missing = |id: &str| Failure::new(404, format!("there is no {} `{id}`", model.name));
    let sent = |call: &Call| {
        let record = call.record.as_ref().and_then(|at| place::get(&asked.json, at));
        record.cloned().unwrap_or_else(|| Value::Object(Map::new()))
    };
    match call.does {
        Does::List | Does::ChangedSince | Does::DeletedSince => {
            let list = List { candidate, inputs, asked, most: shared.options.page_size };
            list.answer(state, &made)
        }
        Does::Many => {
            let found = inputs.ids.iter().filter_map(|id| state.store.entry(at, id));
            let found: Vec<_> = found.filter(|entry| !entry.deleted).collect();
            let mut body = made.envelope();
            made.put_records(&mut body, &found, inputs.select.as_deref());
            Ok(made.done(Some(body)))
        }
        Does::Get | Does::Download => {
            let id = inputs.id.unwrap_or_default();
            let entry = state.store.entry(at, &id).filter(|entry| !entry.deleted);
            let entry = match (&call.answer, entry) {
                (Answer::Content, Some(_)) => {
                    let body = Body::Bytes(
                        "application/octet-stream".to_owned(),
                        Bytes::from(format!("{} {id}", model.name)),
                    );
                    return Ok(Answered { status: 200, headers: HeaderMap::new(), body });
                }
                (_, Some(entry)) => entry,
                (Answer::Record(at), None) if at.iter().any(|step| !matches!(step, Step::Name(_))) => {
                    let mut body = made.envelope();
                    let list: Vec<_> =
                        at.iter().take_while(|step| matches!(step, Step::Name(_))).cloned().collect();
                    place::set(&mut body, &list, Value::Array(Vec::new()));
                    return Ok(made.done(Some(body)));
                }
                (_, None) => return Err(missing(&id)),
            };
            Ok(made.one(entry, inputs.select.as_deref()))
        }
        Does::Create | Does::Upload => {
            let id = state.store.create(plan, at, &sent(call), &call.moves, now);
            hide(shared, state, at, &id, now);
            match state.store.entry(at, &id) {
                Some(entry) => Ok(made.one(entry, None)),
                None => Err(missing(&id)),
            }
        }
        Does::Update => {
            let id = inputs.id.unwrap_or_default();
            if !state.store.update(plan, at, &id, &sent(call), &call.moves, now) {
                return Err(missing(&id));
            }
            hide(shared, state, at, &id, now);
            match state.store.entry(at, &id) {
                Some(entry) => Ok(made.one(entry, None)),
                None => Err(missing(&id)),
            }
        }
        Does::Delete => {
            let id = inputs.id.unwrap_or_default();
            if !state.store.delete(plan, at, &id, now) {
                return Err(missing(&id));
            }
            hide(shared, state, at, &id, now);
            Ok(made.done(call.response.as_ref().map(|_| made.envelope())))
        }
    }
}

/// An index shows what happened only later.
fn hide(shared: &Shared, state: &mut State, model: usize, id: &str, now: Timestamp) {
    let lag = jiff::SignedDuration::try_from(shared.options.lag).unwrap_or_default();
    if let Some(entry) = state.store.entry_mut(model, id) {
        entry.hidden_until = (!lag.is_zero()).then(|| now.checked_add(lag).unwrap_or(now));
    }
}

/// A response in the making.
struct Made<'a> {
    plan: &'a MockPlan,
    model: &'a Model,
    call: &'a Call,
    faults: &'a [Fault],
    hidden: BTreeSet<String>,
    now: Timestamp,
}

impl Made<'_> {
    /// What is around the records: what the schema requires, and that it is a success.
    fn envelope(&self) -> Value {
        let mut body = match &self.call.response {
            Some(schema) => {
                Sampler::new(self.plan, Rng::new(1), 1, self.now).bare().value(schema, &self.model.name)
            }
            None => Value::Null,
        };
        let errors = self.call.errors.as_ref().unwrap_or(&self.plan.errors);
        if let Some(test) = &errors.when {
            place::make(test, &mut body, false);
        }
        body
    }

    /// The response with this body.
    fn done(&self, body: Option<Value>) -> Answered {
        let operation = self.plan.operations.get(self.call.request.operation);
        let documented = operation.and_then(|it| it.success.first()).map_or(200, |it| it.status);
        let status = self.call.status.unwrap_or(documented);
        match body.filter(|body| !body.is_null() && self.call.response.is_some()) {
            Some(body) => Answered::json(if status == 204 { 200 } else { status }, body),
            None => Answered {
                status: if status == 200 { 204 } else { status },
                headers: HeaderMap::new(),
                body: Body::Nothing,
            },
        }
    }

    /// The response with one record.
    fn one(&self, entry: &Entry, select: Option<&[String]>) -> Answered {
        let mut body = self.envelope();
        match &self.call.answer {
            Answer::Record(at) => place::set(&mut body, at, self.record(entry, select)),
            Answer::Id(at) => {
                let schema = self.call.response.as_ref().and_then(|it| sample::schema_at(self.plan, it, at));
                place::set(&mut body, at, self.as_schema(schema.as_ref(), &entry.id));
            }
            Answer::Nothing | Answer::Records(..) | Answer::Ids(_) | Answer::Content => {}
        }
        self.done(Some(body))
    }

    /// A record as it is sent: with the members that were asked for.
    fn record(&self, entry: &Entry, select: Option<&[String]>) -> Value {
        let mut json = entry.json.clone();
        if let (Some(names), Some(choice)) = (select, &self.model.select) {
            chosen(&mut json, choice, names);
        }
        for property in &self.hidden {
            let root = self.model.select.iter().flat_map(|it| &it.root).map(Step::name);
            place::remove(&mut json, &root.chain([Step::name(property)]).collect::<Vec<_>>());
        }
        self.faults.iter().for_each(|fault| fault::spoil(fault, &mut json));
        json
    }

    fn as_schema(&self, schema: Option<&Schema>, text: &str) -> Value {
        match schema.and_then(|schema| sample::scalar_of(self.plan, schema)) {
            Some(Scalar::Integer | Scalar::Number) => {
                text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from)
            }
            _ => Value::from(text),
        }
    }

    /// Puts records, or what says their ids, where the mapping looks for them.
    fn put_records(&self, body: &mut Value, entries: &[&Entry], select: Option<&[String]>) {
        let (at, ids) = match &self.call.answer {
            Answer::Records(at, _) => (at, false),
            Answer::Ids(at) => (at, true),
            _ => return,
        };
        let list = at.iter().position(|step| *step == Step::Each).unwrap_or(at.len());
        let (list, inner) = (at.get(..list).unwrap_or_default(), at.get(list + 1..).unwrap_or_default());
        let items = entries.iter().map(|entry| {
            let record = self.record(entry, select);
            match (inner, ids) {
                ([], false) => record,
                ([], true) => self.as_schema(self.item_schema(), &entry.id),
                (inner, false) => {
                    let mut item = self.item(&record);
                    place::set(&mut item, inner, record);
                    item
                }
                (inner, true) => {
                    let mut item = self.item(&record);
                    let schema = self.item_schema().and_then(|it| sample::schema_at(self.plan, it, inner));
                    place::set(&mut item, inner, self.as_schema(schema.as_ref(), &entry.id));
                    item
                }
            }
        });
        place::set(body, list, items.collect());
    }

    fn item_schema(&self) -> Option<&Schema> {
        self.call.item.as_ref().map(|(schema, _)| schema)
    }

    /// An item of the list: what its schema requires, and what it has in common with the record.
    fn item(&self, record: &Value) -> Value {
        let Some(variant) = &self.call.item else { return Value::Object(Map::new()) };
        let mut sampler = Sampler::new(self.plan, Rng::new(2), 1, self.now).bare();
        let mut item = sampler.variant(variant, &self.model.name, 0);
        if let (Value::Object(members), Some(record)) = (&mut item, record.as_object()) {
            for (name, value) in record {
                let schema = sample::schema_at(self.plan, &variant.0, &[Step::name(name)]);
                if schema.is_some_and(|schema| sample::is_kind(self.plan, &schema, value)) {
                    members.insert(name.clone(), value.clone());
                }
            }
        }
        item
    }
}

/// Leaves only the members that were asked for.
fn chosen(json: &mut Value, choice: &Select, names: &[String]) {
    let root: Vec<_> = choice.root.iter().map(Step::name).collect();
    let first = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let wanted: Vec<_> = names.iter().map(|name| first(name)).collect();
    place::each_mut(json, &root, &mut |inner| {
        if let Value::Object(members) = inner {
            members.retain(|name, _| name == "attributes" || wanted.contains(name));
        }
    });
}

/// A page of a list.
struct List<'a> {
    /// How many records a page has at most.
    most: usize,
    candidate: Candidate,
    inputs: Inputs,
    asked: &'a Asked,
}

/// Where a page begins.
enum Begin {
    At(usize),
    After(Value),
}

impl List<'_> {
    fn answer(mut self, state: &mut State, made: &Made<'_>) -> Result<Answered, Failure> {
        let call = made.call;
        if let (Which::Start, Some((request, at))) = (self.candidate.which, &call.start) {
            let operation = made.plan.operations.get(request.operation);
            let schema = operation.and_then(|it| it.success.first()).map(|it| &it.body);
            let mut body = match schema {
                Some(Payload::Json(schema)) => {
                    Sampler::new(made.plan, Rng::new(1), 1, made.now).bare().value(schema, "")
                }
                _ => Value::Null,
            };
            place::set(&mut body, at, Value::from(token_of(self.inputs.since.unwrap_or(made.now))));
            return Ok(Answered::json(200, body));
        }
        if let Some(token) = &self.inputs.token {
            let Some(since) = time_of(token) else {
                return Err(Failure::new(400, format!("`{token}` is no token of this mock")));
            };
            self.inputs.since = Some(since);
        }
        let pages = call.pages.as_ref();
        let begin = self.begin(made, pages)?;
        let asked_size = self.inputs.page_size.unwrap_or(USUAL_PAGE).max(1);
        let size = pages.and_then(|it| it.size).map_or(asked_size, |most| asked_size.min(most as usize));
        let entries = self.entries(state, made);
        let total = entries.len();
        let from = match &begin {
            Begin::At(offset) => (*offset).min(total),
            Begin::After(after) => {
                entries.partition_point(|entry| order(made, pages, entry).cmp_to(after).is_le())
            }
        };
        let size = pages.map_or(total, |_| size.min(self.most));
        let window = pages.and_then(|it| it.max_results).map_or(total, |it| it as usize);
        // what is beyond its window a vendor refuses, however few records there are
        if pages.is_some_and(|it| it.max_results.is_some())
            && from.saturating_add(asked_size) > window.max(asked_size)
        {
            return Err(Failure::new(400, format!("a search shows no more than {window} records")));
        }
        let end = from.saturating_add(size).min(total).min(window.max(from));
        let page: Vec<&Entry> = entries.get(from..end).unwrap_or_default().to_vec();
        let more = end < total;
        let mut body = made.envelope();
        made.put_records(&mut body, &page, self.inputs.select.as_deref());
        self.totals(made, &mut body, total);
        if let Some(deleted) = &call.deleted {
            let gone: Vec<Value> = match in_one_list(&call.answer, deleted) {
                true => Vec::new(),
                false => self.gone(state, made),
            };
            if !in_one_list(&call.answer, deleted) {
                let list: Vec<_> = deleted.iter().take_while(|step| **step != Step::Each).cloned().collect();
                place::set(&mut body, &list, Value::Array(gone));
            }
        }
        let last = page.last().map(|entry| order(made, pages, entry).value());
        let mut headers = HeaderMap::new();
        if let Some(pages) = pages {
            let next = NextPage { end, more: more && end < window, last };
            self.say_next(state, made, pages, &next, (&mut body, &mut headers));
            if let Some(test) = &pages.more {
                self.say_more(made, test, &mut body, more);
            }
        }
        if let Some(token) = &call.token {
            place::set(&mut body, token, Value::from(token_of(made.now)));
        }
        let mut answered = made.done(Some(body));
        answered.headers.extend(headers);
        Ok(answered)
    }

    fn begin(&self, made: &Made<'_>, pages: Option<&Pages>) -> Result<Begin, Failure> {
        if let Some(offset) = self.inputs.offset {
            return Ok(Begin::At(offset));
        }
        if let Some(page) = self.inputs.page {
            let size = self.inputs.page_size.or(pages.and_then(|it| it.size).map(|it| it as usize));
            return Ok(Begin::At(page.saturating_sub(1) * size.unwrap_or(USUAL_PAGE)));
        }
        let Some(cursor) = &self.inputs.cursor else { return Ok(Begin::At(0)) };
        if counts(made) {
            let offset = cursor.parse().map_err(|_| Failure::new(400, format!("`{cursor}` is no cursor")))?;
            return Ok(Begin::At(offset));
        }
        match read_cursor(made, cursor) {
            Some(after) => Ok(Begin::After(after)),
            None => Err(Failure::new(400, format!("`{cursor}` is no cursor of this list"))),
        }
    }

    /// The records that the list has, in its order.
    fn entries<'s>(&self, state: &'s State, made: &Made<'_>) -> Vec<&'s Entry> {
        let Some(collection) = state.store.collections.get(self.candidate.model) else { return Vec::new() };
        let call = made.call;
        let does = call.does;
        let request = self.candidate.request(call);
        let beyond = |input: &Input| request.is_some_and(|request| request.beyond.contains(input));
        let with_deleted = match does {
            Does::ChangedSince => {
                let told_apart = made.model.calls.iter().any(|it| it.does == Does::DeletedSince);
                match &call.deleted {
                    Some(deleted) => in_one_list(&call.answer, deleted),
                    None => matches!(call.answer, Answer::Ids(_)) && !told_apart,
                }
            }
            _ => false,
        };
        let since = self.inputs.since.filter(|_| does != Does::List);
        let pages = call.pages.as_ref();
        let last = self
            .inputs
            .last
            .as_ref()
            .and_then(|last| Some((pages?.last.as_ref()?, Value::from(last.as_str()))));
        let wanted = |entry: &&Entry| {
            let state = match does {
                Does::DeletedSince => entry.deleted,
                _ => !entry.deleted || with_deleted,
            };
            let shown = does == Does::List || entry.hidden_until.is_none_or(|until| until <= made.now);
            let changed = since.is_none_or(|since| match beyond(&Input::Since) {
                true => entry.modified > since,
                false => entry.modified >= since,
            });
            let after = last.as_ref().is_none_or(|(at, last)| {
                let found = place::get(&entry.json, at).cloned().unwrap_or_default();
                let order = compare(&found, last);
                if beyond(&Input::Last) { order.is_gt() } else { order.is_ge() }
            });
            state && shown && changed && after
        };
        let all = collection.entries.values();
        let mut found: Vec<&Entry> = all.filter(wanted).collect();
        if does != Does::List || pages.is_some_and(|it| it.last.is_some()) {
            found.sort_by_cached_key(|entry| Rank::of(&order(made, pages, entry).0));
        }
        found
    }

    /// The ids that are gone since the time, where they are told beside what changed.
    fn gone(&self, state: &State, made: &Made<'_>) -> Vec<Value> {
        let since = self.inputs.since;
        let collection = state.store.collections.get(self.candidate.model);
        let entries = collection.into_iter().flat_map(|it| it.entries.values());
        let entries = entries.filter(|it| it.deleted && since.is_none_or(|since| it.modified >= since));
        let id = made.model.member("id");
        let schema = id.and_then(|id| sample::schema_at(made.plan, &made.model.record, &id.at));
        let deleted = made.call.deleted.as_deref().unwrap_or_default();
        let inner = deleted.iter().position(|step| *step == Step::Each).map_or(deleted.len(), |at| at + 1);
        let inner = deleted.get(inner..).unwrap_or_default();
        entries
            .map(|entry| {
                let mut item = Value::Null;
                place::set(&mut item, inner, made.as_schema(schema.as_ref(), &entry.id));
                item
            })
            .collect()
    }

    fn totals(&self, made: &Made<'_>, body: &mut Value, total: usize) {
        let pages = made.call.pages.as_ref();
        if let Some(Next::Page(Some(at)) | Next::Offset(Some(at))) = pages.map(|pages| &pages.next) {
            place::set(body, at, Value::from(total));
        }
        if let Value::Object(members) = body {
            for (name, value) in members.iter_mut() {
                if TOTALS.contains(&name.as_str()) && value.is_number() {
                    *value = Value::from(total);
                }
            }
        }
    }

    fn say_next(
        &self,
        state: &mut State,
        made: &Made<'_>,
        pages: &Pages,
        next: &NextPage,
        (body, headers): (&mut Value, &mut HeaderMap),
    ) {
        let (at, value) = match &pages.next {
            Next::Page(_) | Next::Offset(_) | Next::Window => return,
            Next::Cursor(at) => (at, next.more.then(|| self.cursor(made, next))),
            Next::Url(at) => (at, next.more.then(|| Value::from(self.url(state, made, next)))),
        };
        match (at, value) {
            (Place::Body(steps), Some(value)) => {
                let schema =
                    made.call.response.as_ref().and_then(|it| sample::schema_at(made.plan, it, steps));
                let value = match value {
                    Value::String(text) => made.as_schema(schema.as_ref(), &text),
                    value => value,
                };
                place::set(body, steps, value);
            }
            (Place::Body(steps), None) => match absent(made, steps) {
                Some(value) => place::set(body, steps, value),
                None => place::remove(body, steps),
            },
            (Place::Header(name), Some(value)) => {
                if let (Ok(name), Ok(value)) =
                    (HeaderName::try_from(name), HeaderValue::from_str(&text_of(&value)))
                {
                    headers.insert(name, value);
                }
            }
            (Place::Link(rel), Some(value)) => {
                if let Ok(value) = HeaderValue::from_str(&format!("<{}>; rel=\"{rel}\"", text_of(&value))) {
                    headers.insert(LINK, value);
                }
            }
            (Place::Header(_) | Place::Link(_), None) => {}
        }
    }

    /// The cursor of the next page: how many came before where a number is wanted, else what the last record is sorted by.
    fn cursor(&self, made: &Made<'_>, next: &NextPage) -> Value {
        if counts(made) {
            return Value::from(next.end);
        }
        Value::from(next.last.as_ref().map(write_cursor).unwrap_or_default())
    }

    /// The address of the next page: in a parameter of the operation if it has one for that, else one segment below.
    fn url(&self, state: &mut State, made: &Made<'_>, next: &NextPage) -> String {
        let operation_at = made.call.request.operation;
        let mut inputs = self.inputs.clone();
        inputs.cursor = Some(next.last.as_ref().map(write_cursor).unwrap_or_default());
        if counts(made) {
            (inputs.cursor, inputs.offset) = (None, Some(next.end));
        }
        let name = format!("next-{}", state.continued.len() + 1);
        let continued = Continued { candidate: self.candidate, inputs, operation: operation_at };
        state.continued.insert(name.clone(), continued);
        let own = state.continued.keys().any(|key| self.asked.path.ends_with(&format!("/{key}")));
        let path = match own {
            true => self.asked.path.rsplit_once('/').map_or("", |(above, _)| above),
            false => self.asked.path.as_str(),
        };
        let parameter = made.plan.operations.get(operation_at).and_then(cursor_parameter);
        match parameter {
            Some(parameter) => {
                let others = self.asked.query.iter().filter(|(key, _)| key != parameter);
                let pairs: Vec<_> = others
                    .map(|(key, value)| {
                        let encode = |text: &str| {
                            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                                .to_string()
                        };
                        format!("{}={}&", encode(key), encode(value))
                    })
                    .collect();
                format!("{path}?{}{parameter}={name}", pairs.concat())
            }
            None => format!("{path}/{name}"),
        }
    }

    fn say_more(&self, made: &Made<'_>, test: &Test, body: &mut Value, more: bool) {
        if let (Test::Holds(steps), true) = (test, more)
            && place::get(body, steps).is_none_or(Value::is_null)
        {
            let schema = made.call.response.as_ref().and_then(|it| sample::schema_at(made.plan, it, steps));
            match schema.and_then(|schema| sample::scalar_of(made.plan, &schema)) {
                Some(Scalar::Bool) | None => {}
                Some(Scalar::Integer | Scalar::Number) => place::set(body, steps, Value::from(1)),
                Some(_) => place::set(body, steps, Value::from("more")),
            }
        }
        place::make(test, body, more);
        // the end is said, not left out
        if let (Test::Holds(steps), false) = (test, more)
            && place::get(body, steps).is_none()
        {
            let schema = made.call.response.as_ref().and_then(|it| sample::schema_at(made.plan, it, steps));
            if schema.and_then(|schema| sample::scalar_of(made.plan, &schema)) == Some(Scalar::Bool) {
                place::set(body, steps, Value::Bool(false));
            }
        }
    }
}

struct NextPage {
    end: usize,
    more: bool,
    last: Option<Value>,
}

/// What stands for no next page: nothing, or where something is required, null or an empty text.
fn absent(made: &Made<'_>, steps: &[Step]) -> Option<Value> {
    let property = sample::property_at(made.plan, made.call.response.as_ref()?, steps)?;
    match (property.required, property.nullable) {
        (false, _) => None,
        (true, true) => Some(Value::Null),
        (true, false) => Some(Value::from("")),
    }
}

/// A parameter whose name says that it takes the place to go on from.
fn cursor_parameter(operation: &Operation) -> Option<&str> {
    const NAMES: [&str; 5] = ["cursor", "after", "page_token", "page", "offset"];
    let names = operation.parameters.iter().map(|parameter| parameter.name.as_str());
    names.into_iter().find(|name| NAMES.iter().any(|known| name.to_lowercase().contains(known)))
}

/// Whether the cursor is a number: then it counts records.
fn counts(made: &Made<'_>) -> bool {
    let request = made.call.following.as_ref().unwrap_or(&made.call.request);
    let Some(operation) = made.plan.operations.get(request.operation) else { return false };
    let asks = |pattern: &Pattern| matches!(pattern, Pattern::One(Input::Cursor, ..));
    let name = request.parameters.iter().find(|(_, pattern)| asks(pattern)).map(|(name, _)| name);
    let parameter = name.and_then(|name| operation.parameters.iter().find(|it| it.name == *name));
    let scalar = parameter.and_then(|it| sample::scalar_of(made.plan, &it.schema));
    matches!(scalar, Some(Scalar::Integer | Scalar::Number))
}

/// Whether deleted records are told in the list that has what changed.
fn in_one_list(answer: &Answer, deleted: &[Step]) -> bool {
    match answer {
        Answer::Records(at, _) | Answer::Ids(at) => {
            let list = at.iter().position(|step| *step == Step::Each).map_or(at.len(), |each| each + 1);
            at.get(..list).is_some_and(|list| deleted.starts_with(list))
        }
        _ => false,
    }
}

/// What a list is sorted by: the place of a record in it.
struct Order(Value);

fn order(made: &Made<'_>, pages: Option<&Pages>, entry: &Entry) -> Order {
    if let Some(at) = pages.and_then(|pages| pages.last.as_ref()) {
        return Order(place::get(&entry.json, at).cloned().unwrap_or_default());
    }
    match made.call.does {
        Does::ChangedSince | Does::DeletedSince => Order(Value::Array(vec![
            Value::from(entry.modified.as_millisecond()),
            Value::from(entry.id.as_str()),
        ])),
        _ => Order(Value::from(entry.id.as_str())),
    }
}

/// Where a page ends, as text: an id, or time and id.
fn write_cursor(last: &Value) -> String {
    match last {
        Value::Array(parts) => parts.iter().map(text_of).collect::<Vec<_>>().join("."),
        other => text_of(other),
    }
}

/// What [`write_cursor`] wrote for a list of this kind.
fn read_cursor(made: &Made<'_>, text: &str) -> Option<Value> {
    let by_time = matches!(made.call.does, Does::ChangedSince | Does::DeletedSince);
    if by_time && made.call.pages.as_ref().is_none_or(|pages| pages.last.is_none()) {
        let (at, id) = text.split_once('.')?;
        return Some(Value::Array(vec![Value::from(at.parse::<i64>().ok()?), Value::from(id)]));
    }
    (!text.is_empty()).then(|| Value::from(text))
}

impl Order {
    fn cmp_to(&self, other: &Value) -> std::cmp::Ordering {
        compare(&self.0, other)
    }

    fn value(self) -> Value {
        self.0
    }
}

/// A value in the order of a list: numbers by value, also those that are written as text; texts by length first, as ids are
/// counted.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Number(i64),
    Text(Key),
    List(Vec<Rank>),
}

impl Rank {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(parts) => Self::List(parts.iter().map(Self::of).collect()),
            Value::String(text) => text.parse().map_or_else(|_| Self::Text(Key::new(text)), Self::Number),
            other => other.as_i64().map_or_else(|| Self::Text(Key::new(&other.to_string())), Self::Number),
        }
    }
}

fn compare(a: &Value, b: &Value) -> std::cmp::Ordering {
    Rank::of(a).cmp(&Rank::of(b))
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn token_of(at: Timestamp) -> String {
    format!("mock-{}", at.as_millisecond())
}

fn time_of(token: &str) -> Option<Timestamp> {
    Timestamp::from_millisecond(token.strip_prefix("mock-")?.parse().ok()?).ok()
}

/// An error in the vendor's shape.
pub(crate) fn error(
    plan: &MockPlan,
    about: Option<(&Operation, Option<&Call>)>,
    failure: Failure,
) -> Answered {
    let Failure { status, code, message, headers } = failure;
    let documented = about.map(|(operation, _)| operation.failure.as_slice()).unwrap_or_default();
    let response = documented
        .iter()
        .find(|it| it.status == status)
        .or_else(|| documented.iter().find(|it| it.status == status / 100 * 100))
        .or(documented.first());
    let mut body = match response.map(|response| &response.body) {
        Some(Payload::Json(schema)) => {
            Sampler::new(plan, Rng::new(3), 1, Timestamp::UNIX_EPOCH).bare().value(schema, "error")
        }
        _ => Value::Null,
    };
    let rules = about.and_then(|(_, call)| call?.errors.as_ref()).unwrap_or(&plan.errors);
    let first = |codes: &[String], usual: &str| codes.first().cloned().unwrap_or_else(|| usual.to_owned());
    let code = code.unwrap_or_else(|| match status {
        401 => first(&plan.errors.reauth, "UNAUTHORIZED"),
        404 => first(&plan.errors.not_found, "NOT_FOUND"),
        429 => "TOO_MANY_REQUESTS".to_owned(),
        403 => "FORBIDDEN".to_owned(),
        400..=499 => "INVALID_REQUEST".to_owned(),
        _ => "INTERNAL_ERROR".to_owned(),
    });
    let headers = headers.into_iter().filter_map(|(name, value)| Some((name, value.parse().ok()?)));
    let mut said: HeaderMap = headers.collect();
    for (places, text) in [(&rules.code, &code), (&rules.message, &message)] {
        match places.first() {
            Some(Place::Body(steps)) => place::set(&mut body, steps, Value::from(text.as_str())),
            Some(Place::Header(name)) => {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(text)) {
                    said.insert(name, value);
                }
            }
            Some(Place::Link(_)) | None => {}
        }
    }
    if let Some(test) = rules.when.as_ref().or(plan.errors.when.as_ref()) {
        place::make(test, &mut body, true);
        if let Test::Not(inner) = test {
            // said in so many words
            if let Test::Holds(steps) = &**inner {
                place::set(&mut body, steps, Value::Bool(false));
            }
        }
    }
    if rules.message.is_empty() && !body.is_array() {
        place::set(&mut body, &[Step::name("message")], Value::from(message));
    }
    Answered { status, headers: said, body: Body::Json(body) }
}
