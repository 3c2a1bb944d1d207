//! A value of `with` as the type of its parameter or member.

use crate::diagnostics::{catalogue, nearest};
use crate::ir::{Literal, Scalar, Shape};
use crate::mapping::{Constant, RequestKind, RequestValue, Span, Template, TemplatePiece, With};
use crate::plan::{BoundValue, BoundValueKind, Input, Op, Piece, Root, Value, ValueKind};

use super::Binder;
use super::convert::Way;
use super::enums::{constant_text, literal};
use super::expressions::{scalar, vendor};
use super::inputs::Inputs;
use super::resolve_path::Stop;
use super::shapes::{self, Family};

impl Binder<'_> {
    pub(super) fn bound(
        &mut self,
        value: &RequestValue,
        shape: &Shape,
        inputs: &Inputs,
    ) -> Result<BoundValue, Stop> {
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

    fn bound_constant(
        &mut self,
        constant: &Constant,
        shape: &Shape,
        span: &Span,
    ) -> Result<BoundValue, Stop> {
        self.check_member(constant, shape, span);
        match self.constant(&literal(constant), &vendor(shape.clone())) {
            Some(value) => Ok(of(value, shape)),
            None => Err(self.unfit(shape, &constant_text(constant), span)),
        }
    }

    /// A constant that an enum does not have: it is sent nonetheless.
    fn check_member(&mut self, constant: &Constant, shape: &Shape, span: &Span) {
        let Some((of, found)) = shapes::enumeration(&self.vendor.types, shape) else { return };
        let given = literal(constant);
        if found.members.iter().any(|member| member.wire == given) {
            return;
        }
        let texts = found.members.iter().filter_map(|member| match &member.wire {
            Literal::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let near = match constant {
            Constant::Text(text) => nearest(text, texts),
            _ => None,
        };
        let name = &self.vendor.types.get(of).name;
        let message = format!("the enum `{name}` has no member {}", constant_text(constant));
        let stop = self.stop(catalogue::LITERAL_NOT_IN_ENUM, span, message, "unknown to the document");
        let stop = match near {
            Some(near) => stop.help(format!("did you mean \"{near}\"?")),
            None => *stop,
        };
        self.also.push(stop);
    }

    fn bound_template(
        &mut self,
        template: &Template,
        shape: &Shape,
        inputs: &Inputs,
    ) -> Result<BoundValue, Stop> {
        if let [TemplatePiece::Text(text)] = template.pieces.as_slice() {
            return self.bound_constant(&Constant::Text(text.clone()), shape, &template.span);
        }
        let (value, span, found) = match template.lone() {
            Some(expr) => {
                let value = self.placeholder(expr, inputs)?;
                let found = shapes::describe(&self.vendor.types, &value.ty.shape);
                (value, &expr.span, found)
            }
            None => {
                let text = self.template_text(template, inputs)?;
                (text, &template.span, "a text with placeholders".to_owned())
            }
        };
        match self.convert(value, &vendor(shape.clone()), Way::Request) {
            Some(value) => Ok(self::of(value, shape)),
            None => Err(self.unfit(shape, &found, span)),
        }
    }

    /// Text of a cursor or a checkpoint, which applications save where others may change it. What went through a number or a
    /// time is one.
    fn is_saved_text(&self, value: &Value) -> bool {
        let (mut saved, mut harmless) = (false, false);
        value.each(&mut |part| {
            saved |= matches!(part.kind, ValueKind::Input(Input::Cursor | Input::Last | Input::Token));
            harmless |= matches!(&part.kind, ValueKind::Apply { op: Op::Quote(_), .. })
                || !matches!(
                    shapes::family(&self.vendor.types, &part.ty.shape),
                    Family::Text | Family::Textual
                );
        });
        saved && !harmless
    }

    /// Pieces in a row; absent for want of one of them.
    fn template_text(&mut self, template: &Template, inputs: &Inputs) -> Result<Value, Stop> {
        let mut pieces: Vec<Value> = Vec::new();
        for piece in &template.pieces {
            pieces.push(match piece {
                TemplatePiece::Text(text) => super::expressions::literal(Literal::Text(text.clone()), Scalar::Text),
                TemplatePiece::Expr(expr) => {
                    let value = self.placeholder(expr, inputs)?;
                    let found = shapes::describe(&self.vendor.types, &value.ty.shape);
                    let Some(value) = self.convert(value, &scalar(Scalar::Text), Way::Request) else {
                        let message = format!("{found} can't be put into a text");
                        return Err(self.stop(catalogue::WITH_TYPE, &expr.span, message, "no text"));
                    };
                    if is_sentence(template) && self.is_saved_text(&value) {
                        let message = "a text from a saved cursor is put into a query as it is";
                        let label = "whoever can change a cursor can change the query";
                        let stop = self.stop(catalogue::UNESCAPED, &expr.span, message, label);
                        let help = "escape it for its query language, `{… | quote('sql')}`, or give it to a parameter of its own";
                        self.also.push(stop.help(help));
                    }
                    let before = pieces.last().and_then(super::filter::literal_text);
                    if before.is_some_and(|text| text.ends_with(['\'', '"'])) && is_foreign(&value) {
                        let message = "a text from outside is put between quotes as it is";
                        let stop = self
                            .stop(
                                catalogue::UNESCAPED,
                                &expr.span,
                                message,
                                "a quote in it would end the text",
                            )
                            .help("escape it for its query language, without the quotes around: `{… | quote('sql')}`");
                        self.also.push(stop);
                    }
                    value
                }
            });
        }
        let absent = pieces.iter().any(|piece| piece.absent);
        let fallible = pieces.iter().any(|piece| piece.fallible);
        Ok(Value { kind: ValueKind::Template(pieces), ty: scalar(Scalar::Text), absent, fallible })
    }

    /// A template of the vendor's, which is made of settings or credentials as they are.
    pub(super) fn vendor_pieces(&mut self, template: &Template, inputs: &Inputs) -> Result<Vec<Piece>, Stop> {
        let mut pieces = Vec::new();
        for piece in &template.pieces {
            let expr = match piece {
                TemplatePiece::Text(text) => {
                    pieces.push(Piece::Text(text.clone()));
                    continue;
                }
                TemplatePiece::Expr(expr) => expr,
            };
            pieces.push(match self.placeholder(expr, inputs)?.kind {
                ValueKind::Input(Input::Setting(name)) => Piece::Setting(name),
                ValueKind::Input(Input::Credential(name)) => Piece::Credential(name),
                _ => {
                    let message = "a setting is put in as it is: filters and `??` are for requests";
                    return Err(self.stop(catalogue::BAD_ARGUMENT, &expr.span, message, "not only a name"));
                }
            });
        }
        Ok(pieces)
    }

    fn bound_list(
        &mut self,
        items: &[RequestValue],
        shape: &Shape,
        span: &Span,
        inputs: &Inputs,
    ) -> Result<BoundValue, Stop> {
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
        Ok(BoundValue { kind: BoundValueKind::List(bound), shape: shape.clone(), absent: false })
    }

    /// A table or list for a text parameter: its JSON.
    fn bound_json(
        &mut self,
        kind: RequestKind,
        shape: &Shape,
        span: &Span,
        inputs: &Inputs,
    ) -> Result<BoundValue, Stop> {
        let value = RequestValue { kind, span: span.clone() };
        let inner = self.bound(&value, &Shape::Any, inputs)?;
        Ok(BoundValue { kind: BoundValueKind::Json(Box::new(inner)), shape: shape.clone(), absent: false })
    }

    fn bound_table(
        &mut self,
        entries: &[With],
        shape: &Shape,
        span: &Span,
        inputs: &Inputs,
    ) -> Result<BoundValue, Stop> {
        let there = |kind| Ok(BoundValue { kind, shape: shape.clone(), absent: false });
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

    fn bound_map(
        &mut self,
        entries: &[With],
        value: &Shape,
        inputs: &Inputs,
    ) -> Result<BoundValueKind, Stop> {
        let mut bound = Vec::new();
        for entry in entries {
            bound.push((entry.name.value.clone(), self.bound(&entry.value, value, inputs)?));
        }
        Ok(BoundValueKind::Map(bound))
    }

    fn bound_struct(
        &mut self,
        entries: &[With],
        shape: &Shape,
        span: &Span,
        inputs: &Inputs,
    ) -> Result<BoundValueKind, Stop> {
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
            if !set && super::required_properties::is_demanded(field) {
                let message =
                    format!("`{}` of `{}` is required, and nothing sets it always", field.wire, def.name);
                let stop = self.stop(catalogue::MEMBER_UNSET, span, message, "incomplete");
                self.also.push(*stop);
            }
        }
        Ok(BoundValueKind::Struct { of, fields })
    }
}

fn of(value: Value, shape: &Shape) -> BoundValue {
    let absent = value.absent;
    BoundValue { kind: BoundValueKind::Value(value), shape: shape.clone(), absent }
}

/// Whether a template is words of a query language, and not one value made of several.
fn is_sentence(template: &Template) -> bool {
    let text = |piece: &TemplatePiece| match piece {
        TemplatePiece::Text(text) => text.trim().contains(char::is_whitespace),
        TemplatePiece::Expr(_) => false,
    };
    template.pieces.iter().any(text)
}

/// Text that someone else wrote, and no filter made harmless.
fn is_foreign(value: &Value) -> bool {
    let (mut foreign, mut quoted) = (false, false);
    value.each(&mut |part| {
        foreign |= is_from_outside(part);
        quoted |= matches!(&part.kind, ValueKind::Apply { op: Op::Quote(_), .. });
    });
    foreign && !quoted
}

fn is_from_outside(value: &Value) -> bool {
    match &value.kind {
        ValueKind::Path(path) => path.root == Root::Request,
        ValueKind::Input(input) => matches!(
            input,
            Input::Id
                | Input::Ids
                | Input::EachId
                | Input::Cursor
                | Input::Last
                | Input::Token
                | Input::ParentId
                | Input::Setting(_)
        ),
        _ => false,
    }
}
