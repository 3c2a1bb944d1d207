//! Credentials that a vendor repeats anywhere in a record are shown by nothing that quotes the record: neither warnings nor
//! errors nor what is said of records that failed. And a record that failed is there as the vendor sent it.
//!
//! Each value of a record is replaced in turn, and all three vendors read and write it.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};
use tributary::{
    Checkpoint, Error, Failed, ListOptions, Maybe, Record, Ref, Settings, VENDORS, Vendor, Warning, connect,
    crm, erased,
};
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_tests::root;

const SECRET: &str = "hunter2-of-Ada-0123456789";

/// The credentials of a vendor, all of them the secret; the rest is an address.
fn settings(vendor: &str, server: &Memory) -> Settings {
    let info = VENDORS.iter().find(|info| info.name == vendor).unwrap();
    let mut settings = Settings::new();
    for setting in info.settings {
        let is_token = ["access_token", "api_token"].contains(&setting.name);
        if is_token {
            settings = settings.set(setting.name, SECRET);
        } else if setting.name.contains("instance") {
            settings = settings.set(setting.name, "https://acme.example");
        }
    }
    let server = server.clone();
    settings.http_with(move |http| http.transport(server.clone()).clock(TestClock::new()))
}

/// How each vendor answers with a record.
fn answer(vendor: &str, request: &Recorded, record: &Value) -> Canned {
    let path = request.uri.path();
    let one = path.rsplit('/').next().is_some_and(|end| end.chars().all(|c| c.is_ascii_digit()));
    let body = match vendor {
        "hubspot" if path.ends_with("/search") || (request.method == "GET" && !one) => {
            json!({ "results": [record, { "id": "1", "properties": {} }] })
        }
        "pipedrive" if one || request.method != "GET" => json!({ "success": true, "data": record }),
        "pipedrive" => json!({ "success": true, "data": [record] }),
        "salesforce" if path.contains("/query") => {
            json!({ "totalSize": 1, "done": true, "records": [record] })
        }
        _ => record.clone(),
    };
    Canned::json(200, body.to_string())
}

/// Values with one leaf replaced, in all the ways that a reader may trip over.
fn replaced(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                for inner in replaced(inner) {
                    let mut changed = members.clone();
                    changed.insert(name.clone(), inner);
                    all.push(changed.into());
                }
                let mut renamed = members.clone();
                renamed.insert(SECRET.to_owned(), inner.clone());
                all.push(renamed.into());
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                for inner in replaced(inner) {
                    let mut changed = items.clone();
                    changed[at] = inner;
                    all.push(changed.into());
                }
            }
        }
        _ => {}
    }
    all.extend([json!(SECRET), json!([SECRET]), json!({ SECRET: 1 }), json!({ "id": { "value": SECRET } })]);
    all
}

/// Everything that is said, of whatever went wrong.
#[derive(Default)]
struct Said {
    text: String,
    failed: Vec<Failed>,
}

impl Said {
    fn error(&mut self, error: &Error) {
        let mut cause: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = cause {
            writeln!(self.text, "{error} {error:?} {error:#?}").unwrap();
            cause = error.source();
        }
        self.warnings(error.warnings());
        self.failed(error.failed());
    }

    fn warnings(&mut self, warnings: &[Warning]) {
        for warning in warnings {
            writeln!(self.text, "{warning} {warning:?}").unwrap();
        }
    }

    fn failed(&mut self, failed: &[Failed]) {
        for failed in failed {
            writeln!(self.text, "{failed} {failed:?}").unwrap();
            self.warnings(&failed.warnings);
            self.failed.push(failed.clone());
        }
    }

    fn record<M>(&mut self, record: Result<Record<M, erased::Erased>, Error>) {
        match record {
            Ok(record) => self.warnings(&record.warnings),
            Err(error) => self.error(&error),
        }
    }
}

