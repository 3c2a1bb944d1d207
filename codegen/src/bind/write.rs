//! Lines of `fields`, writing: the inverse of what is read, into the request's types.

use crate::diagnostics::catalogue;
use crate::ir::{self, Scalar, Shape, TypeId};
use crate::mapping::{Directions, EnumUse, Expr, ExprKind, FieldDecl, FieldKind, PathExpr, SlotDecl, Span};
use crate::plan::{
    CapabilityKind, Clear, FieldRef, Op, Path, Presence, Root, Side, Step, StepKind, Type, Value, ValueKind,
    Write, WriteKind,
};

use super::Binder;
use super::convert::{Kind, Way};
use super::expressions::{apply, scalar, vendor};
use super::read::item_value;
use super::resolve_path::{Scope, Stop, path_of, path_span};
use super::shapes::{self, Family};
use super::write_place::{Placed, Rest, Unwritten};

/// What a request is written from and into.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) kind: CapabilityKind,
    /// The unified struct: `New`, `Patch`, or one nested in it.
    pub(super) unified: TypeId,
    /// Where its fields are found: a root, and the steps from it.
    pub(super) from: (Root, Vec<Step>),
    /// Where the vendor's paths start in the request.
    pub(super) into: Scope,
    /// The item is one of a fixed number of places: null where an update empties it.
    pub(super) in_slot: bool,
}

impl Sheet {
    /// A record: all that the caller gives, into a request's record of this type.
    pub(super) fn record(kind: CapabilityKind, unified: TypeId, record: Shape, none: Vec<String>) -> Self {
        Self {
            kind,
            unified,
            from: (Root::Unified, Vec::new()),
            into: Scope::request(record, none),
            in_slot: false,
        }
    }

    /// An item of a list, into an item of this type.
    pub(super) fn item(&self, unified: TypeId, record: Shape) -> Self {
        let into = Scope::request(record, self.into.none.clone());
        Self { kind: self.kind, unified, from: (Root::Item, Vec::new()), into, in_slot: false }
    }

    /// Whether the caller may give null for what a value is made of.
    pub(super) fn nullable(&self, value: &Value) -> bool {
        let Some(path) = value.first_path() else { return false };
        match path.root {
            Root::Unified => path.steps.iter().any(|step| step.presence == Presence::Maybe),
            Root::Item => self.in_slot && self.kind == CapabilityKind::Update,
            _ => false,
        }
    }
}

type Written<T> = Result<T, Unwritten>;

