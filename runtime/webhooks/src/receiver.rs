//! From a request to a delivery: verified first, then read.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use http::{HeaderName, Uri};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tributary_capabilities::webhooks::{Proof, Signature, WebhookRules};
use tributary_client::Secret;
use tributary_core::Timestamp;

use crate::delivery::{Delivery, Handshake};
use crate::error::{Error, ErrorKind};
use crate::signature::{self, Request};

/// Verifies and reads the webhook requests of one vendor.
///
/// ```no_run
/// # fn example(rules: &'static tributary_webhooks::WebhookRules, secret: String) {
/// let receiver = tributary_webhooks::Receiver::new(rules).secret(secret);
/// # }
/// ```
#[derive(Clone)]
pub struct Receiver {
    rules: &'static WebhookRules,
    secrets: Vec<Secret>,
    basic: Option<Secret>,
    unverified: bool,
    base: Option<String>,
}

impl Receiver {
    /// A receiver that has no secret yet.
    pub fn new(rules: &'static WebhookRules) -> Self {
        Self { rules, secrets: Vec::new(), basic: None, unverified: false, base: None }
    }

    /// The secret that the vendor signs with. Several where it is being replaced: a signature with any of them is valid.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        let secret = secret.into();
        if !secret.expose().is_empty() {
            self.secrets.push(secret);
        }
        self
    }

    /// The name and password that the webhook was created with, where the vendor signs nothing and sends these.
    #[must_use]
    pub fn basic_auth(mut self, user: &str, password: impl Into<Secret>) -> Self {
        self.basic = Some(Secret::new(format!("{user}:{}", password.into().expose())));
        self
    }

    /// Takes requests that prove nothing, where the vendor's never do: anyone who knows the URL can send one, so that events
    /// are no more than a hint to read a record. Has no effect where the vendor signs.
    #[must_use]
    pub fn accept_unverified(mut self) -> Self {
        self.unverified = true;
        self
    }

    /// The address that the vendor knows instead of `https://` and the request's `Host`: a request to `/hook` behind
    /// `https://example.com/api` was sent to `https://example.com/api/hook`. Matters where the URL is signed.
    #[must_use]
    pub fn public_url(mut self, base: impl Into<String>) -> Self {
        self.base = Some(base.into());
        self
    }

    /// Verifies a request, and reads its events.
    ///
    /// # Errors
    /// The request is not shown to be the vendor's, or is not what the mapping says: respond with [`Error::status`].
    pub fn receive(&self, request: &Parts, body: &[u8]) -> Result<Delivery, Error> {
        self.receive_at(request, body, Timestamp::now())
    }

    /// The same at a given time.
    ///
    /// # Errors
    /// As those of [`Receiver::receive`].
    pub fn receive_at(&self, request: &Parts, body: &[u8], now: Timestamp) -> Result<Delivery, Error> {
        match &self.rules.proof {
            Proof::Signature(scheme) => {
                if let Some(handshake) = self.handshake(scheme, request) {
                    return Ok(Delivery { events: Vec::new(), handshake: Some(handshake) });
                }
                if self.secrets.is_empty() {
                    return Err(NO_SECRET);
                }
                let url = self.url(request);
                let signed =
                    Request { method: request.method.as_str(), url: &url, headers: &request.headers, body };
                signature::verify(scheme, &self.secrets, &signed, now)?;
            }
            Proof::Basic(_) => self.authenticate(request)?,
            Proof::Unsigned(_) if self.unverified => {}
            Proof::Unsigned(_) => return Err(NOT_ACCEPTED),
        }
        let events = self.rules.read(&request.headers, body);
        let events = events.map_err(|_| {
            Error::new(ErrorKind::Unreadable, "the body of the webhook request is not what the mapping says")
        })?;
        Ok(Delivery { events, handshake: None })
    }

    /// The secret of a first request. Only while there is none: a later one could be anyone's.
    fn handshake(&self, scheme: &Signature, request: &Parts) -> Option<Handshake> {
        let header = HeaderName::from_bytes(scheme.handshake?.as_bytes()).ok()?;
        let secret = request.headers.get(&header)?.to_str().ok()?;
        let first = self.secrets.is_empty() && !secret.is_empty();
        first.then(|| Handshake { secret: secret.into(), header })
    }

    fn authenticate(&self, request: &Parts) -> Result<(), Error> {
        let Some(expected) = &self.basic else {
            return if self.unverified { Ok(()) } else { Err(NOT_ACCEPTED) };
        };
        let value = request.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, credentials) = value.and_then(|value| value.split_once(' ')).ok_or(NO_CREDENTIALS)?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(NO_CREDENTIALS);
        }
        let given = STANDARD.decode(credentials.trim()).map_err(|_| NO_CREDENTIALS)?;
        // hashes have one length, so that nothing of the password's shows
        let [given, expected] = [&given, expected.expose().as_bytes()].map(Sha256::digest);
        match bool::from(given.as_slice().ct_eq(expected.as_slice())) {
            true => Ok(()),
            false => Err(WRONG_CREDENTIALS),
        }
    }

    /// The URL as the vendor has it.
    fn url(&self, request: &Parts) -> String {
        let uri: &Uri = &request.uri;
        let path = uri.path_and_query().map_or("/", |it| it.as_str());
        if let Some(base) = &self.base {
            return format!("{}{path}", base.trim_end_matches('/'));
        }
        let host = || request.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = uri.authority().map(|it| it.as_str()).or_else(host).unwrap_or_default();
        format!("{}://{host}{path}", uri.scheme_str().unwrap_or("https"))
    }
}

const NO_SECRET: Error =
    Error::new(ErrorKind::NotConfigured, "the receiver has no secret: set it with `Receiver::secret`");
const NOT_ACCEPTED: Error = Error::new(
    ErrorKind::NotConfigured,
    "the vendor signs nothing: set `Receiver::basic_auth` if it sends a name and password, or `Receiver::accept_unverified`",
);
const NO_CREDENTIALS: Error =
    Error::new(ErrorKind::NotSigned, "the webhook request has no name and password");
const WRONG_CREDENTIALS: Error =
    Error::new(ErrorKind::InvalidSignature, "the webhook request has a wrong name or password");

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("secrets", &self.secrets.len())
            .field("basic", &self.basic.is_some())
            .field("unverified", &self.unverified)
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}
