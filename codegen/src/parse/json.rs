//! JSON text to events.
//!
//! Our own scanner rather than `serde_json`'s, which has no positions, recurses, and gives up at what real documents
//! contain: line breaks inside texts and commas before a closing bracket are read and reported.

use super::events::{Container, Event, Lapse, LapseKind, Scalar, Sink, SyntaxError, note};
use std::ops::{ControlFlow, Range};

/// Reads `text` from `start` on. Gives what was wrong but readable.
pub(super) fn scan(text: &str, start: usize, sink: &mut impl Sink) -> Result<Vec<Lapse>, SyntaxError> {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: start,
        open: Vec::new(),
        decoded: String::new(),
        lapses: Vec::new(),
    };
    match scanner.document(sink) {
        Ok(()) | Err(Halt::Stopped) => Ok(scanner.lapses),
        Err(Halt::Wrong(error)) => Err(error),
    }
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    open: Vec<Container>,
    /// The text being read, if it has escapes.
    decoded: String,
    lapses: Vec<Lapse>,
}

/// Why scanning ended early.
enum Halt {
    Stopped,
    Wrong(SyntaxError),
}

fn go_on(flow: ControlFlow<()>) -> Result<(), Halt> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Halt::Stopped),
    }
}

impl<'t> Scanner<'t> {
    fn document(&mut self, sink: &mut impl Sink) -> Result<(), Halt> {
        loop {
            // A value is due here.
            let opened = self.value(sink)?;
            if opened && self.enter(sink)? {
                continue;
            }
            // A value has ended: close what ends with it, up to the next comma.
            loop {
                let Some(container) = self.open.last().copied() else {
                    self.blanks();
                    return match self.peek() {
                        None => Ok(()),
                        Some(_) => self.wrong("the document has ended, but there is more text"),
                    };
                };
                if self.comma(container, sink)? {
                    break;
                }
            }
        }
    }

    /// Just inside a bracket. Whether a value follows.
    fn enter(&mut self, sink: &mut impl Sink) -> Result<bool, Halt> {
        self.blanks();
        match (self.open.last(), self.peek()) {
            (Some(Container::List), Some(b']')) | (Some(Container::Object), Some(b'}')) => {
                self.close(sink)?;
                Ok(false)
            }
            (Some(Container::Object), _) => self.key(sink).map(|()| true),
            _ => Ok(true),
        }
    }

