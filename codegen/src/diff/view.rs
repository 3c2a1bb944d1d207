//! What a schema allows, whatever way it is written: references followed, `allOf` merged, alternatives of one taken as
//! what they are.

use crate::parse::Node;
use crate::resolve::{Additional, JsonTypes, Schema, SchemaId, Schemas};
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A schema with all that it takes from others.
#[derive(Clone, Debug)]
pub(super) struct View<'f> {
    pub(super) node: Node<'f>,
    pub(super) types: JsonTypes,
    pub(super) nullable: bool,
    pub(super) format: Option<&'f str>,
    pub(super) description: Option<&'f str>,
    pub(super) deprecated: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    /// It could not be read: nothing is known of it.
    pub(super) broken: bool,
    pub(super) never: bool,
    pub(super) properties: IndexMap<&'f str, SchemaId>,
    pub(super) required: BTreeSet<&'f str>,
    pub(super) additional: Additional,
    pub(super) items: Option<SchemaId>,
    pub(super) prefix_items: Vec<SchemaId>,
    /// Each a `oneOf` or `anyOf` of two or more.
    pub(super) unions: Vec<Vec<SchemaId>>,
    /// Discriminator property and its mapped values.
    pub(super) discriminator: Option<(&'f str, Vec<(&'f str, SchemaId)>)>,
    pub(super) values: Option<Vec<Node<'f>>>,
    pub(super) constant: Option<Node<'f>>,
    pub(super) default: Option<Node<'f>>,
    /// `contentEncoding`, `contentMediaType`
    pub(super) content: Option<(Option<&'f str>, Option<&'f str>)>,
    /// The schemas that say all this, for rules that are read from their text: the nearest last.
    pub(super) parts: Vec<Node<'f>>,
}

/// The views of one version, made when they are asked for.
pub(super) struct Views<'d, 'f> {
    pub(super) schemas: &'d Schemas<'f>,
    made: FxHashMap<SchemaId, Rc<View<'f>>>,
}

impl<'d, 'f> Views<'d, 'f> {
    pub(super) fn new(schemas: &'d Schemas<'f>) -> Self {
        Self { schemas, made: FxHashMap::default() }
    }

    /// The schema that an id comes to, through references that add nothing.
    pub(super) fn target(&self, id: SchemaId) -> SchemaId {
        let mut id = id;
        while let Some(target) = self.schemas.get(id).reference.filter(|_| adds_nothing(self.schemas.get(id)))
        {
            id = target;
        }
        id
    }

    /// The component that a schema is, through references.
    pub(super) fn name(&self, id: SchemaId) -> Option<&'f str> {
        self.schemas.get(self.target(id)).name
    }

    pub(super) fn view(&mut self, id: SchemaId) -> Rc<View<'f>> {
        if let Some(made) = self.made.get(&id) {
            return Rc::clone(made);
        }
        let mut view = View::blank(self.schemas.get(id).node);
        // `allOf` and references form no cycle, but one behind an alternative of one may.
        self.lay(id, &mut view, &mut vec![id]);
        let view = Rc::new(view);
        self.made.insert(id, Rc::clone(&view));
        view
    }

    fn lay(&self, id: SchemaId, view: &mut View<'f>, open: &mut Vec<SchemaId>) {
        let schema = self.schemas.get(id);
        for base in schema.reference.iter().chain(&schema.all_of) {
            if !open.contains(base) {
                open.push(*base);
                self.lay(*base, view, open);
                open.pop();
            }
        }
        view.add(schema);
        for alternatives in [&schema.one_of, &schema.any_of] {
            let (nulls, others): (Vec<SchemaId>, Vec<SchemaId>) =
                alternatives.iter().partition(|id| self.is_null(**id));
            view.nullable |= !nulls.is_empty();
            match others.as_slice() {
                [] => {}
                [only] if !open.contains(only) => {
                    open.push(*only);
                    self.lay(*only, view, open);
                    open.pop();
                }
                _ => view.unions.push(others),
            }
        }
    }

    fn is_null(&self, id: SchemaId) -> bool {
        self.schemas.get(self.target(id)).types == JsonTypes::NULL
    }
}

