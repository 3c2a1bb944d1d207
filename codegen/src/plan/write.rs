//! Writes: unified values put into a vendor's request type.

use std::collections::BTreeMap;

use crate::ir::{Literal, Shape};

use super::{ElementCall, FieldRef, NamedMap, Presence, Value};

/// The lines that are written to one object, and what its type demands of them together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Writes {
    pub lines: Vec<Write>,
    /// In the order of the objects that demand; what one line alone has to give is said there.
    pub together: Vec<Together>,
}

impl Writes {
    /// The maps of the record that several lines put entries into, and nothing else is written to.
    pub fn maps(&self) -> Vec<NamedMap> {
        let mut entries: BTreeMap<String, (usize, &[PlaceStep])> = BTreeMap::new();
        let mut others = Vec::new();
        for place in self.lines.iter().flat_map(Write::places) {
            match place.steps.split_last() {
                Some((last, map)) if matches!(last.kind, PlaceKind::Member(_)) && place.is_there() => {
                    entries.entry(place_text(map)).or_insert((0, map)).0 += 1;
                }
                _ => others.push(place.text()),
            }
        }
        let several = entries.into_iter().filter(|(text, (count, _))| {
            *count > 1 && !text.is_empty() && !others.iter().any(|other| other.starts_with(text))
        });
        let named = several.filter_map(|(_, (_, map))| match map.last().map(|step| &step.kind) {
            Some(PlaceKind::Field(field)) => Some(NamedMap { name: field.name.clone(), steps: map.to_vec() }),
            _ => None,
        });
        named.collect()
    }
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

impl WriteKind {
    /// A value at a place, of which the caller gives no null.
    pub fn value(value: Value, place: Place) -> Self {
        Self::Value { value, place, clear: Clear::Refuse, nullable: false, shared: false }
    }
}

impl Write {
    pub fn new(index: usize, name: impl Into<String>, kind: WriteKind) -> Self {
        Self { index, name: name.into(), kind, demand: Demand::Nothing }
    }

    /// Where its value goes, if it is one value.
    pub fn place(&self) -> Option<&Place> {
        match &self.kind {
            WriteKind::Value { place, .. } => Some(place),
            WriteKind::Slots { .. } | WriteKind::Members { .. } => None,
        }
    }

    /// The places that it writes to.
    pub fn places(&self) -> Vec<&Place> {
        match &self.kind {
            WriteKind::Value { place, .. } | WriteKind::Members { place, .. } => vec![place],
            WriteKind::Slots { slots, .. } => {
                slots.iter().flat_map(|slot| &slot.writes).flat_map(Self::places).collect()
            }
        }
    }

    /// Every value that the line writes, and all that they are made of, to be changed.
    pub fn each_mut(&mut self, change: &mut dyn FnMut(&mut Value)) {
        match &mut self.kind {
            WriteKind::Value { value, .. } => value.each_mut(change),
            WriteKind::Slots { list, slots } => {
                list.each_mut(change);
                slots.iter_mut().flat_map(|slot| &mut slot.writes).for_each(|line| line.each_mut(change));
            }
            WriteKind::Members { map, value, .. } => {
                map.each_mut(change);
                value.each_mut(change);
            }
        }
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
    Value {
        value: Value,
        place: Place,
        clear: Clear,
        /// The caller may give null for it.
        nullable: bool,
        /// Other lines write there too: only one of them may give a value, and null of one gives way.
        shared: bool,
    },
    /// A list over a fixed number of places: an item takes the first free slot whose constants match, an overflow is
    /// refused, what is left is cleared.
    Slots { list: Value, slots: Vec<WriteSlot> },
    /// The entries of a map, each as a member of the map at `place`.
    Members { map: Value, value: Value, place: Place },
}

#[derive(Clone, Debug, PartialEq)]
pub struct WriteSlot {
    /// What an item has to equal for the slot to be its place.
    pub constants: Vec<SlotConstant>,
    /// [`super::Root::Item`] is the item.
    pub writes: Vec<Write>,
}

/// A field of a unified item, and the constant of its type that it must equal.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotConstant {
    /// The Rust name.
    pub name: String,
    pub presence: Presence,
    pub value: Value,
}

/// Where a value goes: from the request record, inwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    pub steps: Vec<PlaceStep>,
    pub takes: Takes,
}

/// How the last step of a place is declared: an entry of a map by its values' type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Takes {
    /// `T`
    #[default]
    Value,
    /// `Option<T>`
    Option,
    /// `Maybe<T>`
    Maybe,
}

impl Place {
    /// Adds a step, which takes values so.
    pub fn push(&mut self, step: PlaceStep, takes: Takes) {
        self.steps.push(step);
        self.takes = takes;
    }

    /// Whether it is a field of the record itself, held without a `Box`.
    pub fn is_direct(&self) -> bool {
        matches!(self.steps.as_slice(), [PlaceStep { kind: PlaceKind::Field(field), .. }] if !field.boxed)
    }

    /// Whether all that leads to its last step is there anyway: nothing has to be made.
    pub fn is_there(&self) -> bool {
        let before = self.steps.split_last().map(|(_, before)| before).unwrap_or_default();
        let there = |step: &PlaceStep| {
            step.presence == Presence::Always && matches!(step.kind, PlaceKind::Field(_) | PlaceKind::Inner)
        };
        before.iter().all(there)
    }

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

fn constant(value: &Value) -> String {
    let literal = value.constant();
    match literal.unwrap_or(&Literal::Null) {
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

impl PlaceStep {
    pub fn new(kind: PlaceKind, shape: &Shape, presence: Presence) -> Self {
        Self { kind, shape: shape.clone(), presence }
    }
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
        set: Vec<(Place, Value)>,
        /// The function that does so, where there is one for all that differ by constants only.
        by: Option<ElementCall>,
    },
    /// A union, made as this variant.
    Variant {
        of: crate::ir::TypeId,
        index: usize,
        name: String,
        /// The variant holds a `Box`.
        boxed: bool,
    },
    /// `.0` of a newtype.
    Inner,
}

/// What null writes.
#[derive(Clone, Debug, PartialEq)]
pub enum Clear {
    /// JSON null.
    Null,
    /// The first of `null_values`, as the type that lies there.
    Value(Value),
    /// An empty list or map.
    Empty,
    /// The vendor cannot: refused before anything is sent.
    Refuse,
    /// Nothing: of a fixed number of places, one that can't be cleared stays.
    Leave,
}
