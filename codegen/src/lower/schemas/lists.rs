//! Lists: of items of one kind, or tuples, whose items each have a place.

use crate::diagnostics;
use crate::ir::Shape;
use crate::lower::schemas::build::{Builder, LocationStep, SchemaLocation};
use crate::resolve::{Schema, SchemaId};

impl<'f> Builder<'_, 'f> {
    /// Items of one kind, or a tuple.
    pub(crate) fn list(&mut self, schemas: &[&Schema<'f>], at: &SchemaLocation<'_>) -> Shape {
        let holder = at;
        let at = holder.then(LocationStep::Item);
        // `items: false` ends a list after what `prefixItems` names.
        let items = schemas.iter().filter_map(|schema| schema.items).filter(|item| !self.get(*item).never);
        let items: Vec<SchemaId> = items.collect();
        let tuple = schemas.iter().rev().map(|schema| schema.prefix_items()).find(|list| !list.is_empty());
        let Some(tuple) = tuple else {
            return Shape::List(Box::new(match items.as_slice() {
                [] => Shape::Any,
                items => self.item(items, &at),
            }));
        };
        let mut found: Vec<Shape> = Vec::with_capacity(tuple.len());
        for (index, item) in tuple.iter().enumerate() {
            found.push(self.item(&[*item], &holder.then_at(LocationStep::Item, &format!("[{index}]"))));
        }
        if items.is_empty() && (2..=12).contains(&found.len()) {
            return Shape::Tuple(found);
        }
        found.extend((!items.is_empty()).then(|| self.item(&items, &at)));
        match found.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => {
                Shape::List(Box::new(first.clone()))
            }
            _ => {
                let message = "this list's first items have types of their own, and more follow";
                tuple.iter().take(1).for_each(|id| drop(self.degrade(*id, diagnostics::RAW, message)));
                Shape::List(Box::new(Shape::Any))
            }
        }
    }
}
