//! The vendor's documents as the mapping names them, and the operations they offer.

use crate::diagnostics::{Diagnostic, Place, catalogue, nearest};
use crate::mapping::Mapping;

/// An operation that the documents have, whether or not the mapping calls it: what a misspelt call may have meant.
#[derive(Clone, Debug)]
pub struct Offered {
    pub id: Option<String>,
    pub method: String,
    pub path: String,
}

/// Documents that the mapping names and the folder does not have: without them there is nothing to bind to.
pub fn missing(mapping: &Mapping, there: &[String]) -> Vec<Diagnostic> {
    let folder = format!("specs/{}", mapping.vendor_name());
    let missing = mapping.vendor.documents.iter().filter(|document| !there.contains(&document.value));
    let found = missing.map(|document| {
        let message = format!("`{folder}/{}` does not exist", document.value);
        let place = Place::span(&mapping.file, document.span.clone());
        let found = Diagnostic::new(catalogue::UNKNOWN_DOCUMENT, message, place, "no such file");
        match nearest(&document.value, there.iter().map(String::as_str)) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None if there.is_empty() => found.help(format!("there are no documents in `{folder}`")),
            None => {
                let names: Vec<&str> = there.iter().map(String::as_str).collect();
                found.help(format!("there are {}", crate::diagnostics::quoted(&names)))
            }
        }
    });
    found.collect()
}
