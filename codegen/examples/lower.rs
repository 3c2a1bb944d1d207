//! Lowers documents and prints what they became: `cargo run -p tributary-codegen --example lower -- FILE…`.
//!
//! `--dump` prints the IR too, `--diags` the diagnostics of lowering, `--model` takes component schemas rather than
//! operations. Each file is a document of its own, unless they are to be read `--together`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use tributary_codegen::lower::{self, NamesLock, Selection};
use tributary_codegen::parse::{self, Input};
use tributary_codegen::resolve;
use tributary_codegen::source::{SourceFile, Sources};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let said = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let files: Vec<String> =
        arguments.iter().filter(|argument| !argument.starts_with("--")).cloned().collect();
    let groups: Vec<&[String]> = if said("--together") { vec![&files] } else { files.chunks(1).collect() };
    let selection = if said("--model") { Selection::model() } else { Selection::everything() };
    for group in groups {
        let path = group.join(" ");
        let mut sources = Vec::new();
        for path in group {
            let Ok(bytes) = std::fs::read(path) else {
                eprintln!("{path}: can't be read");
                return ExitCode::FAILURE;
            };
            sources.push(SourceFile { path: path.clone(), bytes: Arc::from(bytes) });
        }
        let sources = Sources::new(sources);
        let roots: Vec<&str> = group.iter().map(String::as_str).collect();
        let mut diags = Vec::new();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = if group.len() > 1 { "" } else { folder };
        let forest = parse::load(Input { sources: &sources, folder, roots: &roots }, &mut diags);
        let documents = resolve::read(&forest, &mut diags);
        diags.clear();
        let start = Instant::now();
        let (api, lock, summary) = lower::lower(&documents, &selection, &NamesLock::default(), &mut diags);
        let took = start.elapsed();
        println!(
            "{path}: {} operations, {} types, {} replies, {} schemas, {} degraded, {} names locked, {} ms",
            api.operations.len(),
            api.types.len(),
            api.replies.len(),
            summary.schemas.generated,
            summary.schemas.degraded,
            [&lock.operations, &lock.types]
                .iter()
                .flat_map(|table| table.values())
                .map(|names| names.len())
                .sum::<usize>(),
            took.as_millis(),
        );
        if said("--dump") {
            print!("{api}");
        }
        if said("--diags") {
            for found in &diags {
                println!(
                    "{} {} at {:?}",
                    found.code.id,
                    found.message,
                    found.labels.first().map(|label| &label.place)
                );
            }
        }
    }
    ExitCode::SUCCESS
}
