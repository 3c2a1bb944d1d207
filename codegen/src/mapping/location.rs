//! Places of a mapping by name: the line that an offset of the file lies in, as `acknowledged` names it.

use super::document::{self, Node};

/// The name of the line that an offset of the file lies in, by the keys that lead there: `crm.contact.fields.title` for
/// anything in that line, `crm.contact.list` for anything in that capability, `crm.contact` for the model itself. `None`
/// outside of all tables.
pub fn location(file: &str, text: &str, offset: usize) -> Option<String> {
    let root = document::read(file, text, &mut Vec::new());
    let mut found = (usize::MAX, Vec::new());
    narrowest(&root, offset, &mut Vec::new(), &mut found);
    let (_, mut keys) = found;
    let line = match keys.first().map(String::as_str)? {
        "vendor" | "enums" | "functions" | "field_templates" => 2,
        "defaults" => 1 + inside(keys.get(1)),
        _ => 2 + inside(keys.get(2)),
    };
    keys.truncate(line);
    Some(keys.join("."))
}

/// How many keys name a line inside a model: one for a capability, two for a field.
fn inside(key: Option<&String>) -> usize {
    if key.is_some_and(|key| key == "fields") { 2 } else { 1 }
}

/// Finds the keys that lead to the narrowest key or value around the offset, and how wide that is: the span of a table with
/// a header of its own is the whole header, in which each key stands for another table.
fn narrowest(node: &Node, offset: usize, keys: &mut Vec<String>, found: &mut (usize, Vec<String>)) {
    for (name, value) in node.entries() {
        keys.push(name.value.clone());
        for span in [&name.span, &value.span] {
            if span.contains(&offset) && span.len() <= found.0 {
                *found = (span.len(), keys.clone());
            }
        }
        narrowest(value, offset, keys, found);
        keys.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::location;

    const MAPPING: &str = "\
[vendor]
title = \"Acme\"

[crm.contact]
list = { call = \"listContacts\", page = { next = \"next\" } }

[crm.contact.fields]
name = { from = \"first\", loses = \"why\" }

[crm.account.fields.status]
from = \"state\"
";

    #[test]
    fn a_line_is_named_by_the_keys_that_lead_to_it() {
        let at = |text: &str| location("acme.toml", MAPPING, MAPPING.find(text).unwrap_or(usize::MAX));
        assert_eq!(at("\"Acme\"").as_deref(), Some("vendor.title"));
        assert_eq!(at("contact]").as_deref(), Some("crm.contact"));
        assert_eq!(at("\"next\"").as_deref(), Some("crm.contact.list"));
        assert_eq!(at("name =").as_deref(), Some("crm.contact.fields.name"));
        assert_eq!(at("\"why\"").as_deref(), Some("crm.contact.fields.name"));
        assert_eq!(at("\"state\"").as_deref(), Some("crm.account.fields.status"));
        assert_eq!(at("account.fields").as_deref(), Some("crm.account"));
        assert_eq!(at("nowhere"), None);
    }
}
