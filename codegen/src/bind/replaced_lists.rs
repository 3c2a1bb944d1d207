//! What an update replaces besides what it is meant to change: vendors take a list as a whole.

use crate::diagnostics::catalogue;
use crate::mapping::{Expr, ExprKind, FieldDecl, FieldKind, PathExpr, SlotDecl, StepExprKind};
use crate::plan::{Action, CapabilityKind, ModelPlan, Sends};

use super::Binder;

impl Binder<'_> {
    /// An update writes the whole list: items, or members of items, that no line speaks of are lost.
    pub(super) fn check_replaced(&mut self, line: &FieldDecl, plan: &ModelPlan) {
        if line.loses.is_some() || !replaces(line) {
            return;
        }
        let updates = plan.capabilities.iter().filter(|capability| capability.kind == CapabilityKind::Update);
        let written = updates.into_iter().any(|capability| match &capability.action {
            // what is sent whole was read before: an element is changed among the others
            Action::Call(call) if call.sends == Sends::All && !is_list(line) => false,
            Action::Call(call) => call.writes.lines.iter().any(|write| write.name == line.name.value),
            Action::Function(_) => false,
        });
        if written {
            let message = format!("an update of `{}` replaces the whole list", line.name.value);
            let stop = self.stop(catalogue::LIST_REPLACED, &line.name.span, message, "replaces all items");
            let lost = match is_list(line) {
                true => "members of the vendor's items that are not mapped are lost",
                false => "the vendor's other items are lost",
            };
            self.found(stop.help(format!("{lost}: say that it is right with `loses = \"…\"`")));
        }
    }
}

/// Whether an update sends a list that holds less than the vendor's may.
pub(super) fn replaces(line: &FieldDecl) -> bool {
    is_list(line) || picks(line)
}

fn is_list(line: &FieldDecl) -> bool {
    matches!(&line.kind, FieldKind::Each { .. })
}

/// Whether an update writes one element of a list, found by its members.
fn picks(line: &FieldDecl) -> bool {
    match &line.kind {
        FieldKind::Paths(directions) => {
            let update =
                directions.update.as_ref().or(directions.write.as_ref()).or(directions.from.as_ref());
            update.and_then(path).is_some_and(picks_element)
        }
        FieldKind::Slots(slots) => slots.iter().any(|slot| match slot {
            SlotDecl::Scalar(line) => picks(line),
            SlotDecl::Fields { fields, .. } => fields.iter().any(picks),
        }),
        FieldKind::Object { from, fields } => {
            from.as_ref().and_then(path).is_some_and(picks_element) || fields.iter().any(picks)
        }
        FieldKind::Each { .. }
        | FieldKind::Entries { .. }
        | FieldKind::Case(_)
        | FieldKind::Ignore(_)
        | FieldKind::Broken => false,
    }
}

fn path(expr: &Expr) -> Option<&PathExpr> {
    match &expr.kind {
        ExprKind::Path(path) => Some(path),
        ExprKind::Pipe { of, .. } | ExprKind::Not(of) => path(of),
        ExprKind::Coalesce(all) => all.first().and_then(path),
        _ => None,
    }
}

fn picks_element(path: &PathExpr) -> bool {
    path.steps.iter().any(|step| matches!(step.kind, StepExprKind::First(_)))
}
