//! The folder that commands work on: where it is, and what its `tributary.toml` says.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use tributary_codegen::GitSource;

/// The folders of the runtime's crates.
const RUNTIME: [&str; 4] = ["core", "client", "model", "capabilities"];

/// The file whose presence makes a folder a root. It may be empty.
const MARKER: &str = "tributary.toml";

/// A folder with `specs/`, `mappings/` and `generated/`.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) path: PathBuf,
    /// Where the hand-written runtime crates are, as `tributary.toml` has it, relative to the root.
    runtime: String,
    /// The root whose crates are used as they are.
    pub(crate) extends: Option<Extends>,
    /// The package name of the facade.
    pub(crate) facade: Option<String>,
}

/// A root that another stands on.
#[derive(Clone, Debug)]
pub(crate) struct Extends {
    /// Where it is, relative to the other root, or absolute.
    pub(crate) folder: String,
    /// The repository that Cargo got it from.
    pub(crate) git: Option<GitSource>,
}

impl Root {
    /// The folder asked for, else the nearest one upwards that has the marker, else the one we stand in.
    pub(crate) fn find(asked: Option<&Path>) -> io::Result<Self> {
        let path = match asked {
            Some(folder) => folder
                .canonicalize()
                .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", folder.display())))?,
            None => {
                let here = std::env::current_dir()?;
                here.ancestors().find(|folder| folder.join(MARKER).is_file()).unwrap_or(&here).to_owned()
            }
        };
        let Settings { runtime, extends, facade } = match std::fs::read_to_string(path.join(MARKER)) {
            Ok(text) => settings_of(&text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Settings::default(),
            Err(error) => return Err(error),
        };
        let extends = match extends {
            None => None,
            Some(Stated::Folder(folder)) => Some(Extends { folder, git: None }),
            Some(Stated::Git(git)) => {
                let folder = checkout(&path, &git)?.to_string_lossy().into_owned();
                Some(Extends { folder, git: Some(git) })
            }
        };
        let upstream = extends.as_ref().map(|it| format!("{}/runtime", it.folder.trim_end_matches('/')));
        let runtime = runtime.or(upstream).unwrap_or_else(|| "runtime".to_owned());
        Ok(Self { path, runtime, extends, facade })
    }

    /// What the root is called from where we stand: nothing if it is that folder.
    pub(crate) fn seen_from_here(&self) -> String {
        let here = std::env::current_dir().unwrap_or_default();
        match (self.path.strip_prefix(&here), here.strip_prefix(&self.path)) {
            (Ok(below), _) => below.to_string_lossy().into_owned(),
            (_, Ok(above)) => vec![".."; above.components().count()].join("/"),
            _ => self.path.to_string_lossy().into_owned(),
        }
    }

    /// Where the runtime's crates are, relative to the root. Generated manifests name them by path: if nothing is
    /// there it is said here, and not by Cargo about a file that nobody wrote.
    pub(crate) fn runtime(&self) -> io::Result<&str> {
        let folder = self.path.join(&self.runtime);
        if RUNTIME.iter().all(|name| folder.join(name).join("Cargo.toml").is_file()) {
            return Ok(&self.runtime);
        }
        let (marker, setting) = (self.path.join(MARKER), &self.runtime);
        let said = match marker.is_file() {
            true => format!("{} is taken to say", marker.display()),
            false => format!("there is no {MARKER} in this folder nor above; without one it is"),
        };
        Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!(
                "Tributary's runtime is not at {}: {said} `runtime = \"{setting}\"`\n  \
                 help: generated crates name the runtime by path; write the folder that has its crates ({}) into \
                 {MARKER}, or name a root that has one with `--root DIR`",
                folder.display(),
                RUNTIME.join(", "),
            ),
        ))
    }
}

/// What `tributary.toml` says.
#[derive(Debug, Default, PartialEq)]
struct Settings {
    runtime: Option<String>,
    extends: Option<Stated>,
    facade: Option<String>,
}

/// `extends`: a folder, or a git repository as a dependency in a manifest has it.
#[derive(Debug, PartialEq)]
enum Stated {
    Folder(String),
    Git(GitSource),
}

/// The keys of `tributary.toml`.
const SETTINGS: [&str; 3] = ["runtime", "extends", "facade"];

/// What says which commit of a git repository is meant, as in a manifest.
const REFERENCES: [&str; 3] = ["rev", "tag", "branch"];

/// The settings there are; a key that we do not know is refused, since it would have no effect.
fn settings_of(text: &str) -> io::Result<Settings> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| invalid(error.to_string()))?;
    let mut settings = Settings::default();
    for (key, value) in table {
        match (key.as_str(), value) {
            ("runtime", toml::Value::String(text)) => settings.runtime = Some(text),
            ("facade", toml::Value::String(text)) => settings.facade = Some(text),
            ("extends", toml::Value::String(folder)) => settings.extends = Some(Stated::Folder(folder)),
            ("extends", toml::Value::Table(git)) => settings.extends = Some(Stated::Git(git_source(git)?)),
            ("extends", _) => {
                return Err(invalid("`extends` is a folder, or `{ git = \"…\", tag = \"…\" }`".to_owned()));
            }
            (known, _) if SETTINGS.contains(&known) => return Err(invalid(format!("`{known}` is a text"))),
            _ => {
                return Err(invalid(format!("unknown key `{key}`; there are `{}`", SETTINGS.join("`, `"))));
            }
        }
    }
    Ok(settings)
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{MARKER}: {message}"))
}

