//! What can be written of a path: a filter on the steps that `path` resolved.

use crate::diagnostics::catalogue;
use crate::ir::{Kind, Literal, Shape};
use crate::mapping::{PathExpr, RootExpr, Span};
use crate::plan::{
    Comparison, FieldRef, Op, Place, PlaceKind, PlaceStep, Presence, Root, Step, StepKind, Takes, Value,
    ValueKind,
};

use super::Binder;
use super::resolve_path::{Resolved, Scope, Stop, path_span};

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

/// A place in a request.
pub(super) struct Placed {
    pub(super) place: Place,
    /// What lies there.
    pub(super) shape: Shape,
    /// null may be written there.
    pub(super) nullable: bool,
    pub(super) rest: Rest,
}

/// What a path does behind its place.
pub(super) enum Rest {
    /// It ends there.
    Nothing,
    /// The place is a list. Each of its items goes on by the steps `rest`; one that lacks what is at `needs` is none.
    Items { rest: Vec<Step>, needs: Option<Vec<Step>> },
    /// The place is a map, whose entries are values of this type.
    Entries(Shape),
}

impl Binder<'_> {
    /// Where a path of a request type leads.
    pub(super) fn place(&mut self, path: &PathExpr, scope: &Scope) -> Result<Placed, Unwritten> {
        if !matches!(path.root, RootExpr::Name(_) | RootExpr::At) {
            return Err(Unwritten::ReadOnly(path.span.clone(), "only the response has it".to_owned()));
        }
        let Resolved { steps, spans, .. } = self.resolve(path, scope).map_err(Unwritten::Missing)?;
        self.as_place(&steps, &spans, (&scope.shape, &path_span(path)))
    }

    /// The place that steps from a value of the type `start` lead to.
    pub(super) fn as_place(
        &mut self,
        steps: &[Step],
        spans: &[Span],
        (start, whole): (&Shape, &Span),
    ) -> Result<Placed, Unwritten> {
        let mut placed =
            Placed { place: Place::default(), shape: start.clone(), nullable: false, rest: Rest::Nothing };
        for (at, step) in steps.iter().enumerate() {
            let span = spans.get(at).unwrap_or(whole);
            let no = |why: &str| Err(Unwritten::ReadOnly(span.clone(), why.to_owned()));
            let last = at + 1 == steps.len();
            let kind = match &step.kind {
                StepKind::Field(field) => {
                    self.check_writable(field, span)?;
                    PlaceKind::Field(field.clone())
                }
                StepKind::Member(key) => PlaceKind::Member(key.clone()),
                StepKind::Extra { map, key } => PlaceKind::Extra { map: map.clone(), key: key.clone() },
                StepKind::Inner => PlaceKind::Inner,
                StepKind::Variant { of, index, name, boxed } => {
                    PlaceKind::Variant { of: *of, index: *index, name: name.clone(), boxed: *boxed }
                }
                StepKind::Index(0) => PlaceKind::First,
                StepKind::Index(_) => {
                    return no("only `[0]` can be written: the items before it are not known");
                }
                StepKind::Tuple(_) => return no("an item of a tuple is not written by itself"),
                StepKind::First(_) if step.nullable => {
                    return no("its items may be null, so that a new one can't be made");
                }
                StepKind::First(when) => self.matching(when, (&step.shape, span))?,
                StepKind::Each(when) => {
                    let needs = match when.as_deref().map(presence) {
                        Some(None) => {
                            return no("`[* if …]` leaves items out, so the list can't be written back");
                        }
                        needs => needs.flatten().map(<[Step]>::to_vec),
                    };
                    let rest = steps.get(at + 1..).unwrap_or_default().to_vec();
                    placed.rest = Rest::Items { rest, needs };
                    return Ok(placed);
                }
                StepKind::EachValue(None) if last => {
                    placed.rest = Rest::Entries(step.shape.clone());
                    return Ok(placed);
                }
                StepKind::EachExtra { map, when: None } if last => {
                    placed.rest = Rest::Entries(step.shape.clone());
                    let kind = PlaceKind::Extra { map: map.clone(), key: String::new() };
                    let takes = if step.nullable { Takes::Option } else { Takes::Value };
                    placed.place.push(PlaceStep::new(kind, &step.shape, Presence::Always), takes);
                    return Ok(placed);
                }
                StepKind::EachValue(None) | StepKind::EachExtra { when: None, .. } => {
                    return no("the entries of a map are written as a whole");
                }
                StepKind::EachValue(Some(_)) | StepKind::EachExtra { when: Some(_), .. } => {
                    return no("`[* if …]` leaves entries out, so the map can't be written back");
                }
            };
            self.put(&mut placed, kind, step);
        }
        Ok(placed)
    }

    fn put(&self, placed: &mut Placed, kind: PlaceKind, step: &Step) {
        let (presence, nullable) = match &kind {
            PlaceKind::Field(field) => {
                let nullable = self.field(field).is_some_and(|field| field.nullable);
                (step.presence, nullable || step.presence == Presence::Maybe)
            }
            // An element is declared by its own type; that it is made first is the step's matter.
            PlaceKind::Member(_) | PlaceKind::Extra { .. } | PlaceKind::First if step.nullable => {
                (Presence::Optional, true)
            }
            _ => (Presence::Always, false),
        };
        let takes = match presence {
            Presence::Always => Takes::Value,
            Presence::Optional => Takes::Option,
            Presence::Maybe => Takes::Maybe,
        };
        (placed.nullable, placed.shape) = (nullable, step.shape.clone());
        placed.place.push(PlaceStep::new(kind, &step.shape, presence), takes);
    }

    fn field(&self, field: &FieldRef) -> Option<&crate::ir::Field> {
        match &self.vendor.types.get(field.of).kind {
            Kind::Struct(found) => found.fields.get(field.index),
            _ => None,
        }
    }

    fn check_writable(&self, reference: &FieldRef, span: &Span) -> Result<(), Unwritten> {
        let Some(field) = self.field(reference) else { return Ok(()) };
        let flow = self.vendor.types.get(reference.of).flow;
        if field.read_only || !field.is_stored(flow) {
            let message = format!("`{}` is read-only in the request", field.wire);
            return Err(Unwritten::Missing(self.stop(
                catalogue::PATH_NOT_IN_REQUEST,
                span,
                message,
                "read-only",
            )));
        }
        Ok(())
    }

    /// `[key == 'text']`: the element is found by it, and made with it.
    fn matching(&mut self, when: &Value, (item, span): (&Shape, &Span)) -> Result<PlaceKind, Unwritten> {
        let Some(parts) = equalities(when) else {
            let why = "only a predicate such as `[key == 'text']` says what a new element is to hold";
            return Err(Unwritten::ReadOnly(span.clone(), why.to_owned()));
        };
        let mut set = Vec::new();
        for (steps, value) in parts {
            let member = self.as_place(&steps, &[], (item, span))?;
            if !matches!(member.rest, Rest::Nothing) {
                let why = "the predicate looks through a list itself";
                return Err(Unwritten::ReadOnly(span.clone(), why.to_owned()));
            }
            let value = self.coerce_back(value, &member.shape, span).map_err(Unwritten::Wrong)?;
            set.push((member.place, value));
        }
        Ok(PlaceKind::Match { when: Box::new(when.clone()), set, by: None })
    }
}

