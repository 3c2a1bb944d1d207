//! `[category.model]`: capabilities, readings, writes, and the report of every field.

use heck::ToSnakeCase;

use crate::diagnostics::catalogue;
use crate::ir::{self, Shape};
use crate::mapping::{Model, PathExpr, RootExpr, StepExprKind};
use crate::plan::{Lookup, ModelPlan, Reading, Root, Step, StepKind, Value, ValueKind};

use super::resolve_path::Scope;
use super::spelling::{unknown_category, unknown_model};
use super::{Binder, Category};
use crate::diagnostics::quoted;

impl Binder<'_> {
    pub(super) fn models(&mut self) {
        let (mapping, categories) = (self.mapping, self.categories);
        for decl in &mapping.models {
            let name = decl.category.value.as_str();
            let Some(category) = categories.iter().find(|category| category.name == name) else {
                let (stop, _) = unknown_category(&mapping.file, &decl.category, categories);
                self.found(stop);
                continue;
            };
            self.unified = category.api;
            self.category = category.name.to_owned();
            self.model_name = decl.name.value.clone();
            let model =
                category.api.models.iter().find(|model| model.name.to_snake_case() == decl.name.value);
            match model {
                Some(model) => {
                    let earlier = self.also.len();
                    let plan = self.model(decl, model);
                    self.plan.models.push(plan);
                    for found in self.also.iter_mut().skip(earlier) {
                        mapping.note_inherited(found, &decl.category.value, &decl.name.value);
                    }
                }
                None => self.no_model(decl, category),
            }
        }
    }

    /// Neither a model, nor a part: an object inside one.
    fn no_model(&mut self, decl: &Model, category: &Category<'_>) {
        let name = decl.name.value.as_str();
        let is_part = category
            .api
            .types
            .iter()
            .any(|(_, def)| matches!(def.kind, ir::Kind::Struct(_)) && def.name.to_snake_case() == name);
        if is_part && decl.capabilities.is_empty() {
            return;
        }
        let (stop, _) = unknown_model(&self.mapping.file, &decl.name, category);
        self.found(stop);
    }

    fn model(&mut self, decl: &Model, model: &ir::Model) -> ModelPlan {
        let mut plan = ModelPlan {
            alike: None,
            category: self.category.clone(),
            model: decl.name.value.clone(),
            unified: model.model,
            new: model.new,
            patch: model.patch,
            parent: decl.parent.as_ref().map(|parent| parent.value.clone()),
            select: Vec::new(),
            readings: Vec::new(),
            capabilities: Vec::new(),
            fields: Vec::new(),
            webhooks: None,
            span: decl.name.span.clone(),
            line: self.mapping.line(decl.name.span.start),
        };
        self.check_names(model.model, &decl.fields, &decl.name.span);
        self.check_parent(decl);
        (self.of, self.used.of) = (decl.of.clone(), false);
        let drafts = self.capabilities(decl);
        plan.readings = self.readings(decl, model, &drafts);
        self.check_lines(decl, model, &plan.readings);
        plan.capabilities = self.finish(decl, model, drafts);
        plan.select = select(decl, &plan.readings);
        self.check_select(decl, &plan);
        plan.webhooks = self.model_webhooks(decl, !plan.readings.is_empty());
        plan.fields = self.field_plans(decl, model, &plan);
        self.complete_writes(model, &mut plan);
        self.note_maps(decl);
        self.check_of();
        plan
    }

    /// `of` picks a variant of a union, and there has to be one.
    fn check_of(&mut self) {
        if let Some(of) = self.of.take().filter(|_| !self.used.of) {
            let message =
                format!("no call answers with one of several schemas, of which one is `{}`", of.value);
            let stop = self.stop(catalogue::UNUSED, &of.span, message, "unused");
            self.found(stop.help("remove it: every path leads to the schema that is meant"));
        }
    }

    fn check_parent(&mut self, decl: &Model) {
        let Some(parent) = &decl.parent else { return };
        let known = self
            .mapping
            .models
            .iter()
            .any(|model| format!("{}.{}", model.category.value, model.name.value) == parent.value);
        if !known {
            let message = format!("`{}` is not mapped", parent.value);
            let stop = self
                .stop(catalogue::UNKNOWN_MODEL, &parent.span, message, "no such model in this mapping")
                .help("a parent is written `category.model`, and is mapped in the same file");
            self.found(stop);
        }
    }

    /// One reading a distinct type of record: the first is what lines are checked against, and what others lack is said.
    fn readings(
        &mut self,
        decl: &Model,
        model: &ir::Model,
        drafts: &super::capability::Drafts,
    ) -> Vec<Reading> {
        let mut readings: Vec<Reading> = Vec::new();
        for (record, capability) in &drafts.records {
            let scope = Scope::record(record.clone(), self.none_of(decl));
            let mark = self.also.len();
            let fields = self.read_fields(model.model, &decl.fields, &scope);
            if readings.is_empty() {
                self.check_optional(decl, model, &fields);
            } else {
                self.only_here(mark, capability);
            }
            let lookups = lookups(&fields);
            readings.push(Reading { record: record.clone(), fields, lookups, widened: None });
        }
        readings
    }

    /// What only this record lacks is worth a warning; what every record lacks has been reported.
    fn only_here(&mut self, mark: usize, capability: &str) {
        let later = self.also.split_off(mark.min(self.also.len()));
        for mut found in later {
            let known = self.also.iter().any(|earlier| {
                earlier.labels.first().map(|label| &label.place)
                    == found.labels.first().map(|label| &label.place)
            });
            if known {
                continue;
            }
            if found.code == catalogue::PATH_MISSING {
                found.code = catalogue::MISSING_HERE;
                found.message =
                    format!("{}: so what `{capability}` answers is read without it", found.message);
            }
            self.also.push(found);
        }
    }

    /// A required field over something that may be absent.
    fn check_optional(&mut self, decl: &Model, model: &ir::Model, fields: &[crate::plan::ReadField]) {
        let ir::Kind::Struct(found) = &self.unified.types.get(model.model).kind else { return };
        for (read, field) in fields.iter().zip(&found.fields) {
            let Some(line) = decl.fields.iter().find(|line| line.name.value == field.wire) else { continue };
            let absent = read.value.as_ref().is_some_and(|value| value.absent);
            // Hardly a document says that an id is always there, and every vendor gives one.
            if field.required && absent && field.wire != "id" {
                let message = format!("`{}` is required, and the vendor may leave this out", field.wire);
                let stop = self
                    .stop(catalogue::OPTIONAL_INTO_REQUIRED, &line.span, message, "may be absent")
                    .help("a record without it is dropped, with a warning; if it is always there, say `required` in an overlay");
                self.found(stop);
            }
        }
    }

    pub(super) fn none_of(&self, decl: &Model) -> Vec<String> {
        decl.none
            .as_ref()
            .map(|none| none.iter().map(|text| text.value.clone()).collect())
            .unwrap_or_default()
    }

    /// What no line speaks of, a note a model. Who is still mending errors has no use for it.
    pub(super) fn note_unmapped(&mut self) {
        let plans = self.plan.models.iter();
        let missing = plans.map(|plan| {
            let unmapped = plan.fields.iter().filter(|field| field.line == 0);
            (plan, unmapped.map(|field| field.name.as_str()).collect::<Vec<_>>())
        });
        let notes = missing.filter(|(_, names)| !names.is_empty()).map(|(plan, names)| {
            let message = format!("the mapping does not speak of {} of `{}`", quoted(&names), plan.model);
            self.stop(catalogue::FIELDS_UNMAPPED, &plan.span, message, "incomplete")
                .help("map them, or say why not: `absent = { \"why\" = [\"field\"] }`")
        });
        let notes: Vec<_> = notes.collect();
        self.also.extend(notes);
    }

    fn check_select(&mut self, decl: &Model, plan: &ModelPlan) {
        let Some(declared) = &decl.select else { return };
        if !self.used.inputs_ever.contains("select") {
            let stop = self
                .stop(
                    catalogue::UNUSED,
                    &declared.root.span,
                    "`select` is declared, and no call asks for `{select}`",
                    "unused",
                )
                .help("give it to the parameter that takes it: `with = { fields = \"{select}\" }`");
            self.found(stop);
        } else if plan.select.is_empty() {
            let message = "no mapped field is inside what `select` names";
            let stop = self.stop(catalogue::UNUSED, &declared.root.span, message, "selects nothing");
            self.found(*stop);
        }
        self.used.inputs_ever.clear();
    }

    fn note_maps(&mut self, decl: &Model) {
        for (map, keys) in std::mem::take(&mut self.unverified) {
            let named = if map == "@" { "the record".to_owned() } else { format!("`{map}`") };
            let read = if keys.len() == 1 {
                "the one read here is".to_owned()
            } else {
                format!("the {} read here are", keys.len())
            };
            let message =
                format!("{named} holds any members: the document can't tell whether {read} spelt right");
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let found = self.stop(catalogue::MAP_KEYS, &decl.name.span, message, "reads members by name");
            self.found(found.note(keys.join(", ")));
        }
    }
}

