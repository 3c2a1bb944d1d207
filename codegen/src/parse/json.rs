//! JSON.

use std::fmt::Write as _;

/// Appends a text as a JSON string.
pub(super) fn write_text(text: &str, out: &mut String) {
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
pub(super) fn write_number(number: &str, out: &mut String) {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number.strip_prefix('+').unwrap_or(number)),
    };
    out.push_str(sign);
    let trimmed = digits.trim_start_matches('0');
    if !trimmed.starts_with(|first: char| first.is_ascii_digit()) {
        out.push('0');
    }
    match trimmed.find('.') {
        Some(dot) if !trimmed[dot + 1..].starts_with(|next: char| next.is_ascii_digit()) => {
            out.push_str(&trimmed[..dot]);
            out.push_str(&trimmed[dot + 1..]);
        }
        _ => out.push_str(trimmed),
    }
}
