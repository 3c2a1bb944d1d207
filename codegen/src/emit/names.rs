//! The one door through which a name becomes an identifier.
//!
//! `lower` decides names; here they are only made into tokens, raw where they are keywords. A name that could not be an
//! identifier at all would be a mistake of an earlier stage: it is mended rather than allowed to abort.

use proc_macro2::{Ident, Span};

/// Keywords of edition 2024 and of those before it, reserved ones included. Sorted.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// The identifier of a name.
pub(super) fn ident(name: &str) -> Ident {
    match name {
        "self" | "Self" | "super" | "crate" | "_" => Ident::new(&format!("{name}_"), Span::call_site()),
        keyword if KEYWORDS.binary_search(&keyword).is_ok() => Ident::new_raw(name, Span::call_site()),
        plain if is_plain(plain) => Ident::new(name, Span::call_site()),
        odd => Ident::new(&mended(odd), Span::call_site()),
    }
}

/// The name of the file that `mod` finds for a module of this name.
pub(super) fn file_stem(module: &str) -> String {
    let ident = ident(module).to_string();
    ident.strip_prefix("r#").unwrap_or(&ident).to_owned()
}

/// Whether a name is an identifier as it stands. Names are ASCII by the time they come here.
fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first == b'_' || first.is_ascii_alphabetic())
        && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

fn mended(name: &str) -> String {
    let body: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("_{body}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn every_name_is_an_identifier() {
        for (name, expected) in [
            ("id", "id"),
            ("type", "r#type"),
            ("self", "self_"),
            ("_", "__"),
            ("", "_"),
            ("a-b", "_a_b"),
            ("1", "_1"),
        ] {
            assert_eq!(ident(name).to_string(), expected);
        }
    }

    #[test]
    fn every_module_has_the_file_that_is_looked_for() {
        for (module, expected) in
            [("type", "type"), ("self", "self_"), ("crate", "crate_"), ("users", "users")]
        {
            assert_eq!(file_stem(module), expected);
        }
    }
}
