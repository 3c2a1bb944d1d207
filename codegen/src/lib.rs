//! The generator of Tributary: a pure function from sources to files and diagnostics.
//!
//! `parse -> resolve -> lower -> bind -> emit -> format`, one module per stage, plain typed values between them.
//! Nothing here reads a file, a clock or the network; `xtask` does that.

pub mod bind;
pub mod diagnostics;
pub mod emit;
pub mod format;
mod generate;
pub mod ir;
pub mod lower;
pub mod mapping;
pub mod output;
mod overlay;
pub mod parse;
pub mod plan;
pub mod resolve;
mod root;
pub mod source;

pub use generate::{ClientOptions, GenerateOptions, LOCK, client, generate, refused_name};
pub use root::{Bound, plan};
