//! `Http`: what all operations of one client share. Cheap to clone.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use url::Url;

use crate::address;
use crate::auth::{Auth, Credentials};
use crate::limit::{self, Limiter, RateLimit, RateLimitStore};
use crate::origin::Origin;
use crate::request::Security;
use crate::{
    AuthError, Classify, Clock, Failure, InvalidRequest, RawResponse, Request, RetryPolicy, SystemClock,
    Transport,
};

/// Begins the part of a base address that comes with the token.
const FROM_TOKEN: &str = "{token.";

/// The shared core of a client: where to, how, with which credentials.
#[derive(Clone)]
pub struct Http {
    pub(crate) shared: Arc<Shared>,
    /// The base address, once a token has filled it in.
    filled: Option<Arc<str>>,
}

pub(crate) struct Shared {
    /// Absolute, without query and fragment.
    base: String,
    /// What relative addresses of operations are resolved against, where that is not the base address.
    served_at: Option<Url>,
    servers: Vec<(String, String)>,
    pub(crate) origins: Vec<Origin>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) credentials: Credentials,
    pub(crate) security: Security,
    pub(crate) optional_schemes: &'static [&'static str],
    pub(crate) retry: RetryPolicy,
    pub(crate) limiter: Limiter,
    pub(crate) headers: HeaderMap,
    pub(crate) max_response: u64,
    pub(crate) max_stream: Option<u64>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) max_redirects: u32,
    pub(crate) classify: Option<Classify>,
    settings: Vec<(String, String)>,
}

impl Http {
    /// Starts with the address that all paths are relative to: `https://api.example.com/v2`. Where it only comes with the
    /// OAuth2 token, the member's name in the token's answer stands for it: `{token.instance_url}/v2`.
    pub fn builder(base_url: impl Into<String>) -> HttpBuilder {
        HttpBuilder::new(Ok(base_url.into()))
    }

    /// At an address with variables, `https://{region}.example.com`: for each its name, its value, and which the document
    /// allows (none: any). A value that would lead elsewhere is an error of [`HttpBuilder::build`].
    pub fn at(template: &str, variables: &[(&str, &str, &[&str])]) -> HttpBuilder {
        HttpBuilder::new(crate::address::fill(template, variables))
    }

    /// A request to a path as the document has it: `/tickets/{id}`.
    pub fn request(&self, method: Method, path: impl Into<Cow<'static, str>>) -> Request {
        Request::new(self.clone(), method, path.into())
    }

    /// The address that paths are relative to.
    pub fn base_url(&self) -> &str {
        self.filled.as_deref().unwrap_or(&self.shared.base)
    }

    /// The client once its address is known: a base address may have `{token.NAME}` in it, which is a member of the
    /// OAuth2 token's answer. The token is asked for if there is none yet.
    pub(crate) async fn located(&self) -> Result<Option<Http>, AuthError> {
        let base = self.base_url();
        let Some((before, (member, after))) =
            base.split_once(FROM_TOKEN).and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        else {
            return Ok(None);
        };
        let value = self.shared.credentials.token_member(self, member).await?;
        let filled = address::from_token(before, member, &value, after)?;
        Ok(Some(Http { shared: Arc::clone(&self.shared), filled: Some(filled.into()) }))
    }

    /// Whether the address is only known once there is a token.
    pub(crate) fn is_open(&self) -> bool {
        self.base_url().contains(FROM_TOKEN)
    }

    /// Whether credentials may go there: to the base address, and to what was declared.
    pub(crate) fn trusts(&self, origin: &Origin) -> bool {
        let here = || self.filled.as_deref().and_then(|base| Origin::of_text(base).ok());
        self.shared.origins.contains(origin) || here().as_ref() == Some(origin)
    }

    /// A value that differs by customer and that the vendor's requests need: `account_id`.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.shared.settings.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The time, as the client's clock tells it.
    pub fn now(&self) -> tributary_core::Timestamp {
        self.shared.clock.now()
    }

    /// The address that stands for a server of the document. A relative one is resolved against the address that the
    /// document is served at, or against the client's own where that is not known.
    pub(crate) fn server<'a>(&'a self, declared: Option<&'a str>) -> Cow<'a, str> {
        let Some(declared) = declared else { return Cow::Borrowed(self.base_url()) };
        let replaced = self.shared.servers.iter().find(|(from, _)| from == declared);
        let address = replaced.map_or(declared, |(_, to)| to);
        if address::has_scheme(address) {
            return Cow::Borrowed(address);
        }
        let resolved = match &self.shared.served_at {
            Some(base) => base.join(address),
            None => Url::parse(self.base_url()).and_then(|base| base.join(address)),
        };
        resolved.map_or(Cow::Borrowed(address), |url| Cow::Owned(url.into()))
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", crate::call_info::bare(self.base_url()))
    }
}

