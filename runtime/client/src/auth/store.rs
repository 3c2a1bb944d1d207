//! Where tokens are kept between runs: a vendor that rotates refresh tokens takes the old one away.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tributary_core::{Timestamp, Value};

use super::{AuthError, Secret};
use crate::BoxFuture;

/// An access token and what came with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Token {
    /// Sent with each request.
    pub access: Secret,
    /// Given for the next access token.
    pub refresh: Option<Secret>,
    /// When the access token ends, if the server said so.
    pub expires: Option<Timestamp>,
    /// Everything else in the token response: Salesforce's `instance_url`, for one. It holds no token.
    pub extra: BTreeMap<String, Value>,
}

impl Token {
    /// An access token alone.
    pub fn new(access: impl Into<Secret>) -> Token {
        Token { access: access.into(), refresh: None, expires: None, extra: BTreeMap::new() }
    }
}

/// Keeps tokens. Implement it on whatever survives a restart.
pub trait TokenStore: Send + Sync + 'static {
    /// The last token that was saved.
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, AuthError>>;
    /// Saves a token, before it is first used.
    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), AuthError>>;
}

/// Keeps tokens as long as the process lives.
#[derive(Debug, Default)]
pub struct MemoryStore {
    token: Mutex<Option<Token>>,
}

impl TokenStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, AuthError>> {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move { Ok(token) })
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), AuthError>> {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        Box::pin(async { Ok(()) })
    }
}
