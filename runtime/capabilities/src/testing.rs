//! Tests of a mapping from files: what the vendor sends, the unified record that becomes of it, and the request that the
//! record becomes again. The facade's `testing::recorded` runs all of a folder; docs/adding-a-vendor.md describes the
//! format.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tributary_client::testing::{Canned, Memory, Recorded as Request, TestClock};
use tributary_core::Decimal;
use tributary_core::codegen_v1::{Decode, Slot};
use tributary_model::{Model, Ref, Warning};

use super::{Error, ErrorKind, ListOptions, Need, Settings, Vendor, VendorInfo, erased};

/// What a run over a folder of recorded responses found.
#[derive(Clone, Debug, Default)]
#[must_use]
#[non_exhaustive]
pub struct Report {
    /// The cases that were as expected: `hubspot/contact: everything`.
    pub passed: Vec<String>,
    /// The cases that were not, each with what was found and what was expected.
    pub failed: Vec<String>,
}

impl Report {
    /// Ends the test.
    ///
    /// # Panics
    /// A case failed, or there was none.
    #[track_caller]
    #[allow(clippy::panic)] // a test fails by panicking
    pub fn assert(&self) {
        assert!(self.failed.is_empty(), "{self}");
        assert!(!self.passed.is_empty(), "the folder has no case");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} cases passed, {} failed", self.passed.len(), self.failed.len())?;
        self.failed.iter().try_for_each(|failure| writeln!(f, "\n{failure}"))
    }
}

type Connect = fn(&str, &Settings) -> Result<Box<dyn Vendor>, Error>;

/// A test that is done with one unified model after the other. The facade's `testing::each_model` does it with all of them.
pub trait EachModel {
    /// Does it with this model.
    fn model<M>(&mut self) -> impl Future<Output = ()>
    where
        M: Model + Serialize,
        M::New: DeserializeOwned + Decode,
        M::Patch: DeserializeOwned;
}

/// A run over `<folder>/<vendor>/<model>.json`.
#[derive(Debug)]
pub struct Run {
    folder: PathBuf,
    connect: Connect,
    vendors: &'static [VendorInfo],
    report: Report,
    read: BTreeSet<PathBuf>,
}

impl Run {
    /// Nothing has run yet.
    pub fn new(folder: impl AsRef<Path>, vendors: &'static [VendorInfo], connect: Connect) -> Self {
        let folder = folder.as_ref().to_owned();
        Self { folder, connect, vendors, report: Report::default(), read: BTreeSet::new() }
    }

    /// Ends the run. A file that no model has read is a failure: its vendor or its model is not in this build.
    pub fn finish(mut self) -> Report {
        let folders = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let files = folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten().flatten());
        let files = files.map(|file| file.path()).filter(|path| {
            path.extension().is_some_and(|it| it == "json")
                && path.file_name().is_some_and(|it| it != "responses.json")
        });
        for path in files.filter(|path| !self.read.contains(path)) {
            self.report
                .failed
                .push(format!("{}: this build has no vendor and model of that name", path.display()));
        }
        self.report.failed.sort();
        self.report
    }

    async fn file<M>(&mut self, vendor: &VendorInfo, name: &str, path: &Path) -> Result<(), String>
    where
        M: Model + Serialize,
        M::New: DeserializeOwned + Decode,
        M::Patch: DeserializeOwned,
    {
        let file = json(path)?;
        known(&file, &["cases", "patches", "refused", "responses"])?;
        let mut responses = rules(&file["responses"])?;
        responses.extend(rules(&json(&path.with_file_name("responses.json"))?)?);
        let server = Server(Arc::new(Mutex::new(State { responses, ..State::default() })));
        let memory = Memory::with({
            let server = server.clone();
            move |request| server.respond(request)
        });
        let settings =
            settings(vendor).http_with(move |http| http.transport(memory.clone()).clock(TestClock::new()));
        let client = (self.connect)(vendor.name, &settings).map_err(|error| error.to_string())?;
        let checks = Checks { vendor: &*client, server };
        let first = items(&file, "cases").next().ok_or("there is no case")?;
        for case in items(&file, "cases") {
            self.note(name, case, checks.read::<M>(case).await);
            if case.get("written").is_some() {
                self.note(name, case, checks.create::<M>(case).await);
            }
        }
        for case in items(&file, "patches") {
            self.note(name, case, checks.patch::<M>(first, case).await);
        }
        for case in items(&file, "refused") {
            self.note(name, case, checks.refused::<M>(first, case).await);
        }
        Ok(())
    }

    fn note(&mut self, file: &str, case: &Value, result: Result<(), String>) {
        let name = format!("{file}: {}", case["name"].as_str().unwrap_or("a case without a name"));
        match result {
            Ok(()) => self.report.passed.push(name),
            Err(error) => self.report.failed.push(format!("{name}: {error}")),
        }
    }
}

