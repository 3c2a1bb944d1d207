//! Capabilities that write: the conversion of what is given, the call, and what is made of its answer.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::page_call::call_of;
use super::request::{self, Prepared, prepared};
use super::traits::{companion, conversion_name, host, model_type};
use super::{answer, get_delete, path, read, rules, write_fields};
use crate::emit::names::ident;
use crate::ir::Shape;
use crate::plan::{Answer, CallPlan, CapabilityKind, KeptField, ModelPlan, Presence, Sends, Side};

pub(super) fn create(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let kind = CapabilityKind::Create;
    let Some(Prepared { before, call: operation }) = prepared(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let (unified, host, new) =
        (model_type(context, model), host(context, model), companion(context, model, kind));
    let (function, name) = (conversion(context, model, call, kind), conversion_name(model, kind));
    let (vendor, finish) = finish(context, model, call, kind);
    let mutable = path::mentions(&before, "body").then(|| quote!(mut));
    quote! {
        #function
        impl Create<#unified> for #host {
            type Native = #vendor;
            fn create(&self, given: &#new) -> Pending<Written<#unified, Self::Native>> {
                let Converted { value: #mutable body, warnings } = match #name(given) {
                    Ok(converted) => converted,
                    Err(refused) => return Pending::refused(refused),
                };
                #before
                answer::send(#operation, move |reply| { #finish })
            }
        }
    }
}

pub(super) fn update(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let kind = CapabilityKind::Update;
    let (unified, host, patch) =
        (model_type(context, model), host(context, model), companion(context, model, kind));
    let (function, name) = (conversion(context, model, call, kind), conversion_name(model, kind));
    let (vendor, finish) = finish(context, model, call, kind);
    let sent = match (call.sends, call_of(model, CapabilityKind::Get)) {
        (Sends::All, Some(get)) => laid_over(context, model, (call, get), &finish),
        _ => prepared(context, model, call, &quote!(self)).map(|Prepared { before, call: operation }| {
            let mutable = path::mentions(&before, "body").then(|| quote!(mut));
            let known = path::mentions(&finish, "id").then(|| quote!(let id = id.clone();));
            quote! {
                let Converted { value: #mutable body, warnings } = match #name(given) {
                    Ok(converted) => converted,
                    Err(refused) => return Pending::refused(refused),
                };
                if answer::sends_nothing(given, &warnings) {
                    return answer::unchanged(id, warnings);
                }
                #before
                #known
                answer::send(#operation, move |reply| { #finish })
            }
        }),
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
    finish: &TokenStream,
) -> Option<TokenStream> {
    let name = conversion_name(model, CapabilityKind::Update);
    let asked = prepared(context, model, get, &quote!(self))?;
    let (asks, ask) = (asked.before, asked.call);
    let (found, one) = get_delete::got(context, get);
    let Prepared { before, call: operation } = prepared(context, model, call, &quote!(client))?;
    let mutable = path::mentions(&before, "body").then(|| quote!(mut));
    let blank = write_fields::blank(context, record_of(model, call)?);
    let kept: Vec<_> = call.kept.iter().map(kept).collect();
    let elsewhere = &call.elsewhere;
    let Answer::Record { path, reading } = &get.answer else { return None };
    let (read, table) = (read::name(context, model, *reading), read::static_name(context, model, *reading));
    let place = answer::place(path);
    let keep = (!kept.is_empty()).then(|| {
        quote! {
            let mut given = given;
            match #read(&now) {
                Ok(now) => { let now = now.value; #(#kept)* }
                Err(unconverted) => return Pending::failed(Error::unconverted(unconverted)),
            }
        }
    });
    Some(quote! {
        let warnings = match #name(given, #blank) {
            Ok(converted) => converted.warnings,
            Err(refused) => return Pending::refused(refused),
        };
        if answer::sends_nothing(given, &warnings) {
            return answer::unchanged(id, warnings);
        }
        let (client, id, given) = (self.clone(), id.clone(), given.clone());
        #asks
        answer::send_then(#ask, |reply| { #found Ok((#one, reply.issues)) }, move |(now, issues)| {
            let whole = match answer::laid_under(&now, &issues, #place, &#table, &[#(#elsewhere),*]) {
                Ok(whole) => whole,
                Err(error) => return Pending::failed(error),
            };
            #keep
            let Converted { value: #mutable body, warnings } = match #name(&given, whole) {
                Ok(converted) => converted,
                Err(refused) => return Pending::refused(refused),
            };
            #before
            answer::send(#operation, move |reply| { #finish })
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
    let Some(Prepared { before, call: operation }) = request::prepare_file(context, model, &call.request)
    else {
        return TokenStream::new();
    };
    let operation = rules::classified(context, call, operation);
    let client = path::mentions(&before, "client").then(|| quote!(let client = self;));
    let (unified, host, new) =
        (model_type(context, model), host(context, model), companion(context, model, kind));
    let (function, name) = (conversion(context, model, call, kind), conversion_name(model, kind));
    let (vendor, finish) = finish(context, model, call, kind);
    let body = if path::mentions(&before, "body") { quote!(body) } else { quote!(_) };
    quote! {
        #function
        impl Upload<#unified> for #host {
            type Native = #vendor;
            fn upload(
                &self, given: &#new, file: tributary_client::Upload,
            ) -> Pending<Written<#unified, Self::Native>> {
                let Converted { value: #body, warnings } = match #name(given) {
                    Ok(converted) => converted,
                    Err(refused) => return Pending::refused(refused),
                };
                #client
                #before
                answer::send(#operation, move |reply| { #finish })
            }
        }
    }
}

/// The vendor's type, and what is made of the reply.
fn finish(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    kind: CapabilityKind,
) -> (TokenStream, TokenStream) {
    let update = kind == CapabilityKind::Update;
    let otherwise = match update {
        true => quote!(answer::written_id(Some(id), warnings)),
        false => quote!(Err(Error::unexpected())),
    };
    let reply = (call.answer != Answer::Nothing).then_some(call.reply).flatten();
    let picked = answer::picked(context, reply, &otherwise);
    match &call.answer {
        Answer::Record { path, reading } => {
            let (table, place) = (read::static_name(context, model, *reading), answer::place(path));
            let one = answer::one(context, path);
            let known = if update { quote!(Some(id)) } else { quote!(None) };
            let lacking = get_delete::lacking(context, path).map(|lacking| {
                quote!(if #lacking { return answer::unread(#known, &reply.issues, #place, warnings); })
            });
            let vendor = answer::record_type(context, model, *reading);
            (vendor, quote!(#picked #lacking answer::written(#one, &reply.issues, #place, &#table, warnings)))
        }
        Answer::Id(value) => {
            let id = answer::id(context, value);
            (answer::record_type(context, model, 0), quote!(#picked answer::written_id(#id, warnings)))
        }
        _ => {
            let id = if update { quote!(Some(id)) } else { quote!(None) };
            let ignored = quote!(drop(reply););
            (answer::record_type(context, model, 0), quote!(#ignored answer::written_id(#id, warnings)))
        }
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
    let lines = write_fields::lines(&writing, &call.writes);
    let read_only = write_fields::read_only(&call.unwritten);
    let all = call.sends == Sends::All;
    let mutable = (!call.writes.lines.is_empty()).then(|| quote!(mut));
    let (over, start) = match all {
        true => (quote!(, over: #to), quote!(over)),
        false => (quote!(), write_fields::blank(context, record)),
    };
    let title = &context.plan.vendor.title;
    let verb = match kind {
        CapabilityKind::Update => "what changes of a",
        _ => "a new",
    };
    let where_to = if all { ", over the whole record" } else { "" };
    let about = format!(" Writes {verb} `{}.{}` as {title} takes it{where_to}.", model.category, model.model);
    quote! {
        #[doc = #about]
        ///
        /// # Errors
        /// Returns every field whose value this vendor cannot represent. Nothing is sent.
        pub fn #name(given: &#given #over) -> Result<Converted<#to>, Unconverted> {
            let w = Writer::new();
            let #mutable body = #start;
            #lines
            #read_only
            w.done(body)
        }
    }
}
