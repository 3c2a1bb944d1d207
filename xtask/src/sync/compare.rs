//! Comparing: what a run gave back against what is on disk.

use super::{Action, Change, Plan, emptied, folders_above, full, is_generated};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path};
use tributary_codegen::diagnostics::{self, Code, Diagnostic, Place};
use tributary_codegen::output::OutputFile;

/// Compares `files` with what is under `root`. In the folders of `owned` (relative; `""` is the root itself), a file
/// marked `@generated` that is not among them is orphaned.
pub(crate) fn plan(root: &Path, files: &[OutputFile], owned: &[String]) -> Result<Plan, Vec<Diagnostic>> {
    let mut comparison = Comparison { root, changes: BTreeMap::new(), unchanged: 0, diags: Vec::new() };
    for file in files {
        comparison.file(file);
    }
    let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    for folder in owned {
        comparison.orphans(folder, &wanted);
    }
    let Comparison { changes, unchanged, mut diags, .. } = comparison;
    let changes: Vec<Change> = changes.into_iter().map(|(path, action)| Change { path, action }).collect();
    let emptied = emptied::folders(root, &changes);
    for crate_folder in changes.iter().filter_map(Change::crate_that_goes) {
        if !emptied.contains(crate_folder) {
            let message =
                format!("`{crate_folder}` is not generated any more, but holds files that are not generated");
            let place = Place::file(crate_folder);
            let found = Diagnostic::new(
                diagnostics::HAND_WRITTEN_IN_A_CRATE_THAT_GOES,
                message,
                place,
                "left as it is",
            );
            diags.push(found.help("move them elsewhere, and run the command again"));
        }
    }
    if !diags.is_empty() {
        return Err(diags);
    }
    Ok(Plan { root: root.to_owned(), changes, emptied, unchanged })
}

impl Change {
    /// The folder of a manifest that is deleted.
    fn crate_that_goes(&self) -> Option<&str> {
        self.path.strip_suffix("/Cargo.toml").filter(|_| self.action == Action::Delete)
    }
}

struct Comparison<'a> {
    root: &'a Path,
    changes: BTreeMap<String, Action>,
    unchanged: usize,
    diags: Vec<Diagnostic>,
}

impl Comparison<'_> {
    fn file(&mut self, file: &OutputFile) {
        if !is_plain(&file.path) {
            let message = format!("`{}` is not a path inside the output folder", file.path.escape_debug());
            return self.found(diagnostics::PATH_LEAVES_FOLDER, message, &file.path);
        }
        if let Some(folder) = self.link_above(&file.path) {
            let message =
                format!("`{folder}` is a symbolic link or not a folder, so `{}` is not written", file.path);
            return self.found(diagnostics::NOT_A_REGULAR_FILE, message, &folder);
        }
        let path = full(self.root, &file.path);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.changes.insert(file.path.clone(), Action::Create(file.contents.clone()));
            }
            Err(error) => self.unreadable(&file.path, &error),
            Ok(meta) if !meta.is_file() => {
                let message = format!("`{}` is to be written, but is not a regular file", file.path);
                self.found(diagnostics::NOT_A_REGULAR_FILE, message, &file.path);
            }
            Ok(_) => match fs::read(&path) {
                Err(error) => self.unreadable(&file.path, &error),
                Ok(bytes) if bytes == file.contents.as_bytes() => self.unchanged += 1,
                Ok(bytes) if is_generated(&bytes) => {
                    self.changes.insert(file.path.clone(), Action::Update(file.contents.clone()));
                }
                Ok(_) => {
                    let message = format!("`{}` is to be written, but is not marked @generated", file.path);
                    self.found(diagnostics::HAND_WRITTEN_IN_THE_WAY, message, &file.path);
                }
            },
        }
    }

    /// The first folder above a file that is there, but is no real folder.
    fn link_above(&self, path: &str) -> Option<String> {
        let there =
            |folder: &&str| fs::symlink_metadata(full(self.root, folder)).is_ok_and(|meta| !meta.is_dir());
        folders_above(path).find(there).map(str::to_owned)
    }

    /// Walks a folder for files of ours that nothing gives any more. Build output and hidden folders are not ours.
    fn orphans(&mut self, folder: &str, wanted: &BTreeSet<&str>) {
        // Neither is what a link leads to.
        if fs::symlink_metadata(full(self.root, folder)).is_ok_and(|meta| meta.is_symlink())
            && !folder.is_empty()
        {
            return;
        }
        let entries = match fs::read_dir(full(self.root, folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return self.unreadable(folder, &error),
        };
        for entry in entries.flatten() {
            let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else { continue };
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if kind.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    self.orphans(&path, wanted);
                }
            } else if kind.is_file() && !wanted.contains(path.as_str()) {
                match fs::read(entry.path()) {
                    Ok(bytes) if is_generated(&bytes) => drop(self.changes.insert(path, Action::Delete)),
                    Ok(_) => {}
                    Err(error) => self.unreadable(&path, &error),
                }
            }
        }
    }

    fn found(&mut self, code: Code, message: String, path: &str) {
        let found = Diagnostic::new(code, message, Place::file(path), "left as it is");
        self.diags.push(found.help("move or delete it, and run the command again"));
    }

    fn unreadable(&mut self, path: &str, error: &io::Error) {
        let message = format!("`{path}` cannot be read: {error}");
        self.diags.push(Diagnostic::new(
            diagnostics::CANNOT_READ,
            message,
            Place::file(path),
            "not compared",
        ));
    }
}

/// Whether a path goes down only, and means the same on every system.
fn is_plain(path: &str) -> bool {
    let normal = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    normal && !path.is_empty() && !path.ends_with('/') && !path.contains(['\\', ':', '\0', '\n'])
}
