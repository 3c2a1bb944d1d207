//! The one error of unified calls: what an application decides by, with the typed error of the vendor inside.

use std::fmt;
use std::time::Duration;

use tributary_model::{Failed, Unconverted, Warning};

use super::received::{Answer, Received};

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
    retry_after: Option<Duration>,
    reauth: bool,
    acted: bool,
    warnings: Vec<Warning>,
    failed: Vec<Failed>,
    source: Option<Source>,
}

/// What kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// This vendor cannot represent the given values; nothing was sent. See [`Error::warnings`].
    InvalidInput,
    /// A setting that the vendor needs is missing.
    MissingSetting,
    /// A setting is set that the vendor does not have.
    UnknownSetting,
    /// The response lacks what the model requires. See [`Error::warnings`].
    IncompleteResponse,
    /// The response cannot be read as documented.
    InvalidResponse,
    /// The cursor or checkpoint is of another vendor, model, capability or version of the mapping, or was changed: nothing was
    /// sent. Or the vendor refuses its own cursor, as many do after a time: then there is a [`Error::status`]. Begin the list
    /// anew, or the run from its checkpoint.
    InvalidCursor,
    /// The vendor has no such record.
    NotFound,
    /// The credentials are missing, wrong or expired.
    Unauthorized,
    /// Too many requests in too short a time. See [`Error::retry_after`].
    RateLimited,
    /// The vendor responded with another error. See [`Error::code`] and [`Error::is_retryable`].
    Vendor,
    /// No response arrived: network, name look-up, TLS, timeout.
    Transport,
    /// The vendor lacks this capability, or there is no such vendor.
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
            retry_after: None,
            reauth,
            acted: false,
            warnings: Vec::new(),
            failed: Vec::new(),
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
        Self::new(ErrorKind::InvalidResponse, "the vendor answered with a success that has no record")
    }

    /// The response is somebody else's.
    pub(crate) fn elsewhere(origin: &str) -> Self {
        let message = format!(
            "a redirect led to {origin}, which is not declared (`trust_origin`): nothing is taken from there"
        );
        Self::new(ErrorKind::InvalidResponse, message)
    }

    /// The vendor refused a call with a cursor of its own.
    pub(crate) fn into_invalid_cursor(mut self) -> Self {
        self.0.kind = ErrorKind::InvalidCursor;
        self.0.message = format!("the vendor refuses the cursor: {}", self.0.message);
        self
    }

    /// A write that was refused before sending.
    pub fn refused(unconverted: Unconverted) -> Self {
        Self::about(ErrorKind::InvalidInput, unconverted)
    }

    /// An answer without what the model requires.
    pub fn unconverted(unconverted: Unconverted) -> Self {
        Self::about(ErrorKind::IncompleteResponse, unconverted)
    }

    /// Records that failed where all of them are wanted.
    pub(crate) fn of_failed(failed: Vec<Failed>) -> Self {
        let mut message = failed.first().map_or_else(|| "no record".to_owned(), ToString::to_string);
        if failed.len() > 1 {
            message = format!("{message}, and {} more", failed.len() - 1);
        }
        let mut error = Self::new(ErrorKind::IncompleteResponse, message);
        error.0.warnings = failed.first().map(|failed| failed.warnings.clone()).unwrap_or_default();
        error.0.failed = failed;
        error
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

    /// The same error with the wait that the server asks for.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// The same error, saying whether the user has to sign in again.
    #[must_use]
    pub fn with_reauth(mut self, reauth: bool) -> Self {
        self.0.reauth = reauth;
        self
    }

    /// The same error, saying whether the vendor may have done what was asked for.
    #[must_use]
    pub fn with_acted(mut self, acted: bool) -> Self {
        self.0.acted = acted;
        self
    }

    /// The same error, with what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Takes out what it repeats of the credentials of a response's request.
    pub(crate) fn told(&mut self, received: &Received) {
        let Parts { message, code, warnings, failed, .. } = &mut *self.0;
        *message = received.hide(message);
        if let Some(code) = code {
            *code = received.hide(code);
        }
        warnings.settle(received);
        failed.settle(received);
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

    /// Whether the same call may succeed later: the vendor is away or overloaded (408, 429, 500, 502, 503, 504 and the
    /// like), its rules call the error retryable, or no response arrived. The client has already repeated what does no harm:
    /// before a create is sent again, look at [`Error::may_have_acted`].
    pub fn is_retryable(&self) -> bool {
        self.0.retry
    }

    /// Whether the vendor may have done what a write asks for, although it failed: a create that timed out, or whose
    /// response could not be read. Look for the record before you send it again. False for what may be repeated: reading,
    /// updates by PUT, deletions.
    pub fn may_have_acted(&self) -> bool {
        self.0.acted
    }

    /// How long to wait before the next attempt, if the vendor asked for a wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the user has to sign in again.
    pub fn needs_reauth(&self) -> bool {
        self.0.reauth
    }

    /// Of a refused write or an unconvertible answer: which fields, and why.
    pub fn warnings(&self) -> &[Warning] {
        &self.0.warnings
    }

    /// Of a list: the records that could not be read or converted, where everything else could.
    pub fn failed(&self) -> &[Failed] {
        &self.0.failed
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
