//! Settings that connect a vendor's client to its mock.

use tributary_capabilities::{MockSpec, Need, SettingSpec, Settings};
use tributary_client::testing::TestClock;

use crate::{Builder, Mock};

/// Where a mock in memory is: no request leaves the process.
const IN_MEMORY: &str = "https://mock.test";

/// The setting that takes the place of what a token is renewed with.
const ACCESS_TOKEN: &str = "access_token";
/// The setting for where tokens come from.
#[cfg(feature = "server")]
const TOKEN_URL: &str = "token_url";

impl Builder {
    /// What a client of the vendor is connected by, its `Client::SETTINGS`: see [`Mock::settings`].
    pub fn settings(mut self, settings: &'static [SettingSpec]) -> Self {
        self.settings = settings;
        self
    }
}

impl From<MockSpec> for Builder {
    fn from(spec: MockSpec) -> Self {
        Mock::of(spec)
    }
}

impl Mock {
    /// The mock of a vendor, as the feature `mock` of its crate has it: `Mock::of(hubspot::MOCK)`.
    ///
    /// # Panics
    /// `mock.json` of the vendor's crate was changed by hand, and is no plan.
    #[allow(clippy::panic)] // the generator wrote it, and a test has nothing to go on with
    pub fn of(spec: MockSpec) -> Builder {
        match serde_json::from_str(spec.plan) {
            Ok(plan) => Self::builder(plan).settings(spec.settings),
            Err(error) => panic!("mock.json is no mock plan: {error}"),
        }
    }

    /// Settings that connect a client to this mock in memory: every credential is `example`, and the client's clock waits for
    /// nothing.
    pub fn settings(&self) -> Settings {
        let mock = self.clone();
        let settings = examples(self.shared.settings, IN_MEMORY, false);
        settings.http_with(move |http| http.transport(mock.clone()).clock(TestClock::new()))
    }
}

#[cfg(feature = "server")]
impl crate::Server {
    /// Settings that connect a client to this server: every credential is `example`. The client needs a transport that makes
    /// connections, such as that of the feature `reqwest`.
    ///
    /// Tokens are fetched from the server where the vendor's client can be told so; otherwise the client has one.
    pub fn settings(&self) -> Settings {
        let plan = self.mock().plan();
        let specs = self.mock().shared.settings;
        let origin = self.origin();
        let token_path = plan.auth.iter().find_map(|auth| match auth {
            tributary_mock_plan::Auth::OAuth2 { token_path, .. } => Some(token_path),
            _ => None,
        });
        match token_path.filter(|_| specs.iter().any(|it| it.name == TOKEN_URL)) {
            Some(path) => {
                let settings = examples(specs, &origin, false).set(TOKEN_URL, format!("{origin}{path}"));
                // the response with the token says where all other requests go
                if plan.from_token.is_empty() { settings.base_url(self.base_url()) } else { settings }
            }
            None => examples(specs, &origin, true).base_url(self.base_url()),
        }
    }
}

/// A value for all that is needed; with a token that nothing renews, if that is wanted and possible.
fn examples(specs: &[SettingSpec], origin: &str, token: bool) -> Settings {
    let token = token && specs.iter().any(|it| it.name == ACCESS_TOKEN && it.need == Need::Optional);
    let needed = specs.iter().filter(|it| match it.need {
        Need::Required => true,
        Need::Unless(other) => !(token && other == ACCESS_TOKEN),
        Need::With(other) => token && other == ACCESS_TOKEN,
        _ => token && it.name == ACCESS_TOKEN,
    });
    needed.fold(Settings::new(), |settings, it| {
        let address = it.name.ends_with("url") || it.name.ends_with("domain");
        settings.set(it.name, if address { origin } else { "example" })
    })
}
