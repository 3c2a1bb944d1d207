//! Expressions to values: what each gives, and whether it may give nothing.

use crate::diagnostics::catalogue;
use crate::ir::{Literal, Scalar, Shape};
use crate::mapping::{Expr, ExprKind};
use crate::plan::{Comparison, Op, Side, Type, Value, ValueKind};

use super::Binder;
use super::convert::{Kind, Way};
use super::resolve_path::{Scope, Stop};
use super::shapes;

pub(super) fn vendor(shape: Shape) -> Type {
    Type { side: Side::Vendor, shape }
}

pub(super) fn scalar(scalar: Scalar) -> Type {
    vendor(Shape::Scalar(scalar))
}

pub(super) fn literal(literal: Literal, of: Scalar) -> Value {
    Value { kind: ValueKind::Literal(literal), ty: scalar(of), absent: false, fallible: false }
}

/// One conversion more.
pub(super) fn apply(op: Op, to: Value, ty: Type, fallible: bool) -> Value {
    let (absent, fallible) = (to.absent, to.fallible || fallible);
    Value { kind: ValueKind::Apply { op, to: Box::new(to) }, ty, absent, fallible }
}

impl Binder<'_> {
    /// An expression as a value of the vendor's side.
    pub(super) fn value(&mut self, expr: &Expr, scope: &Scope) -> Result<Value, Stop> {
        match &expr.kind {
            ExprKind::Path(path) => self.path(path, scope),
            ExprKind::Text(text) => Ok(literal(Literal::Text(text.clone()), Scalar::Text)),
            ExprKind::Bool(bool) => Ok(literal(Literal::Bool(*bool), Scalar::Bool)),
            ExprKind::Number(number) => self.number(number, expr),
            ExprKind::Coalesce(all) => self.coalesce(all, scope),
            ExprKind::Pipe { of, filter } => {
                let of = self.value(of, scope)?;
                self.filter(of, filter, scope)
            }
            ExprKind::Not(inner) if !is_condition(inner) => {
                let inner_value = self.value(inner, scope)?;
                if self.kind_of(&inner_value.ty) == Kind::Bool {
                    return Ok(apply(Op::Negate, inner_value, scalar(Scalar::Bool), false));
                }
                self.condition(expr, scope)
            }
            ExprKind::Not(_) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Compare { .. } => {
                self.condition(expr, scope)
            }
        }
    }

    fn number(&self, number: &str, expr: &Expr) -> Result<Value, Stop> {
        if let Ok(integer) = number.parse() {
            return Ok(literal(Literal::Integer(integer), Scalar::I64));
        }
        match number.parse() {
            Ok(float) if number.contains('.') => Ok(literal(Literal::Number(float), Scalar::F64)),
            _ => Err(self.stop(
                catalogue::TYPE_MISMATCH,
                &expr.span,
                "the number is too large",
                "does not fit",
            )),
        }
    }

    /// All alternatives have to be of one type; constants are made of it, and texts of different types meet as text.
    fn coalesce(&mut self, all: &[Expr], scope: &Scope) -> Result<Value, Stop> {
        let mut values = Vec::new();
        for expr in all {
            values.push((self.value(expr, scope)?, expr));
        }
        let constant = |value: &Value| matches!(value.kind, ValueKind::Literal(_));
        let Some((first, _)) = values.iter().find(|(value, _)| !constant(value)).or(values.first()) else {
            return Ok(literal(Literal::Null, Scalar::Text));
        };
        let mut ty = first.ty.clone();
        let fits = |binder: &Self, value: &Value, ty: &Type| {
            value.ty.shape == ty.shape
                || (constant(value) && binder.convert(value.clone(), ty, Way::Read).is_some())
        };
        if let Some((other, expr)) = values.iter().find(|(value, _)| !fits(self, value, &ty)) {
            if !values.iter().all(|(value, _)| self.is_textual(value)) {
                let found = shapes::describe(&self.vendor.types, &other.ty.shape);
                let expected = shapes::describe(&self.vendor.types, &ty.shape);
                let message = format!("the alternatives of `??` differ: {expected}, and {found}");
                let label = format!("this is {found}");
                return Err(self.stop(catalogue::TYPE_MISMATCH, &expr.span, message, label));
            }
            ty = scalar(Scalar::Text);
        }
        let absent = values.iter().all(|(value, _)| value.absent);
        let fallible = values.iter().any(|(value, _)| value.fallible);
        let values =
            values.into_iter().filter_map(|(value, _)| self.convert(value, &ty, Way::Read)).collect();
        Ok(Value { kind: ValueKind::Coalesce(values), ty, absent, fallible })
    }

    fn is_textual(&self, value: &Value) -> bool {
        self.kind_of(&value.ty).is_textual()
    }

    /// An expression as a condition: always there, always a bool.
    pub(super) fn condition(&mut self, expr: &Expr, scope: &Scope) -> Result<Value, Stop> {
        let kind = match &expr.kind {
            ExprKind::Or(all) => ValueKind::Or(self.conditions(all, scope)?),
            ExprKind::And(all) => ValueKind::And(self.conditions(all, scope)?),
            ExprKind::Not(inner) => ValueKind::Not(Box::new(self.condition(inner, scope)?)),
            ExprKind::Compare { op, left, right } => self.compare(*op, left, right, scope)?,
            _ => {
                let value = self.value(expr, scope)?;
                if !value.absent && value.ty.shape == Shape::Scalar(Scalar::Bool) {
                    return Ok(value);
                }
                ValueKind::Holds(Box::new(value))
            }
        };
        Ok(Value { kind, ty: scalar(Scalar::Bool), absent: false, fallible: false })
    }

    fn conditions(&mut self, all: &[Expr], scope: &Scope) -> Result<Vec<Value>, Stop> {
        all.iter().map(|expr| self.condition(expr, scope)).collect()
    }

    fn compare(
        &mut self,
        op: Comparison,
        left: &Expr,
        right: &Expr,
        scope: &Scope,
    ) -> Result<ValueKind, Stop> {
        let mut a = self.value(left, scope)?;
        let mut b = self.value(right, scope)?;
        self.literal_of_enum(&a, &b, right);
        self.literal_of_enum(&b, &a, left);
        // A comparison with a text of `null_values` asks what was received.
        keep_none(&mut a, &b);
        keep_none(&mut b, &a);
        let types = &self.vendor.types;
        let (first, second) = (self.kind_of(&a.ty), self.kind_of(&b.ty));
        let comparable = |kind: Kind| {
            let ordered =
                matches!(kind, Kind::Timestamp | Kind::Date) || kind.is_textual() || kind.is_number();
            ordered || (kind == Kind::Bool && matches!(op, Comparison::Equal | Comparison::NotEqual))
        };
        let span = left.span.start..right.span.end;
        if let Some(other) = [(&a, first), (&b, second)].into_iter().find(|(_, kind)| !comparable(*kind)) {
            let found = shapes::describe(types, &other.0.ty.shape);
            let message = format!("{found} can't be compared");
            return Err(self.stop(catalogue::TYPE_MISMATCH, &span, message, "not comparable"));
        }
        let Some((a, b)) = self.alike((a.clone(), first), (b.clone(), second)) else {
            let message = format!(
                "{} is compared with {}",
                shapes::describe(types, &a.ty.shape),
                shapes::describe(types, &b.ty.shape)
            );
            let label = "never equal: their types differ";
            return Err(self.stop(catalogue::TYPE_MISMATCH, &span, message, label));
        };
        Ok(ValueKind::Compare { op, left: Box::new(a), right: Box::new(b) })
    }

    /// Both values as one type in which they compare: texts as text, numbers as the widest that both are.
    fn alike(&self, (a, first): (Value, Kind), (b, second): (Value, Kind)) -> Option<(Value, Value)> {
        // A constant is made of the other's type, where it is one of its values.
        let plain = |kind: Kind| {
            kind.is_number() && !matches!(kind, Kind::IntegerEnum | Kind::NumberEnum | Kind::Number)
        };
        let is_literal = |value: &Value| matches!(value.kind, ValueKind::Literal(_));
        if let (true, true, Some(b)) =
            (is_literal(&b), plain(first), self.convert(b.clone(), &a.ty, Way::Write))
        {
            return Some((a, b));
        }
        if let (true, true, Some(a)) =
            (is_literal(&a), plain(second), self.convert(a.clone(), &b.ty, Way::Write))
        {
            return Some((a, b));
        }
        let common = match (first, second) {
            _ if first.is_textual() && second.is_textual() => Scalar::Text,
            (Kind::Bool, Kind::Bool) => Scalar::Bool,
            (Kind::Date, Kind::Date) => Scalar::Date,
            (Kind::Timestamp, Kind::Timestamp) => Scalar::Timestamp,
            _ if !first.is_number() || !second.is_number() => return None,
            _ if first == Kind::Number || second == Kind::Number => Scalar::Decimal,
            _ if first.is_float() || second.is_float() => Scalar::F64,
            _ if first == Kind::Decimal || second == Kind::Decimal => Scalar::Decimal,
            _ => Scalar::I64,
        };
        let common = scalar(common);
        Some((self.convert(a, &common, Way::Write)?, self.convert(b, &common, Way::Write)?))
    }

    fn literal_of_enum(&mut self, of: &Value, other: &Value, at: &Expr) {
        let ValueKind::Literal(Literal::Text(text)) = &other.kind else { return };
        let Some((id, found)) = shapes::enumeration(&self.vendor.types, &of.ty.shape) else { return };
        let known = |member: &crate::ir::Member| matches!(&member.wire, Literal::Text(wire) if wire == text);
        if found.members.iter().any(known) {
            return;
        }
        let names = found.members.iter().filter_map(|member| match &member.wire {
            Literal::Text(wire) => Some(wire.as_str()),
            _ => None,
        });
        let near = crate::diagnostics::nearest(text, names).map(|near| format!("did you mean '{near}'?"));
        let message = format!("the enum `{}` has no member '{text}'", self.vendor.types.get(id).name);
        let mut stop =
            self.stop(catalogue::LITERAL_NOT_IN_ENUM, &at.span, message, "never equal, says the document");
        if let Some(near) = near {
            stop = stop.help(near).into();
        }
        self.also.push(*stop);
    }
}

fn keep_none(of: &mut Value, other: &Value) {
    if let (ValueKind::Path(path), ValueKind::Literal(Literal::Text(text))) = (&mut of.kind, &other.kind) {
        path.none.retain(|none| none != text);
    }
}

fn is_condition(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Not(_) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Compare { .. })
}
