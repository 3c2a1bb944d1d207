//! Capabilities: one trait implementation each, on the vendor's client, or on what is inside a record of it.

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::request::{self, Prepared};
use super::{answer, pages, path, read, rules, writing};
use crate::emit::names::ident;
use crate::plan::{
    Action, Answer, CallPlan, Capability, CapabilityKind, ErrorRules, ModelPlan, Path, Presence, Side,
};

/// All of a model's.
pub(super) fn all(context: &Context<'_>, model: &ModelPlan) -> TokenStream {
    let mut items = TokenStream::new();
    let deleted = action(model, CapabilityKind::Deleted);
    let changes = action(model, CapabilityKind::Changed).is_some();
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
    items
}

fn by_call(
    context: &Context<'_>,
    model: &ModelPlan,
    capability: &Capability,
    call: &CallPlan,
) -> TokenStream {
    match capability.kind {
        CapabilityKind::List => pages::list(context, model, call),
        CapabilityKind::Get => get(context, model, call),
        CapabilityKind::Many => pages::many(context, model, call, capability.at_once),
        CapabilityKind::Create => writing::create(context, model, call),
        CapabilityKind::Update => writing::update(context, model, call),
        CapabilityKind::Delete => delete(context, model, call),
        CapabilityKind::Download => download(context, model, call),
        CapabilityKind::Upload => writing::upload(context, model, call),
        CapabilityKind::Changed | CapabilityKind::Deleted => TokenStream::new(),
    }
}

fn action(model: &ModelPlan, kind: CapabilityKind) -> Option<&Action> {
    model.capabilities.iter().find(|capability| capability.kind == kind).map(|capability| &capability.action)
}

/// The names of the traits that the model's client implements, for the registry.
pub(super) fn names(model: &ModelPlan) -> Vec<&'static str> {
    let changes = action(model, CapabilityKind::Changed).is_some();
    let kinds = model.capabilities.iter().map(|capability| capability.kind);
    kinds.filter(|kind| *kind != CapabilityKind::Deleted || !changes).map(trait_name).collect()
}

fn trait_name(kind: CapabilityKind) -> &'static str {
    match kind {
        CapabilityKind::List => "List",
        CapabilityKind::Get => "Get",
        CapabilityKind::Many => "GetMany",
        CapabilityKind::Create => "Create",
        CapabilityKind::Update => "Update",
        CapabilityKind::Delete => "Delete",
        CapabilityKind::Changed => "ChangedSince",
        CapabilityKind::Deleted => "DeletedSince",
        CapabilityKind::Download => "Download",
        CapabilityKind::Upload => "Upload",
    }
}

/// The unified type of a model.
pub(super) fn model_type(context: &Context<'_>, model: &ModelPlan) -> TokenStream {
    context.path(Side::Unified, model.unified)
}

/// The unified type of the model that this one is inside of.
pub(super) fn parent_type(model: &ModelPlan) -> Option<TokenStream> {
    let (category, name) = model.parent.as_deref()?.split_once('.')?;
    let (category, name) = (ident(category), ident(&name.to_upper_camel_case()));
    Some(quote!(#category::#name))
}

/// What the capabilities are implemented on.
pub(super) fn host(_: &Context<'_>, model: &ModelPlan) -> TokenStream {
    match parent_type(model) {
        Some(parent) => quote!(Inside<#parent>),
        None => quote!(Client),
    }
}

/// `ContactNew` or `ContactPatch`.
pub(super) fn companion(context: &Context<'_>, model: &ModelPlan, kind: CapabilityKind) -> TokenStream {
    let category = ident(context.category);
    let found = context.unified.models.iter().find(|found| found.model == model.unified);
    let id = found.map(|found| if kind == CapabilityKind::Update { found.patch } else { found.new });
    match id {
        Some(id) => context.path(Side::Unified, id),
        None => quote!(#category::Missing),
    }
}

/// A capability that a hand-written function has: the function's own signature is the method's.
fn by_hand(context: &Context<'_>, model: &ModelPlan, kind: CapabilityKind, function: &str) -> TokenStream {
    let (function, unified) = (ident(function), model_type(context, model));
    let new = companion(context, model, CapabilityKind::Create);
    let patch = companion(context, model, CapabilityKind::Update);
    let records = quote!(Pages<Record<#unified, Self::Vendor>>);
    let written = quote!(Pending<Written<#unified, Self::Vendor>>);
    let (method, given, names, answer) = match kind {
        CapabilityKind::List => ("list", quote!(options: &ListOptions), quote!(options), quote!(#records)),
        CapabilityKind::Get => {
            ("get", quote!(id: &Ref<#unified>), quote!(id), quote!(Pending<Record<#unified, Self::Vendor>>))
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
    let vendor = answer.to_string().contains("Vendor").then(|| {
        let vendor = answer::record_type(context, model, 0);
        quote!(type Vendor = #vendor;)
    });
    let (capability, method, host) = (ident(trait_name(kind)), ident(method), host(context, model));
    quote! {
        impl #capability<#unified> for #host {
            #vendor
            fn #method(&self, #given) -> #answer {
                functions::#function(self, #names)
            }
        }
    }
}

fn get(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
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
            type Vendor = #vendor;
            fn get(&self, id: &Ref<#unified>) -> Pending<Record<#unified, Self::Vendor>> {
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

/// The call, with the capability's own error rules if it has any.
pub(super) fn prepared(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    client: &TokenStream,
) -> Option<Prepared> {
    let Prepared { before, call: operation } = request::prepare(context, model, &call.request, client)?;
    // What is asked of the client inside an expression, its clock or a setting.
    let named = client.to_string() != "client"
        && (path::mentions(&before, "client") || path::mentions(&operation, "client"));
    let before = if named { quote!(let client = #client; #before) } else { before };
    Some(Prepared { before, call: classified(context, call, operation) })
}

/// The operation, judged by the capability's own error rules if it has any.
pub(super) fn classified(context: &Context<'_>, call: &CallPlan, operation: TokenStream) -> TokenStream {
    match own_rules(context, call) {
        Some(rules) => {
            let rules = rules::rules(&rules);
            quote!(#operation.classify({ static RULES: ErrorRules = #rules; RULES.hook() }))
        }
        None => operation,
    }
}

/// What `fails` and `errors` of a capability say, beside what the vendor's rules do.
fn own_rules(context: &Context<'_>, call: &CallPlan) -> Option<ErrorRules> {
    if call.fails.is_none() && call.errors.is_none() {
        return None;
    }
    let vendor = context.plan.vendor.errors.clone().unwrap_or_default();
    let mut own = call.errors.clone().unwrap_or_default();
    own.when = call.fails.clone().or(own.when).or(vendor.when);
    own.code.extend(vendor.code);
    own.message.extend(vendor.message);
    own.retry.extend(vendor.retry);
    own.reauth.extend(vendor.reauth);
    own.not_found.extend(vendor.not_found);
    Some(own)
}

fn delete(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
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

fn download(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
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

/// The name of a writing conversion: `contact_create`.
pub(super) fn conversion_name(model: &ModelPlan, kind: CapabilityKind) -> syn::Ident {
    let verb = match kind {
        CapabilityKind::Create => "create",
        CapabilityKind::Upload => "upload",
        _ => "update",
    };
    format_ident!("{}_{verb}", model.model)
}
