//! `errors`, against what the documents say of failures. Documents are often silent there, so only what all
//! typed answers lack, and one of them almost has, is a warning: a name misspelt.

use crate::diagnostics::{catalogue, nearest};
use crate::ir::{Operation, Payload, Reply, Shape};
use crate::mapping::{ErrorsDecl, Expr, ExprKind, PathExpr, RootExpr, Span, StepExprKind};

use super::Binder;
use super::shapes;

impl Binder<'_> {
    /// The vendor's `errors`: `when` looks at successes, the others at failures, and at successes where there is a `when`.
    pub(super) fn check_errors(&mut self, errors: &ErrorsDecl) {
        let successes = self.bodies(|operation| &operation.success);
        let mut failures = self.bodies(|operation| &operation.error);
        if errors.when.is_some() && !failures.is_empty() {
            failures.extend(successes.clone());
        }
        for (expr, bodies) in
            [(&errors.when, &successes), (&errors.code, &failures), (&errors.message, &failures)]
        {
            for path in expr.iter().flat_map(paths) {
                self.check_in_any(path, bodies);
            }
        }
    }

    /// Every JSON body that a called operation documents, once.
    fn bodies(&self, of: impl Fn(&Operation) -> &Reply) -> Vec<Shape> {
        let mut bodies = Vec::new();
        let mut add = |payload: &Payload| {
            let Payload::Json(shape) = payload else { return };
            let shape = shapes::present(&self.vendor.types, shape).0;
            if !bodies.contains(&shape) {
                bodies.push(shape);
            }
        };
        for operation in &self.vendor.operations {
            match of(operation) {
                Reply::One(payload) => add(payload),
                Reply::Enum(index) => {
                    let variants = self.vendor.replies.get(*index).map(|reply| &reply.variants);
                    variants.into_iter().flatten().for_each(|variant| add(&variant.payload));
                }
            }
        }
        bodies
    }

    fn check_in_any(&mut self, path: &PathExpr, bodies: &[Shape]) {
        let mut ends = Vec::new();
        for body in bodies {
            match self.reaches(path, body) {
                Ok(()) => return,
                Err(end) => ends.push(end),
            }
        }
        let Some(deepest) = ends.iter().map(|end| end.span.start).max() else { return };
        let ends: Vec<End> = ends.into_iter().filter(|end| end.span.start == deepest).collect();
        let Some(End { name, span, .. }) = ends.first() else { return };
        let mut members: Vec<&str> = Vec::new();
        for end in &ends {
            let found = shapes::structure(&self.vendor.types, &end.beside);
            members
                .extend(found.into_iter().flat_map(|(_, _, it)| it.fields.iter().map(|it| it.wire.as_str())));
        }
        // documents say little of failures: only a slip is worth a word, not that a longer name begins alike
        let slip = |near: &&str| strsim::normalized_damerau_levenshtein(name, near) > 0.6;
        let Some(near) = nearest(name, members.iter().copied()).filter(slip) else { return };
        let message = format!("no answer that the documents describe has `{name}` there");
        let stop = self.stop(catalogue::NOT_IN_ANY_ANSWER, span, message, "in none of them");
        self.found(stop.help(format!("did you mean `{near}`?")));
    }

    /// Whether the path may be in a body; otherwise where it ends.
    fn reaches(&self, path: &PathExpr, body: &Shape) -> Result<(), End> {
        let mut shape = body.clone();
        if let RootExpr::Name(name) = &path.root {
            shape = self.inside(&shape, name, &path.span)?;
        }
        for step in &path.steps {
            shape = match (&step.kind, &shape) {
                (StepExprKind::Name(name), _) => self.inside(&shape, name, &step.span)?,
                (StepExprKind::Index(_), Shape::List(item)) => shapes::present(&self.vendor.types, item).0,
                _ => Shape::Any,
            };
        }
        Ok(())
    }

    fn inside(&self, shape: &Shape, name: &str, span: &Span) -> Result<Shape, End> {
        let Some((_, _, found)) = shapes::structure(&self.vendor.types, shape) else {
            let scalar = matches!(shape, Shape::Scalar(_) | Shape::List(_));
            return if scalar { Err(End::new(name, span, shape)) } else { Ok(Shape::Any) };
        };
        match found.fields.iter().find(|field| field.wire == name) {
            Some(field) => Ok(shapes::present(&self.vendor.types, &field.shape).0),
            None if found.extra.is_some() => Ok(Shape::Any),
            None => Err(End::new(name, span, shape)),
        }
    }
}

/// Where a path leaves a body.
struct End {
    name: String,
    span: Span,
    /// What was looked into.
    beside: Shape,
}

impl End {
    fn new(name: &str, span: &Span, shape: &Shape) -> Self {
        Self { name: name.to_owned(), span: span.clone(), beside: shape.clone() }
    }
}

/// The paths of an expression, wherever in it.
fn paths(expr: &Expr) -> Vec<&PathExpr> {
    match &expr.kind {
        ExprKind::Path(path) => vec![path],
        ExprKind::Or(all) | ExprKind::And(all) | ExprKind::Coalesce(all) => {
            all.iter().flat_map(paths).collect()
        }
        ExprKind::Not(inner) => paths(inner),
        ExprKind::Compare { left, right, .. } => [left, right].into_iter().flat_map(|it| paths(it)).collect(),
        ExprKind::Pipe { of, .. } => paths(of),
        ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_) => Vec::new(),
    }
}
