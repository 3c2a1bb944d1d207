//! The checked tree to the mapping's parts.
//!
//! What `check` has reported already is passed over in silence here; what only this stage can see (expressions,
//! templates, keys that exclude each other) is reported here.

mod field;
mod model;
mod request;
mod vendor;
mod webhooks;

use crate::diagnostics::{At, Diagnostic, Place, Severity, catalogue};

use super::ast::{Constant, Mapping, Span, Spanned, Template};
use super::document::{self, Node, NodeKind};
use super::expr::Expr;
use super::expression::SyntaxError;
use super::inherit::{self, Inherited};
use super::{check, keys, sections, template};

pub(crate) use model::CAPABILITIES;

/// Reads a mapping. As much as can be read is there, whatever is reported.
pub(crate) fn mapping(file: &str, text: &str, diags: &mut Vec<Diagnostic>) -> Mapping {
    let mut found = Vec::new();
    let mut corrected = Vec::new();
    let (root, known) = tree(file, text, &mut found, &mut corrected);
    let mut mapping = Mapping::new(file, text);
    let mut reader = Reader { file, known, corrected: &corrected, diags: &mut found };
    for (key, node) in root.entries() {
        match key.value.as_str() {
            "vendor" => mapping.vendor = reader.vendor(node),
            "webhooks" => mapping.webhooks = Some(reader.webhooks(node)),
            "enums" => mapping.enums = reader.enums(node),
            "functions" => mapping.functions = reader.functions(node),
            _ => {}
        }
    }
    for (category, name, node) in models(&root) {
        let earlier = reader.diags.len();
        let model = reader.model(category, name, node);
        let inherited = reader.diags.iter_mut().skip(earlier);
        inherited.for_each(|found| mapping.note_inherited(found, &category.value, &name.value));
        mapping.models.push(model);
    }
    super::inherit::merge_inherited(&mut found);
    let errors = found.iter().filter(|found| found.severity() == Severity::Error);
    let places = errors.filter_map(|found| found.labels.first()).map(|label| &label.place.at);
    mapping.lost = places
        .filter_map(|at| match at {
            At::Span(span) if !corrected.contains(span) => Some(span.clone()),
            _ => None,
        })
        .collect();
    diags.append(&mut found);
    mapping
}

/// The file's tree, its keys checked and every model whole. `corrected` gets the places of what was reported and then read as
/// it was meant.
pub(super) fn tree(
    file: &str,
    text: &str,
    diags: &mut Vec<Diagnostic>,
    corrected: &mut Vec<Span>,
) -> (Node, Inherited) {
    let mut root = document::read(file, text, diags);
    sections::arrange(file, &mut root, (diags, corrected));
    let declared = inherit::declared(&root);
    check::check(file, &mut root, &keys::FILE, (diags, corrected));
    let known = inherit::resolve((file, text), &mut root, &declared, (diags, corrected));
    (root, known)
}

/// The models of all categories: category, name, and table.
pub(super) fn models(root: &Node) -> impl Iterator<Item = (&Spanned<String>, &Spanned<String>, &Node)> {
    let sections = ["vendor", "webhooks", "enums", "functions"];
    let categories = root.entries().iter().filter(move |(key, _)| !sections.contains(&key.value.as_str()));
    categories
        .flat_map(|(category, node)| node.entries().iter().map(move |(name, model)| (category, name, model)))
}