impl EachModel for Run {
    /// Runs the cases of a model, of every vendor that has some.
    async fn model<M>(&mut self)
    where
        M: Model + Serialize,
        M::New: DeserializeOwned + Decode,
        M::Patch: DeserializeOwned,
    {
        for vendor in self.vendors {
            let path = self.folder.join(vendor.name).join(format!("{}.json", M::NAME));
            if !path.exists() {
                continue;
            }
            let name = format!("{}/{}", vendor.name, M::NAME);
            self.read.insert(path.clone());
            if let Err(error) = self.file::<M>(vendor, &name, &path).await {
                self.report.failed.push(format!("{name}: {error}"));
            }
        }
    }
}

/// Every setting that must be set, with a value that an address can have too.
fn settings(vendor: &VendorInfo) -> Settings {
    let token = vendor.settings.iter().any(|it| it.name == "access_token");
    let needed = vendor.settings.iter().filter(|it| match it.need {
        Need::Required => true,
        Need::With(other) => token && other == "access_token",
        _ => token && it.name == "access_token",
    });
    needed.fold(Settings::new(), |settings, it| {
        let address = it.name.ends_with("url") || it.name.ends_with("domain");
        settings.set(it.name, if address { "https://vendor.test" } else { "example" })
    })
}

/// Answers as the vendor would that has this one record, and keeps what it was sent.
#[derive(Clone)]
struct Server(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    responses: Vec<Rule>,
    record: Value,
    writes: Vec<Value>,
    requests: usize,
}

#[derive(Clone)]
struct Rule {
    method: String,
    path: String,
    status: u16,
    body: Option<Value>,
}

impl Server {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn holds(&self, record: &Value) {
        let mut state = self.state();
        (state.record, state.writes, state.requests) = (record.clone(), Vec::new(), 0);
    }

    fn respond(&self, request: &Request) -> Canned {
        let mut state = self.state();
        state.requests += 1;
        if request.method != "GET" {
            state.writes.push(serde_json::from_slice(&request.body).unwrap_or_default());
        }
        let (method, path) = (request.method.as_str(), request.uri.path());
        let fits = |rule: &&Rule| {
            (rule.method == "*" || rule.method == method)
                && globs(&fill_text(&rule.path, &state.record), path)
        };
        match state.responses.iter().find(fits) {
            Some(Rule { status, body: None, .. }) => Canned::status(*status),
            Some(Rule { status, body: Some(body), .. }) => {
                Canned::json(*status, fill(body, &state.record).to_string())
            }
            None => Canned::json(404, format!("{{\"message\": \"responses.json has no {method} {path}\"}}")),
        }
    }

    /// The body of the one request that wrote something.
    fn written(&self) -> Result<Value, String> {
        match self.state().writes.as_slice() {
            [body] => Ok(body.clone()),
            [] => Err("nothing was sent".to_owned()),
            more => Err(format!("{} requests were sent: {more:?}", more.len())),
        }
    }
}

fn rules(value: &Value) -> Result<Vec<Rule>, String> {
    let rules = value.as_array().into_iter().flatten().map(|rule| {
        known(rule, &["request", "status", "body"])?;
        let request = text(rule, "request")?;
        let (method, path) = request.split_once(' ').ok_or_else(|| {
            format!("`{request}` is no request: a method and a path are expected, `GET */{{id}}`")
        })?;
        let status = match &rule["status"] {
            Value::Null => 200,
            status => status.as_u64().and_then(|it| u16::try_from(it).ok()).ok_or("`status` is no status")?,
        };
        let (method, path) = (method.to_owned(), path.to_owned());
        Ok(Rule { method, path, status, body: rule.get("body").cloned() })
    });
    rules.collect()
}

