//! The three vendors, as far as the examples ask them: each with a few records, and each as exacting as the real one
//! about credentials.

pub mod hubspot;
pub mod pipedrive;
pub mod salesforce;
