//! A vendor's files as git has them at a revision.

use std::path::Path;
use std::process::Command;
use tributary_codegen::source::SourceFile;

/// The vendor's documents, lock and mapping at a revision, by their paths below the root. The unified model is what is
/// here: a change of it is not the vendor's.
pub(super) fn sources(root: &Path, revision: &str, vendor: &str) -> Result<Vec<SourceFile>, String> {
    // A revision is no option, whatever it looks like.
    if revision.starts_with('-') || revision.contains(':') {
        return Err(format!("`{revision}` is no revision"));
    }
    let folder = format!("specs/{vendor}");
    let mapping = format!("mappings/{vendor}.");
    let listed = git(root, &["ls-tree", "-r", "-z", "--name-only", revision, "--", &folder, "mappings"])?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let paths = listed.split('\0').filter(|path| path.starts_with(&folder) || path.starts_with(&mapping));
    let mut files = Vec::new();
    for path in paths {
        let bytes = git(root, &["show", &format!("{revision}:./{path}")])?;
        files.push(SourceFile { path: path.to_owned(), bytes: bytes.into() });
    }
    if files.is_empty() {
        return Err(format!("there is no `{folder}` at `{revision}`"));
    }
    Ok(files)
}

fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    let output = output.map_err(|error| format!("git cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("git: {}", String::from_utf8_lossy(&output.stderr).trim_end()));
    }
    Ok(output.stdout)
}
