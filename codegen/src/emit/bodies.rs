//! Request bodies: the argument, how it is sent, and the types that only a body needs.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs::{Paragraphs, deprecated};
use super::markdown;
use super::names::ident;
use super::parameters::{by_reference, style};
use super::shapes::Scope;
use super::xml::Root;
use crate::ir::{
    Body, Content, ContentKind, Flow, Operation, ParameterEncoding, Part, PartKind, Presence, Style,
};

/// How a body is sent.
pub(super) enum Sent {
    /// As one more part of the request.
    Inline(TokenStream),
    /// As an expression that turns `request` into the request with its body.
    Chosen(TokenStream),
}

impl Default for Sent {
    fn default() -> Self {
        Self::Inline(TokenStream::new())
    }
}

/// `body: &TicketNew`
pub(super) fn argument(body: &Body, scope: &mut Scope<'_>) -> TokenStream {
    let (shape, is_bytes) = match (&body.choice, body.contents.as_slice()) {
        (Some(choice), _) => {
            let choice = ident(choice);
            (quote!(&#choice), false)
        }
        (None, [content, ..]) => one_argument(content, scope),
        (None, []) => (quote!(()), false),
    };
    match (body.required, is_bytes) {
        (true, true) => quote!(body: impl Into<#shape>),
        (true, false) => quote!(body: #shape),
        (false, _) => quote!(body: Option<#shape>),
    }
}

/// The type of a single content as an argument, and whether it is bytes, which come in several forms.
fn one_argument(content: &Content, scope: &mut Scope<'_>) -> (TokenStream, bool) {
    match &content.kind {
        ContentKind::Json(shape)
        | ContentKind::Xml(shape)
        | ContentKind::JsonLines(shape)
        | ContentKind::Form { shape, .. } => (by_reference(shape, scope), false),
        ContentKind::Multipart { name, .. } => {
            let name = ident(name);
            (quote!(&#name), false)
        }
        ContentKind::Text => (quote!(&str), false),
        ContentKind::Bytes => (quote!(tributary_client::Body), true),
    }
}

/// How the body is sent.
pub(super) fn part(body: &Body, scope: &mut Scope<'_>) -> Sent {
    match (&body.choice, body.contents.as_slice()) {
        (Some(choice), contents) => Sent::Chosen(chosen(choice, contents, body.required, scope)),
        (None, [content, ..]) => one(content, body.required, scope),
        (None, []) => Sent::default(),
    }
}

fn one(content: &Content, required: bool, scope: &mut Scope<'_>) -> Sent {
    let is_taken_apart = matches!(content.kind, ContentKind::Multipart { .. } | ContentKind::Bytes);
    if is_taken_apart && !required {
        let part = content_part(content, scope);
        return Sent::Chosen(quote!(match body {
            Some(body) => request #part,
            None => request,
        }));
    }
    // an optional body that is borrowed shows itself as absent, and nothing is sent
    Sent::Inline(content_part(content, scope))
}

/// `.json(&body)`, the value being called `body`.
fn content_part(content: &Content, scope: &mut Scope<'_>) -> TokenStream {
    let media = Literal::string(&content.sent_as);
    match &content.kind {
        ContentKind::Json(_) if content.sent_as == "application/json" => quote!(.json(&body)),
        ContentKind::Json(_) => quote!(.json_as(#media, &body)),
        ContentKind::Xml(_) => match content.root.as_ref().map(super::xml::root) {
            Some(Root::Plain(name)) => quote!(.xml(#media, #name, &body)),
            Some(Root::Written(parts)) => {
                let macro_name = scope.table("xml_member");
                quote!(.xml_as(#media, #macro_name!(#parts), &body))
            }
            None => quote!(.xml(#media, "root", &body)),
        },
        ContentKind::Form { encodings, .. } => {
            let styles = encodings.iter().filter_map(|(name, encoding)| {
                let name = Literal::string(name);
                let form =
                    ParameterEncoding::Style { style: Style::Form, explode: true, allow_reserved: false };
                let style = style(*encoding, false, form, scope)?;
                Some(quote!((#name, #style)))
            });
            let styles: Vec<_> = styles.collect();
            quote!(.form(&body, &[#(#styles),*]))
        }
        ContentKind::JsonLines(_) => quote!(.json_lines(#media, &body)),
        ContentKind::Multipart { .. } => quote!(.multipart(body.parts())),
        ContentKind::Text => quote!(.text(#media, &body)),
        ContentKind::Bytes => quote!(.body_as(#media, body)),
    }
}

/// The match over the choice: a body that is bytes is shared, not copied.
fn chosen(choice: &str, contents: &[Content], required: bool, scope: &mut Scope<'_>) -> TokenStream {
    let choice = ident(choice);
    let arms = contents.iter().map(|content| {
        let name = ident(&content.name);
        let part = match content.kind {
            ContentKind::Bytes => {
                let media = Literal::string(&content.sent_as);
                quote!(.body_as(#media, body.clone()))
            }
            _ => content_part(content, scope),
        };
        match required {
            true => quote!(#choice::#name(body) => request #part,),
            false => quote!(Some(#choice::#name(body)) => request #part,),
        }
    });
    let arms: Vec<_> = arms.collect();
    let nothing = (!required).then(|| quote!(None => request,));
    quote!(match body { #(#arms)* #nothing })
}

/// The types that only this operation's body needs: the choice of contents, multipart forms.
pub(super) fn types(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    let mut items = TokenStream::new();
    let Some(body) = &operation.body else { return items };
    if let Some(name) = &body.choice {
        items.extend(choice(name, &body.contents, &operation.name, scope));
    }
    for content in &body.contents {
        if let ContentKind::Multipart { name, parts } = &content.kind {
            items.extend(multipart(name, &content.media_type, parts, &operation.name, scope));
        }
    }
    items
}

fn choice(name: &str, contents: &[Content], operation: &str, scope: &mut Scope<'_>) -> TokenStream {
    let about = format!(" The request body of [`Client::{operation}`], by media type.");
    let name = ident(name);
    let variants: Vec<_> = contents.iter().map(|content| choice_variant(content, scope)).collect();
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
        }
    }
}

/// What else the body may be called, and how to say so.
fn others(content: &Content) -> Option<String> {
    let names: Vec<_> = content.others.iter().map(|name| markdown::code(name)).collect();
    (!names.is_empty()).then(|| format!(", or with [`Call::content_type`] {}", names.join(", ")))
}

/// What is to be said of the media type of a body that comes in one form only.
pub(super) fn media_type(body: &Body) -> Option<String> {
    let [content] = body.contents.as_slice() else { return None };
    if let ContentKind::Bytes = content.kind
        && content.sent_as.ends_with("/*")
    {
        return Some(format!(
            "The body is sent as the type in {} that its first bytes show; \
            [`Body::content_type`](tributary_client::Body::content_type) names another.",
            markdown::code(&content.sent_as)
        ));
    }
    Some(format!("The body is sent as {}{}.", markdown::code(&content.media_type), others(content)?))
}

fn choice_variant(content: &Content, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&content.name);
    let about = format!(" {}", markdown::code(&content.media_type) + &others(content).unwrap_or_default());
    let held = match &content.kind {
        ContentKind::Json(shape)
        | ContentKind::Xml(shape)
        | ContentKind::JsonLines(shape)
        | ContentKind::Form { shape, .. } => scope.shape(shape),
        ContentKind::Multipart { name, .. } => {
            let name = ident(name);
            quote!(#name)
        }
        ContentKind::Text => quote!(String),
        ContentKind::Bytes => quote!(tributary_client::Body),
    };
    quote!(#[doc = #about] #name(#held),)
}

fn multipart(
    name: &str,
    media_type: &str,
    parts: &[Part],
    operation: &str,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let table = scope.table("with");
    let about = format!(" The multipart body of [`Client::{operation}`].");
    let name = ident(name);
    let fields: Vec<_> = parts.iter().map(|part| part_field(part, scope)).collect();
    let sent: Vec<_> = parts.iter().map(|part| part_sent(part, scope)).collect();
    let required = parts.iter().filter(|part| part.field.required && part.field.fixed().is_none());
    let required: Vec<_> = required.collect();
    let arguments: Vec<_> = required.iter().map(|part| part_argument(part, scope)).collect();
    let stored = parts.iter().filter(|part| part.field.fixed().is_none());
    let values = stored.map(|part| part_value(part, required.iter().any(|it| std::ptr::eq(*it, part))));
    let many = (arguments.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let new = match media_type.strip_prefix("multipart/") {
        None | Some("form-data" | "*") => quote!(tributary_client::Multipart::new()),
        Some(subtype) => quote!(tributary_client::Multipart::of(#subtype)),
    };
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
        impl #name {
            /// Creates the body from its required parts.
            #many
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
            fn parts(&self) -> tributary_client::Multipart {
                #new #(#sent)*
            }
        }
        #table!(#name);
    }
}

fn part_shape(part: &Part, scope: &mut Scope<'_>) -> TokenStream {
    match (part.kind, part.repeated) {
        (PartKind::File, _) if part.rest => scope.map(&quote!(tributary_client::Upload)),
        (PartKind::File, false) => quote!(tributary_client::Upload),
        (PartKind::File, true) => quote!(Vec<tributary_client::Upload>),
        _ => scope.shape(&part.field.shape),
    }
}

fn is_optional(part: &Part) -> bool {
    !part.rest && part.field.presence(Flow { decoded: false, encoded: false }) != Presence::Value
}

fn part_field(part: &Part, scope: &mut Scope<'_>) -> Option<TokenStream> {
    if part.field.fixed().is_some() {
        return None;
    }
    let mut docs = Paragraphs::of(&part.field.docs);
    docs.default_value(part.field.default.as_ref());
    docs.only_value(&part.field);
    let docs = docs.outer();
    let deprecated = deprecated(part.field.deprecated);
    let name = ident(&part.field.name);
    let shape = part_shape(part, scope);
    let shape = if is_optional(part) { quote!(Option<#shape>) } else { shape };
    Some(quote!(#docs #deprecated pub #name: #shape,))
}

fn part_argument(part: &Part, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&part.field.name);
    let shape = part_shape(part, scope);
    let shape = if is_optional(part) { quote!(Option<#shape>) } else { shape };
    quote!(#name: #shape)
}

fn part_value(part: &Part, given: bool) -> TokenStream {
    let name = ident(&part.field.name);
    match (given, part.rest) {
        (true, _) => quote!(#name),
        (false, true) => quote!(#name: Default::default()),
        (false, false) => quote!(#name: None),
    }
}

/// `.file("avatar", self.avatar)`
fn part_sent(part: &Part, scope: &mut Scope<'_>) -> TokenStream {
    let wire = Literal::string(&part.field.wire);
    let name = ident(&part.field.name);
    let usual = ParameterEncoding::Style { style: Style::Form, explode: true, allow_reserved: false };
    if let Some(style) = part.style.and_then(|it| style(it, false, usual, scope)) {
        return quote!(.styled(#wire, &self.#name, #style));
    }
    if part.rest {
        return match part.kind {
            PartKind::File => quote!(.named_files(&self.#name)),
            PartKind::Text | PartKind::Json => quote!(.named_values(&self.#name)),
        };
    }
    let media = part.content_type.as_deref().unwrap_or_default();
    match (part.kind, part.repeated, part.field.fixed()) {
        (_, _, Some(constant)) => {
            let value = super::literals::text(constant);
            quote!(.text(#wire, &#value))
        }
        (PartKind::File, repeated, None) => file_sent(&wire, &name, repeated, is_optional(part), media),
        (PartKind::Text, _, None) if media.is_empty() => quote!(.text(#wire, &self.#name)),
        (PartKind::Text, _, None) => quote!(.text_as(#wire, &self.#name, #media)),
        (PartKind::Json, true, None) if media.is_empty() => quote!(.value(#wire, &self.#name)),
        (PartKind::Json, _, None) if media.is_empty() => quote!(.json(#wire, &self.#name)),
        (PartKind::Json, _, None) => quote!(.json_as(#wire, &self.#name, #media)),
    }
}

/// `.files_as("pages", &self.pages, "image/png")`
fn file_sent(wire: &Literal, name: &Ident, repeated: bool, optional: bool, media: &str) -> TokenStream {
    let media = (!media.is_empty()).then(|| {
        let media = Literal::string(media);
        quote!(, #media)
    });
    let (call, value) = match (repeated, optional) {
        (false, false) => ("file", quote!(&self.#name)),
        (false, true) => ("files", quote!(self.#name.as_slice())),
        (true, false) => ("files", quote!(&self.#name)),
        (true, true) => ("files", quote!(self.#name.as_deref().unwrap_or_default())),
    };
    let call = if media.is_some() { format_ident!("{call}_as") } else { format_ident!("{call}") };
    quote!(.#call(#wire, #value #media))
}
