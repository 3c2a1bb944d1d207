//! Writes: unified values put into a vendor's request type.

use crate::ir::{Literal, Shape};

use super::{FieldRef, Presence, Value};

/// One line of the mapping, written. Lines that share a prefix of their places merge.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// Index into the unified struct's fields and its Rust name; of a nested struct inside an item.
    pub index: usize,
    pub name: String,
    pub kind: WriteKind,
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
