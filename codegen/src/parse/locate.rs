//! Positions on demand: where in a text JSON pointers lead.
//!
//! Trees keep no positions of containers; diagnostics are rare, and reading the text once more for all of them takes less
//! than writing the messages. The reading stops at the last node that is sought.

use super::events::{Container, Event, Sink};
use super::{json, text, yaml};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

/// Which part of a member a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its name; the value for items of a list and for the root.
    Key,
    /// Its value: all of a scalar, the first line of a list or an object.
    Value,
}

/// The byte ranges of nodes of a JSON or YAML text, by their pointers. Where a pointer leads further than the text does
/// (into what an overlay added, or a YAML alias), the nearest node above it. Empty if the text can't be read at all.
pub fn locate<'p>(
    source: &str,
    pointers: impl IntoIterator<Item = &'p str>,
    part: Part,
) -> HashMap<&'p str, Range<usize>> {
    let mut sought = Sought { steps: vec![Step::default()] };
    let ends: HashMap<&str, usize> =
        pointers.into_iter().map(|pointer| (pointer, sought.add(pointer))).collect();
    let fresh = || Finder {
        sought: &sought,
        found: vec![None; sought.steps.len()],
        missing: sought.steps.len(),
        open: Vec::new(),
        key: None,
    };
    let start = text::start(source);
    let mut json = fresh();
    let read = text::Syntax::of(source) == text::Syntax::Json && json::scan(source, start, &mut json).is_ok();
    let yaml = if read { None } else { yaml::scan(source, start, fresh).ok().map(|(yaml, _)| yaml) };
    let readings: Vec<_> = yaml.into_iter().chain([json]).collect();
    let range = |end| {
        let found = readings.iter().find_map(|reading| reading.range(end, part))?;
        let line = source.get(found.clone())?.lines().next().unwrap_or_default();
        Some(found.start..found.start + line.trim_end().len())
    };
    ends.into_iter().filter_map(|(pointer, end)| Some((pointer, range(end)?))).collect()
}

/// The steps of all pointers as a tree, of which the first is the root.
struct Sought<'p> {
    steps: Vec<Step<'p>>,
}

#[derive(Default)]
struct Step<'p> {
    above: Option<usize>,
    next: HashMap<Cow<'p, str>, usize>,
}

impl<'p> Sought<'p> {
    /// Adds a pointer; gives its last step.
    fn add(&mut self, pointer: &'p str) -> usize {
        let mut at = 0;
        for step in pointer.strip_prefix('/').into_iter().flat_map(|rest| rest.split('/')) {
            let name = match step.contains('~') {
                true => Cow::Owned(step.replace("~1", "/").replace("~0", "~")),
                false => Cow::Borrowed(step),
            };
            let fresh = self.steps.len();
            let Some(above) = self.steps.get_mut(at) else { break };
            let next = *above.next.entry(name).or_insert(fresh);
            if next == fresh {
                self.steps.push(Step { above: Some(at), next: HashMap::new() });
            }
            at = next;
        }
        at
    }

    /// The step that leads from one to a child.
    fn next(&self, at: usize, name: &str) -> Option<usize> {
        self.steps.get(at)?.next.get(name).copied()
    }
}

struct Finder<'p> {
    sought: &'p Sought<'p>,
    /// Where each step leads to, as far as the text has been read.
    found: Vec<Option<Found>>,
    /// How many of them are still to be found.
    missing: usize,
    open: Vec<Frame>,
    /// The name read last, and the step it is.
    key: Option<(Option<usize>, Range<usize>)>,
}

#[derive(Clone)]
struct Found {
    name: Option<Range<usize>>,
    value: Range<usize>,
}

struct Frame {
    /// The step that leads here.
    step: Option<usize>,
    /// The index of the next item, if it is a list.
    index: Option<usize>,
}

impl Finder<'_> {
    /// A value begins. The step that leads to it.
    fn value(&mut self, span: Range<usize>, container: bool) -> Option<usize> {
        let key = self.key.take();
        let step = match self.open.last_mut() {
            None => Some(0),
            Some(Frame { step, index: Some(index) }) => {
                *index += 1;
                step.and_then(|step| self.sought.next(step, &(*index - 1).to_string()))
            }
            Some(Frame { index: None, .. }) => key.as_ref().and_then(|(step, _)| *step),
        }?;
        // Of several members of one name the first is shown; what lies in the others is not looked at.
        let place = self.found.get_mut(step).filter(|found| found.is_none())?;
        let value = if container && self.open.is_empty() { span.start..span.start + 1 } else { span };
        *place = Some(Found { name: key.map(|(_, name)| name), value });
        self.missing -= 1;
        Some(step)
    }

    /// The range of a step, or of the nearest one above it that is in the text.
    fn range(&self, step: usize, part: Part) -> Option<Range<usize>> {
        let mut at = step;
        loop {
            if let Some(found) = self.found.get(at)?.as_ref() {
                // Short of the node, the name of the nearest node above it says more than its value.
                let by_name = part == Part::Key || at != step;
                return Some(found.name.as_ref().filter(|_| by_name).unwrap_or(&found.value).clone());
            }
            at = self.sought.steps.get(at)?.above?;
        }
    }
}

impl Sink for Finder<'_> {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> ControlFlow<()> {
        match event {
            Event::Key(name) => {
                let above = self.open.last().and_then(|frame| frame.step);
                self.key = Some((above.and_then(|step| self.sought.next(step, name)), span));
            }
            Event::Open { container, .. } => {
                let step = self.value(span, true);
                let index = (container == Container::List).then_some(0);
                self.open.push(Frame { step, index });
            }
            Event::Scalar { .. } | Event::Alias(_) => {
                self.value(span, false);
            }
            Event::Close => {
                self.open.pop();
            }
        }
        if self.missing == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn enters(&self) -> bool {
        let step = self.open.last().and_then(|frame| self.sought.steps.get(frame.step?));
        step.is_some_and(|step| !step.next.is_empty())
    }
}
