//! Lines of `fields`, reading: one value a unified field, for one type of vendor record.

use crate::diagnostics::catalogue;
use crate::ir::{self, Shape, Struct, TypeId};
use crate::mapping::{Directions, EnumUse, Expr, FieldDecl, FieldKind, Span};
use crate::plan::{BuildField, Path, ReadField, Root, Side, Type, Value, ValueKind};

use super::Binder;
use super::coerce::unified;
use super::enums;
use super::expressions::literal;
use super::resolve_path::{Scope, Stop};
use super::shapes::{self, Family};

/// What a field of the unified side is, while a line is bound to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'t> {
    pub(super) field: &'t ir::Field,
    /// The record's own id.
    pub(super) id: bool,
}

impl Binder<'_> {
    /// All fields of a unified struct, in its order. Problems go to the report; the field is then unmapped.
    pub(super) fn read_fields(&mut self, of: TypeId, decls: &[FieldDecl], scope: &Scope) -> Vec<ReadField> {
        let def = self.unified.types.get(of);
        let ir::Kind::Struct(found) = &def.kind else { return Vec::new() };
        let mut fields = Vec::new();
        for (index, field) in found.fields.iter().enumerate() {
            let decl = decls.iter().find(|decl| decl.name.value == field.wire);
            let mut value = None;
            if let Some(decl) = decl {
                self.field_name = field.wire.clone();
                let target = Target { field, id: field.wire == "id" };
                match self.read_field(decl, target, scope) {
                    Ok(bound) => value = bound,
                    Err(stop) => self.found(*stop),
                }
            }
            let presence = shapes::presence(field, def.flow);
            fields.push(ReadField { index, name: field.name.clone(), presence, value });
        }
        fields
    }

    /// Names of fields that the unified struct does not have, and required ones that the mapping does not speak of.
    pub(super) fn check_names(&mut self, of: TypeId, decls: &[FieldDecl], span: &Span) {
        let def = self.unified.types.get(of);
        let ir::Kind::Struct(found) = &def.kind else { return };
        for decl in decls {
            if found.fields.iter().any(|field| field.wire == decl.name.value) {
                continue;
            }
            let types = (&self.unified.types, of);
            let (stop, _) = super::spelling::unknown_field(&self.mapping.file, &decl.name, types);
            self.also.push(stop);
        }
        for field in &found.fields {
            let there = decls.iter().any(|decl| decl.name.value == field.wire);
            if !field.required || there || self.is_slip(&field.wire) {
                continue;
            }
            let message =
                format!("`{}` requires `{}`, and the mapping does not speak of it", def.name, field.wire);
            let stop = self
                .stop(catalogue::REQUIRED_UNMAPPED, span, message, "incomplete")
                .help(format!("add a line: `{} = \"path\"`", field.wire));
            self.also.push(stop);
        }
    }

    fn read_field(
        &mut self,
        decl: &FieldDecl,
        target: Target<'_>,
        scope: &Scope,
    ) -> Result<Option<Value>, Stop> {
        let own;
        // What is required is not made absent by a text that reads so elsewhere.
        let required = FieldDecl { none: Some(Vec::new()), ..decl.clone() };
        let decl = if target.field.required && decl.none.is_none() { &required } else { decl };
        let scope = match &decl.none {
            Some(none) => {
                let none = none.iter().map(|text| text.value.clone()).collect();
                own = Scope { none, ..scope.clone() };
                &own
            }
            None => scope,
        };
        let shape = &target.field.shape;
        match &decl.kind {
            FieldKind::Paths(directions) => self.read_paths(directions, decl.table.as_ref(), target, scope),
            FieldKind::Slots(slots) => self.read_slots(slots, shape, &decl.span, scope).map(Some),
            FieldKind::Each { over, fields } => self.read_each(over, fields, shape, scope).map(Some),
            FieldKind::Object { from, fields } => {
                self.read_object(from.as_ref(), fields, shape, (&decl.span, scope)).map(Some)
            }
            FieldKind::Entries { over, key, value } => {
                self.read_entries([over, key, value], shape, scope).map(Some)
            }
            FieldKind::Case(rows) => self.read_case(rows, shape, scope).map(Some),
            FieldKind::Ignore(_) | FieldKind::Broken => Ok(None),
        }
    }

    fn read_paths(
        &mut self,
        directions: &Directions,
        table: Option<&EnumUse>,
        target: Target<'_>,
        scope: &Scope,
    ) -> Result<Option<Value>, Stop> {
        let Some(expr) = directions.read.as_ref().or(directions.from.as_ref()) else { return Ok(None) };
        self.scaled = super::round_trip::says_places(expr);
        let value = self.value(expr, scope)?;
        let shape = &target.field.shape;
        if let Some(table) = table {
            return self.translate(value, table, shape, &expr.span).map(Some);
        }
        if let Some(part) = self.part_of(&value, shape) {
            let fields = part.fields.clone();
            self.used.parts.insert(part.name.value.clone());
            return self.read_items(value, &fields, shape, (&expr.span, scope)).map(Some);
        }
        self.coerce(value, shape, target.id, &expr.span).map(Some)
    }

    /// `[category.part.fields]` for a list of unified structs that has no fields of its own here.
    pub(super) fn part_of(&self, value: &Value, to: &Shape) -> Option<&crate::mapping::Model> {
        let (Shape::List(_), Shape::List(item)) = (&value.ty.shape, to) else { return None };
        let (item, _) = shapes::present(&self.unified.types, item);
        let (_, def, _) = shapes::structure(&self.unified.types, &item)?;
        let name = heck::AsSnakeCase(&def.name).to_string();
        self.mapping
            .models
            .iter()
            .find(|part| part.category.value == self.category && part.name.value == name)
    }

    fn read_each(
        &mut self,
        over: &Expr,
        fields: &[FieldDecl],
        to: &Shape,
        scope: &Scope,
    ) -> Result<Value, Stop> {
        let list = self.value(over, scope)?;
        self.read_items(list, fields, to, (&over.span, scope))
    }

    /// A list of vendor items as a list of unified structs.
    fn read_items(
        &mut self,
        list: Value,
        fields: &[FieldDecl],
        to: &Shape,
        (span, scope): (&Span, &Scope),
    ) -> Result<Value, Stop> {
        let Some((id, _)) = self.item_struct(to) else {
            let message = format!(
                "`fields` of an item are for lists of objects, and this is {}",
                shapes::describe(&self.unified.types, to)
            );
            return Err(self.stop(catalogue::TYPE_MISMATCH, span, message, "not a list of objects"));
        };
        let Shape::List(item) = &list.ty.shape else {
            let found = shapes::describe(&self.vendor.types, &list.ty.shape);
            let message = format!("expected a list, found {found}");
            return Err(self.stop(catalogue::NOT_A_LIST, span, message, format!("this is {found}")));
        };
        let (item, _) = shapes::present(&self.vendor.types, item);
        let keyed = ends_in_map(&list);
        let item = self.build(id, fields, &scope.item(item, keyed), span);
        let (absent, fallible) = (list.absent, list.fallible || item.fallible);
        let kind = ValueKind::Each { over: Box::new(list), item: Box::new(item) };
        Ok(Value { kind, ty: unified(to.clone()), absent, fallible })
    }

    /// The struct that the items of a unified list are.
    pub(super) fn item_struct(&self, to: &Shape) -> Option<(TypeId, &Struct)> {
        let Shape::List(item) = to else { return None };
        let (item, _) = shapes::present(&self.unified.types, item);
        shapes::structure(&self.unified.types, &item).map(|(id, _, found)| (id, found))
    }

    /// A unified struct out of one scope.
    pub(super) fn build(&mut self, of: TypeId, decls: &[FieldDecl], scope: &Scope, span: &Span) -> Value {
        self.check_names(of, decls, span);
        let outer = self.field_name.clone();
        let read = self.read_fields(of, decls, scope);
        self.field_name = outer;
        let fallible = read.iter().any(|field| field.value.as_ref().is_some_and(|value| value.fallible));
        let fields = read
            .into_iter()
            .filter_map(|field| {
                let value = field.value?;
                Some(BuildField { index: field.index, name: field.name, presence: field.presence, value })
            })
            .collect();
        Value {
            kind: ValueKind::Build { of, fields },
            ty: unified(Shape::Named(of)),
            absent: false,
            fallible,
        }
    }

    fn read_object(
        &mut self,
        from: Option<&Expr>,
        fields: &[FieldDecl],
        to: &Shape,
        (span, scope): (&Span, &Scope),
    ) -> Result<Value, Stop> {
        let (shape, _) = shapes::present(&self.unified.types, to);
        let Some((id, _, _)) = shapes::structure(&self.unified.types, &shape) else {
            let message = format!(
                "`fields` are for objects, and this is {}",
                shapes::describe(&self.unified.types, to)
            );
            let stop = self.stop(catalogue::TYPE_MISMATCH, span, message, "not an object");
            let is_list = matches!(shape, Shape::List(_));
            return Err(if is_list {
                stop.help("a list needs `each = \"path[*]\"` beside `fields`").into()
            } else {
                stop
            });
        };
        let scope = self.nested_scope(from, scope)?;
        Ok(Value { absent: true, ..self.build(id, fields, &scope, span) })
    }

    fn read_entries(
        &mut self,
        [over, key, value]: [&Expr; 3],
        to: &Shape,
        scope: &Scope,
    ) -> Result<Value, Stop> {
        let Shape::Map(wanted) = to else {
            let message = format!(
                "`key` and `value` are for maps, and this is {}",
                shapes::describe(&self.unified.types, to)
            );
            return Err(self.stop(catalogue::TYPE_MISMATCH, &over.span, message, "not a map"));
        };
        let list = self.value(over, scope)?;
        let keyed = ends_in_map(&list);
        let (ValueKind::Path(path), Shape::List(item)) = (list.kind, &list.ty.shape) else {
            return Err(self.stop(
                catalogue::NOT_A_LIST,
                &over.span,
                "`each` takes a path that ends in `[*]`",
                "no iteration",
            ));
        };
        let (item, _) = shapes::present(&self.vendor.types, item);
        let scope = scope.item(item, keyed);
        let text = Shape::Scalar(ir::Scalar::Text);
        let bound_key = self.value(key, &scope)?;
        let bound_key = self.coerce(bound_key, &text, true, &key.span)?;
        self.scaled = super::round_trip::says_places(value);
        let bound_value = self.value(value, &scope)?;
        let bound_value = self.coerce(bound_value, wanted, false, &value.span)?;
        let fallible = bound_key.fallible || bound_value.fallible;
        let kind = ValueKind::Collect { over: path, key: Box::new(bound_key), value: Box::new(bound_value) };
        Ok(Value { kind, ty: unified(to.clone()), absent: list.absent, fallible })
    }

    fn read_case(
        &mut self,
        rows: &[(Expr, crate::mapping::Spanned<crate::mapping::Constant>)],
        to: &Shape,
        scope: &Scope,
    ) -> Result<Value, Stop> {
        let mut cases = Vec::new();
        let mut certain = false;
        for (condition, constant) in rows {
            certain |= matches!(condition.kind, crate::mapping::ExprKind::Bool(true));
            let condition = self.condition(condition, scope)?;
            let given = literal(enums::literal(&constant.value), enums::constant_scalar(&constant.value));
            self.scaled = true;
            let value = self.coerce(given, to, false, &constant.span)?;
            cases.push((condition, value));
        }
        Ok(Value { kind: ValueKind::Case(cases), ty: unified(to.clone()), absent: !certain, fallible: false })
    }
}

fn ends_in_map(list: &Value) -> bool {
    use crate::plan::StepKind::{Each, EachExtra, EachValue};
    let ValueKind::Path(Path { steps, .. }) = &list.kind else { return false };
    let last = steps.iter().rev().find(|step| matches!(step.kind, Each(_) | EachExtra { .. } | EachValue(_)));
    matches!(last.map(|step| &step.kind), Some(EachExtra { .. } | EachValue(_)))
}

/// The item of an iteration, which is never null: those are passed over.
pub(super) fn item_value(shape: Shape, side: Side) -> Value {
    let path = Path { root: Root::Item, steps: Vec::new(), none: Vec::new() };
    Value { kind: ValueKind::Path(path), ty: Type { side, shape }, absent: false, fallible: false }
}

/// Whether an enum could be meant.
pub(super) fn is_list_of_objects(types: &ir::Types, shape: &Shape) -> bool {
    matches!(shape, Shape::List(item) if shapes::family(types, item) == Family::Object)
}
