//! Why a value could not be decoded at all.

use std::fmt;

use crate::{Effect, Issue, Issues};

/// A value that can't be read as its type.
#[derive(Debug)]
pub struct DecodeError {
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    Utf8(std::str::Utf8Error),
    Json(serde_json::Error),
    #[cfg(feature = "xml")]
    Xml(String),
    Spoiled(Vec<Issue>),
    Undocumented,
    MediaType {
        expected: &'static str,
        found: String,
    },
}

impl DecodeError {
    pub(crate) fn utf8(error: std::str::Utf8Error) -> Self {
        DecodeError { reason: Reason::Utf8(error) }
    }

    pub(crate) fn json(error: serde_json::Error) -> Self {
        DecodeError { reason: Reason::Json(error) }
    }

    #[cfg(feature = "xml")]
    pub(crate) fn xml(message: impl Into<String>) -> Self {
        DecodeError { reason: Reason::Xml(message.into()) }
    }

    pub(crate) fn spoiled(issues: Issues) -> Self {
        DecodeError { reason: Reason::Spoiled(issues.into_vec()) }
    }

    /// The document says nothing of such a response.
    pub fn undocumented() -> Self {
        DecodeError { reason: Reason::Undocumented }
    }

    /// The response is of another media type than the one that can be read.
    pub fn media_type(expected: &'static str, found: impl Into<String>) -> Self {
        DecodeError { reason: Reason::MediaType { expected, found: found.into() } }
    }

    /// The same error with everything that it repeats of the value passed through `hide`: a client takes its credentials
    /// out this way.
    pub fn redacted(self, hide: &dyn Fn(&str) -> String) -> Self {
        let reason = match self.reason {
            Reason::Spoiled(issues) => {
                Reason::Spoiled(issues.into_iter().map(|issue| issue.redacted(hide)).collect())
            }
            Reason::MediaType { expected, found } => Reason::MediaType { expected, found: hide(&found) },
            #[cfg(feature = "xml")]
            Reason::Xml(message) => Reason::Xml(hide(&message)),
            Reason::Json(error) => {
                let message = error.to_string();
                let shown = hide(&message);
                match shown == message {
                    true => Reason::Json(error),
                    false => Reason::Json(serde::de::Error::custom(shown)),
                }
            }
            reason @ (Reason::Utf8(_) | Reason::Undocumented) => reason,
        };
        DecodeError { reason }
    }

    /// Whether the text is not well-formed.
    pub(crate) fn is_syntax(&self) -> bool {
        matches!(self.reason, Reason::Utf8(_) | Reason::Json(_))
    }

    /// What was not as documented, where the text was well-formed.
    pub fn issues(&self) -> &[Issue] {
        match &self.reason {
            Reason::Spoiled(issues) => issues,
            _ => &[],
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Reason::Utf8(_) => f.write_str("not UTF-8 text"),
            Reason::Json(error) if error.is_eof() => f.write_str("not JSON: it ends too early"),
            Reason::Json(error) => write!(f, "not JSON: {error}"),
            Reason::Undocumented => f.write_str("the document says nothing of this status"),
            Reason::MediaType { expected, found } => write!(f, "{expected} were expected, not {found}"),
            #[cfg(feature = "xml")]
            Reason::Xml(message) => write!(f, "not XML: {message}"),
            Reason::Spoiled(issues) => {
                let mut failed = issues.iter().filter(|issue| issue.effect == Effect::Failed);
                match failed.next() {
                    Some(issue) => issue.fmt(f)?,
                    None => f.write_str("not as documented")?,
                }
                match failed.count() {
                    0 => Ok(()),
                    more => write!(f, " (and {more} more)"),
                }
            }
        }
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            Reason::Utf8(error) => Some(error),
            Reason::Json(error) => Some(error),
            _ => None,
        }
    }
}
