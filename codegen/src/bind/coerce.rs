//! A vendor's value into a unified field: what fits, what is converted in silence, and what has to be said.

use crate::diagnostics::{catalogue, nearest};
use crate::ir::{Kind, Literal, Scalar, Shape};
use crate::mapping::Span;
use crate::plan::{Op, Path, Root, Side, Type, Value, ValueKind};

use super::Binder;
use super::expr::{apply, scalar};
use super::path::Stop;
use super::shapes::{self, Family};

pub(super) fn unified(shape: Shape) -> Type {
    Type { side: Side::Unified, shape }
}

impl Binder<'_> {
    /// The value as the unified type. `id`: the target is a record's own id.
    pub(super) fn coerce(&mut self, value: Value, to: &Shape, id: bool, span: &Span) -> Result<Value, Stop> {
        let to = shapes::present(&self.unified.types, to).0;
        if matches!(value.kind, ValueKind::Call { .. }) {
            return Ok(Value { ty: unified(to), ..value });
        }
        if let Some(member) = self.member_literal(&value, &to, span)? {
            return Ok(member);
        }
        let found = shapes::family(&self.vendor.types, &value.ty.shape);
        let wanted = shapes::family(&self.unified.types, &to);
        let ty = unified(to.clone());
        let textual = |binder: &Self, value: Value| binder.plain_text(value);
        match (found, wanted) {
            (Family::Text | Family::Textual, Family::Text) => Ok(retyped(textual(self, value), ty)),
            (Family::Text | Family::Textual, Family::Reference) => {
                Ok(apply(Op::TextToRef, textual(self, value), ty, false))
            }
            (Family::Text | Family::Textual, Family::Textual) if to == Shape::Scalar(Scalar::Uri) => {
                Ok(apply(Op::TextToUri, textual(self, value), ty, false))
            }
            (Family::Text | Family::Textual, Family::Textual) if to == Shape::Scalar(Scalar::Uuid) => {
                Ok(apply(Op::TextToUuid, textual(self, value), ty, true))
            }
            (Family::Integer, Family::Reference) => {
                let text = apply(Op::NumberToText, value, scalar(Scalar::Text), false);
                Ok(apply(Op::TextToRef, text, ty, false))
            }
            (Family::Integer, Family::Text) if id => Ok(apply(Op::NumberToText, value, ty, false)),
            (Family::Integer, Family::Integer) => Ok(integer(value, ty)),
            (Family::Decimal, Family::Decimal) => self.scaled(value, ty, span),
            (Family::Bool, Family::Bool) | (Family::Date, Family::Date) => Ok(retyped(value, ty)),
            (Family::Float, Family::Float) => {
                Ok(if value.ty.shape == to { retyped(value, ty) } else { apply(Op::Widen, value, ty, false) })
            }
            (Family::Integer, Family::Float) => Ok(apply(Op::Widen, value, ty, false)),
            (Family::Time, Family::Time) if value.ty.shape == Shape::Scalar(Scalar::Timestamp) => {
                Ok(retyped(value, ty))
            }
            (Family::Time, Family::Time) => Ok(apply(Op::ToTimestamp, value, ty, true)),
            (Family::List, Family::List) => self.coerce_list(value, &to, span),
            (_, Family::Any) => Ok(apply(Op::ToJson, value, ty, false)),
            (Family::Any, _) => Err(self.untyped_into(&to, span)),
            _ => Err(self.mismatch(&value, &to, span)),
        }
    }

    fn coerce_list(&mut self, value: Value, to: &Shape, span: &Span) -> Result<Value, Stop> {
        let (Shape::List(from), Shape::List(wanted)) = (value.ty.shape.clone(), to) else {
            return Err(self.mismatch(&value, to, span));
        };
        let (from, nullable) = shapes::present(&self.vendor.types, &from);
        let path = Path { root: Root::Item, steps: Vec::new(), none: Vec::new() };
        let ty = Type { side: Side::Vendor, shape: from };
        let item = Value { kind: ValueKind::Path(path), ty, absent: nullable, fallible: false };
        let item = self.coerce(item, wanted, false, span)?;
        let (absent, fallible) = (value.absent, value.fallible || item.fallible);
        let kind = ValueKind::Each { over: Box::new(value), item: Box::new(item) };
        Ok(Value { kind, ty: unified(to.clone()), absent, fallible })
    }

    /// A text that stands for a member of a unified enum.
    fn member_literal(&mut self, value: &Value, to: &Shape, span: &Span) -> Result<Option<Value>, Stop> {
        let Some((id, found)) = shapes::enumeration(&self.unified.types, to) else { return Ok(None) };
        let Some(text) = super::filter::literal_text(value) else { return Ok(None) };
        Ok(Some(self.enum_member(id, found.clone(), text, span)?))
    }

    /// A member of a unified enum by its wire text.
    pub(super) fn enum_member(
        &self,
        id: crate::ir::TypeId,
        found: crate::ir::Enum,
        text: &str,
        span: &Span,
    ) -> Result<Value, Stop> {
        let wire = |member: &crate::ir::Member| matches!(&member.wire, Literal::Text(wire) if wire == text);
        let Some((index, member)) = found.members.iter().enumerate().find(|(_, member)| wire(member)) else {
            let names: Vec<&str> = found
                .members
                .iter()
                .filter_map(|member| match &member.wire {
                    Literal::Text(wire) => Some(wire.as_str()),
                    _ => None,
                })
                .collect();
            let message = format!("`{}` has no member `{text}`", self.unified.types.get(id).name);
            let stop = self.stop(catalogue::UNKNOWN_MEMBER, span, message, "not a member");
            return Err(match nearest(text, names.iter().copied()) {
                Some(near) => stop.help(format!("did you mean `{near}`?")).into(),
                None => stop.help(format!("its members are {}", names.join(", "))).into(),
            });
        };
        let kind = ValueKind::Member { of: id, index, name: member.name.clone() };
        Ok(Value { kind, ty: unified(Shape::Named(id)), absent: false, fallible: false })
    }

    /// Decimals say how many places they have, so that writing rounds to what the vendor takes.
    fn scaled(&mut self, value: Value, ty: Type, span: &Span) -> Result<Value, Stop> {
        if !self.scaled {
            return Err(self
                .stop(
                    catalogue::DECIMAL_WITHOUT_SCALE,
                    span,
                    "how many decimal places the vendor keeps is not said",
                    "a decimal without its places",
                )
                .help("say it with `| decimal(2)`: it is read exactly and written with so many places")
                .into());
        }
        Ok(if value.ty.shape == ty.shape {
            retyped(value, ty)
        } else {
            apply(Op::ToDecimal, value, ty, true)
        })
    }

    fn untyped_into(&self, to: &Shape, span: &Span) -> Stop {
        let wanted = shapes::describe(&self.unified.types, to);
        let message = format!("expected {wanted}, found a value that the document does not type");
        self.stop(catalogue::UNTYPED_VALUE, span, message, "untyped")
            .help(format!("say what it is in `specs/{}/overlay.yaml`", self.mapping.vendor_name()))
            .into()
    }

    pub(super) fn mismatch(&self, value: &Value, to: &Shape, span: &Span) -> Stop {
        let wanted = shapes::describe(&self.unified.types, to);
        let found = shapes::describe(&self.vendor.types, &value.ty.shape);
        let (from, into) =
            (shapes::family(&self.vendor.types, &value.ty.shape), shapes::family(&self.unified.types, to));
        let text = matches!(from, Family::Text | Family::Textual);
        let code = match into {
            Family::Time | Family::Date if text || from == Family::Integer => catalogue::TIME_WITHOUT_FORMAT,
            Family::Decimal if text || from == Family::Integer || from == Family::Float => {
                catalogue::DECIMAL_WITHOUT_SCALE
            }
            _ => catalogue::TYPE_MISMATCH,
        };
        let message = format!("expected {wanted}, found {found}");
        let stop = self.stop(code, span, message, format!("this is {found}"));
        let is_enum =
            matches!(to, Shape::Named(id) if matches!(self.unified.types.get(*id).kind, Kind::Enum(_)));
        let help = match (from, into) {
            _ if is_enum => {
                "say which value means which member: `{ from = \"…\", enum = { MEMBER = \"value\" } }`"
            }
            (_, Family::Time) if text => {
                "say how it is written: `| time`, `| time('epoch_ms')`, `| time('%Y-%m-%d %H:%M:%S%z')`"
            }
            (Family::Integer, Family::Time) => {
                "say what it counts: `| time('epoch_s')` or `| time('epoch_ms')`"
            }
            (Family::Date, Family::Time) => "a date becomes a time stamp with `| at('00:00Z')`",
            (_, Family::Date) if text => "say how it is written: `| date`, or `| date('%d.%m.%Y')`",
            (_, Family::Decimal) => "say how many places: `| decimal(2)`",
            (_, Family::Integer) if text || from == Family::Decimal || from == Family::Float => {
                "a number is read with `| int`"
            }
            (_, Family::Bool) if text => "say which texts: `| bool('true', 'false')`",
            (_, Family::List) if from != Family::Object => {
                "one value becomes a list of it with `{ list = [\"path\"] }`"
            }
            (Family::List, _) => "write `[0]` for the first item",
            (_, Family::Object) => "say what its fields are: `{ from = \"…\", fields = { … } }`",
            (Family::Object, _) => "name one of its members",
            _ => return stop,
        };
        stop.help(help).into()
    }
}

/// Only the name of the type changes: the Rust type is the same.
pub(super) fn retyped(value: Value, ty: Type) -> Value {
    Value { ty, ..value }
}

/// Integers of different widths.
pub(super) fn integer(value: Value, ty: Type) -> Value {
    let width = |shape: &Shape| match shape {
        Shape::Scalar(Scalar::I32) => Some(32),
        Shape::Scalar(Scalar::I64) => Some(63),
        Shape::Scalar(Scalar::U64) => Some(64),
        _ => None,
    };
    match (width(&value.ty.shape), width(&ty.shape)) {
        (Some(from), Some(to)) if from == to => retyped(value, ty),
        (Some(32), Some(63)) => apply(Op::Widen, value, ty, false),
        _ => apply(Op::Narrow, value, ty, true),
    }
}
