//! Capabilities and fields that bind and make no sense: a request that is the same for every record, a method that does
//! not fit, an id that is no id.

use crate::diagnostics::catalogue;
use crate::ir::{self, Shape};
use crate::mapping::{
    CapabilityDecl, CapabilityKind, Constant, Expr, ExprKind, FieldDecl, FieldKind, Model, PathExpr,
    RootExpr, Span, StepExprKind,
};
use crate::plan::{Reading, Root, Value, ValueKind};

use super::Binder;
use super::resolve_path::Stop;
use super::shapes::{self, Family};

impl Binder<'_> {
    /// Methods that can do what the capability says. Reads may be posted, as searches are; nothing is changed by `GET`.
    pub(super) fn check_method(
        &self,
        kind: CapabilityKind,
        operation: usize,
        name: &str,
        span: &Span,
    ) -> Result<(), Stop> {
        use CapabilityKind::{Create, Delete, Update, Upload};
        let fits: &[&str] = match kind {
            Create | Upload => &["POST", "PUT", "PATCH"],
            Update => &["PATCH", "PUT", "POST"],
            Delete => &["DELETE", "POST", "PATCH", "PUT"],
            _ => &["GET", "POST", "QUERY"],
        };
        let Some(found) = self.vendor.operations.get(operation) else { return Ok(()) };
        if fits.contains(&found.method.as_str()) {
            return Ok(());
        }
        let message =
            format!("`{name}` calls {} {}, and a {} can't do that", found.method, found.path, found.method);
        let stop = self.stop(catalogue::METHOD_UNFIT, span, message, "the wrong call");
        let stop = self.declared(operation, *stop);
        Err(stop.help(format!("`{name}` calls an operation with one of {}", fits.join(", "))).into())
    }

    /// A request about one record, or about some, has to say which.
    pub(super) fn check_identity(
        &mut self,
        model: &Model,
        decl: &CapabilityDecl,
        operation: usize,
        span: &Span,
    ) {
        use CapabilityKind::{Delete, Download, Get, List, Many, Update};
        let wanted = match decl.kind {
            Get | Update | Delete | Download => "id",
            Many => "ids",
            List if model.parent.is_some() => "parent",
            _ => return,
        };
        let unset = |found: &crate::diagnostics::Diagnostic| {
            found.code == catalogue::PARAMETER_UNSET
                && found
                    .labels
                    .first()
                    .is_some_and(|label| label.place.at == crate::diagnostics::At::Span(span.clone()))
        };
        if self.used.inputs_failed || self.used.inputs.contains(wanted) || self.also.iter().any(unset) {
            return;
        }
        let name = &decl.name.value;
        let shown = if wanted == "parent" { "parent.id" } else { wanted };
        let message = format!("`{name}` never asks for `{{{shown}}}`: every request is the same");
        let stop = self.stop(catalogue::ID_UNUSED, span, message, "the same for every record");
        let stop = self.declared(operation, *stop);
        let parameters = self.vendor.operations.get(operation).map(|found| found.parameters.as_slice());
        let path =
            parameters.into_iter().flatten().find(|parameter| parameter.location == ir::Location::Path);
        let help = match path {
            Some(path) => {
                format!("give it to the parameter that takes it: `with.{} = \"{{{shown}}}\"`", path.wire)
            }
            None => format!("call an operation that takes it, and give it: `with.id = \"{{{shown}}}\"`"),
        };
        self.found(stop.help(help));
    }

    /// What the mapping says of the size of pages has to be asked for.
    pub(super) fn check_size(&mut self, decl: &CapabilityDecl) {
        let declared = decl.page.as_ref();
        let Some(page) = declared.filter(|page| page.size.is_some() && page.max_results.is_none()) else {
            return;
        };
        if self.used.inputs_failed || self.used.inputs.contains("page_size") {
            return;
        }
        let message = "`size` is declared, and no request asks for `{page_size}`";
        let stop = self.stop(catalogue::UNUSED, &page.span, message, "never sent");
        let help =
            "give it to the parameter that takes it: `with = { limit = \"{page_size}\" }`; or remove `size`";
        self.found(stop.help(help));
    }

    /// A token, an id, or each of several: a value that can be sent again.
    pub(super) fn check_plain(&self, value: &Value, what: &str, span: &Span) -> Result<(), Stop> {
        let types = &self.vendor.types;
        let shape = match &value.ty.shape {
            Shape::List(item) => shapes::present(types, item).0,
            other => shapes::present(types, other).0,
        };
        let family = shapes::family(types, &shape);
        if !matches!(family, Family::Object | Family::Map | Family::List | Family::Bool | Family::Float) {
            return Ok(());
        }
        let found = shapes::describe(types, &shape);
        let message = format!("{what} is a string or an integer, and this is {found}");
        let stop = self.stop(catalogue::TYPE_MISMATCH, span, message, format!("this is {found}"));
        let members = shapes::members(types, &shape);
        Err(match members {
            Some(members) => stop.help(format!("name the property that has it, one of {members}")).into(),
            None => stop,
        })
    }

    /// The lines of a model, against the records that they read.
    pub(super) fn check_lines(&mut self, decl: &Model, model: &ir::Model, readings: &[Reading]) {
        let Some(reading) = readings.first() else { return };
        let ir::Kind::Struct(found) = &self.unified.types.get(model.model).kind else { return };
        for (field, read) in found.fields.iter().zip(&reading.fields) {
            let Some(line) = decl.fields.iter().find(|line| line.name.value == field.wire) else { continue };
            let Some(value) = &read.value else { continue };
            self.check_none(line, value);
            if field.wire == "id" && !reads_record(value) {
                let message = "the id is the same for every record";
                let stop =
                    self.stop(catalogue::ID_UNUSED, &line.span, message, "reads nothing of the record");
                self.found(stop.help("name the property that has it: `id = \"id\"`"));
            }
        }
        decl.fields.iter().for_each(|line| self.check_line(line, &reading.record));
    }

    fn check_line(&mut self, line: &FieldDecl, record: &Shape) {
        match &line.kind {
            FieldKind::Case(rows) => self.check_case(rows, record),
            FieldKind::Each { over, .. } | FieldKind::Entries { over, .. } => self.check_over(over),
            FieldKind::Object { fields, .. } => fields.iter().for_each(|line| self.check_line(line, record)),
            _ => {}
        }
    }

    /// `each` goes over the items of a list or the entries of a map, which `[*]` says.
    fn check_over(&mut self, over: &Expr) {
        let Some(path) = path_of(over) else { return };
        let iterates =
            |path: &PathExpr| path.steps.iter().any(|step| matches!(step.kind, StepExprKind::Each(_)));
        if iterates(path) || self.is_reported(&over.span) {
            return;
        }
        let name = self.mapping.source(&over.span).trim_matches('"').to_owned();
        let stop =
            self.stop(catalogue::NOT_A_LIST, &over.span, "`each` does not go over anything", "one value");
        self.found(stop.help(format!("write `[*]` behind the list: `{name}[*]`")));
    }

    /// A row's value is a constant: one that is the name of a property was probably meant as a path. What follows a
    /// condition that always holds is never reached.
    fn check_case(&mut self, rows: &[(Expr, crate::mapping::Spanned<Constant>)], record: &Shape) {
        let always = rows.iter().position(|(condition, _)| matches!(condition.kind, ExprKind::Bool(true)));
        for (at, (condition, value)) in rows.iter().enumerate() {
            if always.is_some_and(|always| at > always) {
                let message = "this row is never reached: the condition of a row before it always holds";
                let stop = self.stop(catalogue::UNUSED, &condition.span, message, "never reached");
                self.found(stop.help("put the row with `true` last"));
            }
            let Constant::Text(text) = &value.value else { continue };
            if self.is_reported(&value.span) || !self.is_text_property(text, record) {
                continue;
            }
            let message =
                format!("the value of a row is a constant, and `{text}` is a property of the record");
            let stop =
                self.stop(catalogue::CASE_VALUE_IS_PATH, &value.span, message, "means the text itself");
            let help = "a path with its alternative is written `read = \"a ?? b\"`; a constant is spelt unlike the record's \
                        properties";
            self.found(stop.help(help));
        }
    }

    fn is_text_property(&self, text: &str, record: &Shape) -> bool {
        let mut shape = record.clone();
        for name in text.split('.') {
            let Some((_, _, found)) = shapes::structure(&self.vendor.types, &shape) else { return false };
            let Some(field) = found.fields.iter().find(|field| field.wire == name) else { return false };
            shape = shapes::present(&self.vendor.types, &field.shape).0;
        }
        matches!(shapes::family(&self.vendor.types, &shape), Family::Text | Family::Textual)
    }

    /// `null_values` on a line lists strings; of another type, they have to be values of it.
    fn check_none(&mut self, line: &FieldDecl, value: &Value) {
        let (Some(none), FieldKind::Paths(_)) = (&line.none, &line.kind) else { return };
        let mut read = None;
        value.each(&mut |value| {
            if let (None, ValueKind::Path(_)) = (&read, &value.kind) {
                read = Some(value.ty.shape.clone());
            }
        });
        let Some(shape) = read else { return };
        let family = shapes::family(&self.vendor.types, &shape);
        for text in none {
            let fits = match family {
                Family::Integer | Family::Decimal | Family::Float | Family::Number => {
                    text.value.parse::<f64>().is_ok()
                }
                Family::Time => text.value.parse::<jiff::Timestamp>().is_ok(),
                Family::Date => text.value.parse::<jiff::civil::Date>().is_ok(),
                Family::Bool | Family::List | Family::Map | Family::Object => false,
                _ => true,
            };
            if !fits {
                let found = shapes::describe(&self.vendor.types, &shape);
                let message = format!("`{}` is never the value here: this is {found}", text.value);
                let stop = self.stop(catalogue::TYPE_MISMATCH, &text.span, message, "never received");
                self.found(stop.help("`null_values` lists strings that mean absent: remove it here"));
            }
        }
    }

    /// Whether something was found there already.
    fn is_reported(&self, span: &Span) -> bool {
        self.also.iter().any(|found| {
            let (start, end) = super::position(found);
            start < span.end && end > span.start
        })
    }
}

/// Whether anything of the record decides the value.
fn reads_record(value: &Value) -> bool {
    let mut reads = false;
    value.each(&mut |value| {
        let path =
            matches!(&value.kind, ValueKind::Path(path) if matches!(path.root, Root::Record | Root::Item));
        reads |= path || matches!(&value.kind, ValueKind::Collect { .. });
    });
    reads
}

/// The path at the start of an expression.
fn path_of(expr: &Expr) -> Option<&PathExpr> {
    match &expr.kind {
        ExprKind::Path(path) if matches!(path.root, RootExpr::Name(_) | RootExpr::At) => Some(path),
        ExprKind::Pipe { of, .. } => path_of(of),
        _ => None,
    }
}
