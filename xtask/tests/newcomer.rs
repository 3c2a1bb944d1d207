//! The pages for newcomers, done as they are written: the files that they show are made, and their commands are run.
//!
//! A fenced block whose first line names a file (` ```toml mappings/acme.toml `) is that file, with ` +` more of it. A block
//! of `sh` is run, each command from the folder's root. A block that ends in ` git` is for whoever has Tributary as a git
//! dependency, in place of the file of that name.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

enum Step {
    File { path: String, more: bool, text: String },
    Run(String),
}

/// What a page has its reader do, in order.
fn steps(page: &str, git: bool) -> Vec<Step> {
    let text = fs::read_to_string(repository().join("docs").join(page)).unwrap();
    let mut steps = Vec::new();
    let mut block: Option<(&str, String)> = None;
    for line in text.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(info)) => block = Some((info, String::new())),
            (Some((info, text)), Some("")) => {
                let of_git = info.ends_with(" git");
                let mut words = info.trim_end_matches(" git").split(' ');
                match (words.next(), words.next()) {
                    _ if of_git && !git => {}
                    (Some("sh"), None) => steps.extend(text.lines().map(|it| Step::Run(it.to_owned()))),
                    (_, Some(path)) => steps.push(Step::File {
                        path: path.to_owned(),
                        more: words.next() == Some("+"),
                        text: text.clone(),
                    }),
                    _ => {}
                }
                block = None;
            }
            (Some((_, text)), _) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    let file = |step: &Step| match step {
        Step::File { path, more: false, .. } => Some(path.clone()),
        _ => None,
    };
    // The last of a name is the one that is meant.
    let names: Vec<_> = steps.iter().map(file).collect();
    let mut at = 0;
    steps.retain(|step| {
        at += 1;
        file(step).is_none_or(|name| !names[at..].contains(&Some(name)))
    });
    assert!(steps.len() > 5, "{page}: only {} steps were found", steps.len());
    steps
}

struct Reader {
    folder: PathBuf,
    /// Where Tributary is, if it is a git dependency.
    git: Option<String>,
}

impl Reader {
    fn follow(&self, page: &str) {
        for step in steps(page, self.git.is_some()) {
            match step {
                Step::File { path, more, text } => self.write(&path, more, &text),
                Step::Run(command) => self.run(&command),
            }
        }
    }

    /// `tributary` is a submodule there, and this checkout here; or it is fetched from another place.
    fn here(&self, text: &str) -> String {
        if let Some(git) = &self.git {
            let built = env!("CARGO_BIN_EXE_xtask");
            return text
                .replace("https://example.org/tributary.git", git)
                .replace("cargo xtask", built)
                .replace("target/tributary/bin/xtask", built);
        }
        let ours = repository().display().to_string();
        text.replace("tributary/Cargo.toml", &format!("{ours}/Cargo.toml"))
            .replace("extends = \"tributary\"", &format!("extends = \"{ours}\""))
            .replace("../tributary/generated", &format!("{ours}/generated"))
    }

    fn write(&self, path: &str, more: bool, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let before = if more { fs::read_to_string(&path).unwrap() } else { String::new() };
        fs::write(&path, before + &self.here(text)).unwrap();
    }

    /// All of these share the repository's target folder: what is built there already is not built again.
    fn run(&self, command: &str) {
        let output = Command::new("sh")
            .args(["-euc", &self.here(command)])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", repository().join("target"))
            .env("CARGO_TERM_COLOR", "never")
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success(), "`{command}` ended with {}:\n{said}", output.status);
        assert!(!said.contains("error[") && !said.contains("warning["), "`{command}` said:\n{said}");
    }
}

