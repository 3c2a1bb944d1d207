//! The paths that a mapping's expressions are or have: all that a model's lines read, led through the iterations they are in.

use crate::mapping::{
    Expr, ExprKind, FieldDecl, FieldKind, PathExpr, RootExpr, SlotDecl, Span, StepExpr, StepExprKind,
};

/// Calls `visit` with each path from the record.
pub(super) fn each(fields: &[FieldDecl], visit: &mut dyn FnMut(&PathExpr)) {
    fields.iter().for_each(|decl| field(decl, visit));
}

fn field(decl: &FieldDecl, visit: &mut dyn FnMut(&PathExpr)) {
    match &decl.kind {
        FieldKind::Paths(directions) => {
            if let Some(read) = directions.read.as_ref().or(directions.from.as_ref()) {
                expr(read, visit);
            }
        }
        FieldKind::Slots(slots) => slots.iter().for_each(|slot| match slot {
            SlotDecl::Scalar(decl) => field(decl, visit),
            SlotDecl::Fields { fields, .. } => each(fields, visit),
        }),
        FieldKind::Object { from, fields } => each(&super::prefix::fields(from.as_ref(), fields), visit),
        FieldKind::Each { over, fields } => inside(over, &mut |inner| each(fields, inner), visit),
        FieldKind::Entries { over, key, value } => inside(
            over,
            &mut |inner| {
                expr(key, inner);
                expr(value, inner);
            },
            visit,
        ),
        FieldKind::Case(rows) => rows.iter().for_each(|(condition, _)| expr(condition, visit)),
        FieldKind::Ignore(_) | FieldKind::Broken => {}
    }
}

/// What is called with each path.
type Visit<'v> = dyn FnMut(&PathExpr) + 'v;

/// Paths of an item start where the iteration is.
fn inside(over: &Expr, walk: &mut dyn FnMut(&mut Visit<'_>), visit: &mut Visit<'_>) {
    expr(over, visit);
    let Some(outer) = path_of(over) else { return };
    walk(&mut |path: &PathExpr| {
        let first = match &path.root {
            RootExpr::Name(name) => {
                Some(StepExpr { kind: StepExprKind::Name(name.clone()), span: path.span.clone() })
            }
            RootExpr::At => None,
            _ => return,
        };
        let steps = outer.steps.iter().cloned().chain(first).chain(path.steps.iter().cloned()).collect();
        visit(&PathExpr { root: outer.root.clone(), span: outer.span.clone(), steps });
    });
}

fn expr(of: &Expr, visit: &mut dyn FnMut(&PathExpr)) {
    match &of.kind {
        ExprKind::Path(path) => visit(path),
        ExprKind::Or(all) | ExprKind::And(all) | ExprKind::Coalesce(all) => {
            all.iter().for_each(|inner| expr(inner, visit));
        }
        ExprKind::Not(inner) => expr(inner, visit),
        ExprKind::Compare { left, right, .. } => {
            expr(left, visit);
            expr(right, visit);
        }
        ExprKind::Pipe { of, filter } => {
            expr(of, visit);
            filter.args.iter().for_each(|arg| expr(arg, visit));
        }
        ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_) => {}
    }
}

/// The path that an expression is.
pub(super) fn path_of(expr: &Expr) -> Option<&PathExpr> {
    match &expr.kind {
        ExprKind::Path(path) => Some(path),
        _ => None,
    }
}

/// The text of all its steps.
pub(super) fn path_span(path: &PathExpr) -> Span {
    let end = path.steps.last().map_or(path.span.end, |step| step.span.end);
    path.span.start..end.max(path.span.start)
}
