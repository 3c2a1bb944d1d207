//! Credentials: what they are, where each is put, and which of them a request needs.

mod endpoint;
mod oauth;
mod redactor;
mod secret;
mod session;
mod store;

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use url::Url;

pub use oauth::{ClientAuth, OAuth2};
pub(crate) use redactor::Redactor;
pub use secret::Secret;
pub use store::{MemoryStore, Token, TokenStore};

use crate::Http;
use session::Session;

/// The credentials of one security scheme.
#[derive(Clone, Debug)]
pub struct Auth {
    pub(crate) kind: Kind,
}

#[derive(Clone)]
pub(crate) enum Kind {
    Header { name: String, value: Secret },
    Query { name: String, value: Secret },
    Cookie { name: String, value: Secret },
    OAuth2(Arc<Session>),
}

impl Auth {
    /// A key in a header.
    pub fn header(name: impl Into<String>, key: impl Into<Secret>) -> Auth {
        Auth { kind: Kind::Header { name: name.into(), value: key.into() } }
    }

    /// A key in the query.
    pub fn query(name: impl Into<String>, key: impl Into<Secret>) -> Auth {
        Auth { kind: Kind::Query { name: name.into(), value: key.into() } }
    }

    /// A key in a cookie.
    pub fn cookie(name: impl Into<String>, key: impl Into<Secret>) -> Auth {
        Auth { kind: Kind::Cookie { name: name.into(), value: key.into() } }
    }

    /// `Authorization: Bearer <token>`
    pub fn bearer(token: impl Into<Secret>) -> Auth {
        Auth::http("Bearer", token)
    }

    /// `Authorization: Basic <user:password>`
    pub fn basic(user: impl AsRef<str>, password: impl Into<Secret>) -> Auth {
        let pair = format!("{}:{}", user.as_ref(), password.into().expose());
        Auth::http("Basic", STANDARD.encode(pair))
    }

    /// `Authorization: <scheme> <credentials>`
    pub fn http(scheme: impl fmt::Display, credentials: impl Into<Secret>) -> Auth {
        Auth::header("authorization", format!("{scheme} {}", credentials.into().expose()))
    }

    /// An access token that is fetched and renewed.
    pub fn oauth2(settings: OAuth2) -> Auth {
        Auth { kind: Kind::OAuth2(Arc::new(Session::new(settings))) }
    }

    /// What to put into a request, an access token being fetched if need be.
    pub(crate) async fn grant(&self, http: &Http) -> Result<Grant, AuthError> {
        Ok(match &self.kind {
            Kind::Header { name, value } => {
                let name = HeaderName::try_from(name)
                    .map_err(|_| AuthError::new(format!("`{name}` is no header")))?;
                Grant::Header(name, secret_value(value.expose())?)
            }
            Kind::Query { name, value } => Grant::Query(name.clone(), value.clone()),
            Kind::Cookie { name, value } => Grant::Cookie(name.clone(), value.clone()),
            Kind::OAuth2(session) => {
                let token = session.token(http, None).await?.access;
                let value = secret_value(&format!("{} {}", session.settings.scheme, token.expose()))?;
                Grant::Token { value, token, session: session.clone() }
            }
        })
    }
}

/// Credentials as one request carries them.
pub(crate) enum Grant {
    Header(HeaderName, HeaderValue),
    Query(String, Secret),
    Cookie(String, Secret),
    Token { value: HeaderValue, token: Secret, session: Arc<Session> },
}

impl Grant {
    /// Puts them into a request.
    pub(crate) fn apply(&self, url: &mut Url, headers: &mut HeaderMap) -> Result<(), AuthError> {
        match self {
            Grant::Header(name, value) => drop(headers.insert(name.clone(), value.clone())),
            Grant::Query(name, value) => drop(url.query_pairs_mut().append_pair(name, value.expose())),
            Grant::Cookie(name, value) => {
                if value.expose().contains([';', ',']) {
                    return Err(AuthError::new(format!(
                        "the cookie {name} has characters that end a cookie"
                    )));
                }
                let before = headers.get(COOKIE).and_then(|cookies| cookies.to_str().ok());
                let before = before.map(|cookies| format!("{cookies}; ")).unwrap_or_default();
                headers.insert(COOKIE, secret_value(&format!("{before}{name}={}", value.expose()))?);
            }
            Grant::Token { value, .. } => drop(headers.insert(AUTHORIZATION, value.clone())),
        }
        Ok(())
    }

    /// Takes them out of an address that a server gave.
    pub(crate) fn remove(&self, url: &mut Url) {
        let Grant::Query(name, value) = self else { return };
        let is_ours = |(other, text): &(Cow<'_, str>, Cow<'_, str>)| other == name && text == value.expose();
        if !url.query_pairs().any(|pair| is_ours(&pair)) {
            return;
        }
        let kept: Vec<_> = url.query_pairs().filter(|pair| !is_ours(pair)).map(owned).collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }

    /// The credentials as they are sent.
    pub(crate) fn sent(&self) -> &str {
        match self {
            Grant::Header(_, value) => std::str::from_utf8(value.as_bytes()).unwrap_or_default(),
            Grant::Query(_, value) | Grant::Cookie(_, value) | Grant::Token { token: value, .. } => {
                value.expose()
            }
        }
    }

    /// They were refused, and the call can't be repeated: the next one is to ask for others.
    pub(crate) fn forget(&self) {
        if let Grant::Token { token, session, .. } = self {
            session.forget(token);
        }
    }

