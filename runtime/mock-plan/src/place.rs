//! Places in JSON, and conditions on what is there.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// From a value inwards.
pub type Steps = Vec<Step>;

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// A member of an object.
    Name(String),
    /// An item of an array.
    Index(usize),
    /// The first item that has these values at these places.
    First(Vec<(Steps, Value)>),
    /// Every item. As JSON, `null`.
    Each,
}

impl Step {
    /// A step to a member.
    pub fn name(name: impl Into<String>) -> Self {
        Self::Name(name.into())
    }
}

/// A place in a response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Place {
    /// In the body.
    Body(Steps),
    /// A header.
    Header(String),
    /// The URL of the `Link` header with this `rel`.
    Link(String),
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// There, and neither false, null, zero nor empty.
    Holds(Steps),
    /// There, with this value.
    Is(Steps, Value),
    /// A number less than this.
    Less(Steps, f64),
    /// A number greater than this.
    Greater(Steps, f64),
    /// The condition fails.
    Not(Box<Test>),
    /// All hold.
    All(Vec<Test>),
    /// One holds.
    Any(Vec<Test>),
}
