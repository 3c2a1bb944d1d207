//! The tree a document's text becomes: flat, compact, borrowed from the text.
//!
//! A node is 28 bytes of offsets in one vector per file, whatever it holds, so that a 13 MB document costs about as
//! much again; dropping, walking up and asking a node for its JSON pointer need no recursion and no stored paths. Key
//! order is kept. A number keeps its characters: `1.10` stays `1.10`.

use super::edit::sign;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// Every file read for one vendor, each a tree.
#[derive(Debug, Default)]
pub struct Forest<'s> {
    pub(super) trees: Vec<Tree<'s>>,
    /// Indices of the documents that were asked for, in that order.
    pub(super) roots: Vec<usize>,
    /// Where each path's tree is.
    pub(super) paths: HashMap<&'s str, usize>,
    /// The overlays that were applied.
    pub(super) overlays: Vec<Tree<'s>>,
    /// References may lead to files under this folder only.
    pub(super) folder: &'s str,
}

impl<'s> Forest<'s> {
    /// The documents that were asked for and could be parsed, in that order.
    pub fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        self.roots.iter().filter_map(|at| self.trees.get(*at)).map(Tree::root)
    }

    /// The root of the file of that path.
    pub fn file(&self, path: &str) -> Option<Node<'_>> {
        self.trees.get(*self.paths.get(path)?).map(Tree::root)
    }

    /// The roots of all files, those that only a `$ref` reaches included.
    pub fn files(&self) -> impl Iterator<Item = Node<'_>> {
        self.trees.iter().map(Tree::root)
    }

    /// How many values they hold.
    pub(crate) fn len(&self) -> usize {
        self.trees.iter().map(|tree| tree.slots.len()).sum()
    }

    /// The folder that references must not leave.
    pub(crate) fn folder(&self) -> &'s str {
        self.folder
    }

    pub(super) fn add(&mut self, tree: Tree<'s>) {
        self.paths.insert(tree.path, self.trees.len());
        self.trees.push(tree);
    }

    pub(super) fn tree_mut(&mut self, path: &str) -> Option<&mut Tree<'s>> {
        self.trees.get_mut(*self.paths.get(path)?)
    }
}

/// Text inside a tree: a range of the source, or of [`Tree::decoded`] if the high bit of `start` is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) start: u32,
    pub(super) len: u32,
}

/// Marks a [`Text`] that could not be borrowed from the source because it holds escapes.
pub(super) const DECODED: u32 = 1 << 31;

/// No such node.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Null,
    False,
    True,
    Number,
    Text,
    List,
    Object,
}

/// One node. For numbers and texts `first` and `len` are a [`Text`], for lists and objects the first child and the
/// number of children.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) key: Text,
    pub(super) parent: u32,
    pub(super) next: u32,
    pub(super) first: u32,
    pub(super) len: u32,
    /// Of an object, the [`sign`]s of its members' names, those of members that are gone included.
    pub(super) signs: u16,
    pub(super) tag: Tag,
}

/// One file.
pub(super) struct Tree<'s> {
    pub(super) path: &'s str,
    pub(super) text: Cow<'s, str>,
    /// Texts that had escapes, one after the other.
    pub(super) decoded: String,
    /// The first is the root.
    pub(super) slots: Vec<Slot>,
    /// The nodes that overlays brought in: which overlay, and its node.
    pub(super) brought: HashMap<u32, (usize, u32)>,
}

impl fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tree({}, {} nodes)", self.path, self.slots.len())
    }
}

const ROOT: Text = Text { start: 0, len: 0 };
const NOTHING: Slot =
    Slot { key: ROOT, parent: NONE, next: NONE, first: NONE, len: 0, signs: 0, tag: Tag::Null };