fn git_source(table: toml::Table) -> io::Result<GitSource> {
    let mut git = GitSource::default();
    for (key, value) in table {
        let toml::Value::String(value) = value else {
            return Err(invalid(format!("`{key}` of `extends` is a text")));
        };
        match key.as_str() {
            "git" => git.url = value,
            known if REFERENCES.contains(&known) && git.reference.is_none() => {
                git.reference = Some((key, value));
            }
            known if REFERENCES.contains(&known) => {
                return Err(invalid("`extends` has one of `rev`, `tag` and `branch`".to_owned()));
            }
            _ => {
                return Err(invalid(format!(
                    "unknown key `{key}` of `extends`; there are `git`, `{}`",
                    REFERENCES.join("`, `")
                )));
            }
        }
    }
    match git.url.is_empty() {
        true => Err(invalid("`extends` has no `git`, the repository's URL".to_owned())),
        false => Ok(git),
    }
}

/// The checkout of a git repository that Cargo has, or makes: it is where the crates of a package are that depends on it. What
/// the root's `Cargo.lock` says of a branch holds here as well.
fn checkout(root: &Path, git: &GitSource) -> io::Result<PathBuf> {
    let folder = tempfile::tempdir()?;
    let manifest = folder.path().join("Cargo.toml");
    let text = format!(
        "[package]\nname = \"checkout\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n[dependencies]\n\
         {PROBE} = {{ {} }}\n",
        git.to_toml()
    );
    std::fs::write(&manifest, text)?;
    std::fs::write(folder.path().join("lib.rs"), "")?;
    let lock = root.join("Cargo.lock");
    if lock.is_file() {
        std::fs::copy(lock, folder.path().join("Cargo.lock"))?;
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(&manifest)
        .current_dir(root)
        .output()?;
    let failed = |what: String| {
        let help = "name a repository, and a commit of it, that has Tributary's crates";
        io::Error::other(format!("{MARKER}: `extends`: {what}\n  help: {help}"))
    };
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(format!("Cargo can't get {}\n{}", git.url, said.trim_end())));
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).map_err(io::Error::other)?;
    let packages = metadata.get("packages").and_then(serde_json::Value::as_array);
    let probe = packages.into_iter().flatten().find(|package| {
        let text = |key: &str| package.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
        text("name") == PROBE && text("source").starts_with("git+")
    });
    let manifest = probe.and_then(|it| it.get("manifest_path")).and_then(serde_json::Value::as_str);
    // <checkout>/runtime/core/Cargo.toml
    let folder = manifest.and_then(|manifest| Path::new(manifest).ancestors().nth(3));
    folder.map(Path::to_owned).ok_or_else(|| failed(format!("{} has no `{PROBE}`", git.url)))
}

/// The crate by which a checkout is found.
const PROBE: &str = "tributary-core";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_found_upwards_and_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(MARKER), "runtime = \"../tributary/runtime\"\n").unwrap();
        let root = Root::find(Some(folder.path())).unwrap();
        assert_eq!(root.runtime, "../tributary/runtime");
        let missing = root.runtime().unwrap_err().to_string();
        assert!(missing.contains("`runtime = \"../tributary/runtime\"`"), "{missing}");
        for name in RUNTIME {
            let there = folder.path().join("kept").join(name);
            std::fs::create_dir_all(&there).unwrap();
            std::fs::write(there.join("Cargo.toml"), "").unwrap();
        }
        std::fs::write(folder.path().join(MARKER), "runtime = \"kept\"\n").unwrap();
        assert_eq!(Root::find(Some(folder.path())).unwrap().runtime().unwrap(), "kept");
        assert_eq!(root.path, folder.path().canonicalize().unwrap());
    }

    #[test]
    fn refuses_what_would_have_no_effect() {
        let error = settings_of("runtimes = 'x'").unwrap_err().to_string();
        assert_eq!(error, "tributary.toml: unknown key `runtimes`; there are `runtime`, `extends`, `facade`");
        assert!(settings_of("runtime = 3").is_err());
        assert_eq!(settings_of("").unwrap(), Settings::default());
    }

    #[test]
    fn extends_is_a_folder_or_a_git_repository() {
        let extends = |text: &str| settings_of(text).map(|it| it.extends).map_err(|error| error.to_string());
        assert_eq!(extends("extends = 'tributary'"), Ok(Some(Stated::Folder("tributary".to_owned()))));
        let git = GitSource {
            url: "https://example.org/tributary.git".to_owned(),
            reference: Some(("tag".to_owned(), "v0.1.0".to_owned())),
        };
        assert_eq!(git.to_toml(), "git = \"https://example.org/tributary.git\", tag = \"v0.1.0\"");
        assert_eq!(extends(&format!("extends = {{ {} }}", git.to_toml())), Ok(Some(Stated::Git(git))));
        for (text, said) in [
            ("extends = { tag = 'v1' }", "`extends` has no `git`"),
            ("extends = { git = 'x', tag = 'v1', rev = 'a' }", "one of `rev`, `tag` and `branch`"),
            ("extends = { git = 'x', version = '1' }", "unknown key `version`"),
            ("extends = 3", "a folder, or"),
        ] {
            let error = extends(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
