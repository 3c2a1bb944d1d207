//! Capabilities: one trait implementation each, on the vendor's client.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::pages;
use super::request::{self, Prepared};
use super::{answer, path, read, rules, write};
use crate::emit::names::ident;
use crate::ir::{Kind as TypeKind, Shape};
use crate::plan::{
    Action, Answer, CallPlan, Capability, CapabilityKind, ErrorRules, ModelPlan, Presence, Side,
};

/// All of a model's.
pub(super) fn all(context: &Context<'_>, model: &ModelPlan) -> TokenStream {
    let mut items = TokenStream::new();
    for capability in &model.capabilities {
        let Action::Call(call) = &capability.action else {
            items.extend(by_hand(context, model, capability));
            continue;
        };
        items.extend(match capability.kind {
            CapabilityKind::List => pages::list(context, model, call),
            CapabilityKind::Get => get(context, model, call),
            CapabilityKind::Create => create(context, model, call),
            CapabilityKind::Update => update(context, model, call),
            CapabilityKind::Delete => delete(context, model, call),
            CapabilityKind::Changed => pages::changed(context, model, call, deleted(model)),
            CapabilityKind::Deleted
            | CapabilityKind::Many
            | CapabilityKind::Download
            | CapabilityKind::Upload => TokenStream::new(),
        });
    }
    items
}

/// The capability that tells deletions, where it is one of its own.
fn deleted(model: &ModelPlan) -> Option<&CallPlan> {
    model.capabilities.iter().find_map(|capability| match (&capability.kind, &capability.action) {
        (CapabilityKind::Deleted, Action::Call(call)) => Some(&**call),
        _ => None,
    })
}

/// The names of the traits that the model's client implements, for the registry.
pub(super) fn names(model: &ModelPlan) -> Vec<&'static str> {
    model.capabilities.iter().filter_map(|capability| trait_name(capability.kind)).collect()
}

fn trait_name(kind: CapabilityKind) -> Option<&'static str> {
    match kind {
        CapabilityKind::List => Some("List"),
        CapabilityKind::Get => Some("Get"),
        CapabilityKind::Create => Some("Create"),
        CapabilityKind::Update => Some("Update"),
        CapabilityKind::Delete => Some("Delete"),
        CapabilityKind::Changed => Some("ChangedSince"),
        _ => None,
    }
}

/// The unified type of a model.
pub(super) fn model_type(context: &Context<'_>, model: &ModelPlan) -> TokenStream {
    context.path(Side::Unified, model.unified)
}

fn companion(context: &Context<'_>, model: &ModelPlan, kind: CapabilityKind) -> TokenStream {
    let category = ident(context.category);
    let found = context.unified.models.iter().find(|found| found.model == model.unified);
    let id = found.map(|found| if kind == CapabilityKind::Create { found.new } else { found.patch });
    match id {
        Some(id) => context.path(Side::Unified, id),
        None => quote!(#category::Missing),
    }
}

/// A capability that a hand-written function has.
fn by_hand(context: &Context<'_>, model: &ModelPlan, capability: &Capability) -> TokenStream {
    let Action::Function(function) = &capability.action else { return TokenStream::new() };
    let (function, unified) = (ident(function), model_type(context, model));
    let vendor = answer::record_type(context, model, 0);
    match capability.kind {
        CapabilityKind::List => quote! {
            impl List<#unified> for Client {
                type Vendor = #vendor;
                fn list(&self, options: &ListOptions) -> Pages<Record<#unified, Self::Vendor>> {
                    functions::#function(self, options)
                }
            }
        },
        CapabilityKind::Get => quote! {
            impl Get<#unified> for Client {
                type Vendor = #vendor;
                fn get(&self, id: &Ref<#unified>) -> Pending<Record<#unified, Self::Vendor>> {
                    functions::#function(self, id)
                }
            }
        },
        CapabilityKind::Delete => quote! {
            impl Delete<#unified> for Client {
                fn delete(&self, id: &Ref<#unified>) -> Pending<()> {
                    functions::#function(self, id)
                }
            }
        },
        _ => TokenStream::new(),
    }
}

fn get(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let Answer::Record { path, reading } = &call.answer else { return TokenStream::new() };
    let Some(Prepared { before, call: operation }) = prepared(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let (unified, vendor) = (model_type(context, model), answer::record_type(context, model, *reading));
    let convert = read::name(context, model, *reading);
    let one = answer::one(context, path);
    let found = exists(context, path);
    quote! {
        impl Get<#unified> for Client {
            type Vendor = #vendor;
            fn get(&self, id: &Ref<#unified>) -> Pending<Record<#unified, Self::Vendor>> {
                #before
                answer::send(#operation, |reply| {
                    #found
                    answer::record(#one, #convert)
                })
            }
        }
    }
}

/// A record that is looked for in a list may not be there.
fn exists(context: &Context<'_>, path: &crate::plan::Path) -> Option<TokenStream> {
    let optional = path.steps.iter().any(|step| step.presence != Presence::Always);
    if !optional {
        return None;
    }
    let walked = path::settle(path::walk(&answer::of_reply(context), path));
    match walked {
        path::Walk::Found(found) => Some(quote! {
            if #found.is_none() {
                return Err(Error::not_found());
            }
        }),
        _ => None,
    }
}

