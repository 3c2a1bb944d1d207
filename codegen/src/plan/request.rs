//! Requests: the values a mapping gives to an operation's parameters and body.

use crate::ir::{Shape, TypeId};

use super::{Place, Value, ValueKind};

/// One call of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Index into the vendor API's operations.
    pub operation: usize,
    /// In the order of the operation's parameters; those that are not given are left out.
    pub arguments: Vec<Argument>,
    pub body: Option<BodyPlan>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Index into the operation's parameters.
    pub parameter: usize,
    pub value: BoundValue,
}

/// A JSON body.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyPlan {
    /// Index into the operation's body's contents.
    pub content: usize,
    pub shape: Shape,
    /// What `with` puts into it, each at a place that starts at the body.
    pub parts: Vec<(Place, BoundValue)>,
    /// Where the written record lies in it, and its type; `None` when nothing is written.
    pub record: Option<(Place, Shape)>,
}

/// A value of a request, typed: what it gives is of `shape` (vendor side), or absent, which drops it.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundValue {
    pub kind: BoundValueKind,
    pub shape: Shape,
    /// It may be absent: no cursor on the first page.
    pub absent: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum BoundValueKind {
    /// A constant, a placeholder, or a text made of several: through the conversions that give `shape`.
    Value(Value),
    List(Vec<BoundValue>),
    /// A vendor struct: field index, Rust name, value.
    Struct {
        of: TypeId,
        fields: Vec<(usize, String, BoundValue)>,
    },
    Map(Vec<(String, BoundValue)>),
    /// A table for a text parameter: the JSON text of this value, whose shape is `Any`.
    Json(Box<BoundValue>),
}

impl Request {
    /// Whether one of its values asks for the input.
    pub fn asks_for(&self, input: &Input) -> bool {
        let arguments = self.arguments.iter().map(|argument| &argument.value);
        let parts = self.body.iter().flat_map(|body| body.parts.iter().map(|(_, bound)| bound));
        arguments.chain(parts).any(|bound| bound.asks_for(input))
    }
}

impl BoundValue {
    /// Shows every value in it, and all that they are made of.
    pub fn each(&self, see: &mut dyn FnMut(&Value)) {
        match &self.kind {
            BoundValueKind::Value(value) => value.each(see),
            BoundValueKind::List(items) => items.iter().for_each(|item| item.each(see)),
            BoundValueKind::Struct { fields, .. } => fields.iter().for_each(|(_, _, bound)| bound.each(see)),
            BoundValueKind::Map(entries) => entries.iter().for_each(|(_, bound)| bound.each(see)),
            BoundValueKind::Json(inner) => inner.each(see),
        }
    }

    /// Whether it, or something in it, asks for the input.
    pub fn asks_for(&self, wanted: &Input) -> bool {
        let mut asked = false;
        self.each(&mut |part| asked |= matches!(&part.kind, ValueKind::Input(input) if input == wanted));
        asked
    }
}

/// A piece of a template of the vendor's: its address, its credentials.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Text(String),
    /// A customer's setting.
    Setting(String),
    Credential(String),
}

/// What a placeholder stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The record's id: text.
    Id,
    /// Several: a list of text.
    Ids,
    /// Each of several: text; what asks for it is repeated in its list.
    EachId,
    /// The cursor of the next page: absent on the first.
    Cursor,
    /// Where the last window ended: absent in the first.
    Last,
    /// How many a page: integer.
    PageSize,
    /// Counted from 1.
    Page,
    /// Counted from 0, in records.
    Offset,
    /// When the caller last looked: a time stamp.
    Since,
    /// The time the request is sent: a time stamp.
    Now,
    /// The checkpoint the last look ended with: text.
    Token,
    /// [`super::ModelPlan::select`]: a list of text; joined with commas in a template.
    Select,
    /// The id of the record this one belongs to: text.
    ParentId,
    /// A customer's setting: text.
    Setting(String),
    /// A credential, in [`super::Auth`] only: text.
    Credential(String),
}