/// Maps of texts that at least three paths of a reading look into.
fn lookups(fields: &[crate::plan::ReadField]) -> Vec<Lookup> {
    let mut found: Vec<(usize, Lookup)> = Vec::new();
    let mut count = |value: &Value| {
        let ValueKind::Path(path) = &value.kind else { return };
        let Some((last, map)) = path.steps.split_last() else { return };
        let text = value.ty.shape == Shape::Scalar(ir::Scalar::Text);
        let (StepKind::Member(_), Root::Record, true) = (&last.kind, &path.root, text) else { return };
        let Some(StepKind::Field(field)) = map.last().map(|step| &step.kind) else { return };
        match found.iter_mut().find(|(_, known)| known.map == map && known.none == path.none) {
            Some((times, _)) => *times += 1,
            None => {
                let name = field.name.clone();
                found.push((1, Lookup { name, map: map.to_vec(), none: path.none.clone() }));
            }
        }
    };
    for value in fields.iter().filter_map(|field| field.value.as_ref()) {
        value.each(&mut count);
    }
    let mut lookups: Vec<Lookup> = Vec::new();
    for (_, lookup) in found.into_iter().filter(|(times, _)| *times > 2) {
        // Two of one name would hide each other.
        if lookups.iter().all(|known| known.name != lookup.name) {
            lookups.push(lookup);
        }
    }
    lookups
}

