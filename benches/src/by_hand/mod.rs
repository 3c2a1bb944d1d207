//! The other side of the comparison: what an engineer would write for one vendor with serde alone.
//!
//! The structs have every member that the generated ones have, of the same types, since the vendor's value is kept.
#![allow(dead_code, missing_docs, clippy::field_reassign_with_default, clippy::panic)]

pub mod hubspot;
pub mod pipedrive;
pub mod salesforce;
