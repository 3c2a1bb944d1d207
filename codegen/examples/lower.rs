//! Lowers documents and prints what they became: `cargo run -p tributary-codegen --example lower -- FILE…`.
//!
//! `--dump` prints the IR too, `--diags` the diagnostics of lowering. Each file is a document of its own.

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
    for path in arguments.iter().filter(|argument| !argument.starts_with("--")) {
        let Ok(bytes) = std::fs::read(path) else {
            eprintln!("{path}: can't be read");
            return ExitCode::FAILURE;
        };
        let sources = Sources::new(vec![SourceFile { path: path.clone(), bytes: Arc::from(bytes) }]);
        let roots = [path.as_str()];
        let mut diags = Vec::new();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let forest = parse::load(Input { sources: &sources, folder, roots: &roots }, &mut diags);
        let documents = resolve::read(&forest, &mut diags);
        diags.clear();
        let start = Instant::now();
        let (api, lock, summary) =
            lower::lower(&documents, &Selection::everything(), &NamesLock::default(), &mut diags);
        let took = start.elapsed();
        println!(
            "{path}: {} operations, {} types, {} replies, {} schemas, {} degraded, {} names locked, {} ms",
            api.operations.len(),
            api.types.len(),
            api.replies.len(),
            summary.schemas.generated,
            summary.schemas.degraded,
            lock.types.len() + lock.operations.len() + lock.members.len(),
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