#[test]
fn a_vendor_is_added_in_a_repository_of_ones_own() {
    let folder = repository().join("target/newcomer");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let reader = Reader { folder, git: None };
    reader.follow("your-own-repository.md");
    fs::copy(repository().join("Cargo.lock"), reader.folder.join("Cargo.lock")).unwrap();
    reader.follow("adding-a-vendor.md");
    let crates = fs::read_dir(reader.folder.join("generated")).unwrap().flatten();
    let mut crates: Vec<_> = crates.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    crates.sort();
    assert_eq!(crates, ["acme", "integrations"], "upstream's crates are used as they are");
}

/// Tributary as a git dependency, out of a bare repository: everything but what the build of the command line would be, which
/// is the one that is tested.
#[test]
fn a_vendor_is_added_where_tributary_is_a_git_dependency() {
    let folder = repository().join("target/newcomer-git");
    let _ = fs::remove_dir_all(folder.join("own"));
    fs::create_dir_all(folder.join("own")).unwrap();
    let url = bare(&folder.join("tributary.git"));
    let reader = Reader { folder: folder.join("own"), git: Some(url.clone()) };
    fs::copy(repository().join("Cargo.lock"), reader.folder.join("Cargo.lock")).unwrap();
    for page in ["your-own-repository.md", "adding-a-vendor.md"] {
        for step in steps(page, true) {
            match step {
                Step::File { path, more, text } => reader.write(&path, more, &text),
                // This builds what is tested; that the crates compile is looked at once, below.
                Step::Run(command) if command.starts_with("cargo install") || command == "cargo test" => {}
                Step::Run(command) => reader.run(&command),
            }
        }
    }
    let manifest = |name: &str| {
        fs::read_to_string(reader.folder.join("generated").join(name).join("Cargo.toml")).unwrap()
    };
    let named = format!("tributary-core = {{ git = \"{url}\", tag = \"v0.1.0\" }}");
    assert!(manifest("acme").contains(&named), "{}", manifest("acme"));
    let facade = manifest("integrations");
    assert!(facade.contains(&format!("tributary-hubspot = {{ git = \"{url}\"")), "{facade}");
    assert!(facade.contains("tributary-acme = { path = \"../acme\""), "{facade}");
    reader.run("cargo check --quiet --package tributary-acme");
}

/// This repository as it is in its folder, committed and tagged, in a bare repository; the result is its URL. Where nothing has
/// changed the commit is the same, so that Cargo fetches and compiles nothing anew.
fn bare(folder: &Path) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .arg("--git-dir")
            .arg(folder)
            .args(["-c", "user.name=newcomer", "-c", "user.email=newcomer@example.org"])
            .args(arguments)
            .current_dir(repository())
            .env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z")
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    git(&["init", "--quiet", "--bare"]);
    git(&["--work-tree", ".", "add", "--all"]);
    let tree = git(&["write-tree"]);
    let commit = git(&["commit-tree", "-m", "Tributary", &tree]);
    git(&["update-ref", "refs/heads/main", &commit]);
    git(&["update-ref", "refs/tags/v0.1.0", &commit]);
    format!("file://{}", folder.display())
}

/// A fourth vendor in a copy of this repository: everything but the build, which is the same.
#[test]
fn a_vendor_is_added_to_this_repository() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["specs", "mappings", "generated", "tributary.toml", "runtime", "Cargo.toml"] {
        copy(&repository().join(path), &folder.path().join(path));
    }
    let config = "[alias]\nxtask = \"run --quiet --manifest-path tributary/Cargo.toml --package xtask --\"\n";
    let reader = Reader { folder: folder.path().to_owned(), git: None };
    reader.write(".cargo/config.toml", false, config);
    for step in steps("adding-a-vendor.md", false) {
        match step {
            Step::File { path, more, text } => reader.write(&path, more, &text),
            Step::Run(command) if command == "cargo test" || command.starts_with("cargo xtask test") => {}
            Step::Run(command) => reader.run(&command),
        }
    }
    let facade = fs::read_to_string(folder.path().join("generated/tributary/src/registry.rs")).unwrap();
    assert!(facade.contains("\"acme\"") && facade.contains("\"hubspot\""), "{facade}");
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}
