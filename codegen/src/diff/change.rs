//! One change, and whom it concerns.

use super::kinds::Kind;
use super::usage::Role;
use crate::diagnostics::Place;

/// Which way a value travels, as the client sees it. Webhooks are responses: the client reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    Request,
    Response,
}

/// Who is concerned by a change on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// Nobody: what was sent is accepted, and what comes is what came.
    Internal,
    /// A program still works, and may see something new or come to do without something.
    Visible,
    /// A request that was accepted may be refused, or a response may lack or hold what a reader can't cope with.
    Breaking,
}

/// A use that a mapping makes of what changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Use {
    /// The field or the capability: `crm.contact.first_name`, `crm.contact list`.
    pub what: String,
    pub role: Role,
    /// Of the mapping's file, from 1.
    pub line: usize,
}

/// One difference between the documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub kind: Kind,
    pub direction: Direction,
    /// By component or operation: ``Ticket.priority``, `GET /tickets`.
    pub subject: String,
    pub was: String,
    pub is: String,
    /// Where it is (or was) in the document before; `None` for what is new.
    pub old: Option<Place>,
    /// `None` for what is gone.
    pub new: Option<Place>,
    /// The operations that reach it, as `GET /tickets`, sorted.
    pub operations: Vec<String>,
    /// What of the mapping it concerns, sorted; empty without a mapping.
    pub uses: Vec<Use>,
    /// It is in what the generated crate has: an operation that the mapping calls reaches it. Always true without a mapping.
    pub reached: bool,
    pub grade: Grade,
}

impl Change {
    /// The change in one sentence, without a full stop: "`Ticket.priority` gains `critical`".
    pub fn sentence(&self) -> String {
        let words = self.kind.sentence().replace("{was}", &self.was).replace("{is}", &self.is);
        format!("`{}` {words}", self.subject)
    }

    /// The place to look at: in the new document if it is there.
    pub fn place(&self) -> Option<&Place> {
        self.new.as_ref().or(self.old.as_ref())
    }
}
