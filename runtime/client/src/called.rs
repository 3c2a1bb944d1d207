//! What an error says of the call that failed: which one, where it went, how often it was tried.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Method;
use url::Url;

use crate::Request;

/// The call that failed, in words that hold no secret: never a query, a header or the value of a path parameter.
#[derive(Clone, PartialEq, Eq)]
pub struct Called(Box<Parts>);

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    method: Method,
    url: String,
    tried: Tried,
}

/// How far a call has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tried {
    pub(crate) attempts: u32,
    /// The origin that the last request went to, where it is not the call's own.
    pub(crate) elsewhere: Option<String>,
    /// How the attempt before went wrong.
    pub(crate) before: Option<String>,
}

impl Called {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// The server's address and the path as the document has it, without query: `https://api.example.com/tickets/{id}`.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// How often the request was sent, redirects and renewed credentials not counted; 0 if it was not sent at all.
    pub fn attempts(&self) -> u32 {
        self.0.tried.attempts
    }

    /// The origin that the last request went to, where a redirect or a page's address led away from the server's.
    pub fn elsewhere(&self) -> Option<&str> {
        self.0.tried.elsewhere.as_deref()
    }

    /// How often it was tried, for the end of a message that says how it went the last time.
    pub(crate) fn tries(&self, last: &str) -> String {
        let tries = match self.attempts() {
            0 => return " (not sent)".to_owned(),
            1 => return " (tried once)".to_owned(),
            tries => tries,
        };
        match &self.0.tried.before {
            Some(before) if before == last => format!(" (tried {tries} times)"),
            Some(before) => format!(" (tried {tries} times; the time before: {before})"),
            None => format!(" (tried {tries} times)"),
        }
    }
}

impl fmt::Display for Called {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method(), self.url())?;
        match self.elsewhere() {
            Some(origin) => write!(f, " (at {origin})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Called {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}{}", self.tries(""))
    }
}

/// A call's progress, seen from outside too: whoever gives the call up still learns how far it came.
#[derive(Default)]
pub(crate) struct Progress(Mutex<Tried>);

impl Progress {
    pub(crate) fn tried(&self) -> MutexGuard<'_, Tried> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Request {
    /// This request, for an error's words.
    pub(crate) fn called(&self, progress: &Progress) -> Called {
        let base = bare(&self.server_text());
        let url = format!("{}{}", base.trim_end_matches('/'), self.template);
        Called(Box::new(Parts { method: self.method.clone(), url, tried: progress.tried().clone() }))
    }
}

/// An address without what may be secret: user and password, query and fragment.
pub(crate) fn bare(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) if url.has_host() => {
            url.set_query(None);
            url.set_fragment(None);
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.into()
        }
        _ => {
            let end = address.find(['?', '#', '@']).unwrap_or(address.len());
            address.get(..end).unwrap_or_default().to_owned()
        }
    }
}
