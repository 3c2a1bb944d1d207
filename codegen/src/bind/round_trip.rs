//! What a line loses on a round trip: by its construct, and by the types that it is brought to.
//!
//! W: read(write(u)) = u. R: write(read(v)) = v, with absent, null and `null_values` being equal.

use crate::ir::{Scalar, Shape};
use crate::mapping::{EnumDecl, Expr, ExprKind, FieldDecl, FieldKind, FilterUse, SlotDecl, StepExprKind};
use crate::plan::{Class, Loss, Op, Value, ValueKind};

/// What can be said of a construct that is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Losses {
    pub(super) loss: Loss,
    /// Why, in words.
    pub(super) reasons: Vec<String>,
    /// The loss has its reason elsewhere: `loses` of a function.
    pub(super) owned: bool,
}

impl Losses {
    fn add(&mut self, w: bool, r: bool, reason: impl Into<String>) {
        self.loss.w |= w;
        self.loss.r |= r;
        let reason = reason.into();
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    fn merge(&mut self, other: Self) {
        self.loss.w |= other.loss.w;
        self.loss.r |= other.loss.r;
        self.owned |= other.owned;
        for reason in other.reasons {
            if !self.reasons.contains(&reason) {
                self.reasons.push(reason);
            }
        }
    }

    pub(super) fn any(&self) -> bool {
        self.loss.w || self.loss.r
    }
}

/// What the mapping's tables say of what a field names.
pub(super) trait Declared {
    /// The table of a field, if it has one that exists.
    fn table(&self, decl: &FieldDecl) -> Option<EnumDecl>;
    /// `None`: no such function. Otherwise whether it loses something.
    fn function_loses(&self, name: &str) -> Option<bool>;
    /// The laws W and R that a filter of the language breaks, and why.
    fn filter_loses(&self, filter: &FilterUse) -> Option<(bool, bool, &'static str)>;
}

/// The losses of a line that is both read and written.
pub(super) fn of_field(decl: &FieldDecl, declared: &dyn Declared) -> Losses {
    let mut losses = Losses::default();
    if let Some(table) = declared.table(decl) {
        losses.merge(of_table(&table));
    }
    match &decl.kind {
        FieldKind::Paths(paths) => {
            // Where the directions have expressions of their own, what is written decides.
            let own = [&paths.write, &paths.create, &paths.update].into_iter().flatten();
            let mut written = own.chain(paths.from.as_ref()).peekable();
            let several = paths.read.as_ref().is_some_and(|read| matches!(read.kind, ExprKind::Coalesce(_)));
            if several && written.peek().is_some() {
                losses.add(false, true, "read from one of several places (`??`), written to one");
            }
            for expr in written {
                losses.merge(of_expr(expr, declared));
            }
        }
        FieldKind::Slots(slots) => {
            losses.add(true, false, "a fixed number of places: what finds none is refused");
            for slot in slots {
                match slot {
                    SlotDecl::Scalar(decl) => losses.merge(of_field(decl, declared)),
                    SlotDecl::Fields { fields, .. } => {
                        fields.iter().for_each(|decl| losses.merge(of_field(decl, declared)));
                    }
                }
            }
        }
        FieldKind::Each { over, fields } => {
            losses.merge(of_expr(over, declared));
            fields.iter().for_each(|decl| losses.merge(of_field(decl, declared)));
        }
        FieldKind::Object { from, fields } => {
            from.iter().for_each(|from| losses.merge(of_expr(from, declared)));
            fields.iter().for_each(|decl| losses.merge(of_field(decl, declared)));
        }
        FieldKind::Entries { over, key, value } => {
            [over, key, value].into_iter().for_each(|expr| losses.merge(of_expr(expr, declared)));
        }
        FieldKind::Case(_) | FieldKind::Ignore(_) | FieldKind::Broken => {}
    }
    losses
}

fn of_table(table: &EnumDecl) -> Losses {
    let mut losses = Losses::default();
    if table.others.is_some() {
        losses.add(true, false, "other members have no value at the vendor: writing one is refused");
    }
    for row in &table.rows {
        if row.vendor.is_empty() {
            losses.add(
                true,
                false,
                format!("`{}` has no value at the vendor: writing it is refused", row.member.value),
            );
        }
        let kinds = row.vendor.iter().map(|value| std::mem::discriminant(&value.value));
        let kinds: std::collections::HashSet<_> = kinds.collect();
        if row.vendor.len() > kinds.len() {
            losses.add(
                false,
                true,
                format!("several values read as `{}`, the first is written", row.member.value),
            );
        }
    }
    losses
}

fn of_expr(expr: &Expr, declared: &dyn Declared) -> Losses {
    let mut losses = Losses::default();
    match &expr.kind {
        ExprKind::Coalesce(all) => {
            losses.add(false, true, "of several alternatives (`??`) the first is written");
            if let Some(first) = all.first() {
                losses.merge(of_expr(first, declared));
            }
        }
        ExprKind::Not(inner) => losses.merge(of_expr(inner, declared)),
        ExprKind::Pipe { of, filter } => {
            losses.merge(of_expr(of, declared));
            let name = filter.name.value.as_str();
            match declared.function_loses(name) {
                Some(true) => {
                    losses.owned = true;
                    losses.add(true, true, format!("the function `{name}` says so"));
                }
                Some(false) => {}
                None => {
                    if let Some((w, r, reason)) = declared.filter_loses(filter) {
                        losses.add(w, r, reason);
                    }
                }
            }
        }
        ExprKind::Path(path) if path.steps.iter().any(|step| matches!(step.kind, StepExprKind::Index(_))) => {
            losses.add(false, true, "`[0]`: the list is written with one item");
        }
        _ => {}
    }
    losses
}

/// What a written value loses because the vendor's type is narrower than the unified one.
pub(super) fn of_written(value: &Value, losses: &mut Losses) {
    let ValueKind::Apply { op, to } = &value.kind else { return };
    match (op, &value.ty.shape) {
        (Op::DecimalToNumber, Shape::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U64)) => {
            losses.add(true, false, "the vendor takes whole numbers: a fraction is refused");
        }
        (Op::DecimalToNumber, Shape::Scalar(Scalar::F64)) => {
            losses.add(true, false, "the vendor takes a float: of many digits the last are not kept");
        }
        // An id that came from the vendor fits again.
        (Op::Narrow, _) if !is_of_text(to) => {
            losses.add(true, false, "the vendor's integer is narrower: what does not fit is refused");
        }
        (Op::FromTimestamp, Shape::Scalar(Scalar::TimestampHttp | Scalar::TimestampUnix)) => {
            losses.add(true, false, "the vendor takes whole seconds: parts of a second are not kept");
        }
        _ => {}
    }
}

/// The same for one that is read.
pub(super) fn of_read(value: &Value, losses: &mut Losses) {
    if let ValueKind::Apply { op: Op::Narrow, .. } = &value.kind {
        losses.add(false, true, "the unified integer is narrower: what does not fit is left out");
    }
}

fn is_of_text(value: &Value) -> bool {
    matches!(&value.kind, ValueKind::Apply { op: Op::ToInteger, .. })
}

/// Whether a line says how many places its decimal has.
pub(super) fn says_places(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Pipe { of, filter } => filter.name.value == "decimal" || says_places(of),
        ExprKind::Coalesce(all) => all.iter().all(says_places),
        _ => false,
    }
}

/// The class of a line.
pub(super) fn class(read: bool, written: bool, losses: &Losses) -> Class {
    match (read, written) {
        (true, true) if losses.any() => Class::Lossy(losses.loss),
        (true, true) => Class::Bijective,
        (true, false) => Class::ReadOnly,
        (false, true) => Class::WriteOnly,
        (false, false) => Class::Unmapped,
    }
}
