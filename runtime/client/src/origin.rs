//! Origins: where credentials may go.

use url::Url;

use crate::InvalidRequest;

/// Scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin(url::Origin);

impl Origin {
    pub(crate) fn of(url: &Url) -> Origin {
        Origin(url.origin())
    }

    pub(crate) fn of_text(text: &str) -> Result<Origin, InvalidRequest> {
        match Url::parse(text) {
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                let address = crate::call_info::bare(text);
                Err(InvalidRequest::new(format!(
                    "credentials don't belong into the address {address}: see `auth`"
                )))
            }
            Ok(url) if url.has_host() => Ok(Origin::of(&url)),
            _ => {
                let address = crate::call_info::bare(text);
                Err(InvalidRequest::new(format!("`{address}` is no address (https://api.example.com)")))
            }
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.ascii_serialization())
    }
}
