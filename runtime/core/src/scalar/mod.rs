//! Scalars that travel as text or number and are something else in Rust.
//!
//! Those that Rust crates define (`Timestamp`, `Date`, `Time`, `Uuid`, `Decimal`) are used as they are; where one travels
//! in a second form, a newtype says so.

mod binary;
mod decimal;
mod number;
mod offset;
mod text;
mod time;

pub use binary::{Base64, Base64Url};
pub use decimal::DecimalText;
pub(crate) use number::same_number;
pub use number::{NotANumber, Number};
pub use offset::{OffsetDateTime, OffsetTime};
pub use text::Uri;
pub use time::{Duration, HttpDate, UnixTime};

/// `Decode` through `Scalar`, with a blank value.
macro_rules! scalar_slot {
    ($type:ty, $blank:expr) => {
        impl $crate::codegen_v1::Decode for $type {
            fn blank() -> Self {
                $blank
            }
            fn slot(&mut self) -> $crate::codegen_v1::Slot<'_> {
                $crate::codegen_v1::Slot::Scalar(self)
            }
        }
    };
}

/// A newtype is used as what it holds.
macro_rules! holds {
    ($name:ident, $inner:ty) => {
        impl std::ops::Deref for $name {
            type Target = $inner;
            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                $name(inner)
            }
        }

        impl From<$name> for $inner {
            fn from(outer: $name) -> Self {
                outer.0
            }
        }

        $crate::serde_traits! { decode: $name; encode: $name }
    };
}

use {holds, scalar_slot};
