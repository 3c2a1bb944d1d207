//! Follow-up errors, which are not reported: what seems to be missing because its name is misspelt, or because the place
//! where it may be could not be read.

use crate::diagnostics::{At, Code, Diagnostic, catalogue, nearest};

use std::collections::BTreeSet;

use super::{Binder, position};

/// What is said of a name that is not known where it stands.
const SPELLING: [Code; 9] = [
    catalogue::UNKNOWN_KEY,
    catalogue::PATH_MISSING,
    catalogue::PATH_NOT_IN_REQUEST,
    catalogue::UNKNOWN_FIELD,
    catalogue::UNKNOWN_MODEL,
    catalogue::UNKNOWN_WITH,
    catalogue::UNKNOWN_PLACEHOLDER,
    catalogue::UNKNOWN_TABLE,
    catalogue::UNKNOWN_FILTER,
];

/// What is found where something is missing, or not used.
const MISSING: [Code; 20] = [
    catalogue::AUTH_MISSING,
    catalogue::ID_UNUSED,
    catalogue::MISSING_KEY,
    catalogue::MISPLACED_KEY,
    catalogue::NOT_A_VARIANT,
    catalogue::UNKNOWN_MODEL,
    catalogue::UNKNOWN_TABLE,
    catalogue::UNKNOWN_FILTER,
    catalogue::UNKNOWN_PLACEHOLDER,
    catalogue::REQUIRED_UNMAPPED,
    catalogue::MEMBER_UNMAPPED,
    catalogue::PARAMETER_UNSET,
    catalogue::MEMBER_UNSET,
    catalogue::NEVER_ADVANCES,
    catalogue::IDS_WITHOUT_GET,
    catalogue::NO_ANSWER,
    catalogue::LIST_REPLACED,
    catalogue::LOSS_NOT_OWNED,
    catalogue::LOSES_NOT_NEEDED,
    catalogue::UNUSED,
];

impl Binder<'_> {
    /// What is missing in a model of which something could not be read may well be there. So it is with what all models
    /// share, and with what is shared if something of any model could not be read. A call may be in a document that could
    /// not be read.
    pub(super) fn drop_follow_ups(&mut self, whole: bool) {
        let owner = |at: usize| {
            let mut names = self.mapping.table_at(at).split('.');
            let category = names.next().unwrap_or_default();
            let model = self.mapping.models.iter().any(|model| model.category.value == category);
            model.then(|| (category, names.next().unwrap_or_default()))
        };
        let lost: Vec<_> = self.mapping.lost.iter().map(|span| owner(span.start)).collect();
        let follows = |found: &Diagnostic| {
            let at = owner(position(found).0);
            let unread = !whole && found.code == catalogue::UNKNOWN_CALL;
            let lost = || lost.iter().any(|lost| at.is_none() || lost.is_none() || *lost == at);
            let slip =
                || found.code == catalogue::UNUSED && self.word(found).is_some_and(|it| self.is_slip(it));
            let cause = found.code == catalogue::UNKNOWN_MODEL
                && self.mapping.lost.iter().any(|span| (span.start, span.end) == position(found));
            // What could not be read may have stood in place of a shared line.
            let replaced = found.code == catalogue::PATH_MISSING && self.mapping.is_shared(position(found).0);
            let missing = MISSING.contains(&found.code) || replaced;
            !cause && (unread || missing && lost() || slip())
        };
        let kept: Vec<bool> = self.also.iter().map(|found| !follows(found)).collect();
        let mut kept = kept.into_iter();
        self.also.retain(|_| kept.next().unwrap_or(true));
        self.drop_repeated();
    }

    /// One mistake in a place that several calls or types read is one finding.
    fn drop_repeated(&mut self) {
        let mut seen: BTreeSet<((usize, usize), &str)> = BTreeSet::new();
        self.also.retain(|found| {
            let at = (position(found), found.code.id);
            let alike = !MISSING.contains(&found.code) && found.code != catalogue::MAP_KEYS;
            let again = alike && seen.contains(&at);
            seen.insert(at);
            !again
        });
    }

    /// Whether something that is missing is there, misspelt.
    pub(super) fn is_slip(&self, missing: &str) -> bool {
        let found = self.earlier.iter().chain(&self.also);
        let mut slips = found.filter(|found| SPELLING.contains(&found.code)).filter_map(|it| self.word(it));
        slips.any(|word| near(word, missing))
    }

    /// Notes are for mappings that are otherwise right: who is still mending errors has no use for them.
    pub(super) fn drop_notes(&mut self) {
        let notes = [catalogue::DERIVED_READ_ONLY, catalogue::MAP_KEYS];
        self.also.retain(|found| !notes.contains(&found.code));
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
