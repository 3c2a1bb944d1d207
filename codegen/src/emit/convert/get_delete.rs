//! Capabilities on one record that is there: get, delete, download.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::request::{Prepared, prepared};
use super::traits::{host, model_type};
use super::{answer, path, read};
use crate::plan::{Answer, CallPlan, ModelPlan, Path, Presence};

/// `Get<M>`
pub(super) fn get(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let Answer::Record { reading, path } = &call.answer else { return TokenStream::new() };
    let Some(Prepared { before, call: operation }) = prepared(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let (unified, vendor) = (model_type(context, model), answer::record_type(context, model, *reading));
    let (table, host) = (read::static_name(context, model, *reading), host(context, model));
    let place = answer::place(path);
    let (found, one) = got(context, call);
    quote! {
        impl Get<#unified> for #host {
            type Native = #vendor;
            fn get(&self, id: &Ref<#unified>) -> Pending<Record<#unified, Self::Native>> {
                #before
                answer::send(#operation, |reply| {
                    #found
                    answer::record(#one, &reply.issues, #place, &#table)
                })
            }
        }
    }
}

/// What makes sure that the reply has the record, and the record.
pub(super) fn got(context: &Context<'_>, call: &CallPlan) -> (TokenStream, TokenStream) {
    let Answer::Record { path, .. } = &call.answer else { return (quote!(), quote!(reply.value)) };
    let picked = answer::picked(context, call.reply, &quote!(Err(Error::unexpected())));
    let (place, one) = (answer::place(path), answer::one(context, path));
    let found = lacking(context, path)
        .map(|lacking| quote!(if #lacking { return Err(answer::absent(&reply.issues, #place)); }));
    (quote!(#picked #found), one)
}

/// The condition that the record is not there, where it may not be.
pub(super) fn lacking(context: &Context<'_>, path: &Path) -> Option<TokenStream> {
    let optional = path.steps.iter().any(|step| step.presence != Presence::Always);
    if !optional {
        return None;
    }
    match path::settle(path::walk(&answer::of_reply(context), path)) {
        path::Walk::Found(found) => Some(quote!(#found.is_none())),
        _ => None,
    }
}

/// `Delete<M>`
pub(super) fn delete(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let Some(Prepared { before, call: operation }) = prepared(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let (unified, host) = (model_type(context, model), host(context, model));
    quote! {
        impl Delete<#unified> for #host {
            fn delete(&self, id: &Ref<#unified>) -> Pending<()> {
                #before
                answer::send(#operation, |_| Ok(()))
            }
        }
    }
}

/// `Download<M>`
pub(super) fn download(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let Some(Prepared { before, call: operation }) = prepared(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let (unified, host) = (model_type(context, model), host(context, model));
    quote! {
        impl Download<#unified> for #host {
            fn download(&self, id: &Ref<#unified>) -> Pending<Content> {
                #before
                answer::content(#operation)
            }
        }
    }
}
