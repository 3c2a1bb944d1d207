//! Texts of the file to expressions and templates whose spans are places in the file.

use super::ast::{Spanned, Template, TemplatePiece};
use super::expr::{Expr, ExprKind, PathExpr, StepExpr, StepExprKind};
use super::expression::{self, SyntaxError};
use super::text::Text;

/// The text as one expression.
pub(crate) fn expression(text: &Text) -> Result<Expr, SyntaxError> {
    match expression::parse(&text.value) {
        Ok(mut expr) => {
            place(&mut expr, text);
            Ok(expr)
        }
        Err(error) => Err(SyntaxError { span: text.span(error.span.clone()), ..error }),
    }
}

/// The text as a template: `{` starts an expression, `{{` and `}}` are braces.
pub(crate) fn template(text: &Text) -> Result<Template, SyntaxError> {
    let value = text.value.as_str();
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    while let Some(char) = value.get(at..).and_then(|rest| rest.chars().next()) {
        let doubled = value.get(at + 1..).is_some_and(|rest| rest.starts_with(char));
        match char {
            '{' | '}' if doubled => {
                plain.push(char);
                at += 2;
            }
            '{' => {
                if !plain.is_empty() {
                    pieces.push(TemplatePiece::Text(std::mem::take(&mut plain)));
                }
                let (mut expr, end) = expression::parse_braced(value, at + 1)
                    .map_err(|error| SyntaxError { span: text.span(error.span.clone()), ..error })?;
                place(&mut expr, text);
                pieces.push(TemplatePiece::Expr(expr));
                at = end;
            }
            _ => {
                plain.push(char);
                at += char.len_utf8();
            }
        }
    }
    if !plain.is_empty() || pieces.is_empty() {
        pieces.push(TemplatePiece::Text(plain));
    }
    Ok(Template { pieces, span: text.span.clone() })
}

/// Turns offsets of the text into places in the file.
fn place(expr: &mut Expr, text: &Text) {
    expr.span = text.span(expr.span.clone());
    match &mut expr.kind {
        ExprKind::Or(all) | ExprKind::And(all) | ExprKind::Coalesce(all) => {
            all.iter_mut().for_each(|inner| place(inner, text));
        }
        ExprKind::Not(inner) => place(inner, text),
        ExprKind::Compare { left, right, .. } => {
            place(left, text);
            place(right, text);
        }
        ExprKind::Pipe { of, filter } => {
            place(of, text);
            place_name(&mut filter.name, text);
            filter.args.iter_mut().for_each(|arg| place(arg, text));
        }
        ExprKind::Path(path) => place_path(path, text),
        ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_) => {}
    }
}

fn place_name(name: &mut Spanned<String>, text: &Text) {
    name.span = text.span(name.span.clone());
}

fn place_path(path: &mut PathExpr, text: &Text) {
    path.span = text.span(path.span.clone());
    for StepExpr { kind, span } in &mut path.steps {
        *span = text.span(span.clone());
        if let StepExprKind::Each(Some(inner)) | StepExprKind::First(inner) = kind {
            place(inner, text);
        }
    }
}
