//! The reader: what all parts of this stage share. Facts are taken from nodes leniently, and nothing is dropped without
//! a word.

use super::references::References;
use super::schema::{Schema, SchemaId, Schemas};
use super::{Body, Parameter, Response, Tally, Version};
use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::parse::{Forest, Node, NodeKind};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::{BTreeMap, VecDeque};

/// The state of reading one vendor's documents.
pub(super) struct Reader<'f, 'd> {
    pub(super) forest: &'f Forest<'f>,
    pub(super) diags: &'d mut Vec<Diagnostic>,
    pub(super) schemas: Schemas<'f>,
    /// Schemas that have an id and are yet to be read.
    pub(super) due: VecDeque<Due>,
    /// The id of each schema node.
    pub(super) ids: FxHashMap<Node<'f>, SchemaId>,
    /// Of the document being read, or of the one that led to what is being read.
    pub(super) version: Version,
    /// The root of the document being read.
    pub(super) root: Node<'f>,
    pub(super) tally: Tally,
    /// How often an operation went without a parameter, a body or a response that it states.
    pub(super) lost: usize,
    /// What is being read is a request of the vendor's.
    pub(super) sent: bool,
    pub(super) references: References<'f>,
    /// What was read through a reference, so that it is read, and complained of, once.
    pub(super) parameters: FxHashMap<Node<'f>, Option<Parameter<'f>>>,
    pub(super) responses: FxHashMap<Node<'f>, Option<Response<'f>>>,
    pub(super) bodies: FxHashMap<Node<'f>, Option<Body<'f>>>,
    /// Keywords no client can follow, with the first place of each and how many there are.
    pub(super) ignored: BTreeMap<&'static str, (Node<'f>, usize)>,
}

/// A schema yet to be read.
pub(super) struct Due {
    pub(super) id: SchemaId,
    pub(super) version: Version,
    pub(super) form: Form,
}

/// What kind of object a schema is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Schema,
    /// A Swagger 2.0 parameter, header or item, which is its own schema.
    Inline,
}

impl<'f, 'd> Reader<'f, 'd> {
    pub(super) fn new(forest: &'f Forest<'_>, root: Node<'f>, diags: &'d mut Vec<Diagnostic>) -> Self {
        // Of a document's values, one in six is a schema: as much as that needs no moving when more come.
        let room = forest.len() / 5;
        Self {
            forest,
            diags,
            schemas: Schemas::with_room(room),
            due: VecDeque::new(),
            ids: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            version: Version::V30,
            root,
            tally: Tally::default(),
            lost: 0,
            sent: false,
            references: References::default(),
            parameters: FxHashMap::default(),
            responses: FxHashMap::default(),
            bodies: FxHashMap::default(),
            ignored: BTreeMap::new(),
        }
    }
}

impl<'f> Reader<'f, '_> {
    /// The id of the schema that a node is; it will be read later.
    pub(super) fn schema(&mut self, node: Node<'f>, form: Form) -> SchemaId {
        if let Some(id) = self.ids.get(&node) {
            return *id;
        }
        let id = self.schemas.push(Schema::any(node));
        self.ids.insert(node, id);
        self.due.push_back(Due { id, version: self.version, form });
        id
    }

    /// A schema that no node states.
    pub(super) fn made(&mut self, schema: Schema<'f>) -> SchemaId {
        self.schemas.push(schema)
    }

    /// A text; numbers and booleans are taken for one.
    pub(super) fn text(&mut self, node: Node<'f>, name: &str) -> Option<&'f str> {
        let value = node.get(name)?;
        self.as_text(value)
    }

    pub(super) fn as_text(&mut self, value: Node<'f>) -> Option<&'f str> {
        match value.kind() {
            NodeKind::Text(text) => Some(text),
            NodeKind::Null => None,
            NodeKind::Number(_) | NodeKind::Bool(_) => {
                let text = value.scalar_text();
                self.repaired(value, "expected a text", "read as the text that is written here");
                text
            }
            NodeKind::List | NodeKind::Object => {
                self.wrong(value, "a text");
                None
            }
        }
    }

    /// A flag; absent is false.
    pub(super) fn flag(&mut self, node: Node<'f>, name: &str) -> Option<bool> {
        let value = node.get(name)?;
        match value.kind() {
            NodeKind::Bool(flag) => Some(flag),
            NodeKind::Null => None,
            NodeKind::Text(text)
                if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") =>
            {
                self.repaired(value, "expected true or false, without quotes", "read without its quotes");
                Some(text.eq_ignore_ascii_case("true"))
            }
            _ => {
                self.wrong(value, "`true` or `false`");
                None
            }
        }
    }

    /// The items of a list; one value where a list belongs is a list of it.
    pub(super) fn list(&mut self, node: Node<'f>, name: &str) -> Vec<Node<'f>> {
        let Some(value) = node.get(name) else { return Vec::new() };
        match value.kind() {
            NodeKind::List => value.items().collect(),
            NodeKind::Null => Vec::new(),
            NodeKind::Object if value.is_empty() => Vec::new(),
            _ => {
                self.repaired(value, "expected a list", "read as a list of this one item");
                vec![value]
            }
        }
    }

    /// The texts of a list.
    pub(super) fn texts(&mut self, node: Node<'f>, name: &str) -> Vec<&'f str> {
        self.list(node, name).into_iter().filter_map(|item| self.as_text(item)).collect()
    }

    /// An object; `null` and an empty list are an empty one.
    pub(super) fn object(&mut self, node: Node<'f>, name: &str) -> Option<Node<'f>> {
        let value = node.get(name)?;
        match value.kind() {
            NodeKind::Object => Some(value),
            NodeKind::Null => None,
            NodeKind::List if value.is_empty() => None,
            _ => {
                self.wrong(value, "an object");
                None
            }
        }
    }

    /// Reports what was read in spite of being wrong.
    pub(super) fn repaired(&mut self, node: Node<'f>, expected: &str, done: &str) {
        let message = format!("{expected}, found {}", node.describe());
        self.report(Diagnostic::new(catalogue::REPAIRED, message, place(node), done));
    }

    /// The same, where the message is not about the value found there.
    pub(super) fn lacking(&mut self, node: Node<'f>, what: &str, done: &str) {
        self.report(Diagnostic::new(catalogue::REPAIRED, what, place(node), done));
    }

    /// Reports a value that was left out.
    pub(super) fn wrong(&mut self, node: Node<'f>, expected: &str) {
        let message = format!("expected {expected}, found {}", node.describe());
        self.report(Diagnostic::new(catalogue::WRONG_TYPE, message, place(node), "left out"));
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diags.push(diagnostic);
    }

    /// Notes a keyword that has no place in a client.
    pub(super) fn ignore(&mut self, keyword: &'static str, node: Node<'f>) {
        self.ignored.entry(keyword).or_insert((node, 0)).1 += 1;
    }

    /// One note a keyword, with its first place.
    pub(super) fn report_ignored(&mut self) {
        for (keyword, (node, count)) in std::mem::take(&mut self.ignored) {
            let places = if count == 1 { "one place".to_owned() } else { format!("{count} places") };
            let message = format!("{keyword} in {places}");
            let diagnostic = Diagnostic::new(catalogue::KEYWORD_IGNORED, message, place(node), "left out");
            self.report(if count == 1 { diagnostic } else { diagnostic.note("this is the first of them") });
        }
    }
}

/// A node's place, for a diagnostic.
pub(super) fn place(node: Node<'_>) -> Place {
    Place::pointer(node.file(), node.pointer())
}
