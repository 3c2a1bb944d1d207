//! A TOML string: its value, and where each byte of the value was written.
//!
//! Expressions live inside TOML strings, so a place in an expression has to be found again in the file, past the quotes
//! and across escapes.

use super::ast::Span;

/// A string of the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Text {
    pub(crate) value: String,
    /// With the quotes.
    pub(crate) span: Span,
    places: Places,
}

#[derive(Clone, Debug, PartialEq)]
enum Places {
    /// No escape: an offset of the value plus this.
    Shift(usize),
    /// The place of each byte of the value, and of the end.
    Table(Vec<usize>),
}

impl Text {
    /// `span` is where the string was written, quotes included, in `file`.
    pub(crate) fn new(file: &str, span: Span, value: String) -> Self {
        let raw = file.get(span.clone()).unwrap_or_default();
        let places = places(raw, span.start, &value);
        Self { value, span, places }
    }

    /// The place of an offset of the value.
    pub(crate) fn place(&self, offset: usize) -> usize {
        match &self.places {
            Places::Shift(by) => (offset + by).min(self.span.end),
            Places::Table(table) => table.get(offset).copied().unwrap_or(self.span.end),
        }
    }

    /// The place of a range of the value.
    pub(crate) fn span(&self, range: Span) -> Span {
        let start = self.place(range.start);
        start..self.place(range.end).max(start)
    }
}

fn places(raw: &str, start: usize, value: &str) -> Places {
    let (quote, basic) = if raw.starts_with("\"\"\"") {
        (3, true)
    } else if raw.starts_with("'''") {
        (3, false)
    } else {
        // what is no string at all is read as one behind an error of syntax
        (usize::from(raw.starts_with(['"', '\''])), raw.starts_with('"'))
    };
    let mut at = quote;
    if quote == 3 {
        let inside = raw.get(at..).unwrap_or_default();
        at += if inside.starts_with("\r\n") { 2 } else { usize::from(inside.starts_with('\n')) };
    }
    let inside = raw.get(at..raw.len().saturating_sub(quote)).unwrap_or_default();
    if inside == value {
        return Places::Shift(start + at);
    }
    let mut table = Vec::with_capacity(value.len() + 1);
    let mut rest = inside.char_indices().peekable();
    while let Some((offset, char)) = rest.next() {
        let place = start + at + offset;
        if char == '\r' && rest.peek().is_some_and(|(_, next)| *next == '\n') {
            continue;
        }
        if !(basic && char == '\\') {
            table.extend(std::iter::repeat_n(place, char.len_utf8()));
            continue;
        }
        let (skip, bytes) = escape(inside.get(offset + 1..).unwrap_or_default());
        table.extend(std::iter::repeat_n(place, bytes));
        for _ in 0..skip {
            rest.next();
        }
    }
    table.push(start + at + inside.len());
    Places::Table(table)
}

/// How many characters follow the backslash, and how many bytes they stand for.
fn escape(after: &str) -> (usize, usize) {
    let hex = |digits: usize| {
        let code = after.get(1..=digits).and_then(|text| u32::from_str_radix(text, 16).ok());
        (digits + 1, code.and_then(char::from_u32).map_or(0, char::len_utf8))
    };
    match after.chars().next() {
        Some('u') => hex(4),
        Some('U') => hex(8),
        Some('x') => hex(2),
        Some(char) if char.is_whitespace() => (after.chars().take_while(|c| c.is_whitespace()).count(), 0),
        Some(_) => (1, 1),
        None => (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    fn place_of(file: &str, needle_in_value: &str) -> usize {
        let value = toml::from_str::<toml::Table>(&format!("x = {file}")).unwrap();
        let value = value["x"].as_str().unwrap().to_owned();
        let text = Text::new(file, 0..file.len(), value.clone());
        text.place(value.find(needle_in_value).unwrap())
    }

    #[test]
    fn a_place_is_found_past_quotes_and_escapes() {
        assert_eq!(place_of(r#""abc""#, "c"), 3);
        assert_eq!(place_of(r#"'a\nc'"#, "c"), 4);
        assert_eq!(place_of(r#""a\n\u00e9c""#, "c"), 10);
        assert_eq!(place_of("\"\"\"\nabc\"\"\"", "c"), 6);
        assert_eq!(place_of("\"\"\"a\\\n   c\"\"\"", "c"), 9);
        assert_eq!(place_of("\"\"\"a\r\nc\"\"\"", "c"), 6);
    }
}
