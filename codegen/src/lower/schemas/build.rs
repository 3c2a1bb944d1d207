//! build: schemas to the draft. A worklist of referenced schemas, each becoming one definition; what is declared in
//! place is built where it is met.
//!
//! One schema is the sum of its [parts]: a single one stays what it is, several are merged.

use crate::diagnostics::{self, Code, Diagnostic, Place};
use crate::ir::{Enum, EnumRepr, Flow, Kind, Literal, Origin, Shape, TypeId};
use crate::lower::draft::{Def, Draft, MOST_LISTS, NameHints, Occurrence};
use crate::lower::names::identifiers;
use crate::lower::names::keys::Keys;
use crate::lower::names::lock::Key;
use crate::lower::schemas::annotations;
use crate::lower::schemas::inheritance;
use crate::lower::schemas::json_kinds::SchemaKinds;
use crate::lower::schemas::met_again::MetAgain;
use crate::lower::schemas::parts::{self, Part};
use crate::lower::schemas::scalars;
pub(crate) use crate::lower::schemas::schema_location::{LocationStep, SchemaLocation, origin};
use crate::lower::schemas::schema_location::{good_title, name_hints, pointer_name};
use crate::parse::Node;
use crate::resolve::{Additional, Documents, JsonTypes, Schema, SchemaId, Schemas};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What a schema is where it is used.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    pub(crate) shape: Shape,
    pub(crate) nullable: bool,
    pub(crate) constant: Option<Literal>,
}

impl Use {
    pub(crate) fn of(shape: Shape) -> Self {
        Self { shape, nullable: false, constant: None }
    }

    pub(crate) fn or_null(mut self, nullable: bool) -> Self {
        self.nullable |= nullable;
        self
    }
}

/// Builds the draft.
pub(crate) struct Builder<'d, 'f> {
    pub(crate) keys: &'d Keys<'d>,
    pub(crate) schemas: &'d Schemas<'f>,
    pub(crate) draft: Draft,
    pub(crate) diags: Vec<Diagnostic>,
    /// Every schema that has a definition of its own.
    defined: FxHashMap<SchemaId, TypeId>,
    queue: VecDeque<(SchemaId, TypeId)>,
    /// For each schema, those that extend it through `allOf`.
    pub(crate) children: BTreeMap<SchemaId, Vec<SchemaId>>,
    /// Schemas looked at, and those of them that are raw JSON for the reason reported.
    pub(crate) seen: BTreeSet<SchemaId>,
    pub(crate) degraded: BTreeSet<SchemaId>,
    /// How often something became raw JSON that the document types.
    pub(crate) falls: usize,
    pub(crate) kinds: SchemaKinds<'d, 'f>,
    /// What schemas that are met together in place became.
    pub(crate) met: MetAgain,
    pub(crate) depth: usize,
}

impl<'d, 'f> Builder<'d, 'f> {
    pub(crate) fn new(documents: &'d Documents<'f>, keys: &'d Keys<'d>) -> Self {
        Self {
            keys,
            schemas: &documents.schemas,
            draft: Draft::default(),
            diags: Vec::new(),
            defined: FxHashMap::default(),
            queue: VecDeque::new(),
            children: inheritance::children(&documents.schemas),
            seen: BTreeSet::new(),
            degraded: BTreeSet::new(),
            falls: 0,
            kinds: SchemaKinds::new(&documents.schemas),
            met: MetAgain::new(&documents.schemas),
            depth: 0,
        }
    }

    pub(crate) fn get(&self, id: SchemaId) -> &'d Schema<'f> {
        self.schemas.get(id)
    }

