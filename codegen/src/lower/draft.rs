//! The draft: what `build` makes of schemas and the later passes reshape, until every type has its final form and name.
//!
//! A definition here is an `ir` definition without a name, together with what the passes need to know of it: where its
//! name is to come from, whether it is an alias to be seen through, its discriminator.

use crate::ir::{Docs, Flow, Kind, Literal, Origin, Scalar, Shape, TypeId};
use crate::lower::names::lock::{Key, NamesLock};

/// Of so many lists and maps a shape may be made: rustc follows a type's generics 128 steps at most, and takes several for
/// each.
pub(crate) const MOST_LISTS: usize = 24;

/// Of how many lists, maps and tuples a shape is made.
pub(crate) fn lists(shape: &Shape) -> usize {
    match shape {
        Shape::List(item) | Shape::Map(item) => lists(item) + 1,
        Shape::Nullable(item) => lists(item),
        Shape::Tuple(items) => items.iter().map(lists).sum::<usize>() + 1,
        _ => 0,
    }
}

/// All definitions; a [`TypeId`] is an index.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    defs: Vec<Def>,
}

/// One definition in the making.
#[derive(Clone, Debug)]
pub(crate) struct Def {
    /// [`Kind::Alias`] is never a type of its own: `collapse` puts its shape in the place of every use.
    pub(crate) kind: Kind,
    /// Wherever it is used, `null` is allowed too.
    pub(crate) nullable: bool,
    /// The only value it may have.
    pub(crate) constant: Option<Literal>,
    pub(crate) docs: Docs,
    pub(crate) origin: Origin,
    pub(crate) deprecated: bool,
    /// Something in it is raw JSON that the document types.
    pub(crate) raw: bool,
    pub(crate) flow: Flow,
    pub(crate) name_hints: NameHints,
    /// Of a union.
    pub(crate) discriminator: Option<Discriminator>,
    /// Of a union: several alternatives may hold at once (`anyOf`).
    pub(crate) several: bool,
    /// Declared where it is used, so that one that looks the same may take its place.
    pub(crate) inline: bool,
    /// It is the request's view of a schema: members were left out.
    pub(crate) write: bool,
    /// The other view exists too, so that this one's name has to say which it is.
    pub(crate) split: bool,
    /// For enum members, the names that the document suggests (`x-enum-varnames`).
    pub(crate) member_names: Vec<String>,
    /// How often it was found: itself and those that looked the same.
    pub(crate) occurrences: Vec<Occurrence>,
}

/// A place where a type was found: what it could be called, where that is, and how the lock calls it.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    pub(crate) name_hints: NameHints,
    pub(crate) origin: Origin,
    pub(crate) key: Key,
}

impl Def {
    /// How the lock calls this type, everywhere it was found: each with the name it may have had before it was split
    /// into what is sent and what is received, or as long as it only was the one.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (Key, Key)> {
        let sent = self.flow.encoded && !self.flow.decoded;
        self.occurrences.iter().map(move |place| {
            // What stands in a request is sent, whatever else looks the same.
            let (plain, other) = (place.key.clone(), place.key.with("!sent"));
            if sent && !place.key.operation { (other, plain) } else { (plain, other) }
        })
    }

    /// It is another form of the type that it was made of.
    pub(crate) fn stands_apart(&mut self, form: &str) {
        for place in &mut self.occurrences {
            place.name_hints.clone_from(&self.name_hints);
            place.origin.clone_from(&self.origin);
            place.key.rest.push_str(&format!("!{form}"));
        }
    }

    /// The name that the lock has for it.
    pub(crate) fn locked<'l>(&self, lock: &'l NamesLock) -> Option<&'l str> {
        if lock.is_empty() {
            return None;
        }
        let given = |key: &Key| lock.get(key);
        let own = self.keys().find_map(|(own, _)| given(&own));
        own.or_else(|| self.keys().find_map(|(_, other)| given(&other)))
    }
}

/// The discriminator of a union: which value of the member means which variant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Discriminator {
    pub(crate) member: String,
    pub(crate) values: Vec<(Literal, usize)>,
    /// What a missing or unknown value means, of OpenAPI 3.2.
    pub(crate) default: Option<usize>,
}

