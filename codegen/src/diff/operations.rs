//! Documents and their operations: which is which, and what of each is compared with what.

use super::change::{Change, Direction};
use super::graph::Graph;
use super::kinds::Kind;
use super::place::subject;
use super::security;
use super::usage::{Part, Reach};
use crate::ir::{Statuses, Style};
use crate::parse::Node;
use crate::resolve::{
    Body, Document, Documents, Encoding, Header, JsonTypes, Location, MediaType, Operation, Parameter,
    Response, Value,
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A schema pair that an operation has, and where.
pub(super) struct Root<'f> {
    /// Index into [`Draft::calls`].
    pub(super) call: usize,
    pub(super) part: Part<'f>,
    pub(super) pair: usize,
}

/// An operation of both documents, or of one.
pub(super) struct Call<'f> {
    /// `GET /tickets`
    pub(super) label: String,
    /// Of the document before, by which the mapping knows it; of the new one if it is new.
    pub(super) node: Node<'f>,
}

/// A change that is not inside a schema.
pub(super) struct Outside<'f> {
    pub(super) kind: Kind,
    pub(super) direction: Direction,
    pub(super) subject: String,
    pub(super) was: String,
    pub(super) is: String,
    pub(super) old: Option<Node<'f>>,
    pub(super) new: Option<Node<'f>>,
    /// `None`: the whole document.
    pub(super) call: Option<usize>,
    pub(super) part: Part<'f>,
}

/// The comparison while it is made.
pub(super) struct Draft<'d, 'f> {
    pub(super) graph: Graph<'d, 'f>,
    pub(super) calls: Vec<Call<'f>>,
    pub(super) roots: Vec<Root<'f>>,
    pub(super) outside: Vec<Outside<'f>>,
}

pub(super) fn compare(old: &Documents<'_>, new: &Documents<'_>, reach: Option<&Reach>) -> Vec<Change> {
    let mut comparison = Draft {
        graph: Graph::new(&old.schemas, &new.schemas),
        calls: Vec::new(),
        roots: Vec::new(),
        outside: Vec::new(),
    };
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for (before, after) in documents(old, new) {
        match (before, after) {
            (Some(before), Some(after)) => comparison.document((before, after), &mut gone, &mut come),
            (Some(before), None) => {
                gone.extend(before.operations.iter().map(|operation| (before, operation)))
            }
            (None, Some(after)) => come.extend(after.operations.iter().map(|operation| (after, operation))),
            (None, None) => {}
        }
    }
    comparison.one_sided((old, &gone), (new, &come));
    comparison.graph.compare();
    super::usage::changes(comparison, reach)
}

/// An operation and its document.
type Of<'d, 'f> = (&'d Document<'f>, &'d Operation<'f>);

/// The operation of a document with the same servers that is called in the same way.
fn elsewhere<'d, 'f>(
    documents: &'d Documents<'f>,
    document: &Document<'f>,
    operation: &Operation<'f>,
) -> Option<Of<'d, 'f>> {
    let urls = |document: &Document<'f>| -> Vec<String> {
        document.servers.iter().map(|server| server.url.to_string()).collect()
    };
    let wanted = (urls(document), shape(operation));
    let alike = documents.documents.iter().filter(|other| urls(other) == wanted.0);
    alike
        .flat_map(|other| other.operations.iter().map(move |operation| (other, operation)))
        .find(|(_, other)| shape(other) == wanted.1)
}

/// Which document became which: by the file's name, and where there is one on each side, those.
fn documents<'d, 'f>(
    old: &'d Documents<'f>,
    new: &'d Documents<'f>,
) -> Vec<(Option<&'d Document<'f>>, Option<&'d Document<'f>>)> {
    if let ([before], [after]) = (old.documents.as_slice(), new.documents.as_slice()) {
        return vec![(Some(before), Some(after))];
    }
    let name = |document: &Document<'f>| document.node.file().rsplit('/').next().unwrap_or_default();
    let mut pairs = Vec::new();
    for before in &old.documents {
        let after = new.documents.iter().find(|after| name(after) == name(before));
        pairs.push((Some(before), after));
    }
    let is_new = |after: &&Document<'f>| !old.documents.iter().any(|before| name(before) == name(after));
    pairs.extend(new.documents.iter().filter(is_new).map(|after| (None, Some(after))));
    pairs
}

