//! `cargo run --release -p tributary-codegen --example load -- FILE…`: reads each document with everything below its
//! folder and prints what was found wrong, how much there is and how long it took.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tributary_codegen::diagnostics::{At, Diagnostic};
use tributary_codegen::parse;
use tributary_codegen::render::Places;
use tributary_codegen::resolve;
use tributary_codegen::source::{SourceFile, Sources};

fn main() -> std::io::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let quiet = arguments.first().is_some_and(|first| first == "--quiet");
    arguments.drain(..usize::from(quiet));
    for argument in arguments {
        load(Path::new(&argument), quiet)?;
    }
    Ok(())
}

fn load(path: &Path, quiet: bool) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let sources = if std::env::var_os("ALONE").is_some() {
        one(folder, path)?
    } else {
        let mut files = Vec::new();
        collect(folder, folder, &mut files)?;
        Sources::new(files)
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let roots = [name.as_ref()];
    let mut diagnostics = Vec::new();
    let start = Instant::now();
    let forest = parse::load(parse::Input { sources: &sources, folder: "", roots: &roots }, &mut diagnostics);
    let parsed = start.elapsed();
    let documents = resolve::read(&forest, &mut diagnostics);
    let all = start.elapsed();
    println!(
        "{} parse {:.1} ms, all {:.1} ms, {} diagnostics, {:?}",
        path.display(),
        parsed.as_secs_f64() * 1e3,
        all.as_secs_f64() * 1e3,
        diagnostics.len(),
        documents.tally
    );
    if !quiet {
        let places = Places::of(&diagnostics, &sources);
        diagnostics.iter().for_each(|diagnostic| print(diagnostic, &places));
    }
    Ok(())
}

fn one(folder: &Path, path: &Path) -> std::io::Result<Sources> {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    let bytes = Arc::from(std::fs::read(path)?);
    Ok(Sources::new(vec![SourceFile { path: relative.to_string_lossy().into_owned(), bytes }]))
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let wanted =
            path.extension().is_some_and(|ext| ["json", "yaml", "yml"].iter().any(|one| ext == *one));
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if wanted {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let bytes = Arc::from(std::fs::read(&path)?);
            files.push(SourceFile { path: relative.to_string_lossy().into_owned(), bytes });
        }
    }
    Ok(())
}

fn print(diagnostic: &Diagnostic, places: &Places<'_>) {
    println!("  {:?} {}: {}", diagnostic.severity(), diagnostic.code.id, diagnostic.message);
    for label in &diagnostic.labels {
        let line = places.position(&label.place).map(|(line, _)| format!(":{line}")).unwrap_or_default();
        let place = match &label.place.at {
            At::Pointer(pointer) => format!("#{pointer}"),
            At::File | At::Span(_) => String::new(),
        };
        println!("    {}{line}{place}: {}", label.place.file, label.text);
    }
    diagnostic.help.iter().for_each(|help| println!("    help: {help}"));
    diagnostic.notes.iter().for_each(|note| println!("    note: {note}"));
}
