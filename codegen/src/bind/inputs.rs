//! Placeholders: what a request's values may ask for, and how each is brought to the type that is wanted.

use crate::diagnostics::{catalogue, nearest};
use crate::ir::{Literal, Scalar, Shape};
use crate::mapping::{
    Expr, ExprKind, PathExpr, RequestKind, RequestValue, RootExpr, StepExprKind, TemplatePiece,
};
use crate::plan::{CapabilityKind, Input, Root, Value, ValueKind};

use super::Binder;
use super::expressions::{literal, vendor};
use super::resolve_path::{Scope, Stop};

/// What the language can give at all.
pub(super) const ALL: [&str; 13] = [
    "now",
    "id",
    "ids",
    "cursor",
    "last",
    "page_size",
    "page",
    "offset",
    "since",
    "token",
    "select",
    "parent",
    "record",
];

/// What can be asked for in one call.
#[derive(Clone, Debug, Default)]
pub(super) struct Inputs {
    pub(super) names: Vec<&'static str>,
    /// The written record's vendor type, for `{record.member}`.
    pub(super) record: Option<Shape>,
    pub(super) settings: Vec<String>,
    /// Names are credentials: any is one.
    pub(super) credentials: bool,
    /// The mapping says how large pages are, so that `{page_size}` is always there.
    pub(super) sized: bool,
    /// A run of changes may go on from a token, and `{since}` is then absent.
    pub(super) by_token: bool,
}

impl Inputs {
    pub(super) fn of(kind: CapabilityKind, settings: Vec<String>, parent: bool) -> Self {
        use CapabilityKind::{Changed, Create, Delete, Deleted, Download, Get, List, Many, Update, Upload};
        let mut names: Vec<&'static str> = match kind {
            List => vec!["cursor", "last", "page_size", "page", "offset", "select"],
            Get => vec!["id", "select"],
            Many => vec!["ids", "select", "page_size", "cursor", "last", "page", "offset"],
            Create => vec!["select"],
            Update => vec!["id", "select"],
            Delete | Download => vec!["id"],
            Changed | Deleted => {
                vec!["since", "token", "cursor", "last", "page_size", "page", "offset", "select"]
            }
            Upload => vec!["record", "select"],
        };
        if parent {
            names.push("parent");
        }
        names.push("now");
        Self { names, settings, ..Self::default() }
    }

    /// Everything that may stand in braces.
    pub(super) fn names(&self) -> Vec<String> {
        let own = self.names.iter().map(|name| match *name {
            "parent" => "parent.id".to_owned(),
            "record" => "record.…".to_owned(),
            name => name.to_owned(),
        });
        own.chain(self.settings.iter().cloned()).collect()
    }
}

