//! Types: an arena of named definitions, and the shapes that use them.

use super::{Docs, Origin};

/// Names one definition of an [`Types`] arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

/// The arena. Ids are given in the order of definition and stay valid.
#[derive(Clone, Debug, Default)]
pub struct Types {
    defs: Vec<TypeDef>,
}

impl Types {
    /// Adds a definition.
    pub fn push(&mut self, def: TypeDef) -> TypeId {
        let id = TypeId(u32::try_from(self.defs.len()).unwrap_or(u32::MAX));
        self.defs.push(def);
        id
    }

    /// The definition of an id that this arena gave.
    #[allow(clippy::indexing_slicing)] // ids come from `push` of the same arena only
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.defs[id.0 as usize]
    }

    /// The same, to be changed by `lower` while it decides names and directions.
    #[allow(clippy::indexing_slicing)]
    pub fn get_mut(&mut self, id: TypeId) -> &mut TypeDef {
        &mut self.defs[id.0 as usize]
    }

    /// All definitions, in order.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.defs.iter().enumerate().map(|(at, def)| (TypeId(at as u32), def))
    }

    /// Makes optional what the document requires of these types and of all that they hold, except for these properties,
    /// by type and index: a record is not lost to one that it lacks. A missing map says no more than an empty one.
    pub fn forgive(&mut self, types: Vec<TypeId>, but: &[(TypeId, usize)]) {
        let mut done = vec![false; self.defs.len()];
        let mut open = types;
        while let Some(id) = open.pop() {
            let Some(def) = self.defs.get_mut(id.0 as usize) else { continue };
            if std::mem::replace(&mut done[id.0 as usize], true) {
                continue;
            }
            let flow = def.flow;
            if let Kind::Struct(it) = &mut def.kind {
                for (index, field) in it.fields.iter_mut().enumerate() {
                    let kept = but.contains(&(id, index)) || matches!(field.shape, Shape::Map(_));
                    if !kept && field.presence(flow) == Presence::Value {
                        (field.required, field.expected) = (false, true);
                    }
                }
            }
            def.kind.shapes(&mut |shape| shape.named(&mut |id| open.push(id)));
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.defs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.defs.is_empty()
    }
}

/// A named Rust type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The Rust name, unique in the crate: `Ticket`.
    pub name: String,
    /// The file of `types/` it is written to: a tag's module, or `shared`.
    pub module: String,
    pub docs: Docs,
    pub origin: Origin,
    /// Which way it travels, over everything that reaches it.
    pub flow: Flow,
    pub deprecated: bool,
    /// An application writes it: what is unknown or of another type in its JSON is an error.
    pub strict: bool,
    pub kind: Kind,
}

/// Which way a type travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flow {
    /// It is read from a response.
    pub decoded: bool,
    /// It is written to a request.
    pub encoded: bool,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
    /// `pub type Name = Shape;`
    Alias(Shape),
    /// A one-field struct, where an alias would be infinite (a list of itself).
    Newtype(Shape),
}

impl Kind {
    /// Calls `visit` with every shape that it is directly made of.
    pub fn shapes(&self, visit: &mut dyn FnMut(&Shape)) {
        match self {
            Kind::Struct(it) => {
                it.fields.iter().for_each(|field| visit(&field.shape));
                it.extra.iter().for_each(|extra| visit(&extra.shape));
            }
            Kind::Union(it) => it.variants.iter().for_each(|variant| visit(&variant.shape)),
            Kind::Alias(shape) | Kind::Newtype(shape) => visit(shape),
            Kind::Enum(_) => {}
        }
    }
}

/// A JSON object with known members.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    pub fields: Vec<Field>,
    /// `additionalProperties` that are kept, with the Rust name of the field that holds the map.
    pub extra: Option<Extra>,
}

impl Struct {
    /// Keeps the members that the document does not name, as JSON.
    pub fn keep_undocumented(&mut self) {
        if self.extra.is_none() {
            let taken = |name: &str| self.fields.iter().any(|field| field.name == name);
            let mut name = "extra".to_owned();
            while taken(&name) {
                name.push_str("_members");
            }
            self.extra = Some(Extra { name, shape: Shape::Any });
        }
    }
}

/// The map of members that a struct does not name.
#[derive(Clone, Debug)]
pub struct Extra {
    /// The Rust name of the field, free of collisions: `extra`.
    pub name: String,
    /// The shape of each value.
    pub shape: Shape,
}

#[derive(Clone, Debug)]
pub struct Field {
    /// The Rust name, unescaped: `type` is emitted as `r#type`.
    pub name: String,
    /// The member's name on the wire.
    pub wire: String,
    /// What it holds, without its optionality.
    pub shape: Shape,
    /// The member must be there.
    pub required: bool,
    /// The document requires it, and a record that lacks it is read all the same: see [`Types::forgive`].
    pub expected: bool,
    /// The member may be `null`.
    pub nullable: bool,
    /// Only in responses: such a field is in no encoded-only type.
    pub read_only: bool,
    /// Only in requests.
    pub write_only: bool,
    /// The only value it may have, if it is there and not null.
    pub constant: Option<Literal>,
    /// The document's default, for the documentation.
    pub default: Option<Literal>,
    pub deprecated: bool,
    pub docs: Docs,
    /// How it is written in XML, where that differs from an element of its wire name.
    pub xml: Option<Xml>,
}

