//! Lines as a whole: what is written, what is lost, and the report of every field.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::ir::{self, Origin};
use crate::mapping::{EnumDecl, EnumUse, FieldDecl, FieldKind, FilterUse, Model, Span};
use crate::plan::{
    Action, Capability, CapabilityKind, Class, FieldPlan, Loss, ModelPlan, Place as WritePlace, StepKind,
    Takes, Value, Write, WriteKind,
};

use super::round_trip::{self, Declared, Losses};
use super::write::Sheet;
use super::write_place::Unwritten;
use super::{Binder, Unplaced, replaced_lists, write_list};

impl Declared for Binder<'_> {
    fn table(&self, decl: &FieldDecl) -> Option<EnumDecl> {
        match decl.table.as_ref()? {
            EnumUse::Inline(table, _) => Some(table.clone()),
            EnumUse::Named(name) => {
                self.mapping.enums.iter().find(|table| table.name.value == name.value).cloned()
            }
        }
    }

    fn function_loses(&self, name: &str) -> Option<bool> {
        self.mapping
            .functions
            .iter()
            .find(|found| found.name.value == name)
            .map(|found| found.loses.is_some())
    }

    fn filter_loses(&self, filter: &FilterUse) -> Option<(bool, bool, &'static str)> {
        self.filter_loss(filter)
    }
}

