//! `$ref`s: from a text to the node it leads to.
//!
//! Files are those of the [`Forest`](crate::parse::Forest) only, which holds nothing from outside the vendor's folder.
//! What people write for the right reference is understood and noted: `#definitions/A`, a bare schema name, a
//! `definitions` that moved to `components.schemas`. Each reference is looked up once per file.

use super::reader::{Reader, place};
use crate::diagnostics::{Code, Diagnostic, catalogue, nearest};
use crate::parse::Node;
use crate::parse::reference::{self, Target};
use std::borrow::Cow;
use std::collections::HashMap;

/// Objects with more members are indexed by name.
const INDEXED: usize = 24;

/// How many references may follow each other before they are taken for a circle.
const MOST_HOPS: usize = 64;

/// What is known about references already.
#[derive(Default)]
pub(super) struct References<'f> {
    /// By the root of the file they are written in.
    known: HashMap<(Node<'f>, &'f str), Result<Node<'f>, Dangling>>,
    /// Members of large objects.
    members: HashMap<Node<'f>, HashMap<&'f str, Node<'f>>>,
    /// `$anchor`s and `$dynamicAnchor`s by file, `$id`s of all files; made when one is asked for.
    anchors: Option<HashMap<Node<'f>, HashMap<&'f str, Node<'f>>>>,
    identities: Option<HashMap<&'f str, Node<'f>>>,
    /// How many look-ups are under way inside each other.
    depth: usize,
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug)]
struct Dangling {
    code: Code,
    message: String,
    help: Option<String>,
}

