//! Capabilities: one trait implementation each, on the vendor's client, or on what is inside a record of it.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::traits::{companion, host, model_type, trait_name};
use super::{answer, create_update, get_delete, pages, read};
use crate::emit::names::ident;
use crate::plan::{Action, CallPlan, Capability, CapabilityKind, ModelPlan, ModelWebhooks};

/// All of a model's.
pub(super) fn all(context: &Context<'_>, model: &ModelPlan) -> TokenStream {
    let mut items = TokenStream::new();
    let deleted = model.action(CapabilityKind::Deleted);
    let changes = model.action(CapabilityKind::Changed).is_some();
    for capability in &model.capabilities {
        let kind = capability.kind;
        items.extend(match (kind, &capability.action) {
            (CapabilityKind::Changed, action) => pages::changed(context, model, action, deleted),
            (CapabilityKind::Deleted, _) if changes => TokenStream::new(),
            (CapabilityKind::Deleted, action) => pages::deleted(context, model, action),
            (_, Action::Function(function)) => by_hand(context, model, kind, function),
            (_, Action::Call(call)) => by_call(context, model, capability, call),
        });
    }
    items.extend(model.webhooks.as_ref().map(|webhooks| reported(context, model, webhooks)));
    items
}

/// `Webhooks<M>`
fn reported(context: &Context<'_>, model: &ModelPlan, webhooks: &ModelWebhooks) -> TokenStream {
    let (unified, host) = (model_type(context, model), host(context, model));
    let gets = model.action(CapabilityKind::Get).is_some();
    let (native, made) = match gets && webhooks.record.is_none() {
        true => (quote!(<#host as Get<#unified>>::Native), quote!(webhooks::by_id(self, events))),
        false => {
            let table = read::static_name(context, model, 0);
            (answer::record_type(context, model, 0), quote!(webhooks::whole(&#table, events)))
        }
    };
    quote! {
        impl Webhooks<#unified> for #host {
            type Native = #native;
            fn reported(&self, events: &[webhooks::Event]) -> Pages<Change<#unified, Self::Native>> {
                #made
            }
        }
    }
}

fn by_call(
    context: &Context<'_>,
    model: &ModelPlan,
    capability: &Capability,
    call: &CallPlan,
) -> TokenStream {
    match capability.kind {
        CapabilityKind::List => pages::list(context, model, (&capability.action, call)),
        CapabilityKind::Get => get_delete::get(context, model, call),
        CapabilityKind::Many => pages::many(context, model, (&capability.action, call), capability.at_once),
        CapabilityKind::Create => create_update::create(context, model, call),
        CapabilityKind::Update => create_update::update(context, model, call),
        CapabilityKind::Delete => get_delete::delete(context, model, call),
        CapabilityKind::Download => get_delete::download(context, model, call),
        CapabilityKind::Upload => create_update::upload(context, model, call),
        CapabilityKind::Changed | CapabilityKind::Deleted => TokenStream::new(),
    }
}

/// The names of the traits that the model's client implements, for the registry.
pub(super) fn names(model: &ModelPlan) -> Vec<&'static str> {
    let changes = model.action(CapabilityKind::Changed).is_some();
    let kinds = model.capabilities.iter().map(|capability| capability.kind);
    let names = kinds.filter(|kind| *kind != CapabilityKind::Deleted || !changes).map(trait_name);
    names.chain(model.webhooks.as_ref().map(|_| "Webhooks")).collect()
}

/// A capability that a hand-written function has: the function's own signature is the method's.
fn by_hand(context: &Context<'_>, model: &ModelPlan, kind: CapabilityKind, function: &str) -> TokenStream {
    let (function, unified) = (ident(function), model_type(context, model));
    let new = companion(context, model, CapabilityKind::Create);
    let patch = companion(context, model, CapabilityKind::Update);
    let records = quote!(Pages<Record<#unified, Self::Native>>);
    let written = quote!(Pending<Written<#unified, Self::Native>>);
    let (method, given, names, answer) = match kind {
        CapabilityKind::List => ("list", quote!(options: &ListOptions), quote!(options), quote!(#records)),
        CapabilityKind::Get => {
            ("get", quote!(id: &Ref<#unified>), quote!(id), quote!(Pending<Record<#unified, Self::Native>>))
        }
        CapabilityKind::Many => ("get_many", quote!(ids: &[Ref<#unified>]), quote!(ids), quote!(#records)),
        CapabilityKind::Create => ("create", quote!(given: &#new), quote!(given), quote!(#written)),
        CapabilityKind::Update => {
            ("update", quote!(id: &Ref<#unified>, given: &#patch), quote!(id, given), quote!(#written))
        }
        CapabilityKind::Delete => ("delete", quote!(id: &Ref<#unified>), quote!(id), quote!(Pending<()>)),
        CapabilityKind::Download => {
            ("download", quote!(id: &Ref<#unified>), quote!(id), quote!(Pending<Content>))
        }
        CapabilityKind::Upload => (
            "upload",
            quote!(given: &#new, file: tributary_client::Upload),
            quote!(given, file),
            quote!(#written),
        ),
        CapabilityKind::Changed | CapabilityKind::Deleted => return TokenStream::new(),
    };
    let has_records = !matches!(kind, CapabilityKind::Delete | CapabilityKind::Download);
    let native = has_records.then(|| {
        let native = answer::record_type(context, model, 0);
        quote!(type Native = #native;)
    });
    let (capability, method, host) = (ident(trait_name(kind)), ident(method), host(context, model));
    quote! {
        impl #capability<#unified> for #host {
            #native
            fn #method(&self, #given) -> #answer {
                functions::#function(self, #names)
            }
        }
    }
}
