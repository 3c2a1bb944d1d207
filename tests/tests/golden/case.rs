//! One case: a document in, the crate and the findings out.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use tributary_codegen::output::Output;
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{ClientOptions, GenerateOptions, client, generate};
use tributary_tests::{files, root, sources};

/// As seen from where the cases are compiled: a client is in `target/golden/<feature>`, ...
pub(super) const RUNTIME_OF_A_CLIENT: &str = "../../../runtime";
/// ... and a case with a mapping in the root `target/golden`.
pub(super) const RUNTIME_OF_A_ROOT: &str = "../../runtime";

/// What a case's client is made to do.
const DRIVE: &str = "drive.rs";

/// A feature's folder.
pub(super) struct Case {
    pub(super) name: String,
    /// `openapi/all-of`
    pub(super) path: String,
    folder: PathBuf,
}

pub(super) fn cases() -> Vec<Case> {
    let folder = root().join("tests/cases");
    let names =
        files(&folder).into_iter().filter_map(|path| Some(path.strip_suffix("/spec.yaml")?.to_owned()));
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    names.map(|path| Case { folder: folder.join(&path), name: name(&path), path }).collect()
}

impl Case {
    /// Whether it takes a mapping, so that its crate needs the unified model too.
    pub(super) fn is_mapped(&self) -> bool {
        self.folder.join("mapping.toml").exists()
    }

    /// What the case shows: the mapping's first comment, or the document's title.
    pub(super) fn title(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        let mapping = read("mapping.toml");
        let comment: Vec<_> = mapping.lines().map_while(|line| line.strip_prefix("# ")).collect();
        if !comment.is_empty() {
            return comment.join(" ");
        }
        let document = read("spec.yaml");
        let title = document.split("title:").nth(1).unwrap_or_default();
        let title = title.split(['}', '\n']).next().unwrap_or_default();
        let title = title.split(", version").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        if title.starts_with(char::is_alphabetic) { title.to_owned() } else { self.name.replace('-', " ") }
    }

    /// The file that makes its client do something, if there is one.
    pub(super) fn drive(&self) -> Option<PathBuf> {
        Some(self.folder.join(DRIVE)).filter(|path| path.exists())
    }

    /// Everything the generator gives, by path in the crate.
    pub(super) fn crate_files(&self) -> (BTreeMap<String, String>, Output, Sources) {
        let (sources, output) = if self.is_mapped() { self.vendor() } else { self.client() };
        let prefix = format!("generated/{}/", self.name);
        let inside = output.files.iter().map(|file| {
            let path = file.path.strip_prefix(&prefix).unwrap_or(&file.path);
            (path.to_owned(), file.contents.clone())
        });
        (inside.collect(), output, sources)
    }

    fn client(&self) -> (Sources, Output) {
        let is_input = |path: &String| !path.starts_with("expected/") && path != DRIVE;
        let inputs = files(&self.folder).into_iter().filter(is_input);
        let sources = Sources::new(inputs.map(|path| self.source(&path, &path)).collect());
        let options = ClientOptions {
            name: Some(self.name.clone()),
            runtime: RUNTIME_OF_A_CLIENT.to_owned(),
            ..Default::default()
        };
        let output = client(&sources, "spec.yaml", &options);
        (sources, output)
    }

    /// The same by way of a mapping, against the unified model of this repository.
    fn vendor(&self) -> (Sources, Output) {
        let name = &self.name;
        let mut inputs = vec![
            self.source("spec.yaml", &format!("specs/{name}/spec.yaml")),
            self.source("mapping.toml", &format!("mappings/{name}.toml")),
        ];
        if self.folder.join("mapping.rs").exists() {
            inputs.push(self.source("mapping.rs", &format!("mappings/{name}.rs")));
        }
        inputs.extend(sources(&root(), &["specs/unified"]).under("").cloned());
        let sources = Sources::new(inputs);
        let options = GenerateOptions {
            vendors: vec![name.clone()],
            runtime: RUNTIME_OF_A_ROOT.to_owned(),
            ..GenerateOptions::default()
        };
        let mut output = generate(&sources, &options);
        output.files.retain(|file| file.path.starts_with(&format!("generated/{name}/")));
        (sources, output)
    }

    fn source(&self, path: &str, as_path: &str) -> SourceFile {
        SourceFile { path: as_path.to_owned(), bytes: fs::read(self.folder.join(path)).unwrap().into() }
    }

    /// What a reader of the case is shown, and the findings as a user would see them.
    pub(super) fn actual(&self) -> BTreeMap<String, String> {
        let (all, output, sources) = self.crate_files();
        let shown = |path: &str| self.shows(path) && !output.has_errors();
        let mut shown: BTreeMap<String, String> = all.into_iter().filter(|(path, _)| shown(path)).collect();
        let places = Places::of(&output.diagnostics, &sources);
        let said: Vec<String> =
            output.diagnostics.iter().map(|found| render(found, &places, false)).collect();
        if !said.is_empty() {
            shown.insert("diagnostics.txt".to_owned(), said.join("\n"));
        }
        shown
    }

    /// `whole-crate` shows every file; the others leave out what is the same in all of them.
    fn shows(&self, path: &str) -> bool {
        let sets_a_client_up = ["servers", "servers-relative", "security"].contains(&self.name.as_str());
        let is_index = path.ends_with("mod.rs") || path == "src/lib.rs";
        let by_default =
            path.starts_with("src/") && !is_index && (path != "src/client.rs" || sets_a_client_up);
        by_default || self.name == "whole-crate"
    }

    pub(super) fn expected(&self) -> BTreeMap<String, String> {
        let folder = self.folder.join("expected");
        let read = |path: String| {
            let text = fs::read_to_string(folder.join(&path)).unwrap();
            (path, text)
        };
        files(&folder).into_iter().map(read).collect()
    }

    pub(super) fn rewrite(&self, actual: &BTreeMap<String, String>) {
        let folder = self.folder.join("expected");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        for (path, text) in actual {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
}
