//! Contract tests: a vendor's client is held against the mock of the vendor, model by model and capability by capability.
//!
//! They are driven by what the client offers, so a new vendor has them without a line. What is checked: lists across pages
//! and from each cursor; records by id; values, where the unified field has the very same; creating, and changing in all three
//! states; deleting; changes, with more changes meanwhile; errors, repeated requests, expired tokens; and records with
//! members that are null, missing or of another type.

mod changes;
mod errors;
mod reading;
mod values;
mod webhooks;
mod writing;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tributary_capabilities::testing::{EachModel, Report};
use tributary_capabilities::{Error, Settings, Vendor};
use tributary_core::codegen_v1::Decode;
use tributary_mock_plan::Model as ModelPlan;
use tributary_model::Model;

use crate::{Builder, Mock};

/// How many records each model begins with, and how many a page has: several pages, the last one not full.
const RECORDS: usize = 20;
const PAGE: usize = 6;

type Connect = fn(&str, &Settings) -> Result<Box<dyn Vendor>, Error>;

/// A run over the models of a vendor.
#[derive(Debug)]
pub struct Contract {
    mock: Builder,
    connect: Connect,
    only: Option<String>,
    hasty: bool,
    report: Report,
}

/// The report of a run that could not begin.
#[allow(clippy::needless_pass_by_value)] // the error is all there is
pub fn failed(error: Error) -> Report {
    let mut report = Report::default();
    report.failed.push(error.to_string());
    report
}

impl Contract {
    /// A run of the client that `connect` makes, against this mock of its vendor.
    pub fn new(mock: Builder, connect: Connect) -> Self {
        Self { mock, connect, only: None, hasty: false, report: Report::default() }
    }

    /// Checks this model only: `crm.contact`.
    #[must_use]
    pub fn only(mut self, model: impl Into<String>) -> Self {
        self.only = Some(model.into());
        self
    }

    /// Ends with the first check that fails.
    #[must_use]
    pub fn until_one_fails(mut self) -> Self {
        self.hasty = true;
        self
    }

    /// Whether no more checks are to be made.
    fn is_over(&self) -> bool {
        self.hasty && !self.report.failed.is_empty()
    }

    /// Ends the run.
    pub fn finish(self) -> Report {
        self.report
    }

    fn note(&mut self, model: &str, what: &str, done: Result<(), String>) {
        let name = format!("{}/{model}: {what}", self.mock.plan().vendor);
        match done {
            Ok(()) => self.report.passed.push(name),
            Err(error) => self.report.failed.push(format!("{name}: {error}")),
        }
    }

    /// A mock of its own for each check, and a client of it.
    fn side(&self, model: &str, seed: u64) -> Result<Side, String> {
        let builder = self.mock.clone().seed(seed).records(3).records_of(model, RECORDS);
        let mock = builder.page_size(PAGE).unlimited().build();
        let vendor = (self.connect)(&mock.plan().vendor, &mock.settings()).map_err(|it| it.to_string())?;
        let model = self.mock.plan().models.iter().find(|it| it.name == model).cloned();
        let empty = || ModelPlan {
            name: String::new(),
            record: tributary_mock_plan::Schema::Any,
            members: Vec::new(),
            kept: Vec::new(),
            deleted: None,
            id_prefix: String::new(),
            select: None,
            inside: None,
            events: None,
            calls: Vec::new(),
        };
        Ok(Side { vendor, mock, model: model.unwrap_or_else(empty) })
    }
}

impl EachModel for Contract {
    /// Checks a model, if the vendor has it.
    async fn model<M>(&mut self)
    where
        M: Model + Serialize,
        M::New: DeserializeOwned + Decode,
        M::Patch: DeserializeOwned,
    {
        let name = format!("{}.{}", M::CATEGORY, M::NAME);
        if self.is_over() || self.only.as_ref().is_some_and(|only| *only != name) {
            return;
        }
        let offer = match self.side(&name, 0) {
            Ok(side) => side.vendor.offer::<M>().filter(|offer| offer.parent.is_none()),
            Err(error) => return self.note(&name, "connect", Err(error)),
        };
        let Some(offer) = offer else { return };
        let model = match self.mock.plan().models.iter().find(|it| it.name == name) {
            Some(model) => model.clone(),
            None => return self.note(&name, "the mock has it", Err("the plan has no such model".to_owned())),
        };
        let has = |capability: &str| offer.capabilities.contains(&capability);
        macro_rules! check {
            ($needed:expr, $what:literal, $check:path) => {
                if $needed && !self.is_over() {
                    let done = match self.side(&name, 1) {
                        Ok(mut side) => {
                            side.model = model.clone();
                            $check(&side).await
                        }
                        Err(error) => Err(error),
                    };
                    self.note(&name, $what, done);
                }
            };
        }
        check!(has("List"), "lists every record once", reading::lists::<M>);
        check!(has("List"), "goes on from each cursor", reading::resumes::<M>);
        check!(has("Get"), "reads records by id", reading::gets::<M>);
        check!(has("GetMany"), "reads several by id", reading::gets_many::<M>);
        check!(has("Create") && has("List"), "creates what is then read", writing::creates::<M>);
        check!(has("Update") && has("Get"), "updates one field and no other", writing::updates::<M>);
        check!(has("Delete") && has("Get"), "deletes for good", writing::deletes::<M>);
        check!(has("ChangedSince"), "reports what changed", changes::reports::<M>);
        check!(has("ChangedSince"), "reports from the time itself on", changes::includes_the_time::<M>);
        check!(has("ChangedSince"), "loses nothing that changes meanwhile", changes::meanwhile::<M>);
        check!(has("DeletedSince"), "reports what was deleted", changes::reports_deletions::<M>);
        check!(has("Webhooks"), "reports by webhooks what changed", webhooks::reports::<M>);
        check!(has("Webhooks"), "takes events twice, late and in any order", webhooks::in_any_order::<M>);
        check!(has("Webhooks"), "takes only what the vendor sent", webhooks::refuses);
        check!(has("List"), "knows the vendor's errors", errors::knows::<M>);
        check!(has("List"), "repeats what may pass", errors::repeats::<M>);
        check!(has("List"), "renews what expired", errors::renews::<M>);
        check!(has("List"), "reads records that are not as documented", reading::tolerates::<M>);
    }
}

/// A client, the mock that it talks to, and the model in question.
struct Side {
    vendor: Box<dyn Vendor>,
    mock: Mock,
    model: ModelPlan,
}

impl Side {
    /// The ids of the mock's records.
    fn ids(&self) -> std::collections::BTreeSet<String> {
        let records = self.mock.records(&self.model.name);
        records.iter().filter_map(|record| values::id(&self.model, record)).collect()
    }
}

/// The check fails unless this holds.
fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

/// An error of the client fails the check.
fn text(error: Error) -> String {
    format!("{error} ({:?})", error.kind())
}
