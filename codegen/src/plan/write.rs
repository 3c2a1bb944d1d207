//! Writes: unified values put into a vendor's request type.

use crate::ir::{Literal, Shape};

use super::{FieldRef, Presence, Value};

/// The lines that are written to one object, and what its type demands of them together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Writes {
    pub lines: Vec<Write>,
    /// In the order of the objects that demand; what one line alone has to give is said there.
    pub together: Vec<Together>,
}

/// A required member that is looked at when all lines are written: a request says nothing that nobody gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// The optional object that demands it once something is written inside; empty: the record itself.
    pub inside: String,
    /// The member's place.
    pub member: String,
    /// The unified field that is to be named when nothing was given.
    pub field: String,
}

/// One line of the mapping, written. Lines that share a prefix of their places merge.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// Index into the unified struct's fields and its Rust name; of a nested struct inside an item.
    pub index: usize,
    pub name: String,
    pub kind: WriteKind,
    pub demand: Demand,
}

impl Write {
    pub fn new(index: usize, name: impl Into<String>, kind: WriteKind) -> Self {
        Self { index, name: name.into(), kind, demand: Demand::Nothing }
    }

    /// Shows every value that the line writes, and all that they are made of.
    pub fn each(&self, see: &mut dyn FnMut(&Value)) {
        match &self.kind {
            WriteKind::Value { value, .. } => value.each(see),
            WriteKind::Slots { list, slots } => {
                list.each(see);
                slots.iter().flat_map(|slot| &slot.writes).for_each(|line| line.each(see));
            }
            WriteKind::Members { map, value, .. } => {
                map.each(see);
                value.each(see);
            }
        }
    }
}

/// What a request demands of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Demand {
    /// It is left out where nothing is given.
    #[default]
    Nothing,
    /// A value, always.
    Value,
    /// Whether it gave one is looked at afterwards: [`Writes::together`].
    Watched,
}

#[derive(Clone, Debug, PartialEq)]
pub enum WriteKind {
    /// `value`, where it is there, at `place`; null through `clear`. In `value`, [`super::Root::Unified`] (or
    /// [`super::Root::Item`]) has the field.
    Value { value: Value, place: Place, clear: Clear },
    /// A list over a fixed number of places: an item takes the first free slot whose constants match, an overflow is
    /// refused, what is left is cleared.
    Slots { list: Value, slots: Vec<WriteSlot> },
    /// The entries of a map, each as a member of the map at `place`.
    Members { map: Value, value: Value, place: Place },
}

#[derive(Clone, Debug, PartialEq)]
pub struct WriteSlot {
    /// Fields of the unified item (index, Rust name) that must equal this for the slot to be taken. The value is of the
    /// unified field's type.
    pub constants: Vec<(usize, String, Value)>,
    /// [`super::Root::Item`] is the item.
    pub writes: Vec<Write>,
}

/// Where a value goes: from the request record, inwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    pub steps: Vec<PlaceStep>,
}

impl Place {
    /// The place in words, as a path of the mapping would have it: to see whether two lines write the same.
    pub fn text(&self) -> String {
        place_text(&self.steps)
    }
}

/// The same for the start of a place.
pub fn place_text(steps: &[PlaceStep]) -> String {
    let mut text = String::new();
    for step in steps {
        match &step.kind {
            PlaceKind::Field(field) => text += &format!(".{}", field.wire),
            PlaceKind::Member(name) | PlaceKind::Extra { key: name, .. } => text += &format!(".{name}"),
            PlaceKind::First => text += "[0]",
            PlaceKind::Match { set, .. } => {
                for (member, value) in set {
                    text += &format!("[{} == {}]", member.text(), constant(value));
                }
            }
            PlaceKind::Variant { name, .. } => text += &format!("<{name}>"),
            PlaceKind::Inner => {}
        }
    }
    text.trim_start_matches('.').to_owned()
}

fn constant(value: &Literal) -> String {
    match value {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => value.to_string(),
        Literal::Text(text) => format!("'{text}'"),
        Literal::Json(text) => text.clone(),
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct PlaceStep {
    pub kind: PlaceKind,
    /// What lies there, without optionality.
    pub shape: Shape,
    /// How it is declared; what is not there yet is made with the type's empty value.
    pub presence: Presence,
}

#[derive(Clone, Debug, PartialEq)]
pub enum PlaceKind {
    Field(FieldRef),
    /// Insert into a map.
    Member(String),
    /// Insert into the map of a struct's further members.
    Extra {
        map: String,
        key: String,
    },
    /// The only element of a list.
    First,
    /// The element for which the condition holds ([`super::Root::Item`] is the element); when there is none, one is
    /// made with these values at these places of it.
    Match {
        when: Box<Value>,
        set: Vec<(Place, Literal)>,
    },
    /// A union, made as this variant.
    Variant {
        of: crate::ir::TypeId,
        index: usize,
        name: String,
    },
    /// `.0` of a newtype.
    Inner,
}

/// What null writes.
#[derive(Clone, Debug, PartialEq)]
pub enum Clear {
    /// JSON null.
    Null,
    /// The first of `none`.
    Text(String),
    /// An empty list or map.
    Empty,
    /// The vendor cannot: refused before anything is sent.
    Refuse,
}
