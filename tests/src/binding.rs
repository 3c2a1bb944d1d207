//! A mapping, bound: the stages up to the plan, for tests that look at no generated text.

use tributary_codegen::bind::{self, Category};
use tributary_codegen::diagnostics::{Diagnostic, Places, Severity, render};
use tributary_codegen::ir::Api;
use tributary_codegen::lower::{self, Selection};
use tributary_codegen::parse::{self, Input};
use tributary_codegen::plan::Plan;
use tributary_codegen::source::Sources;
use tributary_codegen::{mapping, resolve};

/// What was bound, and what was found on the way.
pub struct Binding {
    pub plan: Plan,
    pub vendor: Api,
    pub found: Vec<Diagnostic>,
}

impl Binding {
    /// All findings as a user reads them.
    pub fn text(&self, sources: &Sources) -> String {
        let places = Places::of(&self.found, sources);
        let texts: Vec<_> = self.found.iter().map(|found| render(found, &places, false)).collect();
        texts.join("\n")
    }

    /// Ids of the codes that were found, errors and warnings only.
    pub fn codes(&self) -> Vec<&'static str> {
        let counts = |found: &&Diagnostic| found.severity() != Severity::Note;
        self.found.iter().filter(counts).map(|found| found.code.id).collect()
    }
}

/// Binds `mappings/<vendor>.toml` to `specs/<vendor>/` and `specs/unified/`.
pub fn bind(sources: &Sources, vendor: &str) -> Binding {
    let mut found = Vec::new();
    let file = format!("mappings/{vendor}.toml");
    let text =
        sources.get(&file).map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).unwrap_or_default();
    let mapping = mapping::read(&file, &text, &mut found);
    let documents = documents(sources, &format!("specs/{vendor}/"));
    let named: Vec<String> = mapping.vendor.documents.iter().map(|document| document.value.clone()).collect();
    let roots = if named.is_empty() { &documents } else { &named };
    let roots: Vec<String> = roots.iter().map(|name| format!("specs/{vendor}/{name}")).collect();
    let api = lowered(sources, &format!("specs/{vendor}"), &roots, &Selection::everything());
    let unified: Vec<(String, Api)> = documents_of_unified(sources);
    let categories: Vec<_> = unified.iter().map(|(name, api)| Category { name, api }).collect();
    let hand_written = bind::hand_written(sources, vendor, &mut found);
    let input = bind::Input {
        mapping: &mapping,
        vendor: &api,
        unified: &categories,
        hand_written: &hand_written,
        documents: &documents,
    };
    let plan = bind::bind(input, &mut found);
    Binding { plan, vendor: api, found }
}

fn documents(sources: &Sources, folder: &str) -> Vec<String> {
    let name = |path: &str| path.strip_prefix(folder).unwrap_or(path).to_owned();
    let is_document = |name: &String| {
        !name.starts_with("overlay") && [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end))
    };
    sources.under(folder).map(|file| name(&file.path)).filter(is_document).collect()
}

fn documents_of_unified(sources: &Sources) -> Vec<(String, Api)> {
    documents(sources, "specs/unified/")
        .into_iter()
        .map(|name| {
            let root = format!("specs/unified/{name}");
            let category = name.trim_end_matches(".yaml").to_owned();
            (category, lowered(sources, "specs/unified", &[root], &Selection::model()))
        })
        .collect()
}

/// What documents alone are worth a message is their own tests' business.
fn lowered(sources: &Sources, folder: &str, roots: &[String], selection: &Selection) -> Api {
    let roots: Vec<&str> = roots.iter().map(String::as_str).collect();
    let mut diags = Vec::new();
    let forest = parse::load(Input { sources, folder, roots: &roots }, &mut diags);
    let documents = resolve::read(&forest, &mut diags);
    lower::lower(&documents, selection, &Default::default(), &mut diags).0
}
