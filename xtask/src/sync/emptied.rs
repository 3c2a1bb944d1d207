//! Which folders go with the orphans in them, so that a crate which is gone leaves nothing that Cargo would trip over.

use super::{Action, Change, folders_above, full};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// The folders in which nothing is left once the orphans are deleted and everything new is written.
pub(super) fn folders(root: &Path, changes: &[Change]) -> BTreeSet<String> {
    let (deleted, written): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| change.action == Action::Delete);
    let tree = Tree {
        root,
        deleted: deleted.iter().map(|change| change.path.as_str()).collect(),
        filled: written.iter().flat_map(|change| folders_above(&change.path)).collect(),
    };
    let above: BTreeSet<&str> = tree.deleted.iter().flat_map(|path| folders_above(path)).collect();
    above.into_iter().filter(|folder| tree.is_emptied(folder).unwrap_or(false)).map(str::to_owned).collect()
}

struct Tree<'a> {
    root: &'a Path,
    deleted: BTreeSet<&'a str>,
    filled: BTreeSet<&'a str>,
}

impl Tree<'_> {
    fn is_emptied(&self, folder: &str) -> io::Result<bool> {
        if self.filled.contains(folder) {
            return Ok(false);
        }
        for entry in fs::read_dir(full(self.root, folder))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { return Ok(false) };
            let path = format!("{folder}/{name}");
            let goes = match entry.file_type()?.is_dir() {
                true => self.is_emptied(&path)?,
                false => self.deleted.contains(path.as_str()),
            };
            if !goes {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
