//! JSON of which a token or two is wrong: each wrong value is written as null, so that it costs itself and not the page.
//!
//! What is mended: text that is not UTF-8, a lone surrogate or a control character in a string, a number that no double is,
//! a word that is no value (`NaN`), what is nested too deeply. What is no JSON by its structure, or ends too early, is not.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Effect, Issue, Path};

/// A byte-order mark, which RFC 8259 lets a reader ignore.
pub(super) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// The text with each wrong value as null, and what these were. `None` if nothing is mended, or the structure is wrong.
pub(super) fn mend(text: &[u8]) -> Option<(String, Vec<Issue>)> {
    let mut mending = Mending {
        text,
        at: 0,
        out: Vec::with_capacity(text.len()),
        place: String::new(),
        issues: Vec::new(),
    };
    mending.space();
    mending.value(0)?;
    mending.space();
    if mending.at < text.len() || mending.issues.is_empty() {
        return None;
    }
    Some((String::from_utf8(mending.out).ok()?, mending.issues))
}

/// One level less than a value may be nested: a null takes the place of what is deeper.
const DEEPEST: u16 = Path::DEEPEST - 1;

struct Mending<'t> {
    text: &'t [u8],
    at: usize,
    out: Vec<u8>,
    /// Where the value is, as an issue has it.
    place: String,
    issues: Vec<Issue>,
}

