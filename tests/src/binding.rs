//! A mapping, bound: the stages up to the plan, for tests that look at no generated text.

use tributary_codegen::diagnostics::{Diagnostic, Severity};
use tributary_codegen::ir::Api;
use tributary_codegen::plan::Plan;
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::Sources;

/// What was bound, and what was found on the way.
#[derive(Default)]
pub struct Binding {
    /// Empty where a document was missing.
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
    let (bound, output) = tributary_codegen::plan(sources, vendor);
    let found = output.diagnostics;
    match bound {
        Some(bound) => Binding { plan: bound.plan.unwrap_or_default(), vendor: bound.api, found },
        None => Binding { found, ..Binding::default() },
    }
}
