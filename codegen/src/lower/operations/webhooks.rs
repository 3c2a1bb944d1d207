//! Webhooks and callbacks: what the vendor sends by itself, or because an operation told it where to. Their bodies are
//! types like any other, read by whoever serves the URL.

use crate::diagnostics::{self, Diagnostic, Place};
use crate::ir::{Sent, Shape, Webhook};
use crate::lower::names::identifiers;
use crate::lower::names::lock::Key;
use crate::lower::operations::media;
use crate::lower::schemas::annotations::plain_docs;
use crate::lower::schemas::build::{Builder, LocationStep, SchemaLocation, origin};
use crate::lower::schemas::parts;
use crate::lower::selection::Selection;
use crate::resolve::{Documents, Location, MediaType, Operation};

/// A webhook or callback whose name is still to be given.
pub(crate) struct Draft {
    pub(crate) webhook: Webhook,
    /// How the lock calls it.
    pub(crate) key: Key,
    /// What its name can be made of, the best first.
    pub(crate) words: Vec<Vec<String>>,
}

/// The selection's webhooks, and the callbacks of the operations it takes, with the names of their methods.
pub(crate) fn lower<'f>(
    builder: &mut Builder<'_, 'f>,
    documents: &Documents<'f>,
    selection: &Selection,
    operations: &[(&Operation<'f>, &str)],
) -> Vec<Draft> {
    let mut found = Vec::new();
    let all = documents.documents.iter().flat_map(|document| &document.webhooks);
    for webhook in all.filter(|webhook| selection.takes(webhook)) {
        let kind = if webhook.method == "POST" { "WEBHOOK" } else { &format!("{} WEBHOOK", webhook.method) };
        let key = builder.keys.operation(webhook.node, kind, &webhook.path);
        let root = identifiers::value_name(webhook.id.unwrap_or(&webhook.path));
        let words = identifiers::words(&webhook.path);
        let candidates = candidates(&words, &webhook.method, &[], "webhook");
        found.push(one(builder, webhook, (key, &root), candidates, Sent::ByItself));
    }
    for (operation, name) in operations {
        for callback in &operation.callbacks {
            let request = &callback.operation;
            let path = format!("{} CALLBACK {} {}", operation.path, callback.name, request.path);
            let key = builder.keys.operation(request.node, &operation.method, &path);
            let words = identifiers::join(&identifiers::words(name), &identifiers::words(callback.name));
            let mut to = identifiers::words(&request.path);
            to.retain(|word| {
                !["request", "response", "body", "query", "header", "path"].contains(&word.as_str())
            });
            let candidates = candidates(&words, &request.method, &to, "callback");
            let sent = Sent::Because {
                method: operation.method.to_string(),
                path: operation.path.to_string(),
                to: request.path.to_string(),
            };
            let root = identifiers::snake(&words);
            let mut draft = one(builder, request, (key, &root), candidates, sent);
            draft.webhook.wire = callback.name.to_owned();
            found.push(draft);
        }
    }
    found
}

/// Names for a request; where its own words are taken, with the expression that it is sent to or its method.
fn candidates(words: &[String], method: &str, to: &[String], kind: &str) -> Vec<Vec<String>> {
    let ending = |mut words: Vec<String>| {
        if words.last().is_none_or(|last| last != kind) {
            words.push(kind.to_owned());
        }
        words
    };
    let with = |more: &[String]| ending(identifiers::join(words, more));
    let mut found = vec![with(&[])];
    if !to.is_empty() {
        found.push(with(to));
    }
    found.push(match method {
        "POST" => identifiers::join(&with(&[]), &["payload".to_owned()]),
        method => with(&[method.to_ascii_lowercase()]),
    });
    found
}

fn one<'f>(
    builder: &mut Builder<'_, 'f>,
    request: &Operation<'f>,
    (key, root): (Key, &str),
    words: Vec<Vec<String>>,
    sent: Sent,
) -> Draft {
    let headers = request.parameters.iter().filter(|it| it.location == Location::Header);
    let mut webhook = Webhook {
        name: String::new(),
        wire: request.path.to_string(),
        method: request.method.to_string(),
        sent,
        docs: plain_docs(request.summary, request.description),
        origin: origin(request.node),
        headers: headers.map(|it| it.name.to_owned()).collect(),
        media_type: None,
        payload: None,
    };
    if let Some(content) = content(builder, request) {
        let at = SchemaLocation::root(LocationStep::Operation(root, "Event"), &key);
        webhook.payload = match content.schema {
            Some(schema) => {
                let found = builder.shape(schema, &at);
                Some(if found.nullable { Shape::Nullable(Box::new(found.shape)) } else { found.shape })
            }
            None => media::is_json(content.media_type).then_some(Shape::Any),
        };
        let other = !media::is_json(content.media_type);
        webhook.media_type = other.then(|| content.media_type.to_owned());
    }
    Draft { webhook, key: key.with("webhook"), words }
}

/// The body as JSON, or as what comes first; the others are no types.
fn content<'c, 'f>(builder: &mut Builder<'_, 'f>, request: &'c Operation<'f>) -> Option<&'c MediaType<'f>> {
    let contents = &request.body.as_ref()?.contents;
    let json = contents.iter().position(|content| media::is_json(content.media_type));
    let typed = json.or_else(|| contents.iter().position(|content| content.schema.is_some()));
    let taken = typed.unwrap_or(0);
    let kept = contents.get(taken)?;
    for (at, other) in contents.iter().enumerate() {
        if at != taken && !parts::same_schema(builder.schemas, kept.schema, other.schema) {
            let place = Place::pointer(other.node.file(), other.node.pointer());
            let text = format!("`{}` has no type: `{}` is preferred", other.media_type, kept.media_type);
            builder.diags.push(Diagnostic::new(diagnostics::MEDIA_TYPE_DROPPED, text, place, "left out"));
        }
    }
    Some(kept)
}

/// What several documents of one vendor declare alike is one, as it is with operations.
pub(crate) fn fold(webhooks: &mut Vec<Draft>) {
    let mut known: Vec<Webhook> = Vec::new();
    webhooks.retain(|it| {
        let own = &it.webhook;
        let again = known.iter().any(|other| {
            other.origin.file != own.origin.file
                && (&other.wire, &other.method, &other.sent, &other.payload)
                    == (&own.wire, &own.method, &own.sent, &own.payload)
        });
        if !again {
            known.push(own.clone());
        }
        !again
    });
}