/// What a name can be made of: the place, as words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NameHints {
    /// The component's own name, or the operation's.
    pub(crate) root: Vec<String>,
    /// The part of an operation it is: `Body`, `Response`.
    pub(crate) role: Option<String>,
    /// Properties, items and variants on the way from the root.
    pub(crate) steps: Vec<Vec<String>>,
    /// The schema's title, if it makes a name.
    pub(crate) title: Option<Vec<String>>,
    /// The root's name as the document has it, where the type is a component itself.
    pub(crate) wire: Option<String>,
}

impl Draft {
    pub(crate) fn push(&mut self, def: Def) -> TypeId {
        let id = TypeId(u32::try_from(self.defs.len()).unwrap_or(u32::MAX));
        self.defs.push(def);
        id
    }

    #[allow(clippy::indexing_slicing)] // ids come from `push` of the same draft only
    pub(crate) fn get(&self, id: TypeId) -> &Def {
        &self.defs[id.0 as usize]
    }

    #[allow(clippy::indexing_slicing)]
    pub(crate) fn get_mut(&mut self, id: TypeId) -> &mut Def {
        &mut self.defs[id.0 as usize]
    }

    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = TypeId> + use<> {
        (0..u32::try_from(self.defs.len()).unwrap_or(u32::MAX)).map(TypeId)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (TypeId, &Def)> {
        self.ids().zip(&self.defs)
    }

    pub(crate) fn len(&self) -> usize {
        self.defs.len()
    }

    /// Of each type, whether it is one of these or holds one, however deep.
    pub(crate) fn holders(&self, mut open: Vec<TypeId>) -> Vec<bool> {
        let mut found = vec![false; self.len()];
        if open.is_empty() {
            return found;
        }
        let mut users: Vec<Vec<TypeId>> = vec![Vec::new(); self.len()];
        for (id, def) in self.iter() {
            shapes(&def.kind, &mut |shape| {
                named(shape, &mut |used| {
                    if let Some(users) = users.get_mut(used.0 as usize) {
                        users.push(id);
                    }
                });
            });
        }
        while let Some(id) = open.pop() {
            let Some(mark) = found.get_mut(id.0 as usize) else { continue };
            if !std::mem::replace(mark, true) {
                open.extend(users.get(id.0 as usize).into_iter().flatten());
            }
        }
        found
    }

    pub(crate) fn defs_mut(&mut self) -> impl Iterator<Item = &mut Def> {
        self.defs.iter_mut()
    }
}

/// Calls `visit` with every shape that a kind is directly made of.
pub(crate) fn shapes(kind: &Kind, visit: &mut dyn FnMut(&Shape)) {
    kind.shapes(visit);
}

/// The same, to change them.
pub(crate) fn shapes_mut(kind: &mut Kind, visit: &mut dyn FnMut(&mut Shape)) {
    match kind {
        Kind::Struct(it) => {
            it.fields.iter_mut().for_each(|field| visit(&mut field.shape));
            it.extra.iter_mut().for_each(|extra| visit(&mut extra.shape));
        }
        Kind::Union(it) => it.variants.iter_mut().for_each(|variant| visit(&mut variant.shape)),
        Kind::Alias(shape) | Kind::Newtype(shape) => visit(shape),
        Kind::Enum(_) => {}
    }
}

/// Calls `visit` with every scalar of a shape, however deep.
pub(crate) fn scalars_mut(shape: &mut Shape, visit: &mut dyn FnMut(&mut Scalar)) {
    match shape {
        Shape::Scalar(scalar) => visit(scalar),
        Shape::List(item) | Shape::Map(item) | Shape::Nullable(item) => scalars_mut(item, visit),
        Shape::Tuple(items) => items.iter_mut().for_each(|item| scalars_mut(item, visit)),
        Shape::Named(_) | Shape::Boxed(_) | Shape::Ref(_) | Shape::Any => {}
    }
}

/// Calls `visit` with every type a shape names, however deep.
pub(crate) fn named(shape: &Shape, visit: &mut dyn FnMut(TypeId)) {
    shape.named(visit);
}

/// The same, to change them.
pub(crate) fn named_mut(shape: &mut Shape, visit: &mut dyn FnMut(&mut TypeId)) {
    match shape {
        Shape::Named(id) | Shape::Boxed(id) => visit(id),
        Shape::List(item) | Shape::Map(item) | Shape::Nullable(item) => named_mut(item, visit),
        Shape::Tuple(items) => items.iter_mut().for_each(|item| named_mut(item, visit)),
        Shape::Scalar(_) | Shape::Ref(_) | Shape::Any => {}
    }
}
