//! Capabilities on one record that is there: get, delete, download.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::request;
use super::traits::{host, model_type};
use super::{answer, read};
use crate::plan::{Answer, CallPlan, ModelPlan};

/// `Get<M>`
pub(super) fn get(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let Answer::Record { reading, path } = &call.answer else { return TokenStream::new() };
    let Some(asked) = request::closure(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let (unified, vendor) = (model_type(context, model), answer::record_type(context, model, *reading));
    let (table, host) = (read::static_name(context, model, *reading), host(context, model));
    let picked = answer::picked(context, call.reply);
    let (place, one) = (answer::place(path), answer::one(context, model, (path, *reading)));
    quote! {
        impl Get<#unified> for #host {
            type Native = #vendor;
            fn get(&self, id: &Ref<#unified>) -> Pending<Record<#unified, Self::Native>> {
                answer::ask(|| #asked)#picked.record(#place, #one, &#table)
            }
        }
    }
}

/// `Delete<M>`
pub(super) fn delete(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let Some(asked) = request::closure(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let (unified, host) = (model_type(context, model), host(context, model));
    quote! {
        impl Delete<#unified> for #host {
            fn delete(&self, id: &Ref<#unified>) -> Pending<()> {
                answer::ask(|| #asked).done()
            }
        }
    }
}

/// `Download<M>`
pub(super) fn download(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let Some(asked) = request::closure(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let (unified, host) = (model_type(context, model), host(context, model));
    quote! {
        impl Download<#unified> for #host {
            fn download(&self, id: &Ref<#unified>) -> Pending<Content> {
                answer::content(|| #asked)
            }
        }
    }
}
