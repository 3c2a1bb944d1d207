//! The command line of Tributary: reads the tree, calls the generator, syncs what it gives back, prints.
//!
//! Everything that decides anything about generated code is in `codegen`; what is here is files, processes and words.

#![warn(clippy::print_stdout, clippy::print_stderr)] // they panic when the pipe is closed: see `console`

mod cli;
mod commands;
mod console;
mod report;
mod root;
mod sources;
mod sync;

use clap::Parser as _;
use std::process::ExitCode;

/// Generating makes and drops millions of small trees and tokens: with the system's allocator that is two fifths of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a command comes to; the numbers are the exit codes that scripts see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// It is done.
    Done = 0,
    /// It found something: an error in the inputs, or with `--check` anything that is not up to date.
    Found = 1,
    /// It was asked for something that makes no sense.
    Usage = 2,
    /// Two versions differ in what no application sees.
    Internal = 3,
    /// Applications see the difference.
    Applications = 4,
    /// Who keeps a copy of the vendor's records must know.
    Syncs = 5,
}

fn main() -> ExitCode {
    match cli::Cli::try_parse() {
        Ok(cli) => ExitCode::from(commands::run(cli) as u8),
        // What was asked for could not be read, so neither was how to answer.
        Err(error) if error.use_stderr() && cli::asks_for_json(std::env::args()) => {
            report::usage(error.to_string().trim_end(), cli::Format::Json);
            ExitCode::from(Outcome::Usage as u8)
        }
        Err(error) => error.exit(),
    }
}