impl Binder<'_> {
    /// The lines of a model that are written in a capability.
    pub(super) fn write_lines(&mut self, decl: &Model, sheet: &Sheet) -> Vec<Write> {
        let def = self.unified.types.get(sheet.unified);
        let ir::Kind::Struct(found) = &def.kind else { return Vec::new() };
        let mut writes: Vec<Write> = Vec::new();
        let mut places: BTreeMap<String, Span> = BTreeMap::new();
        for (index, field) in found.fields.iter().enumerate() {
            let Some(line) = decl.fields.iter().find(|line| line.name.value == field.wire) else { continue };
            self.field_name = field.wire.clone();
            match self.write_field(line, (index, field), sheet) {
                Ok(None) => {}
                Ok(Some(lines)) => {
                    self.check_places(&lines, line, &mut places);
                    writes.extend(lines);
                }
                Err(unwritten) => self.unwritten(line, sheet, unwritten),
            }
        }
        self.share(decl, &mut writes);
        writes
    }

    /// Lines that write one place, as those may that each let other texts through. A place that is always there has no
    /// state in which nothing was written yet.
    fn share(&mut self, decl: &Model, writes: &mut [Write]) {
        let places: Vec<Option<WritePlace>> = writes.iter().map(|write| write.place().cloned()).collect();
        let mut seen = Vec::new();
        for (write, place) in writes.iter_mut().zip(&places) {
            let Some(place) = place else { continue };
            if places.iter().flatten().filter(|other| *other == place).count() < 2 {
                continue;
            }
            let optional = place.is_direct() && place.takes != Takes::Value;
            if let WriteKind::Value { shared, .. } = &mut write.kind {
                *shared = optional;
            }
            let line = decl.fields.iter().find(|line| line.name.value == write.name);
            // Of lines without `only` that is reported already.
            if !optional && seen.contains(place) && line.is_some_and(says_only) {
                let span = line.map_or(decl.name.span.clone(), |line| line.name.span.clone());
                let message = format!("two lines write `{}`", place.text());
                let stop = self.stop(catalogue::PLACE_TWICE, &span, message, "writes it again");
                self.found(
                    stop.help("only an optional property of the record itself can take one of several"),
                );
            }
            seen.push(place.clone());
        }
    }

    fn check_places(&mut self, lines: &[Write], line: &FieldDecl, places: &mut BTreeMap<String, Span>) {
        let mut own: Vec<String> =
            write_list::places_of(lines).into_iter().map(crate::plan::Place::text).collect();
        own.sort();
        own.dedup();
        // `only` parts one place among several lines by what the text starts with.
        if says_only(line) {
            return;
        }
        for text in own {
            let Some(first) = places.get(&text) else {
                places.insert(text, line.name.span.clone());
                continue;
            };
            let found = Diagnostic::new(
                catalogue::PLACE_TWICE,
                format!("two lines write `{text}`"),
                Place::span(&self.mapping.file, line.name.span.clone()),
                "writes it again",
            )
            .label(Place::span(&self.mapping.file, first.clone()), "written here")
            .help("let one of them only read: `{ read = \"…\" }`");
            self.found(found);
        }
    }

    /// A line that is not written: an error where it says that it is to be, else a note.
    fn unwritten(&mut self, line: &FieldDecl, sheet: &Sheet, unwritten: Unwritten) {
        let explicit = match &line.kind {
            FieldKind::Paths(directions) => {
                Self::written(directions, sheet.kind).is_some_and(|(_, explicit)| explicit)
            }
            _ => false,
        };
        match unwritten {
            Unwritten::Wrong(stop) => self.found(*stop),
            Unwritten::Missing(stop) if explicit => self.found(*stop),
            Unwritten::ReadOnly(span, why) if explicit => self.not_invertible(&span, &why),
            Unwritten::Missing(stop) => self.derived(line, sheet, stop.message),
            Unwritten::ReadOnly(_, why) => self.derived(line, sheet, why),
        }
    }

    /// A line that the requests leave out. One that can only be read says so by its form.
    fn derived(&mut self, line: &FieldDecl, sheet: &Sheet, why: String) {
        if matches!(line.kind, FieldKind::Case(_)) {
            return;
        }
        let verb = if sheet.kind == CapabilityKind::Create { "created" } else { "updated" };
        let new = || Unplaced { line: line.name.span.clone(), reasons: Vec::new() };
        self.unwritten.entry(line.name.value.clone()).or_insert_with(new).reasons.push((verb, why));
    }

    /// Every field of the model: class, losses, where it comes from.
    pub(super) fn field_plans(
        &mut self,
        decl: &Model,
        model: &ir::Model,
        plan: &ModelPlan,
    ) -> Vec<FieldPlan> {
        let def = self.unified.types.get(model.model);
        let ir::Kind::Struct(found) = &def.kind else { return Vec::new() };
        let mut fields = Vec::new();
        for (index, field) in found.fields.iter().enumerate() {
            let line = decl.fields.iter().find(|line| line.name.value == field.wire);
            fields.push(self.field_plan(index, field, line, plan));
        }
        self.note_read_only();
        fields
    }

    fn field_plan(
        &mut self,
        index: usize,
        field: &ir::Field,
        line: Option<&FieldDecl>,
        plan: &ModelPlan,
    ) -> FieldPlan {
        let value = plan.readings.iter().find_map(|reading| reading.fields.get(index)?.value.as_ref());
        let written = |kind: CapabilityKind| {
            let own = plan.capabilities.iter().filter(|capability| capability.kind == kind);
            own.flat_map(lines).any(|line| line.name == field.name)
        };
        let (read, create, update) =
            (value.is_some(), written(CapabilityKind::Create), written(CapabilityKind::Update));
        let mut losses = line.map(|line| round_trip::of_field(line, self)).unwrap_or_default();
        if let (Some(value), true) = (value, create || update) {
            value.each(&mut |value| round_trip::of_read(value, &mut losses));
            written_lines(plan, &field.name)
                .for_each(|line| line.each(&mut |value| round_trip::of_written(value, &mut losses)));
        }
        let mut field_plan = FieldPlan {
            index,
            name: field.name.clone(),
            class: round_trip::class(read, create || update, &losses),
            reasons: losses.reasons.clone(),
            loses: None,
            ignore: None,
            symmetric: false,
            read,
            create,
            update,
            text: String::new(),
            span: 0..0,
            line: 0,
            origin: value.and_then(|value| self.origin(value)),
        };
        let Some(line) = line else { return field_plan };
        field_plan.span = line.name.span.clone();
        field_plan.line = self.mapping.line(line.name.span.start);
        let text = line.text.as_deref().unwrap_or_else(|| self.mapping.source(&line.span));
        field_plan.text = text.trim_matches('"').to_owned();
        field_plan.symmetric = match &line.kind {
            FieldKind::Paths(directions) => {
                directions.from.is_some()
                    && directions.read.is_none()
                    && directions.create.is_none()
                    && directions.update.is_none()
                    && directions.write.is_none()
            }
            FieldKind::Each { .. } | FieldKind::Entries { .. } | FieldKind::Object { .. } => true,
            _ => false,
        };
        field_plan.loses = line.loses.as_ref().map(|loses| loses.value.clone());
        if let FieldKind::Ignore(why) = &line.kind {
            field_plan.ignore = Some(why.value.clone());
            field_plan.class = Class::Ignored;
            "absent".clone_into(&mut field_plan.text);
            self.check_ignore(line, plan);
        }
        self.check_loses(line, &field_plan, &losses);
        self.check_replaced(line, plan);
        field_plan
    }

    fn check_loses(&mut self, line: &FieldDecl, field: &FieldPlan, losses: &Losses) {
        match (field.class, &line.loses) {
            (Class::Lossy(Loss { w, r }), None) if !losses.owned => {
                let laws = match (w, r) {
                    (true, true) => {
                        "what is written may come back changed, or be refused, and what is read may go back changed"
                    }
                    (true, false) => "what is written may come back changed, or be refused",
                    _ => "what is read may go back changed",
                };
                let mut stop: Diagnostic = *self.stop(
                    catalogue::LOSS_NOT_OWNED,
                    &line.name.span,
                    format!("`{}` loses something on a round trip: {laws}", line.name.value),
                    "loses something",
                );
                for reason in &losses.reasons {
                    stop = stop.note(reason.clone());
                }
                let only = match &line.kind {
                    FieldKind::Paths(_) => "only read it: `{ read = \"…\" }`",
                    _ => "only read the lines inside it that lose: `{ read = \"…\" }`",
                };
                self.found(
                    stop.help(format!("give the reason why that is right: `loses = \"…\"`; or {only}")),
                );
            }
            (Class::Bijective | Class::ReadOnly | Class::WriteOnly, Some(loses))
                if !replaced_lists::replaces(line) =>
            {
                let what =
                    if field.class == Class::Bijective { "loses nothing" } else { "goes only one way" };
                let message = format!("`{}` {what}: `loses` is not needed", line.name.value);
                let stop = self.stop(catalogue::LOSES_NOT_NEEDED, &loses.span, message, "not needed");
                self.found(stop.help("remove it"));
            }
            _ => {}
        }
    }

    /// The vendor has a member of the very name that is said to be missing.
    fn check_ignore(&mut self, line: &FieldDecl, plan: &ModelPlan) {
        let plain = |name: &str| name.replace(['_', '-'], "").to_lowercase();
        let Some(reading) = plan.readings.first() else { return };
        let Some((_, def, found)) = super::shapes::structure(&self.vendor.types, &reading.record) else {
            return;
        };
        let Some(field) = found.fields.iter().find(|field| plain(&field.wire) == plain(&line.name.value))
        else {
            return;
        };
        let read_elsewhere = plan.readings.iter().flat_map(|reading| &reading.fields).any(|read| {
            let value = read.value.as_ref().and_then(Value::first_path);
            value
                .and_then(|path| path.steps.first())
                .is_some_and(|step| matches!(&step.kind, StepKind::Field(taken) if taken.wire == field.wire))
        });
        if read_elsewhere {
            return;
        }
        let message = format!("the vendor's record has `{}`", field.wire);
        let place = Place::pointer(&def.origin.file, &def.origin.pointer);
        let stop = self.stop(catalogue::IGNORE_NOT_NEEDED, &line.name.span, message, "ignored");
        let stop = stop.label(place, "declared here");
        self.found(stop.help(format!(
            "map it: `{} = \"{}\"`; or, if it means something else, say so in the reason",
            line.name.value, field.wire
        )));
    }

    /// Notes each field that the request types leave out.
    fn note_read_only(&mut self) {
        for (name, Unplaced { line, reasons }) in std::mem::take(&mut self.unwritten) {
            let message = format!("`{name}` can't be written everywhere");
            let label = "read-only, by what the requests take";
            let mut stop: Diagnostic = *self.stop(catalogue::DERIVED_READ_ONLY, &line, message, label);
            match reasons.as_slice() {
                [(_, first), (_, second)] if first == second => {
                    stop = stop.note(format!("`{name}` is not written: {first}"));
                }
                _ => {
                    for (verb, why) in reasons {
                        stop = stop.note(format!("`{name}` is not {verb}: {why}"));
                    }
                }
            }
            self.found(stop.help(
                "where that is not meant, give the request's own path: `create = \"…\"`, `update = \"…\"`",
            ));
        }
    }

    /// Where the document declares what a value reads.
    fn origin(&self, value: &Value) -> Option<Origin> {
        let path = value.first_path()?;
        path.steps.iter().rev().find_map(|step| match &step.kind {
            StepKind::Field(field) => {
                let origin = &self.vendor.types.get(field.of).origin;
                let name = field.wire.replace('~', "~0").replace('/', "~1");
                Some(Origin {
                    file: origin.file.clone(),
                    pointer: format!("{}/properties/{name}", origin.pointer),
                })
            }
            _ => None,
        })
    }
}

/// What a capability writes.
fn lines(capability: &Capability) -> &[Write] {
    match &capability.action {
        Action::Call(call) => &call.writes.lines,
        Action::Function(_) => &[],
    }
}

fn written_lines<'p>(plan: &'p ModelPlan, field: &'p str) -> impl Iterator<Item = &'p Write> {
    plan.capabilities.iter().flat_map(lines).filter(move |line| line.name == field)
}

fn says_only(line: &FieldDecl) -> bool {
    let FieldKind::Paths(directions) = &line.kind else { return false };
    let mut at = directions.from.as_ref();
    while let Some(crate::mapping::ExprKind::Pipe { of, filter }) = at.map(|expr| &expr.kind) {
        if filter.name.value == "only" {
            return true;
        }
        at = Some(of);
    }
    false
}
