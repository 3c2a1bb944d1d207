//! The report for people: what is used first, what is not counted below a line.

use super::{Line, Lines, Sides, grade_word, lines, plural, verdict_words};
use crate::diagnostics::Severity;
use crate::diff::change::{Change, Grade, Use};
use crate::diff::{Comparison, SurfaceChange};
use std::fmt::Write as _;

/// Uses that are named of one change.
const NAMED: usize = 4;
/// Items of the crate's API that are named.
const ITEMS: usize = 20;

/// The comparison as lines of text. `all` shows what the mapping does not use too, and changes that are only words.
pub fn text(comparison: &Comparison, sides: &Sides<'_>, all: bool) -> String {
    let places = Lines::of(comparison, sides);
    let mut out = String::new();
    let is_shown = |change: &&Change| all || comparison.is_used(change) && change.grade > Grade::Internal;
    for line in lines(comparison.changes.iter().filter(is_shown)) {
        write_line(&mut out, comparison, &places, &line);
    }
    if !comparison.mapping.is_empty() {
        let file = comparison.mapping_file.as_deref().unwrap_or_default();
        for change in &comparison.mapping {
            let grade = grade_word(if change.breaking { Grade::Breaking } else { Grade::Visible });
            push(&mut out, &format!("{grade:>8}  {} {}  {file}:{}", change.what, change.text, change.line));
        }
    }
    for found in &comparison.findings {
        let severity = match found.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        push(&mut out, &format!("{severity:>8}  [{}] {}", found.code.id, found.message));
        for label in found.labels.iter().take(1) {
            push(&mut out, &format!("          {}: {}", label.place.file, label.text));
        }
    }
    surface(&mut out, &comparison.surface, all);
    if !all {
        below(&mut out, comparison);
    }
    push(&mut out, &verdict_words(comparison));
    out
}

fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn write_line(out: &mut String, comparison: &Comparison, places: &Lines<'_>, line: &Line<'_>) {
    let change = line.change;
    let at = places.of_change(change);
    push(
        out,
        &format!("{:>8}  {} ({})  {at}", grade_word(line.grade()), change.sentence(), line.directions()),
    );
    if let Some(file) = &comparison.mapping_file {
        let mut uses: Vec<&Use> = line.changes().flat_map(|change| &change.uses).collect();
        uses.sort();
        uses.dedup();
        let named: Vec<String> =
            uses.iter().take(NAMED).map(|it| format!("{} ({file}:{})", it.what, it.line)).collect();
        let more = uses.len().saturating_sub(NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        if !named.is_empty() {
            push(out, &format!("          used by {}{rest}", named.join(", ")));
        }
    } else if let Some(first) = change.operations.first()
        && !change.subject.starts_with(first.as_str())
    {
        let more = change.operations.len() - 1;
        let rest = if more > 0 { format!(" and {}", plural(more, "other operation")) } else { String::new() };
        push(out, &format!("          in {first}{rest}"));
    }
}

fn surface(out: &mut String, changes: &[SurfaceChange], all: bool) {
    let breaking: Vec<&SurfaceChange> = changes.iter().filter(|change| change.is_breaking()).collect();
    let added = changes.len() - breaking.len();
    if changes.is_empty() {
        return;
    }
    push(
        out,
        &format!("the crate's API: {} changed or removed, {added} added", plural(breaking.len(), "item")),
    );
    let shown = if all { breaking.len() } else { ITEMS };
    for change in breaking.iter().take(shown) {
        let was = change.was.as_deref().unwrap_or_default();
        push(
            out,
            &match &change.is {
                Some(is) => format!("          `{}` is {is}, before {was}", change.item),
                None => format!("          `{}` is gone, before {was}", change.item),
            },
        );
    }
    if breaking.len() > shown {
        push(out, &format!("          and {} more", breaking.len() - shown));
    }
}

/// What is not shown, counted.
fn below(out: &mut String, comparison: &Comparison) {
    let hidden = comparison
        .changes
        .iter()
        .filter(|change| !(comparison.is_used(change) && change.grade > Grade::Internal));
    let (reached, others): (Vec<&Change>, Vec<&Change>) = hidden.partition(|change| change.reached);
    let (used, unused): (Vec<&Change>, Vec<&Change>) =
        reached.into_iter().partition(|change| comparison.is_used(change));
    let mut parts = Vec::new();
    let mut part = |count: &[&Change], what: &str| {
        if !count.is_empty() {
            let breaking = count.iter().filter(|change| change.grade == Grade::Breaking).count();
            let mut text = format!("{} {what}", plural(count.len(), "change"));
            if breaking > 0 {
                let _ = write!(text, " ({breaking} breaking)");
            }
            parts.push(text);
        }
    };
    part(&used, "that no program sees");
    part(&unused, "in the crate's types that the mapping does not use");
    part(&others, "in what is not generated");
    if !parts.is_empty() {
        push(out, &format!("not shown: {}; `--all` shows them", parts.join(", ")));
    }
}
