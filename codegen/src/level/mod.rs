//! level: typed documents to one self-contained OpenAPI 3.0 document, through `openapiv3`'s types.
//!
//! In: one vendor's [`Documents`], whatever their version, form and number of files. Out: the operations that the
//! selection takes and all that they reach, each schema, parameter, request body and response once under `components`.
//! What OpenAPI 3.0 cannot express is left out and reported (T317), so that nothing disappears silently.

mod operations;
mod parameters;
mod schemas;

use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::lower::Selection;
use crate::output::{Output, OutputFile};
use crate::parse::{self, Input, Node, NodeKind};
use crate::resolve::{self, Document, Documents, SchemaId};
use crate::source::Sources;
use indexmap::IndexMap;
use openapiv3::{Components, Info, OpenAPI, ReferenceOr, Tag};
use serde_json::Value;
use std::collections::{HashMap, HashSet, VecDeque};

/// What of a document is written.
#[derive(Clone, Debug, Default)]
pub struct LevelOptions {
    /// Globs over operation ids, tags and `METHOD /path`; empty: all operations.
    pub operations: Vec<String>,
    /// Leaves out descriptions, summaries, examples and vendor extensions: what remains are names, types and rules.
    pub facts: bool,
}

/// The path of the only file in [`Output::files`].
const FILE: &str = "openapi.json";

/// The document at `root_file`, and every file that it refers to, as one OpenAPI 3.0 document in JSON.
pub fn level(sources: &Sources, root_file: &str, options: &LevelOptions) -> Output {
    let mut output = Output::default();
    let selection = match options.operations.as_slice() {
        [] => Selection::everything(),
        globs => Selection::operations(globs),
    };
    let roots = [root_file];
    let forest = parse::load(Input { sources, folder: "", roots: &roots }, &mut output.diagnostics);
    let documents = resolve::read(&forest, &mut output.diagnostics);
    selection.check(&documents, &mut output.diagnostics);
    let Some(document) = documents.documents.first() else { return output };
    let mut writer = Writer::new(&documents, document, options.facts, &mut output.diagnostics);
    let written = writer.document(&selection);
    let count = writer.operations;
    // Every type of the document is a map, a sequence or a scalar: writing it to memory cannot fail.
    let mut contents = serde_json::to_string_pretty(&written).unwrap_or_default();
    contents.push('\n');
    output.summary.operations.generated = count;
    output.summary.schemas.generated = written.components.map_or(0, |it| it.schemas.len());
    output.files.push(OutputFile { path: FILE.to_owned(), contents });
    output
}

/// The state of writing one document.
struct Writer<'f, 'd> {
    documents: &'d Documents<'f>,
    root: &'d Document<'f>,
    facts: bool,
    diags: &'d mut Vec<Diagnostic>,
    components: Components,
    /// The component of each schema that a reference leads to.
    schemas: HashMap<SchemaId, String>,
    /// Schemas that have a component's name and are yet to be written.
    due: VecDeque<SchemaId>,
    /// The component of each parameter, request body and response that several operations share.
    shared: HashMap<Node<'f>, String>,
    /// The names that components have, each after its kind: `schemas/Pet`.
    taken: HashSet<String>,
    /// What was reported: a component that many operations share is reported once.
    reported: HashSet<(String, String)>,
    operations: usize,
}

