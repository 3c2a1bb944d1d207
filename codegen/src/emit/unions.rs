//! Unions: one variant per alternative, and the decision list that chooses among them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::Paragraphs;
use super::literals;
use super::names::ident;
use super::shapes::Scope;
use super::types::head;
use crate::ir::{JsonKind, Rule, TypeDef, Union, When};

/// The enum and its table.
pub(super) fn union(def: &TypeDef, it: &Union, scope: &mut Scope<'_>) -> TokenStream {
    let head = head(def);
    let name = ident(&def.name);
    let variants: Vec<_> = it
        .variants
        .iter()
        .map(|variant| {
            let docs = Paragraphs::of(&variant.docs).outer();
            let name = ident(&variant.name);
            let shape = scope.shape(&variant.shape);
            quote!(#docs #name(#shape),)
        })
        .collect();
    let lines = it.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let tag = variant.tag.as_ref().map(|(member, value)| {
            let (member, value) = (Literal::string(member), literals::text(value));
            quote!(#member = #value)
        });
        quote!(#name #tag)
    });
    let rules = it.rules.iter().map(rule);
    let table = scope.table("union");
    let value = scope.core("Value");
    quote! {
        #head
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that is none of the variants, as received.
            Other(#value),
        }
        #table!(#name { #(#lines),* } [#(#rules),*]);
    }
}

/// One line of the decision list: the variant's index and its condition.
fn rule(rule: &Rule) -> TokenStream {
    let variant = Literal::usize_unsuffixed(rule.variant);
    let when = condition(&rule.when);
    quote!((#variant #when))
}

fn condition(when: &When) -> TokenStream {
    match when {
        When::Equals { member, value } => {
            let (member, value) = (Literal::string(member), literals::text(value));
            quote!(equals #member #value)
        }
        When::Has(members) => {
            let members = members.iter().map(|member| Literal::string(member));
            quote!(has #(#members)*)
        }
        When::Member { member, kind } => {
            let (member, kind) = (Literal::string(member), ident(kind_name(*kind)));
            quote!(member #member #kind)
        }
        When::All(all) => {
            let all = all.iter().map(condition);
            quote!(all #((#all))*)
        }
        When::Is(kind) => {
            let kind = ident(kind_name(*kind));
            quote!(is #kind)
        }
        When::Decodes => quote!(decodes),
    }
}

fn kind_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "Null",
        JsonKind::Bool => "Bool",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::Text => "Text",
        JsonKind::Array => "Array",
        JsonKind::Object => "Object",
    }
}
