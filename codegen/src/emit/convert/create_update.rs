//! Capabilities that write: the conversion of what is given, the call, and what is made of its answer.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::page_call::call_of;
use super::request;
use super::traits::{companion, conversion_name, host, model_type};
use super::write_fields;
use super::{answer, read};
use crate::emit::names::ident;
use crate::ir::Shape;
use crate::plan::{Alike, Answer, CallPlan, CapabilityKind, KeptField, ModelPlan, Presence, Sends, Side};

pub(super) fn create(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let kind = CapabilityKind::Create;
    let Some(asked) = request::of_body(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let (unified, host, new) =
        (model_type(context, model), host(context, model), companion(context, model, kind));
    let (function, name) = (conversion(context, model, call, kind), conversion_name(model, kind));
    let (vendor, finished) = finished(context, model, call);
    quote! {
        #function
        impl Create<#unified> for #host {
            type Native = #vendor;
            fn create(&self, given: &#new) -> Pending<Written<#unified, Self::Native>> {
                answer::create(#name(given)).call(#asked)#finished
            }
        }
    }
}

pub(super) fn update(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let kind = CapabilityKind::Update;
    let (unified, host, patch) =
        (model_type(context, model), host(context, model), companion(context, model, kind));
    let (function, name) = (conversion(context, model, call, kind), conversion_name(model, kind));
    let (vendor, finished) = finished(context, model, call);
    let sent = match (call.sends, call_of(model, CapabilityKind::Get)) {
        (Sends::All, Some(get)) => laid_over(context, model, (call, get), &finished),
        _ => request::of_body(context, model, call, &quote!(self))
            .map(|asked| quote!(answer::update(id, given, #name(given)).call(#asked)#finished)),
    };
    quote! {
        #function
        impl Update<#unified> for #host {
            type Native = #vendor;
            fn update(&self, id: &Ref<#unified>, given: &#patch) -> Pending<Written<#unified, Self::Native>> {
                #sent
            }
        }
    }
}

/// The record as it is, what changes laid over it, and all of it sent.
fn laid_over(
    context: &Context<'_>,
    model: &ModelPlan,
    (call, get): (&CallPlan, &CallPlan),
    finished: &TokenStream,
) -> Option<TokenStream> {
    let Answer::Record { path, reading } = &get.answer else { return None };
    let name = conversion_name(model, CapabilityKind::Update);
    let ask = request::closure(context, model, get, &quote!(self))?;
    let picked = answer::picked(context, get.reply);
    let (place, one) = (answer::place(path), answer::one(context, model, (path, *reading)));
    let asked = request::of_body(context, model, call, &quote!(client))?;
    let blank = write_fields::blank(context, record_of(model, call)?);
    let kept: Vec<_> = call.kept.iter().map(kept).collect();
    let elsewhere = &call.elsewhere;
    let (read, table) = (read::name(context, model, *reading), read::static_name(context, model, *reading));
    let keep = (!kept.is_empty()).then(|| {
        quote! {
            let mut given = given;
            let now = #read(&now).map_err(Error::unconverted)?.value;
            #(#kept)*
        }
    });
    Some(quote! {
        let now = answer::ask(|| #ask)#picked.found(#place, #one);
        answer::replace(id, given, #name(given, #blank), now, {
            let (client, id, given) = (self.clone(), id.clone(), given.clone());
            move |now, issues| {
                let whole = answer::laid_under(&now, &issues, #place, &#table, &[#(#elsewhere),*])?;
                #keep
                Ok(answer::update(&id, &given, #name(&given, whole)).call(#asked)#finished)
            }
        })
    })
}

/// A field that is read in one place and written in another: what is not changed is written as it was read.
fn kept(field: &KeptField) -> TokenStream {
    let name = ident(&field.name);
    let now = match field.presence {
        Presence::Always => quote!(Maybe::Value(now.#name)),
        _ => quote!(now.#name.into()),
    };
    quote!(if given.#name.is_absent() { given.#name = #now; })
}

/// `Upload<M>`: the bytes are the body, what is said of them goes into parameters.
pub(super) fn upload(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let kind = CapabilityKind::Upload;
    let Some(asked) = request::of_file(context, model, call) else { return TokenStream::new() };
    let (unified, host, new) =
        (model_type(context, model), host(context, model), companion(context, model, kind));
    let (function, name) = (conversion(context, model, call, kind), conversion_name(model, kind));
    let (vendor, finished) = finished(context, model, call);
    quote! {
        #function
        impl Upload<#unified> for #host {
            type Native = #vendor;
            fn upload(
                &self, given: &#new, file: tributary_client::Upload,
            ) -> Pending<Written<#unified, Self::Native>> {
                answer::create(#name(given)).call(#asked)#finished
            }
        }
    }
}

/// The vendor's type, and what is made of the reply.
fn finished(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> (TokenStream, TokenStream) {
    let reply = (call.answer != Answer::Nothing).then_some(call.reply).flatten();
    let picked = answer::picked(context, reply);
    match &call.answer {
        Answer::Record { path, reading } => {
            let (table, place) = (read::static_name(context, model, *reading), answer::place(path));
            let one = answer::one(context, model, (path, *reading));
            let vendor = answer::record_type(context, model, *reading);
            (vendor, quote!(#picked.record(#place, #one, &#table)))
        }
        Answer::Id(value) => {
            let id = answer::id(context, value);
            (answer::record_type(context, model, 0), quote!(#picked.id(|reply| #id)))
        }
        _ => (answer::record_type(context, model, 0), quote!(.done())),
    }
}

/// What is written: the request's record, or for a file the record that its parameters speak of.
fn record_of<'a>(model: &'a ModelPlan, call: &'a CallPlan) -> Option<&'a Shape> {
    match &call.request.body {
        Some(body) => Some(body.record.as_ref().map_or(&body.shape, |(_, shape)| shape)),
        None => model.readings.first().map(|reading| &reading.record),
    }
}

/// The function that turns `New` or `Patch` into the request's record.
fn conversion(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    kind: CapabilityKind,
) -> TokenStream {
    let Some(record) = record_of(model, call) else { return TokenStream::new() };
    let name = conversion_name(model, kind);
    let writing = context.writing();
    let given = companion(context, model, kind);
    let to = context.shape(Side::Vendor, record);
    let creates = kind != CapabilityKind::Update;
    let all = call.sends == Sends::All;
    let (over, start) = match all {
        true => (quote!(, over: #to), quote!(over)),
        false => (quote!(), write_fields::blank(context, record)),
    };
    let writer = if creates { quote!(Writer::creating()) } else { quote!(Writer::new()) };
    let read_only = write_fields::read_only(&call.unwritten, !read_only(model).is_empty());
    let alike = model.alike.as_ref().filter(|_| kind != CapabilityKind::Upload);
    let (inside, apart) = match alike {
        Some(Alike::All) => {
            let shared = format_ident!("{}_write", model.model);
            let (given, patch) = match creates {
                true => (quote!(&given.into()), None),
                false => {
                    let lines = write_fields::lines(&writing, &call.writes);
                    let about =
                        format!(" Converts a new `{0}.{1}`, or a patch of one.", model.category, model.model);
                    let function = quote! {
                        #[doc = #about]
                        fn #shared(w: Writer, given: &#given) -> Conversion<#to> {
                            let mut body = #start;
                            #lines
                            #read_only
                            w.done(body)
                        }
                    };
                    (quote!(given), Some(function))
                }
            };
            (quote!(#shared(#writer, #given)), patch)
        }
        Some(Alike::Entries { map: named, others }) => {
            let (shared, map) = (format_ident!("{}_{}", model.model, named.name), ident(&named.name));
            let others = write_fields::lines(&writing, others);
            let (lines, function) = match creates {
                true => (quote!(#shared(&w, &given.into(), &mut body.#map); #others), None),
                false => {
                    let ty = named.steps.last().map(|step| context.shape(Side::Vendor, &step.shape));
                    let fill = write_fields::entries(&writing, std::slice::from_ref(named), &call.writes);
                    let about = format!(
                        " Converts a new `{0}.{1}`, or a patch of one, to entries of `{map}`.",
                        model.category, model.model
                    );
                    let function = quote! {
                        #[doc = #about]
                        fn #shared(w: &Writer, given: &#given, #map: &mut #ty) { #fill }
                    };
                    (quote!(#shared(&w, given, &mut body.#map);), Some(function))
                }
            };
            (quote!(let w = #writer; let mut body = #start; #lines #read_only w.done(body)), function)
        }
        None => {
            let lines = write_fields::lines(&writing, &call.writes);
            let mutable = (!call.writes.lines.is_empty()).then(|| quote!(mut));
            (quote!(let w = #writer; let #mutable body = #start; #lines #read_only w.done(body)), None)
        }
    };
    // Of a model that has nothing but an id, nothing is written.
    let idle = call.writes.lines.is_empty() && call.unwritten.is_empty();
    let named = if idle { quote!(_) } else { quote!(given) };
    let title = &context.plan.vendor.title;
    let what = if creates { "a new" } else { "a patch of a" };
    let where_to = if all { ", laid over the whole record" } else { "" };
    let about = format!(
        " Converts {what} `{}.{}` to the request body of {title}{where_to}.",
        model.category, model.model
    );
    quote! {
        #[doc = #about]
        ///
        /// # Errors
        /// Returns every field whose value this vendor cannot represent. Nothing is sent.
        pub fn #name(#named: &#given #over) -> Conversion<#to> { #inside }
        #apart
    }
}

/// The fields that neither what creates nor what updates writes, where both say the same and one function does not.
pub(super) fn read_only(model: &ModelPlan) -> Vec<&str> {
    let names = |kind| -> Option<Vec<&str>> {
        let call = call_of(model, kind)?;
        Some(call.unwritten.iter().map(|(name, _)| name.as_str()).collect())
    };
    match (names(CapabilityKind::Create), names(CapabilityKind::Update)) {
        (Some(create), Some(update)) if create == update && create.len() > 4 => create,
        _ => Vec::new(),
    }
}
