//! dedupe: types declared in place that look the same are one type, as are components of one name that several files
//! of a vendor declare alike.
//!
//! Two look the same if everything that decides their code is the same; documentation is not, the first one's is kept.
//! Two that the lock has as different types stay different types.

use crate::ir::{Field, Kind, Literal, Shape, TypeId};
use crate::lower::draft::{self, Def, Draft};
use crate::lower::names::lock::NamesLock;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// Which type took the place of each that went.
#[derive(Debug, Default)]
pub(crate) struct Same {
    first: BTreeMap<TypeId, TypeId>,
}

/// Types hold each other at most this deep before their sameness is found.
const ROUNDS: usize = 24;

impl Same {
    pub(crate) fn merge(draft: &mut Draft, lock: &NamesLock) -> Self {
        let mut same = Self::default();
        for _ in 0..ROUNDS {
            let found = duplicates(draft, &same, lock);
            if found.is_empty() {
                break;
            }
            for (twin, first) in found {
                let def = draft.get_mut(twin);
                let (flow, occurrences) = (def.flow, std::mem::take(&mut def.occurrences));
                let first_def = draft.get_mut(first);
                first_def.flow.decoded |= flow.decoded;
                first_def.flow.encoded |= flow.encoded;
                first_def.occurrences.extend(occurrences);
                same.first.insert(twin, first);
            }
            for def in draft.defs_mut() {
                draft::shapes_mut(&mut def.kind, &mut |shape| same.settle(shape));
            }
        }
        same
    }

    /// Replaces the types of a shape by those that took their place.
    pub(crate) fn settle(&self, shape: &mut Shape) {
        draft::named_mut(shape, &mut |id| *id = self.settled(*id));
    }

    pub(crate) fn settled(&self, id: TypeId) -> TypeId {
        let mut id = id;
        while let Some(first) = self.first.get(&id) {
            id = *first;
        }
        id
    }

    pub(crate) fn is_gone(&self, id: TypeId) -> bool {
        self.first.contains_key(&id)
    }
}

fn duplicates(draft: &Draft, same: &Same, lock: &NamesLock) -> Vec<(TypeId, TypeId)> {
    let mut known: HashMap<String, Vec<(Option<&str>, TypeId)>> = HashMap::new();
    let mut found = Vec::new();
    for (id, def) in draft.iter() {
        if same.is_gone(id) || matches!(def.kind, Kind::Alias(_)) || (!def.flow.decoded && !def.flow.encoded)
        {
            continue;
        }
        let alike = known.entry(key(id, def)).or_default();
        let name = def.locked(lock);
        let namesake = alike.iter().position(|(other, _)| *other == name);
        let any = || alike.iter().position(|(other, _)| other.is_none() || name.is_none());
        match namesake.or_else(any).and_then(|at| alike.get_mut(at)) {
            Some((other, first)) => {
                *other = other.or(name);
                found.push((id, *first));
            }
            None => alike.push((name, id)),
        }
    }
    found
}

/// Everything about a type that decides its code, as text.
fn key(id: TypeId, def: &Def) -> String {
    let mut key = String::with_capacity(256);
    match (&def.name_hints.wire, def.inline) {
        (Some(wire), false) => {
            let _ = write!(key, "component {wire} {}", def.write);
        }
        _ => key.push_str("inline"),
    }
    let shape = |shape: &Shape, key: &mut String| write_shape(shape, id, key);
    match &def.kind {
        Kind::Struct(it) => {
            key.push_str(" struct");
            // The order of members decides nothing.
            let mut fields: Vec<&Field> = it.fields.iter().collect();
            fields.sort_by(|a, b| a.wire.cmp(&b.wire));
            for field in fields {
                write_text(&field.wire, &mut key);
                key.push_str(if field.required { "!" } else { "?" });
                key.push_str(if field.nullable { "?" } else { "" });
                shape(&field.shape, &mut key);
                if let Some(constant) = &field.constant {
                    let _ = write!(key, " = {constant:?}");
                }
                if let Some(xml) = &field.xml {
                    let _ = write!(key, " {xml:?}");
                }
            }
            if let Some(extra) = &it.extra {
                key.push_str("\n* ");
                shape(&extra.shape, &mut key);
            }
        }
        Kind::Enum(it) => {
            let _ = write!(key, " enum {:?}", it.repr);
            for member in &it.members {
                match &member.wire {
                    Literal::Text(text) => write_text(text, &mut key),
                    other => {
                        let _ = write!(key, "\n{other:?}");
                    }
                }
            }
        }
        Kind::Union(it) => {
            key.push_str(" union");
            if let Some(discriminator) = &def.discriminator {
                let _ = write!(key, " {:?} {:?}", discriminator.member, discriminator.default);
                let mut values: Vec<String> =
                    discriminator.values.iter().map(|(value, at)| format!("{value:?} {at}")).collect();
                values.sort();
                let _ = write!(key, " {values:?}");
            }
            for variant in &it.variants {
                key.push('\n');
                shape(&variant.shape, &mut key);
                let _ = write!(key, " {:?}", variant.tag);
            }
        }
        Kind::Newtype(inner) | Kind::Alias(inner) => {
            key.push_str(" newtype ");
            shape(inner, &mut key);
        }
    }
    key
}

/// A text on a line of its own, after its length: what follows can't be mistaken for a part of it.
fn write_text(text: &str, key: &mut String) {
    let _ = write!(key, "\n{} ", text.len());
    key.push_str(text);
}

/// A shape in the type `id`: one that holds itself looks like another that holds itself.
fn write_shape(shape: &Shape, id: TypeId, key: &mut String) {
    let mut item = |mark: char, item: &Shape| {
        key.push(mark);
        write_shape(item, id, key);
    };
    match shape {
        Shape::List(inner) => item('*', inner),
        Shape::Map(inner) => item(':', inner),
        Shape::Nullable(inner) => item('?', inner),
        Shape::Tuple(items) => {
            items.iter().for_each(|inner| item(',', inner));
            key.push(')');
        }
        Shape::Named(used) | Shape::Boxed(used) if *used == id => key.push('@'),
        Shape::Named(used) => {
            let _ = write!(key, "#{}", used.0);
        }
        Shape::Scalar(scalar) => {
            let _ = write!(key, ".{scalar:?}");
        }
        Shape::Boxed(_) | Shape::Ref(_) | Shape::Any => {
            let _ = write!(key, "{shape:?}");
        }
    }
}
