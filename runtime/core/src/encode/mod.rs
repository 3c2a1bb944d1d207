//! From a typed value to what is sent.
//!
//! In: anything that can show a [`View`]. Out: JSON, parameters, forms, text.

mod serialize;
mod show;
mod sources;
mod style;
mod view;

pub use serialize::{serialize, to_json, to_value};
pub use show::{debug, has_property, is_empty_object, may_be_empty, same};
pub use style::{Style, add_query, form_text, header_text, path_text, scalar};
pub use view::*;
