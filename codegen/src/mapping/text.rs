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
    /// Parameters of a template were filled in.
    pub(crate) filled: bool,
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
        Self { value, span, places, filled: false }
    }

    /// The place of an offset of the value.
    pub(crate) fn place(&self, offset: usize) -> usize {
        match &self.places {
            Places::Shift(by) => (offset + by).min(self.span.end),
            Places::Table(table) => table.get(offset).copied().unwrap_or(self.span.end),
        }
    }

    /// The parameters in it, `{$name}`: their names, and where they are written. `{{$name}` is none.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, Span)> {
        parameters(&self.value).into_iter().map(|(name, range)| (name, self.span(range)))
    }

    /// The parameter that is the whole text.
    pub(crate) fn lone_parameter(&self) -> Option<&str> {
        match parameters(&self.value).as_slice() {
            [(name, range)] if *range == (0..self.value.len()) => Some(name),
            _ => None,
        }
    }

    /// Fills values in. They are placed where the parameter is written.
    pub(crate) fn fill(&mut self, value_of: impl Fn(&str) -> Option<String>) {
        let (mut value, mut table, mut at) = (String::new(), Vec::new(), 0);
        for (name, range) in parameters(&self.value) {
            let Some(filled) = value_of(name) else { continue };
            value.push_str(self.value.get(at..range.start).unwrap_or_default());
            table.extend((at..range.start).map(|offset| self.place(offset)));
            table.extend(std::iter::repeat_n(self.place(range.start), filled.len()));
            value.push_str(&filled);
            at = range.end;
        }
        if at > 0 {
            value.push_str(self.value.get(at..).unwrap_or_default());
            table.extend((at..=self.value.len()).map(|offset| self.place(offset)));
            (self.value, self.places, self.filled) = (value, Places::Table(table), true);
        }
    }

    /// The place of a range of the value.
    pub(crate) fn span(&self, range: Span) -> Span {
        let start = self.place(range.start);
        start..self.place(range.end).max(start)
    }
}

/// Names and ranges of `{$name}` in a text.
fn parameters(text: &str) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices("{$") {
        let rest = text.get(start + 2..).unwrap_or_default();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let doubled = text.get(..start).is_some_and(|before| before.ends_with('{'));
        let (name, after) = rest.split_at(end);
        if !doubled && !name.is_empty() && after.starts_with('}') {
            found.push((name, start..start + 2 + end + 1));
        }
    }
    found
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
    fn parameters_are_filled_in_and_keep_their_places() {
        let file = r#""a/{$one}/{{$no}}/{two}/{$three}""#;
        let mut text = Text::new(file, 0..file.len(), file.trim_matches('"').to_owned());
        let found: Vec<_> = text.parameters().collect();
        assert_eq!(found, [("one", 3..9), ("three", 24..32)]);
        text.fill(|name| (name == "one").then(|| "contacts".to_owned()));
        assert_eq!(text.value, "a/contacts/{{$no}}/{two}/{$three}");
        assert_eq!(text.span(2..10), 3..9);
        assert_eq!(text.span(19..24), 18..23);
        assert_eq!(text.lone_parameter(), None);
        let lone = Text::new("'{$x}'", 0..6, "{$x}".to_owned());
        assert_eq!(lone.lone_parameter(), Some("x"));
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
