//! Conversions and capabilities of a mapped vendor: `convert/<category>/<model>.rs`, one file a model.
//!
//! In: a [`Plan`], in which every step is resolved, and both APIs. Out: per model the function that reads each of the
//! vendor's record types, the functions that write what is new or changed, and the capabilities as trait
//! implementations on the vendor's client. A field of the mapping is a line here, and reads like one:
//!
//! ```text
//! to.first_name = r.take("first_name", text(from.properties.get("firstname")).none(&[""]).owned());
//! ```

mod answer;
mod build;
mod capability;
mod context;
mod course;
mod create_update;
mod docs;
mod elements;
mod filters;
mod get_delete;
mod listings;
mod page_call;
mod pages;
pub(super) mod path;
mod place;
mod prefixes;
mod read;
mod request;
mod request_values;
mod rules;
mod sources;
mod tables;
mod traits;
mod value;
mod write_fields;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use self::context::Context;
use super::names::ident;
use crate::ir::Api;
use crate::plan::{ModelPlan, Plan};

/// What a plan is emitted with: the vendor's API and the unified API of each category.
pub struct Sources<'a> {
    pub plan: &'a Plan,
    pub vendor: &'a Api,
    pub unified: &'a BTreeMap<String, Api>,
}

/// The files of a vendor's crate that its mapping adds, by path under `src/`.
pub fn files(sources: &Sources<'_>) -> Vec<(String, TokenStream)> {
    let mut files = Vec::new();
    let mut categories: BTreeMap<&str, Vec<&ModelPlan>> = BTreeMap::new();
    for model in &sources.plan.models {
        if sources.unified.contains_key(&model.category) {
            categories.entry(&model.category).or_default().push(model);
        }
    }
    let names: Vec<_> = categories.keys().copied().collect();
    let mut natives = std::collections::BTreeSet::new();
    for (category, models) in &categories {
        let Some(unified) = sources.unified.get(*category) else { continue };
        let context = Context::reading(sources.plan, sources.vendor, unified, category);
        let readings = models.iter().flat_map(|model| &model.readings);
        natives.extend(readings.filter_map(|reading| reading.widened));
        let mut shared = Vec::new();
        if elements::any(&context) {
            shared.push(("elements", elements::file(&context)));
        }
        if rules::any(&context) {
            shared.push(("errors", rules::file(&context)));
        }
        if listings::any(&context) {
            shared.push(("listings", listings::file(&context)));
        }
        if !sources.plan.tables.is_empty() {
            shared.push(("tables", tables::file(&context, sources.plan)));
        }
        let names: Vec<_> = shared.iter().map(|(name, _)| *name).collect();
        files.push((format!("convert/{category}/mod.rs"), category_index(&context, models, &names)));
        for (name, content) in shared {
            files.push((format!("convert/{category}/{name}.rs"), content));
        }
        for model in models {
            files.push((format!("convert/{category}/{}.rs", model.model), model_file(&context, model)));
        }
    }
    if let (false, Some(unified)) = (natives.is_empty(), sources.unified.values().next()) {
        let context = Context::reading(sources.plan, sources.vendor, unified, "");
        let pairs: Vec<_> = natives.iter().copied().collect();
        files.push(("convert/natives.rs".to_owned(), read::natives(&pairs, &context)));
    }
    files.push(("convert/mod.rs".to_owned(), index(&names, !natives.is_empty())));
    files
}

fn index(categories: &[&str], natives: bool) -> TokenStream {
    let natives = natives.then(|| {
        quote!(
            mod natives;
        )
    });
    let modules = categories.iter().map(|category| ident(category));
    quote! {
        #![doc = " Conversions to and from the unified model, and the capabilities of this client."]
        // Every line has the same form, whatever it could be shortened to in one place.
        #![allow(
            clippy::collapsible_if, clippy::field_reassign_with_default, clippy::iter_count,
            clippy::needless_borrows_for_generic_args, clippy::unnecessary_first_then_check
        )]
        #(pub mod #modules;)*
        #natives
    }
}

fn category_index(context: &Context<'_>, models: &[&ModelPlan], shared: &[&str]) -> TokenStream {
    let about =
        format!(" Models of `{}` at {}, one module each.", context.category, context.plan.vendor.title);
    let shared = shared.iter().map(|name| ident(name));
    let modules = models.iter().map(|model| ident(&model.model));
    quote! {
        #![doc = #about]
        #(pub mod #modules;)*
        #(mod #shared;)*
    }
}

