//! What a call answers: its types, how it is read, and the enums of several statuses.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::Paragraphs;
use super::names::ident;
use super::shapes::Scope;
use crate::ir::{Api, Operation, Payload, Reply, ReplyEnum, ReplyVariant, Shape, Statuses};

/// `replies.rs`: all reply enums.
pub(super) fn file(api: &Api) -> TokenStream {
    let mut scope = Scope::of_api(&api.types);
    let enums: Vec<_> = api.replies.iter().map(|it| reply_enum(it, &mut scope)).collect();
    let uses = scope.uses();
    quote!(#uses #(#enums)*)
}

fn reply_enum(it: &ReplyEnum, scope: &mut Scope<'_>) -> TokenStream {
    let table = scope.client("reply_enum");
    let name = ident(&it.name);
    // an error is kept whole, so that it can be shown; an answer may be a stream
    let answers = it
        .variants
        .iter()
        .any(|variant| matches!(variant.statuses, Statuses::Code(200..=299) | Statuses::Range(2)));
    let arrives = answers && it.variants.iter().any(|variant| is_stream(&variant.payload));
    let variants: Vec<_> = it.variants.iter().map(|variant| reply_variant(variant, arrives, scope)).collect();
    let derived = if arrives { quote!(Debug) } else { quote!(Clone, Debug) };
    let arrives = arrives.then(|| quote!(arrives));
    let lines = it.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let statuses = statuses(variant.statuses);
        quote!(#statuses => #name)
    });
    quote! {
        /// The response, one variant per status.
        #[derive(#derived)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
        }
        #table!(#name { #(#lines),* } #arrives);
    }
}

fn is_stream(payload: &Payload) -> bool {
    matches!(payload, Payload::Bytes | Payload::Events(_) | Payload::JsonLines(_))
}

fn reply_variant(variant: &ReplyVariant, arrives: bool, scope: &mut Scope<'_>) -> TokenStream {
    let status = match variant.statuses {
        Statuses::Code(code) => format!("Status {code}."),
        Statuses::Range(class) => format!("Statuses {class}00 to {class}99."),
        Statuses::Default => "Any other status.".to_owned(),
    };
    let mut docs = Paragraphs::of(&variant.docs);
    docs.ours(&status);
    let docs = docs.outer();
    let name = ident(&variant.name);
    let held = match arrives && is_stream(&variant.payload) {
        true => answer(&variant.payload, scope),
        false => held(&variant.payload, scope),
    };
    quote!(#docs #name(#held),)
}

/// What an enum's variant holds: a body read whole.
fn held(payload: &Payload, scope: &mut Scope<'_>) -> TokenStream {
    match payload {
        Payload::Nothing => quote!(()),
        Payload::Json(shape) | Payload::Xml(shape) => scope.shape(shape),
        Payload::Text | Payload::Events(_) | Payload::JsonLines(_) => quote!(tributary_client::Text),
        Payload::Bytes => quote!(tributary_client::Binary),
    }
}

fn statuses(statuses: Statuses) -> TokenStream {
    match statuses {
        Statuses::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Statuses::Range(class) => {
            let first = u16::from(class) * 100;
            let (first, last) = (Literal::u16_unsuffixed(first), Literal::u16_unsuffixed(first + 99));
            quote!(#first..=#last)
        }
        Statuses::Default => quote!(_),
    }
}

/// The type that a call gives.
pub(super) fn success(api: &Api, reply: &Reply, scope: &mut Scope<'_>) -> TokenStream {
    match reply {
        Reply::One(payload) => answer(payload, scope),
        Reply::Enum(index) => named(api, *index, scope),
    }
}

fn answer(payload: &Payload, scope: &mut Scope<'_>) -> TokenStream {
    match payload {
        Payload::Nothing => quote!(()),
        Payload::Json(shape) | Payload::Xml(shape) => scope.shape(shape),
        Payload::Text => quote!(String),
        Payload::Bytes => scope.client("ByteStream"),
        Payload::Events(shape) => stream("EventStream", shape, scope),
        Payload::JsonLines(shape) => stream("Lines", shape, scope),
    }
}

/// The type that an error carries; nothing where that is any JSON.
pub(super) fn error(api: &Api, reply: &Reply, scope: &mut Scope<'_>) -> Option<TokenStream> {
    let error = match reply {
        Reply::Enum(index) => named(api, *index, scope),
        Reply::One(Payload::Nothing) => return None,
        Reply::One(payload) => held(payload, scope),
    };
    Some(quote!(, #error))
}

/// What is asked for, where that is not JSON, and how the reply is read.
pub(super) fn call(operation: &Operation) -> TokenStream {
    let accept = (!operation.accept.is_empty()).then(|| {
        let list = Literal::string(&operation.accept.join(", "));
        quote!(.accept(#list))
    });
    let formats = operation.formats;
    let xml = formats.xml.then(|| quote!(.reads_xml()));
    let text = formats.text.then(|| quote!(.reads_text()));
    let json = formats.json.then(|| quote!(.reads_json()));
    let call = match &operation.success {
        Reply::One(Payload::Text) => quote!(.call_text()),
        _ => quote!(.call()),
    };
    quote!(#accept #xml #text #json #call)
}

fn named(api: &Api, index: usize, scope: &mut Scope<'_>) -> TokenStream {
    match api.replies.get(index) {
        Some(it) => scope.reply(&it.name),
        None => scope.core("Value"),
    }
}

fn stream(name: &'static str, shape: &Shape, scope: &mut Scope<'_>) -> TokenStream {
    let item = scope.shape(shape);
    let name = ident(name);
    quote!(tributary_client::#name<#item>)
}
