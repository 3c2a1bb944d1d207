//! The functions of `mappings/<vendor>.rs`, by name.

use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::source::Sources;

/// Names of the file's functions that the generated crate can call. No file, no functions.
pub fn hand_written(sources: &Sources, vendor: &str, diags: &mut Vec<Diagnostic>) -> Vec<String> {
    let path = format!("mappings/{vendor}.rs");
    let Some(file) = sources.get(&path) else { return Vec::new() };
    let text = String::from_utf8_lossy(&file.bytes);
    match syn::parse_file(&text) {
        Ok(parsed) => parsed
            .items
            .iter()
            .filter_map(|item| match item {
                syn::Item::Fn(function) if !matches!(function.vis, syn::Visibility::Inherited) => {
                    Some(function.sig.ident.to_string())
                }
                _ => None,
            })
            .collect(),
        Err(error) => {
            let message = format!("`{path}` is not Rust: {error}");
            let found =
                Diagnostic::new(catalogue::FUNCTION_MISSING, message, Place::file(&path), "can't be read");
            diags.push(found);
            Vec::new()
        }
    }
}