/// The equalities that a predicate is made of, joined by `and`: what a new element is to hold.
fn equalities(predicate: &Value) -> Option<Vec<(Vec<Step>, Value)>> {
    match &predicate.kind {
        ValueKind::And(all) => {
            let parts: Option<Vec<_>> = all.iter().map(equalities).collect();
            parts.map(|parts| parts.into_iter().flatten().collect())
        }
        ValueKind::Compare { op: Comparison::Equal, left, right } => match right.kind {
            ValueKind::Literal(_) => Some(vec![(member(left)?, (**right).clone())]),
            _ => None,
        },
        ValueKind::Path(_) | ValueKind::Holds(_) => {
            let of = if let ValueKind::Holds(inner) = &predicate.kind { inner } else { predicate };
            let is_bool = of.ty.shape == Shape::Scalar(crate::ir::Scalar::Bool);
            let yes = super::expressions::literal(Literal::Bool(true), crate::ir::Scalar::Bool);
            if is_bool { Some(vec![(member(of)?, yes)]) } else { None }
        }
        _ => None,
    }
}

/// The steps of a path that starts at the item.
fn member(value: &Value) -> Option<Vec<Step>> {
    match &value.kind {
        ValueKind::Path(path) if path.root == Root::Item => Some(path.steps.clone()),
        ValueKind::Apply { op: Op::ToText | Op::Widen | Op::EnumToNumber | Op::ToDecimal, to } => member(to),
        _ => None,
    }
}

/// The property of an item that a condition asks for, if that is all it asks.
fn presence(when: &Value) -> Option<&[Step]> {
    match &when.kind {
        ValueKind::Holds(of) => match &of.kind {
            ValueKind::Path(path) if path.root == Root::Item => Some(&path.steps),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a place is where steps lead, all of them fields.
pub(super) fn is_at(place: &Place, steps: &[Step]) -> bool {
    let same = |(place, step): (&PlaceStep, &Step)| match (&place.kind, &step.kind) {
        (PlaceKind::Field(place), StepKind::Field(step)) => place == step,
        _ => false,
    };
    place.steps.len() == steps.len() && place.steps.iter().zip(steps).all(same)
}
