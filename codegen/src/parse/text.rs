//! Bytes to text: encodings, the byte order mark, which syntax it is.

use std::borrow::Cow;

/// The text of a file, and what had to be done for it.
pub(super) struct Decoded<'s> {
    pub(super) text: Cow<'s, str>,
    /// The first byte that is not UTF-8.
    pub(super) invalid: Option<usize>,
}

/// Decodes a file. UTF-16 is read where a byte order mark says so; of anything else, what isn't UTF-8 is replaced.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let units = |pair: fn([u8; 2]) -> u16| {
        bytes.chunks_exact(2).skip(1).map(move |two| match two {
            [one, other] => pair([*one, *other]),
            _ => 0,
        })
    };
    let utf16 = |units: &mut dyn Iterator<Item = u16>| {
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xFF, 0xFE, ..] => Decoded { text: utf16(&mut units(u16::from_le_bytes)).into(), invalid: None },
        [0xFE, 0xFF, ..] => Decoded { text: utf16(&mut units(u16::from_be_bytes)).into(), invalid: None },
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Decoded { text: text.into(), invalid: None },
            Err(error) => {
                Decoded { text: String::from_utf8_lossy(bytes), invalid: Some(error.valid_up_to()) }
            }
        },
    }
}

/// Where the text starts, behind a byte order mark.
pub(super) fn start(text: &str) -> usize {
    if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    Json,
    Yaml,
}

impl Syntax {
    /// JSON is what starts as an object or a list; file names lie more often.
    pub(super) fn of(text: &str) -> Self {
        match text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).as_bytes() {
            [b'{' | b'[', ..] => Self::Json,
            _ => Self::Yaml,
        }
    }
}
