//! Changes to a tree: what aliases, merges and overlays need. Nodes are appended and relinked, never moved.

use super::tree::{DECODED, NONE, Node, Slot, Tag, Text, Tree};

/// How much a copy of a node takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) values: usize,
    /// Containers inside each other.
    pub(super) depth: usize,
}

impl Tree<'_> {
    pub(super) fn node(&self, at: u32) -> Node<'_> {
        Node::new(self, at)
    }

    /// Keeps a text that is not a part of the source.
    pub(super) fn decode(&mut self, text: &str) -> Text {
        let start = self.decoded.len() as u32;
        self.decoded.push_str(text);
        Text { start: start | DECODED, len: text.len() as u32 }
    }

    pub(super) fn child_indices(&self, parent: u32) -> impl Iterator<Item = u32> {
        let slot = self.slot(parent);
        self.and_next(if matches!(slot.tag, Tag::List | Tag::Object) { slot.first } else { NONE })
    }

    /// A child, which may be [`NONE`], and those after it.
    pub(super) fn and_next(&self, child: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(child), |at| Some(self.slot(*at).next)).take_while(|at| *at != NONE)
    }

    /// The name of a member.
    pub(super) fn name(&self, member: u32) -> &str {
        self.text(self.slot(member).key)
    }

    /// The member of that name.
    pub(super) fn member(&self, object: u32, name: &str) -> Option<u32> {
        let known = self.slot(object).signs & sign(name) != 0;
        self.child_indices(object).filter(|_| known).find(|child| self.name(*child) == name)
    }

    /// Makes `child`, which has its name, follow `last` under `parent`; `last` is [`NONE`] for the first.
    pub(super) fn link(&mut self, parent: u32, last: u32, child: u32) {
        if let Some(slot) = self.slots.get_mut(last as usize) {
            slot.next = child;
        }
        let sign = sign(self.name(child));
        if let Some(slot) = self.slots.get_mut(parent as usize) {
            slot.len += 1;
            slot.signs |= sign;
            if last == NONE {
                slot.first = child;
            }
        }
    }

    /// Makes a detached node the child after `last`, which is [`NONE`] for the first.
    pub(super) fn adopt(&mut self, parent: u32, last: u32, child: u32) {
        self.link(parent, last, child);
        if let Some(slot) = self.slots.get_mut(child as usize) {
            slot.parent = parent;
            slot.next = NONE;
        }
    }

    /// Adds a detached node as the last child.
    pub(super) fn append(&mut self, parent: u32, child: u32) {
        let last = self.child_indices(parent).last().unwrap_or(NONE);
        self.adopt(parent, last, child);
    }

    pub(super) fn rename(&mut self, node: u32, key: Text) {
        if let Some(slot) = self.slots.get_mut(node as usize) {
            slot.key = key;
        }
    }

    /// Keeps those children only.
    pub(super) fn retain(&mut self, parent: u32, keep: impl Fn(u32) -> bool) {
        let children: Vec<u32> = self.child_indices(parent).filter(|child| keep(*child)).collect();
        if let Some(slot) = self.slots.get_mut(parent as usize) {
            slot.len = 0;
            slot.first = NONE;
        }
        let mut last = NONE;
        for child in children {
            if let Some(slot) = self.slots.get_mut(child as usize) {
                slot.next = NONE;
            }
            self.link(parent, last, child);
            last = child;
        }
    }

    /// How much a copy of the node takes; `None` if that is more than `room` values.
    pub(super) fn measure(&self, node: u32, room: usize) -> Option<Size> {
        let mut size = Size::default();
        let mut due = vec![(node, 1)];
        while let Some((at, depth)) = due.pop() {
            size.values += 1;
            if size.values > room {
                return None;
            }
            if matches!(self.slot(at).tag, Tag::List | Tag::Object) {
                size.depth = size.depth.max(depth);
            }
            due.extend(self.child_indices(at).map(|child| (child, depth + 1)));
        }
        Some(size)
    }

    /// A copy of a node of this tree, name included, detached.
    pub(super) fn copy_within(&mut self, node: u32) -> u32 {
        let copy = self.slots.len() as u32;
        self.slots.push(detached(*self.slot(node), NONE));
        let mut due = vec![(node, copy)];
        while let Some((from, to)) = due.pop() {
            let mut last = NONE;
            let mut next = self.child_indices(from).next();
            while let Some(child) = next {
                let slot = *self.slot(child);
                next = (slot.next != NONE).then_some(slot.next);
                let at = self.slots.len() as u32;
                self.slots.push(detached(slot, to));
                self.link(to, last, at);
                last = at;
                due.push((child, at));
            }
        }
        copy
    }

    /// A copy of a node of an overlay, detached.
    pub(super) fn import(&mut self, node: Node<'_>, overlay: usize) -> u32 {
        let root = self.push_import(node, NONE);
        self.brought.insert(root, (overlay, node.index()));
        let mut due = vec![(node, root)];
        while let Some((from, to)) = due.pop() {
            let mut last = NONE;
            for child in from.children() {
                let at = self.push_import(child, to);
                self.brought.insert(at, (overlay, child.index()));
                self.link(to, last, at);
                last = at;
                due.push((child, at));
            }
        }
        root
    }

    fn push_import(&mut self, node: Node<'_>, parent: u32) -> u32 {
        let mut slot = detached(node.slot(), parent);
        slot.key = node.key().map(|key| self.decode(key)).unwrap_or_default();
        if let Some(text) = node.as_text().or(node.as_number()) {
            let text = self.decode(text);
            (slot.first, slot.len) = (text.start, text.len);
        }
        self.slots.push(slot);
        (self.slots.len() - 1) as u32
    }
}

/// The slot without its children and neighbours.
fn detached(slot: Slot, parent: u32) -> Slot {
    let container = matches!(slot.tag, Tag::List | Tag::Object);
    Slot {
        parent,
        next: NONE,
        first: if container { NONE } else { slot.first },
        len: if container { 0 } else { slot.len },
        ..slot
    }
}

/// A bit for a name: a member whose bit is not among an object's signs need not be looked for.
pub(super) fn sign(name: &str) -> u16 {
    let (first, last) = match name.as_bytes() {
        [] => (0, 0),
        [only] => (*only, *only),
        [first, .., last] => (*first, *last),
    };
    1 << ((usize::from(first) + 3 * usize::from(last) + name.len()) % 16)
}
