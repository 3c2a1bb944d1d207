//! Values: typed expressions with every step resolved.

use crate::ir::{Literal, Shape, TypeId};

use super::Input;
use crate::mapping::Comparison;

/// Whose types a `TypeId` belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    Vendor,
    /// The category's unified API.
    Unified,
}

/// A Rust type, without its optionality.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    pub side: Side,
    /// Aliases are resolved: `Named` is a struct, an enum or a union.
    pub shape: Shape,
}

/// An expression and what it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub kind: ValueKind,
    /// What it gives when it gives something.
    pub ty: Type,
    /// It may give nothing: emitted as an `Option`.
    pub absent: bool,
    /// A step in it can refuse what it gets: a warning on an optional field, a failed record on a required one.
    pub fallible: bool,
}

impl Value {
    /// Shows the value, and all that it is made of, outermost first. What conditions inside paths look at is left out.
    pub fn each(&self, see: &mut dyn FnMut(&Self)) {
        see(self);
        self.parts().into_iter().for_each(|part| part.each(see));
        if let ValueKind::Assemble(writes) = &self.kind {
            writes.lines.iter().for_each(|line| line.each(see));
        }
    }

    /// Calls `see` with every path in it.
    pub fn paths(&self, see: &mut dyn FnMut(&Path)) {
        self.each(&mut |value| {
            if let ValueKind::Path(path) = &value.kind {
                see(path);
            }
        });
    }

    /// The same, outermost first, to be changed.
    pub fn each_mut(&mut self, change: &mut dyn FnMut(&mut Self)) {
        change(self);
        match &mut self.kind {
            ValueKind::Path(_) | ValueKind::Input(_) | ValueKind::Literal(_) | ValueKind::Member { .. } => {}
            ValueKind::Assemble(writes) => writes.lines.iter_mut().for_each(|line| line.each_mut(change)),
            ValueKind::Coalesce(all)
            | ValueKind::And(all)
            | ValueKind::Or(all)
            | ValueKind::Template(all)
            | ValueKind::Slots(all) => all.iter_mut().for_each(|value| value.each_mut(change)),
            ValueKind::Apply { op, to } => {
                to.each_mut(change);
                match op {
                    Op::Join { others, .. } => others.iter_mut().for_each(|value| value.each_mut(change)),
                    Op::AtTime(time) => time.each_mut(change),
                    _ => {}
                }
            }
            ValueKind::Not(of)
            | ValueKind::Holds(of)
            | ValueKind::Translate { of, .. }
            | ValueKind::Call { of, .. } => of.each_mut(change),
            ValueKind::Compare { left: a, right: b, .. }
            | ValueKind::Each { over: a, item: b }
            | ValueKind::Entries { of: a, item: b }
            | ValueKind::Collect { key: a, value: b, .. } => {
                a.each_mut(change);
                b.each_mut(change);
            }
            ValueKind::Case(rows) => {
                for (when, then) in rows {
                    when.each_mut(change);
                    then.each_mut(change);
                }
            }
            ValueKind::Build { fields, .. } => {
                fields.iter_mut().for_each(|field| field.value.each_mut(change));
            }
        }
    }

    /// The constant that a value is, or was before conversions.
    pub fn constant(&self) -> Option<&Literal> {
        match &self.kind {
            ValueKind::Literal(literal) => Some(literal),
            ValueKind::Apply { to, .. } => to.constant(),
            _ => None,
        }
    }

    /// The path that the value begins with: of several, the first.
    pub fn first_path(&self) -> Option<&Path> {
        match &self.kind {
            ValueKind::Path(path) | ValueKind::Collect { over: path, .. } => Some(path),
            _ => self.parts().into_iter().find_map(Self::first_path),
        }
    }

    /// The paths that the value reads from the record; those of items start where their iteration does.
    pub fn sources(&self) -> Vec<Vec<&Step>> {
        let mut found = Vec::new();
        self.gather(&[], &mut found);
        found
    }

