//! `explain`: what a diagnostic means.

use crate::Outcome;
use crate::cli::{Explain, Format, Global};
use crate::console::outln;
use serde_json::{Value, json};
use std::io;
use tributary_codegen::diagnostics::{self, Code, Severity};

pub(crate) fn run(options: &Explain, global: &Global) -> io::Result<Outcome> {
    let Some(id) = &options.code else {
        list(global.format);
        return Ok(Outcome::Done);
    };
    let Some(code) = diagnostics::find(id) else {
        let message = format!("there is no code `{id}`; `cargo xtask explain` lists all of them");
        crate::report::usage(&message, global.format);
        return Ok(Outcome::Usage);
    };
    match global.format {
        Format::Text => outln!("{}\n\n{}", heading(code), code.explanation.trim_end()),
        Format::Json => outln!("{:#}", entry(code)),
    }
    Ok(Outcome::Done)
}

fn list(format: Format) {
    match format {
        Format::Text => diagnostics::catalogue().for_each(|code| outln!("{}", heading(code))),
        Format::Json => outln!("{:#}", Value::from_iter(diagnostics::catalogue().map(entry))),
    }
}

fn heading(code: &Code) -> String {
    let colour = match code.severity {
        Severity::Error => "31",
        Severity::Warning => "33",
        Severity::Note => "36",
    };
    format!("\u{1b}[1;{colour}m{}[{}]\u{1b}[0m: {}", severity(code), code.id, code.title)
}

fn severity(code: &Code) -> &'static str {
    match code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn entry(code: &Code) -> Value {
    json!({ "code": code.id, "severity": severity(code), "title": code.title, "explanation": code.explanation })
}
