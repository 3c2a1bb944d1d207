//! Which other files a document may refer to, found by looking for `$ref` in its text.
//!
//! Only decides what is read: what a reference means, and whether it is one at all, is for `resolve` to say. So a
//! document need not be understood here, and one that is broken brings its parts along too.

use memchr::memmem;

/// The paths of other files that `$ref`s of this text name, relative to the same folder as `path`.
pub(super) fn files(path: &str, bytes: &[u8]) -> Vec<String> {
    let mut found: Vec<String> =
        memmem::find_iter(bytes, "$ref").filter_map(|at| target(bytes.get(at + 4..)?)).collect();
    found.sort();
    found.dedup();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    found.iter().filter_map(|target| join(folder, target)).collect()
}

/// The file part of the value that follows `$ref`, if it has one and it is not a URL.
fn target(rest: &[u8]) -> Option<String> {
    let key_end = rest.iter().position(|byte| !matches!(byte, b'"' | b'\''))?;
    let rest = rest.get(key_end..)?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let (quote, rest) = match rest.split_first()? {
        (quote @ (b'"' | b'\''), rest) => (Some(quote), rest),
        _ => (None, rest),
    };
    let ends =
        |byte: &u8| Some(byte) == quote || *byte == b'\n' || (quote.is_none() && b",} \t\r".contains(byte));
    let value = rest.split(ends).next().map(String::from_utf8_lossy)?;
    let file = value.split('#').next().unwrap_or_default();
    let is_file = !file.is_empty() && !file.contains("://") && !file.starts_with('/');
    is_file.then(|| file.replace("%20", " ").replace("\\/", "/"))
}

/// `a/b` and `../c/d` give `a/../c/d`, made plain; nothing where that leaves the folder.
fn join(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_files_in_both_notations() {
        let text = r##"
            a: { $ref: x.yaml }
            b:
              $ref: './y.yaml#/components'
            c: {"$ref":"..\/z.json#/A","d":1}
            d: { "$ref" : "#/local" }
            e: { $ref: https://example.com/x.yaml }
            f: { $ref: ../../outside.yaml }
            g: $ref is mentioned in prose
        "##;
        assert_eq!(files("a/root.yaml", text.as_bytes()), ["z.json", "a/y.yaml", "a/x.yaml"]);
    }
}
