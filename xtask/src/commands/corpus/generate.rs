//! One document, one process: `cargo xtask client … --format json`, with a limit on its time and its memory.

use super::documents::Document;
use super::{Generated, Measured, Row};
use crate::root::Root;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tributary_codegen::output::Tally;

/// Far more than any document needs, even with a generator that was built without optimisation.
const TIME_LIMIT: Duration = Duration::from_secs(120);
/// Address space, in kilobytes.
const MEMORY_LIMIT: &str = "6000000";

pub(super) fn run(document: Document, work: &Path, root: &Root) -> io::Result<Row> {
    let name = crate_name(&document.path);
    let folder = work.join(&name);
    let child = start(&document.file, &folder, &name, root)?;
    let generated = match wait(child)? {
        Ended::InTime(status, output, errors) => understand(&status, &output, &errors, &folder),
        Ended::TooLate => Generated::Failed(format!("did not end within {} s", TIME_LIMIT.as_secs())),
    };
    Ok(Row { path: document.path, name, bytes: document.bytes, generated, checked: None })
}

/// `acme.com/v1/api.yaml` as a crate's name. The prefix keeps it clear of the runtime's dependencies.
fn crate_name(path: &str) -> String {
    let plain: String =
        path.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    format!("corpus-{}", words.join("-"))
}

fn start(file: &Path, folder: &Path, name: &str, root: &Root) -> io::Result<Child> {
    let program = std::env::current_exe()?;
    let mut command = if cfg!(unix) {
        // Only a shell can lower a limit before the program starts, without unsafe code here.
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -v $0 && exec \"$@\"", MEMORY_LIMIT]).arg(program);
        shell
    } else {
        Command::new(program)
    };
    command.arg("client").arg(file).arg("--out").arg(folder).args(["--name", name, "--format", "json"]);
    command.arg("--root").arg(&root.path);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
}

enum Ended {
    InTime(ExitStatus, Vec<u8>, Vec<u8>),
    TooLate,
}

/// Both pipes are drained while waiting, or a process that says much would stop in the middle.
fn wait(mut child: Child) -> io::Result<Ended> {
    let output = drain(child.stdout.take());
    let errors = drain(child.stderr.take());
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            let join = |reader: thread::JoinHandle<Vec<u8>>| reader.join().unwrap_or_default();
            return Ok(Ended::InTime(status, join(output), join(errors)));
        }
        if started.elapsed() > TIME_LIMIT {
            child.kill()?;
            child.wait()?;
            return Ok(Ended::TooLate);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn drain(pipe: Option<impl io::Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before an error is all there is to show.
            let _ = io::copy(&mut pipe, &mut bytes);
        }
        bytes
    })
}

fn understand(status: &ExitStatus, output: &[u8], errors: &[u8], folder: &Path) -> Generated {
    let Ok(value) = serde_json::from_slice::<Value>(output) else {
        let errors = String::from_utf8_lossy(errors);
        let first = errors.lines().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
        return Generated::Failed(format!("{status}: {first}"));
    };
    let findings = findings(&value);
    if !status.success() {
        let errors = value["diagnostics"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|found| found["severity"] == "error");
        let first =
            errors.map(|found| format!("{} {}", text(&found["code"]), text(&found["message"]))).next();
        return Generated::Refused { findings, first: first.unwrap_or_else(|| text(&value["error"])) };
    }
    Generated::Crate(Measured {
        operations: tally(&value["operations"]),
        schemas: tally(&value["schemas"]),
        lines: lines_below(&folder.join("src")).unwrap_or(0),
        cpu_ms: value["cost"]["cpu_ms"].as_f64().unwrap_or(0.0),
        peak_kb: value["cost"]["peak_kb"].as_u64().unwrap_or(0),
        findings,
    })
}

fn findings(value: &Value) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for found in value["diagnostics"].as_array().into_iter().flatten() {
        *counts.entry(text(&found["code"])).or_default() += 1;
    }
    counts
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn tally(value: &Value) -> Tally {
    let count = |key: &str| value[key].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    Tally { generated: count("generated"), degraded: count("degraded"), left_out: count("left_out") }
}

/// Lines of code: neither blank nor comment.
fn lines_below(folder: &Path) -> io::Result<usize> {
    let mut lines = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            lines += lines_below(&path)?;
        } else {
            lines += count_lines(&fs::read_to_string(&path)?);
        }
    }
    Ok(lines)
}

fn count_lines(text: &str) -> usize {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_crate_name() {
        assert_eq!(crate_name("acme.com/v1__x/API.yaml"), "corpus-acme-com-v1-x-api-yaml");
    }

    #[test]
    fn blanks_and_comments_are_no_code() {
        assert_eq!(count_lines("//! x\n\nstruct X; // y\n    /// z\n}\n"), 2);
    }
}
