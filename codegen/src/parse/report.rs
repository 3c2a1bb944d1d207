//! What this stage says.

use super::build::{Builder, DEEPEST, MOST_BYTES, MOST_VALUES, Trouble};
use super::events::{Lapse, LapseKind, SyntaxError};
use super::text::Syntax;
use super::tree::Tree;
use crate::diagnostics::{Diagnostic, Place, catalogue, nearest};
use crate::source::Sources;

pub(super) fn missing(path: &str, sources: &Sources) -> Diagnostic {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let near = sources.under(folder).map(|file| file.path.as_str());
    let diagnostic = Diagnostic::new(
        catalogue::NO_SUCH_FILE,
        format!("there is no file `{path}`"),
        Place::file(path),
        "this file was asked for",
    );
    match nearest(path, near) {
        Some(other) => diagnostic.help(format!("did you mean `{other}`?")),
        None => diagnostic,
    }
}

pub(super) fn too_large(path: &str, bytes: usize) -> Diagnostic {
    Diagnostic::new(
        catalogue::TOO_LARGE,
        format!("the file has {bytes} bytes"),
        Place::file(path),
        format!("at most {MOST_BYTES} are read"),
    )
}

pub(super) fn not_utf8(path: &str, at: usize) -> Diagnostic {
    Diagnostic::new(
        catalogue::NOT_UTF8,
        format!("byte {at} is not UTF-8"),
        Place::span(path, at..at + 1),
        "from here on, what is not UTF-8 was replaced by `\u{FFFD}`",
    )
    .help("save the file as UTF-8")
}

pub(super) fn syntax(path: &str, syntax: Syntax, error: &SyntaxError) -> Diagnostic {
    let (code, name) = match syntax {
        Syntax::Json => (catalogue::NOT_JSON, "JSON"),
        Syntax::Yaml => (catalogue::NOT_YAML, "YAML"),
    };
    let message = format!("the file is not {name}: {}", error.message);
    Diagnostic::new(code, message, Place::span(path, error.at..error.at + 1), error.message.clone())
        .note("nothing of this file was read")
}

/// The tree, with everything reported that was wrong with it. `None` if too much was.
pub(super) fn finish<'s>(
    builder: Builder<'s>,
    lapses: Vec<Lapse>,
    diags: &mut Vec<Diagnostic>,
) -> Option<Tree<'s>> {
    let path = builder.tree.path;
    let mut whole = true;
    for trouble in builder.troubles {
        let diagnostic = match trouble {
            Trouble::TooDeep { pointer } => Diagnostic::new(
                catalogue::TOO_DEEP,
                format!("values are nested more than {DEEPEST} deep"),
                Place::pointer(path, pointer),
                "read as null, like everything else this deep",
            ),
            Trouble::TooMany { at } => {
                whole = false;
                Diagnostic::new(
                    catalogue::TOO_LARGE,
                    format!("the file holds more than {MOST_VALUES} values"),
                    Place { file: path.to_owned(), at },
                    "this is where it became too many",
                )
                .note("what YAML aliases stand for is counted wherever they are used")
            }
            Trouble::Duplicate { pointer } => {
                let name =
                    pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
                Diagnostic::new(
                    catalogue::DUPLICATE_NAME,
                    format!("`{name}` is there twice"),
                    Place::pointer(path, pointer),
                    "left out: the last one counts",
                )
            }
            Trouble::AliasOfItself { span } => Diagnostic::new(
                catalogue::BAD_ALIAS,
                "this alias stands for something it is a part of",
                Place::span(path, span),
                "read as null",
            ),
        };
        diags.push(diagnostic);
    }
    diags.extend(lapses.into_iter().map(|lapse| say(path, lapse)));
    if builder.tree.slots.is_empty() && whole {
        whole = false;
        diags.push(Diagnostic::new(
            catalogue::NOT_OPENAPI,
            "the file is empty",
            Place::file(path),
            "there is nothing to read here",
        ));
    }
    whole.then_some(builder.tree)
}

fn say(path: &str, lapse: Lapse) -> Diagnostic {
    let (code, message, label) = match lapse.kind {
        LapseKind::TrailingComma => (
            catalogue::LAX_SYNTAX,
            "a comma before a closing bracket",
            "JSON allows none; read as if it were not there",
        ),
        LapseKind::QuotedIndent => (
            catalogue::LAX_SYNTAX,
            "a line of a quoted text is not indented",
            "YAML wants it further right than its key; read as if it were",
        ),
        LapseKind::ControlCharacter => (
            catalogue::LAX_SYNTAX,
            "a control character inside a text",
            "JSON wants it escaped (`\\n`, `\\t`); read as it is",
        ),
        LapseKind::SecondDocument => (
            catalogue::SECOND_DOCUMENT,
            "the file holds several YAML documents",
            "from here on it was not read",
        ),
        LapseKind::UnknownAlias => {
            (catalogue::BAD_ALIAS, "no anchor of this name comes before this alias", "read as null")
        }
    };
    Diagnostic::new(code, message, Place::span(path, lapse.span), label)
}
