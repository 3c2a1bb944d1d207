//! Writing: everything new is written beside the tree first, then moved into place by renaming.
//!
//! So whatever can fail (no space, no permission) fails before the tree is touched, no reader ever sees half a file,
//! and a crate that is new or gone appears or goes as a whole: Cargo reads every manifest of the workspace before it
//! runs anything, this program included. A crate that stays is changed file by file, each in one step, its deletions
//! last; nothing that a user keeps in it (a `target` folder, a test of their own) is ever moved.

use super::{Action, Plan, folders_above, full};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use tempfile::TempDir;
use tributary_codegen::diagnostics::{self, Diagnostic, Place};

impl Plan {
    /// Does what was planned. An error names the path; running again takes it from there.
    pub(crate) fn apply(&self) -> Result<(), Box<Diagnostic>> {
        if self.changes.is_empty() {
            return Ok(());
        }
        let stage = self.stage().map_err(|error| cannot_write("", &error))?;
        self.write(stage.path())?;
        self.move_in(stage.path())?;
        self.move_out(stage.path())
    }

    /// A folder beside what is there, for what is new.
    fn stage(&self) -> io::Result<TempDir> {
        fs::create_dir_all(&self.root)?;
        let stage = tempfile::Builder::new().prefix(".tributary-").tempdir_in(&self.root)?;
        // A run that is killed leaves its stage behind: nobody is to commit it.
        fs::write(stage.path().join(".gitignore"), "*\n")?;
        Ok(stage)
    }

    /// Writes all new texts under the stage.
    fn write(&self, stage: &Path) -> Result<(), Box<Diagnostic>> {
        for change in &self.changes {
            let (Action::Create(text) | Action::Update(text)) = &change.action else { continue };
            let path = stage.join("in").join(&change.path);
            let written = match path.parent() {
                Some(parent) => fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)),
                None => fs::write(&path, text),
            };
            written.map_err(|error| cannot_write(&change.path, &error))?;
        }
        Ok(())
    }

    /// Renames into place: a folder that is not there yet as a whole, anything else file by file.
    fn move_in(&self, stage: &Path) -> Result<(), Box<Diagnostic>> {
        let mut moved = BTreeSet::new();
        for change in &self.changes {
            if change.action == Action::Delete
                || folders_above(&change.path).any(|folder| moved.contains(folder))
            {
                continue;
            }
            let missing =
                folders_above(&change.path).filter(|folder| !full(&self.root, folder).exists()).last();
            let path = missing.unwrap_or(&change.path);
            fs::rename(stage.join("in").join(path), full(&self.root, path))
                .map_err(|error| cannot_write(path, &error))?;
            moved.extend(missing);
        }
        Ok(())
    }

    /// Renames orphaned files and folders away, into the stage, which is deleted as a whole.
    fn move_out(&self, stage: &Path) -> Result<(), Box<Diagnostic>> {
        let deleted = self.changes.iter().filter(|change| change.action == Action::Delete);
        let mut paths = BTreeSet::new();
        for change in deleted {
            let folder = folders_above(&change.path).filter(|folder| self.emptied.contains(*folder)).last();
            paths.insert(folder.unwrap_or(&change.path));
        }
        for (number, path) in paths.into_iter().enumerate() {
            let away = stage.join(format!("out-{number}"));
            fs::rename(full(&self.root, path), away).map_err(|error| cannot_write(path, &error))?;
        }
        Ok(())
    }
}

fn cannot_write(path: &str, error: &io::Error) -> Box<Diagnostic> {
    let said = if path.is_empty() { "the folder".to_owned() } else { format!("`{path}`") };
    let message = format!("{said} cannot be written: {error}");
    Box::new(Diagnostic::new(diagnostics::CANNOT_WRITE, message, Place::file(path), "not written"))
}
