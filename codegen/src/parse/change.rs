//! Changes that an overlay makes to a tree.

use super::build::{DEEPEST, MOST_BYTES, MOST_VALUES};
use super::tree::{Forest, NONE, Node, Tag, Tree};
use std::collections::{HashMap, HashSet};

/// What is done to each target.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<'n> {
    Remove,
    /// A value of another tree is merged into it.
    Merge(Node<'n>),
    /// A value of the same tree is merged into it, by this node of the overlay.
    Copy(u32, Node<'n>),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edited {
    Done,
    /// Something at this pointer could not be merged into, and was replaced.
    Replaced(String),
    /// The bounds of a tree were reached.
    TooLarge,
    /// The root can't be removed.
    Root,
}

impl Forest<'_> {
    /// Changes nodes of a file, given by index, ascending and each once, by the overlay that is applied next.
    pub(crate) fn change(&mut self, file: &str, targets: &[u32], change: Change<'_>) -> Edited {
        let overlay = self.overlays.len();
        let Some(tree) = self.tree_mut(file) else { return Edited::Done };
        match change {
            Change::Remove => tree.remove(targets),
            Change::Merge(value) => tree.merge_each(targets, |tree| tree.import_bounded(value, overlay)),
            Change::Copy(source, by) => {
                // Merging changes what is copied if a target lies inside of it: the copy is of what was.
                let Some(kept) = tree.copy_bounded(source) else { return Edited::TooLarge };
                tree.merge_each(targets, |tree| {
                    let first = tree.slots.len() as u32;
                    let copy = tree.copy_bounded(kept)?;
                    let copied = first..tree.slots.len() as u32;
                    tree.brought.extend(copied.map(|node| (node, (overlay, by.index()))));
                    Some(copy)
                })
            }
        }
    }
}

impl Tree<'_> {
    fn remove(&mut self, targets: &[u32]) -> Edited {
        let mut by_parent: HashMap<u32, HashSet<u32>> = HashMap::new();
        for target in targets {
            by_parent.entry(self.slot(*target).parent).or_default().insert(*target);
        }
        let root = by_parent.remove(&NONE).is_some();
        for (parent, children) in by_parent {
            self.retain(parent, |child| !children.contains(&child));
        }
        if root { Edited::Root } else { Edited::Done }
    }

    fn merge_each(&mut self, targets: &[u32], mut value: impl FnMut(&mut Self) -> Option<u32>) -> Edited {
        let mut replaced = None;
        for target in targets {
            let Some(value) = value(self) else { return Edited::TooLarge };
            let depth = self.measure(value, MOST_VALUES).map_or(DEEPEST, |size| size.depth);
            if self.depth(*target) + depth > DEEPEST {
                return Edited::TooLarge;
            }
            if self.slot(*target).tag == Tag::List {
                self.append(*target, value);
            } else {
                self.merge_into(*target, value, &mut replaced);
            }
        }
        match replaced {
            Some(at) => Edited::Replaced(self.node(at).pointer()),
            None => Edited::Done,
        }
    }

    /// Members are merged, items added at the end, anything else replaced.
    fn merge_into(&mut self, target: u32, value: u32, replaced: &mut Option<u32>) {
        let container = |tag| matches!(tag, Tag::List | Tag::Object);
        match (self.slot(target).tag, self.slot(value).tag) {
            (Tag::Object, Tag::Object) => {
                let children: Vec<u32> = self.child_indices(value).collect();
                let mut known: HashMap<String, u32> =
                    self.child_indices(target).map(|child| (self.name(child).to_owned(), child)).collect();
                for child in children {
                    let name = self.name(child).to_owned();
                    match known.get(&name) {
                        Some(own) => self.merge_into(*own, child, replaced),
                        None => {
                            self.append(target, child);
                            known.insert(name, child);
                        }
                    }
                }
            }
            (Tag::List, Tag::List) => {
                let items: Vec<u32> = self.child_indices(value).collect();
                items.into_iter().for_each(|item| self.append(target, item));
            }
            (old, new) => {
                if container(old) || container(new) && old != Tag::Null {
                    replaced.get_or_insert(target);
                }
                self.replace(target, value);
            }
        }
    }

    /// Gives a node the content of a detached one.
    fn replace(&mut self, target: u32, value: u32) {
        let new = *self.slot(value);
        let children: Vec<u32> = self.child_indices(value).collect();
        for child in children {
            if let Some(slot) = self.slots.get_mut(child as usize) {
                slot.parent = target;
            }
        }
        if let Some(by) = self.brought.get(&value) {
            self.brought.insert(target, *by);
        }
        if let Some(slot) = self.slots.get_mut(target as usize) {
            (slot.tag, slot.first, slot.len, slot.signs) = (new.tag, new.first, new.len, new.signs);
        }
    }

    /// How many containers a node is in.
    fn depth(&self, node: u32) -> usize {
        let parents =
            std::iter::successors(Some(node), |at| Some(self.slot(*at).parent).filter(|up| *up != NONE));
        parents.count()
    }

    fn import_bounded(&mut self, value: Node<'_>, overlay: usize) -> Option<u32> {
        let size = value.size(MOST_VALUES.checked_sub(self.slots.len())?)?;
        (self.decoded.len() + size <= MOST_BYTES).then(|| self.import(value, overlay))
    }

    fn copy_bounded(&mut self, node: u32) -> Option<u32> {
        self.measure(node, MOST_VALUES.checked_sub(self.slots.len())?)?;
        Some(self.copy_within(node))
    }
}

impl Node<'_> {
    /// How many bytes of text the node holds, or `None` if it holds more than `room` values.
    fn size(self, room: usize) -> Option<usize> {
        let mut bytes = 0;
        let mut values = 0;
        let mut due = vec![self];
        while let Some(node) = due.pop() {
            values += 1;
            if values > room {
                return None;
            }
            bytes += node.key().map_or(0, str::len) + node.scalar_text().map_or(0, str::len);
            due.extend(node.children());
        }
        Some(bytes)
    }
}
