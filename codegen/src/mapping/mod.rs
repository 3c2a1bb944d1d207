//! mapping: the text of `mappings/<vendor>.toml` to a tree in which every part knows its place.
//!
//! TOML to nodes with spans (`document`), nodes against the language's tables (`check`, `keys`), templates and defaults laid
//! under the models that take them (`inherit`), nodes to the mapping's parts (`read`), texts to expressions and templates
//! (`token`, `expression`, `template`). No name of a document or a model is resolved here; that is `bind`'s.

mod ast;
mod check;
mod document;
mod explain;
mod expr;
mod expression;
mod inherit;
mod keys;
mod location;
mod read;
mod schema;
mod sections;
mod template;
mod text;
mod token;

pub use ast::*;
pub use explain::{Explained, explain};
pub use expr::*;
pub use inherit::merge_inherited;
pub use location::location;
pub use schema::json_schema;

use crate::diagnostics::Diagnostic;

/// Reads a mapping. As much as can be read is given, whatever is reported.
pub fn read(file: &str, text: &str, diags: &mut Vec<Diagnostic>) -> Mapping {
    read::mapping(file, text, diags)
}

#[cfg(test)]
mod tests;