/// The call, with the capability's own error rules if it has any.
fn prepared(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    client: &TokenStream,
) -> Option<Prepared> {
    let Prepared { before, call: operation } = request::prepare(context, model, &call.request, client)?;
    // What is asked of the client inside an expression, its clock or a setting.
    let before = match path::mentions(&before, "client") {
        true => quote!(let client = self; #before),
        false => before,
    };
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

fn create(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let unified = model_type(context, model);
    let new = companion(context, model, CapabilityKind::Create);
    let Some(Written { function, name, vendor, finish, prepared }) =
        writing(context, model, call, CapabilityKind::Create)
    else {
        return TokenStream::new();
    };
    let Prepared { before, call: operation } = prepared;
    let mutable = path::mentions(&before, "body").then(|| quote!(mut));
    quote! {
        #function
        impl Create<#unified> for Client {
            type Vendor = #vendor;
            fn create(&self, given: &#new) -> Pending<Written<#unified, Self::Vendor>> {
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

fn update(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let unified = model_type(context, model);
    let patch = companion(context, model, CapabilityKind::Update);
    let Some(Written { function, name, vendor, finish, prepared }) =
        writing(context, model, call, CapabilityKind::Update)
    else {
        return TokenStream::new();
    };
    let Prepared { before, call: operation } = prepared;
    let mutable = path::mentions(&before, "body").then(|| quote!(mut));
    quote! {
        #function
        impl Update<#unified> for Client {
            type Vendor = #vendor;
            fn update(&self, id: &Ref<#unified>, given: &#patch) -> Pending<Written<#unified, Self::Vendor>> {
                let Converted { value: #mutable body, warnings } = match #name(given) {
                    Ok(converted) => converted,
                    Err(refused) => return Pending::refused(refused),
                };
                #before
                let id = id.clone();
                answer::send(#operation, move |reply| { #finish })
            }
        }
    }
}

/// The parts of a create or an update.
struct Written {
    /// The conversion.
    function: TokenStream,
    name: syn::Ident,
    vendor: TokenStream,
    /// What is made of the reply.
    finish: TokenStream,
    prepared: Prepared,
}

fn writing(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    kind: CapabilityKind,
) -> Option<Written> {
    let body = call.request.body.as_ref()?;
    let record = body.record.as_ref().map_or(&body.shape, |(_, shape)| shape);
    let verb = if kind == CapabilityKind::Create { "create" } else { "update" };
    let name = format_ident!("{}_{verb}", model.model);
    let function = conversion(context, model, call, kind, record, &name);
    let prepared = prepared(context, model, call, &quote!(self))?;
    let (vendor, finish) = match &call.answer {
        Answer::Record { path, reading } => {
            let convert = read::name(context, model, *reading);
            let one = answer::one(context, path);
            let keep = (kind == CapabilityKind::Update).then(|| quote!(drop(id);));
            let vendor = answer::record_type(context, model, *reading);
            (vendor, quote!(#keep answer::written(#one, #convert, warnings)))
        }
        Answer::Id(value) => {
            let id = answer::id(context, value);
            (answer::record_type(context, model, 0), quote!(answer::written_id(#id, warnings)))
        }
        _ => {
            let id = match kind {
                CapabilityKind::Update => quote!(Some(id)),
                _ => quote!(None),
            };
            let ignored = quote!(drop(reply););
            (answer::record_type(context, model, 0), quote!(#ignored answer::written_id(#id, warnings)))
        }
    };
    Some(Written { function, name, vendor, finish, prepared })
}

/// The function that turns `New` or `Patch` into the request's record.
fn conversion(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    kind: CapabilityKind,
    record: &Shape,
    name: &syn::Ident,
) -> TokenStream {
    let writing = context.writing();
    let given = companion(context, model, kind);
    let to = context.shape(Side::Vendor, record);
    let lines = write::lines(&writing, record, &call.writes);
    let read_only = write::read_only(&unwritten(context, model, call, kind));
    let blank = match record {
        Shape::Named(_) => quote!(#to::blank()),
        _ => quote!(<#to>::default()),
    };
    let title = &context.plan.vendor.title;
    let verb = if kind == CapabilityKind::Create { "a new" } else { "what changes of a" };
    let about = format!(" Writes {verb} `{}.{}` as {title} takes it.", model.category, model.model);
    quote! {
        #[doc = #about]
        ///
        /// # Errors
        /// A given value can't be said to this vendor: all such fields at once.
        pub fn #name(given: &#given) -> Result<Converted<#to>, Unconverted> {
            let w = Writer::new();
            let mut body = #blank;
            #lines
            #read_only
            w.done(body)
        }
    }
}

/// Fields that a caller can give and that this capability does not write.
fn unwritten(
    context: &Context<'_>,
    model: &ModelPlan,
    call: &CallPlan,
    kind: CapabilityKind,
) -> Vec<(String, Presence)> {
    let Some(found) = context.unified.models.iter().find(|found| found.model == model.unified) else {
        return Vec::new();
    };
    let id = if kind == CapabilityKind::Create { found.new } else { found.patch };
    let def = context.def(Side::Unified, id);
    let TypeKind::Struct(fields) = &def.kind else { return Vec::new() };
    let used = write::used_fields(&call.writes);
    let free = fields.fields.iter().filter(|field| !used.contains(&field.name));
    free.map(|field| {
        let presence = match field.presence(def.flow) {
            crate::ir::Presence::Value => Presence::Always,
            crate::ir::Presence::Option => Presence::Optional,
            crate::ir::Presence::Maybe => Presence::Maybe,
        };
        (field.name.clone(), presence)
    })
    .collect()
}

fn delete(context: &Context<'_>, model: &ModelPlan, call: &CallPlan) -> TokenStream {
    let Some(Prepared { before, call: operation }) = prepared(context, model, call, &quote!(self)) else {
        return TokenStream::new();
    };
    let unified = model_type(context, model);
    quote! {
        impl Delete<#unified> for Client {
            fn delete(&self, id: &Ref<#unified>) -> Pending<()> {
                #before
                answer::send(#operation, |_| Ok(()))
            }
        }
    }
}
