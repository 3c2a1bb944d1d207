//! The file's top-level tables, set right before their keys are checked: a misspelt `[vendor]`, a model without its
//! category, keys whose header is missing. Each is reported once, at its cause, and then read as it was meant.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostic, Place, catalogue, nearest};

use super::ast::{Span, Spanned};
use super::document::{Node, NodeKind};
use super::inherit::names_asked;
use super::keys::{CAPABILITY_KEYS, Key, MODEL_KEYS, SECTIONS, VENDOR};

pub(super) fn arrange(
    file: &str,
    root: &mut Node,
    (diags, corrected): (&mut Vec<Diagnostic>, &mut Vec<Span>),
) {
    let mut sections = Sections { file, diags, corrected };
    sections.misspelt(root);
    sections.without_category(root);
    sections.without_vendor(root);
    for (_, category) in root.entries_mut() {
        category.entries_mut().iter_mut().for_each(|(_, model)| sections.swapped(model));
    }
}

struct Sections<'a> {
    file: &'a str,
    diags: &'a mut Vec<Diagnostic>,
    corrected: &'a mut Vec<Span>,
}

impl Sections<'_> {
    /// `[enum.status]` for `[enums.status]`.
    fn misspelt(&mut self, root: &mut Node) {
        let others = root.entries().iter().filter(|(name, _)| !is_key(SECTIONS, &name.value));
        let near = |name: &str| nearest(name, SECTIONS.iter().map(|key| key.name));
        let mut asked = BTreeSet::new();
        names_asked(root, &mut asked);
        // A table of templates looks like a category; what it holds is asked for.
        let templates = |value: &Node| value.entries().iter().any(|(name, _)| asked.contains(&name.value));
        let slips: Vec<_> = others
            .filter(|(_, value)| matches!(value.kind, NodeKind::Table(_)))
            .filter(|(_, value)| !is_category(value) || templates(value))
            .filter_map(|(name, _)| Some((name.clone(), near(&name.value)?)))
            .collect();
        for (name, near) in slips {
            let message = format!("unknown key `{}`", name.value);
            let found = self.found(catalogue::UNKNOWN_KEY, message, &name.span, "not a key here");
            self.diags.push(found.help(format!("did you mean `{near}`?")));
            if root.rename(&name, near) {
                self.corrected.push(name.span);
            }
        }
    }

    /// `[user]` for `[crm.user]`.
    fn without_category(&mut self, root: &mut Node) {
        let is_bare = |(name, value): &&(Spanned<String>, Node)| {
            let entries = value.entries();
            let own = |(key, value): &(Spanned<String>, Node)| {
                is_key(MODEL_KEYS, &key.value) && (key.value == "fields" || !is_model(value))
            };
            let keys = entries.iter().all(own);
            !entries.is_empty() && keys && !is_key(SECTIONS, &name.value)
        };
        let bare: Vec<_> = root.entries().iter().filter(is_bare).map(|(name, _)| name.clone()).collect();
        let others = root.entries().iter().filter(|(name, _)| !is_key(SECTIONS, &name.value));
        let categories = others.filter(|(_, value)| is_category(value));
        let categories: Vec<String> = categories.map(|(name, _)| name.value.clone()).collect();
        for name in bare {
            let category = categories.first().map_or("category", String::as_str);
            let message = format!("`[{}]` is a model without its category", name.value);
            let found = self.found(catalogue::MISPLACED_KEY, message, &name.span, "names no category");
            self.diags.push(found.help(format!("write `[{category}.{}]`", name.value)));
            let NodeKind::Table(entries) = &mut root.kind else { continue };
            let Some(at) = entries.iter().position(|(key, _)| *key == name) else { continue };
            let (key, model) = entries.remove(at);
            if let ([_], Some((_, category))) = (
                categories.as_slice(),
                entries.iter_mut().find(|(key, _)| Some(&key.value) == categories.first()),
            ) {
                let span = model.span.clone();
                category.take_in(Node { kind: NodeKind::Table(vec![(key, model)]), span, cut: false });
                self.corrected.push(name.span);
            }
        }
    }

    /// Every mapping has a `[vendor]`; without its header, its keys stand at the top.
    fn without_vendor(&mut self, root: &mut Node) {
        let span = root.span.clone();
        let NodeKind::Table(entries) = &mut root.kind else { return };
        let belongs = |(name, value): &(Spanned<String>, Node)| {
            is_key(VENDOR, &name.value) && !is_key(SECTIONS, &name.value) && !is_category(value)
        };
        let (own, others): (Vec<_>, Vec<_>) = entries.drain(..).partition(belongs);
        *entries = others;
        let known = entries.iter().position(|(name, _)| name.value == "vendor");
        if own.is_empty() && known.is_some() {
            return;
        }
        let place = own.first().or(entries.first()).map_or(0..0, |(name, _)| name.span.clone());
        let (message, label, help) = match own.first() {
            Some((name, _)) => (
                format!("`{}` stands outside of `[vendor]`", name.value),
                "belongs to `[vendor]`",
                "put the line `[vendor]` before it",
            ),
            None => (
                "the mapping has no `[vendor]`".to_owned(),
                "`[vendor]` comes first",
                "begin with `[vendor]`, its `title`, and `auth = { kind = \"bearer\", token = \"{access_token}\" }`",
            ),
        };
        self.diags.push(self.found(catalogue::MISSING_KEY, message, &place, label).help(help));
        if own.is_empty() {
            return;
        }
        self.corrected.push(place.clone());
        let vendor = Node { kind: NodeKind::Table(own), span, cut: false };
        match known.and_then(|at| entries.get_mut(at)) {
            Some((_, known)) => known.take_in(vendor),
            None => entries.insert(0, (Spanned::new("vendor".to_owned(), place), vendor)),
        }
    }

    /// `get` for `list`, and `list` for `get`: one has pages of records, and the other a single one.
    fn swapped(&mut self, model: &mut Node) {
        let has = |name: &str, keys: &[&str]| {
            model.get(name).is_some_and(|table| keys.iter().any(|key| table.get(key).is_some()))
        };
        let lists = |name: &str| has(name, &["records", "page"]);
        let is_list = |name: &str| lists(name) || has(name, &["ids"]);
        let (Some(get), Some(list)) = (model.key_span("get"), model.key_span("list")) else { return };
        if !lists("get") || is_list("list") || has("list", &["function"]) {
            return;
        }
        let message = "`get` and `list` are swapped".to_owned();
        let found = self.found(catalogue::MISPLACED_KEY, message, &get, "reads pages of records");
        let found = found.label(Place::span(self.file, list.clone()), "reads one record");
        self.diags.push(found.help("exchange their names"));
        self.corrected.push(get);
        for (key, _) in model.entries_mut() {
            match key.value.as_str() {
                "get" => "list".clone_into(&mut key.value),
                "list" => "get".clone_into(&mut key.value),
                _ => {}
            }
        }
    }

    fn found(&self, code: crate::diagnostics::Code, message: String, span: &Span, label: &str) -> Diagnostic {
        Diagnostic::new(code, message, Place::span(self.file, span.clone()), label)
    }
}

fn is_key(keys: &[Key], name: &str) -> bool {
    keys.iter().any(|key| key.name == name)
}

/// Whether a table has what only models have: fields, or capabilities.
fn is_model(node: &Node) -> bool {
    let own = |(key, value): &(Spanned<String>, Node)| {
        let table = matches!(value.kind, NodeKind::Table(_));
        table && is_key(MODEL_KEYS, &key.value) && !is_key(CAPABILITY_KEYS, &key.value)
    };
    node.entries().iter().any(own)
}

/// Whether a table holds models.
fn is_category(node: &Node) -> bool {
    node.entries().iter().any(|(_, value)| is_model(value))
}