/// Sets a client up.
#[must_use]
pub struct HttpBuilder {
    base: Result<String, InvalidRequest>,
    served_at: Option<String>,
    servers: Vec<(String, String)>,
    origins: Vec<String>,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    credentials: Credentials,
    security: Security,
    optional_schemes: &'static [&'static str],
    retry: RetryPolicy,
    rate: Option<RateLimit>,
    account: Option<String>,
    rate_store: Option<Arc<dyn RateLimitStore>>,
    headers: Vec<(String, String)>,
    max_response: u64,
    max_stream: Option<u64>,
    connect_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    call_timeout: Option<Duration>,
    max_redirects: u32,
    classify: Option<Classify>,
    settings: Vec<(String, String)>,
}

impl HttpBuilder {
    fn new(base: Result<String, InvalidRequest>) -> Self {
        HttpBuilder {
            base,
            served_at: None,
            servers: Vec::new(),
            origins: Vec::new(),
            transport: None,
            clock: Arc::new(SystemClock),
            credentials: Credentials::default(),
            security: &[],
            optional_schemes: &[],
            retry: RetryPolicy::default(),
            rate: None,
            account: None,
            rate_store: None,
            headers: Vec::new(),
            max_response: 64 * 1024 * 1024,
            max_stream: None,
            connect_timeout: None,
            attempt_timeout: Some(Duration::from_secs(60)),
            idle_timeout: Some(Duration::from_secs(300)),
            call_timeout: None,
            max_redirects: 10,
            classify: None,
            settings: Vec::new(),
        }
    }