struct Reader<'a> {
    file: &'a str,
    known: Inherited,
    /// Misspelt names, which were reported and taken for others.
    corrected: &'a [Span],
    diags: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn place(&self, span: &Span) -> Place {
        Place::span(self.file, span.clone())
    }

    fn syntax(&mut self, code: crate::diagnostics::Code, what: &str, error: SyntaxError) {
        let place = self.place(&error.span);
        let message = format!("{what}: expected {}, found {}", error.expected, error.found);
        let mut found = Diagnostic::new(code, message, place, format!("expected {}", error.expected));
        if let Some(help) = error.help {
            found = found.help(help);
        }
        self.diags.push(found);
    }

    fn expr(&mut self, node: Option<&Node>) -> Option<Expr> {
        let NodeKind::Text(text) = &node?.kind else { return None };
        match template::expression(text) {
            Ok(expr) => Some(expr),
            Err(error) => {
                self.syntax(catalogue::EXPRESSION_SYNTAX, "bad expression", error);
                None
            }
        }
    }

    fn template(&mut self, node: Option<&Node>) -> Option<Template> {
        let NodeKind::Text(text) = &node?.kind else { return None };
        match template::template(text) {
            Ok(template) => Some(template),
            Err(error) => {
                self.syntax(catalogue::TEMPLATE_SYNTAX, "bad template", error);
                None
            }
        }
    }

    fn text(&self, node: Option<&Node>) -> Option<Spanned<String>> {
        match &node?.kind {
            NodeKind::Text(text) => Some(Spanned::new(text.value.clone(), text.span.clone())),
            _ => None,
        }
    }

    fn texts(&self, node: Option<&Node>) -> Vec<Spanned<String>> {
        node.map(Node::items).unwrap_or_default().iter().filter_map(|item| self.text(Some(item))).collect()
    }

    fn none(&self, node: &Node) -> Option<Vec<Spanned<String>>> {
        node.get("null_values").map(|none| self.texts(Some(none)))
    }

    fn count(&self, node: Option<&Node>) -> Option<u32> {
        match node?.kind {
            NodeKind::Integer(number) => u32::try_from(number).ok().filter(|number| *number > 0),
            _ => None,
        }
    }

    fn constant(&self, node: &Node) -> Option<Spanned<Constant>> {
        let constant = match &node.kind {
            NodeKind::Text(text) => Constant::Text(text.value.clone()),
            NodeKind::Integer(number) => Constant::Integer(*number),
            NodeKind::Float(number) => Constant::Number(*number),
            NodeKind::Bool(bool) => Constant::Bool(*bool),
            _ => return None,
        };
        Some(Spanned::new(constant, node.span.clone()))
    }

    /// Milliseconds.
    fn duration(&mut self, node: Option<&Node>) -> Option<u64> {
        let text = self.text(node)?;
        let digits = text.value.chars().take_while(char::is_ascii_digit).count();
        let (number, unit) = text.value.split_at_checked(digits)?;
        let factor = match unit.trim() {
            "ms" => Some(1),
            "s" => Some(1_000),
            "m" => Some(60_000),
            "h" => Some(3_600_000),
            "d" => Some(86_400_000),
            _ => None,
        };
        let value =
            number.parse::<u64>().ok().zip(factor).and_then(|(number, factor)| number.checked_mul(factor));
        if value.is_none() {
            let place = self.place(&text.span);
            let message = format!("`{}` is not a duration", text.value);
            self.diags.push(
                Diagnostic::new(catalogue::BAD_DURATION, message, place, "not a duration")
                    .help("write a whole number and `ms`, `s`, `m`, `h` or `d`, as in \"10s\""),
            );
        }
        value
    }

    /// Reports all but the first of keys that exclude each other.
    fn exclusive(&mut self, node: &Node, names: &[&str]) {
        let mut there = node.entries().iter().filter(|(key, _)| names.contains(&key.value.as_str()));
        let Some((first, _)) = there.next() else { return };
        for (other, _) in there {
            let found = Diagnostic::new(
                catalogue::KEYS_EXCLUDE,
                format!("`{}` and `{}` exclude each other", first.value, other.value),
                self.place(&other.span),
                "one of the two has to go",
            );
            let found = found.label(self.place(&first.span), "the other");
            self.diags.push(found);
        }
    }

    /// Reports a key that a table lacks, unless it may be the one that was reported and taken out.
    fn missing(&mut self, table: &Node, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        if table.cut {
            return;
        }
        let place = self.place(span);
        self.diags.push(Diagnostic::new(catalogue::MISSING_KEY, message, place, "incomplete").help(help));
    }
}
