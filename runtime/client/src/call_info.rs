//! `CallInfo`: which call failed, where it was sent, how often it was attempted.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Method;
use url::Url;

use crate::Request;
use crate::auth::Redactor;

/// Identifies a call in errors and logs. It contains no secret: no query, no header, no value of a path parameter.
#[derive(Clone, PartialEq, Eq)]
pub struct CallInfo(Box<Parts>);

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    method: Method,
    url: String,
    idempotent: bool,
    tried: Tried,
}

/// How far a call has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tried {
    pub(crate) attempts: u32,
    /// The origin of the last request, where it is not the call's own.
    pub(crate) elsewhere: Option<String>,
    /// An undeclared origin on the way to the last response.
    pub(crate) undeclared: Option<String>,
    /// Why the previous attempt failed.
    pub(crate) before: Option<String>,
}

impl CallInfo {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// The server's address and the path as the document has it, without query: `https://api.example.com/tickets/{id}`.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Whether sending it twice does no more than sending it once.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.0.idempotent
    }

    /// How often the request was sent, redirects and renewed credentials not counted; 0 if it was not sent at all.
    pub fn attempts(&self) -> u32 {
        self.0.tried.attempts
    }

    /// The origin of the last request, if a redirect or the address of a page led away from the server's.
    pub fn elsewhere(&self) -> Option<&str> {
        self.0.tried.elsewhere.as_deref()
    }

    /// The origin that led to the last response and is not declared (`trust_origin`), if there is one: the response is not the
    /// vendor's, whatever its status.
    pub fn undeclared_origin(&self) -> Option<&str> {
        self.0.tried.undeclared.as_deref()
    }

    /// The number of attempts, for the end of a message about the last one.
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

impl fmt::Display for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method(), self.url())?;
        match self.elsewhere() {
            Some(origin) => write!(f, " (at {origin})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}{}", self.tries(""))
    }
}

/// A call's progress. It outlives the call's future, so that the error of a timeout still contains it.
#[derive(Default)]
pub(crate) struct Progress {
    tried: Mutex<Tried>,
    secrets: Mutex<Arc<Redactor>>,
}

impl Progress {
    pub(crate) fn tried(&self) -> MutexGuard<'_, Tried> {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The credentials that the last attempt carried.
    pub(crate) fn secrets(&self) -> Arc<Redactor> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn carries(&self, secrets: Arc<Redactor>) {
        *self.secrets.lock().unwrap_or_else(PoisonError::into_inner) = secrets;
    }
}

impl Request {
    /// This request, for an error.
    pub(crate) fn info(&self, progress: &Progress) -> CallInfo {
        let base = bare(&self.server_address());
        let url = format!("{}{}", base.trim_end_matches('/'), self.template);
        let (method, idempotent) = (self.method.clone(), self.idempotent);
        CallInfo(Box::new(Parts { method, url, idempotent, tried: progress.tried().clone() }))
    }
}

/// An address without what may be secret: user and password, query and fragment.
pub fn bare(address: &str) -> String {
    if let Ok(mut url) = Url::parse(address)
        && url.has_host()
    {
        url.set_query(None);
        url.set_fragment(None);
        let _ = url.set_username("");
        let _ = url.set_password(None);
        return url.into();
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = match path.find("://") {
        Some(at) => path.split_at(at + 3),
        None => ("", path),
    };
    let host = rest.rsplit('@').next().unwrap_or_default();
    format!("{scheme}{host}")
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        for (address, expected) in [
            ("https://me:pass@api.example.com/v1?key=pass#pass", "https://api.example.com/v1"),
            ("https://me:pass@[api/v1?key=pass", "https://[api/v1"),
            ("https://pass@:x@/v1", "https:///v1"),
            ("me:pass@api.example.com/v1", "api.example.com/v1"),
            ("/v1?key=pass", "/v1"),
            ("{token.instance_url}/v1", "{token.instance_url}/v1"),
        ] {
            assert_eq!(bare(address), expected, "{address}");
        }
    }
}
