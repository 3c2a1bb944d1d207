//! Fields of a nested object, written as paths from the record.
//!
//! `{ from = "billing", fields = { city = "city" } }` means `city = "billing.city"`, and is rewritten to that.

use crate::mapping::{
    Directions, Expr, ExprKind, FieldDecl, FieldKind, PathExpr, RootExpr, SlotDecl, StepExpr, StepExprKind,
};

/// The fields with every path prefixed by `from`.
pub(super) fn fields(from: Option<&Expr>, fields: &[FieldDecl]) -> Vec<FieldDecl> {
    let mut fields = fields.to_vec();
    if let Some(ExprKind::Path(from)) = from.map(|from| &from.kind) {
        fields.iter_mut().for_each(|decl| field(from, decl));
    }
    fields
}

fn field(from: &PathExpr, decl: &mut FieldDecl) {
    match &mut decl.kind {
        FieldKind::Paths(directions) => paths(from, directions),
        FieldKind::Slots(slots) => slots.iter_mut().for_each(|slot| match slot {
            SlotDecl::Scalar(decl) => field(from, decl),
            SlotDecl::Fields { fields, .. } => fields.iter_mut().for_each(|decl| field(from, decl)),
        }),
        FieldKind::Object { from: inner, fields } => match inner {
            Some(inner) => expr(from, inner),
            None => fields.iter_mut().for_each(|decl| field(from, decl)),
        },
        // Inside an iteration, paths start at the item.
        FieldKind::Each { over, .. } | FieldKind::Entries { over, .. } => expr(from, over),
        FieldKind::Case(rows) => rows.iter_mut().for_each(|(condition, _)| expr(from, condition)),
        FieldKind::Ignore(_) | FieldKind::Broken => {}
    }
}

fn paths(from: &PathExpr, directions: &mut Directions) {
    let Directions { from: both, read, write, create, update } = directions;
    [both, read, write, create, update].into_iter().flatten().for_each(|inner| expr(from, inner));
}

fn expr(from: &PathExpr, inner: &mut Expr) {
    match &mut inner.kind {
        ExprKind::Path(path) => prefix(from, path),
        ExprKind::Or(all) | ExprKind::And(all) | ExprKind::Coalesce(all) => {
            all.iter_mut().for_each(|inner| expr(from, inner));
        }
        ExprKind::Not(inner) => expr(from, inner),
        ExprKind::Compare { left, right, .. } => {
            expr(from, left);
            expr(from, right);
        }
        ExprKind::Pipe { of, filter } => {
            expr(from, of);
            filter.args.iter_mut().for_each(|arg| expr(from, arg));
        }
        ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_) => {}
    }
}

fn prefix(from: &PathExpr, path: &mut PathExpr) {
    let first = match &path.root {
        RootExpr::Name(name) => {
            Some(StepExpr { kind: StepExprKind::Name(name.clone()), span: path.span.clone() })
        }
        RootExpr::At => None,
        RootExpr::Key | RootExpr::Header(_) | RootExpr::Link(_) => return,
    };
    let rest = std::mem::take(&mut path.steps);
    path.steps = from.steps.iter().cloned().chain(first).chain(rest).collect();
    path.root = from.root.clone();
    path.span = from.span.clone();
}
