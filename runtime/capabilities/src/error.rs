//! The one error of unified calls: what an application decides by, with the typed error of the vendor inside.

use std::fmt;

use tributary_model::{Unconverted, Warning};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a unified call failed.
#[derive(Debug)]
pub struct Error(Box<Parts>);

#[derive(Debug)]
struct Parts {
    kind: ErrorKind,
    status: Option<http::StatusCode>,
    code: Option<String>,
    message: String,
    retry: bool,
    reauth: bool,
    warnings: Vec<Warning>,
    source: Option<Source>,
}

/// What kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The given values can't be said to this vendor; nothing was sent. See [`Error::warnings`].
    Refused,
    /// The vendor answered, but not with what the model requires. See [`Error::warnings`].
    Unconverted,
    /// The vendor has no such record.
    NotFound,
    /// The credentials are not, or no longer, good.
    Unauthorized,
    /// Too much was asked in too short a time, and waiting did not help.
    RateLimited,
    /// The vendor said no in another way. See [`Error::code`].
    Vendor,
    /// No answer came: network, name look-up, TLS, time-out.
    Transport,
    /// The answer can't be read.
    Unreadable,
    /// The vendor does not do this, or there is no such vendor.
    Unsupported,
}

impl Error {
    /// An error of this kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let retry = matches!(kind, ErrorKind::RateLimited | ErrorKind::Transport);
        let reauth = kind == ErrorKind::Unauthorized;
        Self(Box::new(Parts {
            kind,
            status: None,
            code: None,
            message: message.into(),
            retry,
            reauth,
            warnings: Vec::new(),
            source: None,
        }))
    }

    /// The vendor has no such record, which it did not say with a status.
    #[doc(hidden)]
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound, "the vendor has no such record")
    }

    /// The vendor answered with another success than the one that is read.
    #[doc(hidden)]
    pub fn unexpected() -> Self {
        Self::new(ErrorKind::Unreadable, "the vendor answered with a success that has no record")
    }

    /// A write that was refused before sending.
    pub fn refused(unconverted: Unconverted) -> Self {
        Self::about(ErrorKind::Refused, unconverted)
    }

    /// An answer without what the model requires.
    pub fn unconverted(unconverted: Unconverted) -> Self {
        Self::about(ErrorKind::Unconverted, unconverted)
    }

    fn about(kind: ErrorKind, unconverted: Unconverted) -> Self {
        let mut error = Self::new(kind, unconverted.to_string());
        error.0.warnings = unconverted.warnings;
        error
    }

    /// The same error with the answer's status.
    #[must_use]
    pub fn with_status(mut self, status: http::StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// The same error with the vendor's own code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// The same error, saying whether it is worth trying again.
    #[must_use]
    pub fn with_retry(mut self, retry: bool) -> Self {
        self.0.retry = retry;
        self
    }

    /// The same error, saying whether the user has to sign in again.
    #[must_use]
    pub fn with_reauth(mut self, reauth: bool) -> Self {
        self.0.reauth = reauth;
        self
    }

    /// The same error, with what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The answer's status, if there was an answer.
    pub fn status(&self) -> Option<http::StatusCode> {
        self.0.status
    }

    /// The vendor's own code: `INVALID_SESSION_ID`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What the vendor, or the library, says of it.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether trying again later may help. The library has already tried, as often as it was allowed to.
    pub fn is_retryable(&self) -> bool {
        self.0.retry
    }

    /// Whether the user has to sign in again.
    pub fn needs_reauth(&self) -> bool {
        self.0.reauth
    }

    /// Of a refused write or an unconvertible answer: which fields, and why.
    pub fn warnings(&self) -> &[Warning] {
        &self.0.warnings
    }

    /// The vendor's typed error, for who knows the vendor: `tributary_client::Error<E>`.
    pub fn downcast_source<T: std::error::Error + 'static>(&self) -> Option<&T> {
        self.0.source.as_ref()?.downcast_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(code) = &self.0.code {
            write!(f, " ({code})")?;
        }
        match self.0.status {
            Some(status) => write!(f, " [{}]", status.as_u16()),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
