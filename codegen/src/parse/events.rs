//! What both syntaxes are to the rest of the stage: a stream of events with the place of each.
//!
//! The tree builder and the locator are two readers of the same stream, so that a position found later is that of the
//! node that was read. Neither scanner recurses, and either stops when its reader says so.

use std::ops::{ControlFlow, Range};

/// One step of reading a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Event<'t> {
    /// A list or an object begins. `anchor` is YAML's, 0 being none.
    Open {
        container: Container,
        anchor: usize,
    },
    /// The innermost one ends.
    Close,
    /// The next value's name.
    Key(&'t str),
    Scalar {
        scalar: Scalar,
        text: &'t str,
        anchor: usize,
    },
    /// A YAML alias of that anchor.
    Alias(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    List,
    Object,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Null,
    False,
    True,
    Number,
    Text,
}

/// Takes the events of a text.
pub(super) trait Sink {
    /// `span` is the event's byte range; where a key or text could be borrowed, `text` is a part of the source.
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> ControlFlow<()>;

    /// Whether what is in the container that has just begun is of use. If not, its end may be the next event.
    fn enters(&self) -> bool {
        true
    }
}

/// Why a text could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) at: usize,
    pub(super) message: String,
}

/// What was wrong with a text that could be read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lapse {
    pub(super) span: Range<usize>,
    pub(super) kind: LapseKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LapseKind {
    TrailingComma,
    QuotedIndent,
    ControlCharacter,
    SecondDocument,
    UnknownAlias,
}

/// Notes a lapse unless one of its kind is noted already: the first says it all.
pub(super) fn note(lapses: &mut Vec<Lapse>, kind: LapseKind, span: Range<usize>) {
    if !lapses.iter().any(|lapse| lapse.kind == kind) {
        lapses.push(Lapse { span, kind });
    }
}
