//! A model with all that it inherits, each line with the place where it is written: what `cargo xtask codegen --explain`
//! prints.

use std::fmt::Write as _;

use crate::diagnostics::{nearest, quoted};

use super::document::{Node, NodeKind};
use super::read;
use super::{Mapping, Span};

/// The columns that a line takes before its place stands on a line of its own.
const WIDTH: usize = 96;

/// The whole model `category.name` of a mapping.
///
/// # Errors
/// In words, if the mapping has no such model.
pub fn explain(file: &str, text: &str, model: &str) -> Result<String, String> {
    let mut diags = Vec::new();
    let (root, _) = read::tree(file, text, &mut diags, &mut Vec::new());
    let names = read::models(&root).map(|(category, name, _)| format!("{}.{}", category.value, name.value));
    let names: Vec<String> = names.collect();
    let found = read::models(&root).find(|(category, name, _)| {
        model.split_once('.') == Some((category.value.as_str(), name.value.as_str()))
    });
    let Some((_, name, node)) = found else {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        return Err(match nearest(model, names.iter().copied()) {
            Some(near) => format!("`{file}` has no model `{model}`: did you mean `{near}`?"),
            None => format!("`{file}` has no model `{model}`; it has {}", quoted(&names)),
        });
    };
    let mapping = Mapping { file: file.to_owned(), text: text.to_owned(), ..Mapping::default() };
    let mut lines = Vec::new();
    list(node, String::new(), &mut lines);
    let width = lines.iter().map(|(line, _)| line.chars().count()).filter(|width| *width <= WIDTH).max();
    let width = width.unwrap_or(0);
    let mut shown = format!(
        "[{model}]{:1$}# {2}\n",
        "",
        (width + 2).saturating_sub(model.len() + 2),
        place(&mapping, &name.span, model)
    );
    for (line, span) in lines {
        if line.chars().count() > WIDTH {
            _ = writeln!(shown, "{line}\n{:width$}  # {}", "", place(&mapping, &span, model));
        } else {
            _ = writeln!(shown, "{line:width$}  # {}", place(&mapping, &span, model));
        }
    }
    Ok(shown)
}

/// `mappings/hubspot.toml:12`, and the table where that is not the model's own.
fn place(mapping: &Mapping, span: &Span, model: &str) -> String {
    let table = mapping.table_at(span.start);
    let own = table == model || table.strip_prefix(model).is_some_and(|rest| rest.starts_with('.'));
    let line = format!("{}:{}", mapping.file, mapping.line(span.start));
    if own { line } else { format!("{line}, [{table}]") }
}

/// `key = value` of everything: tables that have a header of their own are taken apart, others are shown on one line.
fn list(node: &Node, prefix: String, lines: &mut Vec<(String, Span)>) {
    for (name, value) in node.entries() {
        let key = format!("{prefix}{}", key(&name.value));
        let ignore = value.get("ignore").filter(|_| prefix == "fields.");
        let apart = ["", "fields."].contains(&prefix.as_str()) || name.value == "with";
        match &value.kind {
            _ if ignore.is_some() => {
                let why = ignore.map(inline).unwrap_or_default();
                lines.push((format!("absent.{why} = [\"{}\"]", name.value), name.span.clone()));
            }
            NodeKind::Table(entries) if apart && !entries.is_empty() && prefix != "fields." => {
                list(value, format!("{key}."), lines);
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
