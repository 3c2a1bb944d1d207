//! The vocabulary of the unified model, without I/O: what a model is, how a record refers to another, pages and changes,
//! and the conversions between a vendor's types and the model's.

#![warn(missing_docs)]

#[doc(hidden)]
pub mod convert;
pub mod html;
mod model;
mod page;
mod warning;

#[doc(hidden)]
pub use tributary_core as core;

pub use model::{Conversion, Converted, Invalid, Model, Record, Ref};
pub use page::{Change, Checkpoint, Failed, InvalidCheckpoint, Page};
pub use warning::{Unconverted, Warning, WarningCode};
