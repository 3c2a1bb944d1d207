//! Mock vendors that keep state: what an application creates is listed, found, changed, deleted and told as a change.
//!
//! A [`Mock`] is made from a [`MockPlan`], which the generator writes from a vendor's document and mapping. It has records,
//! seeded so that they look as people would enter them, and responds to requests as the vendor documents: with its pages and
//! cursors, its errors, its rate limit. Requests are held against the document; what is wrong is reported by JSON pointer.
//! A document without a mapping gets a mock without state, which answers by its schemas.
//!
//! A mock is a transport in memory for tests of an application (feature `transport`), or a server on a socket (feature
//! `server`). Both have the same state. A generated crate has the mock of its vendor as its feature `mock`:
//!
//! ```no_run
//! # #[cfg(feature = "server")]
//! # async fn example(hubspot_mock: fn() -> tributary_mock::Builder) -> std::io::Result<()> {
//! let server = tributary_mock::start(hubspot_mock()).await?;
//! println!("{}", server.base_url());
//! # Ok(())
//! # }
//! ```

#![warn(missing_docs)]

mod answer;
mod check;
#[cfg(feature = "transport")]
mod connect;
#[cfg(feature = "contract")]
pub mod contract;
mod fault;
mod limit;
mod matching;
mod mock;
mod place;
mod request;
mod respond;
mod rng;
mod route;
mod sample;
#[cfg(feature = "server")]
pub mod server;
mod store;
mod time;
#[cfg(feature = "transport")]
mod transport;
mod words;

pub use check::Problem;
pub use fault::Fault;
pub use mock::{Builder, Delivery, Mock, Reply, Served};
pub use rng::Rng;
#[cfg(feature = "server")]
pub use server::{Server, start};
pub use tributary_mock_plan as plan;
pub use tributary_mock_plan::MockPlan;

/// What generated code is made of. Not for use by hand.
#[doc(hidden)]
pub mod codegen_v1 {
    use crate::MockPlan;

    /// Reads a plan that was generated with the code that calls this.
    ///
    /// # Panics
    /// The text is no plan: it was changed by hand.
    #[must_use]
    #[allow(clippy::panic)] // both were written by one run of the generator, and a test has nothing to go on with
    pub fn plan(text: &str) -> MockPlan {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("mock.json is no mock plan: {error}"))
    }
}
