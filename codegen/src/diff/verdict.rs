//! What a comparison comes to: who has to know, and how the next version of a crate is numbered.

use super::Comparison;
use super::change::{Change, Grade};
use super::usage::Role;
use crate::diagnostics::Severity;

/// Who has to know of the changes. The order is that of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The documents mean the same.
    Nothing,
    /// They differ in what no application sees.
    Internal,
    /// Applications see it: in types, in values, in requests that are refused.
    Applications,
    /// Who keeps a copy of the vendor's records must know: streams, ids, cursors, or the ability to tell deletions changed.
    Syncs,
}

/// The part of a version that the next release raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    None,
    Patch,
    Minor,
    Major,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub bump: Bump,
}

impl Outcome {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Internal => "internal",
            Self::Applications => "applications",
            Self::Syncs => "syncs",
        }
    }
}

impl Bump {
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Comparison {
    /// Whether a change concerns what is compared: with a mapping what that uses, without one everything.
    pub fn is_used(&self, change: &Change) -> bool {
        self.mapping_file.is_none() || !change.uses.is_empty()
    }

    pub fn verdict(&self) -> Verdict {
        let used = || self.changes.iter().filter(|change| self.is_used(change));
        let worst = used().map(|change| change.grade).max();
        let fails = self.findings.iter().any(|found| found.severity() == Severity::Error);
        let breaks = worst == Some(Grade::Breaking)
            || fails
            || self.surface.iter().any(|change| change.is_breaking())
            || self.mapping.iter().any(|change| change.breaking);
        let adds = worst == Some(Grade::Visible) || !self.surface.is_empty() || !self.mapping.is_empty();
        let bump = match (breaks, adds) {
            (true, _) => Bump::Major,
            (false, true) => Bump::Minor,
            (false, false) if !self.changes.is_empty() => Bump::Patch,
            (false, false) => Bump::None,
        };
        let is_sync = |role: Role| role == Role::Sync;
        let syncs = self.mapping.iter().any(|change| change.breaking && is_sync(change.role))
            || used().any(|it| it.grade == Grade::Breaking && it.uses.iter().any(|by| is_sync(by.role)));
        let outcome = match bump {
            _ if syncs => Outcome::Syncs,
            Bump::Major | Bump::Minor => Outcome::Applications,
            Bump::Patch => Outcome::Internal,
            Bump::None => Outcome::Nothing,
        };
        Verdict { outcome, bump }
    }
}
