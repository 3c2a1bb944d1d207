//! Bytes that travel as base64 text.

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{holds, scalar_slot};
use crate::codegen_v1::{Encode, Read, Scalar, View};

/// Bytes that travel as base64 text in the standard alphabet, padded.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Base64(pub Vec<u8>);

/// Bytes that travel as base64 text in the URL-safe alphabet, not padded.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Base64Url(pub Vec<u8>);

const ANY_PADDING: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const ANY_STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);
const ANY_URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);

/// Bytes from text: of the documented kind first, then of any.
fn read(place: &mut Vec<u8>, text: &str, documented: &GeneralPurpose) -> Read {
    if let Ok(bytes) = documented.decode(text) {
        *place = bytes;
        return Read::Exact;
    }
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    match ANY_STANDARD.decode(&compact).or_else(|_| ANY_URL.decode(&compact)) {
        Ok(bytes) => {
            *place = bytes;
            Read::Lenient
        }
        Err(_) => Read::Wrong,
    }
}

macro_rules! base64_text {
    ($name:ident, $engine:expr, $expected:literal) => {
        holds!($name, Vec<u8>);
        scalar_slot!($name, $name(Vec::new()));

        impl Scalar for $name {
            fn expected(&self) -> &'static str {
                $expected
            }
            fn text(&mut self, text: &str) -> Read {
                read(&mut self.0, text, &$engine)
            }
        }

        impl Encode for $name {
            fn view(&self) -> View<'_> {
                View::Text($engine.encode(&self.0).into())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} bytes)", stringify!($name), self.0.len())
            }
        }

        impl From<&[u8]> for $name {
            fn from(bytes: &[u8]) -> Self {
                $name(bytes.to_vec())
            }
        }
    };
}

base64_text!(Base64, STANDARD, "base64 text");
base64_text!(Base64Url, URL_SAFE_NO_PAD, "URL-safe base64 text");
