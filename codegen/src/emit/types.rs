//! The files of `types/`: structs, enums, unions, aliases, newtypes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::braces;
use super::docs::{Paragraphs, deprecated};
use super::literals;
use super::names::ident;
use super::shapes::Scope;
use super::unions::union;
use crate::ir::{Enum, EnumRepr, Field, Flow, Kind, Presence, Scalar, Shape, Struct, TypeDef, Types};

/// One file: the types of a module, in the order of their definition.
pub(super) fn file(types: &Types, module: &str) -> TokenStream {
    let mut scope = Scope::of_types(types, module);
    let mut items = TokenStream::new();
    let mut defaults = Vec::new();
    for (_, def) in types.iter().filter(|(_, def)| def.module == module) {
        items.extend(definition(def, &mut scope));
        if has_default(def) {
            defaults.push(ident(&def.name));
        }
    }
    let defaults = (!defaults.is_empty()).then(|| {
        let table = scope.table("defaults");
        quote!(#table!(#(#defaults),*);)
    });
    let mut file = scope.uses();
    file.extend([items, defaults.unwrap_or_default()]);
    file
}

/// `types/mod.rs`: all types under one path.
pub(super) fn index(modules: &[&str]) -> TokenStream {
    let modules: Vec<_> = modules.iter().map(|module| ident(module)).collect();
    quote! {
        #(mod #modules;)*
        #(pub use #modules::*;)*
    }
}

fn definition(def: &TypeDef, scope: &mut Scope<'_>) -> TokenStream {
    match &def.kind {
        Kind::Struct(it) => structure(def, it, scope),
        Kind::Enum(it) => enumeration(def, it, scope),
        Kind::Union(it) => union(def, it, scope),
        Kind::Alias(shape) => alias(def, shape, scope),
        Kind::Newtype(shape) => newtype(def, shape, scope),
    }
}

/// What stands before every type.
pub(super) fn head(def: &TypeDef) -> TokenStream {
    let docs = Paragraphs::of(&def.docs).outer();
    let deprecated = deprecated(def.deprecated);
    quote!(#docs #deprecated)
}

fn structure(def: &TypeDef, it: &Struct, scope: &mut Scope<'_>) -> TokenStream {
    let head = head(def);
    let name = ident(&def.name);
    let mut fields: TokenStream = stored(it, def.flow).map(|it| field(it, def, scope)).collect();
    let extra = it.extra.as_ref().map(|extra| {
        let name = ident(&extra.name);
        let shape = scope.shape(&Shape::Map(Box::new(extra.shape.clone())));
        quote!(
            /// Properties that the document does not name, as received.
            pub #name: #shape,
        )
    });
    fields.extend(extra);
    let fields = braces(fields);
    let table = table(def, it, scope);
    let constructor = constructor(def, it, scope);
    quote! {
        #head
        #[derive(Clone)]
        #[non_exhaustive]
        pub struct #name #fields
        #table
        #constructor
    }
}

fn stored(it: &Struct, flow: Flow) -> impl Iterator<Item = &Field> {
    it.fields.iter().filter(move |field| field.is_stored(flow))
}

fn field(field: &Field, def: &TypeDef, scope: &mut Scope<'_>) -> TokenStream {
    let flow = def.flow;
    let mut docs = Paragraphs::of(&field.docs);
    docs.default_value(field.default.as_ref());
    if flow.encoded {
        docs.only_value(field);
    }
    if def.strict && field.presence(flow) == Presence::Maybe && matches!(field.shape, Shape::List(_)) {
        docs.ours("Replaces the whole list: items that it leaves out are removed at the vendor.");
    }
    let docs = docs.outer();
    let deprecated = deprecated(field.deprecated);
    let name = ident(&field.name);
    let shape = scope.field(field, flow);
    quote!(#docs #deprecated pub #name: #shape,)
}

/// The struct's table: see `tributary_core`'s `object!`.
fn table(def: &TypeDef, it: &Struct, scope: &mut Scope<'_>) -> TokenStream {
    let table = scope.table("object");
    let name = ident(&def.name);
    let fields: Vec<_> = stored(it, def.flow).collect();
    let members = fields.iter().enumerate().map(|(index, field)| {
        let index = Literal::usize_unsuffixed(index);
        let name = ident(&field.name);
        let wire = Literal::string(&field.wire);
        quote!(#index #name #wire)
    });
    let required = indexes("required", &fields, |field| is_required(field, def.flow));
    let null = indexes("null", &fields, |field| def.flow.encoded && field.required && field.nullable);
    let extra = it.extra.as_ref().map(|extra| {
        let name = ident(&extra.name);
        quote!(extra #name)
    });
    let strict = def.strict.then(|| quote!(strict true));
    let send = constants(it, def.flow, fields.len());
    let xml = super::xml::members(it, &fields);
    quote!(#table!(#name { #(#members),* } #required #null #extra #strict #send #xml);)
}

/// Whether a value must have it, by its Rust type or by the document alone.
fn is_required(field: &Field, flow: Flow) -> bool {
    field.expected || field.presence(flow) == Presence::Value
}

fn indexes(word: &str, fields: &[&Field], chosen: impl Fn(&Field) -> bool) -> Option<TokenStream> {
    let chosen: Vec<_> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| chosen(field))
        .map(|(index, _)| Literal::usize_unsuffixed(index))
        .collect();
    let word = ident(word);
    (!chosen.is_empty()).then(|| quote!(#word [#(#chosen),*]))
}

/// Constants that a request sends by itself.
fn constants(it: &Struct, flow: Flow, first: usize) -> Option<TokenStream> {
    let sent = it.fields.iter().filter(|field| !field.is_stored(flow));
    let lines: Vec<_> = sent
        .zip(first..)
        .filter_map(|(field, index)| {
            let value = literals::shown(field.fixed()?);
            let index = Literal::usize_unsuffixed(index);
            let wire = Literal::string(&field.wire);
            Some(quote!(#index #wire #value))
        })
        .collect();
    (!lines.is_empty()).then(|| quote!(send [#(#lines),*]))
}

/// `new` with what a request must have.
fn constructor(def: &TypeDef, it: &Struct, scope: &mut Scope<'_>) -> Option<TokenStream> {
    if !def.flow.encoded || has_default(def) {
        return None;
    }
    let name = ident(&def.name);
    let required: Vec<_> = stored(it, def.flow).filter(|field| is_required(field, def.flow)).collect();
    let (given, fixed): (Vec<_>, Vec<_>) = required.into_iter().partition(|field| field.fixed().is_none());
    let arguments: Vec<_> = given.iter().map(|field| argument(field, scope)).collect();
    let set = |field: &Field, value: TokenStream| {
        let name = ident(&field.name);
        match (field.expected, name == value.to_string()) {
            (true, _) => quote!(#name: Some(#value)),
            (false, true) => quote!(#name),
            (false, false) => quote!(#name: #value),
        }
    };
    let values = given.iter().map(|field| {
        let name = ident(&field.name);
        set(field, if takes_into(&field.shape) { quote!(#name.into()) } else { quote!(#name) })
    });
    let constants =
        fixed.iter().filter_map(|field| Some(set(field, literals::value(field.fixed()?, &field.shape))));
    let values: Vec<_> = values.chain(constants).collect();
    let all = values.len() == it.fields.len() && it.extra.is_none();
    let rest = (!all).then(|| quote!(..tributary_core::codegen_v1::Decode::blank()));
    let many = (arguments.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    Some(quote! {
        impl #name {
            /// Creates the value from its required properties.
            #many
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* #rest }
            }
        }
    })
}

fn argument(field: &Field, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&field.name);
    let shape = scope.shape(&field.shape);
    match takes_into(&field.shape) {
        true => quote!(#name: impl Into<#shape>),
        false => quote!(#name: #shape),
    }
}

/// Whether an argument of this shape is more convenient as `impl Into`.
fn takes_into(shape: &Shape) -> bool {
    matches!(shape, Shape::Scalar(Scalar::Text | Scalar::Uri) | Shape::Ref(_))
}

/// A request of which nothing is required has a `Default`.
fn has_default(def: &TypeDef) -> bool {
    match &def.kind {
        Kind::Struct(it) => {
            def.flow.encoded && stored(it, def.flow).all(|field| !is_required(field, def.flow))
        }
        _ => false,
    }
}

fn enumeration(def: &TypeDef, it: &Enum, scope: &mut Scope<'_>) -> TokenStream {
    let head = head(def);
    let name = ident(&def.name);
    let table = scope.table(match it.repr {
        EnumRepr::Text => "text_enum",
        EnumRepr::Integer => "integer_enum",
        EnumRepr::Number => "number_enum",
    });
    let members = it.members.iter().map(|member| {
        let docs = Paragraphs::of(&member.docs).outer();
        let name = ident(&member.name);
        let wire = literals::member(&member.wire, it.repr);
        quote!(#docs #name = #wire)
    });
    quote!(#table! { #head #name { #(#members),* } })
}

fn alias(def: &TypeDef, shape: &Shape, scope: &mut Scope<'_>) -> TokenStream {
    let head = head(def);
    let name = ident(&def.name);
    let shape = scope.shape(shape);
    quote!(#head pub type #name = #shape;)
}

fn newtype(def: &TypeDef, shape: &Shape, scope: &mut Scope<'_>) -> TokenStream {
    let head = head(def);
    let name = ident(&def.name);
    let shape = scope.shape(shape);
    let table = scope.table("newtype");
    quote! {
        #head
        #[derive(Clone)]
        pub struct #name(pub #shape);
        #table!(#name);
    }
}
