//! What the tests of the whole share: where the tree is, and reading it.

pub mod binding;
pub mod workbench;

use std::fs;
use std::path::{Path, PathBuf};

use tributary_codegen::source::{SourceFile, Sources};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// Every file below a folder, by its path relative to it with `/`, sorted. Hidden files, build output and packages of
/// others are not among them.
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    collect(folder, "", &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, below: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder.join(below)).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "target" || name == "node_modules" {
            continue;
        }
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(folder, &path, found);
        } else {
            found.push(path);
        }
    }
}

/// The files of some folders as the generator's input.
pub fn sources(root: &Path, folders: &[&str]) -> Sources {
    let paths = folders.iter().flat_map(|folder| {
        let below = move |path: String| format!("{folder}/{path}");
        files(&root.join(folder)).into_iter().map(below)
    });
    let read = |path: String| Some(SourceFile { bytes: fs::read(root.join(&path)).ok()?.into(), path });
    Sources::new(paths.filter_map(read).collect())
}

/// The examples of the README, which are compiled with the documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The examples of docs/testing.md, likewise.
#[cfg(doctest)]
#[doc = include_str!("../../docs/testing.md")]
pub struct Testing;

/// The examples of docs/webhooks.md, likewise.
#[cfg(doctest)]
#[doc = include_str!("../../docs/webhooks.md")]
pub struct Webhooks;

/// The examples of docs/using.md, likewise.
#[cfg(doctest)]
#[doc = include_str!("../../docs/using.md")]
pub struct Using;
