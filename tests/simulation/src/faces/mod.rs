//! The vendors' APIs, as far as changes go: each answers as the vendor's documentation says.

mod hubspot;
mod ledger;
mod pipedrive;
mod salesforce;

pub use hubspot::HubSpot;
pub use ledger::Ledger;
pub use pipedrive::{Pipedrive, Recents};
pub use salesforce::Salesforce;

use tributary_client::testing::Recorded;
use url::Url;

/// A parameter of a request's query.
pub fn parameter(request: &Recorded, name: &str) -> Option<String> {
    let url = Url::parse("https://vendor.test").ok()?.join(&request.uri.to_string()).ok()?;
    url.query_pairs().find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
}

/// A name that says which revision of a record it is of.
pub fn name(revision: u32) -> String {
    format!("r{revision}")
}

/// The revision that a name is of.
pub fn revision(name: Option<&str>) -> Option<u32> {
    name?.strip_prefix('r')?.parse().ok()
}
