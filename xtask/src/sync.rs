//! Syncing: bringing a folder to what a run gave back, touching nothing else.
//!
//! [`plan`] compares and decides; [`Plan::apply`] writes. Files that are as they should be keep their time stamps, so
//! that Cargo rebuilds only what changed. Only files marked `@generated` are ever overwritten or deleted: a hand-written
//! one in the way is an error, and then nothing at all is written.

mod apply;
mod compare;
mod emptied;
#[cfg(test)]
mod tests;

pub(crate) use compare::plan;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The marker has to be this near to a file's beginning, so that a file which merely mentions it is not ours.
const MARKER_WITHIN: usize = 512;
const MARKER: &[u8] = b"@generated";

/// What has to be done under a folder.
#[derive(Debug)]
pub(crate) struct Plan {
    root: PathBuf,
    /// Sorted by path.
    pub(crate) changes: Vec<Change>,
    /// Folders that go with the orphans in them.
    emptied: BTreeSet<String>,
    pub(crate) unchanged: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Relative to the root.
    pub(crate) path: String,
    pub(crate) action: Action,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// The file is missing; this is its text.
    Create(String),
    /// The file is stale; this is its new text.
    Update(String),
    /// Nothing gives this file any more: it is orphaned.
    Delete,
}

impl Action {
    /// What `--check` calls the state of the file.
    pub(crate) fn state(&self) -> &'static str {
        match self {
            Self::Create(_) => "missing",
            Self::Update(_) => "stale",
            Self::Delete => "orphaned",
        }
    }

    /// What was done about it.
    pub(crate) fn done(&self) -> &'static str {
        match self {
            Self::Create(_) => "created",
            Self::Update(_) => "updated",
            Self::Delete => "deleted",
        }
    }
}

/// Whether a file was written by us.
fn is_generated(bytes: &[u8]) -> bool {
    let start = bytes.get(..MARKER_WITHIN).unwrap_or(bytes);
    start.windows(MARKER.len()).any(|window| window == MARKER)
}

/// The folders from `path`'s parent up to, but without, the root.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| path.get(..at).unwrap_or_default()).rev()
}

fn full(root: &Path, path: &str) -> PathBuf {
    root.join(path)
}
