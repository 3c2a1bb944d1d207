//! What a vendor's client is made of when it is chosen at run time: credentials and settings by name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Error, ErrorKind};
use tributary_client::address::bare;
use tributary_client::{Auth, Http, HttpBuilder, InvalidRequest, OAuth2, Secret, TokenStore};

type Change = Arc<dyn Fn(HttpBuilder) -> HttpBuilder + Send + Sync>;
type Store = Arc<dyn Fn(OAuth2) -> OAuth2 + Send + Sync>;

/// Credentials and settings by name. None is ever printed.
///
/// ```
/// use tributary_capabilities::Settings;
///
/// let settings = Settings::new().set("access_token", "s3cret");
/// assert_eq!(format!("{settings:?}"), r#"Settings { names: ["access_token"], base_url: None }"#);
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Settings {
    values: BTreeMap<String, Secret>,
    base_url: Option<String>,
    changes: Vec<Change>,
    store: Option<Store>,
}

/// A setting of a vendor: enough to build a form from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettingSpec {
    /// The name for [`Settings::set`].
    pub name: &'static str,
    /// What it is and where to find it, in a few words.
    pub about: &'static str,
    /// It is a credential: a form hides what is typed, and nothing prints it.
    pub secret: bool,
    /// When it must be set.
    pub need: Need,
}

/// When a setting must be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// Always.
    Required,
    /// Unless the setting of this name is set, which takes its place.
    Unless(&'static str),
    /// If the setting of this name is set.
    With(&'static str),
    /// Never.
    Optional,
}

impl SettingSpec {
    /// A required setting that is no secret.
    pub const fn new(name: &'static str, about: &'static str) -> Self {
        Self { name, about, secret: false, need: Need::Required }
    }

    /// The same setting as a credential.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The same setting with another need.
    #[must_use]
    pub const fn need(mut self, need: Need) -> Self {
        self.need = need;
        self
    }
}

/// A vendor of a build: its name for `connect`, its title, and its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VendorInfo {
    /// `hubspot`
    pub name: &'static str,
    /// `HubSpot`
    pub title: &'static str,
    /// All settings that the vendor knows.
    pub settings: &'static [SettingSpec],
}

/// What a mock of a vendor is made from, for `tributary_mock::Mock::of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MockSpec {
    /// The mock plan, as the generator wrote it.
    pub plan: &'static str,
    /// All settings that the vendor's client knows.
    pub settings: &'static [SettingSpec],
}

impl MockSpec {
    /// A mock plan, and the settings of the client.
    pub const fn new(plan: &'static str, settings: &'static [SettingSpec]) -> Self {
        Self { plan, settings }
    }
}

impl VendorInfo {
    /// A vendor with these settings.
    pub const fn new(name: &'static str, title: &'static str, settings: &'static [SettingSpec]) -> Self {
        Self { name, title, settings }
    }
}

impl Settings {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a credential or another value. Which ones there are, a vendor's `Client::SETTINGS` says. An empty value, as of a
    /// form's field that was left empty, is none.
    pub fn set(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        let (name, value) = (name.into(), value.into());
        match value.expose().is_empty() {
            true => self.values.remove(&name),
            false => self.values.insert(name, value),
        };
        self
    }

    /// Another address than the vendor's: a sandbox, a test's own server.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Where rotated tokens are kept.
    pub fn token_store(mut self, store: impl TokenStore + Clone) -> Self {
        self.store = Some(Arc::new(move |oauth2| oauth2.store(store.clone())));
        self
    }

    /// Everything else: transport, retries, time limits.
    pub fn http_with(mut self, change: impl Fn(HttpBuilder) -> HttpBuilder + Send + Sync + 'static) -> Self {
        self.changes.push(Arc::new(change));
        self
    }

    /// Refuses a setting that the vendor does not know: a misspelt name would pass unnoticed.
    ///
    /// # Errors
    /// A value is set under a name that is not among the vendor's settings.
    #[doc(hidden)]
    pub fn known(&self, title: &str, settings: &[SettingSpec]) -> Result<&Self, Error> {
        let names: Vec<&str> = settings.iter().map(|it| it.name).collect();
        let Some(unknown) = self.values.keys().find(|name| !names.contains(&name.as_str())) else {
            return Ok(self);
        };
        let takes = match names.is_empty() {
            true => "takes none".to_owned(),
            false => format!("takes `{}`", names.join("`, `")),
        };
        let instead =
            if unknown == "base_url" { "; an address is given by `Settings::base_url`" } else { "" };
        let message = format!("{title} has no setting `{unknown}`: it {takes}{instead}");
        Err(Error::new(ErrorKind::UnknownSetting, message))
    }

