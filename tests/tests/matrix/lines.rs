//! Lines of a mapping that are tried, each with what the documents need for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tributary_codegen::diagnostics::{At, Severity};
use tributary_codegen::output::Output;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{GenerateOptions, generate, plan};

/// What a line needs in a document.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// A parameter of the call, in this place.
    Parameter { name: String, place: &'static str, required: bool, schema: String },
    /// A property of the request, or of the record.
    Property { name: String, required: bool, schema: String },
    /// A field of the unified model.
    Field { name: String, schema: String },
}

impl Piece {
    fn name(&self) -> &str {
        match self {
            Self::Parameter { name, .. } | Self::Property { name, .. } | Self::Field { name, .. } => name,
        }
    }
}

/// A line that is tried, under the key that it has in the mapping.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) key: String,
    /// A value, or what stands between the braces of a table.
    pub(crate) value: String,
    pub(crate) is_table: bool,
    pub(crate) loses: bool,
    pub(crate) pieces: Vec<Piece>,
}

impl Line {
    pub(crate) fn value(key: &str, value: &str, pieces: Vec<Piece>) -> Self {
        Self { key: key.to_owned(), value: value.to_owned(), is_table: false, loses: false, pieces }
    }

    pub(crate) fn table(key: &str, value: String, pieces: Vec<Piece>) -> Self {
        Self { key: key.to_owned(), value, is_table: true, loses: false, pieces }
    }

    fn text(&self) -> String {
        let Self { key, value, is_table, loses, .. } = self;
        match (is_table, loses) {
            (false, _) => format!("{key} = {value}"),
            (true, false) => format!("{key} = {{ {value} }}"),
            (true, true) => format!("{key} = {{ {value}, loses = \"tried\" }}"),
        }
    }
}

/// The pieces of all lines.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    pub(crate) path: String,
    pub(crate) parameters: String,
    pub(crate) properties: String,
    pub(crate) required: Vec<String>,
    pub(crate) fields: String,
}

impl Pieces {
    fn of(lines: &[Line]) -> Self {
        let mut all = Self::default();
        for piece in lines.iter().flat_map(|line| &line.pieces) {
            match piece {
                Piece::Parameter { name, place, required, schema } => {
                    if *place == "path" {
                        let _ = write!(all.path, "/{{{name}}}");
                    }
                    let _ = writeln!(
                        all.parameters,
                        "        - {{ name: {name}, in: {place}, required: {required}, schema: {{ {schema} }} }}"
                    );
                }
                Piece::Property { name, required, schema } => {
                    let _ = writeln!(all.properties, "        {name}: {{ {schema} }}");
                    all.required.extend(required.then(|| name.clone()));
                }
                Piece::Field { name, schema } => {
                    let _ = writeln!(all.fields, "        {name}: {{ {schema} }}");
                }
            }
        }
        all
    }
}

/// What was generated from the lines that are accepted.
pub(crate) struct Accepted {
    pub(crate) output: Output,
    pub(crate) lines: Vec<Line>,
}

/// Generates, leaves out what is refused, and generates what is left. Everything that is refused has to be refused in its
/// own line, with a code.
pub(crate) fn accepted(
    name: &str,
    document: impl Fn(&Pieces) -> String,
    head: &str,
    mut lines: Vec<Line>,
) -> Accepted {
    let (tried, mut refused) = (lines.len(), BTreeSet::new());
    loop {
        let mut mapping = head.to_owned();
        let mut at = BTreeMap::new();
        for (index, line) in lines.iter().enumerate() {
            at.insert(mapping.lines().count() + 1, index);
            let _ = writeln!(mapping, "{}", line.text());
        }
        let file = format!("mappings/{name}.toml");
        let pieces = Pieces::of(&lines);
        let input =
            |path: &str, text: String| SourceFile { path: path.to_owned(), bytes: text.into_bytes().into() };
        let sources = Sources::new(vec![
            input(&format!("specs/{name}/{name}.yaml"), document(&pieces)),
            input("specs/unified/crm.yaml", unified(&pieces.fields)),
            input(&file, mapping.clone()),
        ]);
        let bound = plan(&sources, name).1;
        let (mut gone, mut changed) = (BTreeSet::new(), false);
        for found in bound.diagnostics.iter().filter(|found| found.severity() == Severity::Error) {
            let place = &found.labels.first().expect("an error has a place").place;
            let At::Span(span) = &place.at else { panic!("{found:?}") };
            assert_eq!(place.file, file, "{found:?}");
            let line = 1 + mapping[..span.start].matches('\n').count();
            // what a call requires is asked of the call, by the name of the line, or of the property that it does not write
            let named = || {
                let says = |name: &str| found.message.contains(&format!("`{name}`"));
                lines.iter().position(|line| says(&line.key) || line.pieces.iter().any(|it| says(it.name())))
            };
            let index = at.get(&line).copied().or_else(named).unwrap_or_else(|| panic!("{found:?}"));
            if found.code.id == "T601" && lines[index].is_table && !lines[index].loses {
                (lines[index].loses, changed) = (true, true);
            } else {
                refused.insert(found.code.id);
                gone.insert(index);
            }
        }
        if gone.is_empty() && !changed {
            println!(
                "{name}: {} of {tried} lines are accepted; the others are refused with {refused:?}",
                lines.len()
            );
            let options =
                GenerateOptions { runtime: "../../runtime".to_owned(), ..GenerateOptions::default() };
            let output = generate(&sources, &options);
            assert!(!output.has_errors(), "{:?}", output.diagnostics);
            return Accepted { output, lines };
        }
        let mut index = 0;
        lines.retain(|_| {
            index += 1;
            !gone.contains(&(index - 1))
        });
    }
}

fn unified(fields: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{ title: U, version: '1' }}\ncomponents:\n  schemas:\n    Choice: {{ type: string, enum: [ONE, TWO] }}\n    Contact:\n      type: object\n      x-tributary-model: true\n      required: [id]\n      properties:\n        id: {{ type: string, x-tributary-ref: crm.contact, readOnly: true }}\n        name: {{ type: string }}\n{fields}    Tag:\n      type: object\n      x-tributary-model: true\n      required: [id]\n      properties:\n        id: {{ type: string, x-tributary-ref: crm.tag, readOnly: true }}\n"
    )
}
