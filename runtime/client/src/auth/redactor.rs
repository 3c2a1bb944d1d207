//! Credentials that a server repeats: found in text and headers however they are escaped, and replaced.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{HeaderMap, LOCATION, SET_COOKIE};
use tributary_core::{DecodeError, Issue};

use super::Secret;

/// What replaces a secret.
const SHOWN: &str = "[secret]";

/// A shorter text is no secret, and replacing it would make messages unreadable.
const SHORTEST: usize = 4;

/// The credentials of a request, to be removed from whatever its response contains.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    /// The longest first: one may contain another.
    secrets: Vec<Secret>,
}

impl Redactor {
    /// From credentials as they are sent: a key, `Bearer …`, `Basic …`.
    pub(crate) fn of<'s>(credentials: impl IntoIterator<Item = &'s str>) -> Redactor {
        let mut secrets: Vec<Secret> = Vec::new();
        for text in credentials {
            let mut add = |part: &str| {
                if part.len() >= SHORTEST && secrets.iter().all(|known| known.expose() != part) {
                    secrets.push(part.into());
                }
            };
            // a scheme in front is no secret
            let value = text.split_once(' ').map_or(text, |(_, value)| value).trim();
            add(text.trim());
            add(value);
            // `Token token="…"`, and lists of parameters
            value.split([' ', ',', ';', '"']).for_each(&mut add);
            value.split([' ', ',', ';', '"', '=']).filter(|part| part.len() >= 8).for_each(&mut add);
            if let Some(pair) = STANDARD.decode(value).ok().and_then(|pair| String::from_utf8(pair).ok())
                && let Some((user, password)) = pair.split_once(':')
            {
                [pair.as_str(), password, user].into_iter().for_each(&mut add);
            }
        }
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        Redactor { secrets }
    }

    /// The text with every secret replaced: as it is, percent-encoded, as a JSON string, HTML, or a mixture of these; also
    /// the beginning of a secret where the text was cut off.
    pub(crate) fn hide(&self, text: &str) -> String {
        let bytes = text.as_bytes();
        let mut shown = String::new();
        let (mut at, mut copied) = (0, 0);
        while at < bytes.len() {
            match self.secrets.iter().find_map(|secret| found(bytes, at, secret.expose().as_bytes())) {
                Some(end) if text.is_char_boundary(at) && text.is_char_boundary(end) => {
                    shown.push_str(text.get(copied..at).unwrap_or_default());
                    shown.push_str(SHOWN);
                    (at, copied) = (end, end);
                }
                _ => at += 1,
            }
        }
        shown.push_str(text.get(copied..).unwrap_or_default());
        shown
    }

    /// What was read of a response, or of a piece of one, with no secret in what was not as documented.
    pub(crate) fn checked<T>(
        &self,
        read: Result<(T, Vec<Issue>), DecodeError>,
    ) -> Result<(T, Vec<Issue>), DecodeError> {
        let hide = |text: &str| self.hide(text);
        match read {
            Ok((value, issues)) => {
                Ok((value, issues.into_iter().map(|issue| issue.redacted(&hide)).collect()))
            }
            Err(error) => Err(error.redacted(&hide)),
        }
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        self.secrets.iter().any(|secret| {
            let secret = secret.expose().as_bytes();
            (0..bytes.len()).any(|at| found(bytes, at, secret).is_some())
        })
    }

    /// Marks the headers of a response that contain credentials, ours or others, so that `Debug` does not show them.
    pub(crate) fn mark(&self, headers: &mut HeaderMap) {
        for (name, value) in headers.iter_mut() {
            if *name == SET_COOKIE || *name == LOCATION || self.is_in(value.as_bytes()) {
                value.set_sensitive(true);
            }
        }
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} secrets)", self.secrets.len())
    }
}

/// Where a secret that begins at `at` ends, or what is left of it where the text was cut off.
fn found(text: &[u8], at: usize, secret: &[u8]) -> Option<usize> {
    let mut end = at;
    for (matched, byte) in secret.iter().enumerate() {
        let rest = text.get(end..).unwrap_or_default();
        match escaped(rest, *byte) {
            Some(length) => end += length,
            None => return (matched >= SHORTEST && is_cut_off(rest)).then_some(end),
        }
    }
    Some(end)
}

