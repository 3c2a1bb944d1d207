//! `list`: a unified list over a fixed number of places, read.

use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::ir::Shape;
use crate::mapping::{ExprKind, FieldDecl, FieldKind, SlotDecl, Span};
use crate::plan::{Value, ValueKind};

use super::Binder;
use super::coerce::unified;
use super::resolve_path::{Scope, Stop};
use super::shapes::{self, Family};
use super::write_list::constant;

impl Binder<'_> {
    pub(super) fn read_slots(
        &mut self,
        slots: &[SlotDecl],
        to: &Shape,
        span: &Span,
        scope: &Scope,
    ) -> Result<Value, Stop> {
        let Shape::List(item) = to else {
            let message =
                format!("`list` is for lists, and this is {}", shapes::describe(&self.unified.types, to));
            return Err(self.stop(catalogue::TYPE_MISMATCH, span, message, "not a list"));
        };
        self.check_slots(slots);
        let mut bound = Vec::new();
        // The one to prefer comes first.
        let (preferred, others): (Vec<_>, Vec<_>) = slots.iter().partition(|slot| is_flagged(slot));
        for slot in preferred.into_iter().chain(others) {
            let item = match slot {
                SlotDecl::Scalar(decl) => self.read_scalar_slot(decl, item, scope)?,
                SlotDecl::Fields { fields, span } => match self.item_struct(to).map(|(id, _)| id) {
                    Some(id) => self.build(id, fields, scope, span),
                    None => {
                        let message = format!("an item is {}", shapes::describe(&self.unified.types, item));
                        return Err(self.stop(
                            catalogue::TYPE_MISMATCH,
                            span,
                            message,
                            "an item has no fields",
                        ));
                    }
                },
            };
            bound.push(item);
        }
        let fallible = bound.iter().any(|slot| slot.fallible);
        Ok(Value { kind: ValueKind::Slots(bound), ty: unified(to.clone()), absent: false, fallible })
    }

    fn read_scalar_slot(&mut self, decl: &FieldDecl, item: &Shape, scope: &Scope) -> Result<Value, Stop> {
        let FieldKind::Paths(directions) = &decl.kind else {
            return Err(self.stop(
                catalogue::TYPE_MISMATCH,
                &decl.span,
                "a slot is a path, or a table of fields",
                "not a slot",
            ));
        };
        let Some(expr) = directions.read.as_ref().or(directions.from.as_ref()) else {
            return Err(self.stop(
                catalogue::TYPE_MISMATCH,
                &decl.span,
                "a slot has to be read",
                "write-only",
            ));
        };
        self.scaled = super::round_trip::says_places(expr);
        if let (item, Family::Object) = (item, shapes::family(&self.unified.types, item)) {
            let wanted = shapes::describe(&self.unified.types, item);
            let message = format!("an item is {wanted}, and this is one value");
            let fields = shapes::members(&self.unified.types, &shapes::present(&self.unified.types, item).0);
            let stop = self.stop(catalogue::TYPE_MISMATCH, &decl.span, message, "one value");
            let help =
                format!("name the item's fields, `{{ field = \"path\" }}`: {}", fields.unwrap_or_default());
            return Err(stop.help(help).into());
        }
        let value = self.value(expr, scope)?;
        match &decl.table {
            Some(table) => self.translate(value, table, item, &expr.span),
            None => self.coerce(value, item, false, &expr.span),
        }
    }

    /// Two slots that read the same places can't be told apart when they are written.
    fn check_slots(&mut self, slots: &[SlotDecl]) {
        let text = |span: &Span| self.mapping.source(span).to_owned();
        let spans: Vec<_> = slots.iter().map(slot_span).collect();
        let mut alike = Vec::new();
        for (at, span) in spans.iter().enumerate() {
            if let Some(first) = spans.iter().take(at).find(|first| text(first) == text(span)) {
                alike.push((first.clone(), span.clone()));
            }
        }
        for (first, second) in alike {
            let place = Place::span(&self.mapping.file, second);
            let found = Diagnostic::new(
                catalogue::SLOTS_ALIKE,
                "two slots are the same place",
                place,
                "the same again",
            )
            .label(Place::span(&self.mapping.file, first), "first here")
            .help("each slot is a place of its own: remove one of the two");
            self.also.push(found);
        }
    }
}

/// Whether a slot has a flag that is set: `primary`.
fn is_flagged(slot: &SlotDecl) -> bool {
    let set = |decl: &FieldDecl| constant(decl).is_some_and(|expr| matches!(expr.kind, ExprKind::Bool(true)));
    matches!(slot, SlotDecl::Fields { fields, .. } if fields.iter().any(set))
}

fn slot_span(slot: &SlotDecl) -> Span {
    match slot {
        SlotDecl::Scalar(decl) => decl.span.clone(),
        SlotDecl::Fields { span, .. } => span.clone(),
    }
}
