//! Paths: from a root, inwards through the vendor's types. Reading and writing resolve them here; what can be written of
//! one is decided in `place`, from its steps.

use crate::diagnostics::{Code, Diagnostic, Place, catalogue, nearest};
use crate::ir::{Kind, Shape, Types, Variant};
use crate::mapping::{Expr, ExprKind, PathExpr, RootExpr, Span, StepExpr, StepExprKind};
use crate::plan::{FieldRef, Known, Op, Path, Presence, Root, Side, Step, StepKind, Type, Value, ValueKind};

use super::Binder;
use super::convert;
use super::shapes::{self, Family};

/// A finding that stops one line.
pub(super) type Stop = Box<Diagnostic>;

/// Where the names of an expression start, and what they are looked up in.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) root: Root,
    /// From the root to the object whose members the names are: the fields of a nested object start inside it.
    pub(super) base: Vec<Step>,
    /// The type of that object.
    pub(super) shape: Shape,
    /// There is a `@key`.
    pub(super) keyed: bool,
    /// Strings at a path's end that read as absent.
    pub(super) none: Vec<String>,
    /// The types are a request's.
    pub(super) request: bool,
}

impl Scope {
    pub(super) fn record(shape: Shape, none: Vec<String>) -> Self {
        Self { root: Root::Record, base: Vec::new(), shape, keyed: false, none, request: false }
    }

    /// The record of a request, into which paths are written.
    pub(super) fn request(shape: Shape, none: Vec<String>) -> Self {
        Self { request: true, ..Self::record(shape, none) }
    }

    /// The scope of an item of this type.
    pub(super) fn item(&self, shape: Shape, keyed: bool) -> Self {
        Self { root: Root::Item, base: Vec::new(), shape, keyed, ..self.clone() }
    }

    /// The scope inside what a path of this scope leads to.
    fn within(&self, inside: Resolved) -> Self {
        Self { root: inside.root, base: inside.steps, shape: inside.shape, ..self.clone() }
    }
}

/// A path with every step typed.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) root: Root,
    pub(super) steps: Vec<Step>,
    /// Where each of the steps is written.
    pub(super) spans: Vec<Span>,
    /// What lies at its end; for one that iterates, the type of an item.
    pub(super) shape: Shape,
    /// A look-up may find nothing, outside of any iteration.
    absent: bool,
    lists: bool,
}

