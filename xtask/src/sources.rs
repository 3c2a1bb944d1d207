//! Reading: the files a run is given, as bytes by relative path.
//!
//! Only regular files are read, and only inside the folder asked for: a symbolic link may point to a file of the same
//! folder, never out of it. What cannot be read is a diagnostic, and the rest is read all the same.

mod references;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Component, Path};
use std::sync::Arc;
use tributary_codegen::diagnostics::{self, Diagnostic, Place};
use tributary_codegen::source::{SourceFile, Sources};

/// Larger documents do not exist; whatever is larger is not one.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Every input of `codegen`: documents, overlays and name locks, mappings and their functions.
pub(crate) fn of_root(root: &Path, diags: &mut Vec<Diagnostic>) -> Sources {
    let mut reader = Reader::new(root, diags);
    reader.folder("specs", &["json", "yaml", "yml", "lock"]);
    reader.folder("mappings", &["toml", "rs"]);
    reader.finish()
}

/// A document and whatever it refers to beside or below itself, and the path the first has among them.
pub(crate) fn of_document(spec: &Path, diags: &mut Vec<Diagnostic>) -> Option<(Sources, String)> {
    let Some(name) = spec.file_name().map(|name| name.to_string_lossy().into_owned()) else {
        diags.push(is_a_folder(&spec.to_string_lossy()));
        return None;
    };
    let mut reader = Reader::new(folder_of(spec), diags);
    let mut waiting = vec![name.clone()];
    while let Some(path) = waiting.pop() {
        if reader.files.contains_key(&path) || !reader.within_reach(&path, path == name) {
            continue;
        }
        if let Some(bytes) = reader.file(&path) {
            waiting.extend(references::files(&path, &bytes));
        }
    }
    let complete = reader.files.contains_key(&name);
    let sources = reader.finish();
    complete.then_some((sources, name))
}

/// The folder that the paths of a document and its parts are relative to.
pub(crate) fn folder_of(spec: &Path) -> &Path {
    spec.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Collects files under one folder.
struct Reader<'a> {
    folder: &'a Path,
    files: BTreeMap<String, Arc<[u8]>>,
    diags: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn new(folder: &'a Path, diags: &'a mut Vec<Diagnostic>) -> Self {
        Self { folder, files: BTreeMap::new(), diags }
    }

    fn finish(self) -> Sources {
        let file = |(path, bytes)| SourceFile { path, bytes };
        Sources::new(self.files.into_iter().map(file).collect())
    }

    /// Reads every file of these kinds below a folder, which need not exist.
    fn folder(&mut self, below: &str, extensions: &[&str]) {
        let entries = match fs::read_dir(self.folder.join(below)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => return self.unreadable(below, &error),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.unreadable(below, &error),
            };
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{below}/{name}");
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.folder(&path, extensions);
            } else if name.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension)) {
                self.file(&path);
            }
        }
    }

    /// Reads one file and gives its bytes.
    fn file(&mut self, path: &str) -> Option<Arc<[u8]>> {
        match self.read(path) {
            Ok(bytes) => {
                self.files.insert(path.to_owned(), bytes.clone());
                Some(bytes)
            }
            Err(found) => {
                self.diags.push(*found);
                None
            }
        }
    }

    fn read(&self, path: &str) -> Result<Arc<[u8]>, Box<Diagnostic>> {
        let unreadable = |error: std::io::Error| Box::new(cannot_read(path, &error));
        let full = self.folder.join(path);
        let real = full.canonicalize().map_err(unreadable)?;
        let folder = self.folder.canonicalize().map_err(unreadable)?;
        let meta = fs::metadata(&real).map_err(unreadable)?;
        if meta.is_dir() {
            return Err(Box::new(is_a_folder(path)));
        }
        if !real.starts_with(&folder) || !meta.is_file() {
            let message = format!("`{path}` is not a regular file of this folder");
            let found =
                Diagnostic::new(diagnostics::NOT_A_REGULAR_FILE, message, Place::file(path), "not read");
            return Err(Box::new(found.help("put a copy of the file in its place")));
        }
        if meta.len() > LARGEST {
            let message = format!("`{path}` has {} MB", meta.len() / (1024 * 1024));
            let found = Diagnostic::new(diagnostics::FILE_TOO_LARGE, message, Place::file(path), "not read");
            return Err(Box::new(found.help(format!("the limit is {} MB", LARGEST / (1024 * 1024)))));
        }
        contents(&real, meta.len() as usize).map_err(unreadable)
    }

    /// Whether a reference may be followed. A dangling one, or one that leaves the folder, is left to `resolve`, which
    /// can say where in the document it stands.
    fn within_reach(&self, path: &str, is_root: bool) -> bool {
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        is_root || (plain && self.folder.join(path).is_file())
    }

    fn unreadable(&mut self, path: &str, error: &std::io::Error) {
        self.diags.push(cannot_read(path, error));
    }
}

