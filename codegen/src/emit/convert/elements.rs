//! Elements of lists that are found by what they hold, and made with that when there is none: one function for all that
//! differ by constants only.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::context::Context;
use super::value::{self, Lane};
use super::{place, write_fields};
use crate::emit::names::ident;
use crate::ir::{Literal, Scalar, Shape};
use crate::plan::{Comparison, ModelPlan, Place, PlaceKind, PlaceStep, Side, Type, Value, ValueKind};

/// A function that finds or makes an element.
pub(super) struct Element {
    name: Ident,
    /// What follows its name, which tells it from others.
    declared: TokenStream,
}

/// The functions that the writes of these models use.
pub(super) fn all(context: &Context<'_>, models: &[&ModelPlan]) -> Vec<Element> {
    let mut found: Vec<Element> = Vec::new();
    let calls = models.iter().flat_map(|model| &model.capabilities);
    let lines = calls.filter_map(|it| it.action.call()).flat_map(|call| &call.writes.lines);
    for place in lines.flat_map(write_fields::places) {
        for (at, step) in place.steps.iter().enumerate() {
            let Some(list) = at.checked_sub(1).and_then(|at| place.steps.get(at)) else { continue };
            let Some(Described { declared, .. }) = described(context, list, step) else { continue };
            if found.iter().any(|known| known.declared.to_string() == declared.to_string()) {
                continue;
            }
            let PlaceKind::Field(field) = &list.kind else { continue };
            let name = format!("{}_with", field.name);
            let times = found.iter().filter(|known| known.name.to_string().starts_with(&name)).count();
            let name =
                if times == 0 { format_ident!("{name}") } else { format_ident!("{name}_{}", times + 1) };
            found.push(Element { name, declared });
        }
    }
    found
}

/// The call that finds or makes the element, if there is a function for it.
pub(super) fn call(
    context: &Context<'_>,
    held: &TokenStream,
    list: Option<&PlaceStep>,
    step: &PlaceStep,
) -> Option<TokenStream> {
    let Described { declared, arguments } = described(context, list?, step)?;
    let declared = declared.to_string();
    let name = &context.elements.iter().find(|known| known.declared.to_string() == declared)?.name;
    Some(quote!(elements::#name(#held, #(#arguments),*)))
}

/// The module's content.
pub(super) fn file(elements: &[Element]) -> TokenStream {
    let functions = elements.iter().map(|Element { name, declared }| {
        quote! {
            /// The element that holds these values; it is made if there is none.
            pub(super) fn #name #declared
        }
    });
    quote! {
        #![doc = " Elements of lists that are found by what they hold."]
        use crate::types;
        use tributary_capabilities::mapped_v1::*;
        #(#functions)*
    }
}

struct Described {
    declared: TokenStream,
    arguments: Vec<TokenStream>,
}

/// What the function takes for one constant of the predicate.
struct Parameter {
    name: Ident,
    ty: TokenStream,
    argument: TokenStream,
    /// That the element holds it, and that it is put there.
    holds: TokenStream,
    puts: TokenStream,
}

fn described(context: &Context<'_>, list: &PlaceStep, step: &PlaceStep) -> Option<Described> {
    let (PlaceKind::Match { when, set }, PlaceKind::Field(_)) = (&step.kind, &list.kind) else { return None };
    let mut conditions = Vec::new();
    flatten(when, &mut conditions);
    if conditions.len() != set.len() {
        return None;
    }
    let parameters = conditions.iter().zip(set).map(|(when, set)| parameter(context, when, set));
    let parameters = parameters.collect::<Option<Vec<Parameter>>>()?;
    let item = context.shape(Side::Vendor, &step.shape);
    let (names, types): (Vec<_>, Vec<_>) = parameters.iter().map(|it| (&it.name, &it.ty)).unzip();
    let holds = parameters.iter().map(|it| &it.holds);
    let puts = parameters.iter().map(|it| &it.puts);
    let declared = quote! {
        <'l>(list: &'l mut Vec<#item>, #(#names: #types),*) -> &'l mut #item {
            element(list, |item| #(#holds)&&*, |it| { #(#puts)* })
        }
    };
    Some(Described { declared, arguments: parameters.into_iter().map(|it| it.argument).collect() })
}

fn flatten<'v>(when: &'v Value, conditions: &mut Vec<&'v Value>) {
    match &when.kind {
        ValueKind::And(all) => all.iter().for_each(|one| flatten(one, conditions)),
        _ => conditions.push(when),
    }
}

fn parameter(context: &Context<'_>, when: &Value, (at, value): &(Place, Value)) -> Option<Parameter> {
    let ValueKind::Compare { op: Comparison::Equal, left, right } = &when.kind else { return None };
    let PlaceKind::Field(field) = &at.steps.last()?.kind else { return None };
    let ValueKind::Literal(literal) = &right.kind else { return None };
    let name = ident(&field.name);
    let (ty, argument, compared) = match (literal, &right.ty.shape) {
        (Literal::Text(text), Shape::Scalar(Scalar::Text)) => {
            (quote!(&str), quote!(#text), quote!(text(#name)))
        }
        (Literal::Integer(_), Shape::Scalar(Scalar::I32 | Scalar::I64)) => {
            let constant = value::constant(context, literal, &right.ty);
            (context.shape(Side::Vendor, &right.ty.shape), constant, quote!(Flow::of(#name)))
        }
        _ => return None,
    };
    let put = match &value.ty {
        Type { shape: Shape::Scalar(Scalar::Text), .. } => quote!(#name.to_owned()),
        ty if ty.shape == right.ty.shape => quote!(#name),
        Type { shape: Shape::Named(_), .. } => {
            let ty = context.shape(Side::Vendor, &value.ty.shape);
            quote!(#ty::from(#name))
        }
        _ => return None,
    };
    let value::Carried { flow, lane } = value::carry(&context.of_element(), left);
    let same = matches!(lane, Lane::Text | Lane::Copy);
    let puts = place::assign(context, &quote!(it), at, &put, false);
    same.then(|| Parameter { name, ty, argument, holds: quote!(#flow.equals(#compared)), puts })
}