/// How many bytes at the beginning of the text stand for this byte.
fn escaped(text: &[u8], byte: u8) -> Option<usize> {
    const ENTITIES: [(&[u8], u8); 6] = [
        (b"&amp;", b'&'),
        (b"&lt;", b'<'),
        (b"&gt;", b'>'),
        (b"&quot;", b'"'),
        (b"&#39;", b'\''),
        (b"&#x27;", b'\''),
    ];
    let hex = |digits: Option<&[u8]>| {
        let digits = std::str::from_utf8(digits?).ok()?;
        u32::from_str_radix(digits, 16).ok().filter(|code| *code == u32::from(byte))
    };
    match text {
        // `%252B`: percent-encoded twice
        [b'%', b'2', b'5', ..] if hex(text.get(3..5)).is_some() => Some(5),
        [b'%', ..] if hex(text.get(1..3)).is_some() => Some(3),
        [b'\\', b'u', ..] if hex(text.get(2..6)).is_some() => Some(6),
        // a JSON string, or one inside another
        [b'\\', ..] => {
            let slashes = text.iter().take_while(|other| **other == b'\\').count();
            match byte {
                b'\\' => Some(slashes.min(4).next_power_of_two()).filter(|length| *length <= slashes),
                _ => (text.get(slashes) == Some(&byte)).then_some(slashes + 1),
            }
        }
        [b'+', ..] if byte == b' ' => Some(1),
        [b'&', ..] => match ENTITIES.iter().find(|(entity, of)| *of == byte && text.starts_with(entity)) {
            Some((entity, _)) => Some(entity.len()),
            None => (byte == b'&').then_some(1),
        },
        [first, ..] if *first == byte => Some(1),
        _ => None,
    }
}

/// Whether a text ends here, or says that it was shortened.
fn is_cut_off(rest: &[u8]) -> bool {
    rest.is_empty() || rest.starts_with("…".as_bytes()) || rest.starts_with(b"...")
}

#[cfg(test)]
mod tests {
    use super::Redactor;

    #[test]
    fn a_secret_is_found_however_it_is_escaped() {
        let redactor = Redactor::of([r#"a/b+c "d&é'-0123"#]);
        for text in [
            r#"a/b+c "d&é'-0123"#,
            "a%2Fb%2Bc%20%22d%26%C3%A9%27-0123",
            "a%2fb%2bc+%22d%26%c3%a9%27-0123",
            "a%252Fb%252Bc%2520%2522d%2526%25C3%25A9%2527-0123",
            r#"a\/b+c \"d&é'-0123"#,
            r#"a\\/b+c \\\"d&é'-0123"#,
            r#"a\u002fb+c \u0022d\u0026é'-0123"#,
            "a/b+c &quot;d&amp;é&#39;-0123",
            "a/b+c%20&quot;d&é'\\u002d0123",
        ] {
            assert_eq!(redactor.hide(&format!("<{text}>")), "<[secret]>", "{text}");
        }
    }

    #[test]
    fn what_a_text_was_cut_off_at_is_found_too() {
        let redactor = Redactor::of(["Bearer tok-0123456789"]);
        for (text, expected) in [
            ("\"Bearer tok-01…\"", "\"[secret]…\""),
            ("found tok-012...", "found [secret]..."),
            ("found tok-012", "found [secret]"),
            ("a tok is a token", "a tok is a token"),
            ("tok-9", "tok-9"),
        ] {
            assert_eq!(redactor.hide(text), expected);
        }
    }

    #[test]
    fn credentials_are_known_by_their_parts() {
        let hidden = |credentials: &str, text: &str| Redactor::of([credentials]).hide(text);
        assert_eq!(hidden("Basic YWRtaW46aHVudGVyMg==", "hunter2 of admin"), "[secret] of [secret]");
        assert_eq!(hidden("Basic YWRtaW46aHVudGVyMg==", "admin%3Ahunter2"), "[secret]");
        assert_eq!(hidden("Token token=\"hunter2-of-mine\"", "no hunter2-of-mine"), "no [secret]");
        assert_eq!(hidden("Bearer hunter2", "the Bearer hunter2 is wrong"), "the [secret] is wrong");
        assert_eq!(hidden("abc", "abc"), "abc");
    }
}
