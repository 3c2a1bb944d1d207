//! Reports of a comparison: as text for people, as JSON for scripts, as Markdown for a pull request.

mod json;
mod markdown;
mod text;

pub use json::json;
pub use markdown::markdown;
pub use text::text;

use super::change::{Change, Grade};
use super::{Comparison, Direction};
use crate::diagnostics::Place;
use crate::render::Places;
use crate::source::Sources;

/// The files of both versions, and how the old ones are called where both have the same paths.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'s> {
    pub old: &'s Sources,
    pub new: &'s Sources,
    /// Before paths of the old version: `v1.2:`.
    pub old_prefix: &'s str,
}

/// The lines of places.
struct Lines<'s> {
    old: Places<'s>,
    new: Places<'s>,
    old_prefix: &'s str,
}

impl<'s> Lines<'s> {
    fn of(comparison: &'s Comparison, sides: &Sides<'s>) -> Self {
        let olds = comparison.changes.iter().filter_map(|change| change.old.as_ref());
        let news = comparison.changes.iter().filter_map(|change| change.new.as_ref());
        Self {
            old: Places::at(olds, sides.old),
            new: Places::at(news, sides.new),
            old_prefix: sides.old_prefix,
        }
    }

    fn in_old(&self, place: &Place) -> String {
        format!("{}{}", self.old_prefix, at(&self.old, place))
    }

    fn in_new(&self, place: &Place) -> String {
        at(&self.new, place)
    }

    /// The place to look at: in the new version, unless it is gone there.
    fn of_change(&self, change: &Change) -> String {
        match (&change.new, &change.old) {
            (Some(place), _) => self.in_new(place),
            (None, Some(place)) => self.in_old(place),
            (None, None) => String::new(),
        }
    }
}

/// `specs/acme/api.yaml:12`
fn at(places: &Places<'_>, place: &Place) -> String {
    match places.position(place) {
        Some((line, _)) => format!("{}:{line}", place.file),
        None => place.file.clone(),
    }
}

fn grade_word(grade: Grade) -> &'static str {
    match grade {
        Grade::Breaking => "breaking",
        Grade::Visible => "visible",
        Grade::Internal => "internal",
    }
}

fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Request => "request",
        Direction::Response => "response",
    }
}

/// A change that is the same in requests and responses, once; the worst first.
struct Line<'c> {
    change: &'c Change,
    /// Also in the other direction, with this grade.
    other: Option<&'c Change>,
}

impl Line<'_> {
    fn grade(&self) -> Grade {
        self.other.map_or(self.change.grade, |other| other.grade.max(self.change.grade))
    }

    fn changes(&self) -> impl Iterator<Item = &Change> {
        std::iter::once(self.change).chain(self.other)
    }

    /// Whether values are sent, received, or both.
    fn directions(&self) -> &'static str {
        match (self.other, self.change.direction) {
            (Some(_), _) => "requests and responses",
            (None, Direction::Request) => "requests",
            (None, Direction::Response) => "responses",
        }
    }
}

/// The changes in order of their grades, those of one thing in both directions together.
fn lines<'c>(changes: impl Iterator<Item = &'c Change>) -> Vec<Line<'c>> {
    let mut lines: Vec<Line<'c>> = Vec::new();
    let mut known: std::collections::HashMap<(&str, &str, &str, super::Kind), usize> =
        std::collections::HashMap::new();
    for change in changes {
        let key = (change.subject.as_str(), change.was.as_str(), change.is.as_str(), change.kind);
        let fresh = lines.len();
        let index = *known.entry(key).or_insert(fresh);
        match lines.get_mut(index) {
            Some(line) => line.other = Some(change),
            None => lines.push(Line { change, other: None }),
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.grade()));
    lines
}

fn plural(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// The words of the verdict.
fn verdict_words(comparison: &Comparison) -> String {
    let verdict = comparison.verdict();
    let who = match verdict.outcome {
        super::Outcome::Nothing => "nothing changed",
        super::Outcome::Internal => "no application sees a change",
        super::Outcome::Applications => "applications see a change",
        super::Outcome::Syncs => "who keeps a copy of the records must know",
    };
    match verdict.bump {
        super::Bump::None => who.to_owned(),
        bump => format!("{who}; the next version of the crate is a {} one", bump.word()),
    }
}
