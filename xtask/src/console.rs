//! Writing to standard output and standard error, as `print!` does, without its panic.
//!
//! A reader that closes the pipe (`| head`) has read enough: the work goes on and the exit code stays. Anything else that
//! keeps a result from being written (a full disk) ends the program with exit code 1.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// Writes to standard output, as `print!` does.
macro_rules! out {
    ($($text:tt)*) => { $crate::console::to_stdout(format_args!($($text)*)) };
}

/// Writes a line to standard output, as `println!` does.
macro_rules! outln {
    () => { $crate::console::to_stdout(format_args!("\n")) };
    ($($text:tt)*) => { $crate::console::to_stdout(format_args!("{}\n", format_args!($($text)*))) };
}

/// Writes a line to standard error, as `eprintln!` does.
macro_rules! errln {
    () => { $crate::console::to_stderr(format_args!("\n")) };
    ($($text:tt)*) => { $crate::console::to_stderr(format_args!("{}\n", format_args!($($text)*))) };
}

pub(crate) use {errln, out, outln};

pub(crate) fn to_stdout(text: Arguments<'_>) {
    let mut stdout = anstream::stdout();
    match stdout.write_fmt(text).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            to_stderr(format_args!("error: standard output can't be written: {error}\n"));
            std::process::exit(crate::Outcome::Found as i32);
        }
        _ => {}
    }
}

/// What can't be said on standard error can't be said at all.
pub(crate) fn to_stderr(text: Arguments<'_>) {
    let _ = anstream::stderr().write_fmt(text);
}