impl<'f> View<'f> {
    fn blank(node: Node<'f>) -> Self {
        Self {
            node,
            types: JsonTypes::default(),
            nullable: false,
            format: None,
            description: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            broken: false,
            never: false,
            properties: IndexMap::new(),
            required: BTreeSet::new(),
            additional: Additional::Unstated,
            items: None,
            prefix_items: Vec::new(),
            unions: Vec::new(),
            discriminator: None,
            values: None,
            constant: None,
            default: None,
            content: None,
            parts: Vec::new(),
        }
    }

    /// Lays what a schema itself states over what it takes from others.
    fn add(&mut self, schema: &Schema<'f>) {
        if !schema.types.is_empty() {
            self.types = schema.types;
        }
        self.nullable |= schema.nullable;
        self.format = schema.format.or(self.format);
        self.description = schema.description.or(self.description);
        self.deprecated |= schema.deprecated;
        self.read_only |= schema.read_only;
        self.write_only |= schema.write_only;
        self.broken |= schema.broken;
        self.never |= schema.never;
        self.properties.extend(schema.properties.iter().map(|property| (property.name, property.schema)));
        self.required.extend(schema.required.iter().copied());
        if schema.additional != Additional::Unstated {
            self.additional = schema.additional;
        }
        self.items = schema.items.or(self.items);
        if !schema.prefix_items().is_empty() {
            self.prefix_items = schema.prefix_items().to_vec();
        }
        if let Some(stated) = schema.discriminator() {
            self.discriminator = Some((stated.property, stated.mapping.clone()));
        }
        if let Some(values) = schema.values() {
            self.values = Some(values.to_vec());
        }
        self.constant = schema.constant().or(self.constant);
        self.default = schema.default().or(self.default);
        if schema.content_encoding().is_some() || schema.content_media_type().is_some() {
            self.content = Some((schema.content_encoding(), schema.content_media_type()));
        }
        self.parts.push(schema.node);
    }

    /// The types it allows: those stated, or else those that its keywords are about.
    pub(super) fn kinds(&self) -> JsonTypes {
        let stated = self.types;
        if !stated.is_empty() {
            return stated;
        }
        let mut found = JsonTypes::default();
        if !self.properties.is_empty() || self.additional != Additional::Unstated {
            found = found.with(JsonTypes::OBJECT);
        }
        if self.items.is_some() || !self.prefix_items.is_empty() {
            found = found.with(JsonTypes::ARRAY);
        }
        if found.is_empty()
            && self
                .values
                .as_ref()
                .is_some_and(|values| values.iter().all(|it| it.as_text().is_some() || it.is_null()))
        {
            found = found.with(JsonTypes::STRING);
        }
        found
    }

    /// Whether the property may be in a value that travels so.
    pub(super) fn is_hidden(&self, direction: super::Direction) -> bool {
        match direction {
            super::Direction::Request => self.read_only,
            super::Direction::Response => self.write_only,
        }
    }
}

/// Whether all that a schema states is where it leads, and words.
fn adds_nothing(schema: &Schema<'_>) -> bool {
    schema.types.is_empty()
        && !schema.nullable
        && schema.format.is_none()
        && !schema.read_only
        && !schema.write_only
        && !schema.never
        && !schema.deprecated
        && schema.properties.is_empty()
        && schema.required.is_empty()
        && schema.additional == Additional::Unstated
        && schema.items.is_none()
        && schema.all_of.is_empty()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && schema.values().is_none()
        && schema.constant().is_none()
        && schema.default().is_none()
        && schema.prefix_items().is_empty()
        && schema.discriminator().is_none()
}
