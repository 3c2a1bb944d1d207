//! Mock vendors that keep state: what an application creates is listed, found, changed, deleted and told as a change.
//!
//! A [`Mock`] is made from a [`MockPlan`], which the generator writes from a vendor's document and mapping. It has records,
//! seeded so that they look as people would enter them, and responds to requests as the vendor documents: with its pages and
//! cursors, its errors, its rate limit. Requests are held against the document; what is wrong is reported by JSON pointer.
//! A document without a mapping gets a mock without state, which answers by its schemas.
//!
//! A mock is a transport in memory for tests of an application (feature `transport`), or a server on a socket (feature
//! `server`). Both have the same state. A generated crate has what the mock of its vendor is made from as its feature `mock`:
//! `tributary_mock::start(tributary_hubspot::MOCK)`.

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
#[cfg(feature = "webhooks")]
mod webhooks;
mod words;

pub use check::Problem;
pub use fault::Fault;
pub use mock::{Builder, Delivery, Mock, Reply, Served};
pub use rng::Rng;
#[cfg(feature = "server")]
pub use server::{Server, start};
pub use store::{Happened, What};
pub use tributary_mock_plan as plan;
pub use tributary_mock_plan::MockPlan;
#[cfg(feature = "webhooks")]
pub use webhooks::Endpoint;
