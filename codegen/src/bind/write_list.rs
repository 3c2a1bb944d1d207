//! Lists, maps and nested objects, written.

use crate::diagnostics::catalogue;
use crate::ir::{self, Shape};
use crate::mapping::{Expr, ExprKind, FieldDecl, FieldKind, PathExpr, RootExpr, SlotDecl, Span};
use crate::plan::{
    Clear, Demand, Path, Place, Root, Side, SlotConstant, Step, Type, Value, ValueKind, Write, WriteKind,
    WriteSlot,
};

use super::Binder;
use super::expressions::{literal, vendor};
use super::read::item_value;
use super::required_properties::Target;
use super::resolve_path::path_span;
use super::shapes;
use super::write::{Sheet, each};
use super::write_place::{Rest, Unwritten, is_at};

type Written<T> = Result<T, Unwritten>;

impl Binder<'_> {
    pub(super) fn write_each(
        &mut self,
        source: Value,
        over: &Expr,
        fields: &[FieldDecl],
        sheet: &Sheet,
    ) -> Written<WriteKind> {
        match &over.kind {
            ExprKind::Path(path) => self.write_items(source, path, fields, sheet),
            _ => Err(Unwritten::ReadOnly(over.span.clone(), "only a path can be written".to_owned())),
        }
    }

    /// A list of unified structs as a list of the vendor's.
    pub(super) fn write_items(
        &mut self,
        source: Value,
        path: &PathExpr,
        fields: &[FieldDecl],
        sheet: &Sheet,
    ) -> Written<WriteKind> {
        let span = path_span(path);
        let placed = self.place(path, &sheet.into)?;
        let Shape::List(item) = placed.shape.clone() else {
            let message = "a list is written, and the request has none there";
            return Err(Unwritten::Missing(self.stop(
                catalogue::PATH_NOT_IN_REQUEST,
                &span,
                message,
                "not a list",
            )));
        };
        let Shape::List(from) = source.ty.shape.clone() else {
            let message = "a list is written, and this is none";
            return Err(Unwritten::Wrong(self.stop(catalogue::TYPE_MISMATCH, &span, message, "not a list")));
        };
        let inner = self.item_sheet(&from, &item, sheet, &span)?;
        // Items that lie deeper: `contacts[*].email`
        let (sheet_of_item, outer) = match &placed.rest {
            Rest::Items { rest, .. } if !rest.is_empty() => {
                let start = inner.into.shape.clone();
                let deeper = self.as_place(rest, &[], (&start, &span))?;
                (inner.item(inner.unified, deeper.shape), Some((deeper.place, start)))
            }
            _ => (inner, None),
        };
        let mut value = self.assemble(fields, &sheet_of_item, &span)?;
        if let Rest::Items { needs: Some(needs), .. } = &placed.rest
            && !demand(&mut value, needs)
        {
            let why = "`[* if …]` asks for a property that no line of the item writes";
            return Err(Unwritten::ReadOnly(span, why.to_owned()));
        }
        if let Some((place, shape)) = outer {
            let kind = WriteKind::value(value, place);
            value = self.assembled(vec![Write::new(0, "", kind)], &shape, &span);
        }
        let clear = if placed.nullable { Clear::Null } else { Clear::Empty };
        let value = Value { ty: vendor(placed.shape), ..each(source, value) };
        let nullable = sheet.nullable(&value);
        Ok(WriteKind::Value { value, place: placed.place, clear, nullable, shared: false })
    }

    fn item_sheet(&self, from: &Shape, to: &Shape, sheet: &Sheet, span: &Span) -> Written<Sheet> {
        let (from, _) = shapes::present(&self.unified.types, from);
        let (to, _) = shapes::present(&self.vendor.types, to);
        let Some((unified, _, _)) = shapes::structure(&self.unified.types, &from) else {
            let message = "an item has no fields";
            return Err(Unwritten::Wrong(self.stop(
                catalogue::TYPE_MISMATCH,
                span,
                message,
                "items are no objects",
            )));
        };
        Ok(sheet.item(unified, to))
    }

    /// A vendor struct out of one unified struct's fields.
    fn assemble(&mut self, fields: &[FieldDecl], sheet: &Sheet, span: &Span) -> Written<Value> {
        let writes = self.write_nested(fields, sheet);
        if writes.is_empty() {
            return Err(Unwritten::ReadOnly(
                span.clone(),
                "none of the item's fields can be written".to_owned(),
            ));
        }
        Ok(self.assembled(writes, &sheet.into.shape, span))
    }

    /// An object of the vendor's, made of these lines.
    pub(super) fn assembled(&mut self, lines: Vec<Write>, record: &Shape, span: &Span) -> Value {
        let writes = self.demands(lines, &Target { record, set: &[], call: None, span });
        let kind = ValueKind::Assemble(writes);
        Value { kind, ty: vendor(record.clone()), absent: false, fallible: true }
    }

    /// The lines of an item or a slot. What is read-only in it is left out; what is wrong is reported.
    fn write_nested(&mut self, fields: &[FieldDecl], sheet: &Sheet) -> Vec<Write> {
        let def = self.unified.types.get(sheet.unified);
        let ir::Kind::Struct(found) = &def.kind else { return Vec::new() };
        let mut writes = Vec::new();
        for (index, field) in found.fields.iter().enumerate() {
            let Some(decl) = fields.iter().find(|decl| decl.name.value == field.wire) else { continue };
            let explicit = explicit(decl, sheet);
            match self.write_field(decl, (index, field), sheet) {
                Ok(lines) => writes.extend(lines.into_iter().flatten()),
                Err(Unwritten::Wrong(stop)) => self.found(*stop),
                Err(Unwritten::Missing(stop)) if explicit => self.found(*stop),
                Err(Unwritten::ReadOnly(span, why)) if explicit => self.not_invertible(&span, &why),
                Err(_) => {}
            }
        }
        writes
    }

    pub(super) fn not_invertible(&mut self, span: &Span, why: &str) {
        let stop = self
            .stop(catalogue::NOT_INVERTIBLE, span, format!("this can't be written: {why}"), "has no inverse")
            .help("write a path, with filters that have an inverse; or a function with `write`");
        self.also.push(stop);
    }

    pub(super) fn write_slots(
        &mut self,
        source: Value,
        slots: &[SlotDecl],
        span: &Span,
        sheet: &Sheet,
    ) -> Written<WriteKind> {
        let Shape::List(item) = source.ty.shape.clone() else {
            let message = "`list` is for lists";
            return Err(Unwritten::Wrong(self.stop(catalogue::TYPE_MISMATCH, span, message, "not a list")));
        };
        let (item, _) = shapes::present(&self.unified.types, &item);
        let (mut bound, mut unwritten) = (Vec::new(), None);
        for slot in slots {
            let written = match slot {
                SlotDecl::Scalar(decl) => self.write_scalar_slot(decl, &item, sheet),
                SlotDecl::Fields { fields, span } => self.write_struct_slot(fields, &item, (span, sheet)),
            };
            match written {
                Ok(slot) => bound.push(slot),
                // A slot that is only read is no place for an item.
                Err(Unwritten::ReadOnly(span, why)) => unwritten = Some(Unwritten::ReadOnly(span, why)),
                Err(other) => return Err(other),
            }
        }
        if let Some(unwritten) = unwritten.filter(|_| bound.is_empty()) {
            return Err(unwritten);
        }
        Ok(WriteKind::Slots { list: source, slots: bound })
    }

    fn write_scalar_slot(&mut self, decl: &FieldDecl, item: &Shape, sheet: &Sheet) -> Written<WriteSlot> {
        let FieldKind::Paths(directions) = &decl.kind else {
            return Err(Unwritten::ReadOnly(decl.span.clone(), "a slot is a path".to_owned()));
        };
        let Some((expr, _)) = Self::written(directions, sheet.kind) else {
            return Err(Unwritten::ReadOnly(decl.span.clone(), "a slot is only read".to_owned()));
        };
        let source = item_value(item.clone(), Side::Unified);
        let sheet = Sheet { in_slot: true, ..sheet.clone() };
        let kind = self.write_paths(source, expr, decl.table.as_ref(), &sheet)?;
        Ok(WriteSlot { constants: Vec::new(), writes: vec![Write::new(0, "", kind)] })
    }

    fn write_struct_slot(
        &mut self,
        fields: &[FieldDecl],
        item: &Shape,
        (span, sheet): (&Span, &Sheet),
    ) -> Written<WriteSlot> {
        let Some((unified, _, _)) = shapes::structure(&self.unified.types, item) else {
            return Err(Unwritten::ReadOnly(span.clone(), "its items are no objects".to_owned()));
        };
        let inner = Sheet { unified, from: (Root::Item, Vec::new()), in_slot: true, ..sheet.clone() };
        let constants = self.constants(fields, &inner);
        let rest: Vec<FieldDecl> = fields.iter().filter(|decl| constant(decl).is_none()).cloned().collect();
        let mut writes = Vec::new();
        let def = self.unified.types.get(unified);
        let ir::Kind::Struct(found) = &def.kind else { return Ok(WriteSlot { constants, writes }) };
        for (index, field) in found.fields.iter().enumerate() {
            let Some(decl) = rest.iter().find(|decl| decl.name.value == field.wire) else { continue };
            match self.write_field(decl, (index, field), &inner) {
                Ok(lines) => writes.extend(lines.into_iter().flatten()),
                Err(Unwritten::ReadOnly(..)) if !explicit(decl, sheet) => {}
                Err(other) => return Err(other),
            }
        }
        if writes.is_empty() {
            return Err(Unwritten::ReadOnly(
                span.clone(),
                "none of the slot's fields can be written".to_owned(),
            ));
        }
        Ok(WriteSlot { constants, writes })
    }

    /// What an item has to equal for a slot to be its place.
    fn constants(&mut self, fields: &[FieldDecl], sheet: &Sheet) -> Vec<SlotConstant> {
        let def = self.unified.types.get(sheet.unified);
        let ir::Kind::Struct(found) = &def.kind else { return Vec::new() };
        let mut constants = Vec::new();
        for field in &found.fields {
            let Some(decl) = fields.iter().find(|decl| decl.name.value == field.wire) else { continue };
            let Some(expr) = constant(decl) else { continue };
            let given = match &expr.kind {
                ExprKind::Text(text) => literal(ir::Literal::Text(text.clone()), ir::Scalar::Text),
                // A flag is only read: an item that does not state it fits all the same.
                _ => continue,
            };
            // A constant that is wrong has been reported when it was read.
            if let Ok(value) = self.coerce(given, &field.shape, false, &expr.span) {
                let presence = shapes::presence(field, def.flow);
                constants.push(SlotConstant { name: field.name.clone(), presence, value });
            }
        }
        constants
    }

    pub(super) fn write_object(
        &mut self,
        source: Value,
        from: Option<&Expr>,
        fields: &[FieldDecl],
        sheet: &Sheet,
    ) -> Written<Vec<Write>> {
        let Some((unified, _, _)) = shapes::structure(&self.unified.types, &source.ty.shape) else {
            let span = from.map_or(0..0, |from| from.span.clone());
            return Err(Unwritten::ReadOnly(span, "it is no object".to_owned()));
        };
        let ValueKind::Path(Path { root, steps, .. }) = source.kind else { return Ok(Vec::new()) };
        let into = self.nested_scope(from, &sheet.into).map_err(Unwritten::Missing)?;
        Ok(self.write_nested(fields, &Sheet { unified, from: (root, steps), into, ..sheet.clone() }))
    }

    pub(super) fn write_entries(
        &mut self,
        source: Value,
        [over, key, value]: [&Expr; 3],
        sheet: &Sheet,
    ) -> Written<WriteKind> {
        let ExprKind::Path(path) = &over.kind else {
            return Err(Unwritten::ReadOnly(over.span.clone(), "only a path can be written".to_owned()));
        };
        let Shape::Map(from) = source.ty.shape.clone() else {
            return Err(Unwritten::ReadOnly(over.span.clone(), "it is no map".to_owned()));
        };
        let entry = item_value((*from).clone(), Side::Unified);
        let placed = self.place(path, &sheet.into)?;
        if let (RootExpr::Key, Rest::Entries(wanted)) = (key_root(key), &placed.rest) {
            let value = self.invert(entry, value, &sheet.item(sheet.unified, wanted.clone()))?;
            let WriteKind::Value { value, .. } = value else {
                return Err(Unwritten::ReadOnly(over.span.clone(), "a value is one value".to_owned()));
            };
            return Ok(WriteKind::Members { map: source, value, place: placed.place });
        }
        let Shape::List(item) = placed.shape.clone() else {
            return Err(Unwritten::ReadOnly(over.span.clone(), "it is written entry by entry".to_owned()));
        };
        if !matches!(&placed.rest, Rest::Items { rest, needs: None } if rest.is_empty()) {
            return Err(Unwritten::ReadOnly(over.span.clone(), "it is written entry by entry".to_owned()));
        }
        let (item, _) = shapes::present(&self.vendor.types, &item);
        let inner = sheet.item(sheet.unified, item.clone());
        let text = Type { side: Side::Unified, shape: Shape::Scalar(ir::Scalar::Text) };
        let path_of_key = crate::plan::Path { root: Root::Key, steps: Vec::new(), none: Vec::new() };
        let key_value =
            Value { kind: ValueKind::Path(path_of_key), ty: text, absent: false, fallible: false };
        let mut writes = Vec::new();
        for (source, expr, name) in [(key_value, key, "key"), (entry, value, "value")] {
            let kind = self.invert(source, expr, &inner)?;
            writes.push(Write::new(0, name, kind));
        }
        let item = self.assembled(writes, &item, &over.span);
        let ty = vendor(placed.shape);
        let absent = source.absent;
        let kind = ValueKind::Entries { of: Box::new(source), item: Box::new(item) };
        let value = Value { kind, ty, absent, fallible: true };
        let nullable = sheet.nullable(&value);
        Ok(WriteKind::Value { value, place: placed.place, clear: Clear::Empty, nullable, shared: false })
    }
}

