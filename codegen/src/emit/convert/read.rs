//! Readings: one function per vendor record type, one line per unified field.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::{filters, path, prefixes, sources, value};
use crate::emit::names::ident;
use crate::ir::{Kind, Origin, Scalar, Shape};
use crate::plan::{
    FieldPlan, Lookup, ModelPlan, Op, Path, Presence, Reading, Root, Side, Value, ValueKind, Widened,
};

/// The name of a reading's function: `contact`, or `contact_from_simple_public_object` where there are several.
pub(super) fn name(context: &Context<'_>, model: &ModelPlan, index: usize) -> syn::Ident {
    let plain = || ident(&model.model);
    let index = model.read_by(index);
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

/// The module with what makes narrower records the types that they are read as.
pub(super) fn natives(pairs: &[Widened], context: &Context<'_>) -> TokenStream {
    let items = pairs.iter().map(|Widened { from, to }| {
        let [narrow, wide] = [from, to].map(|id| context.path(Side::Vendor, *id));
        let names: Vec<_> = match &context.def(Side::Vendor, *from).kind {
            Kind::Struct(def) => {
                let extra = def.extra.iter().map(|extra| ident(&extra.name));
                def.fields.iter().map(|field| ident(&field.name)).chain(extra).collect()
            }
            _ => Vec::new(),
        };
        quote! {
            impl From<#narrow> for #wide {
                fn from(it: #narrow) -> Self {
                    Self { #(#names: it.#names,)* ..Self::blank() }
                }
            }
        }
    });
    quote! {
        #![doc = " Records that some replies hold with fewer properties, as the type that is read."]
        use crate::types;
        use tributary_core::codegen_v1::Decode;
        #(#items)*
    }
}

/// The name of what the capabilities use it by: `CONTACT`.
pub(super) fn static_name(context: &Context<'_>, model: &ModelPlan, index: usize) -> syn::Ident {
    let index = model.read_by(index);
    format_ident!("{}", name(context, model, index).to_string().trim_start_matches("r#").to_uppercase())
}

/// What each field is made of; the same as in the first reading where that says the same.
fn origins(context: &Context<'_>, model: &ModelPlan, index: usize, reading: &Reading) -> TokenStream {
    let origins = sources::of(reading);
    if index > 0 && model.readings.first().is_some_and(|first| sources::of(first) == origins) {
        let first = static_name(context, model, 0);
        return quote!(#first.sources);
    }
    let origins = origins.into_iter().map(|(field, member)| quote!((#field, #member)));
    quote!(&[#(#origins),*])
}

/// The function, and what the capabilities use it by.
pub(super) fn function(
    context: &Context<'_>,
    model: &ModelPlan,
    index: usize,
    reading: &Reading,
) -> TokenStream {
    if reading.widened.is_some() {
        return TokenStream::new();
    }
    let name = name(context, model, index);
    let from = context.shape(Side::Vendor, &reading.record);
    let to = context.path(Side::Unified, model.unified);
    let about = format!(
        " Converts a record of {2} to `{0}.{1}`.",
        model.category, model.model, context.plan.vendor.title
    );
    let prefixes = prefixes::of(context, reading);
    let named = Context { prefixes: &prefixes, ..context.looking_up(&reading.lookups) };
    let lookups = reading.lookups.iter().map(|lookup| self::lookup(context, lookup));
    let lines = reading.fields.iter().filter_map(|read| {
        let context = named.of_field(&read.name);
        let value = read.value.as_ref()?;
        Some(match read.presence {
            Presence::Always if !is_list(&value.ty.shape) => required(&context, &read.name, value),
            presence => line(&context, &read.name, presence, value),
        })
    });
    let lines: TokenStream = lines.collect();
    let named = prefixes.iter().filter(|prefix| path::mentions(&lines, &prefix.name));
    let named = named.filter_map(|prefix| prefixes::statement(context, prefix));
    let (table, of) = (
        static_name(context, model, index),
        format!(" [`{name}`], with the vendor's properties that each unified field is read from."),
    );
    let origins = origins(context, model, index, reading);
    quote! {
        #[doc = #about]
        ///
        /// # Errors
        /// A property that the unified model requires is missing or malformed.
        pub fn #name(from: &#from) -> Conversion<#to> {
            let r = Reader::new();
            #(#lookups)*
            #(#named)*
            let mut to = #to::blank();
            #lines
            Ok(r.done(to))
        }
        #[doc = #of]
        pub static #table: Reading<#to, #from> = Reading { convert: #name, sources: #origins };
    }
}

/// What `{select}` stands for: where the first reading says it all, that is asked.
pub(super) fn selected(context: &Context<'_>, model: &ModelPlan) -> TokenStream {
    let sources = model.readings.first().map(sources::of).unwrap_or_default();
    let roots: std::collections::BTreeSet<&str> =
        sources.iter().filter_map(|(_, path)| Some(path.split_once('.')?.0)).collect();
    let names_in = |root: &str| {
        let inside = |path: &str| Some(path.strip_prefix(root)?.strip_prefix('.')?.to_owned());
        let names: std::collections::BTreeSet<_> =
            sources.iter().filter_map(|(_, path)| inside(path)).collect();
        names.into_iter().eq(model.select.iter().cloned())
    };
    match roots.into_iter().find(|root| names_in(root)) {
        Some(root) => {
            let table = static_name(context, model, 0);
            quote!(#table.select(#root))
        }
        None => {
            let names = &model.select;
            quote!(Flow::of(Vec::from([#(#names.to_owned()),*])))
        }
    }
}

/// The strings that mean absent in most lines of a model, where they are several.
pub(super) fn nulls(model: &ModelPlan) -> Vec<String> {
    let mut times: std::collections::BTreeMap<Vec<String>, usize> = std::collections::BTreeMap::new();
    for field in model.readings.iter().flat_map(|reading| &reading.fields) {
        if let Some(value) = &field.value {
            value.paths(&mut |path| *times.entry(path.none.clone()).or_default() += 1);
        }
    }
    times.retain(|none, times| none.len() > 1 && *times > 1);
    times.into_iter().max_by_key(|(_, times)| *times).map(|(none, _)| none).unwrap_or_default()
}

/// The name of a map that many lines look into: `let properties = |name: &str| …;`.
fn lookup(context: &Context<'_>, lookup: &Lookup) -> TokenStream {
    let (name, none) = (ident(&lookup.name), &lookup.none);
    let path = Path { root: Root::Record, steps: lookup.map.clone(), none: Vec::new() };
    let found = match path::settle(path::walk(context, &path)) {
        path::Walk::Place(map) => quote!(#map.get(name)),
        other => {
            let map = path::tokens(other);
            quote!(#map.and_then(|it| it.get(name)))
        }
    };
    let none = context.none(none);
    quote!(let #name = |name: &str| text(#found)#none;)
}

/// A line that the record can't be converted without.
fn required(context: &Context<'_>, name: &str, value: &Value) -> TokenStream {
    let (collector, field, flow) = (&context.collector, ident(name), value::own(context, value));
    quote!(to.#field = #collector.need(#name, #flow)?;)
}

/// The statement that a field of `to` takes a value.
pub(super) fn line(context: &Context<'_>, name: &str, presence: Presence, value: &Value) -> TokenStream {
    let (collector, to, field) = (&context.collector, &context.to, ident(name));
    let found = match value::owned_constant(context, value) {
        Some(constant) if presence == Presence::Always => return quote!(#to.#field = #constant;),
        Some(constant) => quote!(Some(#constant)),
        None => super::build::assembled(context, value).unwrap_or_else(|| {
            if let ValueKind::Apply { op: Op::Round(places), to } = &value.kind
                && !matches!(value.ty.shape, Shape::Scalar(Scalar::DecimalText))
            {
                let flow = value::carry(context, to).flow;
                let places = filters::unsuffixed(i64::from(*places));
                return quote!(#collector.decimal(#name, #flow, #places));
            }
            let value::Carried { flow, lane } = value::carry(context, value);
            match lane {
                value::Lane::Text => quote!(#collector.text(#name, #flow)),
                _ => {
                    let flow = value::own(context, value);
                    quote!(#collector.take(#name, #flow))
                }
            }
        }),
    };
    match presence {
        Presence::Optional => quote!(#to.#field = #found;),
        Presence::Maybe => quote!(#to.#field = #found.into();),
        Presence::Always if is_list(&value.ty.shape) => quote!(#to.#field = #found.unwrap_or_default();),
        Presence::Always => quote!(if let Some(found) = #found { #to.#field = found; }),
    }
}

fn is_list(shape: &Shape) -> bool {
    matches!(shape, Shape::List(_) | Shape::Map(_))
}

/// The table of the module's documentation: where each field comes from, in which directions it goes, and what is lost.
pub(super) fn table(context: &Context<'_>, model: &ModelPlan) -> Vec<String> {
    let written = format!("Written in `{}`, `[{}.{}]`.", context.plan.file, model.category, model.model);
    let heads = ["", "| field | from | direction | loss |", "|---|---|---|---|"].map(str::to_owned);
    let mut lines = vec![written];
    lines.extend(heads);
    lines.extend(model.fields.iter().filter(|field| field.line > 0).map(row));
    lines
}

fn row(field: &FieldPlan) -> String {
    let origin = field.origin.as_ref().map(place).unwrap_or_default();
    let (directions, lost) = (super::docs::directions(field), super::docs::lost(field));
    let text = super::docs::cell(&field.text);
    format!("| `{}` | `{text}`{origin} | {directions} | {lost} |", field.name)
}

fn place(origin: &Origin) -> String {
    format!(" · `{}#{}`", super::docs::cell(&origin.file), super::docs::cell(&origin.pointer))
}
