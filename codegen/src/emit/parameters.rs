//! Parameters: arguments where they are required, a struct of the rest, and how each is sent.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::braces;
use super::docs::{Paragraphs, deprecated};
use super::names::ident;
use super::shapes::Scope;
use crate::ir::{Location, Operation, Parameter, ParameterEncoding, Scalar, Shape, Style};

/// Whether a parameter is an argument of the function: the others are in the struct, or sent by themselves.
pub(super) fn is_argument(parameter: &Parameter) -> bool {
    parameter.required && parameter.constant.is_none()
}

/// `brand: i64`
pub(super) fn argument(parameter: &Parameter, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&parameter.name);
    let shape = match parameter.nullable {
        true => {
            let shape = scope.shape(&parameter.shape);
            quote!(Option<#shape>)
        }
        false => by_reference(&parameter.shape, scope),
    };
    quote!(#name: #shape)
}

/// A shape as an argument: by value where that is a few bytes, else by reference.
pub(super) fn by_reference(shape: &Shape, scope: &mut Scope<'_>) -> TokenStream {
    match shape {
        Shape::Scalar(Scalar::Text | Scalar::Binary) => quote!(&str),
        Shape::Scalar(scalar) if is_copied(*scalar) => scope.shape(shape),
        Shape::List(item) => {
            let item = scope.shape(item);
            quote!(&[#item])
        }
        Shape::Boxed(id) => by_reference(&Shape::Named(*id), scope),
        shape => {
            let shape = scope.shape(shape);
            quote!(&#shape)
        }
    }
}

/// Whether an argument of this type is passed by value.
pub(super) fn is_copied(scalar: Scalar) -> bool {
    match scalar {
        Scalar::Bool
        | Scalar::I32
        | Scalar::I64
        | Scalar::U64
        | Scalar::F64
        | Scalar::Decimal
        | Scalar::DecimalText
        | Scalar::DateTime
        | Scalar::Timestamp
        | Scalar::TimestampHttp
        | Scalar::TimestampUnix
        | Scalar::Date
        | Scalar::Time
        | Scalar::OffsetTime
        | Scalar::Duration
        | Scalar::Uuid => true,
        Scalar::Text | Scalar::Number | Scalar::Uri | Scalar::Base64 | Scalar::Base64Url | Scalar::Binary => {
            false
        }
    }
}

/// The struct of the optional parameters.
pub(super) fn structure(operation: &Operation, scope: &mut Scope<'_>) -> Option<TokenStream> {
    let name = ident(operation.params_struct.as_ref()?);
    let about = format!(" Optional parameters of [`Client::{}`].", operation.name);
    let table = scope.table("with");
    let optional = operation.parameters.iter().filter(|it| !it.required && it.constant.is_none());
    let fields = braces(optional.map(|parameter| field(parameter, scope)).collect());
    Some(quote! {
        #[doc = #about]
        #[derive(Clone, Debug, Default)]
        #[non_exhaustive]
        pub struct #name #fields
        #table!(#name);
    })
}

fn field(parameter: &Parameter, scope: &mut Scope<'_>) -> TokenStream {
    let mut docs = Paragraphs::of(&parameter.docs);
    docs.default_value(parameter.default.as_ref());
    let docs = docs.outer();
    let deprecated = deprecated(parameter.deprecated);
    let name = ident(&parameter.name);
    let shape = scope.shape(&parameter.shape);
    quote!(#docs #deprecated pub #name: Option<#shape>,)
}

/// `.query("page[size]", &params.page_size)`
pub(super) fn part(parameter: &Parameter, value: &TokenStream, scope: &mut Scope<'_>) -> TokenStream {
    let wire = Literal::string(&parameter.wire);
    let (plain, styled) = match parameter.location {
        Location::Path => ("path", "path_as"),
        Location::Query => ("query", "query_as"),
        Location::Header => ("header", "header_as"),
        Location::Cookie => ("cookie", "cookie_as"),
    };
    match style(parameter.encoding, is_flat(&parameter.shape), default_style(parameter.location), scope) {
        None => {
            let part = ident(plain);
            quote!(.#part(#wire, #value))
        }
        Some(style) => {
            let part = ident(styled);
            quote!(.#part(#wire, #value, #style))
        }
    }
}

/// What OpenAPI takes as given, and so the runtime.
fn default_style(location: Location) -> ParameterEncoding {
    let (style, explode) = match location {
        Location::Path | Location::Header => (Style::Simple, false),
        Location::Query | Location::Cookie => (Style::Form, true),
    };
    ParameterEncoding::Style { style, explode, allow_reserved: false }
}

/// Whether exploding makes no difference to a value.
fn is_flat(shape: &Shape) -> bool {
    matches!(shape, Shape::Scalar(_))
}

/// The style, where it is not the default and would make a difference.
pub(super) fn style(
    encoding: ParameterEncoding,
    flat: bool,
    default: ParameterEncoding,
    scope: &mut Scope<'_>,
) -> Option<TokenStream> {
    let styles = |scope: &mut Scope<'_>| scope.table("Style");
    let ParameterEncoding::Style { style, explode, allow_reserved } = encoding else {
        let styles = styles(scope);
        return Some(quote!(#styles::JSON));
    };
    let ParameterEncoding::Style { style: usual, explode: usually, .. } = default else { return None };
    if style == usual && !allow_reserved && (flat || explode == usually) {
        return None;
    }
    let (name, exploded) = match style {
        Style::Simple => ("SIMPLE", false),
        Style::Label => ("LABEL", false),
        Style::Matrix => ("MATRIX", false),
        Style::Form => ("FORM", true),
        Style::SpaceDelimited => ("SPACE", false),
        Style::PipeDelimited => ("PIPE", false),
        Style::TabDelimited => ("TAB", false),
        Style::DeepObject => ("DEEP", true),
    };
    let styles = styles(scope);
    let name = ident(name);
    let explode = match (exploded, explode) {
        _ if flat || style == Style::DeepObject => None,
        (false, true) => Some(quote!(.exploded())),
        (true, false) => Some(quote!(.joined())),
        _ => None,
    };
    let reserved = allow_reserved.then(|| quote!(.reserved()));
    Some(quote!(#styles::#name #explode #reserved))
}
