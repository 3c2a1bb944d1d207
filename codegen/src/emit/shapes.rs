//! Shapes to Rust types, and the `use` lines that they need.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::names::ident;
use crate::ir::{Field, Flow, Presence, Scalar, Shape, Types};

/// What a file uses from elsewhere, gathered while its items are emitted.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) types: &'a Types,
    /// The module of `types/` that this file is, if it is one.
    module: Option<&'a str>,
    /// Names of `tributary_core`.
    core: BTreeSet<&'static str>,
    /// Macros of `tributary_core::codegen_v1`.
    tables: BTreeSet<&'static str>,
    /// Names of `tributary_client`.
    client: BTreeSet<&'static str>,
    /// `tributary_model::Ref` is used.
    refs: bool,
    replies: bool,
    other_types: bool,
}

impl<'a> Scope<'a> {
    /// The scope of a file of `types/`.
    pub(super) fn of_types(types: &'a Types, module: &'a str) -> Self {
        Self { module: Some(module), ..Self::of_api(types) }
    }

    /// The scope of a file of `api/`.
    pub(super) fn of_api(types: &'a Types) -> Self {
        Self {
            types,
            module: None,
            core: BTreeSet::new(),
            tables: BTreeSet::new(),
            client: BTreeSet::new(),
            refs: false,
            replies: false,
            other_types: false,
        }
    }

    /// Notes that a name of `tributary_core` is used.
    pub(super) fn core(&mut self, name: &'static str) -> TokenStream {
        self.core.insert(name);
        let name = ident(name);
        quote!(#name)
    }

    /// Notes that a macro of `tributary_core::codegen_v1` is used.
    pub(super) fn table(&mut self, name: &'static str) -> TokenStream {
        self.tables.insert(name);
        let name = ident(name);
        quote!(#name)
    }

    /// Notes that a name of `tributary_client` is used.
    pub(super) fn client(&mut self, name: &'static str) -> TokenStream {
        self.client.insert(name);
        let name = ident(name);
        quote!(#name)
    }

    /// Notes that a reply enum is used.
    pub(super) fn reply(&mut self, name: &str) -> TokenStream {
        self.replies = true;
        let name = ident(name);
        quote!(#name)
    }

    /// A map of values by name.
    pub(super) fn map(&mut self, value: &TokenStream) -> TokenStream {
        let map = self.core("Map");
        quote!(#map<#value>)
    }

    /// The `use` lines.
    pub(super) fn uses(&self) -> TokenStream {
        let client = use_line(&quote!(tributary_client), &self.client);
        let core = use_line(&quote!(tributary_core), &self.core);
        let refs = self.refs.then(|| {
            quote!(
                use tributary_model::Ref;
            )
        });
        let tables = use_line(&quote!(tributary_core::codegen_v1), &self.tables);
        let replies = self.replies.then(|| {
            quote!(
                use crate::replies::*;
            )
        });
        let types = self.other_types.then(|| match self.module {
            Some(_) => quote!(
                use super::*;
            ),
            None => quote!(
                use crate::types::*;
            ),
        });
        quote!(#client #core #refs #tables #replies #types)
    }

    /// The Rust type of a shape.
    pub(super) fn shape(&mut self, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Named(id) => {
                let def = self.types.get(*id);
                self.other_types |= self.module != Some(def.module.as_str());
                let name = ident(&def.name);
                quote!(#name)
            }
            Shape::Boxed(id) => {
                let inner = self.shape(&Shape::Named(*id));
                quote!(Box<#inner>)
            }
            Shape::Scalar(scalar) => self.scalar(*scalar),
            Shape::List(item) => {
                let item = self.shape(item);
                quote!(Vec<#item>)
            }
            Shape::Map(value) => {
                let value = self.shape(value);
                self.map(&value)
            }
            Shape::Tuple(items) => {
                let items: Vec<_> = items.iter().map(|item| self.shape(item)).collect();
                quote!((#(#items,)*))
            }
            Shape::Nullable(item) => {
                let item = self.shape(item);
                quote!(Option<#item>)
            }
            Shape::Ref(model) => {
                self.refs = true;
                let (category, model) = model.split_once('.').unwrap_or(("", model));
                let (category, model) = (ident(category), ident(&model.to_upper_camel_case()));
                quote!(Ref<crate::#category::#model>)
            }
            Shape::Any => self.core("Value"),
        }
    }

    fn scalar(&mut self, scalar: Scalar) -> TokenStream {
        match Named::of(scalar) {
            Named::Prelude(name) => ident(name).into_token_stream(),
            Named::Runtime(name) => self.core(name),
        }
    }

    /// The Rust type of a struct's field.
    pub(super) fn field(&mut self, field: &Field, flow: Flow) -> TokenStream {
        let shape = self.shape(&field.shape);
        match field.presence(flow) {
            Presence::Value => shape,
            Presence::Option => quote!(Option<#shape>),
            Presence::Maybe => {
                let maybe = self.core("Maybe");
                quote!(#maybe<#shape>)
            }
        }
    }
}

/// The name of a scalar's Rust type, and where it is.
pub(super) enum Named {
    Prelude(&'static str),
    /// In `tributary_core`.
    Runtime(&'static str),
}

impl Named {
    pub(super) fn of(scalar: Scalar) -> Self {
        match scalar {
            // inside JSON, a form or a parameter there is nothing to hold bytes but text
            Scalar::Text | Scalar::Binary => Self::Prelude("String"),
            Scalar::Bool => Self::Prelude("bool"),
            Scalar::I32 => Self::Prelude("i32"),
            Scalar::I64 => Self::Prelude("i64"),
            Scalar::U64 => Self::Prelude("u64"),
            Scalar::F64 => Self::Prelude("f64"),
            Scalar::Number => Self::Runtime("Number"),
            Scalar::Decimal => Self::Runtime("Decimal"),
            Scalar::DecimalText => Self::Runtime("DecimalText"),
            Scalar::DateTime => Self::Runtime("OffsetDateTime"),
            Scalar::Timestamp => Self::Runtime("Timestamp"),
            Scalar::TimestampHttp => Self::Runtime("HttpDate"),
            Scalar::TimestampUnix => Self::Runtime("UnixTime"),
            Scalar::Date => Self::Runtime("Date"),
            Scalar::Time => Self::Runtime("Time"),
            Scalar::OffsetTime => Self::Runtime("OffsetTime"),
            Scalar::Duration => Self::Runtime("Duration"),
            Scalar::Uuid => Self::Runtime("Uuid"),
            Scalar::Uri => Self::Runtime("Uri"),
            Scalar::Base64 => Self::Runtime("Base64"),
            Scalar::Base64Url => Self::Runtime("Base64Url"),
        }
    }
}

fn use_line(path: &TokenStream, names: &BTreeSet<&'static str>) -> Option<TokenStream> {
    let mut names = names.iter().map(|name| ident(name));
    let first = names.next()?;
    let rest: Vec<_> = names.collect();
    Some(if rest.is_empty() { quote!(use #path::#first;) } else { quote!(use #path::{#first, #(#rest),*};) })
}
