//! Where tokens are kept between runs: a vendor that rotates refresh tokens takes the old one away.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderValue;
use tributary_core::{Timestamp, Value};

use super::{AuthError, Secret};
use crate::BoxFuture;

/// An access token and what came with it. `Debug` shows none of it but when it ends.
#[derive(Clone)]
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

    /// Whether it can be sent in a header.
    pub(super) fn is_sendable(&self, scheme: &str) -> bool {
        let text = format!("{scheme} {}", self.access.expose());
        !self.access.expose().is_empty() && HeaderValue::from_str(&text).is_ok()
    }

    /// A string of what came with it.
    pub(crate) fn member(&self, name: &str) -> Option<String> {
        self.extra.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Token");
        let extra: Vec<&String> = self.extra.keys().collect();
        shown.field("refresh", &self.refresh).field("expires", &self.expires).field("extra", &extra);
        shown.finish_non_exhaustive()
    }
}

/// Keeps tokens. Implement it on whatever survives a restart: a file that only you can read, a row of a database.
///
/// A token is saved before it is first used. One that could not be saved is not used; it is kept, and saved before the
/// next one is asked for. Several clients may share a store, and so several processes: who finds its refresh token
/// refused looks whether another one has left a newer token here. Where the server takes a second use of a refresh token
/// for theft, implement [`TokenStore::lock`] too.
///
/// A store that panics, or that takes longer than the call may (30 s where it may take any time), fails the calls that wait
/// for it with an error that passes; the next call asks it again.
pub trait TokenStore: Send + Sync + 'static {
    /// The last token that was saved.
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, AuthError>>;

    /// Saves a token, before it is first used.
    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), AuthError>>;

    /// Keeps all others who renew from this store waiting until what it gives is dropped. Without it, nobody waits.
    fn lock(&self) -> BoxFuture<'_, Result<Box<dyn Send>, AuthError>> {
        Box::pin(async { Ok(Box::new(()) as Box<dyn Send>) })
    }
}

/// One store for several clients.
impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, AuthError>> {
        (**self).load()
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), AuthError>> {
        (**self).save(token)
    }

    fn lock(&self) -> BoxFuture<'_, Result<Box<dyn Send>, AuthError>> {
        (**self).lock()
    }
}

/// Keeps tokens as long as the process lives.
#[derive(Debug, Default)]
pub struct MemoryStore {
    token: Mutex<Option<Token>>,
    turn: Arc<futures_util::lock::Mutex<()>>,
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

    fn lock(&self) -> BoxFuture<'_, Result<Box<dyn Send>, AuthError>> {
        let turn = self.turn.clone();
        Box::pin(async move { Ok(Box::new(turn.lock_owned().await) as Box<dyn Send>) })
    }
}
