//! The typed model of schemas: an arena in which every `$ref` is a [`SchemaId`] already.
//!
//! A schema is said in one way, whatever the document's version and whichever of the ways it knows: `nullable`, a `null`
//! type and a `null` in the `enum` are one fact, and a Swagger 2.0 parameter is a schema of its own. Facts that few schemas
//! have are in [`Rare`]; bounds, examples and extensions are read from [`Schema::node`].

use crate::parse::Node;

/// Names one schema of a [`Schemas`] arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub u32);

/// Every schema of the documents, each read once however many `$ref`s lead to it.
#[derive(Debug, Default)]
pub struct Schemas<'f> {
    all: Vec<Schema<'f>>,
}

/// One schema as the document states it; nothing is merged, nothing followed.
#[derive(Clone, Debug)]
pub struct Schema<'f> {
    /// Where it is written: its file and pointer, its extensions and examples.
    pub node: Node<'f>,
    /// Its key in `components.schemas`, `definitions` or `$defs`, or the name of the file that it is the whole of.
    pub name: Option<&'f str>,
    /// `$ref`: it is that schema, narrowed by whatever else is stated here. References and `all_of` form no cycle.
    pub reference: Option<SchemaId>,
    /// The JSON types it allows; empty where the document names none. `null` is among them only if it is the only one.
    pub types: JsonTypes,
    /// `null` is allowed besides: `nullable`, `x-nullable`, a `null` type, a `null` among the `enum`.
    pub nullable: bool,
    pub format: Option<&'f str>,
    pub description: Option<&'f str>,
    pub deprecated: bool,
    pub read_only: bool,
    pub write_only: bool,
    /// `false` as a schema: no value is allowed.
    pub never: bool,
    /// It could not be read, or its `$ref` leads nowhere: reported, and to be treated as "anything".
    pub broken: bool,
    /// In document order.
    pub properties: Box<[Property<'f>]>,
    /// `required`, those without a property here included.
    pub required: Box<[&'f str]>,
    pub additional: Additional,
    pub items: Option<SchemaId>,
    pub all_of: Box<[SchemaId]>,
    pub one_of: Box<[SchemaId]>,
    pub any_of: Box<[SchemaId]>,
    /// What few schemas state.
    pub rare: Option<Box<Rare<'f>>>,
}

/// A property of an object schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property<'f> {
    pub name: &'f str,
    pub schema: SchemaId,
    /// It is among the schema's own `required`.
    pub required: bool,
}

/// `additionalProperties`, `unevaluatedProperties` or a lone `patternProperties`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Additional {
    /// Not stated.
    #[default]
    Unstated,
    /// `false`
    Forbidden,
    /// `true` or `{}`
    Any,
    Schema(SchemaId),
}

/// What few schemas state, kept apart so that the arena stays small.
#[derive(Clone, Debug, Default)]
pub struct Rare<'f> {
    pub title: Option<&'f str>,
    /// `enum`, each value as written; a `null` among them is in [`Schema::nullable`] too.
    pub values: Option<Box<[Node<'f>]>>,
    /// `const`
    pub constant: Option<Node<'f>>,
    pub default: Option<Node<'f>>,
    /// `prefixItems`, and an array of schemas as `items`.
    pub prefix_items: Box<[SchemaId]>,
    pub discriminator: Option<Discriminator<'f>>,
    pub content_encoding: Option<&'f str>,
    pub content_media_type: Option<&'f str>,
    /// `contentSchema`
    pub content_schema: Option<SchemaId>,
    pub xml: Option<Xml<'f>>,
}

#[derive(Clone, Debug, Default)]
pub struct Discriminator<'f> {
    pub property: &'f str,
    /// Values that the document maps, in document order, each with the schema it leads to.
    pub mapping: Vec<(&'f str, SchemaId)>,
    /// `defaultMapping` of OpenAPI 3.2.
    pub default: Option<SchemaId>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Xml<'f> {
    pub name: Option<&'f str>,
    pub namespace: Option<&'f str>,
    pub prefix: Option<&'f str>,
    pub attribute: bool,
    pub wrapped: bool,
    /// `nodeType: text` of OpenAPI 3.2, or `x-ms-text`.
    pub text: bool,
}