fn model_file(context: &Context<'_>, model: &ModelPlan) -> TokenStream {
    let nulls = read::nulls(model);
    let context = &Context { nulls: &nulls, ..context.clone() };
    let title = &context.plan.vendor.title;
    let mut about = vec![format!("`{}.{}` at {title}.", model.category, model.model), String::new()];
    about.extend(read::table(context, model));
    let about = docs::inner(&about);
    let category = ident(context.category);
    let readings = model
        .readings
        .iter()
        .enumerate()
        .map(|(index, reading)| read::function(context, model, index, reading));
    let readings: TokenStream = readings.collect();
    let capabilities = capability::all(context, model);
    let uses = uses(&[&readings, &capabilities]);
    let nulls = &context.nulls;
    let nulls = (path::calls(&readings, "string") || path::calls(&capabilities, "string")).then(|| {
        quote! {
            /// A string, unless it stands for no value.
            fn string<'a>(property: impl Readable<'a>) -> Flow<Cow<'a, str>> {
                text(property).none(&[#(#nulls),*])
            }
        }
    });
    let read_only = create_update::read_only(model);
    let read_only = path::calls(&capabilities, "READ_ONLY").then(|| {
        let about = format!(" Fields that can't be set at {title}.");
        quote! {
            #[doc = #about]
            const READ_ONLY: &[&str] = &[#(#read_only),*];
        }
    });
    quote! {
        #about
        #uses
        use tributary_capabilities::mapped_v1::*;
        use tributary_unified::#category;
        #read_only
        #nulls
        #readings
        #capabilities
    }
}

/// The `use` lines of the crate's own modules, as far as they are needed.
fn uses(parts: &[&TokenStream]) -> TokenStream {
    let used = |names: &[&str]| -> Vec<_> {
        let mentioned = |name: &&&str| parts.iter().any(|part| path::mentions(part, name));
        names.iter().filter(mentioned).map(|name| ident(name)).collect()
    };
    let own = used(&["Client", "Inside", "api", "functions", "replies", "types"]);
    let beside = used(&["elements", "errors", "listings", "tables"]);
    let own = (!own.is_empty()).then(|| quote!(use crate::{#(#own),*};));
    let beside = (!beside.is_empty()).then(|| quote!(use super::{#(#beside),*};));
    quote!(#beside #own)
}

/// A vendor's error rules as a constant.
pub(super) fn error_rules(rules: &crate::plan::ErrorRules) -> TokenStream {
    rules::rules(rules)
}

/// The registry's entry of the client, for `lib.rs`.
pub fn vendor(sources: &Sources<'_>) -> TokenStream {
    let (name, title) = (&sources.plan.vendor.name, &sources.plan.vendor.title);
    let (inner, outer): (Vec<_>, Vec<_>) =
        sources.plan.models.iter().partition(|model| model.parent.is_some());
    let lines = outer.into_iter().filter_map(|model| {
        let unified = sources.unified.get(&model.category)?;
        let context = Context::reading(sources.plan, sources.vendor, unified, &model.category);
        let (path, capabilities) = (traits::model_type(&context, model), capability::names(model));
        let (capabilities, fields) = (capabilities.into_iter().map(ident), fields(model));
        Some(quote!(tributary_unified::#path: #(#capabilities)* #fields))
    });
    let within = inner.into_iter().filter_map(|model| {
        let unified = sources.unified.get(&model.category)?;
        let context = Context::reading(sources.plan, sources.vendor, unified, &model.category);
        let (path, capabilities) = (traits::model_type(&context, model), capability::names(model));
        let (parent, capabilities) = (traits::parent_type(model)?, capabilities.into_iter().map(ident));
        let fields = fields(model);
        Some(quote!(tributary_unified::#parent { tributary_unified::#path: #(#capabilities)* #fields }))
    });
    let within: Vec<_> = within.collect();
    let webhooks = sources.plan.vendor.webhooks.as_ref().map(|_| quote!(webhooks(Client::WEBHOOKS)));
    if within.is_empty() {
        return quote!(tributary_capabilities::vendor!(Client, #name, #title { #(#lines),* } #webhooks););
    }
    quote! {
        tributary_capabilities::inside!(Client);
        tributary_capabilities::vendor!(Client, #name, #title { #(#lines),* } #webhooks inside { #(#within),* });
    }
}

/// The names of the fields that are read, created and updated, each list as one string.
fn fields(model: &crate::plan::ModelPlan) -> TokenStream {
    let names = |has: fn(&crate::plan::FieldPlan) -> bool| {
        let names = model.fields.iter().filter(|field| has(field)).map(|field| field.name.as_str());
        names.collect::<Vec<_>>().join(" ")
    };
    let (read, create, update) =
        (names(|field| field.read), names(|field| field.create), names(|field| field.update));
    quote!([#read, #create, #update])
}
