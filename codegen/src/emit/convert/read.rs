//! Readings: one function per vendor record type, one line per unified field.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::{feeds, value};
use crate::emit::names::ident;
use crate::ir::{Origin, Scalar, Shape};
use crate::plan::{FieldPlan, ModelPlan, Presence, ReadField, Reading, Side};

/// The name of a reading's function: `contact`, or `contact_from_simple_public_object` where there are several.
pub(super) fn name(context: &Context<'_>, model: &ModelPlan, index: usize) -> syn::Ident {
    let plain = || ident(&model.model);
    if model.readings.len() < 2 || index == 0 {
        return plain();
    }
    match model.readings.get(index).map(|reading| &reading.record) {
        Some(Shape::Named(id) | Shape::Boxed(id)) => {
            let name = heck::ToSnakeCase::to_snake_case(context.def(Side::Vendor, *id).name.as_str());
            format_ident!("{}_from_{}", model.model, name)
        }
        _ => format_ident!("{}_from_{index}", model.model),
    }
}

/// The name of what the capabilities use it by: `CONTACT`.
pub(super) fn static_name(context: &Context<'_>, model: &ModelPlan, index: usize) -> syn::Ident {
    format_ident!("{}", name(context, model, index).to_string().trim_start_matches("r#").to_uppercase())
}

/// What each field is made of; the same as in the first reading where that says the same.
fn feeds(context: &Context<'_>, model: &ModelPlan, index: usize, reading: &Reading) -> TokenStream {
    let feeds = feeds::of(reading);
    if index > 0 && model.readings.first().is_some_and(|first| feeds::of(first) == feeds) {
        let first = static_name(context, model, 0);
        return quote!(#first.feeds);
    }
    let feeds = feeds.into_iter().map(|(field, member)| quote!((#field, #member)));
    quote!(&[#(#feeds),*])
}

/// The function, and what the capabilities use it by.
pub(super) fn function(
    context: &Context<'_>,
    model: &ModelPlan,
    index: usize,
    reading: &Reading,
) -> TokenStream {
    let name = name(context, model, index);
    let from = context.shape(Side::Vendor, &reading.record);
    let to = context.path(Side::Unified, model.unified);
    let about = format!(
        " `{}.{}`, read from what {} answers.",
        model.category, model.model, context.plan.vendor.title
    );
    let lines = reading.fields.iter().filter_map(|field| line(context, model, field));
    let (table, of) =
        (static_name(context, model, index), format!(" [`{name}`], and what each field is made of."));
    let feeds = feeds(context, model, index, reading);
    quote! {
        #[doc = #about]
        ///
        /// # Errors
        /// A member that the unified model requires is not there.
        pub fn #name(from: &#from) -> Result<Converted<#to>, Unconverted> {
            let r = Reader::new();
            let mut to = #to::blank();
            #(#lines)*
            Ok(r.done(to))
        }
        #[doc = #of]
        pub static #table: Reading<#to, #from> = Reading { convert: #name, feeds: #feeds };
    }
}

fn line(context: &Context<'_>, model: &ModelPlan, read: &ReadField) -> Option<TokenStream> {
    let value = read.value.as_ref()?;
    let context = context.of_field(&read.name);
    let shape = super::build::declared(&context, Side::Unified, model.unified, read.index);
    let (field, name) = (ident(&read.name), &read.name);
    if read.presence == Presence::Optional && shape == Shape::Scalar(Scalar::Text) {
        let value::Carried { flow, lane } = value::carry(&context, value);
        return Some(match lane {
            value::Lane::Text => quote!(to.#field = r.text(#name, #flow);),
            _ => quote!(to.#field = r.take(#name, #flow);),
        });
    }
    let flow = value::own(&context, value, &shape);
    Some(match read.presence {
        Presence::Optional => quote!(to.#field = r.take(#name, #flow);),
        Presence::Maybe => quote!(to.#field = r.take(#name, #flow).into();),
        Presence::Always if matches!(shape, Shape::List(_) | Shape::Map(_)) => {
            quote!(to.#field = r.take(#name, #flow).unwrap_or_default();)
        }
        Presence::Always => quote!(to.#field = r.need(#name, #flow)?;),
    })
}

/// What the module says of each field: where it comes from, and what a round trip keeps.
pub(super) fn table(context: &Context<'_>, model: &ModelPlan) -> Vec<String> {
    let mut lines = vec!["| field | from | line | round trip |".to_owned(), "|---|---|---|---|".to_owned()];
    lines.extend(model.fields.iter().filter(|field| field.line > 0).map(|field| row(context, field)));
    lines
}

fn row(context: &Context<'_>, field: &FieldPlan) -> String {
    let line = format!("{}:{}", context.plan.file, field.line);
    let origin = field.origin.as_ref().map(place).unwrap_or_default();
    let class = super::docs::class(field);
    let text = super::docs::cell(&field.text);
    format!("| `{}` | `{text}`{origin} | `{line}` | {class} |", field.name)
}

fn place(origin: &Origin) -> String {
    format!(" · `{}#{}`", super::docs::cell(&origin.file), super::docs::cell(&origin.pointer))
}
