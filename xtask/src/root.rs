//! The folder that commands work on: where it is, and what its `tributary.toml` says.

use std::io;
use std::path::{Path, PathBuf};

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
    /// The root whose crates are used as they are, relative to this one.
    pub(crate) extends: Option<String>,
    /// The package name of the facade.
    pub(crate) facade: Option<String>,
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
        let [runtime, extends, facade] = match std::fs::read_to_string(path.join(MARKER)) {
            Ok(text) => settings_of(&text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Default::default(),
            Err(error) => return Err(error),
        };
        let upstream = extends.as_ref().map(|folder| format!("{}/runtime", folder.trim_end_matches('/')));
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

/// The keys of `tributary.toml`, all of them texts.
const SETTINGS: [&str; 3] = ["runtime", "extends", "facade"];

/// The settings there are; a key that we do not know is refused, since it would have no effect.
fn settings_of(text: &str) -> io::Result<[Option<String>; 3]> {
    let invalid =
        |message: String| io::Error::new(io::ErrorKind::InvalidData, format!("{MARKER}: {message}"));
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| invalid(error.to_string()))?;
    let mut settings = [None, None, None];
    for (key, value) in table {
        let place = SETTINGS.iter().position(|known| *known == key);
        match (place.and_then(|at| settings.get_mut(at)), value) {
            (Some(place), toml::Value::String(text)) => *place = Some(text),
            (Some(_), _) => return Err(invalid(format!("`{key}` is a text"))),
            (None, _) => {
                return Err(invalid(format!("unknown key `{key}`; there are `{}`", SETTINGS.join("`, `"))));
            }
        }
    }
    Ok(settings)
}

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
        assert_eq!(settings_of("").unwrap(), [None, None, None]);
    }
}
