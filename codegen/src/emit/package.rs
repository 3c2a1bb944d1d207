//! A whole crate: which files it has, and what is in them.

use proc_macro2::TokenStream;
use quote::quote;

use super::convert::{self, Sources};
use super::names::file_stem;
use super::{
    client, connect, example, headers, manifest, operations, replies, types, webhook_rules, webhooks,
};
use crate::format;
use crate::ir::Api;
use crate::output::OutputFile;
use crate::plan::Plan;
use std::collections::BTreeMap;

/// What a crate is called and what it depends on.
#[derive(Clone, Debug)]
pub struct Package<'a> {
    /// `tributary-hubspot`
    pub name: &'a str,
    /// The folder with the runtime crates, relative to the crate or absolute.
    pub runtime: &'a str,
    /// What manifests say of the runtime's crates in place of that folder: `git = "…"`.
    pub git: Option<&'a str>,
    /// What manifests say of the unified model's crate: `path = "../unified"`.
    pub unified: &'a str,
    /// Whether it is a workspace of its own.
    pub stand_alone: bool,
}

/// What a mapping adds to a vendor's crate.
#[derive(Clone, Copy, Debug)]
pub struct Mapped<'a> {
    pub plan: &'a Plan,
    /// The unified API of each category.
    pub unified: &'a BTreeMap<String, Api>,
    /// The text of `mappings/<vendor>.rs`.
    pub functions: Option<&'a str>,
}

/// Allowed in all that is generated: names and prose are the document's, and so is what is large or many.
const ALLOWED: &[&str] = &[
    "clippy::approx_constant",
    "clippy::disallowed_names",
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
    write_mapped(api, package, None, files);
}

/// The same for a vendor with a mapping: conversions and capabilities besides.
pub fn write_mapped(
    api: &Api,
    package: &Package<'_>,
    mapped: Option<&Mapped<'_>>,
    files: &mut Vec<OutputFile>,
) {
    let mut add = |path: String, contents: String| files.push(OutputFile { path, contents });
    add("Cargo.toml".to_owned(), manifest::manifest(api, package, mapped.is_some()));
    add("README.md".to_owned(), manifest::readme(api, package));
    let mut rust = |path: String, tokens: TokenStream| add(path, format::rust(tokens));
    rust("src/lib.rs".to_owned(), library(api, package, mapped));
    if !api.types.is_empty() {
        let modules = modules(api.types.iter().map(|(_, def)| def.module.as_str()));
        rust("src/types/mod.rs".to_owned(), types::index(&modules));
        for module in &modules {
            rust(format!("src/types/{}.rs", file_stem(module)), types::file(&api.types, module));
        }
    }
    if !api.operations.is_empty() {
        let modules = modules(api.operations.iter().map(|operation| operation.module.as_str()));
        rust("src/api/mod.rs".to_owned(), operations::index(&modules));
        for module in &modules {
            rust(format!("src/api/{}.rs", file_stem(module)), operations::file(api, module));
        }
        rust("src/client.rs".to_owned(), client::file(api, mapped.map(|mapped| &mapped.plan.vendor)));
    }
    if !api.replies.is_empty() {
        rust("src/replies.rs".to_owned(), replies::file(api));
    }
    if !api.headers.is_empty() {
        rust("src/headers.rs".to_owned(), headers::file(api));
    }
    if !api.webhooks.is_empty() {
        rust("src/webhooks.rs".to_owned(), webhooks::file(api));
    }
    if let Some(mapped) = mapped {
        conversions(api, mapped, files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
}

/// What a mapping adds: conversions, hand-written functions, how a client is made of settings.
fn conversions(api: &Api, mapped: &Mapped<'_>, files: &mut Vec<OutputFile>) {
    let mut add = |path: String, contents: String| files.push(OutputFile { path, contents });
    let sources = Sources { plan: mapped.plan, vendor: api, unified: mapped.unified };
    for (path, tokens) in convert::files(&sources) {
        add(format!("src/{path}"), format::rust(tokens));
    }
    add("src/connect.rs".to_owned(), format::rust(connect::file(api, &mapped.plan.vendor)));
    if let Some(webhooks) = &mapped.plan.vendor.webhooks {
        let tokens = webhook_rules::file(mapped.plan, webhooks);
        add("src/webhook_rules.rs".to_owned(), format::rust(tokens));
    }
    if let Some(functions) = mapped.functions {
        let note = format!("// Copied from mappings/{}.rs.\n\n", mapped.plan.vendor.name);
        add("src/functions.rs".to_owned(), format::header("//") + &note + functions);
    }
}

/// Each once, sorted.
pub(super) fn modules<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// `#![allow(…)]`
pub(super) fn allowed() -> TokenStream {
    let allowed = ALLOWED.iter().map(|lint| lint.parse::<TokenStream>().unwrap_or_default());
    quote!(#![allow(#(#allowed),*)])
}

fn library(api: &Api, package: &Package<'_>, mapped: Option<&Mapped<'_>>) -> TokenStream {
    let docs = example::library_docs(api, package).inner();
    let allowed = allowed();
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
    let headers = (!api.headers.is_empty()).then(|| quote!(#skip pub mod headers;));
    let replies = (!api.replies.is_empty()).then(|| quote!(#skip pub mod replies;));
    let types = (!api.types.is_empty()).then(|| quote!(#skip pub mod types;));
    let webhooks = (!api.webhooks.is_empty()).then(|| quote!(#skip pub mod webhooks;));
    let conversions = mapped.map(|mapped| {
        let vendor = convert::vendor(&Sources { plan: mapped.plan, vendor: api, unified: mapped.unified });
        let functions = mapped.functions.map(|_| quote!(#skip mod functions;));
        let about_mock = format!(
            " What a mock of {} is made from: `tributary_mock::start(MOCK)` serves one.",
            mapped.plan.vendor.title
        );
        let webhook_rules = mapped.plan.vendor.webhooks.as_ref().map(|_| quote!(#skip mod webhook_rules;));
        quote! {
            #skip
            mod connect;
            #webhook_rules
            #skip
            pub mod convert;
            #functions
            pub use tributary_capabilities;
            pub use tributary_model;
            pub use tributary_unified;
            #vendor
            #skip
            #[doc = #about_mock]
            #[cfg(feature = "mock")]
            pub const MOCK: tributary_capabilities::MockSpec =
                tributary_capabilities::MockSpec::new(include_str!("../mock.json"), Client::SETTINGS);
        }
    });
    quote! {
        #docs
        #limit
        #allowed
        #operations
        #headers
        #replies
        #types
        #webhooks
        #conversions
        pub use tributary_client;
        pub use tributary_core;
    }
}
