//! What each vendor answers, in its own shape, to the unified model and back: `tests/vendors/<vendor>/<model>.json`.
//!
//! A case says what the vendor sends, the unified record and the warnings that gives, and the request that creates the
//! same record again. All of it goes through the generated clients, as an application has them, over a transport that
//! answers as the vendor does: envelopes, lists, results of writes.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::sync::{Arc, Mutex};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tributary::crm;
use tributary_capabilities::{ErrorKind, ListOptions, Vendor};
use tributary_client::{Auth, Body, BoxFuture, ByteStream, Transport, TransportError};
use tributary_core::Decimal;
use tributary_core::codegen_v1::Decode;
use tributary_model::{Model, Ref, Warning};
use tributary_tests::{root, settable};

/// Answers as the vendor would that has this one record, and keeps what it was asked.
struct Answers {
    vendor: &'static str,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    record: Value,
    /// Method and body of each request.
    asked: Vec<(String, Value)>,
}

impl Answers {
    fn set(&self, record: &Value) {
        *self.state.lock().unwrap() = State { record: record.clone(), asked: Vec::new() };
    }

    /// The body of the one request that wrote something.
    fn written(&self) -> Value {
        let state = self.state.lock().unwrap();
        let mut writes = state.asked.iter().filter(|(method, _)| method != "GET");
        let body = writes.next().map(|(_, body)| body.clone()).expect("nothing was written");
        assert!(writes.next().is_none(), "more than one write: {:?}", state.asked);
        body
    }

    fn answer(&self, method: &str, path: &str) -> (u16, Value) {
        let record = self.state.lock().unwrap().record.clone();
        let id = |name: &str| record.get(name).map(|id| id.as_str().map_or(id.to_string(), str::to_owned));
        let one = |name: &str| id(name).is_some_and(|id| path.ends_with(&format!("/{id}")));
        match (self.vendor, method) {
            ("hubspot", "GET") if one("id") => (200, record),
            ("hubspot", "GET") if record.get("displayOrder").is_some() && record.get("stages").is_none() => (
                200,
                json!({ "results": [{ "id": "default", "label": "Sales", "displayOrder": 0,
                    "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
                    "archived": false, "stages": [record] }] }),
            ),
            ("hubspot", "GET") => (200, json!({ "results": [record] })),
            ("hubspot", "POST") => (201, record),
            ("hubspot", _) => (200, record),
            ("salesforce", "GET") if path.contains("/query") => {
                (200, json!({ "totalSize": 1, "done": true, "records": [record] }))
            }
            ("salesforce", "GET") => (200, record),
            ("salesforce", "POST") => (201, json!({ "id": id("Id"), "success": true, "errors": [] })),
            ("salesforce", _) => (204, Value::Null),
            (_, "GET") if !one("id") => {
                let pagination = json!({ "start": 0, "limit": 100, "more_items_in_collection": false });
                (
                    200,
                    json!({ "success": true, "data": [record], "additional_data": { "pagination": pagination } }),
                )
            }
            _ => (200, json!({ "success": true, "data": record })),
        }
    }
}

impl Transport for Answers {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let method = request.method().as_str().to_owned();
        let body = request.body().as_bytes().map(|bytes| serde_json::from_slice(bytes).unwrap_or_default());
        let (status, answer) = self.answer(&method, request.uri().path());
        self.state.lock().unwrap().asked.push((method, body.unwrap_or_default()));
        let text = if answer.is_null() { String::new() } else { answer.to_string() };
        let response = http::Response::builder().status(status).header("content-type", "application/json");
        let response = response.body(ByteStream::from_bytes(text)).expect("a whole response");
        Box::pin(async move { Ok(response) })
    }
}

