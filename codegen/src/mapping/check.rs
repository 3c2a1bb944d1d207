//! The tree against the tables of [`super::keys`]: unknown keys and values of the wrong kind.

use crate::diagnostics::{Diagnostic, Place, catalogue, nearest};

use super::ast::{Span, Spanned};
use super::document::{Node, NodeKind};
use super::keys::{Key, Of};

pub(crate) fn check(file: &str, node: &Node, of: &Of, diags: &mut Vec<Diagnostic>) {
    Check { file, diags }.value(node, of);
}

struct Check<'a> {
    file: &'a str,
    diags: &'a mut Vec<Diagnostic>,
}

impl Check<'_> {
    fn value(&mut self, node: &Node, of: &Of) {
        if !takes(node, of) {
            let message = format!("expected {}, found {}", describe(of), node.describe());
            let place = self.place(&node.span);
            let label = format!("this is {}", node.describe());
            self.diags.push(Diagnostic::new(catalogue::WRONG_KIND, message, place, label));
            return;
        }
        match of {
            Of::Named(_, inner) => self.value(node, inner),
            Of::Either(all) => {
                if let Some(inner) = all.iter().find(|inner| takes(node, inner)) {
                    self.value(node, inner);
                }
            }
            Of::List(inner) => node.items().iter().for_each(|item| self.value(item, inner)),
            Of::Tuple(inner) => self.tuple(node, inner),
            Of::Table(keys) => self.table(node, keys, None),
            Of::TableAnd(keys, rest) => self.table(node, keys, Some(rest)),
            Of::Open(inner) => node.entries().iter().for_each(|(_, value)| self.value(value, inner)),
            Of::Choice(choices) => self.choice(node, choices),
            Of::Reason => self.reason(node),
            Of::Count => self.count(node),
            Of::Request => self.request(node),
            Of::Text | Of::Duration | Of::Expression | Of::Template | Of::Constant => {}
        }
    }

    fn place(&self, span: &Span) -> Place {
        Place::span(self.file, span.clone())
    }

    fn table(&mut self, node: &Node, keys: &[Key], rest: Option<&Of>) {
        for (name, value) in node.entries() {
            match (keys.iter().find(|key| key.name == name.value), rest) {
                (Some(key), _) => self.value(value, &key.of),
                (None, Some(rest)) if misspelt(&name.value, value, keys, rest) => self.unknown(name, keys),
                (None, Some(rest)) => self.value(value, rest),
                (None, None) => self.unknown(name, keys),
            }
        }
    }

    fn unknown(&mut self, name: &Spanned<String>, keys: &[Key]) {
        let place = self.place(&name.span);
        let mut found = Diagnostic::new(
            catalogue::UNKNOWN_KEY,
            format!("unknown key `{}`", name.value),
            place,
            "not a key here",
        );
        match nearest(&name.value, keys.iter().map(|key| key.name)) {
            Some(near) => found = found.help(format!("did you mean `{near}`?")),
            None => {
                let names: Vec<_> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
                found = found.help(format!("the keys here are {}", names.join(", ")));
            }
        }
        self.diags.push(found);
    }

    fn tuple(&mut self, node: &Node, inner: &[Of]) {
        if node.items().len() != inner.len() {
            let message = format!("expected a list of {}, found one of {}", inner.len(), node.items().len());
            let place = self.place(&node.span);
            self.diags.push(Diagnostic::new(catalogue::WRONG_KIND, message, place, "not a pair"));
        }
        for (item, of) in node.items().iter().zip(inner) {
            self.value(item, of);
        }
    }

    fn choice(&mut self, node: &Node, choices: &[&str]) {
        let NodeKind::Text(text) = &node.kind else { return };
        if choices.contains(&text.value.as_str()) {
            return;
        }
        let place = self.place(&node.span);
        let message = format!("`{}` is none of the choices", text.value);
        let mut found = Diagnostic::new(catalogue::UNKNOWN_CHOICE, message, place, "unknown");
        if let Some(near) = nearest(&text.value, choices.iter().copied()) {
            found = found.help(format!("did you mean `{near}`?"));
        }
        let names: Vec<_> = choices.iter().map(|choice| format!("`{choice}`")).collect();
        self.diags.push(found.help(format!("the choices are {}", names.join(", "))));
    }

    fn reason(&mut self, node: &Node) {
        if matches!(&node.kind, NodeKind::Text(text) if text.value.trim().is_empty()) {
            let place = self.place(&node.span);
            self.diags.push(
                Diagnostic::new(catalogue::EMPTY_REASON, "a reason is empty", place, "says nothing")
                    .help("say in a few words why this is right; it is printed in the coverage table"),
            );
        }
    }

    fn count(&mut self, node: &Node) {
        if matches!(node.kind, NodeKind::Integer(number) if number < 1 || number > i64::from(u32::MAX)) {
            let place = self.place(&node.span);
            let message = "expected a whole number from 1";
            self.diags.push(Diagnostic::new(catalogue::WRONG_KIND, message, place, "out of range"));
        }
    }

    fn request(&mut self, node: &Node) {
        node.items().iter().for_each(|item| self.value(item, &Of::Request));
        node.entries().iter().for_each(|(_, value)| self.value(value, &Of::Request));
    }
}

