//! What a change of a document does to the generated crate, by its text: independent of how `diff` finds it.

use std::collections::BTreeSet;
use tributary_codegen::output::Output;
use tributary_codegen::source::Sources;
use tributary_codegen::{GenerateOptions, LOCK, generate};

/// A vendor's crate as it is generated.
pub(crate) struct Crate {
    /// Public items, one a line of text.
    pub(crate) api: BTreeSet<String>,
    /// What its functions send: each method, path, parameter and body, by function.
    pub(crate) sent: BTreeSet<String>,
    /// The code of the conversions, without comments.
    pub(crate) conversions: String,
    /// Codes and messages of errors.
    pub(crate) errors: BTreeSet<String>,
    /// The lock that it was given its names by.
    pub(crate) lock: Option<String>,
}

pub(crate) fn generated(sources: &Sources, vendor: &str) -> Crate {
    let options = GenerateOptions { vendors: vec![vendor.to_owned()], ..GenerateOptions::default() };
    let output: Output = generate(sources, &options);
    let below = format!("generated/{vendor}/src/");
    let files =
        || output.files.iter().filter_map(|file| Some((file.path.strip_prefix(&below)?, &file.contents)));
    let conversions = files().filter(|(path, _)| path.starts_with("convert"));
    let lock = output.files.iter().find(|file| file.path == format!("specs/{vendor}/{LOCK}"));
    Crate {
        api: files()
            .filter(|(path, _)| path.starts_with("types/") || path.starts_with("api/"))
            .flat_map(|(_, text)| items(text))
            .collect(),
        sent: files()
            .filter(|(path, _)| path.starts_with("api/"))
            .flat_map(|(_, text)| requests(text))
            .collect(),
        conversions: conversions.map(|(_, text)| code(text)).collect(),
        errors: output
            .diagnostics
            .iter()
            .filter(|found| found.severity() == tributary_codegen::diagnostics::Severity::Error)
            .map(|found| format!("{} {}", found.code.id, found.message))
            .collect(),
        lock: lock.map(|file| file.contents.clone()),
    }
}

/// The text without comments and attributes, its white space evened out.
fn code(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with('#'));
    lines.collect::<Vec<_>>().join(" ")
}

/// The public items of a file: each struct, field, enum, variant and function with its types.
fn items(text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    let mut rest = code.as_str();
    let mut owner = String::new();
    while let Some((at, keyword)) = [
        "pub struct ",
        "pub enum ",
        "pub fn ",
        "pub type ",
        "text_enum! { ",
        "integer_enum! { ",
        "number_enum! { ",
        "impl ",
    ]
    .into_iter()
    .filter_map(|keyword| Some((rest.find(keyword)?, keyword)))
    .min()
    {
        rest = &rest[at + keyword.len()..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        match keyword {
            "impl " => owner = name,
            "pub fn " => {
                let end = rest.find(" {").unwrap_or(rest.len());
                found.push(format!("{owner}::{}", even(&rest[..end])));
            }
            "pub type " => found.push(format!("type {}", &rest[..rest.find(';').unwrap_or(rest.len())])),
            _ => {
                found.push(format!("{keyword}{name}"));
                let body = body(rest);
                for member in members(body) {
                    found.push(format!("{keyword}{name}.{}", even(member)));
                }
            }
        }
    }
    found
}

/// The parts of the requests that the functions of a file make.
fn requests(text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    for function in code.split("pub fn ").skip(1) {
        let name: String = function.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let Some(start) = function.find("self.http") else { continue };
        let end = function[start..].find(".call()").map_or(function.len(), |at| start + at);
        for part in function[start..end].split('.').skip(2) {
            // The method and path, or the name of a parameter: what it is given from is the API's.
            let part = even(part);
            let literal = part.match_indices('"').nth(1).map_or(part.len(), |(at, _)| at + 1);
            found.push(format!("{name} {}", &part[..literal]));
        }
    }
    found
}

/// What stands between the first braces (or parentheses), up to their end.
fn body(text: &str) -> &str {
    let Some(start) = text.find(['{', '(', ';']) else { return "" };
    if text[start..].starts_with(';') {
        return "";
    }
    let mut depth = 0;
    for (at, c) in text[start..].char_indices() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[start + 1..start + at];
        }
    }
    ""
}

/// The members of a body, separated by commas that are in no brackets.
fn members(body: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in body.char_indices() {
        match c {
            '{' | '(' | '<' | '[' => depth += 1,
            '}' | ')' | '>' | ']' => depth -= 1,
            ',' if depth == 0 => {
                found.push(body[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(body[start..].trim());
    found.retain(|member| !member.is_empty());
    found
}

/// Without white space and trailing commas, which depend on the length of lines.
fn even(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    plain.replace(",)", ")").replace(",}", "}")
}