/// `*` is any text, and everything else itself.
fn globs(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, rest)) => text.strip_prefix(before).is_some_and(|text| {
            (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| globs(rest, &text[at..]))
        }),
    }
}

/// `"{record}"` is the case's record, `{name}` in a text the record's property.
fn fill(template: &Value, record: &Value) -> Value {
    match template {
        Value::String(text) if text == "{record}" => record.clone(),
        Value::String(text) => Value::String(fill_text(text, record)),
        Value::Array(items) => items.iter().map(|item| fill(item, record)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), fill(value, record))).collect()
        }
        value => value.clone(),
    }
}

fn fill_text(text: &str, record: &Value) -> String {
    let members = record.as_object().into_iter().flatten();
    members.fold(text.to_owned(), |text, (name, value)| match value {
        Value::String(value) => text.replace(&format!("{{{name}}}"), value),
        Value::Number(value) => text.replace(&format!("{{{name}}}"), &value.to_string()),
        _ => text,
    })
}

struct Checks<'a> {
    vendor: &'a (dyn Vendor + 'static),
    server: Server,
}

impl Checks<'_> {
    /// What the vendor sends becomes the unified record, with these warnings.
    async fn read<M: Model + Serialize>(&self, case: &Value) -> Result<(), String> {
        known(case, &["name", "vendor", "unified", "warnings", "written", "unwritten"])?;
        self.server.holds(&case["vendor"]);
        let (model, warnings) = match self.vendor.supports::<dyn erased::List<M>>() {
            true => {
                let mut pages = self.vendor.list::<M>(&ListOptions::default());
                let page = pages.next_page().await.ok_or("there is no page")?.map_err(|it| it.to_string())?;
                if !page.failed.is_empty() {
                    return Err(format!("the record was not read: {:?}", page.failed));
                }
                match <[_; 1]>::try_from(page.records) {
                    Ok([record]) => (record.model, record.warnings),
                    Err(records) => return Err(format!("{} records were read", records.len())),
                }
            }
            false => {
                let id = Ref::new(text(&case["unified"], "id")?);
                let record = self.vendor.get::<M>(&id).await.map_err(|error| error.to_string())?;
                (record.model, record.warnings)
            }
        };
        let model = serde_json::to_value(&model).map_err(|error| error.to_string())?;
        same("the unified record", &present(&model), &present(&case["unified"]))?;
        same("the warnings", &said(&warnings), &expected(case, "warnings")?)
    }

    /// The unified record, created anew, becomes this request.
    async fn create<M: Model>(&self, case: &Value) -> Result<(), String>
    where
        M::New: DeserializeOwned + Decode,
    {
        self.server.holds(&case["vendor"]);
        let new: M::New = value("the new record", settable::<M::New>(&case["unified"]))?;
        let done = self.vendor.create::<M>(&new).await.map_err(|error| error.to_string())?;
        same("the request", &self.server.written()?, &case["written"])?;
        same("the warnings of the create", &said(&done.warnings), &unwritten(case))
    }

    /// A patch of the first case's record sends just this.
    async fn patch<M: Model>(&self, first: &Value, case: &Value) -> Result<(), String>
    where
        M::Patch: DeserializeOwned,
    {
        known(case, &["name", "patch", "body", "warnings", "unwritten"])?;
        self.server.holds(&first["vendor"]);
        let patch: M::Patch = value("the patch", case["patch"].clone())?;
        let id = Ref::new(text(&first["unified"], "id")?);
        let done = self.vendor.update::<M>(&id, &patch).await.map_err(|error| error.to_string())?;
        same("the request", &self.server.written()?, &case["body"])?;
        let mut wanted = unwritten(case);
        wanted.extend(expected(case, "warnings")?);
        same("the warnings of the update", &said(&done.warnings), &wanted)
    }

    /// What the vendor has no place for is refused before anything is sent.
    async fn refused<M: Model>(&self, first: &Value, case: &Value) -> Result<(), String>
    where
        M::New: DeserializeOwned,
        M::Patch: DeserializeOwned,
    {
        known(case, &["name", "new", "patch", "field"])?;
        self.server.holds(&first["vendor"]);
        let done = match case.get("patch") {
            Some(patch) => {
                let patch: M::Patch = value("the patch", patch.clone())?;
                self.vendor.update::<M>(&Ref::new(text(&first["unified"], "id")?), &patch).await
            }
            None => {
                let new: M::New = value("the new record", case["new"].clone())?;
                self.vendor.create::<M>(&new).await
            }
        };
        let Err(error) = done else { return Err("it was accepted".to_owned()) };
        let field = text(case, "field")?;
        if error.kind() != ErrorKind::InvalidInput || !error.warnings().iter().any(|it| it.field == field) {
            return Err(format!("it was refused, but not because of `{field}`: {error}"));
        }
        match self.server.state().requests {
            0 => Ok(()),
            _ => Err("a request was sent".to_owned()),
        }
    }
}

