//! naming: every type gets its name, and every field, member and variant its own within the type.
//!
//! First come, first served, in this order: what the lock says; components, those spelled as the document has them
//! before those that had to be changed; what operations reserve; types declared in place.

use super::candidates::{component_names, inline_names};
use super::dedupe::Same;
use super::draft::{Def, Draft};
use super::enums::{value_text, value_words};
use super::lock::NamesLock;
use super::names::{self, Scope, camel};
use crate::emit::reserved::TYPE_NAMES;
use crate::ir::{Kind, TypeId};
use std::collections::BTreeMap;

/// The crate's type names, and the lock as it was and as it will be.
pub(super) struct Naming<'a> {
    pub(super) old: &'a NamesLock,
    pub(super) new: NamesLock,
    pub(super) scope: Scope,
    names: BTreeMap<TypeId, String>,
    /// The components come from more than one file, whose names then tell equal ones apart.
    files: bool,
}

impl<'a> Naming<'a> {
    pub(super) fn new(old: &'a NamesLock) -> Self {
        Self {
            old,
            new: NamesLock::default(),
            scope: Scope::without(TYPE_NAMES),
            names: BTreeMap::new(),
            files: false,
        }
    }

    /// Names the types that the lock knows, then the components.
    pub(super) fn components(&mut self, draft: &Draft, kept: &[TypeId]) {
        let mut files = kept.iter().map(|id| draft.get(*id).origin.file.as_str());
        let first = files.next();
        self.files = files.any(|file| Some(file) != first);
        for id in kept {
            let def = draft.get(*id);
            let known = def.places.iter().find_map(|(_, origin)| self.old.types.get(&type_key(def, origin)));
            if let Some(name) = known
                && self.scope.take(name)
            {
                self.give(*id, def, name.clone());
            }
        }
        for exact in [true, false] {
            for id in kept {
                let def = draft.get(*id);
                let Some(wire) =
                    def.natural.wire.as_deref().filter(|_| !def.inline && !self.names.contains_key(id))
                else {
                    continue;
                };
                let candidates = component_names(def, self.old, self.files);
                if exact && candidates.first().is_none_or(|first| first != wire) {
                    continue;
                }
                let name = self.scope.take_first(candidates);
                self.give(*id, def, name);
            }
        }
    }

    /// Names the types that are declared in place.
    pub(super) fn inline(&mut self, draft: &Draft, kept: &[TypeId]) {
        for id in kept {
            if !self.names.contains_key(id) {
                let def = draft.get(*id);
                let mut candidates = inline_names(def);
                if let [only] = candidates.as_slice()
                    && TYPE_NAMES.contains(&only.as_str())
                {
                    candidates = vec![format!("{only}Data")];
                }
                let free = candidates.iter().find(|name| self.scope.take(name)).cloned();
                let place = candidates.pop().into_iter().chain(candidates);
                let name = free.unwrap_or_else(|| self.scope.take_first(place));
                self.give(*id, def, name);
            }
        }
    }

    /// A name that an operation needs: its parameters' struct, its errors.
    pub(super) fn extra(&mut self, key: String, candidates: Vec<String>) -> String {
        let locked = self.old.types.get(&key).filter(|name| self.scope.take(name)).cloned();
        let name = locked.unwrap_or_else(|| self.scope.take_first(candidates));
        self.new.types.insert(key, name.clone());
        name
    }

    fn give(&mut self, id: TypeId, def: &Def, name: String) {
        let known = def
            .places
            .iter()
            .map(|(_, origin)| type_key(def, origin))
            .find(|key| self.old.types.contains_key(key));
        self.new.types.insert(known.unwrap_or_else(|| type_key(def, &def.origin)), name.clone());
        self.names.insert(id, name);
    }

    /// The name of a type, as final as it is.
    pub(super) fn of(&self, id: TypeId, same: &Same) -> String {
        self.names.get(&same.settled(id)).cloned().unwrap_or_default()
    }

    /// Names fields, members and variants.
    pub(super) fn members(&mut self, draft: &mut Draft, kept: &[TypeId]) {
        for id in kept {
            let def = draft.get(*id);
            let owner = type_key(def, &def.origin);
            let wires = match &def.kind {
                Kind::Struct(it) => it.fields.iter().map(|field| Wire::value(&field.wire)).collect(),
                Kind::Enum(it) => {
                    let named = it
                        .members
                        .iter()
                        .zip(def.member_names.iter().map(Some).chain(std::iter::repeat(None)));
                    named.map(|(member, hint)| Wire::member(&member.wire, hint)).collect()
                }
                Kind::Union(it) => {
                    let hints = def.member_names.iter().map(String::as_str).chain(std::iter::repeat(""));
                    let variants = it.variants.iter().zip(hints);
                    variants.map(|(variant, hint)| self.variant(draft, def, &variant.shape, hint)).collect()
                }
                Kind::Newtype(_) | Kind::Alias(_) => Vec::new(),
            };
            let given = self.scoped(&owner, wires, matches!(def.kind, Kind::Struct(_)));
            put(draft.get_mut(*id), given);
        }
    }

