//! Error rules: the mapping's `errors` tables as constants of the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Literal;
use crate::plan::{ErrorRules, JsonSource, JsonStep, JsonTest};

/// The constant.
pub(super) fn rules(rules: &ErrorRules) -> TokenStream {
    let ErrorRules { when, code, message, retry, reauth, not_found } = rules;
    let when = match when {
        Some(when) => {
            let when = test(when);
            quote!(Some(#when))
        }
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
