//! The generator of Tributary: a pure function from sources to files and diagnostics.
//!
//! `parse -> resolve -> lower -> bind -> emit -> format`, one module per stage, plain typed values between them.
//! Nothing here reads a file, a clock or the network; `xtask` does that.

pub mod bind;
mod client;
mod comparison;
pub mod diagnostics;
pub mod diff;
pub mod emit;
pub mod format;
pub mod ir;
mod level;
pub mod lower;
pub mod mapping;
pub mod mock;
mod options;
pub mod output;
pub mod parse;
pub mod plan;
pub mod render;
pub mod reserved;
pub mod resolve;
pub mod source;
mod workspace;

pub use client::{client, mock_document, refused_name};
pub use comparison::{Compared, compare_documents, compare_vendor};
pub use level::{LevelOptions, level};
pub use options::{ClientOptions, GenerateOptions, GitSource, LOCK, Upstream};
pub use workspace::{
    BoundVendor, Published, generate, mock_vendor, operations_of, plan, published, vendor_documents,
};
