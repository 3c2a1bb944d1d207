//! Signatures: what is signed is put together as the scheme says, hashed with each secret, and compared in constant time.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderMap;
use jiff::SignedDuration;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use tributary_capabilities::webhooks::{Algorithm, Encoding, Part, Signature};
use tributary_client::Secret;
use tributary_core::Timestamp;
use tributary_model::convert::{Flow, TimeFormat, text};

use crate::error::{Error, ErrorKind};

/// What can be signed.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

const NOT_SIGNED: Error = Error::new(ErrorKind::NotSigned, "the webhook request has no signature");
const INVALID: Error =
    Error::new(ErrorKind::InvalidSignature, "the signature of the webhook request is not valid");
const OUTSIDE: Error = Error::new(
    ErrorKind::OutsideWindow,
    "the webhook request was signed too long ago, or in the future: the clocks may differ",
);

/// Padding may be left out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Verifies a request with any of the secrets.
///
/// # Errors
/// It has no signature, or none that is valid, or was signed outside the window.
pub(crate) fn verify(
    scheme: &Signature,
    secrets: &[Secret],
    request: &Request<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let headers: Vec<&str> = scheme.headers.iter().filter_map(|name| header(request.headers, name)).collect();
    if headers.is_empty() {
        return Err(NOT_SIGNED);
    }
    let timestamp = scheme.timestamp.as_ref().map(|it| match &scheme.list {
        Some(list) => headers.iter().flat_map(|text| elements(text, list)).find(|(name, _)| *name == it.name),
        None => header(request.headers, it.name).map(|value| (it.name, value)),
    });
    let timestamp = match timestamp {
        Some(None) => return Err(NOT_SIGNED),
        Some(Some((_, text))) => text,
        None => "",
    };
    let signatures: Vec<Vec<u8>> = headers.iter().flat_map(|text| signatures(scheme, text)).collect();
    if signatures.is_empty() {
        return Err(NOT_SIGNED);
    }
    let signed = signed(scheme, request, timestamp);
    let valid = secrets
        .iter()
        .filter_map(|secret| key(scheme, secret))
        .any(|key| signatures.iter().any(|signature| is_valid(scheme.algorithm, &key, &signed, signature)));
    if !valid {
        return Err(INVALID);
    }
    // only now is it known who says when it was signed
    match &scheme.timestamp {
        Some(it) => within_window(timestamp, it.format, it.window, now),
        None => Ok(()),
    }
}

fn within_window(
    timestamp: &str,
    format: TimeFormat,
    window: std::time::Duration,
    now: Timestamp,
) -> Result<(), Error> {
    let Flow::Value(at) = text(timestamp).time(format) else { return Err(OUTSIDE) };
    let window = SignedDuration::try_from(window).unwrap_or(SignedDuration::MAX);
    if at.duration_until(now).abs() <= window { Ok(()) } else { Err(OUTSIDE) }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|text| !text.is_empty())
}

/// The elements of a header that is a list.
fn elements<'a>(
    text: &'a str,
    list: &'a tributary_capabilities::webhooks::List,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    text.split(list.separator).filter_map(|element| element.trim().split_once(list.assign))
}

/// The signatures in a header, as bytes. What is not written as they are is none.
fn signatures(scheme: &Signature, header: &str) -> Vec<Vec<u8>> {
    let texts: Vec<&str> = match &scheme.list {
        Some(list) => {
            elements(header, list).filter(|(name, _)| *name == list.signature).map(|it| it.1).collect()
        }
        None => vec![header],
    };
    let written = texts.into_iter().filter_map(|text| text.strip_prefix(scheme.prefix));
    written.filter_map(|text| decode(scheme.encoding, text)).collect()
}

/// What is signed.
fn signed(scheme: &Signature, request: &Request<'_>, timestamp: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(request.body.len() + 256);
    for part in scheme.signed {
        match part {
            Part::Method => bytes.extend_from_slice(request.method.as_bytes()),
            Part::Url => bytes.extend_from_slice(decoded(request.url, scheme.decodes).as_bytes()),
            Part::Body => bytes.extend_from_slice(request.body),
            Part::Timestamp => bytes.extend_from_slice(timestamp.as_bytes()),
            Part::Header(name) => {
                let value = request.headers.get(*name).map(http::HeaderValue::as_bytes);
                bytes.extend_from_slice(value.unwrap_or_default());
            }
            Part::Text(text) => bytes.extend_from_slice(text.as_bytes()),
        }
    }
    bytes
}

/// The URL with some of its percent-encoded characters decoded, once.
fn decoded(url: &str, decodes: &str) -> String {
    let mut text = String::with_capacity(url.len());
    let mut rest = url;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let code = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map(char::from);
        match code.filter(|character| decodes.contains(*character)) {
            Some(character) => {
                text.push(character);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                text.push('%');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

fn key(scheme: &Signature, secret: &Secret) -> Option<Vec<u8>> {
    match scheme.key {
        Some(encoding) => decode(encoding, secret.expose()).filter(|key| !key.is_empty()),
        None => Some(secret.expose().as_bytes().to_vec()),
    }
}

fn decode(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Base64 => BASE64.decode(text).ok(),
        Encoding::Hex => {
            let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
                [high, low] => Some(digit(high)? << 4 | digit(low)?),
                _ => None,
            });
            pairs.collect()
        }
    }
}

/// Whether it is the keyed hash. The comparison takes the same time whatever the signature is.
fn is_valid(algorithm: Algorithm, key: &[u8], signed: &[u8], signature: &[u8]) -> bool {
    // a key may have any length, so that making the hash does not fail
    macro_rules! verify {
        ($hash:ty) => {
            Hmac::<$hash>::new_from_slice(key)
                .is_ok_and(|mac| mac.chain_update(signed).verify_slice(signature).is_ok())
        };
    }
    match algorithm {
        Algorithm::Sha1 => verify!(Sha1),
        Algorithm::Sha256 => verify!(Sha256),
        Algorithm::Sha512 => verify!(Sha512),
    }
}
