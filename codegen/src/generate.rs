//! The stages in a row: what the command line calls.

use crate::output::Output;
use crate::parse::{self, Input};
use crate::resolve;
use crate::source::Sources;

/// What of a root is to be generated.
#[derive(Clone, Debug, Default)]
pub struct GenerateOptions {
    /// Folder names under `specs/`; empty: all of them.
    pub vendors: Vec<String>,
    /// Where the folder with the runtime crates is, relative to the root, or absolute.
    pub runtime: String,
}

/// How a stand-alone client is to be.
#[derive(Clone, Debug, Default)]
pub struct ClientOptions {
    /// The crate's name; without one, it comes from the document's title.
    pub name: Option<String>,
    /// Globs over operation ids, tags and `METHOD /path`; empty: all operations.
    pub operations: Vec<String>,
    /// Where the folder with the runtime crates is, relative to the crate, or absolute.
    pub runtime: String,
}

/// Everything under `generated/`, from `specs/` and `mappings/`.
pub fn generate(_sources: &Sources, _options: &GenerateOptions) -> Output {
    Output::default()
}

/// One stand-alone crate from the document at `root_file`.
pub fn client(sources: &Sources, root_file: &str, _options: &ClientOptions) -> Output {
    let mut output = Output::default();
    let roots = [root_file];
    let forest = parse::load(Input { sources, folder: "", roots: &roots }, &mut output.diagnostics);
    let _documents = resolve::read(&forest, &mut output.diagnostics);
    output
}
