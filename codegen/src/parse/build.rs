//! Events to a tree, within bounds: depth, number of values, expansion of aliases.
//!
//! What lies deeper than [`DEEPEST`] becomes `null` and is reported, so that every later stage may recurse along a
//! document. Duplicate names are settled here (the last wins, as in every JSON reader) and YAML's `<<` is merged.

use super::events::{Container, Event, Scalar, Sink};
use super::tree::{DECODED, NONE, Slot, Tag, Text, Tree};
use crate::diagnostics::At;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::{ControlFlow, Range};

/// How many containers may lie inside each other. The deepest of 269 public documents has 60.
pub(super) const DEEPEST: usize = 200;

/// How many values a file may hold, what aliases stand for included: 110 MB.
pub(super) const MOST_VALUES: usize = 4_000_000;

/// What the builder found wrong.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trouble {
    TooDeep { pointer: String },
    TooMany { at: At },
    Duplicate { pointer: String },
    AliasOfItself { span: Range<usize> },
}

/// Duplicate names that are listed one by one in a file; the first few say it.
const MOST_DUPLICATES: usize = 50;

pub(super) struct Builder<'s> {
    pub(super) tree: Tree<'s>,
    pub(super) troubles: Vec<Trouble>,
    open: Vec<Frame>,
    /// The name of the next value.
    key: Text,
    /// How many containers are open below the deepest one kept.
    skipped: usize,
    /// YAML's anchors.
    anchors: HashMap<usize, u32>,
    duplicates: usize,
}

/// An open container and its last child so far.
struct Frame {
    node: u32,
    last: u32,
}

impl<'s> Builder<'s> {
    pub(super) fn new(path: &'s str, text: Cow<'s, str>) -> Self {
        let slots = Vec::with_capacity(text.len() / 40 + 1);
        Self {
            tree: Tree { path, text, decoded: String::new(), slots, brought: HashMap::new() },
            troubles: Vec::new(),
            open: Vec::new(),
            key: Text::default(),
            skipped: 0,
            anchors: HashMap::new(),
            duplicates: 0,
        }
    }

    /// Keeps a text: as a range of the source if it is a part of it, else as a copy.
    fn keep(&mut self, text: &str) -> Text {
        let source = &self.tree.text;
        let start = (text.as_ptr() as usize).wrapping_sub(source.as_ptr() as usize);
        if start <= source.len() && text.len() <= source.len() - start {
            return Text { start: start as u32, len: text.len() as u32 };
        }
        self.tree.decode(text)
    }

    /// Adds a node under the innermost open container.
    fn add(&mut self, tag: Tag, content: Text, anchor: usize) -> u32 {
        let at = self.tree.slots.len() as u32;
        let key = std::mem::take(&mut self.key);
        let parent = self.open.last().map_or(NONE, |frame| frame.node);
        let (first, len) = (content.start, content.len);
        self.tree.slots.push(Slot { key, parent, next: NONE, first, len, signs: 0, tag });
        if let Some(frame) = self.open.last_mut() {
            let last = std::mem::replace(&mut frame.last, at);
            self.tree.link(parent, last, at);
        }
        if anchor != 0 {
            self.anchors.insert(anchor, at);
        }
        at
    }

    fn open(&mut self, container: Container, anchor: usize) {
        if self.open.len() >= DEEPEST {
            let at = self.add(Tag::Null, Text::default(), anchor);
            if self.skipped == 0 && !self.troubles.iter().any(|one| matches!(one, Trouble::TooDeep { .. })) {
                self.troubles.push(Trouble::TooDeep { pointer: self.tree.node(at).pointer() });
            }
            self.skipped = 1;
            return;
        }
        let tag = if container == Container::List { Tag::List } else { Tag::Object };
        let node = self.add(tag, Text { start: NONE, len: 0 }, anchor);
        self.open.push(Frame { node, last: NONE });
    }

    fn close(&mut self) {
        let Some(frame) = self.open.pop() else { return };
        if self.tree.slot(frame.node).tag == Tag::Object {
            self.settle_duplicates(frame.node);
            self.merge(frame.node);
        }
    }

    /// Of several members of one name, the last stays.
    fn settle_duplicates(&mut self, object: u32) {
        let doubled = doubles(&self.tree, object);
        for first in &doubled {
            self.duplicates += 1;
            if self.duplicates <= MOST_DUPLICATES {
                self.troubles.push(Trouble::Duplicate { pointer: self.tree.node(*first).pointer() });
            }
        }
        if !doubled.is_empty() {
            let doubled: HashSet<u32> = doubled.into_iter().collect();
            self.tree.retain(object, |child| !doubled.contains(&child));
        }
    }

