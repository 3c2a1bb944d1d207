//! Enum tables: unified members to vendor values, checked both ways.

use crate::diagnostics::{Diagnostic, Place, catalogue, nearest};
use crate::ir::{self, Literal, Scalar, Shape, TypeId};
use crate::mapping::{Constant, EnumDecl, EnumRowDecl, EnumUse, Span, Spanned};
use crate::plan::{EnumRow, EnumTable, Value, ValueKind, Way};

use super::Binder;
use super::coerce::unified;
use super::resolve_path::Stop;
use super::shapes::{self, Family};

/// One table against one unified enum and one vendor type.
#[derive(Clone, Debug)]
pub(super) struct BoundTable {
    pub(super) span: Span,
    pub(super) unified: TypeId,
    pub(super) vendor: Shape,
    pub(super) index: usize,
}

impl Binder<'_> {
    /// The value through a table, to a unified enum.
    pub(super) fn translate(
        &mut self,
        value: Value,
        table: &EnumUse,
        to: &Shape,
        span: &Span,
    ) -> Result<Value, Stop> {
        if let (Shape::List(item), Shape::List(wanted)) = (&value.ty.shape, to) {
            return self.translate_list(value.clone(), item, wanted, (table, span));
        }
        let wanted = shapes::present(&self.unified.types, to).0;
        let Some((id, found)) = shapes::enumeration(&self.unified.types, &wanted) else {
            let message =
                format!("`enum` is for enums, and this is {}", shapes::describe(&self.unified.types, to));
            return Err(self.stop(catalogue::TYPE_MISMATCH, &enum_span(table), message, "not an enum"));
        };
        let found = found.clone();
        if !matches!(
            shapes::family(&self.vendor.types, &value.ty.shape),
            Family::Text | Family::Textual | Family::Integer | Family::Bool
        ) {
            let given = shapes::describe(&self.vendor.types, &value.ty.shape);
            let message = format!("an enum table takes a text, an integer or a boolean, not {given}");
            return Err(self.stop(catalogue::TYPE_MISMATCH, span, message, format!("this is {given}")));
        }
        let index = self.table(table, id, &found, &value.ty.shape)?;
        let (absent, fallible) = (value.absent, value.fallible);
        let kind = ValueKind::Translate { table: index, way: Way::Read, of: Box::new(value) };
        Ok(Value { kind, ty: unified(Shape::Named(id)), absent, fallible })
    }

    fn translate_list(
        &mut self,
        value: Value,
        item: &Shape,
        wanted: &Shape,
        (table, span): (&EnumUse, &Span),
    ) -> Result<Value, Stop> {
        let item = shapes::present(&self.vendor.types, item).0;
        let start = super::read::item_value(item, crate::plan::Side::Vendor);
        let item = self.translate(start, table, wanted, span)?;
        let ty = unified(Shape::List(Box::new(item.ty.shape.clone())));
        let (absent, fallible) = (value.absent, value.fallible);
        let kind = ValueKind::Each { over: Box::new(value), item: Box::new(item) };
        Ok(Value { kind, ty, absent, fallible })
    }

    /// The declaration that is meant.
    pub(super) fn declaration(&mut self, table: &EnumUse) -> Result<EnumDecl, Stop> {
        match table {
            EnumUse::Inline(decl, _) => Ok(decl.clone()),
            EnumUse::Named(name) => {
                let found = self.mapping.enums.iter().position(|decl| decl.name.value == name.value);
                if let Some(decl) = found.and_then(|index| self.mapping.enums.get(index)) {
                    self.used.enums.insert(decl.name.value.clone());
                    return Ok(decl.clone());
                }
                let stop = self.stop(
                    catalogue::UNKNOWN_TABLE,
                    &name.span,
                    format!("there is no table `[enums.{}]`", name.value),
                    "unknown table",
                );
                let names = self.mapping.enums.iter().map(|decl| decl.name.value.as_str());
                Err(match nearest(&name.value, names) {
                    Some(near) => {
                        self.used.enums.insert(near.to_owned());
                        let meant = self.mapping.enums.iter().find(|decl| decl.name.value == near);
                        let place = meant.map(|decl| Place::span(&self.mapping.file, decl.name.span.clone()));
                        let stop = place.into_iter().fold(*stop, |stop, at| stop.label(at, "declared here"));
                        stop.help(format!("did you mean `{near}`?")).into()
                    }
                    None => stop.help(format!("declare it: `[enums.{}]`", name.value)).into(),
                })
            }
        }
    }

    pub(super) fn table(
        &mut self,
        table: &EnumUse,
        id: TypeId,
        found: &ir::Enum,
        vendor: &Shape,
    ) -> Result<usize, Stop> {
        let decl = self.declaration(table)?;
        let span = decl.name.span.clone();
        let known = self
            .tables
            .iter()
            .find(|known| known.span == span && known.unified == id && known.vendor == *vendor);
        if let Some(known) = known {
            return Ok(known.index);
        }
        let checked = self.tables.iter().any(|known| known.span == span && known.unified == id);
        let rows = self.rows((&decl, table), (id, found), vendor, !checked);
        if !checked {
            self.check_vendor(&decl, table, vendor);
        }
        let index = self.plan.tables.len();
        let stem = match table {
            EnumUse::Named(name) => name.value.clone(),
            EnumUse::Inline(..) => format!("{}_{}", self.model_name, self.field_name),
        };
        let mut name = heck::AsShoutySnakeCase(&stem).to_string();
        if self.plan.tables.iter().any(|table| table.name == name) {
            name = format!("{name}_{}", index + 1);
        }
        self.plan.tables.push(EnumTable { name, unified: id, vendor: vendor.clone(), rows });
        self.tables.push(BoundTable { span, unified: id, vendor: vendor.clone(), index });
        Ok(index)
    }

    /// The rows in the unified enum's order.
    fn rows(
        &mut self,
        (decl, table): (&EnumDecl, &EnumUse),
        (id, found): (TypeId, &ir::Enum),
        vendor: &Shape,
        report: bool,
    ) -> Vec<EnumRow> {
        let family = shapes::family(&self.vendor.types, vendor);
        if report {
            self.check_members(decl, table, id, found);
        }
        let row = |(member, unified): (usize, &ir::Member)| {
            let Literal::Text(wire) = &unified.wire else { return None };
            let given = decl.rows.iter().find(|row| row.member.value == *wire);
            let values = given.map(|given| of_family(given, family).map(|constant| literal(&constant.value)));
            if values.is_none() && decl.others.is_none() {
                return None;
            }
            let vendor = values.into_iter().flatten().collect();
            Some(EnumRow { member, name: unified.name.clone(), wire: wire.clone(), vendor })
        };
        found.members.iter().enumerate().filter_map(row).collect()
    }

    /// Every unified member once, every vendor value at most once.
    fn check_members(&mut self, decl: &EnumDecl, table: &EnumUse, id: TypeId, found: &ir::Enum) {
        let wires: Vec<&str> = found
            .members
            .iter()
            .filter_map(|member| match &member.wire {
                Literal::Text(wire) => Some(wire.as_str()),
                _ => None,
            })
            .collect();
        let enum_name = self.unified.types.get(id).name.clone();
        for row in decl.rows.iter().filter(|row| !wires.contains(&row.member.value.as_str())) {
            let message = format!("`{enum_name}` has no member `{}`", row.member.value);
            let mut stop = self.stop(catalogue::UNKNOWN_MEMBER, &row.member.span, message, "not a member");
            stop = match nearest(&row.member.value, wires.iter().copied()) {
                Some(near) => stop.help(format!("did you mean `{near}`?")).into(),
                None => stop.help(format!("its members are {}", wires.join(", "))).into(),
            };
            self.also.push(*stop);
        }
        let missing: Vec<&str> = wires
            .iter()
            .filter(|wire| !decl.rows.iter().any(|row| row.member.value == **wire))
            .copied()
            .collect();
        if let (Some(others), true) = (&decl.others, missing.is_empty()) {
            let message = format!("every member of `{enum_name}` has its line");
            let stop = self.stop(catalogue::UNUSED, others, message, "stands for none");
            self.also.push(stop.help("remove it"));
        }
        if !missing.is_empty() && decl.others.is_none() {
            let names: Vec<_> = missing.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("the table says nothing of {} of `{enum_name}`", names.join(", "));
            let first = missing.first().copied().unwrap_or_default();
            let stop = self
                .stop(catalogue::MEMBER_UNMAPPED, &enum_span(table), message, "incomplete")
                .help(format!("`{first} = \"value\"`, or `{first} = []` if the vendor has no such value: it is then refused on write; `others = []` for all that it lacks"));
            self.also.push(stop);
        }
        let mut seen: Vec<(&Spanned<Constant>, &str)> = Vec::new();
        for row in &decl.rows {
            for value in &row.vendor {
                if let Some((first, member)) = seen.iter().find(|(first, _)| first.value == value.value) {
                    let message = format!("the vendor's {} is mapped twice", constant_text(&value.value));
                    let found = Diagnostic::new(
                        catalogue::VALUE_TWICE,
                        message,
                        Place::span(&self.mapping.file, value.span.clone()),
                        format!("here it reads as `{}`", row.member.value),
                    )
                    .label(Place::span(&self.mapping.file, first.span.clone()), format!("here as `{member}`"))
                    .help("a value reads as one member: keep one of the two");
                    self.also.push(found);
                } else {
                    seen.push((value, &row.member.value));
                }
            }
        }
    }

    /// The vendor's own enum, or the type of its values.
    fn check_vendor(&mut self, decl: &EnumDecl, table: &EnumUse, vendor: &Shape) {
        let family = shapes::family(&self.vendor.types, vendor);
        let given: Vec<_> = decl.rows.iter().flat_map(|row| of_family(row, family)).collect();
        for value in &given {
            if !fits(&value.value, family) {
                let found = shapes::describe(&self.vendor.types, vendor);
                let message = format!("{} is not {found}", constant_text(&value.value));
                let stop = self.stop(
                    catalogue::TYPE_MISMATCH,
                    &value.span,
                    message,
                    format!("the vendor's value is {found}"),
                );
                self.also.push(*stop);
            }
        }
        let Some((id, own)) = shapes::enumeration(&self.vendor.types, vendor) else { return };
        let name = self.vendor.types.get(id).name.clone();
        let wires: Vec<Literal> = own.members.iter().map(|member| member.wire.clone()).collect();
        for value in given.iter().filter(|value| !wires.contains(&literal(&value.value))) {
            let message = format!("the enum `{name}` has no member {}", constant_text(&value.value));
            let mut stop =
                self.stop(catalogue::LITERAL_NOT_IN_ENUM, &value.span, message, "unknown to the document");
            let texts = wires.iter().filter_map(|wire| match wire {
                Literal::Text(wire) => Some(wire.as_str()),
                _ => None,
            });
            if let Constant::Text(text) = &value.value
                && let Some(near) = nearest(text, texts)
            {
                stop = stop.help(format!("did you mean \"{near}\"?")).into();
            }
            self.also.push(*stop);
        }
        let missing: Vec<_> = wires
            .iter()
            .filter(|wire| !given.iter().any(|value| literal(&value.value) == **wire))
            .filter_map(|wire| match wire {
                Literal::Text(text) if !text.is_empty() => Some(format!("\"{text}\"")),
                Literal::Integer(number) => Some(number.to_string()),
                _ => None,
            })
            .collect();
        if !missing.is_empty() {
            let message = format!("the vendor's {} of `{name}` is mapped to no member", missing.join(", "));
            let stop = self
                .stop(catalogue::VENDOR_MEMBER_UNMAPPED, &enum_span(table), message, "incomplete")
                .help("it is kept as it was received, as `Other`; add it to a member's list if it means one");
            self.also.push(stop);
        }
    }
}