    fn gather<'v>(&'v self, item: &[&'v Step], found: &mut Vec<Vec<&'v Step>>) {
        match &self.kind {
            ValueKind::Path(path) => found.extend(path.source(item)),
            ValueKind::Each { over, item: each } => {
                over.gather(item, found);
                let inner = match &over.kind {
                    ValueKind::Path(path) => path.source(item).unwrap_or_default(),
                    _ => item.to_vec(),
                };
                each.gather(&inner, found);
            }
            ValueKind::Collect { over, key, value } => {
                let inner = over.source(item).unwrap_or_default();
                key.gather(&inner, found);
                value.gather(&inner, found);
            }
            _ => self.parts().into_iter().for_each(|part| part.gather(item, found)),
        }
    }

    /// The values that it is made of; those of [`ValueKind::Assemble`] are its lines'.
    pub fn parts(&self) -> Vec<&Self> {
        match &self.kind {
            ValueKind::Path(_)
            | ValueKind::Input(_)
            | ValueKind::Literal(_)
            | ValueKind::Member { .. }
            | ValueKind::Assemble(_) => Vec::new(),
            ValueKind::Coalesce(all)
            | ValueKind::And(all)
            | ValueKind::Or(all)
            | ValueKind::Template(all)
            | ValueKind::Slots(all) => all.iter().collect(),
            ValueKind::Apply { op: Op::Join { others, .. }, to } => {
                std::iter::once(&**to).chain(others).collect()
            }
            ValueKind::Apply { op: Op::AtTime(time), to } => vec![&**to, &**time],
            ValueKind::Apply { to: of, .. }
            | ValueKind::Not(of)
            | ValueKind::Holds(of)
            | ValueKind::Translate { of, .. }
            | ValueKind::Call { of, .. } => vec![&**of],
            ValueKind::Compare { left: a, right: b, .. }
            | ValueKind::Each { over: a, item: b }
            | ValueKind::Entries { of: a, item: b }
            | ValueKind::Collect { key: a, value: b, .. } => vec![&**a, &**b],
            ValueKind::Case(rows) => rows.iter().flat_map(|(when, then)| [when, then]).collect(),
            ValueKind::Build { fields, .. } => fields.iter().map(|field| &field.value).collect(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind {
    Path(Path),
    Literal(Literal),
    /// A member of an enum: index and Rust name.
    Member {
        of: TypeId,
        index: usize,
        name: String,
    },
    /// The first that is there.
    Coalesce(Vec<Value>),
    /// One conversion.
    Apply {
        op: Op,
        to: Box<Value>,
    },
    /// A comparison of two values, or with a literal. Absent compares unequal to everything.
    Compare {
        op: Comparison,
        left: Box<Value>,
        right: Box<Value>,
    },
    /// The value, as a condition, is false, absent, empty or zero.
    Not(Box<Value>),
    And(Vec<Value>),
    Or(Vec<Value>),
    /// A placeholder of a request.
    Input(Input),
    /// Texts in a row; absent when one of them is.
    Template(Vec<Value>),
    /// The value as a condition: bool; other types: there and not empty. What operands of and/or/not/case are wrapped in
    /// unless they are `bool` and always there.
    Holds(Box<Value>),
    /// The first whose condition holds; absent when none does.
    Case(Vec<(Value, Value)>),
    /// Through an enum table of the plan.
    Translate {
        table: usize,
        way: Way,
        of: Box<Value>,
    },
    /// A hand-written function, by its Rust name.
    Call {
        function: String,
        of: Box<Value>,
    },
    /// A list, item by item; inside `item`, [`Root::Item`] is the item. An item that is absent is left out.
    Each {
        over: Box<Value>,
        item: Box<Value>,
    },
    /// A unified struct, absent where no field but constants has a value: each field's index, Rust name and value. Fields
    /// not named take their empty value.
    Build {
        of: TypeId,
        fields: Vec<BuildField>,
    },
    /// A vendor struct (or map), put together by writes whose places start at the new value.
    Assemble(super::Writes),
    /// A map: `over` iterates, `key` and `value` speak of its [`Root::Item`] and [`Root::Key`].
    Collect {
        over: Path,
        key: Box<Value>,
        value: Box<Value>,
    },
    /// The entries of a map of the unified model become a list of vendor values; [`Root::Key`] and [`Root::Item`].
    Entries {
        of: Box<Value>,
        item: Box<Value>,
    },
    /// A unified list from a fixed number of places, in order: one that is absent or blank is no item.
    Slots(Vec<Value>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct BuildField {
    pub index: usize,
    pub name: String,
    pub presence: Presence,
    pub value: Value,
}

/// Which way a table or function is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// Vendor to unified.
    Read,
    /// Unified to vendor.
    Write,
}

/// A straight walk from a root. After a [`StepKind::Each`] the later steps apply to every item and the path gives a
/// list (nested iterations flatten); items for which a later step gives nothing are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub root: Root,
    pub steps: Vec<Step>,
    /// Texts that read as absent, at the path's end. Only where the end is text or an enum.
    pub none: Vec<String>,
}

impl Path {
    /// The properties on the way, by type and index.
    pub fn fields(&self, found: &mut Vec<(TypeId, usize)>) {
        found.extend(self.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Field(field) => Some((field.of, field.index)),
            _ => None,
        }));
    }

    /// Whether the items at its end are moved out of what it starts at, as a whole list, and not copied: the path is properties
    /// only. A condition of the last step is looked at item by item later.
    pub fn is_moved(&self) -> bool {
        let Some((last, before)) = self.steps.split_last() else { return true };
        let property =
            |step: &Step| matches!(step.kind, StepKind::Field(_)) && step.presence != Presence::Maybe;
        matches!(last.kind, StepKind::Each(_) | StepKind::EachValue(_)) && before.iter().all(property)
    }

    /// The steps from the record, where those from it to the item are these; `None` for what is not in the record.
    fn source<'p>(&'p self, item: &[&'p Step]) -> Option<Vec<&'p Step>> {
        let outer = match self.root {
            Root::Record => &[],
            Root::Item => item,
            Root::Request | Root::Unified | Root::Key | Root::Header(_) | Root::Link(_) => return None,
        };
        Some(outer.iter().copied().chain(&self.steps).collect())
    }
}

/// Where a path starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// The vendor's record; in an envelope, the response body.
    Record,
    /// The record of the request that is being made.
    Request,
    /// The unified `New` or `Patch` value that is being written; inside an item, see [`Root::Item`].
    Unified,
    /// The item of the innermost iteration, predicate, slot or `Each`.
    Item,
    /// The key of the innermost iteration over a map, as text.
    Key,
    /// A response header, as text.
    Header(String),
    /// The URL of the `Link` header with this `rel`, as text.
    Link(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub kind: StepKind,
    /// What is there after the step, without optionality.
    pub shape: Shape,
    /// How the step gives it.
    pub presence: Presence,
    /// What a look-up or iteration finds is itself an `Option`, because the item may be null.
    pub nullable: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// `.name` of a struct.
    Field(FieldRef),
    /// `.get("key")` of a map.
    Member(String),
    /// `.extra.get("key")` of a struct: the Rust name of the map, and the key.
    Extra { map: String, key: String },
    /// `.get(i)` of a list.
    Index(usize),
    /// The tuple's member.
    Tuple(usize),
    /// The first item for which the condition holds. [`Root::Item`] is the item.
    First(Box<Value>),
    /// Every item of a list for which the condition holds.
    Each(Option<Box<Value>>),
    /// Every value of a map, in order of keys; [`Root::Key`] is its key.
    EachValue(Option<Box<Value>>),
    /// The same over the members that a struct does not name.
    EachExtra { map: String, when: Option<Box<Value>> },
    /// The union's variant, if it is that one; it may hold a `Box`.
    Variant { of: TypeId, index: usize, name: String, boxed: bool },
    /// `.0` of a newtype.
    Inner,
}

impl StepKind {
    /// The name on the wire of the property that the step goes to, if it goes to one.
    pub fn wire(&self) -> Option<&str> {
        match self {
            Self::Field(field) => Some(&field.wire),
            Self::Member(key) | Self::Extra { key, .. } => Some(key),
            _ => None,
        }
    }
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRef {
    /// The struct.
    pub of: TypeId,
    /// Index into its fields.
    pub index: usize,
    /// Rust name, unescaped.
    pub name: String,
    /// Name on the wire, for messages and documentation.
    pub wire: String,
    /// The field's type is a `Box`.
    pub boxed: bool,
}

/// How something is declared where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// `T`
    Always,
    /// `Option<T>`; of a look-up or an item: it may be missing or null.
    Optional,
    /// `Maybe<T>`
    Maybe,
}

/// One conversion, in one direction. What it takes is the inner value's type, what it gives the outer's.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    // Numbers
    /// Text, or a whole decimal or float, to `i64`.
    ToInteger,
    /// `i32` to `i64`, `f32` to `f64`: never failing.
    Widen,
    /// `i64` to `i32` or `u64`, `u64` to `i64`: refused when it does not fit. `f64` to `f32`.
    Narrow,
    /// An enum of numbers to `i64` or `f64`, and the other way round.
    EnumToNumber,
    NumberToEnum,
    /// Integer or decimal to text.
    NumberToText,
    /// Text, integer or decimal to `Decimal`, exactly.
    ToDecimal,
    /// Rounded half to even to that many places.
    Round(u32),
    /// Times this factor, written as a decimal.
    Scale(String),
    /// Divided by it.
    Unscale(String),
    /// `Decimal` to whatever number the vendor has.
    DecimalToNumber,
    /// An integer, a float or a decimal as a number by its digits.
    ToNumber,
    // Truth
    TextToBool {
        yes: String,
        no: String,
    },
    BoolToText {
        yes: String,
        no: String,
    },
    /// `not`, where it is a conversion and so inverts.
    Negate,
    // Time
    /// Text or integer to `Timestamp`.
    ParseTime(TimeFormat),
    /// `Timestamp` to text or integer.
    FormatTime(TimeFormat),
    /// Text to a date, by the first of the formats that it has.
    ParseDate(Vec<DateFormat>),
    FormatDate(DateFormat),
    /// Date to time stamp at this time of day and offset: `00:00:00Z`.
    At(String),
    /// Date to time stamp at the time of day that a text has.
    AtTime(Box<Value>),
    /// Time stamp to its date at this offset.
    DateOf(String),
    // Text
    Split(String),
    JoinList(String),
    Trim,
    Lower,
    /// The text and the others that are there, joined.
    Join {
        separator: String,
        others: Vec<Value>,
    },
    After(String),
    Before(String),
    /// The part of that number, from 0.
    Part {
        separator: String,
        index: usize,
    },
    Starts(String),
    Ends(String),
    /// Absent unless the text starts with this.
    Only(String),
    /// Refused unless the text starts with this.
    Starting(String),
    /// A literal of the vendor's query language, quoted and escaped.
    Quote(QueryLanguage),
    /// An HTML fragment as the text that a person reads, and the other way round.
    HtmlToText,
    TextToHtml,
    /// Absent if it is one of these.
    NoneOf(Vec<Known>),
    // Between types that mean the same
    /// An open enum, a URI, a UUID or a `Ref` as text.
    ToText,
    /// `TimestampUnix` or `TimestampHttp` to `Timestamp`.
    ToTimestamp,
    /// `Timestamp` to whichever of them the vendor has.
    FromTimestamp,
    /// Text as an open enum.
    TextToEnum,
    /// Text as a URI: never fails.
    TextToUri,
    /// Text as a UUID, refused when it is none.
    TextToUuid,
    /// Text as a `Ref<M>`.
    TextToRef,
    /// Anything to `tributary_core::Value`.
    ToJson,
    /// `tributary_core::Value` to the type, refused when it does not fit.
    FromJson,
    /// One value as a list of it.
    Single,
}

/// Whose literals a text is quoted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryLanguage {
    /// Salesforce's: a backslash escapes.
    Soql,
    /// A quote is doubled.
    OData,
    /// The same.
    Sql,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TimeFormat {
    Rfc3339,
    EpochSeconds,
    EpochMillis,
    /// `/Date(1518685950940+0000)/`
    MsJson,
    /// strftime's, as jiff reads it; has an offset or is in UTC.
    Pattern(String),
}

/// A value that the mapping knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    Timestamp { second: i64, nanosecond: i32 },
    Date { year: i16, month: i8, day: i8 },
    Integer(i64),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DateFormat {
    /// `2026-11-21`
    Iso,
    /// Read `/Date(…)/`, write ISO.
    MsJson,
    Pattern(String),
}
