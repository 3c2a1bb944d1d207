//! A JSONPath from its text, by RFC 9535's grammar.

use super::path::{Query, Segment, Selector};

/// Why a text is no JSONPath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadPath {
    /// Byte offset.
    pub(super) at: usize,
    pub(super) expected: &'static str,
}

/// Reads a path, which starts with `$`.
pub(super) fn read(text: &str) -> Result<Query, BadPath> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    if !reader.eat("$") {
        return reader.bad("`$` at the start");
    }
    let segments = reader.segments()?;
    if reader.at < text.len() {
        return reader.bad("`.`, `..`, `[` or the end");
    }
    Ok(Query { absolute: true, segments })
}

pub(super) struct Reader<'t> {
    text: &'t str,
    pub(super) at: usize,
    /// How many filters are open.
    pub(super) depth: usize,
}

pub(super) type Read<T> = Result<T, BadPath>;

impl<'t> Reader<'t> {
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    pub(super) fn blanks(&mut self) {
        let blank = |one: char| matches!(one, ' ' | '\t' | '\n' | '\r');
        self.at += self.rest().len() - self.rest().trim_start_matches(blank).len();
    }

    pub(super) fn bad<T>(&self, expected: &'static str) -> Read<T> {
        Err(BadPath { at: self.at, expected })
    }

    pub(super) fn segments(&mut self) -> Read<Vec<Segment>> {
        let mut segments = Vec::new();
        loop {
            let before = self.at;
            self.blanks();
            let descendant = self.eat("..");
            if self.peek() == Some('[') {
                segments.push(Segment { descendant, selectors: self.bracket()? });
            } else if descendant || self.eat(".") {
                segments.push(Segment { descendant, selectors: vec![self.shorthand()?] });
            } else {
                self.at = before;
                return Ok(segments);
            }
        }
    }

    /// `*` or a name without quotes.
    fn shorthand(&mut self) -> Read<Selector> {
        if self.eat("*") {
            return Ok(Selector::Wildcard);
        }
        let first = |one: char| one.is_ascii_alphabetic() || one == '_' || !one.is_ascii();
        let rest = self.rest();
        if !rest.starts_with(first) {
            return self.bad("a name, `*` or `[`");
        }
        let end = rest.find(|one: char| !(first(one) || one.is_ascii_digit())).unwrap_or(rest.len());
        self.at += end;
        Ok(Selector::Name(rest.get(..end).unwrap_or_default().to_owned()))
    }

    fn bracket(&mut self) -> Read<Vec<Selector>> {
        self.at += 1;
        let mut selectors = Vec::new();
        loop {
            self.blanks();
            selectors.push(self.selector()?);
            self.blanks();
            if self.eat("]") {
                return Ok(selectors);
            }
            if !self.eat(",") {
                return self.bad("`,` or `]`");
            }
        }
    }

    fn selector(&mut self) -> Read<Selector> {
        match self.peek() {
            Some('*') => {
                self.at += 1;
                Ok(Selector::Wildcard)
            }
            Some('\'' | '"') => Ok(Selector::Name(self.quoted()?)),
            Some('?') => {
                self.at += 1;
                self.blanks();
                Ok(Selector::Filter(self.or()?))
            }
            Some('-' | ':' | '0'..='9') => self.slice(),
            _ => self.bad("a quoted name, an index, `*`, a slice or `?`"),
        }
    }

    fn slice(&mut self) -> Read<Selector> {
        let start = self.integer()?;
        self.blanks();
        if !self.eat(":") {
            return match start {
                Some(index) => Ok(Selector::Index(index)),
                None => self.bad("an index"),
            };
        }
        self.blanks();
        let end = self.integer()?;
        self.blanks();
        let step = if self.eat(":") {
            self.blanks();
            self.integer()?.unwrap_or(1)
        } else {
            1
        };
        Ok(Selector::Slice { start, end, step })
    }

    fn integer(&mut self) -> Read<Option<i64>> {
        let rest = self.rest();
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let length = digits.find(|one: char| !one.is_ascii_digit()).unwrap_or(digits.len());
        let sign = rest.len() - digits.len();
        if length == 0 {
            return if sign == 0 { Ok(None) } else { self.bad("digits") };
        }
        let text = rest.get(..sign + length).unwrap_or_default();
        let proper = text == "0" || !text.trim_start_matches('-').starts_with('0');
        match text.parse::<i64>().ok().filter(|value| proper && value.unsigned_abs() < 1 << 53) {
            Some(value) => {
                self.at += text.len();
                Ok(Some(value))
            }
            None => self.bad("an integer of at most 53 bits, without leading zeros"),
        }
    }

    pub(super) fn quoted(&mut self) -> Read<String> {
        let Some(quote) = self.peek() else { return self.bad("a quote") };
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(next) = self.peek() else { return self.bad("the closing quote") };
            if (next as u32) < 0x20 {
                return self.bad("no control characters in a name");
            }
            self.at += next.len_utf8();
            match next {
                '\\' => text.push(self.escape(quote)?),
                next if next == quote => return Ok(text),
                next => text.push(next),
            }
        }
    }

    fn escape(&mut self, quote: char) -> Read<char> {
        let Some(letter) = self.peek() else { return self.bad("an escape") };
        self.at += letter.len_utf8();
        Ok(match letter {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '/' | '\\' => letter,
            'u' => return self.unicode(),
            letter if letter == quote => letter,
            _ => return self.bad("an escape that JSON knows"),
        })
    }

    fn unicode(&mut self) -> Read<char> {
        let first = self.hex()?;
        if !(0xD800..0xE000).contains(&first) {
            return char::from_u32(first).map_or_else(|| self.bad("a character"), Ok);
        }
        if first >= 0xDC00 || !self.eat("\\u") {
            return self.bad("a pair of surrogates");
        }
        let second = self.hex()?;
        if !(0xDC00..0xE000).contains(&second) {
            return self.bad("a pair of surrogates");
        }
        let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        char::from_u32(code).map_or_else(|| self.bad("a character"), Ok)
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self.rest().get(..4).filter(|four| four.bytes().all(|one| one.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                self.at += 4;
                Ok(value)
            }
            None => self.bad("four hexadecimal digits"),
        }
    }
}
