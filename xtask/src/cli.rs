//! The commands and their options: what `--help` shows.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Vendor documents and mappings in, typed Rust clients and a unified model out.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", version, disable_help_subcommand = true)]
#[command(after_help = "Exit codes: 0 done, 1 found something, 2 usage.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// What every command understands.
#[derive(Args, Clone, Debug)]
pub(crate) struct Global {
    /// The folder with specs/, mappings/ and generated/ [default: the nearest one upwards with a tributary.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// How results are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON object on standard output, for CI
    Json,
}

/// Whether a command line that has a mistake somewhere asks for JSON.
pub(crate) fn asks_for_json(arguments: impl Iterator<Item = String>) -> bool {
    let words: Vec<String> = arguments.collect();
    let apart = words.windows(2).any(|pair| {
        pair.first().is_some_and(|it| it == "--format") && pair.last().is_some_and(|it| it == "json")
    });
    apart || words.iter().any(|word| word == "--format=json")
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Bring generated/ up to date with specs/ and mappings/
    #[command(after_help = "Example: cargo xtask codegen hubspot --check")]
    Codegen(Codegen),
    /// Write a stand-alone client crate from any OpenAPI document
    #[command(
        after_help = "Example: cargo xtask client petstore.yaml --out ../petstore --operations 'pets/*'"
    )]
    Client(Client),
    /// Write any document, of any version and any number of files, as one OpenAPI 3.0 document
    #[command(
        after_help = "Example: cargo xtask level api.yaml --operations 'GET /users*' --facts --out users.json"
    )]
    Level(Level),
    /// Say what changes between two versions of a vendor's documents, and what of it the mapping uses
    #[command(
        after_help = "Example: cargo xtask diff pipedrive --base v0.1.0\n\nExit codes: 0 nothing changed, 3 nothing that applications see, 4 applications see it, 5 who keeps a copy of the records must know; 1 the comparison failed, 2 usage."
    )]
    Diff(Diff),
    /// Fetch the documents that vendors publish, show what changes, and generate anew (needs curl)
    #[command(
        after_help = "Example: cargo xtask update pipedrive\n\nExit codes as those of `diff`; 1 if a document cannot be fetched or read, and then it stays as it is."
    )]
    Update(Update),
    /// Serve a mock of a vendor, or of any document, on a port of this machine
    #[command(after_help = "Example: cargo xtask mock hubspot --port 4010 --seed 7 --records 10000")]
    Mock(Mock),
    /// Run the contract tests of vendors: their clients against their mocks
    #[command(
        after_help = "Example: cargo xtask test hubspot\n\nOnly what these vendors need is compiled. Exit codes: 1 a check failed, 2 usage."
    )]
    Test(Test),
    /// Say what a diagnostic means, with an example and the fix; without a code, list all of them
    #[command(after_help = "Example: cargo xtask explain T101")]
    Explain(Explain),
    /// Generate a client from every document under a folder, and compile them
    #[command(after_help = "Example: cargo xtask corpus ../shared/corpus --sample 12 --check")]
    Corpus(Corpus),
    /// Run Microsoft's Spector suites against generated clients (needs npm)
    #[command(after_help = "Example: cargo xtask conformance --only type/array,payload")]
    Conformance(Conformance),
}

#[derive(Args, Debug)]
pub(crate) struct Codegen {
    /// Only these vendors [default: all]
    #[arg(value_name = "VENDOR")]
    pub(crate) vendors: Vec<String>,
    /// Write nothing: list every stale, missing and orphaned file, and exit with 1 if there is any
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing: print a model with all that it inherits, each line with the place where it is written
    #[arg(long, value_name = "CATEGORY.MODEL", conflicts_with = "check")]
    pub(crate) explain: Option<String>,
}