impl Tree<'_> {
    pub(super) fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    /// The texts that may lead to other files: of `$ref`s, and of a discriminator's `mapping`.
    pub(super) fn reference_texts(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().filter(|slot| slot.tag == Tag::Text).filter_map(|slot| {
            let is_reference = self.text(slot.key) == "$ref"
                || (slot.parent != NONE && self.text(self.slot(slot.parent).key) == "mapping");
            is_reference.then(|| self.text(Text { start: slot.first, len: slot.len }))
        })
    }

    pub(super) fn slot(&self, at: u32) -> &Slot {
        self.slots.get(at as usize).unwrap_or(&NOTHING)
    }

    pub(super) fn text(&self, text: Text) -> &str {
        let (from, start) = if text.start & DECODED == 0 {
            (self.text.as_ref(), text.start as usize)
        } else {
            (self.decoded.as_str(), (text.start & !DECODED) as usize)
        };
        from.get(start..start + text.len as usize).unwrap_or_default()
    }
}

/// A handle on one node of a tree; as cheap to copy as a reference.
#[derive(Clone, Copy)]
pub struct Node<'f> {
    tree: &'f Tree<'f>,
    at: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind<'f> {
    Null,
    Bool(bool),
    /// Its characters.
    Number(&'f str),
    Text(&'f str),
    List,
    Object,
}

impl<'f> Node<'f> {
    pub fn kind(self) -> NodeKind<'f> {
        let slot = self.tree.slot(self.at);
        match slot.tag {
            Tag::Null => NodeKind::Null,
            Tag::False => NodeKind::Bool(false),
            Tag::True => NodeKind::Bool(true),
            Tag::Number => NodeKind::Number(self.own_text(slot)),
            Tag::Text => NodeKind::Text(self.own_text(slot)),
            Tag::List => NodeKind::List,
            Tag::Object => NodeKind::Object,
        }
    }

    fn own_text(self, slot: &Slot) -> &'f str {
        self.tree.text(Text { start: slot.first, len: slot.len })
    }

    /// The path of its file.
    pub fn file(self) -> &'f str {
        self.tree.path
    }

    /// The root of its file.
    pub fn root(self) -> Self {
        Self { tree: self.tree, at: 0 }
    }

    /// The node it is a child of.
    pub fn parent(self) -> Option<Self> {
        let parent = self.tree.slot(self.at).parent;
        (parent != NONE).then_some(Self { tree: self.tree, at: parent })
    }

    /// Its name, if it is the member of an object.
    pub fn key(self) -> Option<&'f str> {
        let slot = self.tree.slot(self.at);
        (slot.parent != NONE && self.tree.slot(slot.parent).tag == Tag::Object)
            .then(|| self.tree.text(slot.key))
    }

    pub fn is_null(self) -> bool {
        self.tree.slot(self.at).tag == Tag::Null
    }

    pub fn is_object(self) -> bool {
        self.tree.slot(self.at).tag == Tag::Object
    }

    pub fn is_list(self) -> bool {
        self.tree.slot(self.at).tag == Tag::List
    }

    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            NodeKind::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub fn as_text(self) -> Option<&'f str> {
        match self.kind() {
            NodeKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number's characters.
    pub fn as_number(self) -> Option<&'f str> {
        match self.kind() {
            NodeKind::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The characters of a text, a number or a boolean.
    pub fn scalar_text(self) -> Option<&'f str> {
        match self.kind() {
            NodeKind::Text(text) | NodeKind::Number(text) => Some(text),
            NodeKind::Bool(true) => Some("true"),
            NodeKind::Bool(false) => Some("false"),
            NodeKind::Null | NodeKind::List | NodeKind::Object => None,
        }
    }

    /// How many children it has.
    pub fn len(self) -> usize {
        let slot = self.tree.slot(self.at);
        if matches!(slot.tag, Tag::List | Tag::Object) { slot.len as usize } else { 0 }
    }

    /// Whether it has no children.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Its children: the items of a list, the values of an object.
    pub fn children(self) -> Children<'f> {
        let slot = self.tree.slot(self.at);
        let next = if matches!(slot.tag, Tag::List | Tag::Object) { slot.first } else { NONE };
        Children { tree: self.tree, next }
    }

    /// The items, if it is a list.
    pub fn items(self) -> impl Iterator<Item = Node<'f>> {
        let list = self.is_list();
        self.children().take_while(move |_| list)
    }

    /// The members, if it is an object, in document order.
    pub fn members(self) -> impl Iterator<Item = (&'f str, Node<'f>)> {
        let object = self.is_object();
        self.children()
            .take_while(move |_| object)
            .map(|child| (child.tree.text(child.tree.slot(child.at).key), child))
    }

    /// The member of that name.
    pub fn get(self, name: &str) -> Option<Node<'f>> {
        // Most names differ in length already: the text is looked at only where they don't.
        let tree = self.tree;
        if tree.slot(self.at).signs & sign(name) == 0 {
            return None;
        }
        let is_it = |child: &Node<'f>| {
            let key = tree.slot(child.at).key;
            key.len as usize == name.len() && tree.text(key) == name
        };
        self.is_object().then(|| self.children().find(is_it)).flatten()
    }

    /// The item at that index.
    pub fn item(self, index: usize) -> Option<Node<'f>> {
        self.items().nth(index)
    }

    /// The JSON pointer from its file's root: `/paths/~1users/get`.
    pub fn pointer(self) -> String {
        let mut steps = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            steps.push(match node.key() {
                Some(key) => key.replace('~', "~0").replace('/', "~1"),
                None => parent.children().position(|child| child == node).unwrap_or_default().to_string(),
            });
            node = parent;
        }
        steps.iter().rev().fold(String::new(), |pointer, step| pointer + "/" + step)
    }

    /// The node that a JSON pointer leads to from here; `""` is the node itself.
    pub fn at(self, pointer: &str) -> Option<Node<'f>> {
        let mut node = self;
        for step in pointer.strip_prefix('/').map(|rest| rest.split('/')).into_iter().flatten() {
            node = if node.is_list() {
                node.item(step.parse().ok()?)?
            } else if step.contains('~') {
                node.get(&step.replace("~1", "/").replace("~0", "~"))?
            } else {
                node.get(step)?
            };
        }
        (pointer.is_empty() || pointer.starts_with('/')).then_some(node)
    }

    /// The objects of its whole file that have a text of one of these names, with the name and the text.
    pub(crate) fn texts_named(
        self,
        names: &'static [&'static str],
    ) -> impl Iterator<Item = (Self, &'static str, &'f str)> {
        let tree = self.tree;
        tree.slots.iter().filter(|slot| slot.tag == Tag::Text && slot.parent != NONE).filter_map(
            move |slot| {
                let key = tree.text(slot.key);
                let name = names.iter().find(|name| **name == key)?;
                let text = tree.text(Text { start: slot.first, len: slot.len });
                Some((Self { tree, at: slot.parent }, *name, text))
            },
        )
    }

    pub(super) fn new(tree: &'f Tree<'f>, at: u32) -> Self {
        Self { tree, at }
    }

    pub(crate) fn index(self) -> u32 {
        self.at
    }

    pub(super) fn slot(self) -> Slot {
        *self.tree.slot(self.at)
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && std::ptr::eq(self.tree.path, other.tree.path)
    }
}

impl Eq for Node<'_> {}

impl std::hash::Hash for Node<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.at.hash(state);
        self.tree.path.as_ptr().hash(state);
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.file(), self.pointer())
    }
}

/// The children of a node.
#[derive(Clone)]
pub struct Children<'f> {
    tree: &'f Tree<'f>,
    next: u32,
}

impl<'f> Iterator for Children<'f> {
    type Item = Node<'f>;

    fn next(&mut self) -> Option<Node<'f>> {
        if self.next == NONE {
            return None;
        }
        let node = Node { tree: self.tree, at: self.next };
        self.next = self.tree.slot(self.next).next;
        Some(node)
    }
}