/// A path with its placeholders' names left out.
fn shape(operation: &Operation<'_>) -> (String, String) {
    let mut path = String::new();
    for (index, piece) in operation.path.split('{').enumerate() {
        if index == 0 {
            path += piece;
        } else {
            path += "{}";
            path += piece.split_once('}').map_or("", |(_, rest)| rest);
        }
    }
    let path = path.trim_end_matches('/').to_owned();
    (operation.method.to_string(), path)
}

pub(super) fn label(operation: &Operation<'_>) -> String {
    format!("{} {}", operation.method, operation.path)
}

impl<'f> Draft<'_, 'f> {
    fn document<'d>(
        &mut self,
        (old, new): (&'d Document<'f>, &'d Document<'f>),
        gone: &mut Vec<Of<'d, 'f>>,
        come: &mut Vec<Of<'d, 'f>>,
    ) {
        let file =
            |document: &Document<'f>| document.node.file().rsplit('/').next().unwrap_or_default().to_owned();
        if old.version_text != new.version_text {
            let (was, is) = (old.version_text.to_owned(), new.version_text.to_owned());
            self.of_document(Kind::VersionChanged, file(new), (was, is), (old.node, new.node));
        }
        security::servers(self, old, new);
        security::schemes(self, old, new);
        for (before, after) in operations(&old.operations, &new.operations) {
            match (before, after) {
                (Some(before), Some(after)) => self.operation((old, before), (new, after)),
                (Some(before), None) => gone.push((old, before)),
                (None, Some(after)) => come.push((new, after)),
                (None, None) => {}
            }
        }
        self.requests_of_vendor(&old.webhooks, &new.webhooks);
        // A library of types.
        if old.operations.is_empty() && new.operations.is_empty() {
            let call = self.calls.len();
            self.calls.push(Call { label: file(new), node: old.node });
            for (name, before) in &old.schemas {
                if let Some((_, after)) = new.schemas.iter().find(|(other, _)| other == name) {
                    let pair = self.graph.pair(*before, *after, Direction::Response);
                    self.roots.push(Root { call, part: Part::Reply, pair });
                }
            }
        }
    }

    fn of_document(
        &mut self,
        kind: Kind,
        subject: String,
        (was, is): (String, String),
        (old, new): (Node<'f>, Node<'f>),
    ) {
        self.outside.push(Outside {
            kind,
            direction: Direction::Request,
            subject,
            was,
            is,
            old: Some(old),
            new: Some(new),
            call: None,
            part: Part::Call,
        });
    }

    /// Operations that one version of a document lacks. Vendors that publish a document for each kind of object repeat the
    /// same operations in all of them: what another document of the same servers has is not gone, and not new; what moved
    /// to another document is compared with what it is there.
    fn one_sided(
        &mut self,
        (old, gone): (&Documents<'f>, &[Of<'_, 'f>]),
        (new, come): (&Documents<'f>, &[Of<'_, 'f>]),
    ) {
        for (document, operation) in gone {
            match elsewhere(new, document, operation) {
                Some((other, after)) if come.iter().any(|(_, it)| it.node == after.node) => {
                    self.operation((document, operation), (other, after));
                }
                Some(_) => {}
                None => self.one(operation, Kind::OperationRemoved, true),
            }
        }
        for (document, operation) in come {
            if elsewhere(old, document, operation).is_none() {
                self.one(operation, Kind::OperationAdded, false);
            }
        }
    }

    /// An operation that only one document has.
    fn one(&mut self, operation: &Operation<'f>, kind: Kind, was: bool) {
        let call = self.calls.len();
        self.calls.push(Call { label: label(operation), node: operation.node });
        let node = Some(operation.node);
        self.outside.push(Outside {
            kind,
            direction: Direction::Request,
            subject: label(operation),
            was: String::new(),
            is: String::new(),
            old: node.filter(|_| was),
            new: node.filter(|_| !was),
            call: Some(call),
            part: Part::Call,
        });
    }

    fn operation(
        &mut self,
        (old_document, old): (&Document<'f>, &Operation<'f>),
        (new_document, new): (&Document<'f>, &Operation<'f>),
    ) {
        let call = self.calls.len();
        self.calls.push(Call { label: label(new), node: old.node });
        let mut note = At { comparison: self, call, old: old.node, new: new.node };
        if shape(old) != shape(new) {
            note.with(Kind::OperationMoved, format!("`{}`", label(old)), format!("`{}`", label(new)));
        } else if let (Some(was), Some(is)) = (old.id, new.id)
            && was != is
        {
            note.with(Kind::OperationIdChanged, format!("`{was}`"), format!("`{is}`"));
        }
        match (old.deprecated, new.deprecated) {
            (false, true) => note.of(Kind::OperationDeprecated),
            (true, false) => note.of(Kind::OperationRevived),
            _ => {}
        }
        if (old.summary, old.description) != (new.summary, new.description) {
            note.of(Kind::Described);
        }
        security::operation(self, call, (old_document, old), (new_document, new));
        self.parameters(call, old, new);
        self.body(call, (old.body.as_ref(), old.node), (new.body.as_ref(), new.node));
        self.responses(call, &old.responses, &new.responses);
        let requests = |operation: &Operation<'f>| -> Vec<Operation<'f>> {
            operation.callbacks.iter().map(|callback| callback.operation.clone()).collect()
        };
        self.requests_of_vendor(&requests(old), &requests(new));
    }

    fn parameters(&mut self, call: usize, old: &Operation<'f>, new: &Operation<'f>) {
        let mut left: Vec<&Parameter<'f>> = new.parameters.iter().filter(|it| !is_ignored(it)).collect();
        let mut gone = Vec::new();
        for before in old.parameters.iter().filter(|it| !is_ignored(it)) {
            match left.iter().position(|after| same_parameter(before, after)) {
                Some(at) => self.parameter(call, before, left.remove(at)),
                None => gone.push(before),
            }
        }
        let placeholders = |operation: &Operation<'f>| -> Vec<String> {
            let pieces = operation.path.split('{').skip(1).filter_map(|piece| piece.split_once('}'));
            pieces.map(|(name, _)| name.to_owned()).collect()
        };
        let (was_names, is_names) = (placeholders(old), placeholders(new));
        for before in gone {
            let place = was_names.iter().position(|name| name == before.name);
            let renamed = place.filter(|_| before.location == Location::Path).and_then(|at| is_names.get(at));
            let after = left.iter().position(|after| match renamed {
                Some(name) => after.location == Location::Path && after.name == name,
                None => after.name == before.name,
            });
            let subject = subject(before.node);
            let mut outside = Outside {
                kind: Kind::ParameterRemoved,
                direction: Direction::Request,
                subject,
                was: String::new(),
                is: String::new(),
                old: Some(before.node),
                new: None,
                call: Some(call),
                part: Part::Parameter(before.name),
            };
            if let Some(after) = after.map(|at| left.remove(at)) {
                let is_renamed = renamed.is_some();
                outside.kind = if is_renamed { Kind::ParameterRenamed } else { Kind::ParameterMoved };
                outside.new = Some(after.node);
                (outside.was, outside.is) = match is_renamed {
                    true => (format!("`{}`", before.name), format!("`{}`", after.name)),
                    false => (location(before.location).to_owned(), location(after.location).to_owned()),
                };
                self.outside.push(outside);
                self.parameter(call, before, after);
            } else {
                self.outside.push(outside);
            }
        }
        for after in left {
            let kind = if after.required { Kind::ParameterRequired } else { Kind::ParameterAdded };
            self.outside.push(Outside {
                kind,
                direction: Direction::Request,
                subject: subject(after.node),
                was: String::new(),
                is: String::new(),
                old: None,
                new: Some(after.node),
                call: Some(call),
                part: if after.required { Part::Call } else { Part::Parameter(after.name) },
            });
        }
    }

    fn parameter(&mut self, call: usize, old: &Parameter<'f>, new: &Parameter<'f>) {
        let mut note = |kind, was: String, is: String, part| {
            self.outside.push(Outside {
                kind,
                direction: Direction::Request,
                subject: subject(new.node),
                was,
                is,
                old: Some(old.node),
                new: Some(new.node),
                call: Some(call),
                part,
            });
        };
        let part = Part::Parameter(old.name);
        match (old.required, new.required) {
            (false, true) => note(Kind::ParameterBecameRequired, String::new(), String::new(), Part::Call),
            (true, false) => note(Kind::ParameterBecameOptional, String::new(), String::new(), part),
            _ => {}
        }
        match (old.deprecated, new.deprecated) {
            (false, true) => note(Kind::ParameterDeprecated, String::new(), String::new(), part),
            (true, false) => note(Kind::ParameterRevived, String::new(), String::new(), part),
            _ => {}
        }
        if old.description != new.description {
            note(Kind::Described, String::new(), String::new(), part);
        }
        let (was, is) = (self.style(&old.value, true), self.style(&new.value, false));
        if was != is {
            self.outside.push(Outside {
                kind: Kind::ParameterStyle,
                direction: Direction::Request,
                subject: subject(new.node),
                was,
                is,
                old: Some(old.node),
                new: Some(new.node),
                call: Some(call),
                part,
            });
        }
        self.value(call, part, Direction::Request, (&old.value, &new.value));
    }

    /// The pair of what a parameter or a header holds.
    fn value(
        &mut self,
        call: usize,
        part: Part<'f>,
        direction: Direction,
        (old, new): (&Value<'f>, &Value<'f>),
    ) {
        let schema = |value: &Value<'f>| match value {
            Value::Styled { schema, .. } => Some(*schema),
            Value::Content(content) => content.schema,
        };
        if let (Some(before), Some(after)) = (schema(old), schema(new)) {
            let pair = self.graph.pair(before, after, direction);
            self.roots.push(Root { call, part, pair });
        }
    }

    /// How a parameter is written, in words. `explode` makes no difference to a value that is one text.
    fn style(&mut self, value: &Value<'f>, before: bool) -> String {
        match value {
            Value::Content(content) => content.media_type.to_owned(),
            Value::Styled { schema, style, explode, .. } => {
                let views = if before { &mut self.graph.old } else { &mut self.graph.new };
                let kinds = views.view(*schema).kinds();
                let parts = kinds.contains(JsonTypes::ARRAY) || kinds.contains(JsonTypes::OBJECT);
                let plain = !parts && matches!(style, Style::Simple | Style::Form);
                match (plain, *explode) {
                    (true, _) => "plain text".to_owned(),
                    (false, true) => format!("{style:?}, exploded"),
                    (false, false) => format!("{style:?}"),
                }
            }
        }
    }

    fn body(
        &mut self,
        call: usize,
        (old, old_operation): (Option<&Body<'f>>, Node<'f>),
        (new, new_operation): (Option<&Body<'f>>, Node<'f>),
    ) {
        let old_node = old.map_or(old_operation, |body| body.node);
        let new_node = new.map_or(new_operation, |body| body.node);
        let subject = match (old, new) {
            (None, None) => return,
            (Some(body), None) | (_, Some(body)) if body.component.is_some() => subject(body.node),
            _ => format!("{} body", self.calls.get(call).map_or("", |call| call.label.as_str())),
        };
        let mut note = |kind| {
            self.outside.push(Outside {
                kind,
                direction: Direction::Request,
                subject: subject.clone(),
                was: String::new(),
                is: String::new(),
                old: Some(old_node),
                new: Some(new_node),
                call: Some(call),
                part: Part::Call,
            });
        };
        match (old, new) {
            (None, Some(body)) if body.required => note(Kind::BodyRequired),
            (None, Some(_)) => note(Kind::BodyAdded),
            (Some(_), None) => note(Kind::BodyRemoved),
            (Some(before), Some(after)) => {
                match (before.required, after.required) {
                    (false, true) => note(Kind::BodyBecameRequired),
                    (true, false) => note(Kind::BodyBecameOptional),
                    _ => {}
                }
                let contents = (before.contents.as_slice(), after.contents.as_slice());
                self.contents(
                    call,
                    Part::Body,
                    (Direction::Request, &subject),
                    (old_node, new_node),
                    contents,
                );
            }
            (None, None) => {}
        }
    }

    fn responses(&mut self, call: usize, old: &[Response<'f>], new: &[Response<'f>]) {
        let mut left: Vec<&Response<'f>> = new.iter().collect();
        let mut gone = Vec::new();
        for before in old {
            match left.iter().position(|after| after.statuses == before.statuses) {
                Some(at) => self.response(call, before, left.remove(at)),
                None => gone.push(before),
            }
        }
        for before in gone {
            let success = is_success(before.statuses);
            let moved = left.iter().position(|after| success && is_success(after.statuses));
            let mut outside = Outside {
                kind: if success { Kind::SuccessRemoved } else { Kind::ResponseRemoved },
                direction: Direction::Response,
                subject: self.of_call(call, &format!("response {}", status(before.statuses))),
                was: String::new(),
                is: String::new(),
                old: Some(before.node),
                new: None,
                call: Some(call),
                part: Part::Call,
            };
            if let Some(after) = moved.map(|at| left.remove(at)) {
                outside.kind = Kind::ResponseMoved;
                (outside.was, outside.is) = (status(before.statuses), status(after.statuses));
                outside.new = Some(after.node);
                self.outside.push(outside);
                self.response(call, before, after);
            } else {
                // Other successes are left: what they hold is compared with itself.
                if success && new.iter().any(|after| is_success(after.statuses)) {
                    outside.kind = Kind::ResponseRemoved;
                }
                self.outside.push(outside);
            }
        }
        for after in left {
            let subject = self.of_call(call, &format!("response {}", status(after.statuses)));
            self.outside.push(Outside {
                kind: Kind::ResponseAdded,
                direction: Direction::Response,
                subject,
                was: String::new(),
                is: String::new(),
                old: None,
                new: Some(after.node),
                call: Some(call),
                part: Part::Call,
            });
        }
    }

    /// A part of an operation in words: `GET /tickets response 200`.
    pub(super) fn of_call(&self, call: usize, part: &str) -> String {
        format!("{} {part}", self.calls.get(call).map_or("", |call| call.label.as_str()))
    }

    fn response(&mut self, call: usize, old: &Response<'f>, new: &Response<'f>) {
        let of = match new.component {
            Some(_) => subject(new.node),
            None => self.of_call(call, &format!("response {}", status(new.statuses))),
        };
        // HTTP knows no body with these, whatever a document describes.
        if !matches!(new.statuses, Statuses::Code(204 | 205 | 304)) {
            let contents = (old.contents.as_slice(), new.contents.as_slice());
            self.contents(call, Part::Reply, (Direction::Response, &of), (old.node, new.node), contents);
        }
        let header = |kind, name: &str, old, new| Outside {
            kind,
            direction: Direction::Response,
            subject: format!("{of} header {name}"),
            was: String::new(),
            is: String::new(),
            old,
            new,
            call: Some(call),
            part: Part::Header,
        };
        let same = |a: &Header<'f>, b: &Header<'f>| a.name.eq_ignore_ascii_case(b.name);
        let required =
            |header: &Header<'f>| header.node.get("required").and_then(Node::as_bool).unwrap_or(false);
        for before in &old.headers {
            let Some(after) = new.headers.iter().find(|after| same(before, after)) else {
                self.outside.push(header(
                    Kind::HeaderRemoved,
                    before.name,
                    Some(before.node),
                    Some(new.node),
                ));
                continue;
            };
            let nodes = (Some(before.node), Some(after.node));
            match (required(before), required(after)) {
                (true, false) => {
                    self.outside.push(header(Kind::HeaderBecameOptional, before.name, nodes.0, nodes.1));
                }
                (false, true) => {
                    self.outside.push(header(Kind::HeaderBecameRequired, before.name, nodes.0, nodes.1));
                }
                _ => {}
            }
            self.value(call, Part::Header, Direction::Response, (&before.value, &after.value));
        }
        for after in new.headers.iter().filter(|after| !old.headers.iter().any(|before| same(before, after)))
        {
            self.outside.push(header(Kind::HeaderAdded, after.name, None, Some(after.node)));
        }
    }

    fn contents(
        &mut self,
        call: usize,
        part: Part<'f>,
        (direction, subject): (Direction, &str),
        (old_node, new_node): (Node<'f>, Node<'f>),
        (old, new): (&[MediaType<'f>], &[MediaType<'f>]),
    ) {
        let note = |kind, was: String, is: String| Outside {
            kind,
            direction,
            subject: subject.to_owned(),
            was,
            is,
            old: Some(old_node),
            new: Some(new_node),
            call: Some(call),
            part: Part::Call,
        };
        let mut found = Vec::new();
        for before in old {
            let name = essence(before.media_type);
            let Some(after) = new.iter().find(|after| essence(after.media_type) == name) else {
                found.push(note(Kind::MediaTypeRemoved, format!("`{}`", before.media_type), String::new()));
                continue;
            };
            let schemas = [(before.schema, after.schema), (before.item_schema, after.item_schema)];
            for (was, is) in schemas {
                match (was, is) {
                    (Some(was), Some(is)) => {
                        let pair = self.graph.pair(was, is, direction);
                        self.roots.push(Root { call, part, pair });
                    }
                    (Some(_), None) => found.push(note(Kind::SchemaRemoved, String::new(), String::new())),
                    (None, Some(_)) => found.push(note(Kind::SchemaAdded, String::new(), String::new())),
                    (None, None) => {}
                }
            }
            let of = |encodings: &[Encoding<'f>], property: &str| {
                encodings
                    .iter()
                    .find(|encoding| encoding.property == property)
                    .map_or("usual".to_owned(), encoded)
            };
            let named: BTreeSet<&str> =
                before.encoding.iter().chain(&after.encoding).map(|encoding| encoding.property).collect();
            for property in named {
                let (was, is) = (of(&before.encoding, property), of(&after.encoding, property));
                if was != is {
                    let mut change = note(Kind::EncodingChanged, was, is);
                    change.subject = format!("{subject}.{property}");
                    found.push(change);
                }
            }
        }
        for after in new {
            let name = essence(after.media_type);
            if !old.iter().any(|before| essence(before.media_type) == name) {
                found.push(note(Kind::MediaTypeAdded, String::new(), format!("`{}`", after.media_type)));
            }
        }
        self.outside.extend(found);
    }

    /// Webhooks and callbacks: the client reads their bodies.
    fn requests_of_vendor(&mut self, old: &[Operation<'f>], new: &[Operation<'f>]) {
        let same = |a: &Operation<'f>, b: &Operation<'f>| a.path == b.path && a.method == b.method;
        for before in old {
            let Some(after) = new.iter().find(|after| same(before, after)) else {
                self.one(before, Kind::WebhookRemoved, true);
                continue;
            };
            let call = self.calls.len();
            self.calls.push(Call { label: label(after), node: before.node });
            if let (Some(was), Some(is)) = (&before.body, &after.body) {
                let of = self.of_call(call, "body");
                let contents = (was.contents.as_slice(), is.contents.as_slice());
                let nodes = (was.node, is.node);
                self.contents(call, Part::Reply, (Direction::Response, &of), nodes, contents);
            }
        }
        for after in new.iter().filter(|after| !old.iter().any(|before| same(before, after))) {
            self.one(after, Kind::WebhookAdded, false);
        }
    }
}

