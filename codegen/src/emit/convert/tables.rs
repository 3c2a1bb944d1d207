//! Enum tables: one constant each, as texts, with the vendor's value first.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use crate::ir::{Kind, Literal, Shape};
use crate::plan::{EnumTable, Plan};

/// The module's content.
pub(super) fn file(context: &Context<'_>, plan: &Plan) -> TokenStream {
    let tables = plan.tables.iter().map(|table| constant(context, table));
    quote! {
        #![doc = " The mapping's enum tables: the vendor's value, then the unified member."]
        use tributary_model::convert::EnumTable;
        #(#tables)*
    }
}

fn constant(context: &Context<'_>, table: &EnumTable) -> TokenStream {
    let name = format_ident!("{}", table.name);
    let pairs = table.rows.iter().flat_map(|row| {
        row.vendor.iter().map(move |vendor| {
            let (vendor, wire) = (text(vendor), &row.wire);
            quote!((#vendor, #wire))
        })
    });
    let refused = table.rows.iter().filter(|row| row.vendor.is_empty()).map(|row| &row.wire);
    let about = match &table.vendor {
        Shape::Named(id) => match &context.vendor.types.get(*id).kind {
            Kind::Enum(_) => format!(" Values of `{}`.", context.vendor.types.get(*id).name),
            _ => " Values of the vendor.".to_owned(),
        },
        _ => " Values of the vendor.".to_owned(),
    };
    quote! {
        #[doc = #about]
        pub(crate) static #name: EnumTable =
            EnumTable { pairs: &[#(#pairs),*], refused: &[#(#refused),*] };
    }
}

fn text(literal: &Literal) -> String {
    match literal {
        Literal::Null => String::new(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => value.to_string(),
        Literal::Text(text) | Literal::Json(text) => text.clone(),
    }
}