    /// Renews them after they were refused; `false` where there is nothing to renew.
    pub(crate) async fn renew(&self, http: &Http) -> Result<bool, AuthError> {
        match self {
            Grant::Token { token, session, .. } => session.token(http, Some(token)).await.map(|_| true),
            Grant::Header(..) | Grant::Query(..) | Grant::Cookie(..) => Ok(false),
        }
    }
}

fn owned((name, value): (Cow<'_, str>, Cow<'_, str>)) -> (String, String) {
    (name.into_owned(), value.into_owned())
}

fn secret_value(text: &str) -> Result<HeaderValue, AuthError> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| AuthError::new("the credentials have characters that no header can have"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// What identifies an account, for a hash that keeps none of it.
impl Hash for Credentials {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for (scheme, auth) in &self.schemes {
            scheme.hash(state);
            auth.kind.hash(state);
        }
        self.any.as_ref().map(|auth| &auth.kind).hash(state);
    }
}

impl Hash for Kind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Kind::Header { name, value } => (0, name, value.expose()).hash(state),
            Kind::Query { name, value } => (1, name, value.expose()).hash(state),
            Kind::Cookie { name, value } => (2, name, value.expose()).hash(state),
            Kind::OAuth2(session) => session.settings.identity(state),
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Header { name, .. } => write!(f, "header {name}"),
            Kind::Query { name, .. } => write!(f, "query {name}"),
            Kind::Cookie { name, .. } => write!(f, "cookie {name}"),
            Kind::OAuth2(_) => f.write_str("OAuth2"),
        }
    }
}

/// All credentials of a client, by scheme.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials {
    schemes: Vec<(String, Auth)>,
    any: Option<Auth>,
}

impl Credentials {
    pub(crate) fn set(&mut self, scheme: String, auth: Auth) {
        self.schemes.retain(|(name, _)| *name != scheme);
        self.schemes.push((scheme, auth));
    }

    pub(crate) fn set_default(&mut self, auth: Auth) {
        self.any = Some(auth);
    }

    fn get(&self, scheme: &str) -> Option<&Auth> {
        self.schemes.iter().find(|(name, _)| name == scheme).map(|(_, auth)| auth)
    }

    /// A member of what the token endpoint answered, beside the tokens.
    pub(crate) async fn token_member(&self, http: &Http, name: &str) -> Result<String, AuthError> {
        let all = self.any.iter().chain(self.schemes.iter().map(|(_, auth)| auth));
        let session = all.into_iter().find_map(|auth| match &auth.kind {
            Kind::OAuth2(session) => Some(session),
            _ => None,
        });
        let Some(session) = session else {
            return Err(AuthError::new(format!("`{name}` comes with an OAuth2 token, and there is none")));
        };
        let token = session.token(http, None).await?;
        if let Some(value) = token.member(name) {
            return Ok(value);
        }
        // A stored token may lack what came with it. One that has just been fetched does not get it by asking again.
        let token = session.fetched_anew(http, &token.access).await?;
        token.member(name).ok_or_else(|| AuthError::new(format!("the token endpoint returned no `{name}`")))
    }

    /// The credentials for a request: those of the first alternative that we have all of, else those that no request requires,
    /// else the default ones.
    pub(crate) fn choose(&self, security: &[&[&str]], optional: &[&str]) -> Result<Vec<&Auth>, AuthError> {
        let alternatives = security.iter().filter(|schemes| !schemes.is_empty());
        for schemes in alternatives {
            let found: Option<Vec<&Auth>> = schemes.iter().map(|scheme| self.get(scheme)).collect();
            if let Some(found) = found {
                return Ok(found);
            }
        }
        let optional: Vec<&Auth> = optional.iter().filter_map(|scheme| self.get(scheme)).collect();
        if !security.is_empty() && !optional.is_empty() {
            return Ok(optional);
        }
        if let Some(any) = &self.any {
            return Ok(vec![any]);
        }
        if security.is_empty() || security.iter().any(|schemes| schemes.is_empty()) {
            return Ok(Vec::new());
        }
        let wanted: Vec<String> = security.iter().map(|schemes| schemes.join(" and ")).collect();
        Err(AuthError::new(format!("no credentials were given for {}", wanted.join(", nor for "))))
    }
}

/// Credentials are missing, or could not be renewed.
#[derive(Clone, Debug)]
pub struct AuthError {
    message: Arc<str>,
    nature: Nature,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nature {
    Other,
    Refused,
    Passing,
}

impl AuthError {
    /// An error in words, for a [`TokenStore`]. They must hold no credentials. Whatever a store fails with, trying again
    /// later may mend it.
    pub fn new(message: impl Into<Arc<str>>) -> AuthError {
        AuthError { message: message.into(), nature: Nature::Other, source: None }
    }

    /// The same with its cause.
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> AuthError {
        self.source = Some(Arc::from(source.into()));
        self
    }

    /// Whether the token endpoint has refused the credentials: trying again is no use, signing in anew may be. The refusal
    /// is remembered for a minute, so that calls which go on regardless don't go on asking.
    pub fn is_refused(&self) -> bool {
        self.nature == Nature::Refused
    }

    /// Whether the token endpoint could not be reached or had troubles of its own: trying again later may help.
    pub fn is_passing(&self) -> bool {
        self.nature == Nature::Passing
    }

    pub(crate) fn refused(self) -> AuthError {
        AuthError { nature: Nature::Refused, ..self }
    }

    /// The same, which trying again later may mend.
    pub fn passing(self) -> AuthError {
        AuthError { nature: Nature::Passing, ..self }
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AuthError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}