fn is_a_folder(path: &str) -> Diagnostic {
    let message = format!("`{path}` is a folder");
    Diagnostic::new(diagnostics::NOT_A_REGULAR_FILE, message, Place::file(path), "not read")
        .help("name the file in it that has the paths: what that refers to is found from there")
}

/// The bytes of a file of that length, read to where they stay.
fn contents(path: &Path, length: usize) -> std::io::Result<Arc<[u8]>> {
    let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, length).collect();
    let mut file = fs::File::open(path)?;
    Arc::get_mut(&mut bytes).map_or(Ok(()), |bytes| file.read_exact(bytes))?;
    Ok(bytes)
}

fn cannot_read(path: &str, error: &std::io::Error) -> Diagnostic {
    let message = format!("`{path}` cannot be read: {error}");
    Diagnostic::new(diagnostics::CANNOT_READ, message, Place::file(path), "not read")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, path: &str, text: &str) {
        let full = folder.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }

    fn paths(sources: &Sources) -> Vec<&str> {
        sources.under("").map(|file| file.path.as_str()).collect()
    }

    #[test]
    fn a_root_gives_its_documents_and_mappings() {
        let root = tempfile::tempdir().unwrap();
        for path in
            ["specs/a/b.yaml", "specs/a/names.lock", "specs/a/notes.txt", "mappings/a.toml", "src/x.rs"]
        {
            write(root.path(), path, "x");
        }
        let mut diags = Vec::new();
        let sources = of_root(root.path(), &mut diags);
        assert_eq!(paths(&sources), ["mappings/a.toml", "specs/a/b.yaml", "specs/a/names.lock"]);
        assert_eq!(diags, []);
    }

    #[test]
    #[cfg(unix)]
    fn a_link_out_of_the_folder_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let secret = tempfile::NamedTempFile::new().unwrap();
        write(root.path(), "specs/a/real.yaml", "x");
        std::os::unix::fs::symlink(secret.path(), root.path().join("specs/a/out.yaml")).unwrap();
        std::os::unix::fs::symlink("real.yaml", root.path().join("specs/a/in.yaml")).unwrap();
        let mut diags = Vec::new();
        let sources = of_root(root.path(), &mut diags);
        assert_eq!(paths(&sources), ["specs/a/in.yaml", "specs/a/real.yaml"]);
        assert_eq!(diags.iter().map(|found| found.code.id).collect::<Vec<_>>(), ["T703"]);
    }

    #[test]
    fn a_file_larger_than_any_document_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        // sparse: it takes no room
        fs::File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
        let mut diags = Vec::new();
        assert!(of_document(&path, &mut diags).is_none());
        assert_eq!(diags.iter().map(|found| found.code.id).collect::<Vec<_>>(), ["T706"]);
    }

    #[test]
    fn a_document_brings_what_it_refers_to() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "root.yaml", "a: {$ref: 'parts/a.json#/A'}\nb: {$ref: ../outside.yaml}\n");
        write(folder.path(), "parts/a.json", r##"{"A": {"$ref": "../parts/b.json"}, "L": {"$ref": "#/A"}}"##);
        write(folder.path(), "parts/b.json", r#"{"$ref": "missing.json"}"#);
        write(folder.path(), "other.yaml", "x");
        let mut diags = Vec::new();
        let (sources, name) = of_document(&folder.path().join("root.yaml"), &mut diags).unwrap();
        assert_eq!(name, "root.yaml");
        assert_eq!(paths(&sources), ["parts/a.json", "parts/b.json", "root.yaml"]);
        assert_eq!(diags, []);
    }

    #[test]
    fn a_missing_document_is_said_and_so_is_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        for (path, code) in [("nowhere/x.yaml", "T704"), ("", "T703"), ("..", "T703")] {
            let mut diags = Vec::new();
            assert!(of_document(&folder.path().join(path), &mut diags).is_none());
            assert_eq!(diags.iter().map(|found| found.code.id).collect::<Vec<_>>(), [code], "{path}");
        }
    }
}
