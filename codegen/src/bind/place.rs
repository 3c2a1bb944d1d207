//! Paths of a request: where a value goes.

use crate::diagnostics::catalogue;
use crate::ir::{Kind, Literal, Shape};
use crate::mapping::{Expr, ExprKind, PathExpr, RootExpr, Span, StepExpr, StepExprKind};
use crate::plan::{Comparison, FieldRef, Place, PlaceKind, PlaceStep, Presence};

use super::Binder;
use super::path::{Scope, Stop};
use super::shapes;

/// Why a line is not written.
#[derive(Debug)]
pub(super) enum Unwritten {
    /// The request has no such place.
    Missing(Stop),
    /// The construct has no inverse, in words.
    ReadOnly(Span, String),
    /// The line is wrong.
    Wrong(Stop),
}

/// A place, and what is left of the path after the first `[*]`.
pub(super) struct Placed<'e> {
    pub(super) place: Place,
    /// What lies there.
    pub(super) shape: Shape,
    /// null may be written there.
    pub(super) nullable: bool,
    /// The place is a list, each item of which goes on by these steps.
    pub(super) each: Option<&'e [StepExpr]>,
}

impl Binder<'_> {
    /// Where a path of a request type leads.
    pub(super) fn place<'e>(&mut self, path: &'e PathExpr, root: &Shape) -> Result<Placed<'e>, Unwritten> {
        let mut placed = Placed { place: Place::default(), shape: root.clone(), nullable: false, each: None };
        match &path.root {
            RootExpr::Name(name) => self.enter(&mut placed, name, &path.span)?,
            RootExpr::At => {}
            _ => return Err(Unwritten::ReadOnly(path.span.clone(), "only the answer has it".to_owned())),
        }
        self.place_steps(placed, &path.steps)
    }

    pub(super) fn place_steps<'e>(
        &mut self,
        mut placed: Placed<'e>,
        steps: &'e [StepExpr],
    ) -> Result<Placed<'e>, Unwritten> {
        for (at, step) in steps.iter().enumerate() {
            match &step.kind {
                StepExprKind::Name(name) => self.enter(&mut placed, name, &step.span)?,
                StepExprKind::Each(None) => {
                    if !matches!(placed.shape, Shape::List(_)) {
                        return Err(self.not_written(&placed.shape, &step.span, "a list"));
                    }
                    placed.each = Some(steps.get(at + 1..).unwrap_or_default());
                    return Ok(placed);
                }
                StepExprKind::Each(Some(_)) => {
                    let why = "`[* if …]` leaves items out, so the list can't be written back";
                    return Err(Unwritten::ReadOnly(step.span.clone(), why.to_owned()));
                }
                StepExprKind::Index(0) => {
                    let Shape::List(item) = placed.shape.clone() else {
                        return Err(self.not_written(&placed.shape, &step.span, "a list"));
                    };
                    self.put(&mut placed, PlaceKind::First, &item, Presence::Always);
                }
                StepExprKind::Index(_) => {
                    let why = "only `[0]` can be written: the items before it are not known";
                    return Err(Unwritten::ReadOnly(step.span.clone(), why.to_owned()));
                }
                StepExprKind::First(predicate) => self.matching(&mut placed, predicate, &step.span)?,
                StepExprKind::Variant(name) => self.variant_place(&mut placed, name, &step.span)?,
            }
        }
        Ok(placed)
    }

    fn put(&self, placed: &mut Placed<'_>, kind: PlaceKind, shape: &Shape, presence: Presence) {
        let (inner, nullable) = shapes::present(&self.vendor.types, shape);
        placed.nullable = nullable || presence == Presence::Maybe;
        placed.shape = inner.clone();
        placed.place.steps.push(PlaceStep { kind, shape: inner, presence });
    }

    fn not_written(&self, shape: &Shape, span: &Span, wanted: &str) -> Unwritten {
        let found = shapes::describe(&self.vendor.types, shape);
        let message = format!("expected {wanted} in the request, found {found}");
        Unwritten::Missing(self.stop(
            catalogue::PATH_NOT_IN_REQUEST,
            span,
            message,
            format!("this is {found}"),
        ))
    }

    fn enter(&mut self, placed: &mut Placed<'_>, name: &str, span: &Span) -> Result<(), Unwritten> {
        if let Shape::Named(id) = &placed.shape
            && let Kind::Newtype(inner) = &self.vendor.types.get(*id).kind
        {
            self.put(placed, PlaceKind::Inner, &inner.clone(), Presence::Always);
        }
        let shape = placed.shape.clone();
        if let Shape::Map(value) = &shape {
            self.put(placed, PlaceKind::Member(name.to_owned()), value, Presence::Optional);
            return Ok(());
        }
        let Some((id, def, found)) = shapes::structure(&self.vendor.types, &shape) else {
            return Err(self.not_written(&shape, span, "an object"));
        };
        let Some((index, field)) = found.fields.iter().enumerate().find(|(_, field)| field.wire == name)
        else {
            if let Some(extra) = found.extra.clone() {
                let kind = PlaceKind::Extra { map: extra.name, key: name.to_owned() };
                self.put(placed, kind, &extra.shape, Presence::Optional);
                return Ok(());
            }
            let message = format!(
                "in the request, {} has no member `{name}`",
                shapes::describe(&self.vendor.types, &shape)
            );
            let mut stop = self.stop(catalogue::PATH_NOT_IN_REQUEST, span, message, "not a member");
            stop = match (
                shapes::near_member(&self.vendor.types, &shape, name),
                shapes::members(&self.vendor.types, &shape),
            ) {
                (Some(near), _) => stop.help(format!("did you mean `{near}`?")).into(),
                (None, Some(members)) => stop.help(format!("its members are {members}")).into(),
                (None, None) => stop,
            };
            return Err(Unwritten::Missing(stop));
        };
        if field.read_only || (field.constant.is_some() && !field.is_stored(def.flow)) {
            let message = format!("`{name}` is read-only in the request");
            return Err(Unwritten::Missing(self.stop(
                catalogue::PATH_NOT_IN_REQUEST,
                span,
                message,
                "read-only",
            )));
        }
        let reference = FieldRef {
            of: id,
            index,
            name: field.name.clone(),
            wire: field.wire.clone(),
            boxed: shapes::is_boxed(&self.vendor.types, &field.shape),
        };
        let presence = shapes::presence(field, def.flow);
        let (nullable, inner) = (field.nullable, field.shape.clone());
        self.put(placed, PlaceKind::Field(reference), &inner, presence);
        placed.nullable |= nullable;
        Ok(())
    }

    /// `[key == 'text']`: the element is found by it, and made with it.
    fn matching(&mut self, placed: &mut Placed<'_>, predicate: &Expr, span: &Span) -> Result<(), Unwritten> {
        let Shape::List(item) = placed.shape.clone() else {
            return Err(self.not_written(&placed.shape, span, "a list"));
        };
        let Some(parts) = equalities(predicate) else {
            let why = "only a predicate such as `[key == 'text']` says what a new element is to hold";
            return Err(Unwritten::ReadOnly(predicate.span.clone(), why.to_owned()));
        };
        let inner = shapes::present(&self.vendor.types, &item).0;
        let mut set = Vec::new();
        for (path, value) in parts {
            let member = self.place(path, &inner)?;
            if member.each.is_some() {
                let why = "the predicate looks through a list itself";
                return Err(Unwritten::ReadOnly(predicate.span.clone(), why.to_owned()));
            }
            set.push((member.place, value));
        }
        let scope = Scope::record(inner.clone(), Vec::new()).item(inner, false);
        let when = self.condition(predicate, &scope).map_err(Unwritten::Missing)?;
        let kind = PlaceKind::Match { when: Box::new(when), set };
        self.put(placed, kind, &item, Presence::Always);
        Ok(())
    }

    fn variant_place(&mut self, placed: &mut Placed<'_>, name: &str, span: &Span) -> Result<(), Unwritten> {
        let found = match &placed.shape {
            Shape::Named(id) => match &self.vendor.types.get(*id).kind {
                Kind::Union(union) => union
                    .variants
                    .iter()
                    .enumerate()
                    .find(|(_, variant)| {
                        variant.name == name
                            || matches!(&variant.shape, Shape::Named(of) | Shape::Boxed(of) if self.vendor.types.get(*of).name == name)
                    })
                    .map(|(index, variant)| (*id, index, variant.name.clone(), variant.shape.clone())),
                _ => None,
            },
            _ => None,
        };
        let Some((of, index, name, shape)) = found else {
            return Err(self.not_written(&placed.shape, span, &format!("a union with a variant `{name}`")));
        };
        self.put(placed, PlaceKind::Variant { of, index, name }, &shape, Presence::Always);
        Ok(())
    }
}

/// The equalities that a predicate is made of, joined by `and`: what a new element is to hold.
fn equalities(predicate: &Expr) -> Option<Vec<(&PathExpr, Literal)>> {
    match &predicate.kind {
        ExprKind::And(all) => {
            let parts: Option<Vec<_>> = all.iter().map(equalities).collect();
            parts.map(|parts| parts.into_iter().flatten().collect())
        }
        ExprKind::Compare { op: Comparison::Equal, left, right } => {
            let ExprKind::Path(path) = &left.kind else { return None };
            let value = match &right.kind {
                ExprKind::Text(text) => Literal::Text(text.clone()),
                ExprKind::Number(number) => Literal::Integer(number.parse().ok()?),
                ExprKind::Bool(bool) => Literal::Bool(*bool),
                _ => return None,
            };
            Some(vec![(path, value)])
        }
        ExprKind::Path(path) => Some(vec![(path, Literal::Bool(true))]),
        _ => None,
    }
}
