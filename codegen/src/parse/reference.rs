//! The text of a `$ref`: which file, and where in it.

use std::borrow::Cow;

/// Where a `$ref` leads, before anybody looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target<'r> {
    /// A place in a file; `file` is relative to the root of the run, and `None` for the same file.
    Local { file: Option<String>, fragment: Cow<'r, str> },
    /// A URL.
    Remote,
    /// A file above the run's root, or an absolute path.
    Outside,
}

/// Reads a reference written in the file `base`.
pub(crate) fn parse<'r>(base: &str, reference: &'r str) -> Target<'r> {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let fragment = percent_decode(fragment);
    if file.is_empty() {
        return Target::Local { file: None, fragment };
    }
    if has_scheme(file) || file.starts_with("//") {
        return Target::Remote;
    }
    if file.starts_with(['/', '\\']) {
        return Target::Outside;
    }
    let file = percent_decode(file);
    match join(base, &file) {
        Some(file) if file == base => Target::Local { file: None, fragment },
        Some(file) => Target::Local { file: Some(file), fragment },
        None => Target::Outside,
    }
}

/// Whether the path lies in the folder.
pub(crate) fn is_under(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// `https:`, `file:`, `urn:`, and a Windows drive.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '+' | '-' | '.'))
}

/// The path seen from the folder of `base`, without `.` and `..`; `None` if it leads above the root.
fn join(base: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = base.split('/').collect();
    steps.pop();
    for step in path.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// `%20` and the like; what is not an escape, or not UTF-8 then, stays.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escape = match tail {
            [high, low, ..] if *first == b'%' => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                digit(high).zip(digit(low)).and_then(|(high, low)| u8::try_from(high * 16 + low).ok())
            }
            _ => None,
        };
        bytes.push(escape.unwrap_or(*first));
        rest = if escape.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).map_or_else(|_| text.into(), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(file: Option<&str>, fragment: &str) -> Target<'static> {
        Target::Local { file: file.map(str::to_owned), fragment: fragment.to_owned().into() }
    }

    #[test]
    fn references_lead_to_files_and_fragments() {
        let base = "specs/acme/api/main.yaml";
        for (reference, target) in [
            ("#/components/schemas/A", local(None, "/components/schemas/A")),
            ("", local(None, "")),
            ("main.yaml#/x", local(None, "/x")),
            ("./pet.json", local(Some("specs/acme/api/pet.json"), "")),
            ("../shared/a%20b.yaml#/x%7B", local(Some("specs/acme/shared/a b.yaml"), "/x{")),
            ("..\\win.yaml", local(Some("specs/acme/win.yaml"), "")),
            ("../../../../etc/passwd", Target::Outside),
            ("/etc/passwd", Target::Outside),
            ("%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc", Target::Outside),
            ("https://example.com/x.yaml#/a", Target::Remote),
            ("file:///etc/passwd", Target::Remote),
            ("//host/x", Target::Remote),
            ("C:\\x.yaml", Target::Remote),
        ] {
            assert_eq!(parse(base, reference), target, "{reference}");
        }
        assert!(is_under("specs/acme/x", "specs/acme"));
        assert!(!is_under("specs/acmeother/x", "specs/acme"));
    }
}
