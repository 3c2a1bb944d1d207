//! The tree against the tables of [`super::keys`]: unknown keys and values of the wrong kind.

use crate::diagnostics::{Diagnostic, Place, catalogue, nearest};

use super::ast::{Span, Spanned};
use super::document::{Node, NodeKind};
use super::keys::{CAPABILITY_KEYS, Key, Of, belongs};

/// Checks the tree. A misspelt key is reported and takes its right name, so that nothing that depends on it is reported
/// too; `corrected` gets its place.
pub(crate) fn check(
    file: &str,
    node: &mut Node,
    of: &Of,
    (diags, corrected): (&mut Vec<Diagnostic>, &mut Vec<Span>),
) {
    Check { file, diags, corrected }.value(node, of);
}

struct Check<'a> {
    file: &'a str,
    diags: &'a mut Vec<Diagnostic>,
    corrected: &'a mut Vec<Span>,
}

impl Check<'_> {
    /// Whether the value can be read; what can't is taken out of its table, so that nothing is said of it twice.
    fn value(&mut self, node: &mut Node, of: &Of) -> bool {
        if !takes(node, of) {
            let message = format!("expected {}, found {}", describe(of), node.describe());
            let place = self.place(&node.span);
            let label = format!("this is {}", node.describe());
            self.diags.push(Diagnostic::new(catalogue::WRONG_KIND, message, place, label));
            return false;
        }
        match of {
            Of::Named(_, inner) => return self.value(node, inner),
            Of::Either(all) => {
                if let Some(inner) = all.iter().find(|inner| takes(node, inner)) {
                    return self.value(node, inner);
                }
            }
            Of::List(inner) => node.items_mut().iter_mut().for_each(|item| _ = self.value(item, inner)),
            Of::Tuple(inner) => self.tuple(node, inner),
            Of::Table(keys) => return self.table(node, keys, None, |_| true),
            Of::TableAnd(keys, rest) => return self.table(node, keys, Some(rest), |_| true),
            Of::Capability(kind) => {
                return self.table(node, CAPABILITY_KEYS, None, |key| belongs(key, *kind));
            }
            Of::Open(inner) => _ = self.entries(node, |_| Some(inner)),
            Of::ByReason(inner) => {
                node.entries().iter().for_each(|(why, _)| self.reason(&why.value, &why.span));
                self.entries(node, |_| Some(inner));
            }
            Of::Choice(choices) => return self.choice(node, choices),
            Of::Reason => {
                if let NodeKind::Text(text) = &node.kind {
                    self.reason(&text.value, &node.span);
                }
            }
            Of::Count => self.count(node),
            Of::Request => self.request(node),
            Of::Text | Of::Nothing | Of::Duration | Of::Expression | Of::Template | Of::Constant => {}
        }
        true
    }

    /// Checks the entries that have a form; those that can't be read are taken out. Whether all of them can.
    fn entries<'o>(&mut self, node: &mut Node, of: impl Fn(&str) -> Option<&'o Of>) -> bool {
        let NodeKind::Table(entries) = &mut node.kind else { return true };
        let before = entries.len();
        entries.retain_mut(|(name, value)| of(&name.value).is_none_or(|of| self.value(value, of)));
        let all = entries.len() == before;
        node.cut |= !all;
        all
    }

    fn place(&self, span: &Span) -> Place {
        Place::span(self.file, span.clone())
    }

    /// A call and a field are read as a whole or not at all: without one of their keys they would mean something else.
    /// Of the keys, only those that `fit` here are suggested.
    fn table(
        &mut self,
        node: &mut Node,
        keys: &[Key],
        rest: Option<&Of>,
        fit: impl Fn(&str) -> bool,
    ) -> bool {
        self.correct(node, keys, rest, fit);
        let of = |name: &str| keys.iter().find(|key| key.name == name).map(|key| &key.of).or(rest);
        let all = self.entries(node, of);
        all || !keys.iter().any(|key| ["call", "from"].contains(&key.name))
    }

    /// Reports unknown keys, and gives those that are misspelt their right names.
    fn correct(&mut self, node: &mut Node, keys: &[Key], rest: Option<&Of>, fit: impl Fn(&str) -> bool) {
        let unknown = |(name, value): &&(Spanned<String>, Node)| {
            let known = keys.iter().any(|key| key.name == name.value);
            !known && rest.is_none_or(|rest| misspelt(&name.value, value, keys, rest))
        };
        let unknown: Vec<_> = node.entries().iter().filter(unknown).map(|(name, _)| name.clone()).collect();
        let fitting: Vec<&str> = keys.iter().map(|key| key.name).filter(|key| fit(key)).collect();
        for name in unknown {
            self.unknown(&name, &fitting);
            let near = nearest(&name.value, fitting.iter().copied());
            let Some(key) = keys.iter().find(|key| Some(key.name) == near) else { continue };
            if node.get(&name.value).is_some_and(|value| takes(value, &key.of))
                && node.rename(&name, key.name)
            {
                self.corrected.push(name.span);
            }
        }
    }

    fn unknown(&mut self, name: &Spanned<String>, keys: &[&str]) {
        let place = self.place(&name.span);
        let mut found = Diagnostic::new(
            catalogue::UNKNOWN_KEY,
            format!("unknown key `{}`", name.value),
            place,
            "not a key here",
        );
        match nearest(&name.value, keys.iter().copied()) {
            Some(near) => found = found.help(format!("did you mean `{near}`?")),
            None => {
                let names: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
                found = found.help(format!("the keys here are {}", names.join(", ")));
            }
        }
        self.diags.push(found);
    }

    fn tuple(&mut self, node: &mut Node, inner: &[Of]) {
        if node.items().len() != inner.len() {
            let message = format!("expected a list of {}, found one of {}", inner.len(), node.items().len());
            let place = self.place(&node.span);
            self.diags.push(Diagnostic::new(catalogue::WRONG_KIND, message, place, "not a pair"));
        }
        for (item, of) in node.items_mut().iter_mut().zip(inner) {
            self.value(item, of);
        }
    }

    /// A misspelt choice is reported, and read as the one that was meant.
    fn choice(&mut self, node: &mut Node, choices: &[&str]) -> bool {
        let NodeKind::Text(text) = &mut node.kind else { return true };
        if choices.contains(&text.value.as_str()) {
            return true;
        }
        let place = Place::span(self.file, node.span.clone());
        let message = format!("`{}` is none of the choices", text.value);
        let mut found = Diagnostic::new(catalogue::UNKNOWN_CHOICE, message, place, "unknown");
        let near = nearest(&text.value, choices.iter().copied());
        if let Some(near) = near {
            found = found.help(format!("did you mean `{near}`?"));
            near.clone_into(&mut text.value);
            self.corrected.push(node.span.clone());
        }
        let names: Vec<_> = choices.iter().map(|choice| format!("`{choice}`")).collect();
        self.diags.push(found.help(format!("the choices are {}", names.join(", "))));
        near.is_some()
    }

    fn reason(&mut self, why: &str, span: &Span) {
        if why.trim().is_empty() {
            let place = self.place(span);
            self.diags.push(
                Diagnostic::new(catalogue::EMPTY_REASON, "a reason is empty", place, "says nothing")
                    .help("say in a few words why this is right; the documentation of the generated conversion prints it"),
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

    fn request(&mut self, node: &mut Node) {
        node.items_mut().iter_mut().for_each(|item| _ = self.value(item, &Of::Request));
        self.entries(node, |_| Some(&Of::Request));
    }
}

/// Whether a name is almost one of the keys, and its value is not what stands under any other name.
fn misspelt(name: &str, value: &Node, keys: &[Key], rest: &Of) -> bool {
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
        Of::Nothing => matches!(&node.kind, NodeKind::List(items) if items.is_empty()),
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
        Of::Table(_) | Of::Capability(_) | Of::Open(_) | Of::ByReason(_) | Of::TableAnd(..) => {
            matches!(node.kind, NodeKind::Table(_))
        }
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
        Of::Nothing => "`[]`".to_owned(),
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
        Of::Table(_) | Of::Capability(_) | Of::Open(_) | Of::ByReason(_) | Of::TableAnd(..) => {
            "a table".to_owned()
        }
        Of::Either(all) => {
            let all: Vec<_> = all.iter().map(describe).collect();
            all.join(", or ")
        }
        Of::Named(_, inner) => describe(inner),
    }
}
