//! Where records, or their ids, are in what comes back.

use crate::diagnostics::catalogue;
use crate::ir::Shape;
use crate::mapping::{CapabilityDecl, Expr, Model, Span};
use crate::plan::{Answer, CapabilityKind, Path, ReplyChoice, Root, Step, StepKind, ValueKind};

use super::Binder;
use super::resolve_path::{Scope, Stop};
use super::{model, shapes};

type Answered = (Answer, Option<ReplyChoice>, Option<Shape>);

impl Binder<'_> {
    pub(super) fn answer(
        &mut self,
        decl: &Model,
        says: &CapabilityDecl,
        operation: usize,
        span: &Span,
        records: &mut Vec<(Shape, String)>,
    ) -> Result<Answered, Stop> {
        use CapabilityKind::{Changed, Create, Delete, Deleted, Download, Get, List, Many, Update, Upload};
        let kind = says.kind;
        if kind == Download {
            return Ok((Answer::Content, None, None));
        }
        let name = says.name.value.as_str();
        let given = [&says.record, &says.records, &says.ids, &says.id].into_iter().any(Option::is_some);
        let shown = self.vendor.operations.get(operation).and_then(|operation| self.answer_shape(operation));
        let header_only = says.id.as_ref().is_some_and(|id| !names_body(id));
        let (shape, reply) = match (shown, kind) {
            (Some((shape, reply)), _) => (shape, reply),
            (None, Delete | Update) if !given => return Ok((Answer::Nothing, None, None)),
            (None, _) if header_only => (Shape::Any, None),
            (None, _) => self.demand_answer(operation, span)?,
        };
        let answer = if let Some(expr) = &says.records {
            self.records(expr, &shape, name, records)?
        } else if let Some(expr) = &says.record {
            self.record(expr, &shape, name, records)?
        } else if let Some(expr) = &says.ids {
            Answer::Ids(self.ids(expr, &shape)?)
        } else if let Some(expr) = &says.id {
            let value = self.value(expr, &Scope::record(shape.clone(), Vec::new()))?;
            self.check_plain(&value, "an id", &expr.span)?;
            Answer::Id(value)
        } else {
            match kind {
                List | Many | Changed | Deleted => self.plain_list(&shape, name, span, records)?,
                Get => self.known_record(&shape, name, span, records)?,
                Create | Update | Upload => self.written_record(decl, &shape, (name, kind), span, records)?,
                Delete | Download => Answer::Nothing,
            }
        };
        Ok((answer, reply, Some(shape)))
    }

    fn reading(&self, shape: &Shape, name: &str, records: &mut Vec<(Shape, String)>) -> usize {
        records.iter().position(|(known, _)| known == shape).unwrap_or_else(|| {
            records.push((shape.clone(), name.to_owned()));
            records.len() - 1
        })
    }

    fn demand_record(&self, shape: &Shape, span: &Span) -> Result<(), Stop> {
        if model::is_record(&self.vendor.types, shape) {
            return Ok(());
        }
        let found = shapes::describe(&self.vendor.types, shape);
        if *shape == Shape::Any {
            let message = "the document does not say what a record is";
            let stop = self.stop(catalogue::UNTYPED_VALUE, span, message, "untyped");
            return Err(stop
                .help(format!("say it in `specs/{}/overlay.yaml`", self.mapping.vendor_name()))
                .into());
        }
        let message = format!("a record is an object, and this is {found}");
        Err(self.stop(catalogue::TYPE_MISMATCH, span, message, format!("this is {found}")))
    }

    fn records(
        &mut self,
        expr: &Expr,
        shape: &Shape,
        name: &str,
        records: &mut Vec<(Shape, String)>,
    ) -> Result<Answer, Stop> {
        let path = self.answer_path(expr, shape)?;
        let (path, found) = path;
        let Shape::List(item) = &found else {
            let found = shapes::describe(&self.vendor.types, &found);
            let message = format!("`records` ends in the records, and this is {found}");
            let stop = self.stop(catalogue::NOT_A_LIST, &expr.span, message, "one value");
            return Err(stop.help("write `[*]` behind the list: `results[*]`").into());
        };
        let item = shapes::present(&self.vendor.types, item).0;
        self.demand_record(&item, &expr.span)?;
        Ok(Answer::Records { path: iterated(path, &item), reading: self.reading(&item, name, records) })
    }

    fn record(
        &mut self,
        expr: &Expr,
        shape: &Shape,
        name: &str,
        records: &mut Vec<(Shape, String)>,
    ) -> Result<Answer, Stop> {
        let (path, found) = self.answer_path(expr, shape)?;
        self.demand_record(&found, &expr.span)?;
        Ok(Answer::Record { path, reading: self.reading(&found, name, records) })
    }

    fn ids(&mut self, expr: &Expr, shape: &Shape) -> Result<crate::plan::Value, Stop> {
        let value = self.value(expr, &Scope::record(shape.clone(), Vec::new()))?;
        if matches!(value.ty.shape, Shape::List(_)) {
            self.check_plain(&value, "an id", &expr.span)?;
            return Ok(value);
        }
        let found = shapes::describe(&self.vendor.types, &value.ty.shape);
        let message = format!("`ids` ends in the ids, and this is {found}");
        let stop = self.stop(catalogue::NOT_A_LIST, &expr.span, message, "one value");
        Err(stop.help("write `[*]` behind the list: `employees[*].id`").into())
    }

    fn answer_path(&mut self, expr: &Expr, shape: &Shape) -> Result<(Path, Shape), Stop> {
        let value = self.value(expr, &Scope::record(shape.clone(), Vec::new()))?;
        match value.kind {
            ValueKind::Path(path) if path.root == Root::Record => Ok((path, value.ty.shape)),
            _ => {
                let message = "where records are is a path into the answer";
                Err(self.stop(catalogue::PATH_MISSING, &expr.span, message, "not a path into the answer"))
            }
        }
    }

    /// No `records`: the answer is the list itself.
    fn plain_list(
        &mut self,
        shape: &Shape,
        name: &str,
        span: &Span,
        records: &mut Vec<(Shape, String)>,
    ) -> Result<Answer, Stop> {
        let Shape::List(item) = shape else {
            let message = format!(
                "`{name}` does not say where the records are in {}",
                shapes::describe(&self.vendor.types, shape)
            );
            let stop = self.stop(catalogue::NO_ANSWER, span, message, "answers with an object");
            let lists = self.list_members(shape);
            return Err(match lists.first() {
                Some(list) => stop.help(format!("perhaps `records = \"{list}[*]\"`")).into(),
                None => stop.help("add `records = \"path[*]\"`, or `ids`").into(),
            });
        };
        let item = shapes::present(&self.vendor.types, item).0;
        self.demand_record(&item, span)?;
        let path = Path { root: Root::Record, steps: Vec::new(), none: Vec::new() };
        Ok(Answer::Records { path: iterated(path, &item), reading: self.reading(&item, name, records) })
    }

    fn list_members(&self, shape: &Shape) -> Vec<String> {
        let Some((_, _, found)) = shapes::structure(&self.vendor.types, shape) else { return Vec::new() };
        let is_list = |field: &&crate::ir::Field| {
            super::read::is_list_of_objects(
                &self.vendor.types,
                &shapes::present(&self.vendor.types, &field.shape).0,
            )
        };
        found.fields.iter().filter(is_list).map(|field| field.wire.clone()).collect()
    }

    fn known_record(
        &mut self,
        shape: &Shape,
        name: &str,
        span: &Span,
        records: &mut Vec<(Shape, String)>,
    ) -> Result<Answer, Stop> {
        self.demand_record(shape, span)?;
        let path = Path { root: Root::Record, steps: Vec::new(), none: Vec::new() };
        Ok(Answer::Record { path, reading: self.reading(shape, name, records) })
    }

    /// What was created or updated, where the answer is of a type that other calls answer with, or has an id of its own.
    fn written_record(
        &mut self,
        decl: &Model,
        shape: &Shape,
        (name, kind): (&str, CapabilityKind),
        span: &Span,
        records: &mut Vec<(Shape, String)>,
    ) -> Result<Answer, Stop> {
        let known = records.iter().any(|(known, _)| known == shape);
        if known || (model::is_record(&self.vendor.types, shape) && self.has_id(decl, shape)) {
            return self.known_record(shape, name, span, records);
        }
        if kind == CapabilityKind::Update {
            return Ok(Answer::Nothing);
        }
        let found = shapes::describe(&self.vendor.types, shape);
        let message = format!("`{name}` does not say where the record, or its id, is in {found}");
        let stop = self.stop(catalogue::NO_ANSWER, span, message, format!("answers with {found}"));
        Err(stop.help("add `record = \"path\"`, or `id = \"path\"`").into())
    }

    /// The path of the model's id is in this type, too.
    fn has_id(&mut self, decl: &Model, shape: &Shape) -> bool {
        use crate::mapping::{FieldKind, RootExpr};
        let id = decl.fields.iter().find(|line| line.name.value == "id");
        let Some(FieldKind::Paths(directions)) = id.map(|line| &line.kind) else { return false };
        let expr = directions.read.as_ref().or(directions.from.as_ref());
        let Some(path) = expr.and_then(super::resolve_path::path_of) else { return false };
        match (&path.root, shapes::structure(&self.vendor.types, shape)) {
            (RootExpr::Name(name), Some((_, _, found))) => {
                found.fields.iter().any(|field| field.wire == *name)
            }
            (RootExpr::Name(_), None) => matches!(shape, Shape::Map(_)),
            _ => false,
        }
    }
}

/// A path to a list goes over its items.
fn iterated(mut path: Path, item: &Shape) -> Path {
    let each = |step: &Step| {
        matches!(step.kind, StepKind::Each(_) | StepKind::EachValue(_) | StepKind::EachExtra { .. })
    };
    if !path.steps.iter().any(each) {
        path.steps.push(Step {
            kind: StepKind::Each(None),
            shape: item.clone(),
            presence: crate::plan::Presence::Always,
            nullable: false,
        });
    }
    path
}

/// Whether an expression looks at the body at all.
fn names_body(expr: &Expr) -> bool {
    use crate::mapping::{ExprKind, RootExpr};
    match &expr.kind {
        ExprKind::Path(path) => !matches!(path.root, RootExpr::Header(_) | RootExpr::Link(_)),
        ExprKind::Pipe { of, .. } => names_body(of),
        ExprKind::Coalesce(all) => all.iter().any(names_body),
        _ => true,
    }
}
