//! `webhooks.rs`: what the vendor sends by itself or because of an operation, a name for each payload.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Paragraphs;
use super::markdown::{self, code};
use super::names::ident;
use super::shapes::Scope;
use crate::ir::{Api, Sent, Webhook};

pub(super) fn file(api: &Api) -> TokenStream {
    let mut scope = Scope::of_api(&api.types);
    let payloads: Vec<_> = api.webhooks.iter().filter_map(|it| payload(it, &mut scope)).collect();
    let uses = scope.uses();
    let mut docs = Paragraphs::default();
    docs.ours(
        "What the vendor sends by itself: `serde_json::from_slice` reads a request's body as one of these.",
    );
    if payloads.len() < api.webhooks.len() {
        docs.ours("Without a typed body:");
        for it in api.webhooks.iter().filter(|it| it.payload.is_none()) {
            let said = it.docs.summary.as_deref().or(it.docs.description.as_deref()).unwrap_or_default();
            let said = said.trim().split("\n\n").next().unwrap_or_default();
            docs.item(format!("{} {}", line(it), markdown::mend_line(said)).trim_end());
        }
    }
    let docs = docs.inner();
    quote! {
        #docs
        #uses
        #(#payloads)*
    }
}

/// The alias of a body.
fn payload(it: &Webhook, scope: &mut Scope<'_>) -> Option<TokenStream> {
    let mut docs = Paragraphs::of(&it.docs);
    docs.ours(&line(it));
    if !it.headers.is_empty() {
        let headers: Vec<_> = it.headers.iter().map(|header| code(header)).collect();
        docs.ours(&format!("Headers: {}.", headers.join(", ")));
    }
    let docs = docs.outer();
    let (name, shape) = (ident(&it.name), scope.shape(it.payload.as_ref()?));
    Some(quote!(#docs pub type #name = #shape;))
}

/// What it is called, and when and where to it is sent.
fn line(it: &Webhook) -> String {
    let what = match &it.sent {
        Sent::ByItself => format!("Webhook {}", code(&it.wire)),
        Sent::Because { method, path, to } => {
            let operation = code(&format!("{method} {path}"));
            format!("Callback {} of {operation}, to {}", code(&it.wire), code(to))
        }
    };
    let method = if it.method == "POST" { String::new() } else { format!(", sent by {}", code(&it.method)) };
    let media = it.media_type.as_ref().map(|media| format!(", as {}", code(media))).unwrap_or_default();
    format!("{what}{method}{media}.")
}
