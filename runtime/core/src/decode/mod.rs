//! From a received value to a typed one, leniently and never silently.
//!
//! In: a serde format, JSON text or an XML tree. Out: a filled value and the [`Issue`]s met on the way. A wrong optional
//! value is left out, a wrong required one spoils the nearest optional value, list item or map entry around it, and
//! only where there is none, the whole. What says no more than an empty value is one: a missing map, a missing object of
//! which nothing is required, a null in the place of either or of a list.

mod drive;
mod found;
mod issue;
mod json;
mod mend;
mod names;
mod nested;
mod places;
mod raw;
mod scalar;
mod slot;
mod texts;
mod union;

pub use drive::{deserialize, fill_json, from_json};
pub use issue::{Effect, Issue, Issues};
pub(crate) use issue::{Path, quoted};
pub(crate) use raw::TOKEN;
pub use scalar::from_text;
pub use slot::*;
pub use texts::Texts;

// For the XML driver.
#[cfg(feature = "xml")]
pub(crate) use self::{
    found::Found,
    names::Seen,
    nested::complete,
    raw::fill as fill_raw,
    scalar::{decimal, take},
};