/// How a field's Rust type says whether it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// `T`: always there.
    Value,
    /// `Option<T>`, where `None` stands for absent; in a required nullable field for null.
    Option,
    /// `Maybe<T>`: absent, null and a value told apart.
    Maybe,
}

impl Field {
    /// The presence of this field in a type that travels this way.
    pub fn presence(&self, flow: Flow) -> Presence {
        match (self.required, self.nullable) {
            (true, false) => Presence::Value,
            (true, true) | (false, false) => Presence::Option,
            (false, true) if flow.encoded => Presence::Maybe,
            (false, true) => Presence::Option,
        }
    }

    /// The value that every request has here: the only one that the document allows. Where the member can be left out or
    /// be null, there is a choice, and it is the caller's.
    pub fn fixed(&self) -> Option<&Literal> {
        self.constant.as_ref().filter(|_| (self.required || self.expected) && !self.nullable)
    }

    /// Whether it is a field of the Rust struct: what every request has is only sent.
    pub fn is_stored(&self, flow: Flow) -> bool {
        flow.decoded || self.fixed().is_none()
    }
}

/// The `xml` object of a property, or of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Xml {
    /// Of a list that is not wrapped: its items' name.
    pub name: XmlName,
    pub attribute: bool,
    pub wrapped: bool,
    /// The item's element inside a wrapped list.
    pub item: XmlName,
    /// The value is the element's own text.
    pub text: bool,
}

/// A qualified name in XML; empty where the document says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XmlName {
    pub local: String,
    pub prefix: String,
    pub namespace: String,
}

/// A closed list of values in the document; always open in Rust, through `Other`.
#[derive(Clone, Debug)]
pub struct Enum {
    pub repr: EnumRepr,
    pub members: Vec<Member>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EnumRepr {
    /// `Other(Box<str>)`
    Text,
    /// `Other(i64)`
    Integer,
    /// `Other(f64)`
    Number,
}

#[derive(Clone, Debug)]
pub struct Member {
    /// `InProgress`
    pub name: String,
    pub wire: Literal,
    pub docs: Docs,
}

/// oneOf / anyOf.
#[derive(Clone, Debug)]
pub struct Union {
    pub variants: Vec<Variant>,
    /// Tried in order: the first rule that holds names the variant. A value that no rule takes is kept as `Other`.
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub struct Variant {
    pub name: String,
    pub shape: Shape,
    pub docs: Docs,
    /// Members to add when this variant is written because its struct does not hold them (an implicit discriminator).
    pub tag: Option<(String, Literal)>,
}

/// One line of the decision list of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub when: When,
    /// Index into [`Union::variants`].
    pub variant: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// The object's member has this value: a discriminator, or a const.
    Equals { member: String, value: Literal },
    /// The object has all these members.
    Has(Vec<String>),
    /// The object's member is of this JSON kind.
    Member { member: String, kind: JsonKind },
    /// All of these.
    All(Vec<When>),
    /// The value is of this JSON kind.
    Is(JsonKind),
    /// It decodes as the variant without an issue: the last resort, where the document allows nothing better.
    Decodes,
}

/// The kind of a JSON value. A whole number is an [`JsonKind::Integer`], and a [`JsonKind::Number`] too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonKind {
    Null,
    Bool,
    Integer,
    Number,
    Text,
    Array,
    Object,
}

/// What a value looks like where it is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    Named(TypeId),
    /// A named type behind a `Box`, where the type would otherwise contain itself.
    Boxed(TypeId),
    Scalar(Scalar),
    List(Box<Shape>),
    /// An object of any members, all of this shape.
    Map(Box<Shape>),
    /// `prefixItems` of fixed length.
    Tuple(Vec<Shape>),
    /// An item of a list, map or tuple that may be null.
    Nullable(Box<Shape>),
    /// A unified reference, `Ref<crm::Account>`: `x-tributary-ref` on a text schema names the model.
    Ref(String),
    /// Anything: `serde_json::Value`.
    Any,
}

impl Shape {
    /// Calls `visit` with every type that it names, however deep.
    pub fn named(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            Shape::Named(id) | Shape::Boxed(id) => visit(*id),
            Shape::List(item) | Shape::Map(item) | Shape::Nullable(item) => item.named(visit),
            Shape::Tuple(items) => items.iter().for_each(|item| item.named(visit)),
            Shape::Scalar(_) | Shape::Ref(_) | Shape::Any => {}
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    Text,
    Bool,
    I32,
    I64,
    U64,
    /// `format: float` or `double`.
    F64,
    /// A number of any size and precision, by its digits.
    Number,
    /// Exact, read from the number's or text's characters.
    Decimal,
    /// A decimal that travels as text.
    DecimalText,
    /// RFC 3339, with the offset that it was written with: a vendor's.
    DateTime,
    /// RFC 3339, as a point in time: the unified model's.
    Timestamp,
    /// RFC 7231, as in HTTP headers.
    TimestampHttp,
    /// Seconds since 1970.
    TimestampUnix,
    /// `2026-11-21`
    Date,
    /// `13:45:00`
    Time,
    /// `13:45:00+01:00`
    OffsetTime,
    /// ISO 8601, `PT5M`.
    Duration,
    Uuid,
    Uri,
    /// Bytes that travel as base64 text.
    Base64,
    /// The same in the URL-safe alphabet.
    Base64Url,
    /// Bytes as they are: only a body, a part or a header can be.
    Binary,
}

/// A constant of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Null,
    Bool(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    /// Arrays and objects, as compact JSON.
    Json(String),
}
