//! The report for scripts.

use super::{Lines, Sides, direction_word, grade_word};
use crate::diff::Comparison;
use serde_json::{Value, json};

/// The comparison as one object: `outcome`, `bump`, `changes`, `api`, `mapping`, `findings`.
pub fn json(comparison: &Comparison, sides: &Sides<'_>) -> Value {
    let places = Lines::of(comparison, sides);
    let verdict = comparison.verdict();
    let changes = comparison.changes.iter().map(|change| {
        let uses = change.uses.iter().map(|it| json!({ "what": it.what, "line": it.line }));
        json!({
            "kind": change.kind.id(),
            "grade": grade_word(change.grade),
            "direction": direction_word(change.direction),
            "subject": change.subject,
            "was": change.was,
            "is": change.is,
            "sentence": change.sentence(),
            "old": change.old.as_ref().map(|place| places.in_old(place)),
            "new": change.new.as_ref().map(|place| places.in_new(place)),
            "operations": change.operations,
            "used": comparison.is_used(change),
            "reached": change.reached,
            "uses": uses.collect::<Vec<_>>(),
        })
    });
    let api = comparison.surface.iter().map(|change| {
        json!({ "item": change.item, "was": change.was, "is": change.is, "breaking": change.is_breaking() })
    });
    let mapping = comparison.mapping.iter().map(|change| {
        json!({ "what": change.what, "text": change.text, "breaking": change.breaking, "line": change.line })
    });
    let findings = comparison.findings.iter().map(|found| {
        let file = found.labels.first().map(|label| label.place.file.as_str());
        json!({ "code": found.code.id, "message": found.message, "file": file })
    });
    json!({
        "outcome": verdict.outcome.word(),
        "bump": verdict.bump.word(),
        "mapping_file": comparison.mapping_file,
        "changes": changes.collect::<Vec<_>>(),
        "api": api.collect::<Vec<_>>(),
        "mapping": mapping.collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
    })
}
