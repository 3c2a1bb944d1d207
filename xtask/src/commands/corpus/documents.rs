//! Which documents: every JSON and YAML file under a folder, or those asked for.

use crate::cli::Corpus;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A document, not looked into yet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Document {
    /// Relative to the folder asked for.
    pub(super) path: String,
    pub(super) file: PathBuf,
    pub(super) bytes: u64,
}

/// All of them by path, after `--only` and `--sample`.
pub(super) fn find(options: &Corpus) -> io::Result<Vec<Document>> {
    let mut found = Vec::new();
    below(&options.folder, "", &mut found)?;
    found.retain(|document| {
        options.only.is_empty() || options.only.iter().any(|text| document.path.contains(text.as_str()))
    });
    if let Some(wanted) = options.sample {
        found = sample(found, wanted);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn below(folder: &Path, path: &str, found: &mut Vec<Document>) -> io::Result<()> {
    let here = folder.join(path);
    let said = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", here.display()));
    for entry in fs::read_dir(&here).map_err(said)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if path.is_empty() { name } else { format!("{path}/{name}") };
        let meta = entry.metadata()?;
        if meta.is_dir() {
            below(folder, &path, found)?;
        } else if meta.is_file() && [".json", ".yaml", ".yml"].iter().any(|ending| path.ends_with(ending)) {
            found.push(Document { path, file: entry.path(), bytes: meta.len() });
        }
    }
    Ok(())
}

/// So many, evenly spread from the smallest to the largest, both included; the same ones on every run.
fn sample(mut all: Vec<Document>, wanted: usize) -> Vec<Document> {
    all.sort_by(|a, b| (a.bytes, &a.path).cmp(&(b.bytes, &b.path)));
    let last = all.len().saturating_sub(1);
    let steps = wanted.saturating_sub(1).max(1);
    let chosen: Vec<usize> = (0..wanted).map(|step| (step * last).div_ceil(steps).min(last)).collect();
    let numbered = all.into_iter().enumerate();
    numbered.filter(|(number, _)| chosen.contains(number)).map(|(_, document)| document).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(count: u64) -> Vec<Document> {
        let document = |bytes: u64| Document { path: bytes.to_string(), file: PathBuf::new(), bytes };
        (0..count).rev().map(document).collect()
    }

    fn sizes(chosen: &[Document]) -> Vec<u64> {
        chosen.iter().map(|document| document.bytes).collect()
    }

    #[test]
    fn a_sample_spans_all_sizes() {
        assert_eq!(sizes(&sample(documents(9), 3)), [0, 4, 8]);
        assert_eq!(sizes(&sample(documents(100), 4)), [0, 33, 66, 99]);
        assert_eq!(sizes(&sample(documents(2), 5)), [0, 1]);
        assert_eq!(sizes(&sample(documents(3), 1)), [0]);
        assert!(sample(documents(0), 1).is_empty());
    }
}
