//! Calls: what requests mean, and where in the response the mapping reads.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Place, Schema, Steps, Test};

/// One capability of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// What it does.
    pub does: Does,
    /// How it is asked for.
    pub request: Request,
    /// Pages after the first are asked for in another way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub following: Option<Request>,
    /// The call that gives the first token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<(Request, Steps)>,
    /// The response's status; `None`: by the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What the response's body is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Schema>,
    /// Where the written record is in the request's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Steps>,
    /// What is written in one place of the request's record and read in another of the vendor's: from, to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<(Steps, Steps)>,
    /// Where the records are in the response.
    pub answer: Answer,
    /// What an item of the list is that they are in, and the member that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<(Schema, Option<(String, Value)>)>,
    /// How a list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<Pages>,
    /// Ids of deleted records, beside those that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Steps>,
    /// The token that the next run of changes begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Steps>,
    /// How it says that it failed, in place of the vendor's way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Errors>,
}

/// A capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Does {
    List,
    Get,
    Many,
    Create,
    Update,
    Delete,
    ChangedSince,
    DeletedSince,
    Download,
    Upload,
}

/// How an operation is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Index into [`crate::MockPlan::operations`].
    pub operation: usize,
    /// Values of parameters, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<(String, Pattern)>,
    /// Values of the body's members, but those of the record that is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<(Steps, Pattern)>,
    /// What records are compared with and must be beyond, not equal to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beyond: Vec<Input>,
}

/// A value of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Pattern {
    /// Always this.
    Is(Value),
    /// A text, made of pieces.
    Text(Vec<Piece>),
    /// One input by itself, of whatever type.
    One(Input, Vec<Written>, Option<Value>),
    /// Items; one that asks for what is absent is left out.
    List(Vec<Pattern>),
    /// Members; one that asks for what is absent is left out.
    Object(Vec<(String, Pattern)>),
    /// The same as JSON text.
    Json(Box<Pattern>),
    /// Not understood: any value.
    Anything,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// An input, how it is written, and what stands there where it is absent.
    Input(Input, Vec<Written>, Option<String>),
}

/// What a request is made from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Input {
    Id,
    Ids,
    EachId,
    Cursor,
    Last,
    PageSize,
    Page,
    Offset,
    Since,
    Now,
    Token,
    Select,
    Parent,
    /// A customer's setting, or anything else that is not interpreted.
    Other,
}

/// How an input is written: the first is the outermost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Written {
    /// A point in time, as [`crate::Format::Time`].
    Time(String),
    /// A date, as [`crate::Format::Date`].
    Date(String),
    /// Between single quotes: `\` escapes if true, else a quote is doubled.
    Quoted(bool),
    /// With commas in between.
    Commas,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing that is read.
    Nothing,
    /// A record.
    Record(Steps),
    /// Records: every item for which the condition holds.
    Records(Steps, Option<Test>),
    /// The id of a record.
    Id(Steps),
    /// Ids of records.
    Ids(Steps),
    /// Bytes.
    Content,
}

/// How a list goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pages {
    /// Where the next page is said.
    pub next: Next,
    /// The most records that a page has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// Holds as long as there are more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<Test>,
    /// Where in a record the value is that a list begins anew after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Steps>,
    /// A list shows so many records and no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u32>,
    /// A record that comes or goes moves those after it: a list that changes meanwhile can lose some.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shifts: bool,
}

/// Where the next page is said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Next {
    /// A cursor.
    Cursor(Place),
    /// A URL.
    Url(Place),
    /// Pages are counted; how many records there are may be said.
    Page(Option<Steps>),
    /// Records are counted.
    Offset(Option<Steps>),
    /// Nowhere: every page is a list of its own.
    Window,
}

/// What an error looks like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Errors {
    /// Holds for a response that failed although its status is a success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Test>,
    /// Where the code is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<Place>,
    /// Where the message is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub message: Vec<Place>,
    /// Codes worth trying again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retry: Vec<String>,
    /// Codes that ask for a new token.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reauth: Vec<String>,
    /// Codes that mean what 404 means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_found: Vec<String>,
    /// What stands before and behind a property's name in the message that this user may not read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<(String, String)>,
}
