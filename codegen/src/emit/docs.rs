//! Documentation attributes.
//!
//! In: text as a document has it. Out: `#[doc = "…"]` lines whose text is a string literal, so that it can't become code,
//! and whose Markdown is mended by [`super::markdown`], so that rustdoc reads it as the vendor meant it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::markdown;
use crate::ir::{self, Docs};

/// The documentation of one item, paragraph by paragraph.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    lines: Vec<String>,
}

impl Paragraphs {
    /// What the document says: the summary as the first paragraph, then the description.
    pub(super) fn of(docs: &Docs) -> Self {
        let mut paragraphs = Self::default();
        let summary = docs.summary.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let description = docs.description.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if let Some(summary) = summary {
            paragraphs.markdown(summary);
        }
        if let Some(description) = description.filter(|text| Some(*text) != summary) {
            paragraphs.markdown(description);
        }
        paragraphs
    }

    /// Adds text of the document.
    pub(super) fn markdown(&mut self, text: &str) {
        self.paragraph(markdown::mend(text).lines());
    }

    /// Adds text of ours.
    pub(super) fn ours(&mut self, text: &str) {
        self.paragraph(text.lines());
    }

    /// Adds text of ours where there is none of the document.
    #[must_use]
    pub(super) fn or(mut self, text: &str) -> Self {
        if self.lines.is_empty() {
            self.ours(text);
        }
        self
    }

    /// Adds the default that the document names.
    pub(super) fn default_value(&mut self, value: Option<&ir::Literal>) {
        if let Some(value) = value {
            self.ours(&format!("Default: {}", markdown::code(&shown(value))));
        }
    }

    /// Adds the only value that the document allows, where it is the caller's to send it.
    pub(super) fn only_value(&mut self, field: &ir::Field) {
        if let (Some(value), None) = (&field.constant, field.fixed()) {
            let or_null = if field.nullable { ", or null" } else { "" };
            self.ours(&format!("The only value: {}{or_null}", markdown::code(&shown(value))));
        }
    }

    /// Adds what the document says of an argument, as an item of a list.
    pub(super) fn argument(&mut self, name: &str, docs: &Docs) {
        let Some(text) = docs.description.as_deref().or(docs.summary.as_deref()) else { return };
        let first = text.split("\n\n").map(str::trim).find(|text| !text.is_empty()).unwrap_or_default();
        self.item(&format!("`{name}`: {}", markdown::mend_line(first)));
    }

    /// Adds an item of a list: of the one that is being written, or of a new one.
    pub(super) fn item(&mut self, text: &str) {
        let item = format!("* {text}");
        match self.lines.last() {
            Some(last) if last.starts_with("* ") => self.lines.push(item),
            _ => self.ours(&item),
        }
    }

    fn paragraph<'a>(&mut self, lines: impl Iterator<Item = &'a str>) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines.map(|line| line.trim_end().to_owned()));
    }

    /// As `///` lines.
    pub(super) fn outer(&self) -> TokenStream {
        let lines = self.literals();
        quote!(#(#[doc = #lines])*)
    }

    /// As `//!` lines.
    pub(super) fn inner(&self) -> TokenStream {
        let lines = self.literals();
        quote!(#(#![doc = #lines])*)
    }

    fn literals(&self) -> impl Iterator<Item = Literal> {
        self.lines.iter().map(|line| match line.is_empty() {
            true => Literal::string(""),
            false => literal(&format!(" {line}")),
        })
    }
}

/// A raw literal where the text can be one: on its way into a file it is read three times over, and an escaped one
/// character by character.
fn literal(text: &str) -> Literal {
    let raw = format!("r##\"{text}\"##").parse::<Literal>();
    raw.unwrap_or_else(|_| Literal::string(text))
}

/// `#[deprecated]`, where it is.
pub(super) fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

fn shown(value: &ir::Literal) -> String {
    match value {
        ir::Literal::Null => "null".to_owned(),
        ir::Literal::Bool(value) => value.to_string(),
        ir::Literal::Integer(value) => value.to_string(),
        ir::Literal::Number(value) => value.to_string(),
        ir::Literal::Text(value) => format!("{value:?}"),
        ir::Literal::Json(value) => value.clone(),
    }
}