/// A vendor's client, and what answers it.
fn client(vendor: &'static str) -> (Box<dyn Vendor>, Arc<Answers>) {
    let answers = Arc::new(Answers { vendor, state: Mutex::default() });
    let http = tributary_client::Http::builder("https://vendor.test")
        .default_auth(Auth::bearer("secret"))
        .transport(answers.clone());
    let http = http.build().expect("a client");
    let client: Box<dyn Vendor> = match vendor {
        "hubspot" => Box::new(tributary::hubspot::Client::from(http)),
        "pipedrive" => Box::new(tributary::pipedrive::Client::from(http)),
        "salesforce" => Box::new(tributary::salesforce::Client::from(http)),
        other => panic!("no vendor {other}"),
    };
    (client, answers)
}

struct Checks<'a> {
    vendor: &'a (dyn Vendor + 'static),
    answers: &'a Answers,
    /// `hubspot/contact`
    name: String,
}

async fn check<M>(vendor: &'static str)
where
    M: Model + Serialize,
    M::New: DeserializeOwned + Decode,
    M::Patch: DeserializeOwned,
{
    let name = format!("{vendor}/{}", M::NAME);
    let path = root().join(format!("tests/vendors/{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (client, answers) = client(vendor);
    let checks = Checks { vendor: &*client, answers: &answers, name };
    let first = items(&file, "cases").next().unwrap_or_else(|| panic!("{} has no case", checks.name));
    for case in items(&file, "cases") {
        checks.read::<M>(case).await;
        checks.write::<M>(case).await;
    }
    for patch in items(&file, "patches") {
        checks.patch::<M>(first, patch).await;
    }
    for refused in items(&file, "refused") {
        checks.refused::<M>(first, refused).await;
    }
}

impl Checks<'_> {
    fn of(&self, case: &Value) -> String {
        format!("{}, {}", self.name, text(case, "name"))
    }

    /// What the vendor sends becomes the unified record, with these warnings.
    async fn read<M: Model + Serialize>(&self, case: &Value) {
        let name = self.of(case);
        self.answers.set(&case["vendor"]);
        let mut pages = self.vendor.list::<M>(&ListOptions::default());
        let page = pages.next_page().await.expect("a page").unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(page.failed.is_empty(), "{name}: {:?}", page.failed);
        let [record] = page.records.as_slice() else { panic!("{name}: {} records", page.records.len()) };
        let model = serde_json::to_value(&record.model).expect("JSON");
        assert_eq!(plain(&model), plain(&case["unified"]), "{name}: the unified record");
        assert_eq!(said(&record.warnings), expected(case, "warnings"), "{name}: the warnings");
    }

    /// The unified record, created anew, becomes this request.
    async fn write<M: Model>(&self, case: &Value)
    where
        M::New: DeserializeOwned + Decode,
    {
        if case.get("written").is_none() {
            return;
        }
        let name = self.of(case);
        self.answers.set(&case["vendor"]);
        let new: M::New = serde_json::from_value(settable::<M::New>(&case["unified"])).expect("a new record");
        let done = self.vendor.create::<M>(&new).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(plain(&self.answers.written()), plain(&case["written"]), "{name}: the request");
        assert_eq!(said(&done.warnings), unwritten(case), "{name}: what was not written");
    }

    /// A partial update sends just this.
    async fn patch<M: Model>(&self, first: &Value, case: &Value)
    where
        M::Patch: DeserializeOwned,
    {
        let name = self.of(case);
        self.answers.set(&first["vendor"]);
        let patch: M::Patch = serde_json::from_value(case["patch"].clone()).expect("a patch");
        let id = Ref::new(text(&first["unified"], "id"));
        let done =
            self.vendor.update::<M>(&id, &patch).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(numbers(&self.answers.written()), numbers(&case["body"]), "{name}: the request");
        let mut wanted = unwritten(case);
        wanted.extend(expected(case, "warnings"));
        assert_eq!(said(&done.warnings), wanted, "{name}: the warnings");
    }

    /// What the vendor has no place for is refused before anything is sent.
    async fn refused<M: Model>(&self, first: &Value, case: &Value)
    where
        M::New: DeserializeOwned,
        M::Patch: DeserializeOwned,
    {
        let name = self.of(case);
        self.answers.set(&first["vendor"]);
        let answer = match case.get("patch") {
            Some(patch) => {
                let patch: M::Patch = serde_json::from_value(patch.clone()).expect("a patch");
                self.vendor.update::<M>(&Ref::new(text(&first["unified"], "id")), &patch).await
            }
            None => {
                let new: M::New = serde_json::from_value(case["new"].clone()).expect("a new record");
                self.vendor.create::<M>(&new).await
            }
        };
        let Err(error) = answer else { panic!("{name}: it was taken") };
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}: {error}");
        let field = text(case, "field");
        assert!(
            error.warnings().iter().any(|warning| warning.field == field),
            "{name}: {:?}",
            error.warnings()
        );
        assert!(self.answers.state.lock().unwrap().asked.is_empty(), "{name}: something was sent");
    }
}

fn items<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("no `{name}` in {value}"))
}

