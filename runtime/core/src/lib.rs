//! What every generated crate shares and that does no I/O: scalars, open enums, decoding and encoding driven by small
//! tables, and what is said when a value is not as documented.

#![warn(missing_docs)]

#[doc(hidden)]
pub mod codegen_v1;
mod cursor;
mod decode;
mod encode;
mod error;
mod macros;
mod map;
mod maybe;
mod scalar;
mod tables;
mod value;
#[cfg(feature = "xml")]
mod xml;

pub use cursor::Cursor;
pub use decode::{Effect, Issue, Issues};
pub use error::DecodeError;
pub use jiff::Timestamp;
pub use jiff::civil::{Date, Time};
pub use map::Map;
pub use maybe::Maybe;
pub use rust_decimal::Decimal;
pub use scalar::{
    Base64, Base64Url, DecimalText, Duration, HttpDate, NotANumber, Number, OffsetDateTime, OffsetTime,
    UnixTime, Uri,
};
pub use uuid::Uuid;
pub use value::Value;
