//! A throw-away workspace under `target/`, where crates that a test generates are compiled.
//!
//! In goes a crate's files by path, out comes what the compiler has to say. All of them share this workspace's lock file
//! and target folder, so that dependencies are those the runtime is tested with, and built once for all.

use crate::{files, root};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// A folder below `target/`, and the crates in it.
pub struct Workbench {
    name: String,
    folder: PathBuf,
    members: Vec<String>,
}

impl Workbench {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), folder: root().join("target").join(name), members: Vec::new() }
    }

    /// Puts a crate into a folder of the workspace. A file that is as it should be keeps its time stamp, so that it is not
    /// compiled again; one that nothing gives any more goes.
    pub fn add(&mut self, member: &str, mut all: BTreeMap<String, String>) -> io::Result<()> {
        // A stand-alone crate is a workspace of its own; here it is a member of ours.
        if let Some(manifest) = all.get_mut("Cargo.toml") {
            *manifest = manifest.replace("\n[workspace]\n", "\n");
            // Cargo tells packages of a workspace apart by name, version and path from its root: two workbenches with one
            // target folder would take each other's `generated/unified` for their own.
            let version = |end: &str| format!("\nversion = \"0.1.0{end}\"\n");
            *manifest = manifest.replacen(&version(""), &version(&format!("+{}", self.name)), 1);
        }
        let folder = self.folder.join(member);
        for stale in files(&folder).into_iter().filter(|path| !all.contains_key(path)) {
            fs::remove_file(folder.join(stale))?;
        }
        for (path, text) in &all {
            let path = folder.join(path);
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            if fs::read_to_string(&path).ok().as_ref() != Some(text) {
                fs::write(path, text)?;
            }
        }
        self.members.push(member.to_owned());
        Ok(())
    }

    /// What `cargo check` says about all of them together: nothing, if all is well.
    pub fn check(&self) -> io::Result<String> {
        self.cargo(&["check", "--workspace", "--keep-going", "--quiet"])
    }

    /// The same of clippy, which checks them too.
    pub fn clippy(&self) -> io::Result<String> {
        self.cargo(&["clippy", "--workspace", "--no-deps", "--keep-going", "--quiet"])
    }

    /// The same of rustdoc.
    pub fn doc(&self) -> io::Result<String> {
        self.cargo(&["doc", "--workspace", "--no-deps", "--keep-going", "--quiet"])
    }

    /// What a crate's tests say, the names of those that passed included.
    pub fn test(&self, member: &str) -> io::Result<String> {
        self.cargo(&["test", "--package", member, "--tests"])
    }

    /// What a crate's documentation says when its examples are run.
    pub fn doctest(&self, member: &str) -> io::Result<String> {
        self.cargo(&["test", "--package", member, "--doc", "--no-default-features"])
    }

    /// Everything that Cargo and what it runs say.
    fn cargo(&self, arguments: &[&str]) -> io::Result<String> {
        // Cargo would let one wait for the other anyway; here the manifest stays whole meanwhile.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let members: Vec<String> = self.members.iter().map(|member| format!("    {member:?},\n")).collect();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n",
            members.concat()
        );
        fs::write(self.folder.join("Cargo.toml"), manifest)?;
        fs::copy(root().join("Cargo.lock"), self.folder.join("Cargo.lock"))?;
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--color", "never"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .env("RUSTFLAGS", "")
            .output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let said = text(&output.stderr) + &text(&output.stdout);
        if said.trim().is_empty() && !output.status.success() {
            return Ok(format!("cargo {} ended with {}", arguments.join(" "), output.status));
        }
        Ok(said)
    }
}
