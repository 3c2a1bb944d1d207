//! naming: every type gets its name, and every field, member and variant its own within the type.
//!
//! First come, first served, in this order: what the lock says; components, those spelled as the document has them
//! before those that had to be changed; what operations reserve; types declared in place.

use crate::ir::{Field, Kind, Location, Presence, TypeId};
use crate::lower::draft::{Def, Draft};
use crate::lower::names::candidates::{component_names, inline_names};
use crate::lower::names::identifiers::{self, Scope, camel};
use crate::lower::names::lock::{Key, NamesLock, ORDER, arguments};
use crate::lower::names::operation_names;
use crate::lower::operations;
use crate::lower::operations::media;
use crate::lower::operations::webhooks;
use crate::lower::passes::dedupe::Same;
use crate::lower::passes::union_rules;
use crate::lower::schemas::enums::{value_text, value_words};
use crate::reserved::TYPE_NAMES;
use std::collections::{BTreeMap, BTreeSet};

/// The crate's type names, and the lock as it was and as it will be.
pub(crate) struct Naming<'a> {
    pub(crate) old: &'a NamesLock,
    pub(crate) new: NamesLock,
    pub(crate) scope: Scope,
    names: BTreeMap<TypeId, String>,
    /// The names that the lock has for what is still there, until it takes them.
    kept: BTreeSet<String>,
    /// The components come from more than one file, whose names then tell equal ones apart.
    files: bool,
}

impl<'a> Naming<'a> {
    pub(crate) fn new(old: &'a NamesLock, new: NamesLock) -> Self {
        Self {
            old,
            new,
            scope: Scope::without(TYPE_NAMES),
            names: BTreeMap::new(),
            kept: BTreeSet::new(),
            files: false,
        }
    }

    /// Names the types that the lock knows, and sets aside what it has for the parts of operations, before anything
    /// new is named.
    pub(crate) fn keep(
        &mut self,
        draft: &Draft,
        kept: &[TypeId],
        operations: &[operations::Draft],
        webhooks: &[webhooks::Draft],
    ) {
        let mut files = kept.iter().map(|id| draft.get(*id).origin.file.as_str());
        let first = files.next();
        self.files = files.any(|file| Some(file) != first);
        let of_types = kept.iter().flat_map(|id| draft.get(*id).keys()).map(|(own, _)| own);
        let of_operations =
            operations.iter().flat_map(|it| operation_names::TYPES.iter().map(|part| it.part(part)));
        for key in of_types.chain(of_operations).chain(webhooks.iter().map(|it| it.key.clone())) {
            if let Some(name) = self.old.get(&key)
                && self.scope.take(name)
            {
                self.kept.insert(name.to_owned());
            }
        }
        // Where what had one name has become several types, it stays with the one that would be called so anyway.
        for (name_hints, other) in [(true, false), (false, false), (false, true)] {
            for id in kept.iter().filter(|id| !self.is_named(**id)).copied().collect::<Vec<_>>() {
                let def = draft.get(id);
                let names =
                    def.keys().filter_map(|(own, before)| self.old.get(if other { &before } else { &own }));
                let fits = |name: &&str| !name_hints || self.candidates(def).iter().any(|own| own == name);
                let free = |name: &&str| self.kept.contains(*name) || (other && !self.scope.has(name));
                if let Some(name) = names.filter(free).find(fits) {
                    self.scope.take(name);
                    self.kept.remove(name);
                    self.give(id, def, name.to_owned());
                }
            }
        }
    }

    fn is_named(&self, id: TypeId) -> bool {
        self.names.contains_key(&id)
    }

    fn candidates(&self, def: &Def) -> Vec<String> {
        if def.inline { inline_names(def) } else { component_names(def, self.old, self.files) }
    }