impl<'f, 'd> Writer<'f, 'd> {
    fn new(
        documents: &'d Documents<'f>,
        root: &'d Document<'f>,
        facts: bool,
        diags: &'d mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            documents,
            root,
            facts,
            diags,
            components: Components::default(),
            schemas: HashMap::new(),
            due: VecDeque::new(),
            shared: HashMap::new(),
            taken: HashSet::new(),
            reported: HashSet::new(),
            operations: 0,
        }
    }

    fn document(&mut self, selection: &Selection) -> OpenAPI {
        let root = self.root;
        // With no selection, components that no operation reaches are kept: other tools offer their types.
        if selection.operations.is_none() {
            for (_, id) in &root.schemas {
                self.component(*id);
            }
        }
        let paths = self.paths(selection);
        self.webhooks(selection);
        while let Some(id) = self.due.pop_front() {
            let schema = self.schema(id);
            let name = self.schemas.get(&id).cloned().unwrap_or_default();
            self.components.schemas.insert(name, schema);
        }
        self.security_schemes();
        let components = &mut self.components;
        components.schemas.sort_keys();
        components.parameters.sort_keys();
        components.request_bodies.sort_keys();
        components.responses.sort_keys();
        let mut info = Info {
            title: root.title.to_owned(),
            description: self.prose(root.description),
            version: root.version_text.to_owned(),
            ..Info::default()
        };
        if let Some(stated) = root.node.get("info") {
            info.extensions = self.extensions(stated);
        }
        OpenAPI {
            openapi: "3.0.3".to_owned(),
            info,
            servers: self.servers(&root.servers),
            paths,
            components: Some(std::mem::take(&mut self.components)),
            // A document that states none has none; `resolve` reads it as "whatever is given".
            security: root.node.get("security").map(|_| security(&root.security)),
            tags: self.tags(),
            external_docs: None,
            extensions: self.extensions(root.node),
        }
    }

    /// The tags that operations have, in the document's order.
    fn tags(&self) -> Vec<Tag> {
        let tags = self.root.tags.iter().map(|tag| Tag {
            name: tag.name.to_owned(),
            description: self.prose(tag.description),
            ..Tag::default()
        });
        tags.collect()
    }

    /// A description, unless only facts are wanted.
    fn prose(&self, text: Option<&str>) -> Option<String> {
        text.filter(|text| !self.facts && !text.is_empty()).map(str::to_owned)
    }

    /// The vendor extensions of an object. Those that change what a type is stay among the facts.
    fn extensions(&self, node: Node<'f>) -> IndexMap<String, Value> {
        const READ: &[&str] = &[
            "x-extensible-enum",
            "x-enum-varnames",
            "x-enumNames",
            "x-enum-names",
            "x-ms-discriminator-value",
            "x-is-money",
        ];
        // `nullable` and `webhooks` say the same in the words of another version.
        let wanted = |name: &str| {
            name.starts_with("x-")
                && !["x-nullable", "x-webhooks", "x-ms-paths", "x-ms-parameterized-host"].contains(&name)
                && (!self.facts || READ.contains(&name) || name.starts_with("x-tributary-"))
        };
        let members = node.members().filter(|(name, _)| wanted(name));
        members.map(|(name, value)| (name.to_owned(), json(value))).collect()
    }

    /// A name for a component of this kind: the wanted one where it is free, as OpenAPI allows it.
    fn free_name(&mut self, kind: &str, wanted: &str) -> String {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let plain: String = wanted.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
        let plain = if plain.is_empty() { "Unnamed".to_owned() } else { plain };
        let mut name = plain.clone();
        let mut number = 2;
        while !self.taken.insert(format!("{kind}/{name}")) {
            name = format!("{plain}_{number}");
            number += 1;
        }
        name
    }

    /// The component of a shared parameter, request body or response, which is written when it is first met.
    fn share<T>(
        &mut self,
        kind: &str,
        component: Option<&str>,
        node: Node<'f>,
        write: impl FnOnce(&mut Self) -> T,
        list: impl FnOnce(&mut Components) -> &mut IndexMap<String, ReferenceOr<T>>,
    ) -> ReferenceOr<T> {
        let Some(wanted) = component.filter(|_| is_component(node)) else {
            return ReferenceOr::Item(write(self));
        };
        if !self.shared.contains_key(&node) {
            let name = self.free_name(kind, wanted);
            self.shared.insert(node, name.clone());
            let written = write(self);
            list(&mut self.components).insert(name, ReferenceOr::Item(written));
        }
        let name = self.shared.get(&node).cloned().unwrap_or_default();
        ReferenceOr::Reference { reference: format!("#/components/{kind}/{name}") }
    }

    /// Reports what OpenAPI 3.0 cannot express.
    fn cannot(&mut self, node: Node<'f>, what: &str, done: &str) {
        let place = Place::pointer(node.file(), node.pointer());
        if !self.reported.insert((node.file().to_owned(), format!("{} {what}", node.pointer()))) {
            return;
        }
        self.diags.push(Diagnostic::new(
            catalogue::NOT_IN_OPENAPI_30,
            format!("OpenAPI 3.0 cannot express {what}"),
            place,
            done,
        ));
    }
}

/// Whether a node is an entry of `components` (or of one of Swagger 2.0's own lists), and not written in place.
fn is_component(node: Node<'_>) -> bool {
    let holder = node.parent().and_then(Node::parent);
    holder.is_some_and(|holder| holder.key() == Some("components") || holder.parent().is_none())
}

fn security(stated: &[crate::ir::SecurityRequirement]) -> Vec<openapiv3::SecurityRequirement> {
    stated.iter().map(|requirement| requirement.schemes.iter().cloned().collect()).collect()
}

/// A value as written. A number that JSON's own types do not hold exactly is the nearest one.
fn json(node: Node<'_>) -> Value {
    match node.kind() {
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => Value::Bool(value),
        NodeKind::Number(text) => number(text),
        NodeKind::Text(text) => Value::String(text.to_owned()),
        NodeKind::List => Value::Array(node.items().map(json).collect()),
        NodeKind::Object => {
            Value::Object(node.members().map(|(name, value)| (name.to_owned(), json(value))).collect())
        }
    }
}

fn number(text: &str) -> Value {
    serde_json::from_str::<serde_json::Number>(text)
        .or_else(|_| serde_json::from_str(text.trim_start_matches('+')))
        .map_or_else(|_| Value::String(text.to_owned()), Value::Number)
}