#[derive(Args, Clone, Debug)]
pub(crate) struct Client {
    /// The document, or the root one where it refers to others beside it: JSON or YAML
    #[arg(value_name = "SPEC")]
    pub(crate) spec: PathBuf,
    /// The folder of the crate; files that are not marked @generated are left alone
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The name of the crate [default: from the document's title]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Only operations (and webhooks) whose id, tag, or "METHOD /path" matches one of these: `*` stands for any text
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) operations: Vec<String>,
    /// Copy the runtime into the crate, so that it builds anywhere
    #[arg(long)]
    pub(crate) with_runtime: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Level {
    /// The document, or the root one where it refers to others beside it: Swagger 2.0 or OpenAPI 3, JSON or YAML
    #[arg(value_name = "SPEC")]
    pub(crate) spec: PathBuf,
    /// Only operations whose id, tag, or "METHOD /path" matches one of these, and what they reach: `*` stands for any text
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) operations: Vec<String>,
    /// Leave out descriptions, summaries, examples and vendor extensions
    #[arg(long)]
    pub(crate) facts: bool,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// A vendor of specs/, or a document as it was: JSON or YAML
    #[arg(value_name = "VENDOR|OLD")]
    pub(crate) old: String,
    /// The new documents: of a vendor with several each under its name, or as NAME=PATH
    #[arg(value_name = "NEW")]
    pub(crate) new: Vec<String>,
    /// The old version is what git has at this revision, the new one what is here
    #[arg(long, value_name = "REV", conflicts_with = "new")]
    pub(crate) base: Option<String>,
    /// Show what the mapping does not use too, and what no program sees
    #[arg(long)]
    pub(crate) all: bool,
    /// Print Markdown, for a pull request
    #[arg(long)]
    pub(crate) markdown: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Update {
    /// The vendors, whose mappings say where their documents are (`[vendor.documents]`)
    #[arg(value_name = "VENDOR", required_unless_present = "all")]
    pub(crate) vendors: Vec<String>,
    /// Every vendor whose mapping says it
    #[arg(long, conflicts_with = "vendors")]
    pub(crate) all: bool,
    /// Write nothing: show what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print Markdown, for a pull request
    #[arg(long)]
    pub(crate) markdown: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Mock {
    /// A vendor of the root, which keeps state; or a document, whose mock responds by its schemas
    #[arg(value_name = "VENDOR|SPEC")]
    pub(crate) of: String,
    /// The port on the loopback interface; 0 is a free one
    #[arg(long, value_name = "N", default_value_t = 4010)]
    pub(crate) port: u16,
    /// Another seed gives other records
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// How many records each model begins with
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) records: usize,
    /// Do not apply the vendor's rate limit
    #[arg(long)]
    pub(crate) unlimited: bool,
    /// Take requests that are not as the document says
    #[arg(long)]
    pub(crate) lenient: bool,
    /// One in so many requests fails in a way that a client gets over by repeating it
    #[arg(long, value_name = "N")]
    pub(crate) faults: Option<u64>,
}

#[derive(Args, Debug)]
pub(crate) struct Test {
    /// Only these vendors [default: all]
    #[arg(value_name = "VENDOR")]
    pub(crate) vendors: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// As a diagnostic shows it: T101
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Corpus {
    /// A folder of documents, of any depth
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Only documents whose path contains one of these
    #[arg(long, value_name = "TEXT", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Only so many, evenly spread over their sizes
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<usize>,
    /// Run `cargo check` on each crate
    #[arg(long)]
    pub(crate) check: bool,
    /// Run `cargo clippy` on each crate, which checks it too
    #[arg(long)]
    pub(crate) clippy: bool,
    /// Documents may be refused, but none may crash or hang the generator, or give a crate that does not compile
    #[arg(long)]
    pub(crate) hostile: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Conformance {
    /// Only suites whose path contains one of these
    #[arg(long, value_name = "TEXT", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    /// Command lines of the documentation: what stands after `cargo xtask` in code of any kind.
    fn command_lines(text: &str) -> Vec<Vec<String>> {
        let lines = text.lines().filter_map(|line| line.split_once("cargo xtask ").map(|(_, rest)| rest));
        let end = |rest: &str| rest.find(['`', '#', '|', ';', ':', '&']).unwrap_or(rest.len());
        let words = |rest: &str| {
            let words = rest.get(..end(rest)).unwrap_or_default().split_whitespace();
            words.map(|word| word.trim_matches('\'').to_owned()).collect::<Vec<_>>()
        };
        lines.map(words).filter(|words| words.iter().all(|word| word != "…")).collect()
    }

    #[test]
    fn what_the_documentation_says_to_run_exists() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut seen = 0;
        for file in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/adding-a-vendor.md", ".ci/run"] {
            let text = std::fs::read_to_string(root.join(file)).unwrap();
            for words in command_lines(&text) {
                let name = words.first().cloned().unwrap_or_default();
                let command = Cli::command();
                let command = command.find_subcommand(&name);
                assert!(command.is_some(), "{file}: there is no command `{name}`");
                let known = |flag: &str| {
                    command.is_some_and(|it| {
                        it.get_arguments().any(|argument| argument.get_long() == Some(flag))
                    })
                };
                let flags = words.iter().filter_map(|word| word.trim_matches(['[', ']']).strip_prefix("--"));
                for flag in flags {
                    let global = ["format", "root", "help"].contains(&flag);
                    assert!(global || known(flag), "{file}: `{name}` has no option --{flag}");
                }
                seen += 1;
            }
        }
        assert!(seen > 15, "the documentation mentions few commands: {seen}");
    }

    #[test]
    fn every_command_shows_an_example() {
        Cli::command().debug_assert();
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.starts_with("Example: cargo xtask "), "{} shows no example", command.get_name());
        }
    }
}
