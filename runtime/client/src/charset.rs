//! What a response says of its body: its media type, and the charset of text (RFC 9110, section 8.3).

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use tributary_core::Issue;

/// The media type, in lower case, without its parameters; empty if there is none.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    stated(headers).split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn stated(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub(crate) fn is_json(kind: &str) -> bool {
    kind.ends_with("/json") || kind.ends_with("+json")
}

pub(crate) fn is_html(kind: &str) -> bool {
    kind == "text/html" || kind == "application/xhtml+xml"
}

pub(crate) fn is_xml(kind: &str) -> bool {
    kind.ends_with("/xml") || kind.ends_with("+xml")
}

/// HTML or XML.
pub(crate) fn is_markup(kind: &str) -> bool {
    is_html(kind) || is_xml(kind)
}

/// Text that is nothing else: no JSON, XML or HTML.
pub(crate) fn is_plain_text(kind: &str) -> bool {
    kind.starts_with("text/") && !is_json(kind) && !is_markup(kind)
}

/// The `charset` parameter, if it names one that is known.
fn charset(headers: &HeaderMap) -> Option<&'static Encoding> {
    let parameters = stated(headers).split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut named = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let (_, label) = named.next()?;
    Encoding::for_label(label.trim().trim_matches('"').as_bytes())
}

/// A body as text: in the charset that its byte order mark shows, or else that it names, or else in UTF-8. Bytes that mean
/// nothing there are an issue.
pub(crate) fn text(headers: &HeaderMap, body: &[u8]) -> (String, Vec<Issue>) {
    let (text, used, wrong) = charset(headers).unwrap_or(UTF_8).decode(body);
    let issues = wrong.then(|| Issue::undecodable(used.name()));
    (text.into_owned(), issues.into_iter().collect())
}

/// JSON in UTF-8, which it should be in anyway (RFC 8259, section 8.1).
pub(crate) fn json<'b>(headers: &HeaderMap, body: &'b [u8]) -> Cow<'b, [u8]> {
    let Some(named) = charset(headers).filter(|named| *named != UTF_8) else { return Cow::Borrowed(body) };
    let is_wide = named == UTF_16LE || named == UTF_16BE;
    // many servers name a charset that they do not use
    if !is_wide && std::str::from_utf8(body).is_ok() {
        return Cow::Borrowed(body);
    }
    match named.decode(body).0 {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::{CONTENT_TYPE, HeaderValue};

    use super::{json, text};

    fn headers(kind: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))])
    }

    #[test]
    fn text_is_read_in_its_charset() {
        for (kind, body, expected) in [
            ("text/csv; charset=iso-8859-1", b"a;\xe9".as_slice(), "a;\u{e9}"),
            ("text/csv; header=present; Charset=\"Windows-1252\"", b"\x80", "\u{20ac}"),
            ("text/plain; charset=utf-16le", b"h\0i\0", "hi"),
            ("text/plain; charset=shift_jis", b"\x82\xa0", "\u{3042}"),
            ("text/plain; charset=utf-8", "\u{e9}".as_bytes(), "\u{e9}"),
            ("text/plain", b"\xef\xbb\xbfhi", "hi"),
            ("text/plain; charset=iso-8859-1", b"\xef\xbb\xbf\xc3\xa9", "\u{e9}"),
            ("text/plain", b"\xff\xfeh\0", "h"),
            ("text/plain; charset=nonsense", "\u{e9}".as_bytes(), "\u{e9}"),
        ] {
            let (text, issues) = text(&headers(kind), body);
            assert_eq!((text.as_str(), issues.len()), (expected, 0), "{kind}");
        }
    }

    #[test]
    fn what_is_no_text_is_an_issue() {
        let (text, issues) = text(&headers("text/plain"), b"a\xe9b");
        assert_eq!(text, "a\u{fffd}b");
        assert_eq!(
            issues[0].to_string(),
            "the value: expected text in the charset of the response, found bytes that are none in UTF-8; read all the same"
        );
    }

    #[test]
    fn json_is_utf_8_or_what_it_says() {
        let read = |kind, body| json(&headers(kind), body).into_owned();
        assert_eq!(read("application/json; charset=iso-8859-1", b"\"\xe9\""), "\"\u{e9}\"".as_bytes());
        assert_eq!(
            read("application/json; charset=iso-8859-1", "\"\u{e9}\"".as_bytes()),
            "\"\u{e9}\"".as_bytes()
        );
        assert_eq!(read("application/json; charset=utf-16be", b"\0[\0]"), b"[]");
        assert_eq!(read("application/json", b"\"\xe9\""), b"\"\xe9\"");
    }
}
