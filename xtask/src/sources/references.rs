//! Which other files a document may refer to, found by looking for `$ref` in its text.
//!
//! Only decides what is read: what a reference means, and whether it is one at all, is for `resolve` to say. So a
//! document need not be understood here, and one that is broken brings its parts along too.

/// The paths of other files that `$ref`s of this text name, relative to the same folder as `path`.
pub(super) fn files(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut found: Vec<String> =
        text.match_indices("$ref").filter_map(|(at, _)| target(text.get(at + 4..)?)).collect();
    found.sort();
    found.dedup();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    found.iter().filter_map(|target| join(folder, target)).collect()
}

/// The file part of the value that follows `$ref`, if it has one and it is not a URL.
fn target(rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim_start();
    let (quote, rest) = match rest.chars().next()? {
        quote @ ('"' | '\'') => (Some(quote), rest.get(1..)?),
        _ => (None, rest),
    };
    let end =
        rest.find(|c: char| Some(c) == quote || c == '\n' || (quote.is_none() && ",} \t\r".contains(c)));
    let value = rest.get(..end.unwrap_or(rest.len()))?;
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
