//! Places in the texts of files: what pointers stand for, lines and columns.
//!
//! In: findings and the sources they speak of. Each text is read once for all pointers into it, when somebody is going to
//! look; a document can be wrong in a thousand places.

use crate::diagnostics::{At, Diagnostic, Place};
use crate::parse::{Part, locate, text};
use crate::source::Sources;
use memchr::memchr_iter;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The files that some findings speak of.
#[derive(Debug)]
pub struct Places<'a> {
    files: HashMap<&'a str, File<'a>>,
}

#[derive(Debug)]
struct File<'a> {
    /// As the spans of its tree have it: decoded, a byte order mark included.
    text: Cow<'a, str>,
    /// Where its pointers lead.
    nodes: HashMap<&'a str, Range<usize>>,
    /// Where its lines start.
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    /// Those of the labels of these findings.
    pub fn of(diags: impl IntoIterator<Item = &'a Diagnostic>, sources: &'a Sources) -> Self {
        Self::at(diags.into_iter().flat_map(|found| &found.labels).map(|label| &label.place), sources)
    }

    /// These places.
    pub fn at(places: impl IntoIterator<Item = &'a Place>, sources: &'a Sources) -> Self {
        let mut pointers: HashMap<&str, Vec<&str>> = HashMap::new();
        for place in places {
            let of_file = pointers.entry(&place.file).or_default();
            if let At::Pointer(pointer) = &place.at {
                of_file.push(pointer);
            }
        }
        let file = |(path, pointers)| Some((path, File::new(text(sources.get(path)?), pointers)));
        Self { files: pointers.into_iter().filter_map(file).collect() }
    }

    /// Line and column of a place, both from 1, the column in characters.
    pub fn position(&self, place: &Place) -> Option<(usize, usize)> {
        self.position_in(&place.file, self.span(place)?.start)
    }

    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|file| &*file.text)
    }

    pub(super) fn position_in(&self, path: &str, at: usize) -> Option<(usize, usize)> {
        let file = self.files.get(path)?;
        let line = file.lines.partition_point(|start| *start <= at);
        let start = file.lines.get(line.checked_sub(1)?)?;
        Some((line, file.text.get(*start..at)?.chars().count() + 1))
    }

    /// The bytes a place stands for: whole characters, and only the first line of what spans many.
    pub(super) fn span(&self, place: &Place) -> Option<Range<usize>> {
        let file = self.files.get(place.file.as_str())?;
        let span = match &place.at {
            At::File => return None,
            At::Span(span) => span,
            At::Pointer(pointer) => file.nodes.get(pointer.as_str())?,
        };
        let start = file.text.floor_char_boundary(span.start);
        let end = file.text.floor_char_boundary(span.end).max(start);
        let line = file.text.get(start..end)?.find('\n').map_or(end, |at| start + at);
        Some(start..line)
    }
}

impl<'a> File<'a> {
    fn new(text: Cow<'a, str>, pointers: Vec<&'a str>) -> Self {
        let nodes = if pointers.is_empty() { HashMap::new() } else { locate(&text, pointers, Part::Key) };
        let lines = std::iter::once(0).chain(memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        Self { text, nodes, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::CANNOT_READ;
    use crate::source::SourceFile;

    #[test]
    fn positions_count_lines_and_characters() {
        let sources = Sources::new(vec![SourceFile {
            path: "a.yaml".to_owned(),
            bytes: "ä: 1\nöx: 2\n".as_bytes().into(),
        }]);
        let found = Diagnostic::new(CANNOT_READ, "", Place::span("a.yaml", 5..6), "")
            .label(Place::span("a.yaml", 8..9), "")
            .label(Place::pointer("a.yaml", "/öx"), "")
            .label(Place::span("a.yaml", 900..901), "")
            .label(Place::file("a.yaml"), "")
            .label(Place::pointer("b.yaml", "/x"), "");
        let places = Places::of([&found], &sources);
        let positions: Vec<_> = found.labels.iter().map(|label| places.position(&label.place)).collect();
        assert_eq!(positions, [Some((1, 5)), Some((2, 2)), Some((2, 1)), Some((3, 1)), None, None]);
    }
}
