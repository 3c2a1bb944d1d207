//! Expressions to values: what each gives, and whether it may give nothing.

use crate::diagnostics::catalogue;
use crate::ir::{Literal, Scalar, Shape};
use crate::mapping::{Expr, ExprKind};
use crate::plan::{Comparison, Op, Side, Type, Value, ValueKind};

use super::Binder;
use super::path::{Scope, Stop};
use super::shapes::{self, Family};

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
                if shapes::family(&self.vendor.types, &inner_value.ty.shape) == Family::Bool {
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

    /// All alternatives have to be of one type; texts of different types meet as text.
    fn coalesce(&mut self, all: &[Expr], scope: &Scope) -> Result<Value, Stop> {
        let mut values = Vec::new();
        for expr in all {
            values.push((self.value(expr, scope)?, expr));
        }
        let Some((first, _)) = values.first() else {
            return Ok(literal(Literal::Null, Scalar::Text));
        };
        let mut ty = first.ty.clone();
        if values.iter().any(|(value, _)| value.ty.shape != ty.shape) {
            let textual = values.iter().all(|(value, _)| self.is_textual(value));
            if !textual {
                let other = values.iter().find(|(value, _)| value.ty.shape != ty.shape);
                let (found, span) = other.map_or((String::new(), 0..0), |(value, expr)| {
                    (shapes::describe(&self.vendor.types, &value.ty.shape), expr.span.clone())
                });
                let expected = shapes::describe(&self.vendor.types, &ty.shape);
                let message = format!("the alternatives of `??` differ: {expected}, and {found}");
                return Err(self.stop(catalogue::TYPE_MISMATCH, &span, message, format!("this is {found}")));
            }
            ty = scalar(Scalar::Text);
        }
        let absent = values.iter().all(|(value, _)| value.absent);
        let fallible = values.iter().any(|(value, _)| value.fallible);
        let values = values.into_iter().map(|(value, _)| self.as_text_if(value, &ty)).collect();
        Ok(Value { kind: ValueKind::Coalesce(values), ty, absent, fallible })
    }

    fn is_textual(&self, value: &Value) -> bool {
        matches!(shapes::family(&self.vendor.types, &value.ty.shape), Family::Text | Family::Textual)
    }

    /// A text of a type of its own as plain text, where the target is that.
    fn as_text_if(&self, value: Value, ty: &Type) -> Value {
        if value.ty.shape == ty.shape { value } else { apply(Op::ToText, value, ty.clone(), false) }
    }

    /// Any text as plain text.
    pub(super) fn plain_text(&self, value: Value) -> Value {
        match shapes::family(&self.vendor.types, &value.ty.shape) {
            Family::Textual => apply(Op::ToText, value, scalar(Scalar::Text), false),
            _ => value,
        }
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
        // A comparison with a `none` text asks what was received.
        keep_none(&mut a, &b);
        keep_none(&mut b, &a);
        let (a, b) = (self.plain_text(a), self.plain_text(b));
        let (first, second) = self.families(&a, &b);
        if first != second {
            let types = &self.vendor.types;
            let message = format!(
                "{} is compared with {}",
                shapes::describe(types, &a.ty.shape),
                shapes::describe(types, &b.ty.shape)
            );
            let label = "never equal: their types differ";
            return Err(self.stop(
                catalogue::TYPE_MISMATCH,
                &(left.span.start..right.span.end),
                message,
                label,
            ));
        }
        let ordered = matches!(
            first,
            Family::Integer | Family::Float | Family::Decimal | Family::Text | Family::Time | Family::Date
        );
        if !ordered && (first != Family::Bool || matches!(op, Comparison::Less | Comparison::Greater)) {
            let found = shapes::describe(&self.vendor.types, &a.ty.shape);
            let span = left.span.start..right.span.end;
            return Err(self.stop(
                catalogue::TYPE_MISMATCH,
                &span,
                format!("{found} can't be compared"),
                "not comparable",
            ));
        }
        Ok(ValueKind::Compare { op, left: Box::new(a), right: Box::new(b) })
    }

    /// The families as far as a comparison cares: a whole number compares with any number.
    fn families(&self, a: &Value, b: &Value) -> (Family, Family) {
        let types = &self.vendor.types;
        let (first, second) = (shapes::family(types, &a.ty.shape), shapes::family(types, &b.ty.shape));
        let number = |family| matches!(family, Family::Integer | Family::Float | Family::Decimal);
        let literal = |value: &Value| matches!(value.kind, ValueKind::Literal(_));
        if number(first) && number(second) && (literal(a) || literal(b)) {
            (first, first)
        } else {
            (first, second)
        }
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
