//! Constants of a document as Rust literals.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{self, EnumRepr, Shape};

/// As a value that shows a view of itself: `"invoice"`, `2`, `true`, `()` for null.
pub(super) fn shown(value: &ir::Literal) -> TokenStream {
    match value {
        ir::Literal::Null => quote!(()),
        ir::Literal::Bool(value) => quote!(#value),
        // where nothing else says its type, it would be an `i32`
        ir::Literal::Integer(value) if i32::try_from(*value).is_err() => large(*value),
        ir::Literal::Integer(value) => integer(*value),
        ir::Literal::Number(value) => number(*value),
        ir::Literal::Text(text) | ir::Literal::Json(text) => {
            let text = Literal::string(text);
            quote!(#text)
        }
    }
}

/// As a value of a shape that can hold it.
pub(super) fn value(value: &ir::Literal, shape: &Shape) -> TokenStream {
    let shown = shown(value);
    match (shape, value) {
        (Shape::Scalar(ir::Scalar::Text | ir::Scalar::Number) | Shape::Named(_) | Shape::Any, _) => {
            quote!(#shown.into())
        }
        (_, ir::Literal::Integer(value)) => integer(*value),
        _ => shown,
    }
}

/// As the value of an enum's member.
pub(super) fn member(value: &ir::Literal, repr: EnumRepr) -> TokenStream {
    match (repr, value) {
        (EnumRepr::Integer, ir::Literal::Integer(value)) => integer(*value),
        (EnumRepr::Integer, ir::Literal::Number(value)) => integer(*value as i64),
        (EnumRepr::Number, ir::Literal::Integer(value)) => number(*value as f64),
        (EnumRepr::Number, ir::Literal::Number(value)) => number(*value),
        (_, value) => {
            let text = text(value);
            quote!(#text)
        }
    }
}

/// The characters of a constant, as a text literal.
pub(super) fn text(value: &ir::Literal) -> Literal {
    match value {
        ir::Literal::Null => Literal::string("null"),
        ir::Literal::Bool(value) => Literal::string(&value.to_string()),
        ir::Literal::Integer(value) => Literal::string(&value.to_string()),
        ir::Literal::Number(value) => Literal::string(&value.to_string()),
        ir::Literal::Text(text) | ir::Literal::Json(text) => Literal::string(text),
    }
}

fn integer(value: i64) -> TokenStream {
    let digits = Literal::u64_unsuffixed(value.unsigned_abs());
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}

fn large(value: i64) -> TokenStream {
    let digits = format!("{}i64", value.unsigned_abs()).parse::<Literal>();
    let digits = digits.unwrap_or_else(|_| Literal::i64_suffixed(i64::MAX));
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}

fn number(value: f64) -> TokenStream {
    if !value.is_finite() {
        return quote!(0.0);
    }
    let digits = Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() { quote!(-#digits) } else { quote!(#digits) }
}
