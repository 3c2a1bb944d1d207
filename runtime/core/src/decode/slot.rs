//! Where a decoded value goes: typed places that generated code hands to the driver.
//!
//! Nothing here is generic over a format. A generated type says in one `match` which place belongs to which member, and
//! one driver per format (serde in [`super::drive`], XML in `crate::xml`) fills the places. That is what keeps generated
//! crates quick to compile: no code is instantiated per type *and* format.

use rust_decimal::Decimal;

use crate::{Number, Value};

/// A type that a driver can fill.
pub trait Decode {
    /// A placeholder, before anything has arrived. Not a default: a value that is never filled is never handed out.
    fn blank() -> Self
    where
        Self: Sized;

    /// The place to fill.
    fn slot(&mut self) -> Slot<'_>;

    /// The place to fill where the value may be absent. Overridden for a few scalars to save a virtual call.
    fn optional(place: &mut Option<Self>) -> Slot<'_>
    where
        Self: Sized,
    {
        Slot::Optional(place)
    }
}

/// A whole value, whatever its type: filled once, or again from the start.
pub trait Whole {
    /// The place to fill.
    fn whole(&mut self) -> Slot<'_>;
    /// Makes it blank again.
    fn reset(&mut self);
}

impl<T: Decode> Whole for T {
    fn whole(&mut self) -> Slot<'_> {
        self.slot()
    }
    fn reset(&mut self) {
        *self = T::blank();
    }
}

