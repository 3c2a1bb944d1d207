//! A JSONPath from its text, by RFC 9535's grammar.

use super::path::{Comparison, Filter, Function, Operand, Query, Segment, Selector};

/// How deeply filters may be nested: reading them recurses.
const DEEPEST: usize = 32;

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

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

type Read<T> = Result<T, BadPath>;

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn blanks(&mut self) {
        let blank = |one: char| matches!(one, ' ' | '\t' | '\n' | '\r');
        self.at += self.rest().len() - self.rest().trim_start_matches(blank).len();
    }

    fn bad<T>(&self, expected: &'static str) -> Read<T> {
        Err(BadPath { at: self.at, expected })
    }

    fn segments(&mut self) -> Read<Vec<Segment>> {
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

    fn quoted(&mut self) -> Read<String> {
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

    fn or(&mut self) -> Read<Filter> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.bad("a filter that is nested less");
        }
        let mut any = vec![self.and()?];
        while self.operator("||") {
            any.push(self.and()?);
        }
        self.depth -= 1;
        Ok(match any.pop() {
            Some(only) if any.is_empty() => only,
            last => {
                any.extend(last);
                Filter::Or(any)
            }
        })
    }

    fn and(&mut self) -> Read<Filter> {
        let mut all = vec![self.basic()?];
        while self.operator("&&") {
            all.push(self.basic()?);
        }
        Ok(match all.pop() {
            Some(only) if all.is_empty() => only,
            last => {
                all.extend(last);
                Filter::And(all)
            }
        })
    }

    fn operator(&mut self, token: &str) -> bool {
        let before = self.at;
        self.blanks();
        if self.eat(token) {
            self.blanks();
            return true;
        }
        self.at = before;
        false
    }

    fn basic(&mut self) -> Read<Filter> {
        if self.rest().starts_with('!') && !self.rest().starts_with("!=") {
            self.at += 1;
            self.blanks();
            return Ok(Filter::Not(Box::new(self.unary()?)));
        }
        self.unary()
    }

    /// A parenthesis, a comparison or a test.
    fn unary(&mut self) -> Read<Filter> {
        if self.eat("(") {
            self.blanks();
            let inner = self.or()?;
            self.blanks();
            return if self.eat(")") { Ok(inner) } else { self.bad("`)`") };
        }
        let start = self.at;
        let left = self.operand()?;
        let before = self.at;
        self.blanks();
        let Some(comparison) = self.comparison() else {
            self.at = before;
            return match left {
                Operand::Query(query) => Ok(Filter::Exists(query)),
                Operand::Function(function)
                    if matches!(*function, Function::Match(..) | Function::Search(..)) =>
                {
                    Ok(Filter::Holds(function))
                }
                _ => self.bad("a comparison"),
            };
        };
        self.blanks();
        let right = self.operand()?;
        if !comparable(&left) || !comparable(&right) {
            self.at = start;
            return self.bad("a comparison of single values");
        }
        Ok(Filter::Compare(left, comparison, right))
    }

    fn comparison(&mut self) -> Option<Comparison> {
        const ALL: &[(&str, Comparison)] = &[
            ("==", Comparison::Equal),
            ("!=", Comparison::Unequal),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        ALL.iter().find(|(token, _)| self.eat(token)).map(|(_, comparison)| *comparison)
    }

    fn operand(&mut self) -> Read<Operand> {
        match self.peek() {
            Some('\'' | '"') => Ok(Operand::Text(self.quoted()?)),
            Some('-' | '0'..='9') => self.number(),
            Some(mark @ ('@' | '$')) => {
                self.at += 1;
                Ok(Operand::Query(Query { absolute: mark == '$', segments: self.segments()? }))
            }
            _ => self.word(),
        }
    }

    fn number(&mut self) -> Read<Operand> {
        let rest = self.rest();
        let end = rest
            .find(|one: char| !matches!(one, '0'..='9' | '.' | 'e' | 'E' | '+' | '-'))
            .unwrap_or(rest.len());
        match rest.get(..end).and_then(|text| text.parse().ok()) {
            Some(number) => {
                self.at += end;
                Ok(Operand::Number(number))
            }
            None => self.bad("a number"),
        }
    }

    fn word(&mut self) -> Read<Operand> {
        let rest = self.rest();
        let end = rest.find(|one: char| !(one.is_ascii_alphanumeric() || one == '_')).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let constant = match word {
            "true" => Operand::Bool(true),
            "false" => Operand::Bool(false),
            "null" => Operand::Null,
            "length" | "count" | "value" | "match" | "search" if rest.get(end..end + 1) == Some("(") => {
                self.at += end + 1;
                return self.function(word);
            }
            _ => return self.bad("`@`, `$`, a text, a number, `true`, `false`, `null` or a function"),
        };
        self.at += end;
        Ok(constant)
    }

    fn function(&mut self, name: &str) -> Read<Operand> {
        self.blanks();
        let first = self.operand()?;
        self.blanks();
        let second = if self.eat(",") {
            self.blanks();
            Some(self.operand()?)
        } else {
            None
        };
        self.blanks();
        if !self.eat(")") {
            return self.bad("`)`");
        }
        let function = match (name, first, second) {
            ("length", one, None) if comparable(&one) => Function::Length(one),
            ("count", Operand::Query(query), None) => Function::Count(query),
            ("value", Operand::Query(query), None) => Function::Value(query),
            ("match", text, Some(pattern)) if comparable(&text) && comparable(&pattern) => {
                Function::Match(text, pattern)
            }
            ("search", text, Some(pattern)) if comparable(&text) && comparable(&pattern) => {
                Function::Search(text, pattern)
            }
            _ => return self.bad("the arguments that this function takes"),
        };
        Ok(Operand::Function(Box::new(function)))
    }
}

/// Whether an operand is one value.
fn comparable(operand: &Operand) -> bool {
    match operand {
        Operand::Query(query) => query.is_singular(),
        Operand::Function(function) => !matches!(**function, Function::Match(..) | Function::Search(..)),
        _ => true,
    }
}
