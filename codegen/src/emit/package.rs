//! A whole crate: which files it has, and what is in them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{client, example, manifest, operations, replies, types};
use crate::format;
use crate::ir::Api;
use crate::output::OutputFile;

/// What a crate is called and what it depends on.
#[derive(Clone, Debug)]
pub struct Package<'a> {
    /// `tributary-hubspot`
    pub name: &'a str,
    /// The folder with the runtime crates, relative to the crate or absolute.
    pub runtime: &'a str,
    /// Whether it is a workspace of its own.
    pub stand_alone: bool,
}

/// Allowed in all that is generated: names and prose are the document's, and so is what is large or many.
const ALLOWED: &[&str] = &[
    "clippy::approx_constant",
    "clippy::doc_lazy_continuation",
    "clippy::doc_overindented_list_items",
    "clippy::empty_docs",
    "clippy::enum_variant_names",
    "clippy::excessive_precision",
    "clippy::large_enum_variant",
    "clippy::len_without_is_empty",
    "clippy::module_inception",
    "clippy::new_without_default",
    "clippy::result_large_err",
    "clippy::should_implement_trait",
    "clippy::too_long_first_doc_paragraph",
    "clippy::type_complexity",
    "clippy::upper_case_acronyms",
    "clippy::wrong_self_convention",
    "deprecated",
];

/// More types than this may hang together in a chain that rustc's own limit (128) doesn't reach the end of.
const MANY_TYPES: usize = 60;

/// Writes the crate of an API, file by file: the tokens of one are gone before the next are made.
pub fn write(api: &Api, package: &Package<'_>, files: &mut Vec<OutputFile>) {
    let mut add = |path: String, contents: String| files.push(OutputFile { path, contents });
    add("Cargo.toml".to_owned(), manifest::manifest(api, package));
    add("README.md".to_owned(), manifest::readme(api, package));
    let mut rust = |path: String, tokens: TokenStream| add(path, format::rust(tokens));
    rust("src/lib.rs".to_owned(), library(api, package));
    if !api.types.is_empty() {
        let modules = modules(api.types.iter().map(|(_, def)| def.module.as_str()));
        rust("src/types/mod.rs".to_owned(), types::index(&modules));
        for module in &modules {
            rust(format!("src/types/{module}.rs"), types::file(&api.types, module));
        }
    }
    if !api.operations.is_empty() {
        let modules = modules(api.operations.iter().map(|operation| operation.module.as_str()));
        rust("src/api/mod.rs".to_owned(), operations::index(&modules));
        for module in &modules {
            rust(format!("src/api/{module}.rs"), operations::file(api, module));
        }
        rust("src/client.rs".to_owned(), client::file(api));
    }
    if !api.replies.is_empty() {
        rust("src/replies.rs".to_owned(), replies::file(api));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
}

/// Each once, sorted.
fn modules<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn library(api: &Api, package: &Package<'_>) -> TokenStream {
    let docs = example::library_docs(api, package).inner();
    let allowed = ALLOWED.iter().map(|lint| lint.parse::<TokenStream>().unwrap_or_default());
    let limit = (api.types.len() > MANY_TYPES).then(|| quote!(#![recursion_limit = "512"]));
    let skip = quote!(#[rustfmt::skip]);
    let operations = (!api.operations.is_empty()).then(|| {
        quote! {
            #skip
            pub mod api;
            #skip
            mod client;
            pub use client::{Client, ClientBuilder};
        }
    });
    let replies = (!api.replies.is_empty()).then(|| quote!(#skip pub mod replies;));
    let types = (!api.types.is_empty()).then(|| quote!(#skip pub mod types;));
    quote! {
        #docs
        #limit
        #![allow(#(#allowed),*)]
        #operations
        #replies
        #types
        pub use tributary_client;
        pub use tributary_core;
    }
}