impl Binder<'_> {
    /// An expression in braces.
    pub(super) fn placeholder(&mut self, expr: &Expr, inputs: &Inputs) -> Result<Value, Stop> {
        match &expr.kind {
            ExprKind::Path(path) => self.input(path, inputs),
            ExprKind::Pipe { of, filter } => {
                let value = self.placeholder(of, inputs)?;
                self.template_filter(value, filter)
            }
            ExprKind::Coalesce(all) => match all.as_slice() {
                [first, second] => {
                    let value = self.placeholder(first, inputs)?;
                    let or = match &second.kind {
                        ExprKind::Text(text) => literal(Literal::Text(text.clone()), Scalar::Text),
                        ExprKind::Number(number) => match number.parse() {
                            Ok(number) => literal(Literal::Integer(number), Scalar::I64),
                            Err(_) => return Err(self.no_template(second)),
                        },
                        ExprKind::Bool(bool) => literal(Literal::Bool(*bool), Scalar::Bool),
                        _ => return Err(self.no_template(second)),
                    };
                    let (ty, fallible) = (value.ty.clone(), value.fallible);
                    Ok(Value { kind: ValueKind::Coalesce(vec![value, or]), ty, absent: false, fallible })
                }
                _ => Err(self.no_template(expr)),
            },
            _ => Err(self.no_template(expr)),
        }
    }

    fn no_template(&self, expr: &Expr) -> Stop {
        let message = "a request's value is a placeholder, filters, and `??` with a constant";
        self.stop(catalogue::UNKNOWN_PLACEHOLDER, &expr.span, message, "can't be asked for here")
    }

    fn input(&mut self, path: &PathExpr, inputs: &Inputs) -> Result<Value, Stop> {
        let text = Shape::Scalar(Scalar::Text);
        let integer = Shape::Scalar(Scalar::I64);
        let RootExpr::Name(name) = &path.root else { return Err(self.unknown_input(path, "@", inputs)) };
        let there = inputs.names.contains(&name.as_str());
        let of = |input, shape, absent| Value {
            kind: ValueKind::Input(input),
            ty: vendor(shape),
            absent,
            fallible: false,
        };
        let bare = path.steps.is_empty();
        let value = match name.as_str() {
            "id" if there && bare => of(Input::Id, text, false),
            "ids"
                if there
                    && matches!(
                        path.steps.as_slice(),
                        [crate::mapping::StepExpr { kind: StepExprKind::Each(None), .. }]
                    ) =>
            {
                of(Input::EachId, text, false)
            }
            "ids" if there && bare => of(Input::Ids, Shape::List(Box::new(text)), false),
            "cursor" if there && bare => of(Input::Cursor, text, true),
            "last" if there && bare => of(Input::Last, text, true),
            "page_size" if there && bare => of(Input::PageSize, integer, !inputs.sized),
            "page" if there && bare => of(Input::Page, integer, false),
            "offset" if there && bare => of(Input::Offset, integer, false),
            "since" if there && bare => of(Input::Since, Shape::Scalar(Scalar::Timestamp), inputs.by_token),
            "now" if there && bare => of(Input::Now, Shape::Scalar(Scalar::Timestamp), false),
            "token" if there && bare => of(Input::Token, text, true),
            "select" if there && bare => of(Input::Select, Shape::List(Box::new(text)), false),
            "parent" if there => match path.steps.as_slice() {
                [step] if matches!(&step.kind, StepExprKind::Name(name) if name == "id") => {
                    of(Input::ParentId, text, false)
                }
                _ => return Err(self.unknown_input(path, name, inputs)),
            },
            "record" if there => return self.record_input(path, inputs),
            _ if bare && inputs.settings.iter().any(|setting| setting == name) => {
                self.used.settings.insert(name.clone());
                of(Input::Setting(name.clone()), text, false)
            }
            _ if bare && inputs.credentials => of(Input::Credential(name.clone()), text, false),
            _ => return Err(self.unknown_input(path, name, inputs)),
        };
        self.used.inputs.insert(name.clone());
        self.used.inputs_ever.insert(name.clone());
        Ok(value)
    }

    /// `{record.path_display}`: a member of what is being written.
    fn record_input(&mut self, path: &PathExpr, inputs: &Inputs) -> Result<Value, Stop> {
        let (Some(shape), Some((first, rest))) = (inputs.record.clone(), path.steps.split_first()) else {
            return Err(self.unknown_input(path, "record", inputs));
        };
        let StepExprKind::Name(name) = &first.kind else {
            return Err(self.unknown_input(path, "record", inputs));
        };
        let root = RootExpr::Name(name.clone());
        let inner = PathExpr { root, span: first.span.clone(), steps: rest.to_vec() };
        self.path(&inner, &Scope { root: Root::Request, ..Scope::record(shape, Vec::new()) })
    }

    fn unknown_input(&self, path: &PathExpr, name: &str, inputs: &Inputs) -> Stop {
        let known = inputs.names();
        let message = if ALL.contains(&name) {
            format!("there is no `{{{name}}}` in this call")
        } else {
            format!("unknown placeholder `{{{name}}}`")
        };
        let span = super::resolve_path::path_span(path);
        let stop = self.stop(catalogue::UNKNOWN_PLACEHOLDER, &span, message, "not known here");
        match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => stop.help(format!("did you mean `{{{near}}}`?")).into(),
            None if known.is_empty() => stop.help("only constants can be given here").into(),
            None => {
                let known: Vec<_> = known.iter().map(|name| format!("`{{{name}}}`")).collect();
                stop.help(format!("here there are {}", known.join(", "))).into()
            }
        }
    }
}

/// Whether a value asks for something that other calls have, and this one has not.
pub(super) fn asks_for_other(value: &RequestValue, inputs: &Inputs) -> bool {
    match &value.kind {
        RequestKind::Constant(_) => false,
        RequestKind::Template(template) => template.pieces.iter().any(|piece| match piece {
            TemplatePiece::Expr(expr) => expr_asks(expr, inputs),
            TemplatePiece::Text(_) => false,
        }),
        RequestKind::List(items) => items.iter().any(|item| asks_for_other(item, inputs)),
        RequestKind::Table(entries) => entries.iter().any(|entry| asks_for_other(&entry.value, inputs)),
    }
}

fn expr_asks(expr: &Expr, inputs: &Inputs) -> bool {
    match &expr.kind {
        ExprKind::Path(path) => {
            matches!(&path.root, RootExpr::Name(name)
                if ALL.contains(&name.as_str()) && !inputs.names.contains(&name.as_str()))
        }
        ExprKind::Pipe { of, .. } => expr_asks(of, inputs),
        ExprKind::Coalesce(all) => all.iter().any(|inner| expr_asks(inner, inputs)),
        _ => false,
    }
}
