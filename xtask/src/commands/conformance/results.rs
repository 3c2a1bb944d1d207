//! What each scenario came to, and the table.

use super::clients::Report;
use super::suites::Suite;
use crate::console::outln;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One suite in one version.
#[derive(Debug)]
pub(super) struct SuiteResult {
    version: &'static str,
    suite: String,
    /// By scenario.
    verdicts: BTreeMap<String, Verdict>,
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed(String),
    /// It fails, and is known to, for this reason.
    Open(String),
    /// OpenAPI cannot say it, for this reason.
    NotExpressible(String),
}

impl SuiteResult {
    fn passed(&self) -> usize {
        self.verdicts.values().filter(|verdict| **verdict == Verdict::Passed).count()
    }

    /// Failures that are news: what is listed as open is not among them.
    pub(super) fn failed(&self) -> usize {
        self.verdicts.values().filter(|verdict| matches!(verdict, Verdict::Failed(_))).count()
    }

    fn open(&self) -> usize {
        self.verdicts.values().filter(|verdict| matches!(verdict, Verdict::Open(_))).count()
    }

    fn not_expressible(&self) -> usize {
        self.verdicts.len() - self.passed() - self.failed() - self.open()
    }
}

/// Both the driver and the mock have to agree. A scenario that is listed as not expressible or open and passes all the
/// same is a failure of the list.
pub(super) fn judge(
    version: &'static str,
    suite: &Suite,
    scenarios: &BTreeMap<String, BTreeSet<String>>,
    report: &Report,
    met: &BTreeMap<String, String>,
) -> SuiteResult {
    let verdict = |name: &String| {
        if let Some(reason) = &suite.no_document {
            return Verdict::NotExpressible(format!("the emitter writes no document: {reason}"));
        }
        let state = met.get(name).map_or("unknown to the mock", String::as_str);
        let passes = state == "pass" && report.scenarios.get(name) == Some(&None);
        match (suite.not_expressible.get(name), report.scenarios.get(name)) {
            (Some(_), _) if passes => {
                Verdict::Failed("passes, but suites.toml says it cannot be expressed".to_owned())
            }
            (Some(reason), _) => Verdict::NotExpressible(reason.clone()),
            (None, _) if suite.open.contains_key(name) => match passes {
                true => Verdict::Failed("passes now: take it off the list of open ones".to_owned()),
                false => Verdict::Open(suite.open.get(name).cloned().unwrap_or_default()),
            },
            (None, _) if passes => Verdict::Passed,
            (None, Some(Some(problem))) => Verdict::Failed(problem.clone()),
            (None, Some(None)) => Verdict::Failed(format!("the mock says: {state}")),
            (None, None) => Verdict::Failed(
                report.problem.clone().unwrap_or_else(|| "the driver does not try it".to_owned()),
            ),
        }
    };
    let names = scenarios.get(&suite.path).into_iter().flatten();
    let verdicts = names.map(|name| (name.clone(), verdict(name))).collect();
    SuiteResult { version, suite: suite.path.clone(), verdicts }
}

pub(super) fn print(results: &[SuiteResult]) {
    outln!(
        "{:<45} {:>7} {:>7} {:>7} {:>7} {:>15}",
        "suite",
        "version",
        "passed",
        "failed",
        "open",
        "not expressible"
    );
    for result in results {
        let (passed, failed, open) = (result.passed(), result.failed(), result.open());
        let not = result.not_expressible();
        outln!("{:<45} {:>7} {passed:>7} {failed:>7} {open:>7} {not:>15}", result.suite, result.version);
    }
    outln!();
    for result in results {
        let mut shown = String::new();
        for (name, verdict) in &result.verdicts {
            let (word, why) = match verdict {
                Verdict::Passed => continue,
                Verdict::Failed(why) => ("\u{1b}[31mfailed\u{1b}[0m", why),
                Verdict::Open(why) => ("\u{1b}[33mfailed, known\u{1b}[0m", why),
                Verdict::NotExpressible(why) => ("not expressible", why),
            };
            // A driver that could not be built fails all its scenarios for the same reason: said once.
            let why = if *why == shown { "the same" } else { why };
            outln!("{word}: {} {name}: {why}", result.version);
            if why != "the same" {
                shown = why.to_owned();
            }
        }
    }
    let sum = |count: fn(&SuiteResult) -> usize| results.iter().map(count).sum::<usize>();
    let (passed, failed, open) = (sum(SuiteResult::passed), sum(SuiteResult::failed), sum(SuiteResult::open));
    let not = sum(SuiteResult::not_expressible);
    outln!(
        "\n{} scenarios: {passed} passed, {} failed ({open} of them known), {not} not expressible",
        passed + failed + open + not,
        failed + open
    );
}

pub(super) fn json(results: &[SuiteResult]) -> Value {
    let verdict = |verdict: &Verdict| match verdict {
        Verdict::Passed => json!({ "state": "passed" }),
        Verdict::Failed(why) => json!({ "state": "failed", "why": why }),
        Verdict::Open(why) => json!({ "state": "failed", "known": true, "why": why }),
        Verdict::NotExpressible(why) => json!({ "state": "not expressible", "why": why }),
    };
    let one = |result: &SuiteResult| {
        let verdicts: BTreeMap<&String, Value> =
            result.verdicts.iter().map(|(name, outcome)| (name, verdict(outcome))).collect();
        json!({ "suite": result.suite, "version": result.version, "scenarios": verdicts })
    };
    json!({ "suites": results.iter().map(one).collect::<Vec<_>>() })
}
