//! One module a command, each with `run`: from its options to an [`Outcome`].

mod client;
mod codegen;
mod conformance;
mod corpus;
mod diff;
mod explain;
mod level;
mod mock;
mod test;
mod update;

use crate::cli::{Cli, Command};
use crate::{Outcome, report};

/// Runs what was asked for.
pub(crate) fn run(cli: Cli) -> Outcome {
    let result = match &cli.command {
        Command::Codegen(options) => codegen::run(options, &cli.global),
        Command::Client(options) => client::run(options, &cli.global),
        Command::Diff(options) => diff::run(options, &cli.global),
        Command::Update(options) => update::run(options, &cli.global),
        Command::Level(options) => level::run(options, &cli.global),
        Command::Mock(options) => mock::run(options, &cli.global),
        Command::Test(options) => test::run(options, &cli.global),
        Command::Corpus(options) => corpus::run(options, &cli.global),
        Command::Conformance(options) => conformance::run(options, &cli.global),
        Command::Explain(options) => explain::run(options, &cli.global),
    };
    result.unwrap_or_else(|error| report::failure(&error, cli.global.format))
}