    /// The definition of a referenced schema, built later if it was not met before.
    pub(crate) fn reference(&mut self, id: SchemaId) -> TypeId {
        let id = parts::target(self.schemas, id);
        if let Some(known) = self.defined.get(&id) {
            return *known;
        }
        let schema = self.get(id);
        let name = schema.name.map_or_else(|| pointer_name(schema.node), str::to_owned);
        let key = match schema.name {
            Some(name) => self.keys.component(schema.node, "", name),
            None => self.keys.elsewhere(schema.node),
        };
        let name_hints =
            NameHints { root: identifiers::words(&name), wire: Some(name), ..NameHints::default() };
        let def = self.placeholder(&[id], name_hints, key, schema.name.is_none());
        let known = self.draft.push(def);
        self.defined.insert(id, known);
        self.queue.push_back((id, known));
        known
    }

    /// Builds all that was referred to.
    pub(crate) fn finish(&mut self) {
        while let Some((id, slot)) = self.queue.pop_front() {
            let def = self.draft.get(slot);
            let name = def.name_hints.wire.clone().unwrap_or_default();
            let key = def.occurrences.first().map(|place| place.key.clone()).unwrap_or_default();
            let at = SchemaLocation::root(LocationStep::Component(&name), &key);
            let falls = self.falls;
            let found = self.content(id, &at, Some(slot));
            let raw = self.falls > falls;
            let def = self.draft.get_mut(slot);
            def.raw = raw;
            def.nullable = found.nullable;
            def.constant = found.constant;
            if found.shape != Shape::Named(slot) {
                def.kind = Kind::Alias(found.shape);
            }
        }
        self.report_combinations();
    }

    /// What a schema is where it is used. References become names; anything else is built in place.
    pub(crate) fn shape(&mut self, id: SchemaId, at: &SchemaLocation<'_>) -> Use {
        self.content(id, at, None)
    }

    fn content(&mut self, id: SchemaId, at: &SchemaLocation<'_>, slot: Option<TypeId>) -> Use {
        self.seen.insert(id);
        if slot.is_none()
            && let Some(known) = self.defined.get(&id)
        {
            return Use::of(Shape::Named(*known));
        }
        self.parted(id, at, slot)
    }

    fn parted(&mut self, id: SchemaId, at: &SchemaLocation<'_>, slot: Option<TypeId>) -> Use {
        let parts = parts::parts(self.schemas, id);
        if parts.too_deep {
            return self.degrade(
                id,
                diagnostics::NESTED_TOO_DEEP,
                "this schema is nested too deeply to be read",
            );
        }
        if let Some(model) = self.get(id).extension("x-tributary-ref").and_then(Node::as_text) {
            return Use::of(Shape::Ref(model.to_owned())).or_null(parts.nullable);
        }
        match parts.list.as_slice() {
            [] if parts.object => Use::of(Shape::Map(Box::new(Shape::Any))),
            [] => Use::of(Shape::Any),
            [Part::Ref(target)] if !self.is_heir(id, *target) => {
                Use::of(Shape::Named(self.reference(*target)))
            }
            [Part::Own(only)] => self.own(&[*only], at, slot, *only),
            several => {
                let owns = self.expanded(several, id);
                self.own(&owns, at, slot, id)
            }
        }
        .or_null(parts.nullable)
    }

    fn expanded(&mut self, parts: &[Part], id: SchemaId) -> Vec<SchemaId> {
        let (owns, too_deep) = parts::expand(self.schemas, parts);
        if too_deep {
            let message =
                "what this schema refers to by `allOf` is nested too deeply, and is left out from there";
            self.report(diagnostics::NESTED_TOO_DEEP, id, message);
        }
        owns
    }

    /// Several schemas for one value, as where two parts of an `allOf` declare the same property.
    pub(crate) fn all_of(&mut self, ids: &[SchemaId], at: &SchemaLocation<'_>) -> Use {
        let [first, .., last] = ids else {
            return ids.first().map_or_else(|| Use::of(Shape::Any), |only| self.shape(*only, at));
        };
        let mut list: Vec<Part> = Vec::new();
        let mut nullable = true;
        for id in ids {
            let parts = parts::parts(self.schemas, *id);
            nullable &= parts.nullable;
            list.extend(parts.list.iter().filter(|part| !list.contains(part)).copied().collect::<Vec<_>>());
        }
        let found = match list.as_slice() {
            [] => self.shape(*first, at),
            [Part::Ref(target)] => Use::of(Shape::Named(self.reference(*target))),
            [Part::Own(only)] => self.own(&[*only], at, None, *only),
            several => {
                if let Some(narrowest) = self.narrowest(several) {
                    return Use::of(Shape::Named(self.reference(narrowest))).or_null(nullable);
                }
                let owns = self.expanded(several, *last);
                self.own(&owns, at, None, *last)
            }
        };
        found.or_null(nullable)
    }