    /// Gives names within one scope. What collided is written to the lock.
    pub(super) fn scoped(&mut self, owner: &str, wires: Vec<Wire>, values: bool) -> Vec<String> {
        let mut scope = Scope::without(if values { &["params", "body"][..0] } else { &["Other", "Self"] });
        self.scoped_in(&mut scope, owner, wires)
    }

    pub(super) fn scoped_in(&mut self, scope: &mut Scope, owner: &str, wires: Vec<Wire>) -> Vec<String> {
        let mut given: Vec<Option<String>> = vec![None; wires.len()];
        if !self.old.members.is_empty() {
            for (wire, slot) in wires.iter().zip(&mut given) {
                let locked = self.old.members.get(&format!("{owner} {}", wire.text));
                *slot = locked.filter(|name| scope.take(name)).cloned();
            }
        }
        for exact in [true, false] {
            for (wire, slot) in wires.iter().zip(&mut given) {
                if slot.is_none() && (!exact || wire.first() == wire.text) && scope.take(wire.first()) {
                    *slot = Some(wire.first().to_owned());
                }
            }
        }
        for (wire, slot) in wires.iter().zip(&mut given) {
            if slot.is_none() {
                *slot = Some(scope.take_first(wire.candidates.iter().cloned()));
            }
        }
        let given: Vec<String> = given.into_iter().flatten().collect();
        for (wire, name) in wires.iter().zip(&given) {
            let lost = name != wire.first();
            let won =
                || wires.iter().zip(&given).any(|(other, its)| its != other.first() && other.first() == name);
            let known = self.old.members.contains_key(&format!("{owner} {}", wire.text));
            if lost || known || (wires.len() < 400 && won()) {
                self.new.members.insert(format!("{owner} {}", wire.text), name.clone());
            }
        }
        given
    }

    fn variant(&self, draft: &Draft, def: &Def, shape: &crate::ir::Shape, hint: &str) -> Wire {
        let hinted = !hint.is_empty() && !hint.starts_with("variant");
        let words = super::decisions::shape_words(shape, &|id, nested| {
            let inner = draft.get(id);
            match (&inner.kind, inner.inline) {
                (_, true) if nested => Vec::new(),
                (Kind::Enum(_), true) if !hinted => vec!["text".to_owned()],
                (_, true) if hinted => names::words(hint),
                _ => names::words(self.names.get(&id).map_or("", String::as_str)),
            }
        });
        // A variant need not repeat the name of its union.
        let union = &def.natural.root;
        let short = words
            .get(union.len()..)
            .filter(|rest| !rest.is_empty() && words.starts_with(union) && def.inline);
        let words = short.map_or(words.clone(), <[String]>::to_vec);
        let name = camel(&words);
        let mut candidates = vec![name.clone()];
        if hinted {
            candidates.push(camel(&names::words(hint)));
        }
        candidates.push(format!("{name}Value"));
        Wire { text: name, candidates }
    }
}

fn put(def: &mut Def, given: Vec<String>) {
    let mut given = given.into_iter();
    match &mut def.kind {
        Kind::Struct(it) => {
            let mut scope = Scope::default();
            for (field, name) in it.fields.iter_mut().zip(&mut given) {
                scope.take(&name);
                field.name = name;
            }
            if let Some(extra) = &mut it.extra {
                extra.name = scope.take_first(["extra", "extra_members", "other_members"].map(str::to_owned));
            }
        }
        Kind::Enum(it) => it.members.iter_mut().zip(given).for_each(|(member, name)| member.name = name),
        Kind::Union(it) => it.variants.iter_mut().zip(given).for_each(|(variant, name)| variant.name = name),
        Kind::Newtype(_) | Kind::Alias(_) => {}
    }
}

/// A text of the document that needs a name, with the names it could have.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    pub(super) text: String,
    pub(super) candidates: Vec<String>,
}

impl Wire {
    pub(super) fn value(wire: &str) -> Self {
        let spelled = names::snake(&names::spelled_words(wire));
        Self { text: wire.to_owned(), candidates: vec![names::value_name(wire), spelled] }
    }

    /// A parameter, which is not to be mistaken for the body.
    pub(super) fn parameter(wire: &str) -> Self {
        let mut own = Self::value(wire);
        // `self_` stands for the keyword: its underscore is not doubled.
        own.candidates.push(format!("{}_value", own.first().trim_end_matches('_')));
        own
    }

    fn member(value: &crate::ir::Literal, hint: Option<&String>) -> Self {
        let text = value_text(value);
        let hint = hint.filter(|hint| !hint.is_empty());
        let first = hint.map_or_else(|| camel(&value_words(value)), |hint| names::type_name(hint));
        let spelled = camel(&names::spelled_words(&text));
        let mut candidates = vec![first.clone()];
        if first == "Other" {
            candidates.push("OtherValue".to_owned());
        }
        candidates.push(spelled);
        Self { text, candidates }
    }

    pub(super) fn first(&self) -> &str {
        self.candidates.first().map_or("", String::as_str)
    }
}

/// How the lock calls a type.
fn type_key(def: &Def, origin: &crate::ir::Origin) -> String {
    let view = if def.write { " write" } else { "" };
    format!("{}#{}{view}", origin.file, origin.pointer)
}
