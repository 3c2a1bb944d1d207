//! What is said of the trait implementations: their names, what they are for, and what they are on.

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use crate::emit::names::ident;
use crate::plan::{CapabilityKind, ModelPlan, Side};

/// The name of a capability's trait.
pub(super) fn trait_name(kind: CapabilityKind) -> &'static str {
    match kind {
        CapabilityKind::List => "List",
        CapabilityKind::Get => "Get",
        CapabilityKind::Many => "GetMany",
        CapabilityKind::Create => "Create",
        CapabilityKind::Update => "Update",
        CapabilityKind::Delete => "Delete",
        CapabilityKind::Changed => "ChangedSince",
        CapabilityKind::Deleted => "DeletedSince",
        CapabilityKind::Download => "Download",
        CapabilityKind::Upload => "Upload",
    }
}

/// The unified type of a model.
pub(super) fn model_type(context: &Context<'_>, model: &ModelPlan) -> TokenStream {
    context.path(Side::Unified, model.unified)
}

/// The unified type of the model that this one is inside of.
pub(super) fn parent_type(model: &ModelPlan) -> Option<TokenStream> {
    let (category, name) = model.parent.as_deref()?.split_once('.')?;
    let (category, name) = (ident(category), ident(&name.to_upper_camel_case()));
    Some(quote!(#category::#name))
}

/// What the capabilities are implemented on.
pub(super) fn host(_: &Context<'_>, model: &ModelPlan) -> TokenStream {
    match parent_type(model) {
        Some(parent) => quote!(Inside<#parent>),
        None => quote!(Client),
    }
}

/// `ContactNew` or `ContactPatch`.
pub(super) fn companion(context: &Context<'_>, model: &ModelPlan, kind: CapabilityKind) -> TokenStream {
    context.path(Side::Unified, if kind == CapabilityKind::Update { model.patch } else { model.new })
}

/// The name of a writing conversion: `contact_create`.
pub(super) fn conversion_name(model: &ModelPlan, kind: CapabilityKind) -> syn::Ident {
    let verb = match kind {
        CapabilityKind::Create => "create",
        CapabilityKind::Upload => "upload",
        _ => "update",
    };
    format_ident!("{}_{verb}", model.model)
}
