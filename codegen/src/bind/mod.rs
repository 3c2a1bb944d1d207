//! bind: a mapping against the vendor's types and operations and the unified model, to a plan.
//!
//! Every name is resolved, every line typed in both directions, its class computed; what is wrong is reported, all of it
//! in one run. A line that is wrong is left out of the plan, so that the rest can still be looked at.

mod acknowledged;
mod answer;
mod calls;
mod capability;
mod coerce;
mod convert;
mod credentials;
mod documents;
mod enums;
mod expressions;
mod failures;
mod field_report;
mod filter;
mod follow_up_errors;
mod hand_written;
mod inputs;
mod model;
mod not_emitted;
mod pages;
mod patterns;
mod read;
mod replaced_lists;
mod request;
mod request_values;
mod required_properties;
mod resolve_path;
mod round_trip;
mod shapes;
mod shared;
mod slots;
mod soundness;
mod spelling;
mod unused;
mod vendor;
mod webhooks;
mod write;
mod write_list;
mod write_place;
mod written;

pub use acknowledged::acknowledge;
pub use documents::{Offered, check_sources, correct_documents};
pub use hand_written::hand_written;
pub use shared::share;
pub use spelling::correct_calls;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{At, Diagnostic, Severity};
use crate::ir;
use crate::mapping::{Mapping, Span, Spanned, merge_inherited};
use crate::plan::{self, Plan, StepKind};

/// The unified model of one category.
#[derive(Clone, Copy, Debug)]
pub struct Category<'a> {
    /// `crm`: the stem of `specs/unified/crm.yaml`.
    pub name: &'a str,
    pub api: &'a ir::Api,
}

/// What a mapping is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub mapping: &'a Mapping,
    /// The vendor's documents. Operations and types that the mapping does not reach may be missing.
    pub vendor: &'a ir::Api,
    /// All categories there are.
    pub unified: &'a [Category<'a>],
    /// Public functions of `mappings/<vendor>.rs`.
    pub hand_written: &'a [String],
    /// Every operation of the vendor's documents.
    pub offered: &'a [Offered],
    /// Every document was read, so that a call that is not in them is an error.
    pub whole: bool,
}

/// Binds a mapping. Findings are added in the order of the mapping's lines.
pub fn bind(input: Input<'_>, diags: &mut Vec<Diagnostic>) -> Plan {
    let empty = ir::Api::default();
    let mut mapping = input.mapping.clone();
    let also = spelling::correct(&mut mapping, input.unified);
    let input = Input { mapping: &mapping, ..input };
    let mut binder = Binder::new(&input, &empty, diags.clone());
    binder.also = also;
    binder.functions();
    binder.plan.vendor = binder.vendor_plan();
    binder.check_from_token();
    binder.models();
    binder.check_credentials();
    binder.unused();
    binder.drop_follow_ups(input.whole);
    match diags.iter().chain(&binder.also).any(|found| found.severity() == Severity::Error) {
        true => binder.drop_notes(),
        false => binder.note_unmapped(),
    }
    let Binder { mut also, plan, .. } = binder;
    also.sort_by_key(position);
    merge_inherited(&mut also);
    also.dedup();
    diags.append(&mut also);
    plan
}

fn position(found: &Diagnostic) -> (usize, usize) {
    match found.labels.first().map(|label| &label.place.at) {
        Some(At::Span(span)) => (span.start, span.end),
        _ => (0, 0),
    }
}

/// What is at hand while a mapping is bound.
struct Binder<'a> {
    mapping: &'a Mapping,
    vendor: &'a ir::Api,
    /// Of the category that is being bound.
    unified: &'a ir::Api,
    categories: &'a [Category<'a>],
    hand_written: &'a [String],
    offered: &'a [Offered],
    category: String,
    model_name: String,
    field_name: String,
    /// `of`: the schema that records of the model have.
    of: Option<Spanned<String>>,
    /// The line says how many places its decimal has.
    scaled: bool,
    tables: Vec<enums::BoundTable>,
    used: Used,
    /// Maps and the keys that were asked of them.
    unverified: BTreeMap<String, BTreeSet<String>>,
    /// Fields that a request has no place for, and why.
    unwritten: BTreeMap<String, Unplaced>,
    /// What was found before: in the documents, and in the mapping's text.
    earlier: Vec<Diagnostic>,
    /// Findings.
    also: Vec<Diagnostic>,
    plan: Plan,
}

/// A field that a request has no place for.
#[derive(Debug)]
struct Unplaced {
    line: Span,
    /// `created` or `updated`, and why it is not.
    reasons: Vec<(&'static str, String)>,
}

/// What the mapping declares and something uses.
#[derive(Debug, Default)]
struct Used {
    enums: BTreeSet<String>,
    functions: BTreeSet<usize>,
    settings: BTreeSet<String>,
    /// Where the names of `with` entries start.
    with: BTreeSet<usize>,
    /// Placeholders of the call that is being bound.
    inputs: BTreeSet<String>,
    parts: BTreeSet<String>,
    /// A placeholder of the call that is being bound was reported.
    inputs_failed: bool,
    /// A union was met that `of` decides.
    of: bool,
    /// Placeholders of any call of the model.
    inputs_ever: BTreeSet<String>,
}

impl<'a> Binder<'a> {
    fn new(input: &Input<'a>, unified: &'a ir::Api, earlier: Vec<Diagnostic>) -> Self {
        Self {
            mapping: input.mapping,
            vendor: input.vendor,
            unified,
            categories: input.unified,
            hand_written: input.hand_written,
            offered: input.offered,
            category: String::new(),
            model_name: String::new(),
            field_name: String::new(),
            of: None,
            scaled: false,
            tables: Vec::new(),
            used: Used::default(),
            unverified: BTreeMap::new(),
            unwritten: BTreeMap::new(),
            earlier,
            also: Vec::new(),
            plan: Plan { file: input.mapping.file.clone(), ..Plan::default() },
        }
    }
}

impl Binder<'_> {
    fn found(&mut self, found: Diagnostic) {
        // Places are told apart faster than texts, and there may be thousands.
        let at = position(&found);
        if !self.also.iter().any(|known| position(known) == at && *known == found) {
            self.also.push(found);
        }
    }

    /// A map's keys are no one's to check.
    fn unverifiable(&mut self, steps: &[plan::Step], key: &str) {
        let name = match steps.last().map(|step| &step.kind) {
            Some(StepKind::Field(field)) => field.wire.clone(),
            Some(StepKind::Member(name)) => name.clone(),
            _ => "@".to_owned(),
        };
        self.unverified.entry(name).or_default().insert(key.to_owned());
    }

    /// The same for members that a struct does not name but keeps.
    fn unverifiable_extra(&mut self, key: &str) {
        self.unverified.entry("@".to_owned()).or_default().insert(key.to_owned());
    }
}

#[cfg(test)]
mod tests;
