//! What lists give: pages of records, the ones that failed, and the places to go on from.

use std::fmt;

use crate::model::{Record, Ref};
use crate::warning::Warning;
use tributary_core::{Cursor, Timestamp, Value};

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
    /// The vendor's time at the first response of the list.
    #[doc(hidden)]
    pub began: Option<Timestamp>,
}

impl<T> Page<T> {
    /// A page of these parts.
    pub fn new(records: Vec<T>, failed: Vec<Failed>, next: Option<Cursor>) -> Self {
        Self { records, failed, next, checkpoint: None, began: None }
    }

    /// The same page with every record changed.
    pub fn map<U>(self, map: impl FnMut(T) -> U) -> Page<U> {
        let Self { records, failed, next, checkpoint, began } = self;
        let records = records.into_iter().map(map).collect();
        Page { records, failed, next, checkpoint, began }
    }
}

/// A record that could not be read or converted. It costs itself only: the page has all others.
/// `Debug` shows whether there is a record and not what is in it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failed {
    /// Its place in the page as received.
    pub index: usize,
    /// Its id, if that could be read.
    pub id: Option<String>,
    /// The record as the vendor sent it, if it sent one.
    pub record: Option<Value>,
    /// Why, in one sentence.
    pub message: String,
    /// Which fields, if it is some of them: the decisive one is the last.
    pub warnings: Vec<Warning>,
    /// Where it is in the response, until its record is taken from there.
    #[doc(hidden)]
    pub place: Option<String>,
    /// Where its id is in the record.
    #[doc(hidden)]
    pub id_at: Option<&'static str>,
}

impl Failed {
    /// The record at this place of its page.
    pub fn new(index: usize, id: Option<String>, warnings: Vec<Warning>) -> Self {
        let message = warnings.last().map_or_else(|| "it could not be read".to_owned(), ToString::to_string);
        Self { index, id, record: None, message, warnings, place: None, id_at: None }
    }

    /// The same with the record as the vendor sent it.
    #[must_use]
    pub fn with_record(mut self, record: Option<Value>) -> Self {
        self.record = record;
        self
    }

    /// The same, found at this place of the response.
    #[doc(hidden)]
    #[must_use]
    pub fn at(mut self, place: String) -> Self {
        self.place = Some(place);
        self
    }

    /// The same with another reason.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = self.record.as_ref().map(|_| format_args!("…"));
        f.debug_struct("Failed")
            .field("index", &self.index)
            .field("id", &self.id)
            .field("record", &record)
            .field("message", &self.message)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "record {id}: {}", self.message),
            None => write!(f, "record at {}: {}", self.index, self.message),
        }
    }
}

/// Up to where changes are known: the end of a run, and the beginning of the next one.
///
/// A time that the caller chooses ([`From<Timestamp>`](#impl-From<Timestamp>-for-Checkpoint)) is good for every vendor
/// that reports changes by time. What a run ended with names its vendor, model, capability and the version of its
/// mapping, and is refused elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Checkpoint {
    until: Until,
    /// What it is good for, if that is not everything.
    of: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Until {
    Time(Timestamp),
    Token(String),
}

impl Checkpoint {
    const TOKEN: &'static str = "token:";

    /// The vendor's token.
    pub fn from_token(token: impl Into<String>) -> Self {
        Self { until: Until::Token(token.into()), of: None }
    }

    /// Reads what [`Checkpoint`]'s `Display` wrote, or a time in RFC 3339.
    ///
    /// # Errors
    /// It is neither. A run without a checkpoint would read everything and find no deletion, so look into it.
    pub fn parse(text: &str) -> Result<Self, InvalidCheckpoint> {
        let bound = text.split_once(' ').filter(|(of, _)| of.contains('/'));
        let (of, text) = bound.map_or((None, text), |(of, text)| (Some(of.to_owned()), text));
        let until = match text.strip_prefix(Self::TOKEN) {
            Some(token) => Until::Token(token.to_owned()),
            None => Until::Time(text.parse().map_err(|_| InvalidCheckpoint(()))?),
        };
        Ok(Self { until, of })
    }

    /// The vendor's time before which every change was reported, if the vendor reports changes by time.
    pub fn time(&self) -> Option<Timestamp> {
        match self.until {
            Until::Time(time) => Some(time),
            Until::Token(_) => None,
        }
    }

    /// The vendor's token, if it reports changes by one.
    pub fn token(&self) -> Option<&str> {
        match &self.until {
            Until::Time(_) => None,
            Until::Token(token) => Some(token),
        }
    }

    /// What it is good for: `None` for a time that a caller chose.
    #[doc(hidden)]
    pub fn origin(&self) -> Option<&str> {
        self.of.as_deref()
    }

    /// The same, good for nothing else than this.
    #[doc(hidden)]
    #[must_use]
    pub fn of(mut self, origin: impl Into<String>) -> Self {
        self.of = Some(origin.into());
        self
    }
}

/// A text that is no checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidCheckpoint(());

impl fmt::Display for InvalidCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is no checkpoint: neither what one was saved as nor a time in RFC 3339")
    }
}

impl std::error::Error for InvalidCheckpoint {}

impl From<Timestamp> for Checkpoint {
    fn from(time: Timestamp) -> Self {
        Self { until: Until::Time(time), of: None }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(of) = &self.of {
            write!(f, "{of} ")?;
        }
        match &self.until {
            Until::Time(time) => time.fmt(f),
            Until::Token(token) => write!(f, "{}{token}", Self::TOKEN),
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