impl Mending<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\n' | b'\r')) = self.peek() {
            self.out.push(byte);
            self.at += 1;
        }
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.peek() == Some(wanted)).then(|| {
            self.out.push(wanted);
            self.at += 1;
        })
    }

    fn value(&mut self, depth: u16) -> Option<()> {
        let start = self.at;
        match self.peek()? {
            b'{' | b'[' if depth >= DEEPEST => {
                self.skip()?;
                self.null("a value that is nested too deeply")?;
            }
            b'{' => self.object(depth)?,
            b'[' => self.list(depth)?,
            b'"' => {
                let found = self.string()?;
                let token = self.text.get(start..self.at)?;
                match found {
                    None => self.out.extend_from_slice(token),
                    Some(wrong) => self.null(wrong)?,
                }
            }
            _ => self.word()?,
        }
        Some(())
    }

    fn object(&mut self, depth: u16) -> Option<()> {
        let outer = self.place.len();
        self.take(b'{')?;
        self.space();
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            let start = self.at;
            let wrong = (self.peek() == Some(b'"')).then(|| self.string())??;
            let token = self.text.get(start..self.at)?;
            // A name that is no text is the nearest text: its value may still be read.
            let name: Cow<'_, str> = match wrong {
                None => serde_json::from_slice::<String>(token).ok()?.into(),
                Some(_) => String::from_utf8_lossy(token.get(1..token.len().saturating_sub(1))?),
            };
            if wrong.is_some() {
                self.out.extend(serde_json::to_vec(&*name).ok()?);
            } else {
                self.out.extend_from_slice(token);
            }
            if outer > 0 {
                self.place.push('.');
            }
            self.place.push_str(&name);
            if let Some(wrong) = wrong {
                let (path, found) = (self.place.clone(), wrong.to_owned());
                self.issues.push(Issue { path, expected: "a property's name", found, effect: Effect::Read });
            }
            self.space();
            self.take(b':')?;
            self.space();
            self.value(depth + 1)?;
            self.place.truncate(outer);
            self.space();
            if self.take(b'}').is_some() {
                return Some(());
            }
            self.take(b',')?;
            self.space();
        }
    }

    fn list(&mut self, depth: u16) -> Option<()> {
        let outer = self.place.len();
        self.take(b'[')?;
        self.space();
        if self.take(b']').is_some() {
            return Some(());
        }
        for index in 0.. {
            let _ = write!(self.place, "[{index}]");
            self.value(depth + 1)?;
            self.place.truncate(outer);
            self.space();
            if self.take(b']').is_some() {
                break;
            }
            self.take(b',')?;
            self.space();
        }
        Some(())
    }

    /// Goes past a string, and gives what is wrong with it.
    fn string(&mut self) -> Option<Option<&'static str>> {
        let start = self.at + 1;
        let (mut wrong, mut at) = (None, start);
        loop {
            match *self.text.get(at)? {
                b'"' => break,
                b'\\' => at += 2,
                byte => {
                    if byte < b' ' {
                        wrong = Some("text with a control character");
                    }
                    at += 1;
                }
            }
        }
        self.at = at + 1;
        let inside = self.text.get(start..at)?;
        if std::str::from_utf8(inside).is_err() {
            return Some(Some("bytes that are not UTF-8"));
        }
        if wrong.is_none() && serde_json::from_slice::<String>(self.text.get(start - 1..self.at)?).is_err() {
            wrong = Some("text with a wrong escape, or half a surrogate pair");
        }
        Some(wrong)
    }

    /// A number, `true`, `false`, `null`, or something that is none of them.
    fn word(&mut self) -> Option<()> {
        let rest = self.text.get(self.at..)?;
        let ends = |byte: &u8| {
            matches!(byte, b',' | b']' | b'}' | b':' | b'"' | b'[' | b'{' | b' ' | b'\t' | b'\n' | b'\r')
        };
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let word = rest.get(..length).filter(|word| !word.is_empty())?;
        self.at += length;
        if matches!(word, b"true" | b"false" | b"null") {
            self.out.extend_from_slice(word);
            return Some(());
        }
        let number = std::str::from_utf8(word).ok().filter(|text| text.parse::<crate::Number>().is_ok());
        match number.and_then(|text| text.parse::<f64>().ok()) {
            Some(value) if value.is_finite() => self.out.extend_from_slice(word),
            Some(_) => self.null("a number that is too large")?,
            None => self.null("a word that is no value")?,
        }
        Some(())
    }

    /// Goes past an object or a list, whatever is in it.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Null for what is wrong; the whole text is no value that could do without.
    fn null(&mut self, found: &str) -> Option<()> {
        if self.place.is_empty() {
            return None;
        }
        self.out.extend_from_slice(b"null");
        let path = self.place.clone();
        let effect = Effect::Emptied(path.clone());
        self.issues.push(Issue { path, expected: "well-formed JSON", found: found.to_owned(), effect });
        Some(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::mend;

    fn mended(text: &[u8]) -> (String, Vec<(String, String)>) {
        let (text, issues) = mend(text).unwrap();
        (text, issues.into_iter().map(|issue| (issue.path, issue.found)).collect())
    }

    #[test]
    fn each_wrong_token_is_null_and_has_its_place() {
        let (text, places) =
            mended(b"[{\"a\": \"\\ud800\", \"b\": 1}, {\"a\": 1e400, \"c\": [\"\xff\", NaN, \"\x00\"]}]");
        assert_eq!(text, r#"[{"a": null, "b": 1}, {"a": null, "c": [null, null, null]}]"#);
        let at: Vec<_> = places.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(at, ["[0].a", "[1].a", "[1].c[0]", "[1].c[1]", "[1].c[2]"]);
    }

    #[test]
    fn a_name_that_is_no_text_keeps_its_value() {
        let (text, places) = mended(b"{\"a\xff\": 1, \"b\": \"\\udc00\"}");
        assert_eq!(text, "{\"a\u{fffd}\": 1, \"b\": null}");
        assert_eq!(places.len(), 2);
    }

    #[test]
    fn what_is_too_deep_is_one_null() {
        let deep = format!("{{\"tree\": {}{}, \"id\": 1}}", "[".repeat(5_000), "]".repeat(5_000));
        let (text, places) = mended(deep.as_bytes());
        assert!(text.ends_with(", \"id\": 1}") && text.len() < 400, "{text}");
        assert_eq!(places.len(), 1);
    }

    #[test]
    fn structure_is_not_mended() {
        for text in ["", "[", "[1", "{\"a\" 1}", "{\"a\": \"b}", "[1,]", "[1 2]", "<html>", "[] []", "{1: 2}"]
        {
            assert!(mend(text.as_bytes()).is_none(), "{text}");
        }
    }
}
