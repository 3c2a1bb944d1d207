//! How a struct is written in XML, where the document says more than its members' names.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Field, Struct, Xml};

/// The `xml` part of a struct's table, if any member needs one.
pub(super) fn members(_it: &Struct, fields: &[&Field]) -> Option<TokenStream> {
    if fields.iter().all(|field| field.xml.is_none()) {
        return None;
    }
    let lines = fields.iter().map(|field| field.xml.as_ref().map_or_else(|| quote!((element)), member));
    Some(quote!(xml [#(#lines),*]))
}

/// Place, local name, prefix, namespace, the items' name; empty where nothing is said.
fn member(xml: &Xml) -> TokenStream {
    let place = match (xml.attribute, xml.text, xml.wrapped) {
        (true, _, _) => quote!(attribute),
        (_, true, _) => quote!(text),
        (_, _, true) => quote!(wrapped),
        _ => quote!(element),
    };
    let parts = [&xml.name, &xml.prefix, &xml.namespace, &xml.item];
    let parts = parts.map(|part| Literal::string(part.as_deref().unwrap_or_default()));
    quote!((#place #(#parts)*))
}
