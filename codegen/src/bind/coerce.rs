//! A vendor's value into a unified field: what fits, what is converted in silence, and what has to be said.

use crate::diagnostics::{catalogue, nearest};
use crate::ir::{Literal, Shape};
use crate::mapping::Span;
use crate::plan::{Side, Type, Value, ValueKind};

use super::Binder;
use super::convert::{Kind, Way};
use super::resolve_path::Stop;
use super::shapes::{self, Family};

pub(super) fn unified(shape: Shape) -> Type {
    Type { side: Side::Unified, shape }
}

impl Binder<'_> {
    /// The value as the unified type. `id`: the target is a record's own id.
    pub(super) fn coerce(&mut self, value: Value, to: &Shape, id: bool, span: &Span) -> Result<Value, Stop> {
        let to = unified(shapes::present(&self.unified.types, to).0);
        if let Some(member) = self.member_literal(&value, &to.shape, span)? {
            return Ok(member);
        }
        let (from, wanted) = (self.kind_of(&value.ty), self.kind_of(&to));
        if let (Kind::Decimal, Kind::Decimal, false) = (from, wanted, self.scaled) {
            return Err(self.unscaled(span));
        }
        // An id is text, whatever the vendor counts with.
        let way = if id && from.is_integer() { Way::Write } else { Way::Read };
        match self.convert(value.clone(), &to, way) {
            Some(value) => Ok(value),
            None if from == Kind::Any => Err(self.untyped_into(&to.shape, span)),
            None => Err(self.mismatch(&value, &to.shape, span)),
        }
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
    fn unscaled(&self, span: &Span) -> Stop {
        self.stop(
            catalogue::DECIMAL_WITHOUT_SCALE,
            span,
            "how many decimal places the vendor keeps is not said",
            "a decimal without its places",
        )
        .help("say it with `| decimal(2)`: it is read exactly and written with so many places")
        .into()
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
            Family::Decimal if text || matches!(from, Family::Integer | Family::Float | Family::Number) => {
                catalogue::DECIMAL_WITHOUT_SCALE
            }
            _ => catalogue::TYPE_MISMATCH,
        };
        let message = format!("expected {wanted}, found {found}");
        let stop = self.stop(code, span, message, format!("this is {found}"));
        let is_enum = shapes::enumeration(&self.unified.types, to).is_some();
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
            (
                Family::Decimal | Family::Float | Family::Number | Family::Text | Family::Textual,
                Family::Integer,
            ) => "a number is read with `| int`",
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
