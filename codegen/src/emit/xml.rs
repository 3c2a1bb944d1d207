//! How a struct is written in XML, where the document says more than its members' names.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Field, Struct, Xml, XmlName};

/// The `xml` part of a struct's table, if any member needs one.
pub(super) fn members(_it: &Struct, fields: &[&Field]) -> Option<TokenStream> {
    if fields.iter().all(|field| field.xml.is_none()) {
        return None;
    }
    let lines = fields.iter().map(|field| field.xml.as_ref().map_or_else(|| quote!((element)), member));
    Some(quote!(xml [#(#lines),*]))
}

/// How the one element of a body is written.
pub(super) enum Root {
    /// By its name alone.
    Plain(Literal),
    /// As a member is, in parentheses.
    Written(TokenStream),
}

/// The element of a body.
pub(super) fn root(xml: &Xml) -> Root {
    let XmlName { local, prefix, namespace } = &xml.name;
    match prefix.is_empty() && namespace.is_empty() && !xml.wrapped {
        true => Root::Plain(Literal::string(local)),
        false => Root::Written(member(xml)),
    }
}

/// Place; local name, prefix, namespace; the same of the items where they have any.
fn member(xml: &Xml) -> TokenStream {
    let place = match (xml.attribute, xml.text, xml.wrapped) {
        (true, _, _) => quote!(attribute),
        (_, true, _) => quote!(text),
        (_, _, true) => quote!(wrapped),
        _ => quote!(element),
    };
    let name = parts(&xml.name);
    let item = (xml.item != XmlName::default()).then(|| parts(&xml.item));
    quote!((#place #name #item))
}

fn parts(XmlName { local, prefix, namespace }: &XmlName) -> TokenStream {
    let parts = [local, prefix, namespace].map(|part| Literal::string(part));
    quote!(#(#parts)*)
}
