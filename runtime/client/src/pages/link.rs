//! The `Link` header (RFC 8288): which address is next, or in another relation.

use http::HeaderMap;
use http::header::LINK;

/// The target of the first link whose relations include this one.
pub(crate) fn target(headers: &HeaderMap, relation: &str) -> Option<String> {
    let texts = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    texts.into_iter().find_map(|text| target_in(text, relation))
}

fn target_in(mut text: &str, relation: &str) -> Option<String> {
    loop {
        let start = text.find('<')?;
        let (target, rest) = text.get(start + 1..)?.split_once('>')?;
        let (parameters, rest) = split_link(rest);
        // a link with an anchor is one of another resource, and of several `rel` only the first counts (section 3)
        let has = |name| parameters.iter().find_map(|parameter| value_of(parameter, name));
        if has("anchor").is_none() && has("rel").is_some_and(|relations| says(relations, relation)) {
            return Some(target.trim().to_owned());
        }
        text = rest;
    }
}

/// The parameters of one link, and what comes after it. A comma or semicolon in quotes ends nothing.
fn split_link(text: &str) -> (Vec<&str>, &str) {
    let (mut parameters, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if std::mem::take(&mut escaped) => {}
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' | ',' if !quoted => {
                parameters.extend(text.get(start..at));
                start = at + 1;
                if character == ',' {
                    return (parameters, text.get(start..).unwrap_or_default());
                }
            }
            _ => {}
        }
    }
    parameters.extend(text.get(start..));
    (parameters, "")
}

/// The value of a parameter, if it is the one of this name.
fn value_of<'p>(parameter: &'p str, name: &str) -> Option<&'p str> {
    let (found, value) = parameter.split_once('=')?;
    found.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
}

fn says(relations: &str, wanted: &str) -> bool {
    relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case(wanted))
}