    /// Of several references alone, the one that the others are part of; the last, with a report, if there is none.
    fn narrowest(&mut self, list: &[Part]) -> Option<SchemaId> {
        let refs: Option<Vec<SchemaId>> =
            list.iter().map(|part| if let Part::Ref(id) = part { Some(*id) } else { None }).collect();
        let refs = refs?;
        let last = *refs.last()?;
        let within = |inner: SchemaId, outer: SchemaId| {
            let (inner, _) = parts::expand(self.schemas, &[Part::Ref(inner)]);
            let (outer, _) = parts::expand(self.schemas, &[Part::Ref(outer)]);
            inner.iter().all(|id| outer.contains(id))
        };
        if let Some(narrowest) = refs.iter().rev().find(|id| refs.iter().all(|other| within(*other, **id))) {
            return Some(*narrowest);
        }
        self.report(
            diagnostics::ALL_OF_CONFLICT,
            last,
            "another part of the `allOf` gives this property another type; this one is taken",
        );
        Some(last)
    }

    /// A value that has to meet the own keywords of all these schemas.
    pub(crate) fn own(
        &mut self,
        owns: &[SchemaId],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
        id: SchemaId,
    ) -> Use {
        match slot {
            Some(_) => self.deeper(|builder| builder.keywords(owns, at, slot, id)),
            None => self.once(false, owns, at, |builder| builder.keywords(owns, at, None, id)),
        }
    }

    fn keywords(
        &mut self,
        owns: &[SchemaId],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
        id: SchemaId,
    ) -> Use {
        let schemas: Vec<&'d Schema<'f>> = owns.iter().map(|own| self.get(*own)).collect();
        if schemas.iter().any(|schema| schema.broken) {
            self.seen.insert(id);
            self.degraded.insert(id);
            self.falls += 1;
        }
        if schemas.iter().all(|schema| schema.broken) {
            return Use::of(Shape::Any);
        }
        if let Some(found) = self.values(&schemas, at, slot) {
            return found;
        }
        if let Some(found) = self.inherited(owns, at, slot, id) {
            return found;
        }
        if let Some(found) = self.alternatives(owns, at, slot, id) {
            return found;
        }
        let types = self.types(&schemas, id);
        let object = schemas.iter().any(|schema| !schema.properties.is_empty())
            || types == JsonTypes::OBJECT
            || (types.is_empty()
                && schemas
                    .iter()
                    .any(|schema| matches!(schema.additional, Additional::Any | Additional::Schema(_))));
        if object && (types.is_empty() || types == JsonTypes::OBJECT) {
            return self.object(owns, at, slot);
        }
        match types.len() {
            0 => self.untyped(&schemas, at),
            1 => self.typed(types, owns, at, slot),
            _ => self.several_types(types, owns, at, slot),
        }
    }

    /// A schema without a type: its keywords tell.
    fn untyped(&mut self, schemas: &[&'d Schema<'f>], at: &SchemaLocation<'_>) -> Use {
        if schemas.iter().any(|schema| schema.items.is_some() || !schema.prefix_items().is_empty()) {
            return Use::of(self.list(schemas, at));
        }
        if schemas.iter().any(|schema| schema.format.is_some_and(scalars::is_text_format)) {
            return Use::of(scalars::scalar(JsonTypes::STRING, schemas).map_or(Shape::Any, Shape::Scalar));
        }
        if schemas.iter().any(|schema| !schema.required.is_empty()) {
            return Use::of(Shape::Map(Box::new(Shape::Any)));
        }
        Use::of(Shape::Any)
    }