    /// YAML's `<<: *defaults` and `<<: [*a, *b]`: members that the object does not have itself.
    fn merge(&mut self, object: u32) {
        let Some(merge) = self.tree.member(object, "<<") else { return };
        let sources: Vec<u32> = match self.tree.slot(merge).tag {
            Tag::Object => vec![merge],
            Tag::List => self.tree.child_indices(merge).collect(),
            _ => return,
        };
        if sources.iter().any(|source| self.tree.slot(*source).tag != Tag::Object) {
            return;
        }
        self.tree.retain(object, |child| child != merge);
        let mut last = self.tree.child_indices(object).last().unwrap_or(NONE);
        let mut names: HashSet<String> =
            self.tree.child_indices(object).map(|child| self.tree.name(child).to_owned()).collect();
        for member in sources.iter().flat_map(|source| self.tree.child_indices(*source)).collect::<Vec<_>>() {
            if names.contains(self.tree.name(member)) {
                continue;
            }
            if !self.fits(member) {
                self.troubles.push(Trouble::TooMany { at: At::Pointer(self.tree.node(object).pointer()) });
                return;
            }
            names.insert(self.tree.name(member).to_owned());
            let copy = self.tree.copy_within(member);
            self.tree.adopt(object, last, copy);
            last = copy;
        }
    }

    /// Whether a copy of the node stays within the bounds.
    fn fits(&self, node: u32) -> bool {
        let room = MOST_VALUES.saturating_sub(self.tree.slots.len());
        let depth = DEEPEST.saturating_sub(self.open.len());
        self.tree.measure(node, room).is_some_and(|size| size.values <= room && size.depth <= depth)
    }

    fn alias(&mut self, anchor: usize, span: Range<usize>) -> ControlFlow<()> {
        let target = self.anchors.get(&anchor).copied();
        let cyclic = target.is_some_and(|target| self.open.iter().any(|frame| frame.node == target));
        let Some(target) = target.filter(|_| !cyclic) else {
            self.troubles.push(Trouble::AliasOfItself { span });
            self.add(Tag::Null, Text::default(), 0);
            return ControlFlow::Continue(());
        };
        if !self.fits(target) {
            self.troubles.push(Trouble::TooMany { at: At::Span(span) });
            return ControlFlow::Break(());
        }
        let key = std::mem::take(&mut self.key);
        let copy = self.tree.copy_within(target);
        self.tree.rename(copy, key);
        if let Some(frame) = self.open.last_mut() {
            self.tree.adopt(frame.node, frame.last, copy);
            frame.last = copy;
        }
        ControlFlow::Continue(())
    }
}

/// The earlier ones of an object's members with the same name.
fn doubles(tree: &Tree<'_>, object: u32) -> Vec<u32> {
    let Slot { len, signs, .. } = *tree.slot(object);
    if signs.count_ones() == len {
        return Vec::new();
    }
    let children = tree.child_indices(object);
    if len <= 16 {
        let length = |child: u32| tree.slot(child).key.len;
        let alike = |one: u32, other: u32| length(one) == length(other) && tree.name(one) == tree.name(other);
        let later = |child: u32| tree.and_next(tree.slot(child).next);
        return children.filter(|child| later(*child).any(|other| alike(*child, other))).collect();
    }
    let mut last = HashMap::with_capacity(len as usize);
    children.filter_map(|child| last.insert(tree.name(child), child)).collect()
}

impl Sink for Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> ControlFlow<()> {
        if self.skipped > 0 {
            match event {
                Event::Open { .. } => self.skipped += 1,
                Event::Close => self.skipped -= 1,
                Event::Key(_) | Event::Scalar { .. } | Event::Alias(_) => {}
            }
            return ControlFlow::Continue(());
        }
        if self.tree.slots.len() >= MOST_VALUES {
            self.troubles.push(Trouble::TooMany { at: At::Span(span) });
            return ControlFlow::Break(());
        }
        match event {
            Event::Open { container, anchor } => self.open(container, anchor),
            Event::Close => self.close(),
            Event::Key(name) => self.key = self.keep(name),
            Event::Alias(anchor) => return self.alias(anchor, span),
            Event::Scalar { scalar, text, anchor } => {
                let (tag, content) = match scalar {
                    Scalar::Null => (Tag::Null, Text::default()),
                    Scalar::False => (Tag::False, Text::default()),
                    Scalar::True => (Tag::True, Text::default()),
                    Scalar::Number => (Tag::Number, self.keep(text)),
                    Scalar::Text => (Tag::Text, self.keep(text)),
                };
                self.add(tag, content, anchor);
            }
        }
        ControlFlow::Continue(())
    }
}

/// How long a file may be: well within what a `Text` can address, copies included.
pub(super) const MOST_BYTES: usize = (DECODED as usize) / 8;