type Said = BTreeSet<(String, String)>;

fn said(warnings: &[Warning]) -> Said {
    warnings.iter().map(|warning| (warning.field.to_string(), warning.code.to_string())).collect()
}

fn expected(case: &Value, name: &str) -> Said {
    let pair = |item: &Value| (text(item, "field").to_owned(), text(item, "code").to_owned());
    items(case, name).map(pair).collect()
}

fn unwritten(case: &Value) -> Said {
    let names = items(case, "unwritten").filter_map(Value::as_str);
    names.map(|name| (name.to_owned(), "read-only".to_owned())).collect()
}

/// Without what is absent in one way or another: null, an empty list, an empty object.
fn plain(value: &Value) -> Value {
    match numbers(value) {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (name, plain(&value)));
            Value::Object(
                members.filter(|(name, value)| !is_empty(value) || name == "associations").collect(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        value => value,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// Members whose texts are decimals of the unified model.
const DECIMALS: [&str; 4] = ["amount", "annual_revenue", "expected_revenue", "probability"];

/// Numbers by their value, however they are written.
fn numbers(value: &Value) -> Value {
    let normal = |text: &str| text.parse::<Decimal>().map(|number| number.normalize().to_string());
    match value {
        Value::Number(number) => {
            normal(&number.to_string()).map_or(value.clone(), |text| json!({ "number": text }))
        }
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                let decimal = value.as_str().filter(|_| DECIMALS.contains(&name.as_str()));
                let decimal =
                    decimal.and_then(|text| normal(text).ok()).map(|text| json!({ "number": text }));
                (name.clone(), decimal.unwrap_or_else(|| numbers(value)))
            };
            Value::Object(members.iter().map(member).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(numbers).collect()),
        value => value.clone(),
    }
}

macro_rules! conversions {
    ($($vendor:ident { $($name:ident: $model:ty;)* })*) => {
        $(mod $vendor {
            use super::*;
            $(#[tokio::test]
            async fn $name() {
                check::<$model>(stringify!($vendor)).await;
            })*
        })*
    };
}

conversions! {
    hubspot {
        account: crm::Account;
        contact: crm::Contact;
        lead: crm::Lead;
        note: crm::Note;
        opportunity: crm::Opportunity;
        pipeline: crm::Pipeline;
        stage: crm::Stage;
        task: crm::Task;
        user: crm::User;
    }
    pipedrive {
        account: crm::Account;
        contact: crm::Contact;
        lead: crm::Lead;
        note: crm::Note;
        opportunity: crm::Opportunity;
        pipeline: crm::Pipeline;
        stage: crm::Stage;
        task: crm::Task;
        user: crm::User;
    }
    salesforce {
        account: crm::Account;
        contact: crm::Contact;
        lead: crm::Lead;
        note: crm::Note;
        opportunity: crm::Opportunity;
        stage: crm::Stage;
        task: crm::Task;
        user: crm::User;
    }
}
