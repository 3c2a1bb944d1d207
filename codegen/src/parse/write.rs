//! A tree's values back to text: JSON for constants, defaults and examples, words for messages.

use super::tree::{Node, NodeKind};
use std::fmt::Write as _;

impl Node<'_> {
    /// Appends the node as compact JSON.
    pub fn write_json(self, out: &mut String) {
        match self.kind() {
            NodeKind::Null => out.push_str("null"),
            NodeKind::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            NodeKind::Number(number) => write_number(number, out),
            NodeKind::Text(text) => write_text(text, out),
            NodeKind::List => {
                out.push('[');
                for (at, item) in self.items().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    item.write_json(out);
                }
                out.push(']');
            }
            NodeKind::Object => {
                out.push('{');
                for (at, (key, value)) in self.members().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    write_text(key, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }

    /// What it is, for a message: "a list", "the text `abc`".
    pub fn describe(self) -> String {
        match self.kind() {
            NodeKind::Null => "null".to_owned(),
            NodeKind::Bool(value) => format!("`{value}`"),
            NodeKind::Number(number) => format!("the number `{number}`"),
            NodeKind::Text("") => "an empty text".to_owned(),
            NodeKind::Text(text) if text.chars().count() > 40 => {
                format!("the text `{}…`", text.chars().take(40).collect::<String>().escape_debug())
            }
            NodeKind::Text(text) => format!("the text `{}`", text.escape_debug()),
            NodeKind::List => "a list".to_owned(),
            NodeKind::Object => "an object".to_owned(),
        }
    }

    /// The node as compact JSON.
    pub fn to_json(self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }
}

/// Appends a text as a JSON string.
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                // Writing to a String can't fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}

/// Appends a number, which YAML writes in ways that JSON doesn't know (`+1`, `.5`, `1.`, `007`).
fn write_number(number: &str, out: &mut String) {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number.strip_prefix('+').unwrap_or(number)),
    };
    out.push_str(sign);
    let trimmed = digits.trim_start_matches('0');
    if !trimmed.starts_with(|first: char| first.is_ascii_digit()) {
        out.push('0');
    }
    match trimmed.split_once('.') {
        Some((whole, fraction)) if !fraction.starts_with(|next: char| next.is_ascii_digit()) => {
            out.push_str(whole);
            out.push_str(fraction);
        }
        _ => out.push_str(trimmed),
    }
}

#[cfg(test)]
mod tests {
    use super::write_number;

    #[test]
    fn numbers_become_json() {
        for (yaml, json) in [
            ("1", "1"),
            ("+1", "1"),
            ("-.5", "-0.5"),
            ("1.", "1"),
            ("007", "7"),
            ("0", "0"),
            ("1.e3", "1e3"),
            ("0.10", "0.10"),
        ] {
            let mut out = String::new();
            write_number(yaml, &mut out);
            assert_eq!(out, json, "{yaml}");
        }
    }
}
