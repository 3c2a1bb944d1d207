//! Vendors in memory, whose records change while a client reads them: the simulation that runs of changes are tested by.
//!
//! A [`World`] has records and lets things happen to them. A [`Face`] is the API of a vendor over a world: it answers
//! requests as that vendor does. [`simulate`] drives a real client through a schedule that a seed decides: it reads changes
//! page by page, saves what an application saves, and is killed and restarted at any request. At the end the world comes
//! to rest, and the client's copy has to be the vendor's records: nothing lost, nothing stale.

#![warn(missing_docs)]

pub mod faces;
mod schedule;
mod world;

pub use schedule::{Outcome, seeds, simulate, vendor};
pub use tributary_capabilities::mutation;
pub use tributary_mock::Rng;
pub use world::{Entry, Manners, OVERLAP, State, Version, World, time};

use tributary_client::testing::{Canned, Recorded};

/// The API of a vendor.
pub trait Face: Send + Sync + 'static {
    /// What can happen to its records.
    fn manners(&self) -> Manners;

    /// The response to a request.
    fn respond(&mut self, world: &mut World, request: &Recorded) -> Canned;
}