    /// The value of this name.
    ///
    /// # Errors
    /// It is not set.
    #[doc(hidden)]
    pub fn need(&self, name: &str) -> Result<&str, Error> {
        match self.values.get(name) {
            Some(value) => Ok(value.expose()),
            None => Err(Error::new(ErrorKind::MissingSetting, format!("the setting `{name}` is missing"))),
        }
    }

    /// The setting, or a `{token.member}` placeholder if its value arrives with the OAuth2 token.
    ///
    /// # Errors
    /// The access token is set, so that no token response will have the value.
    #[doc(hidden)]
    pub fn from_token(&self, name: &str, member: &str) -> Result<String, Error> {
        let given = self.values.contains_key("access_token") && !self.values.contains_key("refresh_token");
        match given || self.values.contains_key(name) {
            true => self.need(name).map(str::to_owned),
            false => Ok(format!("{{token.{member}}}")),
        }
    }

    /// An address with these settings in it.
    ///
    /// # Errors
    /// A setting is not set, or would lead elsewhere.
    #[doc(hidden)]
    pub fn address(&self, template: &str, values: &[(&str, &str)]) -> Result<String, Error> {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, *value, [].as_slice())).collect();
        tributary_client::address::fill(template, &values)
            .map_err(|error| Error::new(ErrorKind::InvalidInput, error.to_string()).with_source(error))
    }

    /// The caller's address, or the vendor's.
    #[doc(hidden)]
    pub fn base_or(&self, vendor: impl Into<String>) -> String {
        self.base_url.clone().unwrap_or_else(|| vendor.into())
    }

    /// The value of this name, or another.
    #[doc(hidden)]
    pub fn or(&self, name: &str, other: impl Into<String>) -> String {
        self.values.get(name).map_or_else(|| other.into(), |value| value.expose().to_owned())
    }

    /// An access token alone if there is one, else what it is renewed with.
    ///
    /// # Errors
    /// A credential is not set.
    #[doc(hidden)]
    pub fn token_or(&self, renewed: impl FnOnce() -> Result<Auth, Error>) -> Result<Auth, Error> {
        match (self.values.get("access_token"), self.values.contains_key("refresh_token")) {
            (Some(token), false) => Ok(Auth::bearer(token.clone())),
            _ => renewed(),
        }
    }

    /// With the caller's token store.
    #[doc(hidden)]
    pub fn stored(&self, oauth2: OAuth2) -> OAuth2 {
        match &self.store {
            Some(store) => store(oauth2),
            None => oauth2,
        }
    }

    /// A client's beginning: the caller's address, or the vendor's.
    #[doc(hidden)]
    pub fn http(&self, vendor: impl Into<String>) -> Result<HttpBuilder, Error> {
        Ok(Http::builder(self.base_or(vendor)))
    }

    /// A client's end: what the caller changes besides.
    ///
    /// # Errors
    /// The address is none.
    #[doc(hidden)]
    pub fn finish(&self, http: HttpBuilder) -> Result<Http, Error> {
        let http = self.changes.iter().fold(http, |http, change| change(http));
        http.build().map_err(|error: InvalidRequest| {
            Error::new(ErrorKind::InvalidInput, error.to_string()).with_source(error)
        })
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.values.keys().collect();
        let base_url = self.base_url.as_deref().map(bare);
        f.debug_struct("Settings").field("names", &names).field("base_url", &base_url).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Need, SettingSpec, Settings};

    #[test]
    fn an_address_is_shown_without_credentials() {
        for address in
            ["https://me:s3cret@x.example/v1?key=s3cret#s3cret", "https://me:s3cret@[x/v1?key=s3cret"]
        {
            let settings = Settings::new().base_url(address).set("token", "s3cret");
            assert!(!format!("{settings:?} {settings:#?}").contains("s3cret"), "{settings:?}");
        }
    }

    #[test]
    fn what_a_vendor_has_no_use_for_is_refused() {
        let specs = [
            SettingSpec::new("api_token", "the personal token").secret(),
            SettingSpec::new("region", "eu or us").need(Need::Optional),
        ];
        let said = |settings: Settings| settings.known("Acme", &specs).err().map(|it| it.to_string());
        assert_eq!(said(Settings::new().set("api_token", "s3cret").set("region", "eu")), None);
        let misspelt = said(Settings::new().set("api_tokn", "s3cret")).unwrap_or_default();
        assert_eq!(misspelt, "Acme has no setting `api_tokn`: it takes `api_token`, `region`");
        let address = said(Settings::new().set("base_url", "http://127.0.0.1")).unwrap_or_default();
        assert!(address.ends_with("; an address is given by `Settings::base_url`"), "{address}");
    }
}
