//! What several capabilities of a category use, and the vendor's crate has once.

use crate::ir::{Literal, Scalar, Shape, TypeId};

use super::{CapabilityKind, ErrorRules, Place, PlaceStep, Type, Value, Writes};

/// What is emitted once for several capabilities, each with the category that it is for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shared {
    pub listings: Vec<Listing>,
    pub elements: Vec<Element>,
    pub errors: Vec<OwnErrors>,
}

/// Where a reply has its records, and what it says of the next page.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    pub category: String,
    /// A Rust constant name: `PUBLIC_OWNER`.
    pub name: String,
    /// A capability that reads replies so, by the index of its model.
    pub model: usize,
    pub capability: CapabilityKind,
}

/// What a page's items are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    Records,
    Changes,
    /// Changes of which all are deletions.
    Deletions,
    /// The ids of what was deleted.
    Ids,
}

/// A function that finds the element of a list that holds some constants, and makes one where there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    pub category: String,
    /// A Rust function name: `associations_with`.
    pub name: String,
    /// The element's type.
    pub item: Shape,
    pub parameters: Vec<ElementParameter>,
}

/// One constant that the element holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementParameter {
    /// A Rust name.
    pub name: String,
    pub ty: ElementConstant,
    /// What of the element equals it; [`super::Root::Item`] is the element.
    pub compared: Value,
    /// Where it goes in a new element.
    pub place: Place,
    /// The type there: text, an enum of texts, or the constant's own.
    pub stored: Type,
}

/// The type of an element's constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementConstant {
    Text,
    Integer(Scalar),
}

/// A use of an [`Element`]: its name, and the constants.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementCall {
    pub name: String,
    pub arguments: Vec<Literal>,
}

/// Error rules that capabilities have of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnErrors {
    pub category: String,
    /// A Rust constant name: `CREATE`.
    pub name: String,
    pub rules: ErrorRules,
}

/// What creating and updating a model write alike, and one function writes for both.
#[derive(Clone, Debug, PartialEq)]
pub enum Alike {
    /// All of it.
    All,
    /// All that an update writes, which are entries of one map; `others` are the other lines of what is created.
    Entries { map: NamedMap, others: Writes },
}

/// A map of the request's record that several lines put entries into.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedMap {
    /// A Rust name: `properties`.
    pub name: String,
    /// The steps from the record.
    pub steps: Vec<PlaceStep>,
}

/// A record type that holds no more than the one of the model's first reading, and is made that before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Widened {
    pub from: TypeId,
    pub to: TypeId,
}
