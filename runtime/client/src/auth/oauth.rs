//! OAuth 2.0: the settings of one client.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use super::{MemoryStore, Secret, TokenStore};
use crate::call_info::bare;

/// How to get an access token.
#[derive(Clone)]
pub struct OAuth2 {
    pub(super) token_url: String,
    pub(super) grant: Grant,
    pub(super) client_id: String,
    pub(super) client_secret: Option<Secret>,
    pub(super) client_auth: ClientAuth,
    pub(super) by_get: bool,
    pub(super) scopes: Vec<String>,
    pub(super) params: Vec<(String, String)>,
    pub(super) scheme: String,
    pub(super) store: Arc<dyn TokenStore>,
    pub(super) skew: Duration,
}

#[derive(Clone)]
pub(super) enum Grant {
    Refresh { first: Secret },
    ClientCredentials,
}

/// How the client makes itself known to the token endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuth {
    /// In the body, as `client_id` and `client_secret`.
    #[default]
    Body,
    /// In an `Authorization: Basic` header.
    Basic,
    /// In the query of a GET, as Marketo has it.
    Query,
}

impl OAuth2 {
    /// Renews with a refresh token. It is the first one only: a newer one from the store, if there is one, goes before.
    pub fn refresh(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        refresh: impl Into<Secret>,
    ) -> OAuth2 {
        OAuth2::new(token_url.into(), client_id.into(), Grant::Refresh { first: refresh.into() })
    }

    /// The client's own credentials are enough.
    pub fn client_credentials(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> OAuth2 {
        let settings = OAuth2::new(token_url.into(), client_id.into(), Grant::ClientCredentials);
        settings.client_secret(client_secret)
    }

    fn new(token_url: String, client_id: String, grant: Grant) -> OAuth2 {
        OAuth2 {
            token_url,
            grant,
            client_id,
            client_secret: None,
            client_auth: ClientAuth::default(),
            by_get: false,
            scopes: Vec::new(),
            params: Vec::new(),
            scheme: "Bearer".to_owned(),
            store: Arc::new(MemoryStore::default()),
            skew: Duration::from_secs(60),
        }
    }

    /// The client's secret.
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> OAuth2 {
        self.client_secret = Some(secret.into());
        self
    }

    /// How the client makes itself known to the token endpoint.
    pub fn client_auth(mut self, how: ClientAuth) -> OAuth2 {
        self.client_auth = how;
        self
    }

    /// The token is asked for with a GET, and what is said in its query.
    pub fn by_get(mut self) -> OAuth2 {
        self.by_get = true;
        self
    }

    /// A scope to ask for.
    pub fn scope(mut self, scope: impl Into<String>) -> OAuth2 {
        self.scopes.push(scope.into());
        self
    }

    /// A parameter more for the token endpoint: `audience`.
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> OAuth2 {
        self.params.push((name.into(), value.into()));
        self
    }

    /// What stands before the token in `Authorization`, where that is not `Bearer`.
    pub fn scheme(mut self, scheme: impl Into<String>) -> OAuth2 {
        self.scheme = scheme.into();
        self
    }

    /// Where tokens are kept; without it, in memory.
    pub fn store(mut self, store: impl TokenStore) -> OAuth2 {
        self.store = Arc::new(store);
        self
    }

    /// A token is renewed so long before it ends (60 s), though not before half of its time.
    pub fn expiry_skew(mut self, skew: Duration) -> OAuth2 {
        self.skew = skew;
        self
    }
}

impl OAuth2 {
    /// Hashes what identifies the account.
    pub(super) fn identity<H: Hasher>(&self, state: &mut H) {
        (3, &self.token_url, &self.client_id).hash(state);
        self.client_secret.as_ref().map(Secret::expose).hash(state);
        match &self.grant {
            Grant::Refresh { first } => first.expose().hash(state),
            Grant::ClientCredentials => self.scopes.hash(state),
        }
    }
}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuth2({})", bare(&self.token_url))
    }
}
