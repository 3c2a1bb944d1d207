//! collapse: aliases are put in the place of their uses, and what a type says of its uses (nullable, constant) is moved
//! there. An alias that contains itself becomes a newtype, and so does one whose lists would nest too deeply for rustc.

use crate::ir::{Kind, Literal, Shape, TypeId};
use crate::lower::draft::{self, Draft, MOST_LISTS};
use std::collections::BTreeMap;

/// What a shape is once aliases are seen through.
#[derive(Clone, Debug)]
struct Seen {
    shape: Shape,
    nullable: bool,
    constant: Option<Literal>,
}

/// Sees through the draft's aliases: shapes of definitions now, those of operations through [`Aliases::resolve`].
pub(crate) struct Aliases {
    /// What each alias is; those that contain themselves are none any more.
    seen: BTreeMap<TypeId, Seen>,
}

impl Aliases {
    pub(crate) fn collapse(draft: &mut Draft) -> Self {
        let mut walk = Walk { draft, seen: BTreeMap::new(), open: Vec::new(), itself: Vec::new() };
        for id in walk.draft.ids() {
            walk.alias(id);
        }
        let (mut seen, itself) = (walk.seen, walk.itself);
        for id in itself {
            let shape = seen.remove(&id).map(|seen| seen.shape);
            let def = draft.get_mut(id);
            def.kind = Kind::Newtype(shape.filter(|shape| *shape != Shape::Named(id)).unwrap_or(Shape::Any));
        }
        let aliases = Self { seen };
        for id in draft.ids() {
            let mut kind = std::mem::replace(&mut draft.get_mut(id).kind, Kind::Alias(Shape::Any));
            match &mut kind {
                Kind::Struct(it) => {
                    for field in &mut it.fields {
                        let seen = aliases.see(&field.shape, draft);
                        field.nullable = (field.nullable || seen.nullable) && seen.shape != Shape::Any;
                        field.constant = field.constant.take().or(seen.constant);
                        field.shape = seen.shape;
                    }
                    if let Some(extra) = &mut it.extra {
                        extra.shape = aliases.item(&extra.shape, draft);
                    }
                }
                Kind::Alias(_) => {}
                other => draft::shapes_mut(other, &mut |shape| *shape = aliases.item(shape, draft)),
            }
            draft.get_mut(id).kind = kind;
        }
        aliases
    }

    /// The shape, whether it may be null, and its only value.
    pub(crate) fn resolve(&self, shape: &Shape, draft: &Draft) -> (Shape, bool, Option<Literal>) {
        let seen = self.see(shape, draft);
        (seen.shape, seen.nullable, seen.constant)
    }

    fn see(&self, shape: &Shape, draft: &Draft) -> Seen {
        let plain = |shape| Seen { shape, nullable: false, constant: None };
        match shape {
            Shape::Named(id) => match self.seen.get(id) {
                Some(seen) => seen.clone(),
                None => Seen { shape: shape.clone(), nullable: draft.get(*id).nullable, constant: None },
            },
            Shape::List(item) => plain(Shape::List(Box::new(self.item(item, draft)))),
            Shape::Map(item) => plain(Shape::Map(Box::new(self.item(item, draft)))),
            Shape::Nullable(item) => Seen { nullable: true, ..self.see(item, draft) },
            Shape::Tuple(items) => {
                plain(Shape::Tuple(items.iter().map(|item| self.item(item, draft)).collect()))
            }
            other => plain(other.clone()),
        }
    }

    /// The same where there is no field to say that it may be null.
    pub(crate) fn item(&self, shape: &Shape, draft: &Draft) -> Shape {
        let seen = self.see(shape, draft);
        match seen.shape {
            Shape::Any => Shape::Any,
            shape if seen.nullable => Shape::Nullable(Box::new(shape)),
            shape => shape,
        }
    }
}

struct Walk<'a> {
    draft: &'a Draft,
    seen: BTreeMap<TypeId, Seen>,
    open: Vec<TypeId>,
    itself: Vec<TypeId>,
}

impl Walk<'_> {
    /// Finds what an alias finally is. One that is met while it is being looked through is a type of its own.
    fn alias(&mut self, id: TypeId) -> Option<Seen> {
        if let Some(seen) = self.seen.get(&id) {
            return Some(self.outside(id, seen.clone()));
        }
        let def = self.draft.get(id);
        let Kind::Alias(shape) = &def.kind else { return None };
        if self.open.contains(&id) || self.open.len() > 500 {
            if !self.itself.contains(&id) {
                self.itself.push(id);
            }
            return None;
        }
        self.open.push(id);
        let inner = self.see(shape);
        self.open.pop();
        let own = Seen {
            nullable: inner.nullable || def.nullable,
            constant: def.constant.clone().or(inner.constant),
            shape: inner.shape,
        };
        self.seen.insert(id, own.clone());
        if draft::lists(&own.shape) > MOST_LISTS {
            self.itself.push(id);
        }
        Some(self.outside(id, own))
    }

    /// What is seen where an alias is used: a newtype hides what is in it.
    fn outside(&self, id: TypeId, own: Seen) -> Seen {
        match self.itself.contains(&id) {
            true => Seen { shape: Shape::Named(id), nullable: own.nullable, constant: None },
            false => own,
        }
    }

    fn see(&mut self, shape: &Shape) -> Seen {
        let plain = |shape| Seen { shape, nullable: false, constant: None };
        match shape {
            Shape::Named(id) => self.alias(*id).unwrap_or_else(|| Seen {
                shape: shape.clone(),
                nullable: self.draft.get(*id).nullable,
                constant: None,
            }),
            Shape::List(item) => plain(Shape::List(Box::new(self.item(item)))),
            Shape::Map(item) => plain(Shape::Map(Box::new(self.item(item)))),
            Shape::Nullable(item) => Seen { nullable: true, ..self.see(item) },
            Shape::Tuple(items) => {
                let items = items.iter().map(|item| self.item(item)).collect();
                plain(Shape::Tuple(items))
            }
            other => plain(other.clone()),
        }
    }

    fn item(&mut self, shape: &Shape) -> Shape {
        let seen = self.see(shape);
        match seen.shape {
            Shape::Any => Shape::Any,
            shape if seen.nullable => Shape::Nullable(Box::new(shape)),
            shape => shape,
        }
    }
}
