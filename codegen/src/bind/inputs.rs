//! Placeholders: what a request's values may ask for, and how each is brought to the type that is wanted.

use crate::diagnostics::{catalogue, nearest};
use crate::ir::{Literal, Scalar, Shape};
use crate::mapping::{
    Expr, ExprKind, FilterUse, PathExpr, RequestKind, RequestValue, RootExpr, StepExprKind, TemplatePiece,
};
use crate::plan::{CapabilityKind, Input, Op, TimeFormat, ValueKind};

use super::Binder;
use super::path::{Scope, Stop};
use super::shapes::{self, Family};

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

/// An input on its way to a request.
pub(super) struct Given {
    pub(super) input: Input,
    pub(super) ops: Vec<Op>,
    pub(super) or: Option<Literal>,
    pub(super) shape: Shape,
    pub(super) absent: bool,
}

impl Binder<'_> {
    /// An expression in braces.
    pub(super) fn given(&mut self, expr: &Expr, inputs: &Inputs) -> Result<Given, Stop> {
        match &expr.kind {
            ExprKind::Path(path) => self.input(path, inputs),
            ExprKind::Pipe { of, filter } => {
                let given = self.given(of, inputs)?;
                self.write_filter(given, filter)
            }
            ExprKind::Coalesce(all) => match all.as_slice() {
                [first, second] => {
                    let given = self.given(first, inputs)?;
                    let or = match &second.kind {
                        ExprKind::Text(text) => Literal::Text(text.clone()),
                        ExprKind::Number(number) => match number.parse() {
                            Ok(number) => Literal::Integer(number),
                            Err(_) => return Err(self.no_template(second)),
                        },
                        ExprKind::Bool(bool) => Literal::Bool(*bool),
                        _ => return Err(self.no_template(second)),
                    };
                    Ok(Given { or: Some(or), absent: false, ..given })
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

    fn input(&mut self, path: &PathExpr, inputs: &Inputs) -> Result<Given, Stop> {
        let text = Shape::Scalar(Scalar::Text);
        let integer = Shape::Scalar(Scalar::I64);
        let RootExpr::Name(name) = &path.root else { return Err(self.unknown_input(path, "@", inputs)) };
        let there = inputs.names.contains(&name.as_str());
        let of = |input, shape, absent| Given { input, ops: Vec::new(), or: None, shape, absent };
        let bare = path.steps.is_empty();
        let given = match name.as_str() {
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
        Ok(given)
    }

    /// `{record.path_display}`: a member of what is being written.
    fn record_input(&mut self, path: &PathExpr, inputs: &Inputs) -> Result<Given, Stop> {
        let (Some(shape), Some((first, rest))) = (inputs.record.clone(), path.steps.split_first()) else {
            return Err(self.unknown_input(path, "record", inputs));
        };
        let StepExprKind::Name(name) = &first.kind else {
            return Err(self.unknown_input(path, "record", inputs));
        };
        let inner =
            PathExpr { root: RootExpr::Name(name.clone()), span: first.span.clone(), steps: rest.to_vec() };
        let value = self.path(&inner, &Scope::record(shape, Vec::new()))?;
        let ValueKind::Path(found) = value.kind else {
            return Err(self.unknown_input(path, "record", inputs));
        };
        Ok(Given {
            input: Input::Record(found),
            ops: Vec::new(),
            or: None,
            shape: value.ty.shape,
            absent: value.absent,
        })
    }

    fn unknown_input(&self, path: &PathExpr, name: &str, inputs: &Inputs) -> Stop {
        let known = inputs.names();
        let message = if ALL.contains(&name) {
            format!("there is no `{{{name}}}` in this call")
        } else {
            format!("unknown placeholder `{{{name}}}`")
        };
        let span = super::paths::path_span(path);
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

    /// A filter of a template: it writes.
    fn write_filter(&mut self, mut given: Given, filter: &FilterUse) -> Result<Given, Stop> {
        let name = match self.known_filter(filter)? {
            Some(name) => name,
            None => {
                let message = "a function can't be used in a template";
                return Err(self.stop(catalogue::BAD_ARGUMENT, &filter.name.span, message, "only filters"));
            }
        };
        let family = shapes::family(&self.vendor.types, &given.shape);
        let text = Shape::Scalar(Scalar::Text);
        let (op, shape) = match (name, family) {
            ("time", Family::Time) => {
                let format = self.time_format(filter)?;
                let number = matches!(format, TimeFormat::EpochSeconds | TimeFormat::EpochMillis);
                (Op::FormatTime(format), if number { Shape::Scalar(Scalar::I64) } else { text })
            }
            ("date", Family::Time) => {
                given.ops.push(Op::DateOf("Z".to_owned()));
                (Op::FormatDate(self.date_format(filter)?), text)
            }
            ("join", Family::List) => (Op::JoinList(self.text_arg(filter, 0)?), text),
            ("quote", Family::Text) => (Op::Quote, text),
            ("trim", Family::Text) => (Op::Trim, text),
            ("lower", Family::Text) => (Op::Lower, text),
            ("after", Family::Text) => (Op::After(self.text_arg(filter, 0)?), text),
            ("before", Family::Text) => (Op::Before(self.text_arg(filter, 0)?), text),
            ("int", Family::Text) => (Op::ToInteger, Shape::Scalar(Scalar::I64)),
            _ => {
                let found = shapes::describe(&self.vendor.types, &given.shape);
                let message = format!("`{name}` can't write {found}");
                return Err(self.stop(
                    catalogue::BAD_ARGUMENT,
                    &filter.name.span,
                    message,
                    format!("is given {found}"),
                ));
            }
        };
        given.absent |= matches!(op, Op::After(_) | Op::Before(_));
        given.ops.push(op);
        given.shape = shape;
        Ok(given)
    }

    /// The conversions that bring an input to text.
    pub(super) fn to_text(&self, given: &mut Given) -> bool {
        let op = match shapes::family(&self.vendor.types, &given.shape) {
            Family::Text => return true,
            Family::Textual => Op::ToText,
            Family::Integer | Family::Decimal => Op::NumberToText,
            Family::Time => Op::FormatTime(TimeFormat::Rfc3339),
            // The plan's list is constant: it is joined where it is written.
            Family::List if given.input == Input::Select => {
                given.shape = Shape::Scalar(Scalar::Text);
                return true;
            }
            Family::List => Op::JoinList(",".to_owned()),
            _ => return false,
        };
        given.ops.push(op);
        given.shape = Shape::Scalar(Scalar::Text);
        true
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