    /// Exactly one JSON type.
    pub(crate) fn typed(
        &mut self,
        json: JsonTypes,
        owns: &[SchemaId],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Use {
        let schemas: Vec<&'d Schema<'f>> = owns.iter().map(|own| self.get(*own)).collect();
        match json {
            JsonTypes::OBJECT => self.object(owns, at, slot),
            JsonTypes::ARRAY => Use::of(self.list(&schemas, at)),
            JsonTypes::NULL => Use::of(Shape::Any).or_null(true),
            other => Use::of(scalars::scalar(other, &schemas).map_or(Shape::Any, Shape::Scalar)),
        }
    }

    /// An item of a list, a map or a tuple.
    pub(crate) fn item(&mut self, ids: &[SchemaId], at: &SchemaLocation<'_>) -> Shape {
        if let Some(first) = ids.first().filter(|_| at.lists() > MOST_LISTS) {
            let message = "these lists are nested too deeply for a type";
            return self.degrade(*first, diagnostics::NESTED_TOO_DEEP, message).shape;
        }
        let found = self.all_of(ids, at);
        if found.nullable && found.shape != Shape::Any {
            Shape::Nullable(Box::new(found.shape))
        } else {
            found.shape
        }
    }

    /// Reserves a definition: the given one, or a new one declared in place.
    pub(crate) fn define(
        &mut self,
        ids: &[SchemaId],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> TypeId {
        if let Some(slot) = slot {
            return slot;
        }
        let mut name_hints = name_hints(at);
        name_hints.title = ids.first().and_then(|id| self.get(*id).title()).and_then(good_title);
        let def = self.placeholder(ids, name_hints, at.key(), true);
        self.draft.push(def)
    }

    /// A definition made of several schemas, none of whose titles is its own.
    pub(crate) fn define_untitled(&mut self, ids: &[SchemaId], at: &SchemaLocation<'_>) -> TypeId {
        let def = self.placeholder(ids, name_hints(at), at.key(), true);
        self.draft.push(def)
    }

    pub(crate) fn placeholder(&self, ids: &[SchemaId], name_hints: NameHints, key: Key, inline: bool) -> Def {
        let origin = ids.first().map_or_else(Origin::default, |id| origin(self.get(*id).node));
        Def {
            kind: Kind::Alias(Shape::Any),
            nullable: false,
            constant: None,
            docs: annotations::docs(self.schemas, ids),
            deprecated: ids.iter().any(|id| self.get(*id).deprecated),
            raw: false,
            flow: Flow::default(),
            occurrences: vec![Occurrence { name_hints: name_hints.clone(), origin: origin.clone(), key }],
            origin,
            name_hints,
            discriminator: None,
            several: false,
            inline,
            write: false,
            split: false,
            member_names: Vec::new(),
        }
    }

    /// Raw JSON where the document says more, reported and counted.
    pub(crate) fn degrade(&mut self, id: SchemaId, code: Code, message: &str) -> Use {
        if !self.degraded.contains(&id) {
            self.report(code, id, message);
        }
        self.raw(id)
    }

    /// Raw JSON in place of a schema, of which something is said elsewhere.
    pub(crate) fn raw(&mut self, id: SchemaId) -> Use {
        self.falls += 1;
        self.seen.insert(id);
        self.degraded.insert(id);
        Use::of(Shape::Any)
    }

    pub(crate) fn report(&mut self, code: Code, id: SchemaId, message: &str) {
        let node = self.get(id).node;
        self.diags.push(Diagnostic::new(code, message, Place::pointer(node.file(), node.pointer()), "here"));
    }

    /// An enum of texts or numbers, from values that are all of that kind.
    pub(crate) fn enumeration(
        &mut self,
        slot: TypeId,
        repr: EnumRepr,
        members: Vec<crate::ir::Member>,
        names: Vec<String>,
    ) {
        let def = self.draft.get_mut(slot);
        def.kind = Kind::Enum(Enum { repr, members });
        def.member_names = names;
    }
}
