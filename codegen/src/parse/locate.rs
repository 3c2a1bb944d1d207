//! Positions on demand: where in a text a JSON pointer leads.
//!
//! Trees keep no positions of containers; a diagnostic is rare, and reading the text once more takes less than writing
//! the message. The reading stops at the node.

use super::events::{Container, Event, Sink};
use super::{json, text, yaml};
use std::ops::{ControlFlow, Range};

/// Which part of a member a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its name; the value for items of a list and for the root.
    Key,
    /// Its value: all of a scalar, the first line of a list or an object.
    Value,
}

/// The byte range of a node of a JSON or YAML text. Where the pointer leads further than the text does (into what an
/// overlay added, or a YAML alias), the nearest node above it. `None` if the text can't be read at all.
pub fn locate(source: &str, pointer: &str, part: Part) -> Option<Range<usize>> {
    let steps: Vec<String> = pointer.strip_prefix('/').map_or_else(Vec::new, |rest| {
        rest.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
    });
    let fresh = || Finder { steps: &steps, part, open: Vec::new(), key: None, reached: 0, found: None };
    let start = text::start(source);
    let mut json = fresh();
    let found =
        if text::Syntax::of(source) == text::Syntax::Json && json::scan(source, start, &mut json).is_ok() {
            json.found?
        } else {
            yaml::scan(source, start, fresh).ok().and_then(|(yaml, _)| yaml.found).or(json.found)?
        };
    let text = source.get(found.clone())?;
    let line = text.lines().next().unwrap_or_default();
    Some(found.start..found.start + line.trim_end().len())
}

struct Finder<'p> {
    steps: &'p [String],
    part: Part,
    open: Vec<Frame>,
    /// The name read last, and whether it is the next step.
    key: Option<(bool, Range<usize>)>,
    /// How many steps `found` stands for, counting from 1.
    reached: usize,
    found: Option<Range<usize>>,
}

struct Frame {
    /// It is the node of the first steps, as many as there are frames below it.
    on_path: bool,
    /// The index of the next item, if it is a list.
    index: Option<usize>,
}

impl Finder<'_> {
    /// A value begins. Whether it is on the path to the node.
    fn value(&mut self, span: Range<usize>, container: bool) -> bool {
        let depth = self.open.len();
        let key = self.key.take();
        let on_path = match self.open.last_mut() {
            None => true,
            Some(Frame { on_path, index: Some(index) }) => {
                *index += 1;
                *on_path && self.steps.get(depth - 1).is_some_and(|step| *step == (*index - 1).to_string())
            }
            Some(Frame { on_path, index: None }) => {
                *on_path && key.as_ref().is_some_and(|(matches, _)| *matches)
            }
        };
        if on_path && depth >= self.reached {
            self.reached = depth + 1;
            let complete = depth == self.steps.len();
            self.found = Some(match key {
                // Short of the node, the name of the nearest node above it says more than its value.
                Some((_, name)) if self.part == Part::Key || !complete => name,
                _ if container && depth == 0 => span.start..span.start + 1,
                _ => span,
            });
        }
        on_path
    }

    fn flow(&self) -> ControlFlow<()> {
        if self.reached > self.steps.len() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Sink for Finder<'_> {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> ControlFlow<()> {
        match event {
            Event::Key(name) => {
                let matches = self.open.len().checked_sub(1).and_then(|depth| self.steps.get(depth));
                self.key = Some((matches.is_some_and(|step| step == name), span));
            }
            Event::Open { container, .. } => {
                let on_path = self.value(span, true);
                let index = (container == Container::List).then_some(0);
                self.open.push(Frame { on_path, index });
            }
            Event::Scalar { .. } | Event::Alias(_) => {
                self.value(span, false);
            }
            Event::Close => {
                // Leaving the deepest node on the path: what is sought is not in the text.
                if self.open.pop().is_some_and(|frame| frame.on_path && self.reached == self.open.len() + 1) {
                    return ControlFlow::Break(());
                }
            }
        }
        self.flow()
    }
}