/// A place for one value, by what may go there.
#[non_exhaustive]
pub enum Slot<'a> {
    /// Text.
    Text(&'a mut String),
    /// Text that may be absent or null.
    OptText(&'a mut Option<String>),
    /// A boolean.
    Bool(&'a mut bool),
    /// A boolean that may be absent or null.
    OptBool(&'a mut Option<bool>),
    /// A 32-bit integer.
    I32(&'a mut i32),
    /// A 64-bit integer.
    I64(&'a mut i64),
    /// A 64-bit integer that may be absent or null.
    OptI64(&'a mut Option<i64>),
    /// An unsigned 64-bit integer.
    U64(&'a mut u64),
    /// A double-precision number.
    F64(&'a mut f64),
    /// A double-precision number that may be absent or null.
    OptF64(&'a mut Option<f64>),
    /// A number, kept by its characters.
    Number(&'a mut Number),
    /// A decimal, read from the number's characters.
    Decimal {
        /// The place.
        place: &'a mut Decimal,
        /// Whether it travels as text rather than as a number.
        text: bool,
    },
    /// Anything that is read from one text, integer or number: time stamps, enums, …
    Scalar(&'a mut dyn Scalar),
    /// One of some texts, or another one.
    Choice(&'a mut dyn Choice),
    /// An object with known members.
    Object(&'static Members, &'a mut dyn Object),
    /// A list.
    List(&'a mut dyn Holder),
    /// A list of so many items, each of its own type.
    Tuple(usize, &'a mut dyn Object),
    /// An object whose members all look alike.
    Map(&'a mut dyn Insert),
    /// A value that may be absent or null.
    Optional(&'a mut dyn Holder),
    /// One of several types, decided by looking at the value.
    Union(&'a mut dyn Union),
    /// Anything.
    Any(&'a mut Value),
    /// Anything that may be absent; null is a value like any other.
    OptAny(&'a mut Option<Value>),
    /// Nothing is kept.
    Skip,
}

/// How well a scalar took what it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// As documented.
    Exact,
    /// Not as documented, yet there is only one reading. Recorded as an issue.
    Lenient,
    /// Not at all.
    Wrong,
}

/// A value that is read from one scalar.
pub trait Scalar {
    /// What it takes, for messages: `a date (2026-11-21)`.
    fn expected(&self) -> &'static str;
    /// Takes text.
    fn text(&mut self, text: &str) -> Read;
    /// Takes an integer.
    fn integer(&mut self, _value: i64) -> Read {
        Read::Wrong
    }
    /// Takes any other number.
    fn number(&mut self, _value: f64) -> Read {
        Read::Wrong
    }
}

/// A value that is one of some texts, or another one.
pub trait Choice {
    /// Takes text.
    fn choose(&mut self, text: &str);
}

/// What has members by number: a struct, a tuple. One method, since each costs a program a table's entry a type.
pub trait Object {
    /// The place of one member, or that of [`Members::EXTRA`].
    fn member(&mut self, index: usize) -> Slot<'_>;
}

/// The members of a struct: one constant each.
#[derive(Debug)]
pub struct Members {
    /// Names on the wire, in declared order.
    pub names: &'static [&'static str],
    /// Indexes of the members without which the object is spoiled: those whose Rust type isn't an `Option`.
    pub required: &'static [u16],
    /// Indexes of the members that are written as null where they are absent.
    pub nulls: &'static [u16],
    /// Whether members without a name of their own are kept.
    pub extra: bool,
    /// Whether serde's `Deserialize` refuses unknown members and values of another type.
    pub strict: bool,
    /// How each member is written in XML; empty: as an element of its name.
    pub xml: &'static [XmlMember],
}

impl Members {
    /// In place of a member's number: where members without a name of their own go, if they are kept.
    pub const EXTRA: usize = usize::MAX;

    /// Members by name, and which are required.
    pub const fn new(names: &'static [&'static str], required: &'static [u16]) -> Members {
        Members { names, required, nulls: &[], extra: false, strict: false, xml: &[] }
    }

    /// Members without a name of their own are kept.
    pub const fn with_extra(mut self) -> Members {
        self.extra = true;
        self
    }

    /// Members without a name of their own are kept, in the field of this name.
    #[must_use]
    pub const fn with_extra_in(self, _field: &'static str) -> Members {
        self.with_extra()
    }

    /// An application writes the object: what is unknown or of another type is a mistake.
    #[must_use]
    pub const fn strict(mut self, strict: bool) -> Members {
        self.strict = strict;
        self
    }

    /// Members that are written as null where they are absent.
    pub const fn with_nulls(mut self, nulls: &'static [u16]) -> Members {
        self.nulls = nulls;
        self
    }

    /// How they are written in XML, one for each name.
    pub const fn with_xml(mut self, xml: &'static [XmlMember]) -> Members {
        self.xml = xml;
        self
    }
}

/// A qualified name in XML. Empty parts are absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlName {
    /// Local name; empty: the member's own.
    pub name: &'static str,
    /// Prefix.
    pub prefix: &'static str,
    /// Namespace URI.
    pub namespace: &'static str,
}

impl XmlName {
    /// Nothing said.
    pub const NONE: XmlName = XmlName { name: "", prefix: "", namespace: "" };

    /// A local name alone.
    pub const fn local(name: &'static str) -> XmlName {
        XmlName { name, prefix: "", namespace: "" }
    }
}

/// How one member is written in XML, or a whole document's element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlMember {
    /// Its name, where that is not the member's.
    pub name: XmlName,
    /// Where it is.
    pub place: XmlPlace,
    /// The element name of a wrapped list's items; empty: the member's.
    pub item: XmlName,
}

impl XmlMember {
    /// An element of the member's own name.
    pub const ELEMENT: XmlMember =
        XmlMember { name: XmlName::NONE, place: XmlPlace::Element, item: XmlName::NONE };

    /// From the parts of a table: its name, prefix and namespace, then the same of its items.
    pub const fn new(place: XmlPlace, parts: [&'static str; 6]) -> XmlMember {
        let [name, prefix, namespace, item, item_prefix, item_namespace] = parts;
        let item = XmlName { name: item, prefix: item_prefix, namespace: item_namespace };
        XmlMember { name: XmlName { name, prefix, namespace }, place, item }
    }

    /// An element of this name.
    pub const fn root(name: &'static str) -> XmlMember {
        XmlMember { name: XmlName::local(name), ..XmlMember::ELEMENT }
    }
}

/// Where a member is in XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlPlace {
    /// A child element; a list is that element repeated.
    Element,
    /// An attribute.
    Attribute,
    /// A list inside an element of its own.
    Wrapped,
    /// The element's text.
    Text,
}

/// What holds none, one or more values of one type: a list, a value that may be absent or null. One method, since each
/// costs a program a table's entry a type.
pub trait Holder {
    /// Does so, and gives the place there is to fill.
    fn turn(&mut self, turn: Turn) -> Slot<'_>;
}

/// What becomes of a [`Holder`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// One blank value more; where there can be only one and there is one, that.
    More,
    /// One less: it can't be kept. Where there can be only one, as if it were absent.
    Less,
    /// A null was received.
    Null,
}

impl dyn Holder + '_ {
    /// Adds a blank value and gives its place.
    pub(crate) fn more(&mut self) -> Slot<'_> {
        self.turn(Turn::More)
    }

    /// Takes the last value away again.
    pub(crate) fn less(&mut self) {
        self.turn(Turn::Less);
    }

    /// A null was received.
    pub(crate) fn null(&mut self) {
        self.turn(Turn::Null);
    }
}

/// An object whose members all look alike.
pub trait Insert {
    /// As many members are likely to come.
    fn expect(&mut self, _members: usize) {}
    /// Adds a blank member and gives its place.
    fn insert(&mut self, name: &str) -> Slot<'_>;
    /// Takes the last member away again.
    fn remove_last(&mut self);
    /// Ends the object: nothing is inserted any more.
    fn finish(&mut self);
}

/// One of several types.
pub trait Union {
    /// Tried in order: the first that holds names the variant.
    fn rules(&self) -> &'static [Rule];
    /// Puts a blank variant there and gives its place.
    fn choose(&mut self, variant: usize) -> Slot<'_>;
    /// Keeps what no variant takes.
    fn other(&mut self, value: Value);
}

/// One line of a union's decision list.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The condition.
    pub when: When,
    /// The variant.
    pub variant: usize,
}

/// A condition on a value.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// An object whose member is this text, or the text of this number or boolean.
    Equals(&'static str, &'static str),
    /// An object that has all these members.
    Has(&'static [&'static str]),
    /// An object whose member is of this kind.
    Member(&'static str, Kind),
    /// All of these, none of which is [`When::Decodes`].
    All(&'static [When]),
    /// A value of this kind.
    Is(Kind),
    /// It decodes as the variant without an issue.
    Decodes,
    /// Always.
    Always,
}

/// The kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// Text.
    Text,
    /// A list.
    Array,
    /// An object.
    Object,
}
