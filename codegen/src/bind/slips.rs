//! A name misspelt in one place is missing in another: what is missing is then not reported too.

use crate::diagnostics::{At, Code, Diagnostic, catalogue, nearest};

use super::Binder;

/// What is said of a name that is not known where it stands.
const SPELLING: [Code; 6] = [
    catalogue::UNKNOWN_KEY,
    catalogue::PATH_MISSING,
    catalogue::PATH_NOT_IN_REQUEST,
    catalogue::UNKNOWN_FIELD,
    catalogue::UNKNOWN_MODEL,
    catalogue::UNKNOWN_WITH,
];

impl Binder<'_> {
    /// Whether something that is missing is there, misspelt, or lies in a table whose name is.
    pub(super) fn is_slip(&self, missing: &str) -> bool {
        let found = self.earlier.iter().chain(&self.also);
        let mut slips = found.filter(|found| SPELLING.contains(&found.code)).filter_map(|it| self.word(it));
        slips.any(|word| near(word, missing) || near(word, "fields")) || self.has_lost_table()
    }

    /// Notes are for mappings that are otherwise right: who is still mending errors has no use for them.
    pub(super) fn drop_notes(&mut self) {
        let notes = [catalogue::DERIVED_READ_ONLY, catalogue::MAP_KEYS];
        self.also.retain(|found| !notes.contains(&found.code));
    }

    /// A table of fields for a model of almost this name.
    fn has_lost_table(&self) -> bool {
        let models = self.mapping.models.iter().filter(|decl| decl.category.value == self.category);
        let mut lost = models.filter(|decl| decl.capabilities.is_empty() && !decl.fields.is_empty());
        lost.any(|decl| near(&decl.name.value, &self.model_name))
    }

    /// The text that a finding underlines in the mapping.
    fn word(&self, found: &Diagnostic) -> Option<&str> {
        let place = &found.labels.first()?.place;
        match &place.at {
            At::Span(span) if place.file == self.mapping.file => self.mapping.text.get(span.clone()),
            _ => None,
        }
    }
}

fn near(word: &str, name: &str) -> bool {
    word != name && nearest(word, [name]).is_some()
}
