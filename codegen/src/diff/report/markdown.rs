//! The report as the text of a pull request.

use super::{Lines, Sides, grade_word, lines, plural, verdict_words};
use crate::diff::Comparison;
use crate::diff::change::{Change, Grade};

/// Changes that are listed below the fold.
const FOLDED: usize = 200;

/// The comparison as Markdown, under a heading with this title.
pub fn markdown(comparison: &Comparison, sides: &Sides<'_>, title: &str) -> String {
    let places = Lines::of(comparison, sides);
    let verdict = comparison.verdict();
    let mut out = format!("## {}\n\n**{}**", escaped(title), verdict.bump.word());
    out += &format!(": {}.\n", verdict_words(comparison));
    let shown = |change: &&Change| comparison.is_used(change) && change.grade > Grade::Internal;
    let used = lines(comparison.changes.iter().filter(shown));
    if !used.is_empty() {
        out += "\n| | change | where | used by |\n|---|---|---|---|\n";
    }
    let file = comparison.mapping_file.as_deref().unwrap_or_default();
    for line in &used {
        let mut uses: Vec<String> = line
            .changes()
            .flat_map(|it| &it.uses)
            .map(|it| format!("{} ({file}:{})", it.what, it.line))
            .collect();
        uses.sort();
        uses.dedup();
        if uses.is_empty() {
            uses = line.change.operations.iter().take(3).map(|it| format!("`{it}`")).collect();
        }
        out += &format!(
            "| {} | {} ({}) | {} | {} |\n",
            grade_word(line.grade()),
            cell(&line.change.sentence()),
            line.directions(),
            cell(&places.of_change(line.change)),
            cell(&uses.join("<br>")),
        );
    }
    if !comparison.mapping.is_empty() || !comparison.findings.is_empty() {
        out += "\n### The mapping\n\n";
    }
    for change in &comparison.mapping {
        let grade = grade_word(if change.breaking { Grade::Breaking } else { Grade::Visible });
        out += &format!("- {grade}: {} {} ({file}:{})\n", change.what, escaped(&change.text), change.line);
    }
    for found in &comparison.findings {
        out += &format!("- {}: {}\n", found.code.id, escaped(&found.message));
    }
    if !comparison.surface.is_empty() {
        let items: Vec<String> = comparison
            .surface
            .iter()
            .map(|change| match (&change.was, &change.is) {
                (Some(was), Some(is)) => format!("- `{}` is `{is}`, before `{was}`", change.item),
                (Some(was), None) => format!("- `{}` is gone, before `{was}`", change.item),
                (None, is) => {
                    format!("- `{}` is added: `{}`", change.item, is.as_deref().unwrap_or_default())
                }
            })
            .collect();
        fold(&mut out, &format!("The crate's API: {}", plural(items.len(), "item")), &items);
    }
    let rest = lines(comparison.changes.iter().filter(|change| !shown(change)));
    let items: Vec<String> = rest
        .iter()
        .map(|line| {
            let at = places.of_change(line.change);
            format!(
                "- {}: {} ({}), {at}",
                grade_word(line.grade()),
                escaped(&line.change.sentence()),
                line.directions()
            )
        })
        .collect();
    if !items.is_empty() {
        fold(&mut out, &format!("Not used: {}", plural(items.len(), "change")), &items);
    }
    out
}

fn fold(out: &mut String, summary: &str, items: &[String]) {
    *out += &format!("\n<details><summary>{summary}</summary>\n\n");
    for item in items.iter().take(FOLDED) {
        *out += item;
        out.push('\n');
    }
    if items.len() > FOLDED {
        *out += &format!("- and {} more\n", items.len() - FOLDED);
    }
    *out += "\n</details>\n";
}

/// A text inside a table.
fn cell(text: &str) -> String {
    escaped(text).replace('|', "\\|")
}

/// Documents come from elsewhere: their words are no HTML, no mention of a person and no line of their own.
fn escaped(text: &str) -> String {
    text.replace('<', "&lt;").replace("&lt;br>", "<br>").replace('@', "@\u{200b}").replace(['\n', '\r'], " ")
}
