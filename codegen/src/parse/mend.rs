//! Quoted YAML texts whose further lines are not indented: common, accepted by many readers, though not by YAML.
//!
//! Where one is met, its lines are indented and the text is read again. White space at the start of such a line is no
//! part of the value, so that nothing changes but the positions, which are led back to the original text.

use std::borrow::Cow;

/// How often a text is mended before we give up, and how many bytes may be read again in all.
const MOST_MENDS: usize = 64;
const MOST_REREAD: usize = 64 << 20;

/// What is added: further than any key is indented.
const INDENT: &str = "                                                                                ";

/// A text with indentation added to some lines.
pub(super) struct Mended<'t> {
    original: &'t str,
    text: Cow<'t, str>,
    /// The lines that were indented, by where they start in the original, ascending.
    lines: Vec<usize>,
    mends: usize,
}

impl<'t> Mended<'t> {
    pub(super) fn new(original: &'t str) -> Self {
        Self { original, text: Cow::Borrowed(original), lines: Vec::new(), mends: 0 }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The first line that was indented.
    pub(super) fn first(&self) -> Option<usize> {
        self.lines.first().copied()
    }

    /// Where a byte of the mended text is in the original.
    pub(super) fn original(&self, at: usize) -> usize {
        if self.lines.is_empty() {
            return at;
        }
        // How many of the ascending lines start, indentation included, at or before `at`.
        let (mut low, mut high) = (0, self.lines.len());
        while low < high {
            let middle = (low + high) / 2;
            let line = self.lines.get(middle).copied().unwrap_or_default();
            if line + middle * INDENT.len() <= at { low = middle + 1 } else { high = middle }
        }
        let Some(last) = low.checked_sub(1).and_then(|last| self.lines.get(last)) else { return at };
        at.saturating_sub(low * INDENT.len()).max(*last)
    }

    /// Indents the line of that byte of the original, and those after it up to the next quote. Whether that is new.
    pub(super) fn mend(&mut self, at: usize) -> bool {
        self.mends += 1;
        if self.mends > MOST_MENDS || self.mends * self.original.len() > MOST_REREAD {
            return false;
        }
        let Some(above) = self.original.get(..at) else { return false };
        let start = above.rfind('\n').map_or(0, |line| line + 1);
        let old = self.lines.clone();
        let mut line_start = start;
        for line in self.original.get(start..).unwrap_or_default().split_inclusive('\n') {
            if !line.trim().is_empty() && old.binary_search(&line_start).is_err() {
                self.lines.push(line_start);
            }
            line_start += line.len();
            if line.contains(['"', '\'']) {
                break;
            }
        }
        self.lines.sort_unstable();
        let mut text = String::with_capacity(self.original.len() + self.lines.len() * INDENT.len());
        let mut from = 0;
        for line in &self.lines {
            text.push_str(self.original.get(from..*line).unwrap_or_default());
            text.push_str(INDENT);
            from = *line;
        }
        text.push_str(self.original.get(from..).unwrap_or_default());
        self.text = Cow::Owned(text);
        self.lines.len() > old.len()
    }
}
