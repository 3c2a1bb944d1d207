//! One stand-alone client crate from a document: the stages in a row, on one page.

use crate::diagnostics::Place;
use crate::emit::{self, Package};
use crate::lower::{self, NamesLock, Selection};
use crate::mock;
use crate::options::{ClientOptions, LOCK};
use crate::output::{Output, OutputFile};
use crate::parse::{self, Input, Provenance};
use crate::resolve;
use crate::source::Sources;
use heck::ToKebabCase;
use tributary_mock_plan::MockPlan;

/// One stand-alone crate from the document at `root_file`.
pub fn client(sources: &Sources, root_file: &str, options: &ClientOptions) -> Output {
    let mut output = Output::default();
    let lock = options.lock.as_deref().map(|text| NamesLock::parse(LOCK, text, &mut output.diagnostics));
    let selection = match options.operations.as_slice() {
        [] => Selection::everything(),
        globs => Selection::operations(globs),
    };
    // The trees are gone before the first token is made: they are most of what a large document costs.
    let (api, lock) = {
        let roots = [root_file];
        let forest = parse::load(Input { sources, folder: "", roots: &roots }, &mut output.diagnostics);
        let provenance = Provenance::of(&forest);
        let documents = resolve::read(&forest, &mut output.diagnostics);
        selection.check(&documents, &mut output.diagnostics);
        let before = lock.unwrap_or_default();
        let (api, lock, summary) = lower::lower(&documents, &selection, &before, &mut output.diagnostics);
        before.report_gone(&lock, Place::file(root_file), &mut output.diagnostics);
        provenance.apply(&mut output.diagnostics);
        output.summary = summary;
        (api, lock)
    };
    let name = options.name.clone().unwrap_or_else(|| crate_name(&api.title));
    let package =
        Package { name: &name, runtime: &options.runtime, git: None, unified: "", stand_alone: true };
    emit::write(&api, &package, &mut output.files);
    output.files.push(OutputFile { path: LOCK.to_owned(), contents: lock.render() });
    output.files.sort_by(|a, b| a.path.cmp(&b.path));
    output
}

/// The mock plan of the document at `root_file`: all its operations, and no records that it would know of.
pub fn mock_document(sources: &Sources, root_file: &str) -> (MockPlan, Output) {
    let mut output = Output::default();
    let roots = [root_file];
    let forest = parse::load(Input { sources, folder: "", roots: &roots }, &mut output.diagnostics);
    let documents = resolve::read(&forest, &mut output.diagnostics);
    let (api, _, summary) =
        lower::lower(&documents, &Selection::everything(), &NamesLock::default(), &mut output.diagnostics);
    output.summary = summary;
    let name = root_file.split('.').next().unwrap_or(root_file);
    (mock::plan(name, &api, None), output)
}

/// A title as the name of a crate: ASCII words, not one that Cargo or Rust has a use for.
fn crate_name(title: &str) -> String {
    let plain: String = title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    // Cargo makes file names of it; 64 is the most that crates.io takes, `client-` included
    let name: String = plain.to_kebab_case().chars().take(57).collect();
    let name = name.trim_end_matches('-').to_owned();
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
    match name.as_str() {
        "" => "client".to_owned(),
        _ if !starts_well => format!("client-{name}"),
        _ if !name.contains('-') || name.starts_with("tributary-") => format!("{name}-client"),
        _ => name,
    }
}

/// Why a crate can't be called so; `None` if it can.
pub fn refused_name(name: &str) -> Option<&'static str> {
    let plain = name.replace('-', "_");
    let characters = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !plain.starts_with(|c: char| c.is_ascii_alphabetic()) || !plain.chars().all(characters) {
        return Some("a crate's name begins with a letter, and has letters, digits, `-` and `_` (ASCII)");
    }
    match plain.as_str() {
        "self" | "Self" | "super" | "crate" => Some("it has a meaning of its own in every path"),
        "core" | "std" | "alloc" | "proc_macro" | "test" => Some("a crate of Rust's own is called so"),
        "tributary_core" | "tributary_client" | "tributary_model" | "tributary_capabilities" => {
            Some("the runtime, which the crate depends on, is called so")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientOptions, LOCK, client, crate_name, refused_name};
    use crate::output::Output;
    use crate::source::{SourceFile, Sources};

    #[test]
    fn a_glob_that_selects_nothing_is_reported_with_what_it_may_have_meant() {
        let text = "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {operationId: list, responses: {}}}}";
        let sources =
            Sources::new(vec![SourceFile { path: "a.yaml".to_owned(), bytes: text.as_bytes().into() }]);
        let operations = vec!["lst".to_owned()];
        let output = client(&sources, "a.yaml", &ClientOptions { operations, ..ClientOptions::default() });
        let found = output.diagnostics.iter().find(|found| found.code.id == "T309");
        assert_eq!(found.map(|found| found.help.join("")), Some("did you mean `list`?".to_owned()));
    }

    #[test]
    fn names_that_are_gone_are_said() {
        let text = |path: &str| {
            format!(
                "openapi: 3.0.0\ninfo: {{title: T, version: '1'}}\npaths: {{{path}: {{get: {{operationId: 'of{path}', responses: {{}}}}}}}}"
            )
        };
        let run = |path: &str, lock: Option<String>| {
            let bytes = text(path).into_bytes().into();
            let sources = Sources::new(vec![SourceFile { path: "a.yaml".to_owned(), bytes }]);
            client(&sources, "a.yaml", &ClientOptions { lock, ..ClientOptions::default() })
        };
        let lock_of = |output: &Output| {
            output.files.iter().find(|file| file.path == LOCK).map(|file| file.contents.clone())
        };
        let gone = |output: &Output| -> Vec<String> {
            let found = output.diagnostics.iter().filter(|found| found.code.id == "T316");
            found.map(|found| found.message.clone()).collect()
        };
        let first = run("/a", None);
        let again = run("/a", lock_of(&first));
        assert_eq!((gone(&first), gone(&again)), (Vec::new(), Vec::new()));
        assert_eq!(gone(&run("/b", lock_of(&again))), ["`of_a` is not generated any more"]);
    }

    #[test]
    fn a_name_that_cargo_or_rust_trips_over_is_refused() {
        for name in ["", "a b", "../x", "1st", "_x", "größe", "self", "std", "proc-macro", "tributary-core"]
        {
            assert!(refused_name(name).is_some(), "{name}");
        }
        for name in ["box", "a", "my_api", "Petstore-2"] {
            assert_eq!(refused_name(name), None, "{name}");
        }
    }

    #[test]
    fn a_title_becomes_the_name_of_a_crate() {
        assert_eq!(crate_name("Swagger Petstore - OpenAPI 3.0"), "swagger-petstore-open-api-3-0");
        assert_eq!(crate_name("3scale"), "client-3scale");
        assert_eq!(crate_name(&"long ".repeat(90)).len(), 57);
        assert_eq!(crate_name("test"), "test-client");
        assert_eq!(crate_name("Tributary Core"), "tributary-core-client");
        assert_eq!(crate_name("株式会社"), "client");
    }
}