impl Binder<'_> {
    /// The expression that is written in this capability; the second says whether it is for writing only.
    pub(super) fn written(directions: &Directions, kind: CapabilityKind) -> Option<(&Expr, bool)> {
        let own = match kind {
            CapabilityKind::Update => directions.update.as_ref(),
            _ => directions.create.as_ref(),
        };
        let explicit = own.or(directions.write.as_ref()).map(|expr| (expr, true));
        explicit.or_else(|| directions.from.as_ref().map(|expr| (expr, false)))
    }

    /// One line. `Ok(None)`: it says itself that it is not written here.
    pub(super) fn write_field(
        &mut self,
        decl: &FieldDecl,
        (index, field): (usize, &ir::Field),
        sheet: &Sheet,
    ) -> Written<Option<Vec<Write>>> {
        let own;
        let sheet = match &decl.none {
            Some(none) => {
                let none = none.iter().map(|text| text.value.clone()).collect();
                own = Sheet { into: Scope { none, ..sheet.into.clone() }, ..sheet.clone() };
                &own
            }
            None => sheet,
        };
        let source = self.unified_field(index, field, sheet);
        let kind = match &decl.kind {
            FieldKind::Paths(directions) => {
                let Some((expr, _)) = Self::written(directions, sheet.kind) else { return Ok(None) };
                self.write_paths(source, expr, decl.table.as_ref(), sheet)?
            }
            FieldKind::Slots(slots) if Self::only_read(slots, sheet.kind) => return Ok(None),
            FieldKind::Slots(slots) => self.write_slots(source, slots, &decl.span, sheet)?,
            FieldKind::Each { over, fields } => self.write_each(source, over, fields, sheet)?,
            FieldKind::Entries { over, key, value } => {
                self.write_entries(source, [over, key, value], sheet)?
            }
            FieldKind::Object { from, fields } => {
                let mut writes = self.write_object(source, from.as_ref(), fields, sheet)?;
                for write in &mut writes {
                    (write.index, write.name) = (index, field.name.clone());
                }
                return Ok(Some(writes));
            }
            FieldKind::Case(rows) => {
                let span = rows.first().map_or(&decl.span, |(condition, _)| &condition.span);
                return Err(Unwritten::ReadOnly(span.clone(), "a `case` has no inverse".to_owned()));
            }
            FieldKind::Ignore(_) | FieldKind::Broken => return Ok(None),
        };
        Ok(Some(vec![Write::new(index, field.name.clone(), kind)]))
    }

    /// All slots say themselves that they are only read.
    fn only_read(slots: &[SlotDecl], kind: CapabilityKind) -> bool {
        slots.iter().all(|slot| match slot {
            SlotDecl::Scalar(decl) => match &decl.kind {
                FieldKind::Paths(directions) => Self::written(directions, kind).is_none(),
                _ => false,
            },
            SlotDecl::Fields { fields, .. } => fields.iter().all(|decl| match &decl.kind {
                FieldKind::Paths(directions) => Self::written(directions, kind).is_none(),
                _ => false,
            }),
        })
    }

    /// A field of what is written.
    pub(super) fn unified_field(&self, index: usize, field: &ir::Field, sheet: &Sheet) -> Value {
        let def = self.unified.types.get(sheet.unified);
        let (shape, _) = shapes::present(&self.unified.types, &field.shape);
        let reference = FieldRef {
            of: sheet.unified,
            index,
            name: field.name.clone(),
            wire: field.wire.clone(),
            boxed: shapes::is_boxed(&self.unified.types, &field.shape),
        };
        let presence = shapes::presence(field, def.flow);
        let step = Step { kind: StepKind::Field(reference), shape: shape.clone(), presence, nullable: false };
        let (root, outer) = sheet.from.clone();
        let steps: Vec<Step> = outer.into_iter().chain([step]).collect();
        let absent = steps.iter().any(|step| step.presence != Presence::Always);
        let kind = ValueKind::Path(Path { root, steps, none: Vec::new() });
        Value { kind, ty: Type { side: Side::Unified, shape }, absent, fallible: false }
    }

    pub(super) fn write_paths(
        &mut self,
        source: Value,
        expr: &Expr,
        table: Option<&EnumUse>,
        sheet: &Sheet,
    ) -> Written<WriteKind> {
        let mut source = source;
        if let Some(table) = table {
            let wanted = self.written_shape(expr, sheet);
            source = self.translate_back(source, table, wanted.as_ref())?;
        }
        if let (ExprKind::Path(path), Some(part)) = (&expr.kind, self.part_for(&source)) {
            return self.write_items(source, path, &part, sheet);
        }
        self.invert(source, expr, sheet)
    }

    /// The part for a list of unified structs.
    fn part_for(&self, source: &Value) -> Option<Vec<FieldDecl>> {
        let Shape::List(item) = &source.ty.shape else { return None };
        let (item, _) = shapes::present(&self.unified.types, item);
        let (_, def, _) = shapes::structure(&self.unified.types, &item)?;
        let name = heck::AsSnakeCase(&def.name).to_string();
        let found = self
            .mapping
            .models
            .iter()
            .find(|part| part.category.value == self.category && part.name.value == name);
        found.map(|part| part.fields.clone())
    }

    /// Through a table, back to the vendor's value; where the request's is of another kind, to that.
    fn translate_back(&mut self, source: Value, table: &EnumUse, wanted: Option<&Shape>) -> Written<Value> {
        if let Shape::List(item) = &source.ty.shape {
            let item = item_value((**item).clone(), Side::Unified);
            let wanted = wanted.map(|shape| match shape {
                Shape::List(item) => shapes::present(&self.vendor.types, item).0,
                other => other.clone(),
            });
            let item = self.translate_back(item, table, wanted.as_ref())?;
            return Ok(each(source, item));
        }
        let span = self.declaration(table).map_err(Unwritten::Wrong)?.name.span.clone();
        let Some((id, found)) = shapes::enumeration(&self.unified.types, &source.ty.shape) else {
            return Err(Unwritten::ReadOnly(span, "it is no enum".to_owned()));
        };
        let found = found.clone();
        let read = self.tables.iter().find(|known| known.span == span).map(|known| known.vendor.clone());
        let takes = |shape: &&Shape| {
            let families = [Family::Text, Family::Textual, Family::Integer, Family::Bool];
            families.contains(&shapes::family(&self.vendor.types, shape))
        };
        let Some(vendor_shape) = wanted.filter(takes).cloned().or(read) else {
            return Err(Unwritten::ReadOnly(span, "its table is not read".to_owned()));
        };
        let table = self.table(table, id, &found, &vendor_shape).map_err(Unwritten::Wrong)?;
        let absent = source.absent;
        let kind = ValueKind::Translate { table, way: crate::plan::Way::Write, of: Box::new(source) };
        Ok(Value { kind, ty: vendor(vendor_shape), absent, fallible: true })
    }

    /// What lies where an expression is written, if that is a plain path.
    fn written_shape(&mut self, expr: &Expr, sheet: &Sheet) -> Option<Shape> {
        let path = path_of(expr)?;
        self.place(path, &sheet.into).ok().map(|placed| placed.shape)
    }

    /// The value at the place that the expression reads, through the inverses of its filters.
    pub(super) fn invert(&mut self, source: Value, expr: &Expr, sheet: &Sheet) -> Written<WriteKind> {
        match &expr.kind {
            ExprKind::Path(path) => self.put_at(source, path, sheet),
            ExprKind::Pipe { of, filter } => {
                let source = self.inverse(source, filter)?;
                self.invert(source, of, sheet)
            }
            ExprKind::Coalesce(all) => match all.first() {
                Some(first) => self.invert(source, first, sheet),
                None => Err(Unwritten::ReadOnly(expr.span.clone(), "nothing is there".to_owned())),
            },
            ExprKind::Not(inner) if matches!(inner.kind, ExprKind::Path(_)) => {
                let negated = apply(Op::Negate, source, scalar(Scalar::Bool), false);
                self.invert(negated, inner, sheet)
            }
            ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_) => Err(Unwritten::ReadOnly(
                expr.span.clone(),
                "a constant is never sent; `with` sends constants".to_owned(),
            )),
            _ => Err(Unwritten::ReadOnly(expr.span.clone(), "a comparison has no inverse".to_owned())),
        }
    }

    fn put_at(&mut self, source: Value, path: &PathExpr, sheet: &Sheet) -> Written<WriteKind> {
        let placed = self.place(path, &sheet.into)?;
        let span = path_span(path);
        let value = self.fit(source, &placed, &span)?;
        let clear = self.clear(&placed, sheet);
        let nullable = sheet.nullable(&value);
        Ok(WriteKind::Value { value, place: placed.place, clear, nullable, shared: false })
    }

    /// The value as what lies at a place, item by item if the path goes on behind `[*]`.
    fn fit(&mut self, source: Value, placed: &Placed, span: &Span) -> Written<Value> {
        let rest = match &placed.rest {
            Rest::Items { needs: Some(needs), rest } if needs != rest => {
                let why = "`[* if …]` asks for another property than is written";
                return Err(Unwritten::ReadOnly(span.clone(), why.to_owned()));
            }
            Rest::Items { rest, .. } => rest,
            Rest::Nothing => {
                return self.coerce_back(source, &placed.shape, span).map_err(Unwritten::Wrong);
            }
            Rest::Entries(_) => {
                let why = "a map is written with `each`, `key` and `value`";
                return Err(Unwritten::ReadOnly(span.clone(), why.to_owned()));
            }
        };
        let (Shape::List(item), Shape::List(wanted)) = (source.ty.shape.clone(), placed.shape.clone()) else {
            let message = "a list is written item by item, and this is one value";
            return Err(Unwritten::Wrong(self.stop(catalogue::TYPE_MISMATCH, span, message, "not a list")));
        };
        let item = item_value(*item, source.ty.side);
        let wanted = shapes::present(&self.vendor.types, &wanted).0;
        let item = if rest.is_empty() {
            self.coerce_back(item, &wanted, span).map_err(Unwritten::Wrong)?
        } else {
            let inner = self.as_place(rest, &[], (&wanted, span))?;
            let value = self.fit(item, &inner, span)?;
            let kind = WriteKind::value(value, inner.place);
            self.assembled(vec![Write::new(0, "", kind)], &wanted, span)
        };
        Ok(Value { ty: vendor(placed.shape.clone()), ..each(source, item) })
    }

    pub(super) fn clear(&self, placed: &Placed, sheet: &Sheet) -> Clear {
        if placed.nullable {
            return Clear::Null;
        }
        let kind = self.kind_of(&vendor(placed.shape.clone()));
        let none = sheet.into.none.first().filter(|_| kind.is_textual());
        let none = none
            .and_then(|none| self.constant(&ir::Literal::Text(none.clone()), &vendor(placed.shape.clone())));
        match none {
            _ if matches!(kind, Kind::List | Kind::Map) => Clear::Empty,
            Some(none) => Clear::Value(none),
            None if sheet.in_slot => Clear::Leave,
            None => Clear::Refuse,
        }
    }

    /// A unified value, or what inverses made of it, as the vendor's type.
    pub(super) fn coerce_back(&mut self, value: Value, to: &Shape, span: &Span) -> Result<Value, Stop> {
        if let Some(value) = self.convert(value.clone(), &vendor(to.clone()), Way::Write) {
            return Ok(value);
        }
        let given = shapes::describe(self.types_of(value.ty.side), &value.ty.shape);
        let wants = shapes::describe(&self.vendor.types, to);
        let message = format!("the request takes {wants}, and this gives {given}");
        let stop = self.stop(catalogue::TYPE_MISMATCH, span, message, format!("the request's is {wants}"));
        Err(stop.help("give the request's own path and filters with `create`, `update` or `write`, or write `{ read = \"…\" }` if it is not to be written").into())
    }
}

/// A list, item by item.
pub(super) fn each(over: Value, item: Value) -> Value {
    let ty = Type { side: item.ty.side, shape: Shape::List(Box::new(item.ty.shape.clone())) };
    let (absent, fallible) = (over.absent, over.fallible || item.fallible);
    Value { kind: ValueKind::Each { over: Box::new(over), item: Box::new(item) }, ty, absent, fallible }
}