    /// Another base address.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        let url = url.into();
        if address::has_scheme(&url) {
            self.served_at = None;
        }
        self.base = Ok(url);
        self
    }

    /// The address that the document is served at, or its origin. Relative addresses are resolved against it (RFC 3986,
    /// section 5.2): the base address, and those of operations with a server of their own.
    ///
    /// ```
    /// # use tributary_client::{Http, testing::Memory};
    /// let http = Http::builder("v2").base("https://api.example.com/docs/openapi.json").transport(Memory::new());
    /// assert_eq!(http.build()?.base_url(), "https://api.example.com/docs/v2");
    /// # Ok::<(), tributary_client::InvalidRequest>(())
    /// ```
    pub fn base(mut self, url: impl Into<String>) -> Self {
        self.served_at = Some(url.into());
        self
    }

    /// Another address for a server that the document declares for some operations.
    pub fn server(mut self, declared: impl Into<String>, actual: impl Into<String>) -> Self {
        self.servers.push((declared.into(), actual.into()));
        self
    }

    /// Declares the origin of this address: credentials may go there too, and records may come from there. The base URL's
    /// origin is declared already.
    pub fn trust_origin(mut self, url: impl Into<String>) -> Self {
        self.origins.push(url.into());
        self
    }

    /// The credentials of a security scheme, by the name it has in the document.
    pub fn auth(mut self, scheme: impl Into<String>, auth: Auth) -> Self {
        self.credentials.set(scheme.into(), auth);
        self
    }

    /// Credentials for every request, whatever schemes the document names.
    pub fn default_auth(mut self, auth: Auth) -> Self {
        self.credentials.set_default(auth);
        self
    }

    /// Which schemes a request needs that doesn't say so itself.
    pub fn security(mut self, security: Security) -> Self {
        self.security = security;
        self
    }

    /// Schemes that the document declares and requires nowhere: their credentials, where they are given, are sent with the
    /// requests that require others, none of which are given.
    pub fn optional_schemes(mut self, schemes: &'static [&'static str]) -> Self {
        self.optional_schemes = schemes;
        self
    }

    /// What sends the requests. Without it: reqwest, if the feature is on.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// What tells the time and waits.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// When and how often to try again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// At most so many requests in any span of this length, redirects and retries included. Others wait for their turn, first
    /// come, first served.
    ///
    /// The limit is the account's: all clients of the process with the same credentials at the same server share it, also
    /// those that are made for one request. Response headers that state a lower limit, or that nothing is left of one, are
    /// observed as well, with or without a limit of your own.
    pub fn rate_limit(mut self, requests: u32, per: Duration) -> Self {
        self.rate = Some(RateLimit::new(requests, per));
        self
    }

    /// Names the account that the rate limit belongs to, where its credentials do not identify it: those that change (an
    /// application that passes a new token each hour), or several for one account.
    pub fn account(mut self, name: impl Into<String>) -> Self {
        self.account = Some(name.into());
        self
    }

    /// Shares the rate limit between processes. [`HttpBuilder::account`] has to be set too: it is the name that the store
    /// knows the account by.
    pub fn rate_limit_store(mut self, store: impl RateLimitStore) -> Self {
        self.rate_store = Some(Arc::new(store));
        self
    }

    /// A value that differs by customer and that the vendor's requests need. Not for credentials.
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// A header for every request. Not for credentials: those of [`HttpBuilder::auth`] know where they may go.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The largest body that is read whole, and the largest value of a stream of events or lines, in bytes (64 MiB).
    /// It is the size after decompression that counts.
    pub fn max_response(mut self, bytes: u64) -> Self {
        self.max_response = bytes;
        self
    }

    /// The most that a stream may bring in all, in bytes after decompression (`None`: no limit). One that brings more
    /// ends with [`crate::Stage::Limit`].
    pub fn max_stream(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.max_stream = bytes.into();
        self
    }

    /// How long connecting may take, name look-up and TLS included (10 s). It is a setting of the default transport: a
    /// transport of your own has one of its own, and both together are refused by [`HttpBuilder::build`].
    pub fn connect_timeout(mut self, after: Duration) -> Self {
        self.connect_timeout = Some(after);
        self
    }

    /// How long one attempt may take until its body is read, or of a stream until it begins (60 s); `None` for ever.
    /// Waiting for a turn under a rate limit, or for credentials, doesn't count.
    pub fn attempt_timeout(mut self, after: impl Into<Option<Duration>>) -> Self {
        self.attempt_timeout = after.into();
        self
    }

    /// Of a stream: how long to wait for its next piece (5 minutes); `None` for ever. The stream then ends with
    /// [`crate::Stage::Stalled`].
    pub fn idle_timeout(mut self, after: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = after.into();
        self
    }

    /// How long a whole call may take, retries and waiting included, or of a stream until it begins (for ever).
    pub fn timeout(mut self, after: impl Into<Option<Duration>>) -> Self {
        self.call_timeout = after.into();
        self
    }

    /// How many redirects to follow (10).
    pub fn max_redirects(mut self, most: u32) -> Self {
        self.max_redirects = most;
        self
    }

    /// The vendor's rules for telling errors.
    pub fn classify(
        mut self,
        rules: impl Fn(&RawResponse) -> Option<Failure> + Send + Sync + 'static,
    ) -> Self {
        self.classify = Some(Arc::new(rules));
        self
    }

    /// The client. The error is an address or a header that can't be one, or a missing transport.
    pub fn build(self) -> Result<Http, InvalidRequest> {
        let mut headers = HeaderMap::new();
        headers
            .insert(USER_AGENT, HeaderValue::from_static(concat!("tributary/", env!("CARGO_PKG_VERSION"))));
        for (name, value) in &self.headers {
            match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                (Ok(name), Ok(value)) => headers.insert(name, value),
                _ => return Err(InvalidRequest::new(format!("`{name}` can't be sent as a header"))),
            };
        }
        let mut origins = Vec::new();
        let served_at = self.served_at.as_deref().map(address::base).transpose()?;
        let mut base = self.base?;
        if !base.contains(FROM_TOKEN) {
            if let Some(at) = &served_at {
                base = address::resolve(at, &base)?;
            }
            origins.push(address::check_base(&base)?);
        }
        for url in &self.origins {
            origins.push(Origin::of_text(url)?);
        }
        for (_, actual) in &self.servers {
            origins.push(address::check_base(actual)?);
        }
        let transport = match (self.transport, self.connect_timeout) {
            (Some(transport), None) => transport,
            (None, timeout) => default_transport(timeout)?,
            (Some(_), Some(_)) => {
                return Err(InvalidRequest::new(
                    "`connect_timeout` is a setting of the transport that was given",
                ));
            }
        };
        let server = origins.first().map_or_else(|| base.clone(), Origin::to_string);
        let store = match (self.rate_store, &self.account) {
            (None, _) => None,
            (Some(store), Some(account)) => Some((store, format!("{server} {account}"))),
            (Some(_), None) => {
                return Err(InvalidRequest::new(
                    "`rate_limit_store` needs the name that it knows the account by: see `account`",
                ));
            }
        };
        let network = transport.network();
        let account = match &self.account {
            Some(name) => limit::account(&(network, &server, name), self.clock.now()),
            None => limit::account(&(network, &server, &self.credentials), self.clock.now()),
        };
        let limiter = Limiter::new(account, self.rate, store);
        Ok(Http {
            filled: None,
            shared: Arc::new(Shared {
                base,
                served_at,
                servers: self.servers,
                origins,
                transport,
                clock: self.clock,
                credentials: self.credentials,
                security: self.security,
                optional_schemes: self.optional_schemes,
                retry: self.retry,
                limiter,
                headers,
                max_response: self.max_response,
                max_stream: self.max_stream,
                attempt_timeout: self.attempt_timeout,
                idle_timeout: self.idle_timeout,
                call_timeout: self.call_timeout,
                max_redirects: self.max_redirects,
                classify: self.classify,
                settings: self.settings,
            }),
        })
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(connect: Option<Duration>) -> Result<Arc<dyn Transport>, InvalidRequest> {
    let transport = match connect {
        Some(after) => crate::ReqwestTransport::with(reqwest::Client::builder().connect_timeout(after)),
        None => crate::ReqwestTransport::new(),
    };
    Ok(Arc::new(transport.map_err(|error| InvalidRequest::new(format!("reqwest can't be set up: {error}")))?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Option<Duration>) -> Result<Arc<dyn Transport>, InvalidRequest> {
    Err(InvalidRequest::new("there is no transport: give one, or turn the feature `reqwest` on"))
}
