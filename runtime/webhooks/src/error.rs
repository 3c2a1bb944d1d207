//! Why a request is not taken. No error has a secret in it, nor anything of the request.

use std::fmt;

use http::StatusCode;

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: &'static str,
}

/// What kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The receiver lacks what it verifies requests with: a secret, a name and password, or the application's word that
    /// unsigned requests are taken.
    NotConfigured,
    /// The request has no signature, or none of the form that the vendor's have.
    NotSigned,
    /// The signature is of another request or another secret, or the name or password is wrong.
    InvalidSignature,
    /// The request was signed too long ago, or in the future: it may be a copy of an earlier one.
    OutsideWindow,
    /// The request is the vendor's, and its body is not what the mapping says.
    Unreadable,
}

impl Error {
    pub(crate) const fn new(kind: ErrorKind, message: &'static str) -> Self {
        Self { kind, message }
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The status to respond with: 401 where the request is not shown to be the vendor's, 400 where it can't be read, 500
    /// where the receiver is not set up.
    pub fn status(&self) -> StatusCode {
        match self.kind {
            ErrorKind::NotConfigured => StatusCode::INTERNAL_SERVER_ERROR,
            ErrorKind::NotSigned | ErrorKind::InvalidSignature | ErrorKind::OutsideWindow => {
                StatusCode::UNAUTHORIZED
            }
            ErrorKind::Unreadable => StatusCode::BAD_REQUEST,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl std::error::Error for Error {}
