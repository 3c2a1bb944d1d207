//! Capabilities: what can be done with a model at this vendor.

use crate::ir::{Api, Literal, Payload, Reply, Shape};

use super::{CapabilityKind, Path, Presence, Request, Value};

#[derive(Clone, Debug, PartialEq)]
pub struct Capability {
    pub kind: CapabilityKind,
    pub action: Action,
    /// For `many`: how many ids the vendor takes at once.
    pub at_once: Option<u32>,
    /// Of the mapping.
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Call(Box<CallPlan>),
    /// A hand-written function of `mappings/<vendor>.rs`.
    Function(String),
}

impl Action {
    /// The call, if it is one.
    pub fn call(&self) -> Option<&CallPlan> {
        match self {
            Action::Call(call) => Some(call),
            Action::Function(_) => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct CallPlan {
    pub request: Request,
    /// Where a success answers with a reply enum: which variant the answer's paths start at.
    pub reply: Option<ReplyChoice>,
    pub answer: Answer,
    /// It changes nothing at the vendor, so that it is repeated like a GET, whatever its method.
    pub reads: bool,
    pub pages: Option<Pages>,
    /// Where the call has rules of its own: those, and behind them the vendor's.
    pub errors: Option<ErrorRules>,
    /// The name that those have in [`super::Shared::errors`].
    pub errors_by: Option<String>,
    /// The name in [`super::Shared::listings`] of how its pages are read.
    pub listing: Option<String>,
    /// For create and update: the lines that are written.
    pub writes: super::Writes,
    pub sends: Sends,
    /// Fields that a caller can give and that are not written, and how they are declared.
    pub unwritten: Vec<(String, Presence)>,
    /// Where all is sent: fields that are read in one place and written in another.
    pub kept: Vec<KeptField>,
    /// The properties of the request that those are written to: what is there under the same name is not theirs.
    pub elsewhere: Vec<String>,
    /// For `changed_since` and `deleted_since`.
    pub sync: Option<Sync>,
}

impl CallPlan {
    /// The type of the reply's body that is read.
    pub fn body<'a>(&self, vendor: &'a Api) -> Option<&'a Shape> {
        let payload = match self.reply {
            Some(choice) => &vendor.replies.get(choice.reply)?.variants.get(choice.variant)?.payload,
            None => match &vendor.operations.get(self.request.operation)?.success {
                Reply::One(payload) => payload,
                Reply::Enum(_) => return None,
            },
        };
        match payload {
            Payload::Json(shape) | Payload::Xml(shape) => Some(shape),
            _ => None,
        }
    }
}

/// A field whose value, where an update leaves it out, is written as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptField {
    /// The Rust name.
    pub name: String,
    /// In the model that is read.
    pub presence: Presence,
}

/// One variant of a reply enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyChoice {
    /// Index into the vendor API's replies.
    pub reply: usize,
    /// Index into its variants.
    pub variant: usize,
}

/// Where records are in what comes back. Paths start at the response body, [`super::Root::Record`].
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Nothing is read.
    Nothing,
    /// One record: converted by the reading of that index.
    Record { path: Path, reading: usize },
    /// Several, `path` ending in items.
    Records { path: Path, reading: usize },
    /// Only the id: what was created is then read with `get`, if the vendor has it, else only the id is known.
    Id(Value),
    /// Only ids: each is read with `get`, or all with `many`; of `deleted_since`, ids are the answer.
    Ids(Value),
    /// The body as bytes.
    Content,
}

/// How the next page is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Pages {
    pub strategy: Strategy,
    /// The largest page the vendor gives.
    pub size: Option<u32>,
    /// There are more as long as this holds, besides what the strategy says.
    pub more: Option<Value>,
    /// Pages after the first come from another operation.
    pub following: Option<Request>,
    /// The vendor shows only so many records, then it is asked again.
    pub window: Option<Window>,
    /// Pages are counted: a record that comes or goes meanwhile moves those after it.
    pub shifts: bool,
}

impl Pages {
    /// Whether the next page depends on how many records came before.
    pub fn counts(&self) -> bool {
        self.window.is_some() || matches!(self.strategy, Strategy::Number { .. } | Strategy::Offset { .. })
    }

    /// What is read of a page.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        let strategy = match &self.strategy {
            Strategy::Cursor(value) | Strategy::Url(value) => Some(value),
            Strategy::Number { total } | Strategy::Offset { total } => total.as_ref(),
            Strategy::Window => None,
        };
        strategy.into_iter().chain(&self.more).chain(self.window.iter().map(|window| &window.last))
    }
}

/// A list that ends after so many records, whatever there are: it begins anew after the last one seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    pub max_results: u32,
    /// A list, of whose items the last is `{last}`.
    pub last: Value,
}

/// Paths start at the response body.
#[derive(Clone, Debug, PartialEq)]
pub enum Strategy {
    /// Text or number for `{cursor}`; absent or empty on the last page.
    Cursor(Value),
    /// The next request's URL, absolute or relative to the base URL; absent on the last page.
    Url(Value),
    /// `{page}` counts from 1; ends at `total` records, or with an empty page.
    Number { total: Option<Value> },
    /// `{offset}` counts records from 0; ends likewise.
    Offset { total: Option<Value> },
    /// Every page is a [`Window`] of its own; ends with an empty one.
    Window,
}

/// How a partial update is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sends {
    /// Only what is set or null.
    #[default]
    Changed,
    /// Get, lay over, send all.
    All,
}

/// How `changed_since` and `deleted_since` go on from the last time.
#[derive(Clone, Debug, PartialEq)]
pub struct Sync {
    /// The checkpoint is this value of the last page; otherwise the vendor's time at its first answer.
    pub token: Option<Value>,
    /// Where the first token comes from.
    pub start: Option<Start>,
    /// How much earlier than the vendor's time the next run begins, in milliseconds.
    pub overlap_ms: u64,
    /// The vendor keeps no older changes than this, in milliseconds.
    pub reaches_back_ms: Option<u64>,
    /// Ids deleted, in the same answer as what changed.
    pub deleted: Option<Value>,
    /// When a deleted record was deleted, of the record: what was deleted before the run's beginning is left out.
    pub deleted_at: Option<Value>,
}

impl Sync {
    /// What is read of the answers, and can't be done without.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.token.iter().chain(&self.deleted).chain(self.start.iter().map(|start| &start.token))
    }
}

/// The call that gives the first token.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    pub request: Request,
    pub reply: Option<ReplyChoice>,
    pub token: Value,
}

/// How a vendor says that a request failed. These look at the body as it was received, whatever its type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorRules {
    /// A success status is an error when this holds.
    pub when: Option<JsonTest>,
    /// The first that is there.
    pub code: Vec<JsonSource>,
    pub message: Vec<JsonSource>,
    /// Codes worth trying again.
    pub retry: Vec<String>,
    /// Codes that ask for a new token.
    pub reauth: Vec<String>,
    /// Codes that mean what 404 means.
    pub not_found: Vec<String>,
    /// What stands in the message before and behind the name of a property that the user may not read.
    pub hidden: Option<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum JsonSource {
    Body(Vec<JsonStep>),
    Header(String),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonStep {
    Name(String),
    Index(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub enum JsonTest {
    /// There, and not false, null, zero or empty.
    Holds(Vec<JsonStep>),
    Equals(Vec<JsonStep>, Literal),
    Not(Box<JsonTest>),
    And(Vec<JsonTest>),
    Or(Vec<JsonTest>),
}
