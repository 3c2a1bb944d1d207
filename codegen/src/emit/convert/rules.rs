//! Error rules: the mapping's `errors` tables as constants of the runtime.

use heck::ToShoutySnakeCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::context::Context;
use crate::ir::Literal;
use crate::plan::{CallPlan, ErrorRules, JsonSource, JsonStep, JsonTest, ModelPlan};

/// Error rules of a capability's own, which several may share.
pub(super) struct OwnRules {
    name: Ident,
    rules: ErrorRules,
}

/// All error rules that capabilities of these models have of their own.
pub(super) fn all(context: &Context<'_>, models: &[&ModelPlan]) -> Vec<OwnRules> {
    let mut found: Vec<OwnRules> = Vec::new();
    for model in models {
        for capability in &model.capabilities {
            let own = capability.action.call().and_then(|call| own_rules(context, call));
            let Some(rules) = own.filter(|own| !found.iter().any(|found| found.rules == *own)) else {
                continue;
            };
            let name = super::traits::trait_name(capability.kind).to_shouty_snake_case();
            let times = found.iter().filter(|found| found.name.to_string().starts_with(&name)).count();
            let name =
                if times == 0 { format_ident!("{name}") } else { format_ident!("{name}_{}", times + 1) };
            found.push(OwnRules { name, rules });
        }
    }
    found
}

/// The module's content.
pub(super) fn file(all: &[OwnRules]) -> TokenStream {
    let items = all.iter().map(|OwnRules { name, rules }| {
        let rules = self::rules(rules);
        quote!(pub(super) static #name: ErrorRules = #rules;)
    });
    quote! {
        #![doc = " What replies of single capabilities say of failures, where it is not what the vendor's all say."]
        use tributary_capabilities::mapped_v1::*;
        #(#items)*
    }
}

/// The operation with the capability's own error rules, if it has any, and repeatable if it only reads.
pub(super) fn classified(context: &Context<'_>, call: &CallPlan, operation: TokenStream) -> TokenStream {
    let method = context.vendor.operations.get(call.request.operation).map(|it| it.method.as_str());
    let idempotent = (call.reads && matches!(method, Some("POST" | "PATCH"))).then(|| quote!(.idempotent()));
    let own = own_rules(context, call);
    let own = own.and_then(|own| context.rules.iter().find(|found| found.rules == own));
    let classify = own.map(|own| {
        let name = &own.name;
        quote!(.classify(errors::#name.hook()))
    });
    quote!(#operation #idempotent #classify)
}

/// The error rules of a capability's `fails` and `errors`, followed by the vendor's.
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
    own.hidden = own.hidden.or(vendor.hidden);
    Some(own)
}

/// The constant.
pub(super) fn rules(rules: &ErrorRules) -> TokenStream {
    let ErrorRules { when, code, message, retry, reauth, not_found, hidden } = rules;
    let when = match when {
        Some(when) => {
            let when = test(when);
            quote!(Some(#when))
        }
        None => quote!(None),
    };
    let hidden = match hidden {
        Some((before, behind)) => quote!(Some((#before, #behind))),
        None => quote!(None),
    };
    let code = code.iter().map(source);
    let message = message.iter().map(source);
    quote! {
        ErrorRules {
            when: #when,
            code: &[#(#code),*],
            message: &[#(#message),*],
            retry: &[#(#retry),*],
            reauth: &[#(#reauth),*],
            not_found: &[#(#not_found),*],
            hidden: #hidden,
        }
    }
}

fn source(source: &JsonSource) -> TokenStream {
    match source {
        JsonSource::Body(steps) => {
            let steps = self::steps(steps);
            quote!(Source::Body(#steps))
        }
        JsonSource::Header(name) => quote!(Source::Header(#name)),
        JsonSource::Text(text) => quote!(Source::Text(#text)),
    }
}

fn steps(steps: &[JsonStep]) -> TokenStream {
    let steps = steps.iter().map(|step| match step {
        JsonStep::Name(name) => quote!(Step::Name(#name)),
        JsonStep::Index(index) => quote!(Step::Index(#index)),
    });
    quote!(&[#(#steps),*])
}

fn test(test: &JsonTest) -> TokenStream {
    match test {
        JsonTest::Holds(steps) => {
            let steps = self::steps(steps);
            quote!(Test::Holds(#steps))
        }
        JsonTest::Equals(steps, literal) => {
            let (steps, text) = (self::steps(steps), text(literal));
            quote!(Test::Equals(#steps, #text))
        }
        JsonTest::Not(inner) => {
            let inner = self::test(inner);
            quote!(Test::Not(&#inner))
        }
        JsonTest::And(tests) => {
            let tests = tests.iter().map(self::test);
            quote!(Test::And(&[#(#tests),*]))
        }
        JsonTest::Or(tests) => {
            let tests = tests.iter().map(self::test);
            quote!(Test::Or(&[#(#tests),*]))
        }
    }
}

fn text(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => value.to_string(),
        Literal::Text(text) | Literal::Json(text) => text.clone(),
    }
}