/// Notes about one operation as a whole.
struct At<'c, 'd, 'f> {
    comparison: &'c mut Draft<'d, 'f>,
    call: usize,
    old: Node<'f>,
    new: Node<'f>,
}

impl At<'_, '_, '_> {
    fn of(&mut self, kind: Kind) {
        self.with(kind, String::new(), String::new());
    }

    fn with(&mut self, kind: Kind, was: String, is: String) {
        let subject = self.comparison.calls.get(self.call).map(|call| call.label.clone()).unwrap_or_default();
        self.comparison.outside.push(Outside {
            kind,
            direction: Direction::Request,
            subject,
            was,
            is,
            old: Some(self.old),
            new: Some(self.new),
            call: Some(self.call),
            part: Part::Call,
        });
    }
}

/// Which operation became which: by method and path, then by `operationId`.
fn operations<'d, 'f>(
    old: &'d [Operation<'f>],
    new: &'d [Operation<'f>],
) -> Vec<(Option<&'d Operation<'f>>, Option<&'d Operation<'f>>)> {
    let mut by_shape: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (at, after) in new.iter().enumerate() {
        by_shape.entry(shape(after)).or_default().push(at);
    }
    let mut taken = HashSet::new();
    let mut pairs: Vec<(Option<&Operation<'f>>, Option<&Operation<'f>>)> = Vec::new();
    for before in old {
        let found = by_shape.get(&shape(before)).into_iter().flatten().find(|at| !taken.contains(*at));
        let after = found.and_then(|at| new.get(*at).filter(|_| taken.insert(*at)));
        pairs.push((Some(before), after));
    }
    for (before, after) in pairs.iter_mut().filter(|(_, after)| after.is_none()) {
        let id = before.and_then(|before| before.id);
        let found =
            new.iter().enumerate().find(|(at, other)| id.is_some() && other.id == id && !taken.contains(at));
        if let Some((at, other)) = found {
            taken.insert(at);
            *after = Some(other);
        }
    }
    let added =
        new.iter().enumerate().filter(|(at, _)| !taken.contains(at)).map(|(_, after)| (None, Some(after)));
    pairs.extend(added.collect::<Vec<_>>());
    pairs
}

