//! What every generated client shares.

#![warn(missing_docs)]

pub mod unified;
