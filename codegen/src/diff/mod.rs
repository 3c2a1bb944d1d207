//! diff: two readings of a vendor's documents to the list of what differs, in the words of the wire.
//!
//! In: [`Documents`] before and after, and where there is a mapping what it uses of them. Out: [`Change`]s, each with its
//! kind, its place in both documents, the direction in which its values travel and the operations that reach it.
//!
//! - Schemas are compared by what they allow (`view`), not by how they are written: a `$ref`, an `allOf` of one and the
//!   schema itself are the same, and so are two orders of a `oneOf`, of `enum`, `required` and `properties`.
//! - Requests and responses are compared apart: what a request may no longer contain breaks callers, what a response may
//!   newly contain breaks readers.
//! - A change of a component is one change, however many operations reach it.

mod alternatives;
mod change;
mod graph;
mod keywords;
mod kinds;
mod operations;
mod place;
mod report;
mod rules;
mod security;
mod streams;
mod surface;
mod usage;
mod verdict;
mod view;

pub use change::{Change, Direction, Grade, Use};
pub use kinds::Kind;
pub use report::{Sides, json, markdown, text};
pub use streams::{MappingChange, compare_plans};
pub use surface::{Surface, SurfaceChange};
pub use usage::{Reach, Role};
pub use verdict::{Bump, Outcome, Verdict};

use crate::diagnostics::{Diagnostic, Place};
use crate::resolve::Documents;
use crate::source::path_below;

/// All that differs between two versions of a vendor.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// In the order of the documents.
    pub changes: Vec<Change>,
    /// Of the public API of the crate that is generated.
    pub surface: Vec<SurfaceChange>,
    /// Of what the mapping comes to.
    pub mapping: Vec<MappingChange>,
    /// What is found wrong with the mapping against the new documents, and was not against the old ones.
    pub findings: Vec<Diagnostic>,
    /// `mappings/zendesk.toml`; `None` where documents are compared without one.
    pub mapping_file: Option<String>,
}

impl Comparison {
    /// The same with its places as seen from elsewhere, where the folders of the two versions are called so.
    #[must_use]
    pub fn below(mut self, old: &str, new: &str) -> Self {
        let seen = |place: &mut Option<Place>, folder: &str| {
            if let Some(place) = place {
                place.file = path_below(folder, &place.file);
            }
        };
        for change in &mut self.changes {
            seen(&mut change.old, old);
            seen(&mut change.new, new);
        }
        self.findings = self.findings.into_iter().map(|found| found.below(new)).collect();
        self.mapping_file = self.mapping_file.map(|file| path_below(new, &file));
        self
    }
}

/// Every difference between two versions of a vendor's documents, in the order of the new ones.
///
/// `reach` is what a mapping uses, or `None` where there is no mapping: then every change counts as used.
pub fn changes(old: &Documents<'_>, new: &Documents<'_>, reach: Option<&Reach>) -> Vec<Change> {
    operations::compare(old, new, reach)
}
