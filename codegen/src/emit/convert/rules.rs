//! Error rules: the mapping's `errors` tables as constants of the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::value;
use crate::emit::names::ident;
use crate::plan::{CallPlan, ErrorRules, JsonSource, JsonStep, JsonTest, OwnErrors};

/// The error rules of the context's category.
fn all<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a OwnErrors> {
    let category = context.category;
    context.plan.shared.errors.iter().filter(move |own| own.category == category)
}

/// Whether the category has error rules.
pub(super) fn any(context: &Context<'_>) -> bool {
    all(context).next().is_some()
}

/// The module's content.
pub(super) fn file(context: &Context<'_>) -> TokenStream {
    let items = all(context).map(|OwnErrors { name, rules, .. }| {
        let (name, rules) = (ident(name), self::rules(rules));
        quote!(pub(super) static #name: ErrorRules = #rules;)
    });
    quote! {
        #![doc = " Error rules of calls that have their own."]
        use tributary_capabilities::mapped_v1::*;
        #(#items)*
    }
}

/// The operation with the capability's own error rules, if it has any, and repeatable if it only reads.
pub(super) fn classified(context: &Context<'_>, call: &CallPlan, operation: TokenStream) -> TokenStream {
    let method = context.vendor.operations.get(call.request.operation).map(|it| it.method.as_str());
    let idempotent = (call.reads && matches!(method, Some("POST" | "PATCH"))).then(|| quote!(.idempotent()));
    let classify = call.errors_by.as_deref().map(|own| {
        let name = ident(own);
        quote!(.classify(errors::#name.hook()))
    });
    quote!(#operation #idempotent #classify)
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
            let (steps, text) = (self::steps(steps), value::literal_text(literal));
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
