//! What lists give: pages of records, the ones that failed, and the places to go on from.

use std::fmt;

use crate::model::{Record, Ref};
use crate::warning::Warning;
use tributary_core::{Cursor, Timestamp};

/// One page of records. A record that can't be converted costs itself only: it is in `failed`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// What was converted, in the vendor's order.
    pub records: Vec<T>,
    /// What was not.
    pub failed: Vec<Failed>,
    /// Where the next page begins; `None` on the last one. May be saved, and resumed from another process.
    pub next: Option<Cursor>,
    /// On the last page of changes: from where to ask the next time.
    pub checkpoint: Option<Checkpoint>,
}

impl<T> Page<T> {
    /// A page of these parts.
    pub fn new(records: Vec<T>, failed: Vec<Failed>, next: Option<Cursor>) -> Self {
        Self { records, failed, next, checkpoint: None }
    }

    /// The same page with where the next one begins.
    #[doc(hidden)]
    pub fn with_next(mut self, next: Option<String>) -> Self {
        self.next = next.map(Cursor::new);
        self
    }

    /// The same page with every record changed.
    pub fn map<U>(self, map: impl FnMut(T) -> U) -> Page<U> {
        let records = self.records.into_iter().map(map).collect();
        Page { records, failed: self.failed, next: self.next, checkpoint: self.checkpoint }
    }
}

/// A record that could not be converted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failed {
    /// Its place in the page as received.
    pub index: usize,
    /// Its id, if that could be read.
    pub id: Option<String>,
    /// Why, the decisive one being the last.
    pub warnings: Vec<Warning>,
}

impl Failed {
    /// The record at this place of its page.
    pub fn new(index: usize, id: Option<String>, warnings: Vec<Warning>) -> Self {
        Self { index, id, warnings }
    }
}

/// Up to where changes are known: saved after a run, given to the next one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Checkpoint {
    /// The vendor tells changes by time: everything up to here has been seen.
    Time(Timestamp),
    /// The vendor gives a token of its own.
    Token(String),
}

impl Checkpoint {
    /// Reads what [`Checkpoint`]'s `Display` wrote: a time in RFC 3339, or `token:` and the vendor's text.
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix("token:") {
            Some(token) => Some(Self::Token(token.to_owned())),
            None => text.parse().ok().map(Self::Time),
        }
    }

    /// The time, if it is one.
    pub fn time(&self) -> Option<Timestamp> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Token(_) => None,
        }
    }
}

impl From<Timestamp> for Checkpoint {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => time.fmt(f),
            Self::Token(token) => write!(f, "token:{token}"),
        }
    }
}

/// One thing that happened since a checkpoint.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Change<M, V> {
    /// It is new, or was changed: this is how it looks now.
    Upserted(Box<Record<M, V>>),
    /// It is gone.
    Deleted(Ref<M>),
}

impl<M, V> Change<M, V> {
    /// The same change with its vendor's value changed.
    pub fn map_native<W>(self, map: impl FnOnce(V) -> W) -> Change<M, W> {
        match self {
            Self::Upserted(record) => Change::Upserted(Box::new(record.map_native(map))),
            Self::Deleted(id) => Change::Deleted(id),
        }
    }
}

impl<M: crate::Model, V> Change<M, V> {
    /// The record's id.
    pub fn id(&self) -> &Ref<M> {
        match self {
            Self::Upserted(record) => record.model.id(),
            Self::Deleted(id) => id,
        }
    }
}