impl<'f> Reader<'f, '_> {
    /// The node that a `$ref` leads to. `at` is the `$ref`'s own value; what is wrong with it is reported.
    pub(super) fn target(&mut self, at: Node<'f>) -> Option<Node<'f>> {
        let Some(text) = at.as_text() else {
            let message = format!("`$ref` must be a text, found {}", at.describe());
            self.report(Diagnostic::new(catalogue::REF_NOT_TEXT, message, place(at), "left out"));
            return None;
        };
        match self.look_up(at, text) {
            Ok(node) => Some(node),
            Err(dangling) => {
                let mut diagnostic =
                    Diagnostic::new(dangling.code, dangling.message, place(at), "leads nowhere");
                diagnostic.help.extend(dangling.help);
                self.report(diagnostic);
                None
            }
        }
    }

    /// Like [`Reader::target`], without a word: for texts that may be references or not.
    pub(super) fn quiet_target(&mut self, at: Node<'f>, text: &'f str) -> Option<Node<'f>> {
        self.look_up(at, text).ok()
    }

    /// The node itself, or what its `$ref` leads to in the end.
    pub(super) fn follow(&mut self, node: Node<'f>) -> Option<Node<'f>> {
        let mut node = node;
        for _ in 0..MOST_HOPS {
            let Some(reference) = node.get("$ref") else { return Some(node) };
            node = self.target(reference)?;
        }
        let message = "these references lead to each other and nowhere else";
        self.report(Diagnostic::new(catalogue::CYCLE, message, place(node), "part of the circle"));
        None
    }

    fn look_up(&mut self, at: Node<'f>, text: &'f str) -> Result<Node<'f>, Dangling> {
        let key = (at.root(), text);
        if let Some(known) = self.references.known.get(&key) {
            return known.clone();
        }
        let found = self.search(at, text);
        self.references.known.insert(key, found.clone());
        found
    }

    fn search(&mut self, at: Node<'f>, text: &'f str) -> Result<Node<'f>, Dangling> {
        let text = text.trim();
        let forest = self.forest;
        match reference::parse(at.file(), text) {
            Target::Local { file: None, fragment } => self.in_file(at, at.root(), text, &fragment),
            Target::Local { file: Some(path), fragment } => {
                if !reference::is_under(&path, forest.folder()) {
                    return Err(outside(text));
                }
                match forest.file(&path) {
                    Some(root) => self.in_file(at, root, text, &fragment),
                    None => self.by_identity(text).or_else(|| self.by_name(at, text)).ok_or_else(|| {
                        let files = forest.files().map(Node::file);
                        Dangling {
                            code: catalogue::DANGLING,
                            message: format!(
                                "`{text}` leads to the file `{path}`, which is not there or could not be read"
                            ),
                            help: nearest(&path, files).map(|file| format!("did you mean `{file}`?")),
                        }
                    }),
                }
            }
            Target::Outside => Err(outside(text)),
            Target::Remote => self.by_identity(text).ok_or_else(|| Dangling {
                code: catalogue::REMOTE,
                message: format!("`{text}` leads to the network, from where nothing is fetched"),
                help: Some("put the file into the document's folder and refer to it there".to_owned()),
            }),
        }
    }

    fn in_file(
        &mut self,
        at: Node<'f>,
        root: Node<'f>,
        text: &str,
        fragment: &str,
    ) -> Result<Node<'f>, Dangling> {
        if fragment.is_empty() {
            return Ok(root);
        }
        if !fragment.starts_with('/') {
            if let Some(node) = self.anchor(root, fragment) {
                return Ok(node);
            }
            if let Ok(node) = self.walk(root, &format!("/{fragment}")) {
                self.lacking(at, &format!("`{text}` lacks a `/` after `#`"), "read as if it were there");
                return Ok(node);
            }
        }
        let raw = text.split_once('#').map_or("", |(_, raw)| raw);
        let missing = match self.walk(root, fragment) {
            Ok(node) => return Ok(node),
            Err(missing) => missing,
        };
        if let Ok(node) = self.walk(root, raw) {
            return Ok(node);
        }
        if let Some(node) = self.elsewhere(root, fragment) {
            let done = format!("read as `#{}`", node.pointer());
            self.lacking(at, &format!("there is no `{text}`"), &done);
            return Ok(node);
        }
        let names: Vec<&str> = missing.node.members().map(|(name, _)| name).collect();
        Err(Dangling {
            code: catalogue::DANGLING,
            message: format!("there is no `{}` where `{text}` leads", missing.step),
            help: nearest(&missing.step, names).map(|name| format!("did you mean `{name}`?")),
        })
    }

    /// The node at a pointer, references on the way followed.
    fn walk(&mut self, root: Node<'f>, pointer: &str) -> Result<Node<'f>, Missing<'f>> {
        let mut node = root;
        let mut hops = 0;
        for raw in pointer.strip_prefix('/').unwrap_or(pointer).split('/') {
            let step = if raw.contains('~') {
                raw.replace("~1", "/").replace("~0", "~").into()
            } else {
                Cow::Borrowed(raw)
            };
            loop {
                if let Some(child) = self.child(node, &step) {
                    node = child;
                    break;
                }
                hops += 1;
                let next = node.get("$ref").and_then(|next| Some((next, next.as_text()?)));
                match next.map(|(at, text)| self.look_up_inside(at, text)) {
                    Some(Ok(target)) if hops < MOST_HOPS => node = target,
                    _ => return Err(Missing { node, step: step.into_owned() }),
                }
            }
        }
        Ok(node)
    }

    /// [`Reader::look_up`] while another look-up is under way: a circle of them ends here.
    fn look_up_inside(&mut self, at: Node<'f>, text: &'f str) -> Result<Node<'f>, Dangling> {
        let circle = Dangling {
            code: catalogue::CYCLE,
            message: format!("`{text}` leads through itself"),
            help: None,
        };
        let key = (at.root(), text);
        if let Some(known) = self.references.known.get(&key) {
            return known.clone();
        }
        if self.references.depth >= MOST_HOPS {
            return Err(circle);
        }
        self.references.known.insert(key, Err(circle));
        self.references.depth += 1;
        let found = self.search(at, text);
        self.references.depth -= 1;
        self.references.known.insert(key, found.clone());
        found
    }

    /// A child by name or index.
    pub(super) fn child(&mut self, node: Node<'f>, step: &str) -> Option<Node<'f>> {
        if node.is_list() {
            return node.item(step.parse().ok()?);
        }
        if node.len() < INDEXED {
            return node.get(step);
        }
        let members = self.references.members.entry(node).or_insert_with(|| node.members().collect());
        members.get(step).copied()
    }

    /// Where the same thing is kept in the other versions of OpenAPI.
    fn elsewhere(&mut self, root: Node<'f>, fragment: &str) -> Option<Node<'f>> {
        const MOVED: &[(&str, &str)] = &[
            ("/definitions/", "/components/schemas/"),
            ("/parameters/", "/components/parameters/"),
            ("/responses/", "/components/responses/"),
            ("/securityDefinitions/", "/components/securitySchemes/"),
            ("/components/schema/", "/components/schemas/"),
            ("/components/definitions/", "/components/schemas/"),
            ("/schemas/", "/components/schemas/"),
        ];
        MOVED.iter().flat_map(|(old, new)| [(old, new), (new, old)]).find_map(|(from, to)| {
            let rest = fragment.strip_prefix(from)?;
            self.walk(root, &format!("{to}{rest}")).ok()
        })
    }

    /// `$ref: Ticket`, for a schema of that name.
    pub(super) fn by_name(&mut self, at: Node<'f>, name: &str) -> Option<Node<'f>> {
        let root = at.root();
        let schemas = root.at("/components/schemas").or_else(|| root.get("definitions"))?;
        self.child(schemas, name)
    }

    fn anchor(&mut self, root: Node<'f>, name: &str) -> Option<Node<'f>> {
        let forest = self.forest;
        let anchors = self.references.anchors.get_or_insert_with(|| {
            let mut anchors: HashMap<Node<'f>, HashMap<&str, Node<'f>>> = HashMap::new();
            for (node, keyword, text) in forest.files().flat_map(marks) {
                let name = if keyword == "$id" { text.strip_prefix('#') } else { Some(text) };
                if let Some(name) = name {
                    anchors.entry(node.root()).or_default().entry(name).or_insert(node);
                }
            }
            anchors
        });
        anchors.get(&root)?.get(name).copied()
    }

    /// A schema whose `$id` is the reference, or ends in it.
    fn by_identity(&mut self, text: &str) -> Option<Node<'f>> {
        let (id, fragment) = text.split_once('#').unwrap_or((text, ""));
        let forest = self.forest;
        let identities = self.references.identities.get_or_insert_with(|| {
            // OpenAPI 3.2 names a whole document by `$self`
            let own = |node: Node<'f>, keyword| keyword == "$id" || keyword == "$self" && node == node.root();
            let marks = forest.files().flat_map(marks).filter(|(node, keyword, _)| own(*node, *keyword));
            marks.map(|(node, _, text)| (text.trim_end_matches('#'), node)).collect()
        });
        let node = identities.get(id).copied().or_else(|| {
            let tail = |known: &str| known.strip_suffix(id).is_some_and(|head| head.ends_with('/'));
            let mut named: Vec<_> = identities.iter().filter(|(known, _)| tail(known)).collect();
            named.sort_unstable_by_key(|(known, _)| **known);
            named.first().map(|(_, node)| **node)
        })?;
        match fragment {
            "" => Some(node),
            pointer if pointer.starts_with('/') => self.walk(node, pointer).ok(),
            anchor => self.anchor(node.root(), anchor),
        }
    }
}

/// How far a pointer led.
struct Missing<'f> {
    node: Node<'f>,
    step: String,
}

fn outside(text: &str) -> Dangling {
    Dangling {
        code: catalogue::OUTSIDE,
        message: format!("`{text}` leads out of the documents' folder"),
        help: Some("put the file under the folder and refer to it there".to_owned()),
    }
}

/// Every object of a file that has an `$id`, `$self`, `$anchor` or `$dynamicAnchor`.
fn marks<'f>(root: Node<'f>) -> impl Iterator<Item = (Node<'f>, &'static str, &'f str)> {
    root.texts_named(&["$id", "$self", "$anchor", "$dynamicAnchor"])
}
