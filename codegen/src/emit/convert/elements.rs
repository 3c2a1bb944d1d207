//! Elements of lists that are found by what they hold, and made with that when there is none: one function for all that
//! differ by constants only.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::{place, value};
use crate::emit::names::ident;
use crate::ir::{Literal, Scalar, Shape};
use crate::plan::{Element, ElementCall, ElementConstant, ElementParameter, Side, Type};

/// The functions of the context's category.
fn all<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Element> {
    let category = context.category;
    context.plan.shared.elements.iter().filter(move |element| element.category == category)
}

/// Whether the category has such functions.
pub(super) fn any(context: &Context<'_>) -> bool {
    all(context).next().is_some()
}

/// The call that finds or makes the element.
pub(super) fn call(held: &TokenStream, ElementCall { name, arguments }: &ElementCall) -> TokenStream {
    let name = ident(name);
    let arguments = arguments.iter().map(|literal| match literal {
        Literal::Integer(number) => {
            let number = proc_macro2::Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        other => {
            let text = value::literal_text(other);
            quote!(#text)
        }
    });
    quote!(elements::#name(#held, #(#arguments),*))
}

/// The module's content.
pub(super) fn file(context: &Context<'_>) -> TokenStream {
    let functions = all(context).map(|element| function(context, element));
    quote! {
        #![doc = " Elements of lists that are found by what they hold."]
        use crate::types;
        use tributary_capabilities::mapped_v1::*;
        #(#functions)*
    }
}

fn function(context: &Context<'_>, element: &Element) -> TokenStream {
    let (name, item) = (ident(&element.name), context.shape(Side::Vendor, &element.item));
    let parameters: Vec<_> = element.parameters.iter().map(|it| parameter(context, it)).collect();
    let declared = parameters.iter().map(|it| &it.declared);
    let holds = parameters.iter().map(|it| &it.holds);
    let puts = parameters.iter().map(|it| &it.puts);
    quote! {
        /// Returns the element that has these values; adds one if there is none.
        pub(super) fn #name<'l>(list: &'l mut Vec<#item>, #(#declared),*) -> &'l mut #item {
            element(list, |item| #(#holds)&&*, |it| { #(#puts)* })
        }
    }
}

/// What the function takes for one constant.
struct Parameter {
    /// `association_type_id: i32`
    declared: TokenStream,
    /// That the element holds it, and that it is put there.
    holds: TokenStream,
    puts: TokenStream,
}

fn parameter(context: &Context<'_>, parameter: &ElementParameter) -> Parameter {
    let name = ident(&parameter.name);
    let (ty, compared) = match parameter.ty {
        ElementConstant::Text => (quote!(&str), quote!(text(#name))),
        ElementConstant::Integer(scalar) => {
            (context.shape(Side::Vendor, &Shape::Scalar(scalar)), quote!(Flow::of(#name)))
        }
    };
    let put = match (&parameter.stored, parameter.ty) {
        (Type { shape: Shape::Scalar(Scalar::Text), .. }, _) => quote!(#name.to_owned()),
        (_, ElementConstant::Integer(_)) => quote!(#name),
        (stored, ElementConstant::Text) => {
            let ty = context.shape(Side::Vendor, &stored.shape);
            quote!(#ty::from(#name))
        }
    };
    let flow = value::carry(&context.of_element(), &parameter.compared).flow;
    let puts = place::assign(context, &quote!(it), &parameter.place, &put, false);
    Parameter { declared: quote!(#name: #ty), holds: quote!(#flow.equals(#compared)), puts }
}