/// A row's values of one kind, where it has some of several: read as a boolean, written as a number.
fn of_family(row: &EnumRowDecl, family: Family) -> impl Iterator<Item = &Spanned<Constant>> {
    let some = row.vendor.iter().any(|value| fits(&value.value, family));
    row.vendor.iter().filter(move |value| !some || fits(&value.value, family))
}

fn fits(value: &Constant, family: Family) -> bool {
    matches!(
        (value, family),
        (Constant::Text(_), Family::Text | Family::Textual)
            | (Constant::Integer(_), Family::Integer)
            | (Constant::Bool(_), Family::Bool)
    )
}

fn enum_span(table: &EnumUse) -> Span {
    match table {
        EnumUse::Named(name) => name.span.clone(),
        EnumUse::Inline(_, span) => span.clone(),
    }
}

pub(super) fn literal(constant: &Constant) -> Literal {
    match constant {
        Constant::Text(text) => Literal::Text(text.clone()),
        Constant::Integer(number) => Literal::Integer(*number),
        Constant::Number(number) => Literal::Number(*number),
        Constant::Bool(bool) => Literal::Bool(*bool),
    }
}

pub(super) fn constant_text(constant: &Constant) -> String {
    match constant {
        Constant::Text(text) => format!("\"{text}\""),
        Constant::Integer(number) => number.to_string(),
        Constant::Number(number) => number.to_string(),
        Constant::Bool(bool) => bool.to_string(),
    }
}

/// The scalar that a constant is of.
pub(super) fn constant_scalar(constant: &Constant) -> Scalar {
    match constant {
        Constant::Text(_) => Scalar::Text,
        Constant::Integer(_) => Scalar::I64,
        Constant::Number(_) => Scalar::F64,
        Constant::Bool(_) => Scalar::Bool,
    }
}
