//! Diagnostics as people read them: heading, excerpt with the place underlined, notes, help.
//!
//! What comes in is a [`Diagnostic`] and the [`Places`] it speaks of; what goes out is text with ANSI styles, or without
//! any.

mod places;

pub use places::Places;

use crate::diagnostics::{At, Diagnostic, Label, Severity};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// A line of minified JSON can be the whole document: past this length, it is shown by its position alone.
const LONGEST_LINE: usize = 400;
/// Labels of one file nearer than this share an excerpt, in which what lies between is folded.
const SHARED_WITHIN: usize = 64 * 1024;

/// The text of one finding, ending in a line break. Styles are ANSI escapes, if `styled`.
pub fn render(found: &Diagnostic, places: &Places<'_>, styled: bool) -> String {
    let level = match found.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(plain(&found.message)).id(found.code.id));
    for excerpt in excerpts(&found.labels, places) {
        group = excerpt.element(group);
    }
    for note in found.labels.iter().filter_map(pointer_note).chain(found.notes.iter().map(|note| plain(note)))
    {
        group = group.element(Level::NOTE.message(note));
    }
    for help in &found.help {
        group = group.element(Level::HELP.message(plain(help)));
    }
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}

/// Text that a document gave may hold escapes that would change the terminal: none gets through.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

/// A document of thousands of lines is easier to find one's way in by pointer.
fn pointer_note(label: &Label) -> Option<String> {
    match &label.place.at {
        At::Pointer(pointer) if !pointer.is_empty() => {
            Some(plain(&format!("at `{}#{pointer}`", label.place.file)))
        }
        _ => None,
    }
}

/// What is shown of one file.
enum Excerpt<'a> {
    /// Only where it is.
    Position { path: &'a str, at: Option<(usize, usize)>, text: &'a str },
    /// Some lines, with their underlined ranges in bytes from the excerpt's start.
    Lines { path: &'a str, source: &'a str, first_line: usize, marks: Vec<Mark<'a>> },
}

struct Mark<'a> {
    range: Range<usize>,
    text: &'a str,
    primary: bool,
}

impl<'a> Excerpt<'a> {
    fn element(self, group: Group<'a>) -> Group<'a> {
        match self {
            Self::Position { path, at, text } => {
                let mut origin = Origin::path(plain(path));
                if let Some((line, column)) = at {
                    origin = origin.line(line).char_column(column);
                }
                let group = group.element(origin);
                if text.is_empty() { group } else { group.element(Level::NOTE.message(plain(text))) }
            }
            Self::Lines { path, source, first_line, marks } => {
                let mut snippet = Snippet::source(source).path(plain(path)).line_start(first_line);
                for mark in marks {
                    let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                    snippet = snippet.annotation(kind.span(mark.range).label(plain(mark.text)));
                }
                group.element(snippet)
            }
        }
    }
}

/// The excerpts for all labels, the first label being what the finding is about.
fn excerpts<'a>(labels: &'a [Label], places: &'a Places<'a>) -> Vec<Excerpt<'a>> {
    let mut excerpts = Vec::new();
    let mut shown = vec![false; labels.len()];
    for (at, label) in labels.iter().enumerate() {
        if shown.get(at) == Some(&true) {
            continue;
        }
        let path = label.place.file.as_str();
        let Some(span) = places.span(&label.place) else {
            excerpts.push(Excerpt::Position { path, at: None, text: &label.text });
            continue;
        };
        let near =
            |span: &Range<usize>, other: &Range<usize>| span.start.abs_diff(other.start) < SHARED_WITHIN;
        let mut marks = vec![Mark { range: span.clone(), text: &label.text, primary: at == 0 }];
        for (later, other) in
            labels.iter().enumerate().skip(at + 1).filter(|(_, other)| other.place.file == path)
        {
            if let Some(range) = places.span(&other.place).filter(|range| near(&span, range)) {
                marks.push(Mark { range, text: &other.text, primary: false });
                if let Some(shown) = shown.get_mut(later) {
                    *shown = true;
                }
            }
        }
        excerpts.push(lines(path, places, marks));
    }
    excerpts
}

/// The lines that hold all the marks, the marks being moved to count from there.
fn lines<'a>(path: &'a str, places: &'a Places<'a>, mut marks: Vec<Mark<'a>>) -> Excerpt<'a> {
    let text = places.text(path).unwrap_or_default();
    let first = marks.iter().map(|mark| mark.range.start).min().unwrap_or(0);
    let last = marks.iter().map(|mark| mark.range.end).max().unwrap_or(0);
    let start = text.get(..first).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(last..).and_then(|after| after.find('\n')).map_or(text.len(), |at| last + at);
    let source = text.get(start..end).unwrap_or_default();
    if source.lines().any(|line| line.len() > LONGEST_LINE) {
        let text_of_label = marks.first().map_or("", |mark| mark.text);
        return Excerpt::Position { path, at: places.position_in(path, first), text: text_of_label };
    }
    for mark in &mut marks {
        mark.range = mark.range.start - start..mark.range.end - start;
    }
    let first_line = places.position_in(path, start).map_or(1, |(line, _)| line);
    Excerpt::Lines { path, source, first_line, marks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{CANNOT_READ, Place};
    use crate::source::{SourceFile, Sources};

    fn sources(text: &str) -> Sources {
        Sources::new(vec![SourceFile { path: "a.toml".to_owned(), bytes: text.as_bytes().into() }])
    }

    fn rendered(found: &Diagnostic, text: &str) -> String {
        render(found, &Places::of([found], &sources(text)), false)
    }

    #[test]
    fn shows_the_line_with_its_place() {
        let text = "[a]\nb = 1\n[c]\nname = \"thing\"\n";
        let found = Diagnostic::new(CANNOT_READ, "no such name", Place::span("a.toml", 14..18), "not known")
            .label(Place::span("a.toml", 4..5), "defined here")
            .help("did you mean `game`?");
        let expected = "\
error[T704]: no such name
 --> a.toml:4:1
  |
2 | b = 1
  | - defined here
3 | [c]
4 | name = \"thing\"
  | ^^^^ not known
  |
  = help: did you mean `game`?
";
        assert_eq!(rendered(&found, text), expected);
    }

    #[test]
    fn a_line_of_a_megabyte_is_shown_by_position() {
        let text = format!("{{\"a\":\"{}\"}}", "x".repeat(1_000_000));
        let found = Diagnostic::new(CANNOT_READ, "too long", Place::span("a.toml", 1..4), "this");
        assert_eq!(rendered(&found, &text), "error[T704]: too long\n--> a.toml:1:2\n = note: this\n");
    }

    #[test]
    fn places_are_whole_characters_and_escapes_do_not_get_through() {
        let found = Diagnostic::new(CANNOT_READ, "\u{1b}[31mred", Place::span("a.toml", 1..900), "här");
        let text = rendered(&found, "öö");
        assert!(text.contains("öö") && text.contains("\u{fffd}[31mred"), "{text}");
    }

    #[test]
    fn a_place_without_text_is_its_path() {
        let found = Diagnostic::new(CANNOT_READ, "gone", Place::file("b.toml"), "not read");
        assert_eq!(rendered(&found, ""), "error[T704]: gone\n--> b.toml\n = note: not read\n");
    }
}
