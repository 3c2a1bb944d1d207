//! The selection: which operations are lowered. Nothing that they don't reach is looked at.

use crate::diagnostics::{self, Diagnostic, Place};
use crate::lower::glob;
use crate::resolve::{Document, Documents, Operation};

/// What of the documents is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Globs (`*` is any text) on the operationId, a tag, or `METHOD /path`, which of a webhook is `POST name`. `None`:
    /// every operation and webhook. Callbacks come with their operation.
    pub operations: Option<Vec<String>>,
    /// All component schemas too, reached or not, to be read and written: the unified model.
    pub components: bool,
    /// An operation that documents of several servers have is that of the document listed first: of the versions of an
    /// API, the preferred one. A mapping's calls are selected so.
    pub preferred: bool,
}

impl Selection {
    /// Every operation.
    pub fn everything() -> Self {
        Self::default()
    }

    /// The operations that one of the globs matches.
    pub fn operations(globs: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { operations: Some(globs.into_iter().map(Into::into).collect()), ..Self::default() }
    }

    /// The operations that a mapping calls.
    pub fn calls(calls: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { preferred: true, ..Self::operations(calls) }
    }

    /// A unified model: component schemas.
    pub fn model() -> Self {
        Self { operations: Some(Vec::new()), components: true, preferred: false }
    }

    /// The selected operations, in the order of the documents.
    pub(crate) fn of<'d, 'f>(
        &self,
        documents: &'d Documents<'f>,
    ) -> Vec<(&'d Document<'f>, &'d Operation<'f>)> {
        let all = || {
            let documents = documents.documents.iter();
            documents
                .flat_map(|document| document.operations.iter().map(move |operation| (document, operation)))
        };
        let Some(globs) = &self.operations else { return all().collect() };
        let first: Vec<_> = globs
            .iter()
            .map(|glob| all().find(|(_, operation)| matches(glob, operation)).map(|(document, _)| document))
            .collect();
        let selects = |(document, operation): &(&Document<'f>, &Operation<'f>)| {
            globs.iter().zip(&first).any(|(glob, first)| {
                let preferred = || first.is_none_or(|first| same_servers(first, document));
                matches(glob, operation) && (!self.preferred || preferred())
            })
        };
        all().filter(selects).collect()
    }

    /// Whether a webhook is wanted.
    pub(crate) fn takes(&self, webhook: &Operation<'_>) -> bool {
        let Some(globs) = &self.operations else { return true };
        globs.iter().any(|glob| matches(glob, webhook))
    }

    /// Reports globs that select nothing: for globs that somebody wrote. A mapping's calls have findings of their own.
    pub fn check(&self, documents: &Documents<'_>, diags: &mut Vec<Diagnostic>) {
        for glob in self.operations.iter().flatten() {
            let all = || documents.documents.iter().flat_map(|it| it.operations.iter().chain(&it.webhooks));
            if all().any(|operation| matches(glob, operation)) {
                continue;
            }
            let file = documents.documents.first().map_or("", |document| document.node.file());
            let names = all().flat_map(|operation| {
                [operation.id.map(str::to_owned), Some(format!("{} {}", operation.method, operation.path))]
            });
            let near = names
                .flatten()
                .map(|name| (strsim::jaro_winkler(&name, glob), name))
                .filter(|(score, _)| *score > 0.85)
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let mut found = Diagnostic::new(
                diagnostics::NOTHING_SELECTED,
                format!("`{glob}` selects no operation"),
                Place::file(file),
                "searched here",
            );
            if let Some((_, name)) = near {
                found = found.help(format!("did you mean `{name}`?"));
            }
            diags.push(found);
        }
    }
}

fn same_servers(one: &Document<'_>, other: &Document<'_>) -> bool {
    one.servers.iter().map(|server| &server.url).eq(other.servers.iter().map(|server| &server.url))
}

fn matches(pattern: &str, operation: &Operation<'_>) -> bool {
    operation.id.is_some_and(|id| glob::matches(pattern, id))
        || operation.tags.iter().any(|tag| glob::matches(pattern, tag))
        || pattern.split_once(' ').is_some_and(|(method, path)| {
            glob::matches(&method.to_ascii_uppercase(), &operation.method)
                && glob::matches(path.trim(), &operation.path)
        })
}
