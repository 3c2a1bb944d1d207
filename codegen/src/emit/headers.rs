//! `headers.rs`: the headers of responses that the document names, a constant each.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::Paragraphs;
use super::names::ident;
use super::shapes::Scope;
use crate::ir::Api;

pub(super) fn file(api: &Api) -> TokenStream {
    let mut scope = Scope::of_api(&api.types);
    let header = scope.client("Header");
    let constants: Vec<_> = api
        .headers
        .iter()
        .map(|it| {
            let docs = Paragraphs::of(&it.docs).outer();
            let (name, wire, shape) = (ident(&it.name), Literal::string(&it.wire), scope.shape(&it.shape));
            quote!(#docs pub const #name: #header<#shape> = #header::new(#wire);)
        })
        .collect();
    let uses = scope.uses();
    quote! {
        //! Headers of responses, for `header` of a response (`call.response().await?.header(…)`) or an error.
        #uses
        #(#constants)*
    }
}
