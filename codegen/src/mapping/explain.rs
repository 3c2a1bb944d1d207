//! A model with all that it inherits, each line with the place where it is written: what `cargo xtask codegen --explain`
//! prints.

use std::fmt;

use crate::diagnostics::{nearest, quoted};
use crate::source::path_below;

use super::document::{Node, NodeKind};
use super::keys::{CAPABILITY_KEYS, MODEL_KEYS};
use super::read;
use super::{Mapping, Span};

/// The columns that a line takes before its place stands on a line of its own.
const WIDTH: usize = 96;

/// A whole model.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// `crm.account`
    pub model: String,
    /// Lines as the model would have them without templates and defaults, and where each is written:
    /// `mappings/hubspot.toml:12`, with the table where that is not the model's own.
    pub lines: Vec<(String, String)>,
}

/// The whole model `category.name` of a mapping.
///
/// # Errors
/// In words, if the mapping has no such model.
pub fn explain(file: &str, text: &str, model: &str) -> Result<Explained, String> {
    let (root, _) = read::tree(file, text, &mut Vec::new(), &mut Vec::new());
    let mut models = read::models(&root).map(|(category, name, node)| {
        (format!("{}.{}", category.value, name.value), name.span.clone(), node)
    });
    let Some((_, span, node)) = models.find(|(name, ..)| name == model) else {
        let names =
            read::models(&root).map(|(category, name, _)| format!("{}.{}", category.value, name.value));
        let names: Vec<String> = names.collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        return Err(match nearest(model, names.iter().copied()) {
            Some(near) => format!("`{file}` has no model `{model}`: did you mean `{near}`?"),
            None => format!("`{file}` has no model `{model}`; it has {}", quoted(&names)),
        });
    };
    let mapping = Mapping::new(file, text);
    let mut lines = vec![(format!("[{model}]"), span)];
    list(&mapping, node, "", &mut lines);
    let lines = lines.into_iter().map(|(line, span)| (line, place(&mapping, &span, model))).collect();
    Ok(Explained { model: model.to_owned(), lines })
}

impl Explained {
    /// The same with its places as seen from elsewhere, where the folder they are relative to is called `folder`.
    #[must_use]
    pub fn below(mut self, folder: &str) -> Self {
        for (_, place) in &mut self.lines {
            *place = path_below(folder, place);
        }
        self
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.lines.iter().map(|(line, _)| line.chars().count());
        let width = widths.filter(|width| *width <= WIDTH).max().unwrap_or(0);
        for (line, place) in &self.lines {
            if line.chars().count() > WIDTH {
                writeln!(f, "{line}\n{:width$}  # {place}", "")?;
            } else {
                writeln!(f, "{line:width$}  # {place}")?;
            }
        }
        Ok(())
    }
}

/// `mappings/hubspot.toml:12`, and the table where that is not the model's own.
fn place(mapping: &Mapping, span: &Span, model: &str) -> String {
    let table = mapping.table_at(span.start);
    let own = table == model || table.strip_prefix(model).is_some_and(|rest| rest.starts_with('.'));
    let line = format!("{}:{}", mapping.file, mapping.line(span.start));
    if own { line } else { format!("{line}, [{table}]") }
}

/// `key = value` of everything, in the order of the language's keys: capabilities, request values and fields one by one,
/// and the parts of a field that come from a template.
fn list(mapping: &Mapping, node: &Node, prefix: &str, lines: &mut Vec<(String, Span)>) {
    let mut entries: Vec<_> = node.entries().iter().collect();
    let order = |name: &str| MODEL_KEYS.iter().chain(CAPABILITY_KEYS).position(|key| key.name == name);
    if prefix != "fields." {
        entries.sort_by_key(|(name, _)| order(&name.value));
    }
    for (name, value) in entries {
        let key = format!("{prefix}{}", key(&name.value));
        let ignore = value.get("ignore").filter(|_| prefix == "fields.");
        let table = mapping.table_at(name.span.start);
        let elsewhere = value.entries().iter().any(|(key, _)| mapping.table_at(key.span.start) != table);
        let template = elsewhere && prefix == "fields." && !table.ends_with(&format!(".{}", name.value));
        let apart = prefix.is_empty() || name.value == "with" || template;
        match &value.kind {
            _ if ignore.is_some() => {
                let Some(why) = ignore else { continue };
                let one = text(&name.value);
                // Fields of one list are one line, as they are written.
                match lines.iter_mut().find(|(_, span)| *span == why.span) {
                    Some((line, _)) => line.insert_str(line.len() - 1, &format!(", {one}")),
                    None => lines.push((format!("absent.{} = [{one}]", inline(why)), why.span.clone())),
                }
            }
            NodeKind::Table(entries) if apart && !entries.is_empty() => {
                list(mapping, value, &format!("{key}."), lines)
            }
            _ => lines.push((format!("{key} = {}", inline(value)), name.span.clone())),
        }
    }
}

/// A key as TOML has it.
fn key(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain { name.to_owned() } else { text(name) }
}

fn text(value: &str) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A value as TOML has it, on one line.
pub(super) fn inline(node: &Node) -> String {
    match &node.kind {
        NodeKind::Text(value) => text(&value.value),
        NodeKind::Integer(number) => number.to_string(),
        NodeKind::Float(number) => number.to_string(),
        NodeKind::Bool(bool) => bool.to_string(),
        NodeKind::Date => "a date".to_owned(),
        NodeKind::List(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        NodeKind::Table(entries) if entries.is_empty() => "{}".to_owned(),
        NodeKind::Table(entries) => {
            let entries =
                entries.iter().map(|(name, value)| format!("{} = {}", key(&name.value), inline(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
