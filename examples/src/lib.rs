//! What the examples share: local servers that answer as HubSpot, Salesforce and Pipedrive do, with their envelopes,
//! pages, errors and rate limits, over real TCP.

mod server;
pub mod vendors;

pub use server::{Answer, Asked, Server};
