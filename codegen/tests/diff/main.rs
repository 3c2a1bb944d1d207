//! Two small documents a case, and the changes that are found between them: every kind there is, and what is none.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kinds;
mod nothing;

use tributary_codegen::diff::{Comparison, Direction, Grade};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{Compared, compare_documents};

pub(crate) fn compare(old: &str, new: &str) -> Comparison {
    let sources = |text: &str| {
        Sources::new(vec![SourceFile { path: "api.yaml".to_owned(), bytes: text.as_bytes().into() }])
    };
    let (old, new) = (sources(old), sources(new));
    match compare_documents((&old, "api.yaml"), (&new, "api.yaml")) {
        Compared::Done(comparison) => *comparison,
        Compared::Failed(found) => panic!("{found:#?}"),
    }
}

/// A document whose only operation sends and receives this schema, which may refer to these components.
pub(crate) fn with_schema(schema: &str, components: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: Things, version: '1'}}
paths:
  /things:
    post:
      operationId: makeThing
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}
      responses:
        '200':
          description: made
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}
components:
  schemas:
    Thing: {schema}
{components}"
    )
}

/// The changes as lines: `request breaking property-removed: …`.
pub(crate) fn shown(comparison: &Comparison) -> Vec<String> {
    let line = |change: &tributary_codegen::diff::Change| {
        let direction = match change.direction {
            Direction::Request => "request",
            Direction::Response => "response",
        };
        let grade = match change.grade {
            Grade::Breaking => "breaking",
            Grade::Visible => "visible",
            Grade::Internal => "internal",
        };
        format!("{direction} {grade} {}: {}", change.kind.id(), change.sentence())
    };
    let mut lines: Vec<String> = comparison.changes.iter().map(line).collect();
    lines.sort();
    lines
}
