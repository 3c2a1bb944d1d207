//! A value of `with` as the type of its parameter or member.

use crate::diagnostics::{catalogue, nearest};
use crate::ir::{Literal, Scalar, Shape};
use crate::mapping::{Constant, RequestKind, RequestValue, Span, Template, TemplatePiece, With};
use crate::plan::{Bound, BoundKind, Input, Op, Piece};

use super::Binder;
use super::enums::constant_text;
use super::inputs::{Given, Inputs};
use super::path::Stop;
use super::shapes::{self, Family};

impl Binder<'_> {
    pub(super) fn bound(
        &mut self,
        value: &RequestValue,
        shape: &Shape,
        inputs: &Inputs,
    ) -> Result<Bound, Stop> {
        match &value.kind {
            RequestKind::Constant(constant) => self.bound_constant(constant, shape, &value.span),
            RequestKind::Template(template) => self.bound_template(template, shape, inputs),
            RequestKind::List(items) => self.bound_list(items, shape, &value.span, inputs),
            RequestKind::Table(entries) => self.bound_table(entries, shape, &value.span, inputs),
        }
    }

    fn unfit(&self, shape: &Shape, found: &str, span: &Span) -> Stop {
        let wanted = shapes::describe(&self.vendor.types, shape);
        let message = format!("the call takes {wanted} here, not {found}");
        self.stop(catalogue::WITH_TYPE, span, message, format!("expected {wanted}"))
    }

    fn bound_constant(&mut self, constant: &Constant, shape: &Shape, span: &Span) -> Result<Bound, Stop> {
        let there = |kind| Ok(Bound { kind, shape: shape.clone(), absent: false });
        let given = super::enums::literal(constant);
        if let Some((of, found)) = shapes::enumeration(&self.vendor.types, shape) {
            let member = found.members.iter().enumerate().find(|(_, member)| member.wire == given);
            if let Some((index, member)) = member {
                return there(BoundKind::Member { of, index, name: member.name.clone() });
            }
            let texts: Vec<String> = found
                .members
                .iter()
                .filter_map(|member| match &member.wire {
                    Literal::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .collect();
            let name = self.vendor.types.get(of).name.clone();
            let message = format!("the enum `{name}` has no member {}", constant_text(constant));
            let mut stop =
                self.stop(catalogue::LITERAL_NOT_IN_ENUM, span, message, "unknown to the document");
            if let Constant::Text(text) = constant
                && let Some(near) = nearest(text, texts.iter().map(String::as_str))
            {
                stop = stop.help(format!("did you mean \"{near}\"?")).into();
            }
            self.also.push(*stop);
            return there(BoundKind::Literal(given));
        }
        let family = shapes::family(&self.vendor.types, shape);
        let fits = match (constant, family) {
            (_, Family::Any) => true,
            (Constant::Text(_), Family::Text | Family::Textual) => true,
            (Constant::Text(text), Family::Date) => text.len() == 10,
            (Constant::Text(_), Family::Time | Family::Other) => true,
            (Constant::Integer(_), Family::Integer | Family::Float | Family::Decimal) => true,
            (Constant::Number(_), Family::Float | Family::Decimal) => true,
            (Constant::Bool(_), Family::Bool) => true,
            _ => false,
        };
        if fits {
            there(BoundKind::Literal(given))
        } else {
            Err(self.unfit(shape, &constant_text(constant), span))
        }
    }

    fn bound_template(&mut self, template: &Template, shape: &Shape, inputs: &Inputs) -> Result<Bound, Stop> {
        if let [TemplatePiece::Text(text)] = template.pieces.as_slice() {
            return self.bound_constant(&Constant::Text(text.clone()), shape, &template.span);
        }
        if let Some(expr) = template.lone() {
            let given = self.given(expr, inputs)?;
            return self.bound_input(given, shape, &expr.span);
        }
        let family = shapes::family(&self.vendor.types, shape);
        if !matches!(family, Family::Text | Family::Textual | Family::Any | Family::Time | Family::Date) {
            return Err(self.unfit(shape, "a text with placeholders", &template.span));
        }
        let (pieces, absent) = self.pieces(template, inputs)?;
        Ok(Bound { kind: BoundKind::Template(pieces), shape: shape.clone(), absent })
    }

    /// The pieces of a text; whether it is absent for want of one of them.
    pub(super) fn pieces(
        &mut self,
        template: &Template,
        inputs: &Inputs,
    ) -> Result<(Vec<Piece>, bool), Stop> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut absent = false;
        for piece in &template.pieces {
            match piece {
                TemplatePiece::Text(text) => pieces.push(Piece::Text(text.clone())),
                TemplatePiece::Expr(expr) => {
                    let mut given = self.given(expr, inputs)?;
                    if !self.to_text(&mut given) {
                        let found = shapes::describe(&self.vendor.types, &given.shape);
                        let message = format!("{found} can't be put into a text");
                        return Err(self.stop(catalogue::WITH_TYPE, &expr.span, message, "no text"));
                    }
                    let quoted =
                        matches!(pieces.last(), Some(Piece::Text(text)) if text.ends_with(['\'', '"']));
                    if quoted && is_foreign(&given) {
                        let message = "a text from outside is put between quotes as it is";
                        let stop = self
                            .stop(
                                catalogue::UNESCAPED,
                                &expr.span,
                                message,
                                "a quote in it would end the text",
                            )
                            .help("escape it: `{… | quote}`");
                        self.also.push(stop);
                    }
                    absent |= given.absent;
                    pieces.push(Piece::Input { input: given.input, ops: given.ops, or: given.or });
                }
            }
        }
        Ok((pieces, absent))
    }

    fn bound_input(&mut self, mut given: Given, shape: &Shape, span: &Span) -> Result<Bound, Stop> {
        let (found, wanted) =
            (shapes::family(&self.vendor.types, &given.shape), shapes::family(&self.vendor.types, shape));
        let fits = match (found, wanted) {
            (Family::Integer, Family::Integer) => {
                if given.shape != *shape {
                    given.ops.push(Op::Narrow);
                }
                true
            }
            (Family::Text, Family::Integer) => {
                given.ops.push(Op::ToInteger);
                if *shape != Shape::Scalar(Scalar::I64) {
                    given.ops.push(Op::Narrow);
                }
                true
            }
            (Family::Integer, Family::Float | Family::Decimal) => {
                given.ops.push(Op::Widen);
                true
            }
            (Family::Time, Family::Time) => {
                if *shape != Shape::Scalar(Scalar::Timestamp) {
                    given.ops.push(Op::FromTimestamp);
                }
                true
            }
            (Family::Time, Family::Date) => {
                given.ops.push(Op::DateOf("Z".to_owned()));
                true
            }
            (Family::List, Family::List) => self.fit_list(&mut given, shape),
            (Family::List, Family::Any) => {
                given.ops.push(Op::ToJson);
                true
            }
            (_, Family::Any) => {
                if found == Family::Time {
                    given.ops.push(Op::FormatTime(crate::plan::TimeFormat::Rfc3339));
                }
                given.ops.push(Op::ToJson);
                true
            }
            (_, Family::Text) => self.to_text(&mut given),
            (_, Family::Textual) => {
                let text = self.to_text(&mut given);
                given.ops.push(match shape {
                    Shape::Scalar(Scalar::Uuid) => Op::TextToUuid,
                    Shape::Scalar(Scalar::Uri) => Op::TextToUri,
                    _ => Op::TextToEnum,
                });
                text
            }
            (_, Family::List) if found != Family::List => return self.bound_single(given, shape, span),
            _ => false,
        };
        if !fits {
            let found = shapes::describe(&self.vendor.types, &given.shape);
            return Err(self.unfit(shape, &found, span));
        }
        let Given { input, ops, or, absent, .. } = given;
        Ok(Bound { kind: BoundKind::Input { input, ops, or }, shape: shape.clone(), absent })
    }

    /// One value for a list of them.
    fn bound_single(&mut self, given: Given, shape: &Shape, span: &Span) -> Result<Bound, Stop> {
        let Shape::List(item) = shape else { return Err(self.unfit(shape, "one value", span)) };
        let item = shapes::present(&self.vendor.types, item).0;
        let value = self.bound_input(given, &item, span)?;
        let absent = value.absent;
        Ok(Bound { kind: BoundKind::List(vec![value]), shape: shape.clone(), absent })
    }

    /// A list of texts for a list of something like texts.
    fn fit_list(&self, given: &mut Given, shape: &Shape) -> bool {
        let Shape::List(item) = shape else { return false };
        match shapes::family(&self.vendor.types, item) {
            Family::Text => true,
            Family::Textual => {
                given.ops.push(Op::TextToEnum);
                true
            }
            Family::Integer => {
                given.ops.push(Op::ToInteger);
                true
            }
            _ => false,
        }
    }

    fn bound_list(
        &mut self,
        items: &[RequestValue],
        shape: &Shape,
        span: &Span,
        inputs: &Inputs,
    ) -> Result<Bound, Stop> {
        let item = match shape {
            Shape::List(item) => shapes::present(&self.vendor.types, item).0,
            Shape::Any => Shape::Any,
            Shape::Scalar(Scalar::Text) => {
                return self.bound_json(RequestKind::List(items.to_vec()), shape, span, inputs);
            }
            _ => return Err(self.unfit(shape, "a list", span)),
        };
        let mut bound = Vec::new();
        for value in items {
            bound.push(self.bound(value, &item, inputs)?);
        }
        Ok(Bound { kind: BoundKind::List(bound), shape: shape.clone(), absent: false })
    }

    /// A table or list for a text parameter: its JSON.
    fn bound_json(
        &mut self,
        kind: RequestKind,
        shape: &Shape,
        span: &Span,
        inputs: &Inputs,
    ) -> Result<Bound, Stop> {
        let value = RequestValue { kind, span: span.clone() };
        let inner = self.bound(&value, &Shape::Any, inputs)?;
        Ok(Bound { kind: BoundKind::Json(Box::new(inner)), shape: shape.clone(), absent: false })
    }

    fn bound_table(
        &mut self,
        entries: &[With],
        shape: &Shape,
        span: &Span,
        inputs: &Inputs,
    ) -> Result<Bound, Stop> {
        let there = |kind| Ok(Bound { kind, shape: shape.clone(), absent: false });
        match shape {
            Shape::Scalar(Scalar::Text) => {
                self.bound_json(RequestKind::Table(entries.to_vec()), shape, span, inputs)
            }
            Shape::Any => self.bound_map(entries, &Shape::Any, inputs).and_then(there),
            Shape::Map(value) => {
                let value = shapes::present(&self.vendor.types, value).0;
                self.bound_map(entries, &value, inputs).and_then(there)
            }
            _ => self.bound_struct(entries, shape, span, inputs).and_then(there),
        }
    }

    fn bound_map(&mut self, entries: &[With], value: &Shape, inputs: &Inputs) -> Result<BoundKind, Stop> {
        let mut bound = Vec::new();
        for entry in entries {
            bound.push((entry.name.value.clone(), self.bound(&entry.value, value, inputs)?));
        }
        Ok(BoundKind::Map(bound))
    }

    fn bound_struct(
        &mut self,
        entries: &[With],
        shape: &Shape,
        span: &Span,
        inputs: &Inputs,
    ) -> Result<BoundKind, Stop> {
        let Some((of, def, found)) = shapes::structure(&self.vendor.types, shape) else {
            return Err(self.unfit(shape, "a table", span));
        };
        let mut fields = Vec::new();
        for entry in entries {
            let name = &entry.name;
            let field = found.fields.iter().enumerate().find(|(_, field)| field.wire == name.value);
            let Some((index, field)) = field else {
                let message = format!("`{}` has no member `{}`", def.name, name.value);
                let stop = self.stop(catalogue::UNKNOWN_WITH, &name.span, message, "not a member");
                return Err(match shapes::near_member(&self.vendor.types, shape, &name.value) {
                    Some(near) => stop.help(format!("did you mean `{near}`?")).into(),
                    None => stop,
                });
            };
            let wanted = shapes::present(&self.vendor.types, &field.shape).0;
            fields.push((index, field.name.clone(), self.bound(&entry.value, &wanted, inputs)?));
        }
        for (index, field) in found.fields.iter().enumerate() {
            let set = fields.iter().any(|(at, _, value)| *at == index && !value.absent);
            if !set && super::demand::is_demanded(field) {
                let message =
                    format!("`{}` of `{}` is required, and nothing sets it always", field.wire, def.name);
                let stop = self.stop(catalogue::MEMBER_UNSET, span, message, "incomplete");
                self.also.push(*stop);
            }
        }
        Ok(BoundKind::Struct { of, fields })
    }
}

/// Text that someone else wrote, and no filter made harmless.
fn is_foreign(given: &Given) -> bool {
    let text = matches!(
        given.input,
        Input::Id
            | Input::Ids
            | Input::EachId
            | Input::Cursor
            | Input::Last
            | Input::Token
            | Input::ParentId
            | Input::Setting(_)
            | Input::Record(_)
    );
    text && !given.ops.contains(&Op::Quote)
}