/// Headers that OpenAPI describes elsewhere: as parameters they are to be ignored.
fn is_ignored(parameter: &Parameter<'_>) -> bool {
    const ELSEWHERE: [&str; 3] = ["Accept", "Content-Type", "Authorization"];
    parameter.location == Location::Header
        && ELSEWHERE.iter().any(|name| parameter.name.eq_ignore_ascii_case(name))
}

fn same_parameter(a: &Parameter<'_>, b: &Parameter<'_>) -> bool {
    let same_name = match a.location {
        Location::Header => a.name.eq_ignore_ascii_case(b.name),
        _ => a.name == b.name,
    };
    a.location == b.location && same_name
}

pub(super) fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::QueryString => "query string",
        Location::Header => "headers",
        Location::Cookie => "cookies",
    }
}

fn is_success(statuses: Statuses) -> bool {
    matches!(statuses, Statuses::Code(200..=299) | Statuses::Range(2))
}

fn status(statuses: Statuses) -> String {
    match statuses {
        Statuses::Code(code) => code.to_string(),
        Statuses::Range(hundred) => format!("{hundred}XX"),
        Statuses::Default => "default".to_owned(),
    }
}

/// How a property of a form is written, in words.
fn encoded(encoding: &Encoding<'_>) -> String {
    let style = encoding
        .style
        .map(|(style, explode, _)| format!("{style:?}{}", if explode { ", exploded" } else { "" }));
    let words: Vec<String> = encoding.content_type.map(str::to_owned).into_iter().chain(style).collect();
    if words.is_empty() { "usual".to_owned() } else { words.join(", ") }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
