//! `webhooks.rs`: what the vendor sends by itself, a name for each payload.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Paragraphs;
use super::names::ident;
use super::shapes::Scope;
use crate::ir::{Api, Webhook};

pub(super) fn file(api: &Api) -> TokenStream {
    let mut scope = Scope::of_api(&api.types);
    let payloads: Vec<_> = api.webhooks.iter().map(|it| payload(it, &mut scope)).collect();
    let uses = scope.uses();
    quote! {
        //! What the vendor sends by itself: `serde_json::from_slice` reads a request's body as one of these.
        #uses
        #(#payloads)*
    }
}

fn payload(it: &Webhook, scope: &mut Scope<'_>) -> TokenStream {
    let mut docs = Paragraphs::of(&it.docs);
    docs.ours(&format!("Webhook `{}`.", it.wire.replace('`', "")));
    let docs = docs.outer();
    let (name, shape) = (ident(&it.name), scope.shape(&it.payload));
    quote!(#docs pub type #name = #shape;)
}