    /// After a value. Whether another follows; otherwise the container has been closed.
    fn comma(&mut self, container: Container, sink: &mut impl Sink) -> Result<bool, Halt> {
        self.blanks();
        let end = if container == Container::List { b']' } else { b'}' };
        match self.peek() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.blanks();
                if self.peek() == Some(end) {
                    note(&mut self.lapses, LapseKind::TrailingComma, comma..comma + 1);
                    self.close(sink)?;
                    return Ok(false);
                }
                if container == Container::Object {
                    self.key(sink)?;
                }
                Ok(true)
            }
            Some(byte) if byte == end => self.close(sink).map(|()| false),
            _ if container == Container::List => self.wrong("expected `,` or `]`"),
            _ => self.wrong("expected `,` or `}`"),
        }
    }

    /// Goes on to the end of a container, of whose contents nothing is wanted.
    fn pass(&mut self, sink: &mut impl Sink) -> Result<(), Halt> {
        let mut depth = 0usize;
        loop {
            self.blanks();
            match self.peek() {
                Some(b'"') => {
                    self.string()?;
                    continue;
                }
                Some(b'}' | b']') if depth == 0 => return self.close(sink),
                Some(b'}' | b']') => depth -= 1,
                Some(b'{' | b'[') => depth += 1,
                Some(_) => {}
                None => return self.wrong("the text ends inside a list or an object"),
            }
            self.at += 1;
        }
    }

    fn close(&mut self, sink: &mut impl Sink) -> Result<(), Halt> {
        self.open.pop();
        self.at += 1;
        go_on(sink.event(Event::Close, self.at - 1..self.at))
    }

    fn key(&mut self, sink: &mut impl Sink) -> Result<(), Halt> {
        if self.peek() != Some(b'"') {
            return self.wrong("expected a member's name in double quotes");
        }
        let start = self.at;
        let plain = self.string()?;
        let name = self.read(&plain);
        go_on(sink.event(Event::Key(name), start..self.at))?;
        self.blanks();
        if self.peek() != Some(b':') {
            return self.wrong("expected `:` after the member's name");
        }
        self.at += 1;
        Ok(())
    }

    /// Reads a scalar, or the opening of a container to be entered, which is said.
    fn value(&mut self, sink: &mut impl Sink) -> Result<bool, Halt> {
        self.blanks();
        let start = self.at;
        let scalar = match self.peek() {
            Some(bracket @ (b'{' | b'[')) => {
                let container = if bracket == b'{' { Container::Object } else { Container::List };
                self.at += 1;
                self.open.push(container);
                go_on(sink.event(Event::Open { container, anchor: 0 }, start..self.at))?;
                let enters = sink.enters();
                return if enters { Ok(true) } else { self.pass(sink).map(|()| false) };
            }
            Some(b'"') => {
                let plain = self.string()?;
                let text = self.read(&plain);
                let event = Event::Scalar { scalar: Scalar::Text, text, anchor: 0 };
                return go_on(sink.event(event, start..self.at)).map(|()| false);
            }
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
                Scalar::Number
            }
            Some(_) if self.word("true") => Scalar::True,
            Some(_) if self.word("false") => Scalar::False,
            Some(_) if self.word("null") => Scalar::Null,
            Some(_) => return self.wrong("expected a value"),
            None => return self.wrong("the text ends where a value should be"),
        };
        let text = self.text.get(start..self.at).unwrap_or_default();
        go_on(sink.event(Event::Scalar { scalar, text, anchor: 0 }, start..self.at)).map(|()| false)
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn number(&mut self) -> Result<(), Halt> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let first = self.peek();
        let whole = self.digits();
        if whole == 0 || (whole > 1 && first == Some(b'0')) {
            return self.wrong("not a number");
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return self.wrong("expected a digit after the decimal point");
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return self.wrong("expected a digit in the exponent");
            }
        }
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    /// Reads a string from its opening quote to behind the closing one. Gives the range of its characters, or `None` if
    /// it had escapes and is in `decoded`.
    fn string(&mut self) -> Result<Option<Range<usize>>, Halt> {
        let start = self.at + 1;
        let mut from = start;
        let mut escaped = false;
        self.at = start;
        loop {
            self.at += plain(self.bytes.get(self.at..).unwrap_or_default());
            match self.peek() {
                None => {
                    self.at = start - 1;
                    return self.wrong("this text has no closing quote");
                }
                Some(b'"') => break,
                Some(b'\\') => {
                    if !escaped {
                        self.decoded.clear();
                        escaped = true;
                    }
                    self.decoded.push_str(self.text.get(from..self.at).unwrap_or_default());
                    self.escape()?;
                    from = self.at;
                }
                _ => {
                    note(&mut self.lapses, LapseKind::ControlCharacter, self.at..self.at + 1);
                    self.at += 1;
                }
            }
        }
        let end = self.at;
        self.at += 1;
        if escaped {
            self.decoded.push_str(self.text.get(from..end).unwrap_or_default());
            return Ok(None);
        }
        Ok(Some(start..end))
    }

    fn read(&self, plain: &Option<Range<usize>>) -> &str {
        match plain {
            Some(range) => self.text.get(range.clone()).unwrap_or_default(),
            None => &self.decoded,
        }
    }

    /// Reads one escape, from its backslash, into `decoded`.
    fn escape(&mut self) -> Result<(), Halt> {
        let letter = self.bytes.get(self.at + 1).copied();
        self.at += 2;
        self.decoded.push(match letter {
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => return self.unicode(),
            _ => {
                self.at -= 2;
                return self.wrong("not an escape that JSON knows");
            }
        });
        Ok(())
    }

    /// Reads the digits of `\u…`, and those of the other half of a pair.
    fn unicode(&mut self) -> Result<(), Halt> {
        let first = self.hex()?;
        let mut code = u32::from(first);
        if (0xD800..0xDC00).contains(&first) && self.bytes.get(self.at..self.at + 2) == Some(b"\\u") {
            let back = self.at;
            self.at += 2;
            let second = self.hex()?;
            if (0xDC00..0xE000).contains(&second) {
                code = 0x10000 + ((u32::from(first) - 0xD800) << 10) + (u32::from(second) - 0xDC00);
            } else {
                self.at = back;
            }
        }
        self.decoded.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(())
    }

    fn hex(&mut self) -> Result<u16, Halt> {
        let digits = self.bytes.get(self.at..self.at + 4);
        let value = digits
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match value {
            Some(value) => {
                self.at += 4;
                Ok(value)
            }
            None => self.wrong("expected four hexadecimal digits after `\\u`"),
        }
    }

    fn blanks(&mut self) {
        // Half of a document that is made to be read is indentation.
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let line = usize::from(rest.first() == Some(&b'\n'));
        let (wide, _) = rest.get(line..).unwrap_or_default().as_chunks::<8>();
        self.at += line + 8 * wide.iter().take_while(|eight| *eight == b"        ").count();
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn wrong<T>(&self, message: &str) -> Result<T, Halt> {
        let at = self.at.min(self.text.len());
        Err(Halt::Wrong(SyntaxError { at, message: message.to_owned() }))
    }
}

/// How many bytes stand before the first that is a quote, a backslash or a control character. Eight are looked at in one
/// go: subtracting from a byte borrows for its high bit if it is below what is subtracted, and what `^` made 0 is below 1.
fn plain(bytes: &[u8]) -> usize {
    const EACH: u64 = u64::MAX / 0xFF;
    let below = |word: u64, least: u8| word.wrapping_sub(EACH * u64::from(least)) & !word & (EACH << 7);
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let (quote, backslash) = (word ^ (EACH * u64::from(b'"')), word ^ (EACH * u64::from(b'\\')));
        let found = below(word, 0x20) | below(quote, 1) | below(backslash, 1);
        if found != 0 {
            // The first one is sure; for those behind it, the borrow may have been its.
            return index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    words.len() * 8 + rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn plain_text_ends_where_something_begins() {
        for length in 0..40 {
            let text = "aü~ \u{7f}ÿ!#[]\u{80}".repeat(8).into_bytes();
            let text = text.get(..length).unwrap();
            assert_eq!(plain(text), length);
            for (at, mark) in (0..length).flat_map(|at| [b'"', b'\\', 0, b'\n', 0x1f].map(|mark| (at, mark)))
            {
                let mut text = text.to_vec();
                text[at..].fill(mark);
                assert_eq!(plain(&text), at, "{text:?}");
                text[at + 1..].fill(b'!');
                assert_eq!(plain(&text), at, "{text:?}");
            }
        }
    }
}
