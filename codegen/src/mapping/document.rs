//! TOML text to a tree with places, in the order of the file.

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostic, Place, catalogue};

use super::ast::{Span, Spanned};
use super::text::Text;

/// A value of the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) span: Span,
    /// An entry of the table could not be read, was reported, and taken out.
    pub(crate) cut: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NodeKind {
    Text(Text),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Date,
    List(Vec<Node>),
    Table(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// In words: "a table".
    pub(crate) fn describe(&self) -> &'static str {
        match self.kind {
            NodeKind::Text(_) => "a text",
            NodeKind::Integer(_) => "an integer",
            NodeKind::Float(_) => "a float",
            NodeKind::Bool(_) => "a boolean",
            NodeKind::Date => "a date",
            NodeKind::List(_) => "a list",
            NodeKind::Table(_) => "a table",
        }
    }

    pub(crate) fn entries(&self) -> &[(Spanned<String>, Node)] {
        match &self.kind {
            NodeKind::Table(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Node] {
        match &self.kind {
            NodeKind::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn entries_mut(&mut self) -> &mut [(Spanned<String>, Node)] {
        match &mut self.kind {
            NodeKind::Table(entries) => entries,
            _ => &mut [],
        }
    }

    pub(crate) fn items_mut(&mut self) -> &mut [Node] {
        match &mut self.kind {
            NodeKind::List(items) => items,
            _ => &mut [],
        }
    }

    /// Gives an entry another name. Where that is taken, two tables become one; anything else stays as it is, and the
    /// result is `false`.
    pub(crate) fn rename(&mut self, old: &Spanned<String>, new: &str) -> bool {
        let NodeKind::Table(entries) = &mut self.kind else { return false };
        let Some(at) = entries.iter().position(|(key, _)| key == old) else { return false };
        let taken = entries.iter().position(|(key, _)| key.value == new);
        let Some(taken) = taken else {
            if let Some((key, _)) = entries.get_mut(at) {
                new.clone_into(&mut key.value);
            }
            return true;
        };
        let tables = [at, taken]
            .iter()
            .all(|at| matches!(entries.get(*at), Some((_, Node { kind: NodeKind::Table(_), .. }))));
        if !tables {
            return false;
        }
        let (_, moved) = entries.remove(at);
        if let Some((_, into)) = entries.iter_mut().find(|(key, _)| key.value == new) {
            into.take_in(moved);
        }
        true
    }

    /// Adds a table's entries. What both have is merged where it is a table, and otherwise kept.
    pub(crate) fn take_in(&mut self, other: Self) {
        self.cut |= other.cut;
        let (NodeKind::Table(entries), NodeKind::Table(others)) = (&mut self.kind, other.kind) else {
            return;
        };
        for (key, value) in others {
            match entries.iter_mut().find(|(known, _)| known.value == key.value) {
                Some((_, known)) => known.take_in(value),
                None => entries.push((key, value)),
            }
        }
    }

    /// A table that is written nowhere as a whole.
    pub(crate) fn table(entries: Vec<(Spanned<String>, Self)>) -> Self {
        let span = entries.first().map_or(0..0, |(name, _)| name.span.clone());
        Self { kind: NodeKind::Table(entries), span, cut: false }
    }

    pub(crate) fn insert(&mut self, name: Spanned<String>, value: Self) {
        if let NodeKind::Table(entries) = &mut self.kind {
            entries.push((name, value));
        }
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<(Spanned<String>, Self)> {
        let NodeKind::Table(entries) = &mut self.kind else { return None };
        let at = entries.iter().position(|(key, _)| key.value == name)?;
        Some(entries.remove(at))
    }

    pub(crate) fn entry_mut(&mut self, name: &str) -> Option<(&Spanned<String>, &mut Self)> {
        let entry = self.entries_mut().iter_mut().find(|(key, _)| key.value == name);
        entry.map(|(key, value)| (&*key, value))
    }

    /// Every text inside, in the order of the file.
    pub(crate) fn each_text(&self, look: &mut impl FnMut(&Text)) {
        if let NodeKind::Text(text) = &self.kind {
            look(text);
        }
        self.entries().iter().for_each(|(_, value)| value.each_text(look));
        self.items().iter().for_each(|item| item.each_text(look));
    }

    /// A scalar as it stands inside a text.
    pub(crate) fn as_text(&self) -> Option<String> {
        match &self.kind {
            NodeKind::Text(text) => Some(text.value.clone()),
            NodeKind::Integer(number) => Some(number.to_string()),
            NodeKind::Float(number) => Some(number.to_string()),
            NodeKind::Bool(bool) => Some(bool.to_string()),
            NodeKind::Date | NodeKind::List(_) | NodeKind::Table(_) => None,
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        self.entries().iter().find(|(key, _)| key.value == name).map(|(_, value)| value)
    }

    pub(crate) fn key_span(&self, name: &str) -> Option<Span> {
        self.entries().iter().find(|(key, _)| key.value == name).map(|(key, _)| key.span.clone())
    }
}

/// Reads as much as can be read; every error of syntax is reported.
pub(crate) fn read(file: &str, text: &str, diags: &mut Vec<Diagnostic>) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().map_or(0..0, |span| whole(text, span));
        let label = error.message().lines().next().unwrap_or_default().to_owned();
        let mut found = Diagnostic::new(
            catalogue::TOML_SYNTAX,
            "the mapping is not valid TOML",
            Place::span(file, span),
            label,
        );
        for line in error.message().lines().skip(1) {
            found = found.note(line);
        }
        diags.push(found);
    }
    let span = table.span();
    let node = Node { kind: convert_table(text, table.into_inner()), span, cut: false };
    if errors.is_empty() {
        check_lines(file, text, &node, diags);
    }
    node
}

/// The parser counts bytes: where it gives up, it may stop inside a character.
fn whole(text: &str, span: Span) -> Span {
    text.floor_char_boundary(span.start)..text.ceil_char_boundary(span.end)
}

fn convert(text: &str, value: TomlSpanned<DeValue<'_>>) -> Node {
    let span = whole(text, value.span());
    let kind = match value.into_inner() {
        DeValue::String(value) => NodeKind::Text(Text::new(text, span.clone(), value.into_owned())),
        DeValue::Integer(value) => match i64::from_str_radix(value.as_str(), value.radix()) {
            Ok(value) => NodeKind::Integer(value),
            Err(_) => NodeKind::Float(f64::INFINITY),
        },
        DeValue::Float(value) => NodeKind::Float(value.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => NodeKind::Bool(value),
        DeValue::Datetime(_) => NodeKind::Date,
        DeValue::Array(items) => NodeKind::List(items.into_iter().map(|item| convert(text, item)).collect()),
        DeValue::Table(table) => convert_table(text, table),
    };
    Node { kind, span, cut: false }
}

fn convert_table(text: &str, table: DeTable<'_>) -> NodeKind {
    let mut entries: Vec<_> = table
        .into_iter()
        .map(|(key, value)| {
            let span = whole(text, key.span());
            (Spanned::new(key.into_inner().into_owned(), span), convert(text, value))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    NodeKind::Table(entries)
}

/// TOML 1.1 lets inline tables span lines, TOML 1.0 and most editors do not.
fn check_lines(file: &str, text: &str, node: &Node, diags: &mut Vec<Diagnostic>) {
    let inline = text.get(node.span.clone()).is_some_and(|raw| raw.starts_with('{'));
    if inline {
        let mut at = node.span.start;
        let mut gaps = Vec::new();
        for (key, value) in node.entries() {
            gaps.push(at..key.span.start.max(at));
            at = value.span.end.max(at);
        }
        gaps.push(at..node.span.end.max(at));
        let broken = gaps.into_iter().find(|gap| text.get(gap.clone()).is_some_and(|gap| gap.contains('\n')));
        if broken.is_some() {
            let line = text.get(node.span.clone()).and_then(|raw| raw.find('\n')).unwrap_or(0);
            diags.push(
                Diagnostic::new(
                    catalogue::INLINE_TABLE_LINES,
                    "an inline table spans several lines",
                    Place::span(file, node.span.start..node.span.start + line.max(1)),
                    "starts here and does not end on this line",
                )
                .help("write it on one line, or as a table of its own: `[category.model.fields.name]`"),
            );
            return;
        }
    }
    for (_, value) in node.entries() {
        check_lines(file, text, value, diags);
    }
    for item in node.items() {
        check_lines(file, text, item, diags);
    }
}