fn key_root(key: &Expr) -> RootExpr {
    match &key.kind {
        ExprKind::Path(path) if path.steps.is_empty() => path.root.clone(),
        _ => RootExpr::At,
    }
}

/// A slot's constant: `kind = { const = "WORK" }`.
pub(super) fn constant(decl: &FieldDecl) -> Option<&Expr> {
    match &decl.kind {
        FieldKind::Paths(directions) => {
            directions.from.as_ref().filter(|expr| matches!(expr.kind, ExprKind::Text(_) | ExprKind::Bool(_)))
        }
        _ => None,
    }
}

/// Whether a line says that it is to be written.
fn explicit(decl: &FieldDecl, sheet: &Sheet) -> bool {
    match &decl.kind {
        FieldKind::Paths(directions) => {
            Binder::written(directions, sheet.kind).is_some_and(|(_, explicit)| explicit)
        }
        _ => false,
    }
}

/// Makes the line required that writes this property of an item. `false`: there is none.
fn demand(item: &mut Value, needs: &[Step]) -> bool {
    let ValueKind::Assemble(writes) = &mut item.kind else { return false };
    let line = writes.lines.iter_mut().find(|write| write.place().is_some_and(|place| is_at(place, needs)));
    line.is_some_and(|write| {
        write.demand = Demand::Value;
        true
    })
}

/// The places of lines, as far as they are single.
pub(super) fn places_of(writes: &[Write]) -> Vec<&Place> {
    let mut places = Vec::new();
    for write in writes {
        match &write.kind {
            WriteKind::Value { place, .. } | WriteKind::Members { place, .. } => places.push(place),
            WriteKind::Slots { slots, .. } => {
                for slot in slots {
                    places.extend(places_of(&slot.writes));
                }
            }
        }
    }
    places
}