/// Whether a name is almost one of the keys, and its value is not what stands under any other name.
pub(crate) fn misspelt(name: &str, value: &Node, keys: &[Key], rest: &Of) -> bool {
    let fits = match rest {
        Of::Open(inner) => value.entries().iter().all(|(_, entry)| takes(entry, inner)),
        _ => takes(value, rest),
    };
    !fits && nearest(name, keys.iter().map(|key| key.name)).is_some()
}

/// Whether a value of this TOML type can be written there at all.
pub(crate) fn takes(node: &Node, of: &Of) -> bool {
    match of {
        Of::Text | Of::Reason | Of::Expression | Of::Template | Of::Choice(_) | Of::Duration => {
            matches!(node.kind, NodeKind::Text(_))
        }
        Of::Count => matches!(node.kind, NodeKind::Integer(_)),
        Of::Constant => {
            matches!(node.kind, NodeKind::Text(_) | NodeKind::Integer(_) | NodeKind::Bool(_))
                || matches!(node.kind, NodeKind::Float(number) if number.is_finite())
        }
        Of::Request => match node.kind {
            NodeKind::Date => false,
            NodeKind::Float(number) => number.is_finite(),
            _ => true,
        },
        Of::List(_) | Of::Tuple(_) => matches!(node.kind, NodeKind::List(_)),
        Of::Table(_) | Of::Open(_) | Of::TableAnd(..) => matches!(node.kind, NodeKind::Table(_)),
        Of::Either(all) => all.iter().any(|inner| takes(node, inner)),
        Of::Named(_, inner) => takes(node, inner),
    }
}

/// In words.
fn describe(of: &Of) -> String {
    match of {
        Of::Text => "a text".to_owned(),
        Of::Reason => "a reason, as text".to_owned(),
        Of::Count => "a whole number".to_owned(),
        Of::Duration => "a duration such as \"10s\"".to_owned(),
        Of::Expression => "an expression, as text".to_owned(),
        Of::Template => "a text, which may have {placeholders}".to_owned(),
        Of::Choice(_) => "one of some texts".to_owned(),
        Of::Constant => "a text, a number or a boolean".to_owned(),
        Of::Request => "a value that JSON can hold (a date is written as text)".to_owned(),
        Of::List(inner) => format!("a list, each item {}", describe(inner)),
        Of::Tuple(inner) => {
            let inner: Vec<_> = inner.iter().map(describe).collect();
            format!("a list of {}", inner.join(" and "))
        }
        Of::Table(_) | Of::Open(_) | Of::TableAnd(..) => "a table".to_owned(),
        Of::Either(all) => {
            let all: Vec<_> = all.iter().map(describe).collect();
            all.join(", or ")
        }
        Of::Named(_, inner) => describe(inner),
    }
}