impl Binder<'_> {
    pub(super) fn stop(
        &self,
        code: Code,
        span: &Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Stop {
        Box::new(Diagnostic::new(code, message, Place::span(&self.mapping.file, span.clone()), label))
    }

    /// A path of the vendor's side as a value.
    pub(super) fn path(&mut self, path: &PathExpr, scope: &Scope) -> Result<Value, Stop> {
        let resolved = self.resolve(path, scope)?;
        Ok(self.read(resolved, scope))
    }

    /// The only reading of a path: every step against the vendor's types, whichever way the value goes.
    pub(super) fn resolve(&mut self, path: &PathExpr, scope: &Scope) -> Result<Resolved, Stop> {
        let text = Shape::Scalar(crate::ir::Scalar::Text);
        let start = |root, shape, absent| Resolved {
            root,
            steps: Vec::new(),
            spans: Vec::new(),
            shape,
            absent,
            lists: false,
        };
        let mut walk = match &path.root {
            RootExpr::Name(_) | RootExpr::At => {
                let absent = scope.base.iter().any(|step| step.presence != Presence::Always || step.nullable);
                let spans = vec![path.span.clone(); scope.base.len()];
                let steps = scope.base.clone();
                Resolved { steps, spans, ..start(scope.root.clone(), scope.shape.clone(), absent) }
            }
            RootExpr::Key if scope.keyed => start(Root::Key, text, false),
            RootExpr::Key => {
                let message = "`@key` has no meaning here";
                return Err(self
                    .stop(catalogue::PATH_MISSING, &path.span, message, "not inside an iteration over a map")
                    .help("`@key` is the name of a map's entry, inside `[* if …]` or `each` over a map")
                    .into());
            }
            RootExpr::Header(name) => start(Root::Header(name.clone()), text, true),
            RootExpr::Link(rel) => start(Root::Link(rel.clone()), text, true),
        };
        if let RootExpr::Name(name) = &path.root {
            self.member(&mut walk, name, &path.span, scope)?;
        }
        for step in &path.steps {
            self.step(&mut walk, step, scope)?;
        }
        let end = path.steps.last().map_or(&path.span, |step| &step.span);
        self.narrow(&mut walk, end);
        Ok(walk)
    }

    /// The scope of a nested object's fields: inside what `from` leads to.
    pub(super) fn nested_scope(&mut self, from: Option<&Expr>, scope: &Scope) -> Result<Scope, Stop> {
        let Some(from) = from else { return Ok(scope.clone()) };
        let Some(path) = path_of(from) else {
            let message = "`from` of an object is a path: its fields are read inside it";
            return Err(self.stop(catalogue::BAD_ARGUMENT, &from.span, message, "not a path"));
        };
        let resolved = self.resolve(path, scope)?;
        if resolved.lists {
            let stop = self.stop(
                catalogue::TYPE_MISMATCH,
                &from.span,
                "`from` of an object is one object",
                "a list",
            );
            return Err(stop.help("a list needs `each = \"path[*]\"` beside `fields`").into());
        }
        Ok(scope.within(resolved))
    }

    fn read(&self, walk: Resolved, scope: &Scope) -> Value {
        let Resolved { root, steps, shape, absent, lists, .. } = walk;
        let textual = matches!(shapes::family(self.types(), &shape), Family::Text | Family::Textual);
        let none = if textual && root != Root::Key { scope.none.clone() } else { Vec::new() };
        // A list behind an optional member is absent when that is.
        let absent = absent || (!lists && !none.is_empty());
        let known = if lists { Vec::new() } else { known(convert::kind(self.types(), &shape), &scope.none) };
        let shape = if lists { Shape::List(Box::new(shape)) } else { shape };
        let ty = Type { side: Side::Vendor, shape };
        let value = Value {
            kind: ValueKind::Path(Path { root, steps, none }),
            ty: ty.clone(),
            absent,
            fallible: false,
        };
        if known.is_empty() {
            return value;
        }
        let mut value = super::expressions::apply(Op::NoneOf(known), value, ty, false);
        value.absent = true;
        value
    }

    fn types(&self) -> &Types {
        &self.vendor.types
    }

    fn push(&self, walk: &mut Resolved, kind: StepKind, shape: &Shape, presence: Presence, span: &Span) {
        let (inner, nullable) = shapes::present(self.types(), shape);
        let look_up = !matches!(kind, StepKind::Field(_));
        if presence != Presence::Always || (nullable && look_up) {
            walk.absent |= !walk.lists;
        }
        walk.shape = inner.clone();
        walk.steps.push(Step { kind, shape: inner, presence, nullable: nullable && look_up });
        walk.spans.push(span.clone());
    }

    fn step(&mut self, walk: &mut Resolved, step: &StepExpr, scope: &Scope) -> Result<(), Stop> {
        self.unwrap(walk, &step.span);
        if !matches!(step.kind, StepExprKind::Variant(_)) {
            self.narrow(walk, &step.span);
        }
        match &step.kind {
            StepExprKind::Name(name) => self.member(walk, name, &step.span, scope),
            StepExprKind::Index(index) => {
                self.index(walk, *index, &step.span).map_err(|stop| self.in_request(stop, scope))
            }
            StepExprKind::Each(when) => {
                let (kind, item) = match walk.shape.clone() {
                    Shape::List(item) => {
                        let inner = shapes::present(self.types(), &item).0;
                        let when = match when {
                            Some(when) => Some(Box::new(self.condition(when, &scope.item(inner, false))?)),
                            None => None,
                        };
                        (StepKind::Each(when), *item)
                    }
                    other => self.each_entry(other, when.as_deref(), &step.span, scope)?,
                };
                self.push(walk, kind, &item, Presence::Always, &step.span);
                walk.lists = true;
                Ok(())
            }
            StepExprKind::First(when) => {
                let Shape::List(item) = walk.shape.clone() else {
                    let stop = self.no_list(&walk.shape, &step.span, "a predicate looks through a list");
                    return Err(self.in_request(stop, scope));
                };
                let inner = shapes::present(self.types(), &item).0;
                let when = self.condition(when, &scope.item(inner, false))?;
                self.push(walk, StepKind::First(Box::new(when)), &item, Presence::Optional, &step.span);
                Ok(())
            }
            StepExprKind::Variant(name) => {
                self.variant(walk, name, &step.span).map_err(|stop| self.in_request(stop, scope))
            }
        }
    }

    /// `[*]` over a map, or over what a struct does not name.
    fn each_entry(
        &mut self,
        shape: Shape,
        when: Option<&Expr>,
        span: &Span,
        scope: &Scope,
    ) -> Result<(StepKind, Shape), Stop> {
        let extra = shapes::structure(self.types(), &shape).and_then(|(_, _, found)| found.extra.clone());
        let value = match (&shape, &extra) {
            (Shape::Map(value), _) => (**value).clone(),
            (_, Some(extra)) => extra.shape.clone(),
            _ => {
                let mut stop = self.no_list(&shape, span, "`[*]` goes over a list or a map");
                if matches!(shape, Shape::Named(_)) {
                    stop = stop
                        .help("further members are kept when the document says `additionalProperties: true`: add it in an overlay")
                        .into();
                }
                return Err(self.in_request(stop, scope));
            }
        };
        let inner = shapes::present(self.types(), &value).0;
        let when = match when {
            Some(when) => Some(Box::new(self.condition(when, &scope.item(inner, true))?)),
            None => None,
        };
        Ok(match extra {
            Some(extra) => (StepKind::EachExtra { map: extra.name, when }, value),
            None => (StepKind::EachValue(when), value),
        })
    }

    fn index(&mut self, walk: &mut Resolved, index: usize, span: &Span) -> Result<(), Stop> {
        match walk.shape.clone() {
            Shape::List(item) => self.push(walk, StepKind::Index(index), &item, Presence::Optional, span),
            Shape::Tuple(items) => match items.get(index) {
                Some(item) => self.push(walk, StepKind::Tuple(index), item, Presence::Always, span),
                None => {
                    let message = format!("there are only {} items", items.len());
                    return Err(self.stop(catalogue::PATH_MISSING, span, message, "past the end"));
                }
            },
            other => return Err(self.no_list(&other, span, "an index picks an item of a list")),
        }
        Ok(())
    }

    fn no_list(&self, shape: &Shape, span: &Span, help: &str) -> Stop {
        if *shape == Shape::Any {
            return self.untyped(span);
        }
        let found = shapes::describe(self.types(), shape);
        self.stop(
            catalogue::NOT_A_LIST,
            span,
            format!("expected a list, found {found}"),
            format!("this is {found}"),
        )
        .help(help)
        .into()
    }

    fn untyped(&self, span: &Span) -> Stop {
        let message = "the document does not say what is inside";
        self.stop(catalogue::UNTYPED_VALUE, span, message, "goes into an untyped value")
            .help(format!("say what it is in `specs/{}/overlay.yaml`", self.mapping.vendor_name()))
            .into()
    }

    /// A member of an object, a map, or of what is inside a newtype.
    fn member(&mut self, walk: &mut Resolved, name: &str, span: &Span, scope: &Scope) -> Result<(), Stop> {
        self.unwrap(walk, span);
        let shape = walk.shape.clone();
        if let Shape::Map(value) = &shape {
            if !scope.request {
                self.unverifiable(&walk.steps, name);
            }
            self.push(walk, StepKind::Member(name.to_owned()), value, Presence::Optional, span);
            return Ok(());
        }
        let Some((id, def, found)) = shapes::structure(self.types(), &shape) else {
            return Err(self.in_request(self.no_members(&shape, name, span), scope));
        };
        let field = found.fields.iter().enumerate().find(|(_, field)| field.wire == name);
        if let Some((index, field)) = field {
            let reference = FieldRef {
                of: id,
                index,
                name: field.name.clone(),
                wire: field.wire.clone(),
                boxed: shapes::is_boxed(self.types(), &field.shape),
            };
            let presence = shapes::presence(field, def.flow);
            let inner = field.shape.clone();
            self.push(walk, StepKind::Field(reference), &inner, presence, span);
            return Ok(());
        }
        if let Some(extra) = found.extra.clone() {
            if !scope.request {
                self.unverifiable_extra(name);
            }
            let kind = StepKind::Extra { map: extra.name, key: name.to_owned() };
            self.push(walk, kind, &extra.shape, Presence::Optional, span);
            return Ok(());
        }
        Err(self.in_request(self.missing(&shape, name, span), scope))
    }

    /// Goes into a newtype, which is in no mapping.
    fn unwrap(&self, walk: &mut Resolved, span: &Span) {
        if let Shape::Named(id) = &walk.shape
            && let Kind::Newtype(inner) = &self.types().get(*id).kind
        {
            self.push(walk, StepKind::Inner, inner, Presence::Always, span);
        }
    }

    /// What a request has no place for is no mistake where the path is only to be read.
    fn in_request(&self, mut stop: Stop, scope: &Scope) -> Stop {
        if scope.request {
            stop.code = catalogue::PATH_NOT_IN_REQUEST;
            stop.message = format!("in the request, {}", stop.message);
        }
        stop
    }

    /// An object has no such member.
    pub(super) fn missing(&self, shape: &Shape, name: &str, span: &Span) -> Stop {
        let message = format!("{} has no member `{name}`", shapes::describe(self.types(), shape));
        let mut stop = self.stop(catalogue::PATH_MISSING, span, message, "not a member");
        if let Some((_, def, _)) = shapes::structure(self.types(), shape) {
            let place = Place::pointer(&def.origin.file, &def.origin.pointer);
            stop = stop.label(place, "declared here").into();
        }
        if let Some(inner) = shapes::member_with(self.types(), shape, name) {
            return stop.help(format!("did you mean `{inner}.{name}`?")).into();
        }
        match (shapes::near_member(self.types(), shape, name), shapes::members(self.types(), shape)) {
            (Some(near), _) => stop.help(format!("did you mean `{near}`?")).into(),
            (None, Some(members)) => stop.help(format!("its members are {members}")).into(),
            (None, None) => {
                stop.help("the document gives it no members: say what it has in an overlay").into()
            }
        }
    }

    fn no_members(&self, shape: &Shape, name: &str, span: &Span) -> Stop {
        let found = shapes::describe(self.types(), shape);
        match shape {
            Shape::Any => self.untyped(span),
            Shape::List(_) => self
                .stop(
                    catalogue::LIST_WITHOUT_ITERATION,
                    span,
                    format!("`{name}` is asked of {found}"),
                    "asked of a list",
                )
                .help("write `[*]` for all items, `[0]` for the first, `[key == 'text']` for a certain one")
                .into(),
            Shape::Named(id) if matches!(self.types().get(*id).kind, Kind::Union(_)) => {
                let message = format!("`{name}` is asked of {found}, which may be one of several");
                let stop = self.stop(catalogue::NOT_A_VARIANT, span, message, "asked of a union");
                stop.help(format!("pick one: {}", self.variants(shape))).into()
            }
            _ => self.stop(
                catalogue::PATH_MISSING,
                span,
                format!("{found} has no members"),
                "nothing is inside",
            ),
        }
    }

    fn variants(&self, shape: &Shape) -> String {
        let Shape::Named(id) = shape else { return String::new() };
        let Kind::Union(union) = &self.types().get(*id).kind else { return String::new() };
        let names: Vec<_> = union.variants.iter().map(|variant| format!("`<{}>`", variant.name)).collect();
        names.join(", ")
    }

    /// Of a union with the schema that the model is `of`, the path means that one.
    fn narrow(&mut self, walk: &mut Resolved, span: &Span) {
        let Some(of) = self.of.clone() else { return };
        let Shape::Named(id) = &walk.shape else { return };
        let Kind::Union(union) = &self.types().get(*id).kind else { return };
        let is = |name: &str| union.variants.iter().any(|variant| self.is_variant(variant, name));
        let names = union.variants.iter().map(|variant| variant.name.as_str());
        let near = nearest(&of.value, names).map(str::to_owned);
        let name = if is(&of.value) { Some(of.value.clone()) } else { near };
        let Some(name) = name else { return };
        self.used.of = true;
        if name != of.value {
            let message =
                format!("{} has no variant `{}`", shapes::describe(self.types(), &walk.shape), of.value);
            let stop = self.stop(catalogue::NOT_A_VARIANT, &of.span, message, "unknown variant");
            self.found(stop.help(format!("did you mean `{name}`?")));
        }
        // It is one of the variants.
        _ = self.variant(walk, &name, span);
    }

    /// Whether a variant has this name, in Rust or in the document.
    fn is_variant(&self, variant: &Variant, name: &str) -> bool {
        let schema = match &variant.shape {
            Shape::Named(id) | Shape::Boxed(id) => {
                let def = self.types().get(*id);
                def.name == name || def.origin.pointer.rsplit('/').next() == Some(name)
            }
            _ => false,
        };
        variant.name == name || schema
    }

    fn variant(&mut self, walk: &mut Resolved, name: &str, span: &Span) -> Result<(), Stop> {
        let union = match &walk.shape {
            Shape::Named(id) => match &self.types().get(*id).kind {
                Kind::Union(union) => Some((*id, union)),
                _ => None,
            },
            _ => None,
        };
        let Some((id, union)) = union else {
            let found = shapes::describe(self.types(), &walk.shape);
            let message = format!("`<{name}>` is asked of {found}, which is no union");
            return Err(self.stop(catalogue::NOT_A_VARIANT, span, message, "not a union"));
        };
        let found = union.variants.iter().enumerate().find(|(_, variant)| self.is_variant(variant, name));
        let Some((index, variant)) = found else {
            let message = format!("{} has no variant `{name}`", shapes::describe(self.types(), &walk.shape));
            let stop = self.stop(catalogue::NOT_A_VARIANT, span, message, "unknown variant");
            return Err(stop.help(format!("its variants are {}", self.variants(&walk.shape))).into());
        };
        let boxed = matches!(variant.shape, Shape::Boxed(_));
        let kind = StepKind::Variant { of: id, index, name: variant.name.clone(), boxed };
        let inner = variant.shape.clone();
        self.push(walk, kind, &inner, Presence::Optional, span);
        Ok(())
    }
}

/// The path that an expression is.
pub(super) fn path_of(expr: &Expr) -> Option<&PathExpr> {
    match &expr.kind {
        ExprKind::Path(path) => Some(path),
        _ => None,
    }
}

/// The span of all its steps.
pub(super) fn path_span(path: &PathExpr) -> Span {
    let end = path.steps.last().map_or(path.span.end, |step| step.span.end);
    path.span.start..end.max(path.span.start)
}

/// The texts of `null_values` as values of a type that is no text.
fn known(of: convert::Kind, none: &[String]) -> Vec<Known> {
    use convert::Kind;
    let value = |text: &String| match of {
        Kind::Timestamp => {
            let at: jiff::Timestamp = text.parse().ok()?;
            Some(Known::Timestamp { second: at.as_second(), nanosecond: at.subsec_nanosecond() })
        }
        Kind::Date => {
            let day: jiff::civil::Date = text.parse().ok()?;
            Some(Known::Date { year: day.year(), month: day.month(), day: day.day() })
        }
        Kind::I32 | Kind::I64 | Kind::U64 => text.parse().ok().map(Known::Integer),
        _ => None,
    };
    none.iter().filter_map(value).collect()
}