async fn said_of(vendor: &dyn Vendor) -> Said {
    let mut said = Said::default();
    match vendor.list::<crm::Contact>(&ListOptions::default()).next_page().await.unwrap() {
        Ok(page) => {
            said.failed(&page.failed);
            page.records.into_iter().for_each(|record| said.record(Ok(record)));
        }
        Err(error) => said.error(&error),
    }
    let since = Checkpoint::parse("2026-11-19T00:00:00Z").unwrap();
    match vendor.changed_since::<crm::Contact>(Some(&since)).next_page().await.unwrap() {
        Ok(page) => {
            said.failed(&page.failed);
            for change in page.records {
                if let tributary::Change::Upserted(record) = change {
                    said.record(Ok(*record));
                }
            }
        }
        Err(error) => said.error(&error),
    }
    let id = Ref::new("512");
    said.record(vendor.get::<crm::Contact>(&id).await);
    let new = crm::ContactNew::default().with(|it| it.first_name = Some("Ada".to_owned()));
    match vendor.create::<crm::Contact>(&new).await {
        Ok(written) => {
            said.warnings(&written.warnings);
            written.record.into_iter().for_each(|record| said.record(Ok(record)));
        }
        Err(error) => said.error(&error),
    }
    let patch = crm::ContactPatch::default().with(|it| it.title = Maybe::Value("Countess".to_owned()));
    match vendor.update::<crm::Contact>(&id, &patch).await {
        Ok(written) => {
            said.warnings(&written.warnings);
            written.record.into_iter().for_each(|record| said.record(Ok(record)));
        }
        Err(error) => said.error(&error),
    }
    said
}

#[tokio::test]
async fn what_quotes_a_record_shows_no_secret_and_what_failed_is_kept() {
    for vendor in ["hubspot", "pipedrive", "salesforce"] {
        let file = root().join("tests/vendors").join(vendor).join("contact.json");
        let file: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let (mut told, mut failed) = (0, 0);
        for record in replaced(&file["cases"][0]["vendor"]) {
            let sent = record.clone();
            let server = Memory::with(move |request| answer(vendor, request, &sent));
            let client = connect(vendor, &settings(vendor, &server)).unwrap();
            let said = said_of(&*client).await;
            assert!(!said.text.contains("hunter2"), "{vendor}: {record}\n{}", said.text);
            told += usize::from(said.text.contains("[secret]"));
            for it in &said.failed {
                failed += 1;
                match (&it.record, &it.id) {
                    (Some(kept), _) => assert_eq!(*kept, record, "{vendor}"),
                    (None, id) => assert!(id.is_some(), "{vendor}: nothing is left of {record}: {it}"),
                }
            }
        }
        assert!(told > 5 && failed > 3, "{vendor}: hardly anything was said: {told}, {failed}");
    }
}

/// All types by which the runtime says what went wrong, and where it is tested that they show no secret.
const SHOWN: [(&str, &str); 20] = [
    ("core/DecodeError", "runtime/client/tests/secrets.rs"),
    ("core/Issue", "runtime/client/tests/secrets.rs"),
    ("core/NotANumber", "it holds nothing"),
    ("client/ApiError", "runtime/client/tests/secrets.rs"),
    ("client/AuthError", "runtime/client/tests/secrets.rs"),
    ("client/Error", "runtime/client/tests/secrets.rs"),
    ("client/InvalidRequest", "runtime/client/tests/secrets.rs"),
    ("client/InvalidResponse", "runtime/client/tests/secrets.rs"),
    ("client/PageLoop", "runtime/client/tests/secrets.rs"),
    ("client/StreamError", "runtime/client/tests/secrets.rs"),
    ("client/Timeout", "it holds a time"),
    ("client/TransportError", "runtime/client/tests/secrets.rs"),
    ("model/Failed", "tests/tests/secrets.rs"),
    ("model/InvalidCheckpoint", "it holds nothing"),
    ("model/Invalid", "a part of a warning, before the caller has it"),
    ("model/Unconverted", "tests/tests/secrets.rs"),
    ("model/Warning", "tests/tests/secrets.rs"),
    ("capabilities/Error", "tests/tests/secrets.rs"),
    ("capabilities/Unreadable", "its text is ours"),
    ("webhooks/Error", "its text is ours"),
];

#[test]
fn every_type_that_says_what_went_wrong_is_among_them() {
    let mut found = BTreeSet::new();
    for package in ["core", "client", "model", "capabilities", "webhooks"] {
        let mut folders = vec![root().join("runtime").join(package).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                for line in fs::read_to_string(&path).unwrap().lines() {
                    let is_error = line.starts_with("impl") && line.contains("Error for ");
                    let named = line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum "));
                    let says = ["Warning", "Issue", "Failed", "Loop"];
                    let name = match named {
                        _ if is_error => line.split("Error for ").last(),
                        Some(name) => Some(name).filter(|name| {
                            let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                            says.iter().any(|end| name.ends_with(end))
                        }),
                        None => None,
                    };
                    if let Some(name) = name {
                        let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                        found.insert(format!("{package}/{name}"));
                    }
                }
            }
        }
    }
    let shown: BTreeSet<String> = SHOWN.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, shown);
}