    /// Names the components.
    pub(crate) fn components(&mut self, draft: &Draft, kept: &[TypeId]) {
        for exact in [true, false] {
            for id in kept {
                let def = draft.get(*id);
                let Some(wire) =
                    def.name_hints.wire.as_deref().filter(|_| !def.inline && !self.names.contains_key(id))
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
    pub(crate) fn inline(&mut self, draft: &Draft, kept: &[TypeId]) {
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

    /// A name that operations need: their parameters' struct, their errors.
    pub(crate) fn extra(&mut self, keys: &[Key], candidates: Vec<String>) -> String {
        let locked = keys.iter().filter_map(|key| self.old.get(key)).find(|name| self.kept.contains(*name));
        let name = match locked {
            Some(name) => name.to_owned(),
            None => self.scope.take_first(candidates),
        };
        self.kept.remove(&name);
        keys.iter().for_each(|key| self.new.insert(key, &name));
        name
    }

    fn give(&mut self, id: TypeId, def: &Def, name: String) {
        def.keys().for_each(|(own, _)| self.new.insert(&own, &name));
        self.names.insert(id, name);
    }

    /// The name of a type, as final as it is.
    pub(crate) fn of(&self, id: TypeId, same: &Same) -> String {
        self.names.get(&same.settled(id)).cloned().unwrap_or_default()
    }

    /// Names fields, members and variants.
    pub(crate) fn members(&mut self, draft: &mut Draft, kept: &[TypeId]) {
        for id in kept {
            let def = draft.get(*id);
            let owner = Owner::of(def, self.old);
            let extra = matches!(&def.kind, Kind::Struct(it) if it.extra.is_some());
            let wires = match &def.kind {
                Kind::Struct(it) => it.fields.iter().map(|field| Wire::value(&field.wire)).collect(),
                Kind::Enum(it) => {
                    let hints = def.member_names.iter().map(Some).chain(std::iter::repeat(None));
                    let named = it.members.iter().zip(hints);
                    let hinted: Vec<Wire> =
                        named.map(|(member, hint)| Wire::member(&member.wire, hint)).collect();
                    // Names that come to an enum that was named without them are too late.
                    let late = owner.known
                        && !hinted.iter().any(|wire| owner.name(self.old, &wire.text) == Some(wire.first()));
                    let plain = it.members.iter().map(|member| Wire::member(&member.wire, None));
                    if late { plain.collect() } else { hinted }
                }
                Kind::Union(it) => {
                    let hints = def.member_names.iter().map(String::as_str).chain(std::iter::repeat(""));
                    let variants = it.variants.iter().zip(hints);
                    let wires: Vec<Wire> = variants
                        .map(|(variant, hint)| self.variant(draft, def, &variant.shape, hint))
                        .collect();
                    told_apart(wires)
                }
                Kind::Newtype(_) | Kind::Alias(_) => Vec::new(),
            };
            let mut scope =
                Scope::without(if matches!(def.kind, Kind::Struct(_)) { &[] } else { &["Other", "Self"] });
            let early = extra.then(|| {
                let locked = owner.name(self.old, EXTRA);
                locked.or(owner.known.then_some("extra")).filter(|name| scope.take(name)).map(str::to_owned)
            });
            let given = self.scoped_in(&mut scope, &owner, wires);
            let extra = early.map(|early| {
                let names = ["extra", "extra_members", "other_members"].map(str::to_owned);
                let name = early.unwrap_or_else(|| scope.take_first(names));
                self.new.insert(&owner.key.with(&format!(":{EXTRA}")), &name);
                name
            });
            put(draft.get_mut(*id), given, extra);
            let def = draft.get_mut(*id);
            if let (Kind::Struct(it), true) = (&mut def.kind, def.flow.encoded) {
                let flow = def.flow;
                let argument = |field: &Field| {
                    let given = field.presence(flow) == Presence::Value && field.fixed().is_none();
                    given.then(|| field.name.clone())
                };
                self.keep_order(&owner, &mut it.fields, argument);
            }
        }
    }

    /// Puts what a caller gives by position in the order in which it was given before; what is new comes last. So a document
    /// whose properties change places changes no signature. `argument` is the name of what is given by position.
    pub(crate) fn keep_order<T: Clone>(
        &mut self,
        owner: &Owner,
        items: &mut [T],
        argument: impl Fn(&T) -> Option<String>,
    ) {
        let places: Vec<(usize, String)> =
            items.iter().enumerate().filter_map(|(at, item)| Some((at, argument(item)?))).collect();
        if places.len() < 2 {
            return;
        }
        let before: Vec<&str> = owner.name(self.old, ORDER).map(arguments).unwrap_or_default();
        let mut ordered = places.clone();
        ordered.sort_by_key(|(_, name)| before.iter().position(|known| known == name).unwrap_or(usize::MAX));
        let moved: Vec<T> = ordered.iter().filter_map(|(at, _)| items.get(*at).cloned()).collect();
        for ((at, _), item) in places.iter().zip(moved) {
            if let Some(place) = items.get_mut(*at) {
                *place = item;
            }
        }
        let names: Vec<&str> = ordered.iter().map(|(_, name)| name.as_str()).collect();
        self.new.insert(&owner.key.with(&format!(":{ORDER}")), &names.join(", "));
    }

    /// Gives names within one scope: what the lock says, what is spelled as a name already, the rest in order. Those
    /// that are neither are written to the lock.
    pub(crate) fn scoped_in(&mut self, scope: &mut Scope, owner: &Owner, wires: Vec<Wire>) -> Vec<String> {
        let mut given: Vec<Option<String>> = vec![None; wires.len()];
        if !owner.before.is_empty() {
            for (wire, slot) in wires.iter().zip(&mut given) {
                let locked = owner.name(self.old, &wire.text);
                *slot = locked.filter(|name| scope.take(name)).map(str::to_owned);
            }
        }
        for spelled in [true, false] {
            for (wire, slot) in wires.iter().zip(&mut given) {
                if slot.is_none() && (wire.spelled || !spelled) && scope.take(wire.first()) {
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
            if !wire.spelled || name != wire.first() {
                self.new.insert(&owner.key.with(&format!(":{}", wire.text)), name);
            }
        }
        given
    }

    fn variant(&self, draft: &Draft, def: &Def, shape: &crate::ir::Shape, hint: &str) -> Wire {
        let hinted = !hint.is_empty() && !hint.starts_with("variant");
        let words = union_rules::shape_words(shape, &|id, nested| {
            let inner = draft.get(id);
            match (&inner.kind, inner.inline) {
                (_, true) if nested => Vec::new(),
                (Kind::Enum(_), true) if !hinted => vec!["text".to_owned()],
                (_, true) if hinted => identifiers::words(hint),
                _ => identifiers::words(self.names.get(&id).map_or("", String::as_str)),
            }
        });
        // A variant need not repeat the name of its union.
        let union = &def.name_hints.root;
        let short = words
            .get(union.len()..)
            .filter(|rest| !rest.is_empty() && words.starts_with(union) && def.inline);
        let words = short.map_or(words.clone(), <[String]>::to_vec);
        let name = camel(&words);
        let mut candidates = vec![name.clone()];
        if hinted {
            candidates.push(camel(&identifiers::words(hint)));
        }
        candidates.push(format!("{name}Value"));
        // What it holds is what it is known by, whatever stands beside it.
        let of_type = |id, _| identifiers::words(self.names.get(&id).map_or("", String::as_str));
        Wire { text: camel(&union_rules::shape_words(shape, &of_type)), candidates, spelled: false }
    }
}

/// Variants that hold the same are known by their order.
fn told_apart(mut wires: Vec<Wire>) -> Vec<Wire> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for wire in &mut wires {
        let count = seen.entry(wire.text.clone()).or_default();
        *count += 1;
        if *count > 1 {
            wire.text.push_str(&format!("~{count}"));
        }
    }
    wires
}

fn put(def: &mut Def, given: Vec<String>, extra_name: Option<String>) {
    let mut given = given.into_iter();
    match &mut def.kind {
        Kind::Struct(it) => {
            it.fields.iter_mut().zip(&mut given).for_each(|(field, name)| field.name = name);
            if let (Some(extra), Some(name)) = (&mut it.extra, extra_name) {
                extra.name = name;
            }
        }
        Kind::Enum(it) => it.members.iter_mut().zip(given).for_each(|(member, name)| member.name = name),
        Kind::Union(it) => it.variants.iter_mut().zip(given).for_each(|(variant, name)| variant.name = name),
        Kind::Newtype(_) | Kind::Alias(_) => {}
    }
}

/// How the lock calls what other members share a struct with.
const EXTRA: &str = "{}";

/// What members belong to: how the lock calls it now, and where it has names of its members.
pub(crate) struct Owner {
    key: Key,
    before: Vec<Key>,
    /// The lock knew it.
    known: bool,
}

impl Owner {
    pub(crate) fn new(key: Key) -> Self {
        Self { before: vec![key.clone()], key, known: false }
    }

    fn of(def: &Def, old: &NamesLock) -> Self {
        let mut keys: Vec<Key> = def.keys().map(|(own, _)| own).collect();
        let known = def.locked(old).is_some();
        let mut before: Vec<Key> = def.keys().flat_map(|(own, other)| [own, other]).collect();
        before.retain(|key| known && old.behind(&key.with(":")).next().is_some());
        keys.sort();
        Self { key: keys.into_iter().next().unwrap_or_default(), before, known }
    }

    fn name<'l>(&self, old: &'l NamesLock, text: &str) -> Option<&'l str> {
        self.before.iter().find_map(|key| old.get(&key.with(&format!(":{text}"))))
    }
}

/// A text of the document that needs a name, with the names it could have.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub(crate) text: String,
    pub(crate) candidates: Vec<String>,
    /// The text is how its name would be spelled: nothing else may take it.
    spelled: bool,
}

impl Wire {
    pub(crate) fn value(wire: &str) -> Self {
        let name = identifiers::value_name(wire);
        let spelling =
            if name == wire { name.clone() } else { identifiers::snake(&identifiers::spelled_words(wire)) };
        // These three may be what a struct's other members are called.
        let spelled = name == wire && !matches!(wire, "extra" | "extra_members" | "other_members");
        Self { text: wire.to_owned(), candidates: vec![name, spelling], spelled }
    }

    /// What a document does not name.
    pub(crate) fn rest() -> Self {
        let candidates = ["extra", "extra_members", "other_members"].map(str::to_owned).to_vec();
        Self { text: "{}".to_owned(), candidates, spelled: false }
    }

    /// A parameter, which is not to be mistaken for the body. Two of one name are in two locations, of which the path
    /// and the query come first.
    pub(crate) fn parameter(wire: &str, location: Location) -> Self {
        let mut own = Self::value(wire);
        // `self_` stands for the keyword: its underscore is not doubled.
        own.candidates.push(format!("{}_value", own.first().trim_end_matches('_')));
        own.text = operations::parameter_key(location, wire);
        own.spelled &= matches!(location, Location::Path | Location::Query);
        own
    }

    /// A response's header, however it is capitalised.
    pub(crate) fn header(wire: &str) -> Self {
        Self { text: wire.to_ascii_lowercase(), spelled: false, ..Self::value(wire) }
    }

    /// One of several media types of a body.
    pub(crate) fn content(word: &str, media_type: &str) -> Self {
        let essence = media::essence(media_type);
        let subtype = essence.rsplit('/').next().unwrap_or_default();
        let candidates = vec![word.to_owned(), identifiers::type_name(subtype)];
        Self { text: essence.to_owned(), candidates, spelled: false }
    }

    fn member(value: &crate::ir::Literal, hint: Option<&String>) -> Self {
        let text = value_text(value);
        let hint = hint.filter(|hint| !hint.is_empty());
        let first = hint.map_or_else(|| camel(&value_words(value)), |hint| identifiers::type_name(hint));
        let spelling = camel(&identifiers::spelled_words(&text));
        let spelled = hint.is_none() && is_spelled(&text, &first);
        let mut candidates = vec![first.clone()];
        if first == "Other" {
            candidates.push("OtherValue".to_owned());
        }
        candidates.push(spelling);
        Self { text, candidates, spelled }
    }

    pub(crate) fn first(&self) -> &str {
        self.candidates.first().map_or("", String::as_str)
    }
}

/// Whether a text is the one lower-case spelling of a name: `in_progress` of `InProgress`.
fn is_spelled(text: &str, name: &str) -> bool {
    let mut spelling = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !spelling.is_empty() {
            spelling.push('_');
        }
        spelling.push(c.to_ascii_lowercase());
    }
    spelling == text
}