/// A set of JSON types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct JsonTypes(u8);

impl JsonTypes {
    pub const NULL: Self = Self(1);
    pub const BOOLEAN: Self = Self(2);
    pub const INTEGER: Self = Self(4);
    pub const NUMBER: Self = Self(8);
    pub const STRING: Self = Self(16);
    pub const ARRAY: Self = Self(32);
    pub const OBJECT: Self = Self(64);
    /// None stated: any.
    pub(super) const ANY: Self = Self(0);

    /// The type of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// The name of a single type.
    pub fn name(self) -> &'static str {
        match self {
            Self::NULL => "null",
            Self::BOOLEAN => "boolean",
            Self::INTEGER => "integer",
            Self::NUMBER => "number",
            Self::STRING => "string",
            Self::ARRAY => "array",
            Self::OBJECT => "object",
            _ => "any of several",
        }
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// How many there are.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Each of them alone, in the order null, boolean, integer, number, string, array, object.
    pub fn iter(self) -> impl Iterator<Item = Self> {
        (0..7).map(|bit| Self(1 << bit)).filter(move |one| self.contains(*one))
    }
}

impl<'f> Schema<'f> {
    /// A schema that says nothing: any value.
    pub fn any(node: Node<'f>) -> Self {
        Self {
            node,
            name: None,
            reference: None,
            types: JsonTypes::default(),
            nullable: false,
            format: None,
            description: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            never: false,
            broken: false,
            properties: Box::default(),
            required: Box::default(),
            additional: Additional::Unstated,
            items: None,
            all_of: Box::default(),
            one_of: Box::default(),
            any_of: Box::default(),
            rare: None,
        }
    }

    pub fn title(&self) -> Option<&'f str> {
        self.rare.as_ref()?.title
    }

    /// `enum`
    pub fn values(&self) -> Option<&[Node<'f>]> {
        self.rare.as_ref()?.values.as_deref()
    }

    /// `const`
    pub fn constant(&self) -> Option<Node<'f>> {
        self.rare.as_ref()?.constant
    }

    pub fn default(&self) -> Option<Node<'f>> {
        self.rare.as_ref()?.default
    }

    pub fn prefix_items(&self) -> &[SchemaId] {
        self.rare.as_ref().map_or(&[], |rare| &rare.prefix_items)
    }

    pub fn discriminator(&self) -> Option<&Discriminator<'f>> {
        self.rare.as_ref()?.discriminator.as_ref()
    }

    pub fn content_encoding(&self) -> Option<&'f str> {
        self.rare.as_ref()?.content_encoding
    }

    pub fn content_media_type(&self) -> Option<&'f str> {
        self.rare.as_ref()?.content_media_type
    }

    /// The schema of the value that the text holds.
    pub fn content_schema(&self) -> Option<SchemaId> {
        self.rare.as_ref()?.content_schema
    }

    pub fn xml(&self) -> Option<&Xml<'f>> {
        self.rare.as_ref()?.xml.as_ref()
    }

    /// `minimum` / `maximum` and the like, as written.
    pub fn number(&self, keyword: &str) -> Option<&'f str> {
        self.node.get(keyword)?.as_number()
    }

    /// An extension: `x-tributary-model`.
    pub fn extension(&self, name: &str) -> Option<Node<'f>> {
        self.node.get(name)
    }
}

impl<'f> Schemas<'f> {
    /// None yet, and room for so many.
    pub(super) fn with_room(room: usize) -> Self {
        Self { all: Vec::with_capacity(room) }
    }

    /// Adds a schema.
    pub(super) fn push(&mut self, schema: Schema<'f>) -> SchemaId {
        let id = SchemaId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(schema);
        id
    }

    /// The schema of an id that this arena gave.
    #[allow(clippy::indexing_slicing)] // ids come from `push` of the same arena only
    pub fn get(&self, id: SchemaId) -> &Schema<'f> {
        &self.all[id.0 as usize]
    }

    #[allow(clippy::indexing_slicing)]
    pub(super) fn get_mut(&mut self, id: SchemaId) -> &mut Schema<'f> {
        &mut self.all[id.0 as usize]
    }

    /// All schemas, in the order in which they were met.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema<'f>)> {
        (0..).map(SchemaId).zip(&self.all)
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}
