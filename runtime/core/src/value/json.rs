//! JSON text as a [`Value`]. `serde_json` has made sure that the text is well-formed; it reads numbers as doubles only, so
//! the text is read once more here.

use std::borrow::Cow;

use serde::de::Error as _;

use super::Value;
use crate::decode::Path;
use crate::{Map, Number};

/// Reads the text of one value, which lies so deep in another.
pub(crate) fn read(text: &str, depth: u16) -> serde_json::Result<Value> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(depth)?;
    reader.space();
    if reader.at < text.len() { Err(malformed()) } else { Ok(value) }
}

#[cold]
fn malformed() -> serde_json::Error {
    serde_json::Error::custom("not well-formed")
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Whether this comes next; if so, it is passed, and the space around it.
    fn take(&mut self, wanted: u8) -> bool {
        self.space();
        let is_next = self.peek() == Some(wanted);
        if is_next {
            self.at += 1;
            self.space();
        }
        is_next
    }

    fn value(&mut self, depth: u16) -> serde_json::Result<Value> {
        self.space();
        match self.peek() {
            Some(b'{' | b'[') if depth >= Path::DEEPEST => {
                Err(serde_json::Error::custom("nested too deeply"))
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Ok(Value::String(self.string()?.into_owned())),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: u16) -> serde_json::Result<Value> {
        let mut members = Map::new();
        self.take(b'{');
        while !self.take(b'}') {
            let name = self.string()?;
            if !self.take(b':') {
                return Err(malformed());
            }
            members.push(&name, self.value(depth + 1)?);
            if !self.take(b',') && self.peek() != Some(b'}') {
                return Err(malformed());
            }
        }
        members.arrange();
        Ok(Value::Object(members))
    }

    fn list(&mut self, depth: u16) -> serde_json::Result<Value> {
        let mut items = Vec::new();
        self.take(b'[');
        while !self.take(b']') {
            items.push(self.value(depth + 1)?);
            if !self.take(b',') && self.peek() != Some(b']') {
                return Err(malformed());
            }
        }
        Ok(Value::Array(items))
    }

    fn string(&mut self) -> serde_json::Result<Cow<'t, str>> {
        let start = self.at;
        let inside = self.text.get(start + 1..).ok_or_else(malformed)?;
        // nearly every text has no escape, and ends with the whole value
        let special = |byte: &u8| matches!(byte, b'"' | b'\\');
        let plain = inside.bytes().position(|byte| special(&byte)).ok_or_else(malformed)?;
        if inside.as_bytes().get(plain) == Some(&b'"') {
            self.at = start + plain + 2;
            return inside.get(..plain).map(Cow::Borrowed).ok_or_else(malformed);
        }
        let (mut at, bytes) = (start + 1 + plain, self.text.as_bytes());
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at += 2,
                Some(_) => at += 1,
                None => return Err(malformed()),
            }
        }
        self.at = at + 1;
        serde_json::from_str(self.text.get(start..=at).ok_or_else(malformed)?).map(Cow::Owned)
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> serde_json::Result<Value> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
        let length = rest.as_bytes().iter().position(ends).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        self.at += length;
        match word {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Number::of_token(word).map(Value::Number).ok_or_else(malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::read;

    #[test]
    fn what_is_read_is_written_the_same() {
        for text in [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1e400",
            "0.30000000000000000001",
            "123456789012345678901234567890",
            r#""""#,
            r#""a \"b\" \\ é""#,
            "[]",
            "{}",
            r#"{"a":[1,[2.50,{}],null],"b":{"c":false}}"#,
        ] {
            assert_eq!(read(text, 0).unwrap().to_string(), text);
        }
    }

    #[test]
    fn space_and_escapes_mean_what_they_mean() {
        let value = read(" { \"a\\u0041\\n\" : [ 1 , 2 ] ,\n\t\"b\" : \"\\ud83d\\ude00\" } ", 0).unwrap();
        assert_eq!(value, serde_json::json!({ "aA\n": [1, 2], "b": "😀" }));
    }

    #[test]
    fn of_a_name_that_comes_twice_the_last_value_stays() {
        assert_eq!(read(r#"{"b":1,"a":2,"b":3}"#, 0).unwrap().to_string(), r#"{"a":2,"b":3}"#);
    }

    #[test]
    fn anything_else_is_an_error() {
        let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
        for text in
            ["", "[", "[1", "[1 2]", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{a:1}", "\"", "1 2", "nul", &deep]
        {
            assert!(read(text, 0).is_err(), "{text}");
        }
    }
}
