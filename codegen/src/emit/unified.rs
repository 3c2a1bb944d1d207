//! `generated/unified`: the unified model, one module a category, by the type emitter that the vendors' types come from.
//!
//! What it adds to the types is one table of models per category: which struct creates and which changes one.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Paragraphs;
use super::names::{file_stem, ident};
use super::package::{self, Package};
use super::{manifest, types};
use crate::format;
use crate::ir::{self, Api, Field, Kind, Presence, SHARED_MODULE, TypeDef, TypeId};
use crate::output::OutputFile;

/// A category's API with each model, and what creates and changes it, in a module of its own.
pub fn arranged(mut api: Api) -> Api {
    for model in api.models.clone() {
        let module = model.name.to_snake_case();
        for id in [model.model, model.new, model.patch] {
            api.types.get_mut(id).module.clone_from(&module);
        }
        for id in [model.new, model.patch] {
            api.types.get_mut(id).strict = true;
        }
    }
    let kept: Vec<TypeId> = api.models.iter().flat_map(|it| [it.model, it.new, it.patch]).collect();
    let others: Vec<TypeId> = api.types.iter().map(|(id, _)| id).filter(|id| !kept.contains(id)).collect();
    for id in others {
        SHARED_MODULE.clone_into(&mut api.types.get_mut(id).module);
    }
    api
}

/// The crate.
pub fn write(categories: &BTreeMap<String, Api>, package: &Package<'_>, files: &mut Vec<OutputFile>) {
    let mut add = |path: String, contents: String| files.push(OutputFile { path, contents });
    let names: Vec<_> = categories.keys().map(String::as_str).collect();
    add("Cargo.toml".to_owned(), manifest::unified(package));
    add("README.md".to_owned(), manifest::unified_readme(categories, package));
    add("src/lib.rs".to_owned(), format::rust(library(&names)));
    for (category, api) in categories {
        let modules = package::modules(api.types.iter().map(|(_, def)| def.module.as_str()));
        add(format!("src/{category}/mod.rs"), format::rust(index(api, &modules)));
        add(format!("src/{category}/models.rs"), format::rust(models(category, api)));
        for module in modules {
            add(
                format!("src/{category}/{}.rs", file_stem(module)),
                format::rust(types::file(&api.types, module)),
            );
        }
    }
}

fn library(categories: &[&str]) -> TokenStream {
    let allowed = package::allowed();
    let modules = categories.iter().map(|category| {
        let module = ident(category);
        quote!(#[rustfmt::skip] pub mod #module;)
    });
    quote! {
        #![doc = " The unified model: one module per category, one struct per model."]
        #![doc = ""]
        #![doc = " Optional fields are absent where a vendor has no such property; enums keep values beyond their members as"]
        #![doc = " `Other`. `…New` creates a record, `…Patch` changes one."]
        #allowed
        #(#modules)*
        pub use tributary_core;
        pub use tributary_model;
    }
}

fn index(api: &Api, modules: &[&str]) -> TokenStream {
    let mut docs = Paragraphs::default();
    docs.ours(&api.title);
    if let Some(description) = &api.description {
        docs.markdown(description);
    }
    let docs = docs.inner();
    let types = types::index(modules);
    quote!(#docs mod models; #types)
}

/// The models, as implementations of the runtime's `Model`.
fn models(category: &str, api: &Api) -> TokenStream {
    let implementations = api.models.iter().map(|model| {
        let def = api.types.get(model.model);
        let [name, new, patch] =
            [model.model, model.new, model.patch].map(|id| ident(&api.types.get(id).name));
        let text = model.name.to_snake_case();
        let (modified, deleted) = (modified_at(def), deleted(def));
        let patched = patched(api.types.get(model.new), api.types.get(model.patch));
        quote! {
            #patched
            impl Model for #name {
                const CATEGORY: &'static str = #category;
                const NAME: &'static str = #text;
                type New = #new;
                type Patch = #patch;
                fn id(&self) -> &Ref<Self> {
                    &self.id
                }
                fn modified_at(&self) -> Option<Timestamp> {
                    #modified
                }
                fn deleted(&self) -> Option<bool> {
                    #deleted
                }
            }
        }
    });
    quote! {
        use super::*;
        use tributary_core::{Maybe, Timestamp};
        use tributary_model::{Model, Ref};
        #(#implementations)*
    }
}

/// A new record as a change of all that it has, where a patch has a place for everything.
fn patched(new: &TypeDef, patch: &TypeDef) -> Option<TokenStream> {
    let (Kind::Struct(from), Kind::Struct(to)) = (&new.kind, &patch.kind) else { return None };
    if !ir::holds_all(new, patch) {
        return None;
    }
    let lines = from.fields.iter().filter_map(|given| {
        let name = ident(&given.name);
        let value = match (given.presence(new.flow), field(patch, &given.name)?.presence(patch.flow)) {
            (Presence::Value, Presence::Maybe) => quote!(Maybe::Value(new.#name.clone())),
            (Presence::Value, Presence::Option) => quote!(Some(new.#name.clone())),
            (Presence::Option, Presence::Maybe) => quote!(Maybe::from(new.#name.clone())),
            _ => quote!(new.#name.clone()),
        };
        Some(quote!(#name: #value))
    });
    let extra = to.extra.as_ref().filter(|_| from.extra.is_some()).map(|extra| {
        let name = ident(&extra.name);
        quote!(#name: new.#name.clone(),)
    });
    let whole = from.fields.len() == to.fields.len() && to.extra.is_some() == from.extra.is_some();
    let others = (!whole).then(|| quote!(..Self::default()));
    let nothing = from.fields.is_empty() && extra.is_none();
    let [new, patch] = [new, patch].map(|def| ident(&def.name));
    if nothing {
        return Some(quote! {
            impl From<&#new> for #patch {
                fn from(_: &#new) -> Self {
                    Self::default()
                }
            }
        });
    }
    Some(quote! {
        #[allow(clippy::clone_on_copy)] // every field alike
        impl From<&#new> for #patch {
            fn from(new: &#new) -> Self {
                Self { #(#lines,)* #extra #others }
            }
        }
    })
}

fn field<'d>(def: &'d TypeDef, name: &str) -> Option<&'d Field> {
    match &def.kind {
        Kind::Struct(it) => it.fields.iter().find(|field| field.name == name),
        _ => None,
    }
}

fn modified_at(def: &TypeDef) -> TokenStream {
    match field(def, "modified_at").map(|field| field.presence(def.flow)) {
        Some(Presence::Value) => quote!(Some(self.modified_at)),
        Some(Presence::Option) => quote!(self.modified_at),
        Some(Presence::Maybe) => quote!(self.modified_at.value().copied()),
        None => quote!(None),
    }
}

fn deleted(def: &TypeDef) -> TokenStream {
    match field(def, "deleted").map(|field| field.presence(def.flow)) {
        Some(Presence::Value) => quote!(Some(self.deleted)),
        Some(Presence::Option) => quote!(self.deleted),
        Some(Presence::Maybe) => quote!(self.deleted.value().copied()),
        None => quote!(None),
    }
}