/// The vendor's names that the readings of a model read below `select.root`.
fn select(decl: &Model, readings: &[Reading]) -> Vec<String> {
    let Some(declared) = &decl.select else { return Vec::new() };
    let Some(of) = super::resolve_path::path_of(&declared.root).and_then(names) else { return Vec::new() };
    let values = readings.iter().flat_map(|reading| &reading.fields).filter_map(|field| field.value.as_ref());
    let read = values.flat_map(Value::sources);
    let mut names: Vec<_> =
        read.filter_map(|steps| selected(&steps, &of, declared.separator.as_deref())).collect();
    names.sort();
    names.dedup();
    names
}

/// What of a path is asked for: its names up to the first variant. Iterations and indexes are passed over.
fn selected(steps: &[&Step], of: &[String], separator: Option<&str>) -> Option<String> {
    let named = steps.iter().take_while(|step| !matches!(step.kind, StepKind::Variant { .. }));
    let names: Vec<&str> = named.filter_map(|step| step.kind.wire()).collect();
    let rest = names.get(of.len()..).filter(|_| names.iter().zip(of).all(|(name, of)| name == of))?;
    match separator {
        Some(separator) if !rest.is_empty() => Some(rest.join(separator)),
        _ => rest.first().map(|name| (*name).to_owned()),
    }
}

/// The names of a path as written.
fn names(path: &PathExpr) -> Option<Vec<String>> {
    let first = match &path.root {
        RootExpr::Name(name) => Some(name.clone()),
        RootExpr::At => None,
        _ => return None,
    };
    let rest = path.steps.iter().filter_map(|step| match &step.kind {
        StepExprKind::Name(name) => Some(name.clone()),
        _ => None,
    });
    Some(first.into_iter().chain(rest).collect())
}

/// Whether it is a type that records can be of.
pub(super) fn is_record(types: &ir::Types, shape: &Shape) -> bool {
    match shape {
        Shape::Map(_) => true,
        Shape::Named(id) => matches!(types.get(*id).kind, ir::Kind::Struct(_) | ir::Kind::Newtype(_)),
        _ => false,
    }
}
