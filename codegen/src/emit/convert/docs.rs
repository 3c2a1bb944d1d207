//! What generated conversions say of themselves.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Class, FieldPlan};

/// What is done with a field: `read, create`.
pub(super) fn directions(field: &FieldPlan) -> String {
    let all = [("read", field.read), ("create", field.create), ("update", field.update)];
    all.into_iter().filter(|(_, done)| *done).map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

/// What of a field's value is lost between reading and writing it, or why there is none.
pub(super) fn lost(field: &FieldPlan) -> String {
    let why =
        |reason: &Option<String>| reason.as_ref().map(|why| format!(": {}", plain(why))).unwrap_or_default();
    match field.class {
        Class::Bijective => "nothing".to_owned(),
        Class::Lossy(_) => format!("lossy{}", why(&field.loses)),
        Class::ReadOnly | Class::WriteOnly => String::new(),
        Class::Ignored => format!("left out{}", why(&field.ignore)),
        Class::Unmapped => "not mapped".to_owned(),
    }
}

/// Text inside backticks inside a table.
pub(super) fn cell(text: &str) -> String {
    text.replace(['`', '\n', '\r'], " ").replace('|', "\\|")
}

/// Text that is no Markdown, inside a table.
fn plain(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        if matches!(c, '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '\\' | '#') {
            shown.push('\\');
        }
        shown.push(if c.is_control() { ' ' } else { c });
    }
    shown
}

/// `//!` lines of a module.
pub(super) fn inner(lines: &[String]) -> TokenStream {
    lines
        .iter()
        .map(|line| {
            let line = format!(" {line}");
            quote!(#![doc = #line])
        })
        .collect()
}