fn json(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// A misspelt key would be a check that never fails.
fn known(object: &Value, keys: &[&str]) -> Result<(), String> {
    let mut given = object.as_object().into_iter().flatten().map(|(name, _)| name);
    match given.find(|name| !keys.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            Err(format!("the key `{name}` means nothing here: it is one of `{}`", keys.join("`, `")))
        }
    }
}

fn items<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, name: &str) -> Result<&'v str, String> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| format!("there is no text `{name}` in {value}"))
}

fn value<T: DeserializeOwned>(what: &str, from: Value) -> Result<T, String> {
    serde_json::from_value(from).map_err(|error| format!("{what}: {error}"))
}

/// Returns what of a record a caller may set: the fields that `N`, its `…New`, has too.
pub fn settable<N: Decode>(record: &Value) -> Value {
    let mut new = N::blank();
    let names = match new.slot() {
        Slot::Object(members, _) => members.names,
        _ => &[],
    };
    let kept = record.as_object().into_iter().flatten();
    let kept = kept.filter(|(name, _)| names.contains(&name.as_str()));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

type Said = BTreeSet<(String, String)>;

fn said(warnings: &[Warning]) -> Said {
    warnings.iter().map(|warning| (warning.field.to_string(), warning.code.to_string())).collect()
}

fn expected(case: &Value, name: &str) -> Result<Said, String> {
    items(case, name).map(|it| Ok((text(it, "field")?.to_owned(), text(it, "code")?.to_owned()))).collect()
}

fn unwritten(case: &Value) -> Said {
    let names = items(case, "unwritten").filter_map(Value::as_str);
    names.map(|name| (name.to_owned(), "read-only".to_owned())).collect()
}

/// Without what is absent in one way or another: null, an empty list, an empty object.
fn present(value: &Value) -> Value {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), present(value)));
            members.filter(|(_, value)| !is_empty(value)).collect()
        }
        Value::Array(items) => items.iter().map(present).collect(),
        value => value.clone(),
    }
}

fn same<T: Same + fmt::Debug>(what: &str, found: &T, wanted: &T) -> Result<(), String> {
    match found.same(wanted) {
        true => Ok(()),
        false => Err(format!("{what} is not as expected\n  found    {found:?}\n  expected {wanted:?}")),
    }
}

trait Same {
    fn same(&self, other: &Self) -> bool;
}

impl Same for Said {
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

/// Numbers are the same by their value, however they are written.
impl Same for Value {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Number(one), Value::Number(two)) => {
                let decimal = |it: &serde_json::Number| it.to_string().parse::<Decimal>().ok();
                one == two || (decimal(one).is_some() && decimal(one) == decimal(two))
            }
            (Value::Array(one), Value::Array(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.same(two))
            }
            (Value::Object(one), Value::Object(two)) => {
                one.len() == two.len()
                    && one.iter().all(|(name, value)| two.get(name).is_some_and(|it| value.same(it)))
            }
            _ => self == other,
        }
    }
}
