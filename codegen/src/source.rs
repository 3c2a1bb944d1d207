//! What goes in: the text of every file a run was given, by its path relative to the root.
//!
//! Later stages speak of places as a file and a pointer (documents) or a file and a byte range (mappings); the text is
//! kept here so that a diagnostic can show it.

use std::sync::Arc;

/// One input file. Paths use `/`, are relative to the root and never contain `..`.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// For example `specs/hubspot/contacts.json`.
    pub path: String,
    /// The bytes as read: not necessarily UTF-8, which `parse` reports.
    pub bytes: Arc<[u8]>,
}

/// All inputs of a run, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Sorts by path, so that no later stage depends on the order files were read in.
    pub fn new(mut files: Vec<SourceFile>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// The file at exactly this path.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at)
    }

    /// The same files with their paths as seen from elsewhere, where their folder is called `folder`.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        let file = |file: &SourceFile| SourceFile {
            path: path_below(folder, &file.path),
            bytes: file.bytes.clone(),
        };
        Self { files: self.files.iter().map(file).collect() }
    }

    /// All files whose path starts with `prefix`, in order.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        self.files.iter().filter(move |file| file.path.starts_with(prefix))
    }
}

/// A path seen from where its folder is called `folder`: nothing is said of the folder one stands in.
pub(crate) fn path_below(folder: &str, path: &str) -> String {
    match (folder, path) {
        (folder, "") => folder.to_owned(),
        ("" | ".", path) => path.to_owned(),
        (folder, path) => format!("{}/{path}", folder.strip_suffix('/').unwrap_or(folder)),
    }
}

#[cfg(test)]
mod tests {
    use super::path_below;

    #[test]
    fn a_path_is_said_as_seen_from_where_one_stands() {
        let seen = |folder| path_below(folder, "a.yaml");
        assert_eq!(
            ["", ".", "..", "x/y/", "/"].map(seen),
            ["a.yaml", "a.yaml", "../a.yaml", "x/y/a.yaml", "/a.yaml"]
        );
        assert_eq!(path_below("x", ""), "x");
    }
}
