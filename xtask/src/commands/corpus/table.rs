//! The results: a line a document, then the totals.

use super::{Checked, Generated, Measured, Row};
use crate::console::outln;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tributary_codegen::output::Tally;

pub(super) fn print(rows: &[Row], hostile: bool) {
    let width = rows.iter().map(|row| row.path.len()).max().unwrap_or(0).clamp(8, 60);
    outln!(
        "{:width$} {:>6} {:>6} {:>5} {:>5} {:>6} {:>8} {:>6}  check",
        "document",
        "ops",
        "full",
        "json",
        "out",
        "loc/op",
        "cpu ms",
        "MB"
    );
    for row in rows {
        outln!("{:width$} {}", shorten(&row.path, width), cells(row, hostile));
    }
    let totals = Totals::of(rows, hostile);
    outln!("\n{}", totals.sentences().join("\n"));
}

/// The end of a path says more than its beginning.
fn shorten(path: &str, width: usize) -> String {
    let length = path.chars().count();
    if length <= width { path.to_owned() } else { path.chars().skip(length - width).collect() }
}

fn cells(row: &Row, hostile: bool) -> String {
    match &row.generated {
        Generated::Crate(measured) => {
            let tally = &measured.operations;
            format!(
                "{:>6} {:>6} {:>5} {:>5} {:>6.1} {:>8.1} {:>6.0}  {}",
                tally.total(),
                tally.generated,
                tally.degraded,
                tally.left_out,
                measured.lines_per_operation(),
                measured.cpu_ms,
                measured.peak_kb as f64 / 1024.0,
                row.checked.as_ref().map_or_else(|| "-".to_owned(), Checked::words),
            )
        }
        Generated::Refused { first, .. } => {
            let colour = if hostile { "33" } else { "31" };
            format!("\u{1b}[{colour}mrefused\u{1b}[0m: {}", first.lines().next().unwrap_or_default())
        }
        Generated::Failed(why) => format!("\u{1b}[1;31mFAILED\u{1b}[0m: {why}"),
    }
}

impl Checked {
    fn words(&self) -> String {
        let first = self.first.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
        match (self.errors, self.warnings) {
            (0, 0) => "ok".to_owned(),
            (0, warnings) => format!("\u{1b}[33m{warnings} warnings\u{1b}[0m{first}"),
            (errors, _) => format!("\u{1b}[31m{errors} errors\u{1b}[0m{first}"),
        }
    }
}

impl Measured {
    fn lines_per_operation(&self) -> f64 {
        self.lines as f64 / self.operations.total().max(1) as f64
    }
}

/// Sums over all rows.
#[derive(Debug, Default)]
struct Totals {
    documents: usize,
    crates: usize,
    refused: usize,
    failed: usize,
    checked: usize,
    clean: usize,
    good: usize,
    operations: Tally,
    schemas: Tally,
    lines: usize,
    cpu_ms: f64,
    peak_kb: u64,
    findings: BTreeMap<String, usize>,
}

impl Totals {
    fn of(rows: &[Row], hostile: bool) -> Self {
        let mut totals = Self { documents: rows.len(), ..Self::default() };
        for row in rows {
            totals.good += usize::from(row.is_good(hostile));
            if let Some(checked) = &row.checked {
                totals.checked += 1;
                totals.clean += usize::from(checked.errors + checked.warnings == 0);
            }
            match &row.generated {
                Generated::Crate(measured) => totals.add(measured),
                Generated::Refused { findings, .. } => {
                    totals.refused += 1;
                    totals.found(findings);
                }
                Generated::Failed(_) => totals.failed += 1,
            }
        }
        totals
    }

    fn add(&mut self, measured: &Measured) {
        self.crates += 1;
        add(&mut self.operations, &measured.operations);
        add(&mut self.schemas, &measured.schemas);
        self.lines += measured.lines;
        self.cpu_ms += measured.cpu_ms;
        self.peak_kb = self.peak_kb.max(measured.peak_kb);
        self.found(&measured.findings);
    }

    fn found(&mut self, findings: &BTreeMap<String, usize>) {
        for (code, count) in findings {
            *self.findings.entry(code.clone()).or_default() += count;
        }
    }

    fn sentences(&self) -> Vec<String> {
        let mut sentences = vec![format!(
            "{} documents: {} generated, {} refused, {} failed",
            self.documents, self.crates, self.refused, self.failed
        )];
        if self.checked > 0 {
            sentences.push(format!("{} crates compiled: {} without a warning", self.checked, self.clean));
        }
        sentences.push(format!("operations: {}", words(&self.operations)));
        sentences.push(format!("schemas: {}", words(&self.schemas)));
        sentences.push(format!(
            "{:.1} lines of code an operation; {:.1} s of CPU to generate all; at most {} MB",
            self.lines as f64 / self.operations.total().max(1) as f64,
            self.cpu_ms / 1000.0,
            self.peak_kb / 1024
        ));
        let codes: Vec<String> =
            self.findings.iter().map(|(code, count)| format!("{code} x{count}")).collect();
        sentences.push(format!(
            "findings: {}",
            if codes.is_empty() { "none".to_owned() } else { codes.join(", ") }
        ));
        sentences
    }
}

fn add(sum: &mut Tally, tally: &Tally) {
    sum.generated += tally.generated;
    sum.degraded += tally.degraded;
    sum.left_out += tally.left_out;
}

fn words(tally: &Tally) -> String {
    let short = tally.degraded + tally.left_out;
    let share = 100.0 * short as f64 / tally.total().max(1) as f64;
    format!(
        "{} of {} in full, {} as raw JSON, {} left out ({share:.2} %)",
        tally.generated,
        tally.total(),
        tally.degraded,
        tally.left_out
    )
}

pub(super) fn json(rows: &[Row], hostile: bool) -> Value {
    let totals = Totals::of(rows, hostile);
    json!({
        "documents": rows.iter().map(row_json).collect::<Vec<_>>(),
        "totals": {
            "documents": totals.documents,
            "good": totals.good,
            "generated": totals.crates,
            "refused": totals.refused,
            "failed": totals.failed,
            "compiled": totals.checked,
            "without_warning": totals.clean,
            "operations": tally(&totals.operations),
            "schemas": tally(&totals.schemas),
            "lines": totals.lines,
            "cpu_ms": totals.cpu_ms,
            "peak_kb": totals.peak_kb,
            "findings": totals.findings,
        },
    })
}

fn row_json(row: &Row) -> Value {
    let mut value = json!({ "path": row.path, "bytes": row.bytes });
    match &row.generated {
        Generated::Crate(measured) => {
            value["operations"] = tally(&measured.operations);
            value["schemas"] = tally(&measured.schemas);
            value["lines"] = json!(measured.lines);
            value["cpu_ms"] = json!(measured.cpu_ms);
            value["peak_kb"] = json!(measured.peak_kb);
            value["findings"] = json!(measured.findings);
        }
        Generated::Refused { findings, first } => {
            value["refused"] = json!(first);
            value["findings"] = json!(findings);
        }
        Generated::Failed(why) => value["failed"] = json!(why),
    }
    if let Some(checked) = &row.checked {
        value["check"] =
            json!({ "errors": checked.errors, "warnings": checked.warnings, "first": checked.first });
    }
    value
}

fn tally(tally: &Tally) -> Value {
    json!({ "generated": tally.generated, "degraded": tally.degraded, "left_out": tally.left_out })
}
