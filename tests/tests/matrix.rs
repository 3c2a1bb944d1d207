//! Every kind of request value for every type of property, and every filter from every vendor's type to every unified type:
//! each is refused with a code, or becomes code that compiles.
// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tributary_codegen::diagnostics::{At, Severity};
use tributary_codegen::output::Output;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{GenerateOptions, generate};
use tributary_tests::workbench::Workbench;

/// Schemas of the vendor's properties.
const TYPES: &[(&str, &str)] = &[
    ("text", "type: string"),
    ("bool", "type: boolean"),
    ("i32", "type: integer, format: int32"),
    ("i64", "type: integer"),
    ("f64", "type: number, format: double"),
    ("number", "type: number"),
    ("u64", "type: integer, format: uint64"),
    ("rate", "type: number, enum: [0.5, 1.5]"),
    ("decimal", "type: number, format: decimal"),
    ("instant", "type: string, format: date-time"),
    ("http", "type: string, format: http-date"),
    ("unix", "type: integer, format: unix-time"),
    ("time", "type: string, format: time"),
    ("date", "type: string, format: date"),
    ("uuid", "type: string, format: uuid"),
    ("uri", "type: string, format: uri"),
    ("choice", "type: string, enum: [one, two]"),
    ("count", "type: integer, enum: [1, 2]"),
    ("texts", "type: array, items: { type: string }"),
    ("numbers", "type: array, items: { type: integer }"),
    ("choices", "type: array, items: { type: string, enum: [one, two] }"),
    ("holes", "type: array, items: { type: [string, 'null'] }"),
    ("map", "type: object, additionalProperties: { type: string }"),
    ("counts", "type: object, additionalProperties: { type: integer }"),
    ("anything", "description: untyped"),
    ("free", "type: object, additionalProperties: true"),
    ("object", "type: object, properties: { gte: { type: string }, n: { type: integer } }"),
    ("union", "oneOf: [{ type: string }, { type: object, properties: { a: { type: string } } }]"),
    ("maybe", "type: [string, 'null']"),
    ("maybe_i32", "type: [integer, 'null'], format: int32"),
    ("maybe_instant", "type: [string, 'null'], format: date-time"),
];

/// Values of a request.
const VALUES: &[&str] = &[
    "'plain'",
    "'one'",
    "1",
    "1.5",
    "true",
    "'2026-11-21'",
    "'2026-11-21T09:30:00Z'",
    "['one']",
    "[1, 2]",
    "['{cursor}']",
    "{ gte = 'x' }",
    "{ gte = '{since}' }",
    "{ n = '{page_size}' }",
    "'{cursor}'",
    "\"{cursor ?? 'none'}\"",
    "'{page_size}'",
    "'{page_size ?? 5}'",
    "'{since}'",
    "'{now}'",
    "'{select}'",
    "\"{since | time('epoch_ms')}\"",
    "\"{since | date}\"",
    "\"{select | join(';')}\"",
    "'{cursor | int}'",
    "'a {cursor} b'",
    "'after {since} of {page_size}'",
    "'{shop}'",
];

/// Filters of a field.
const CHAINS: &[&str] = &[
    "",
    " | int",
    " | decimal(2)",
    " | decimal(2) | scale(0.01)",
    " | bool('yes', 'no')",
    " | time",
    " | time('epoch_ms')",
    " | time('%Y-%m-%d %H:%M')",
    " | date",
    " | date('%d.%m.%Y')",
    " | date('iso', '%d.%m.%Y')",
    " | date | at('00:00Z')",
    " | date | at(text)",
    " | split(',')",
    " | trim",
    " | only('x')",
    " | html",
    " | text",
    " | after('-')",
    " | part(' ', 1)",
    " ?? 'one'",
];

/// Schemas of the unified fields.
const UNIFIED: &[(&str, &str)] = &[
    ("text", "type: string"),
    ("bool", "type: boolean"),
    ("i32", "type: integer, format: int32"),
    ("i64", "type: integer"),
    ("number", "type: number"),
    ("decimal", "type: number, format: decimal"),
    ("instant", "type: string, format: date-time"),
    ("date", "type: string, format: date"),
    ("uri", "type: string, format: uri"),
    ("link", "type: string, x-tributary-ref: crm.contact"),
    ("texts", "type: array, items: { type: string }"),
];

/// A line of the mapping that is tried, under the key that it has there.
struct Line {
    key: String,
    value: String,
    loses: bool,
}

impl Line {
    fn new(key: String, value: String) -> Self {
        Self { key, value, loses: false }
    }
}

/// Generates, leaves out what is refused, and generates what is left.
fn accepted(
    name: &str,
    documents: &[(String, String)],
    head: &str,
    mut lines: Vec<Line>,
) -> (Output, BTreeSet<&'static str>) {
    let mut refused = BTreeSet::new();
    loop {
        let mut mapping = head.to_owned();
        let mut at = BTreeMap::new();
        for (index, Line { key, value, loses }) in lines.iter().enumerate() {
            at.insert(mapping.lines().count() + 1, index);
            let _ = match loses {
                true => writeln!(mapping, "{key} = {{ from = {value}, loses = \"tried\" }}"),
                false => writeln!(mapping, "{key} = {value}"),
            };
        }
        let file = format!("mappings/{name}.toml");
        let mut inputs: Vec<SourceFile> = documents
            .iter()
            .map(|(path, text)| SourceFile { path: path.clone(), bytes: text.clone().into_bytes().into() })
            .collect();
        inputs.push(SourceFile { path: file.clone(), bytes: mapping.clone().into_bytes().into() });
        let options = GenerateOptions {
            vendors: Vec::new(),
            runtime: "../../runtime".to_owned(),
            ..GenerateOptions::default()
        };
        let output = generate(&Sources::new(inputs), &options);
        let (mut gone, mut changed) = (BTreeSet::new(), false);
        for found in output.diagnostics.iter().filter(|found| found.severity() == Severity::Error) {
            let place = &found.labels.first().expect("an error has a place").place;
            let At::Span(span) = &place.at else { panic!("{found:?}") };
            assert_eq!(place.file, file, "{found:?}");
            let line = 1 + mapping[..span.start].matches('\n').count();
            let index = *at.get(&line).unwrap_or_else(|| panic!("{mapping}\n{found:?}"));
            if found.code.id == "T601" && !lines[index].loses {
                (lines[index].loses, changed) = (true, true);
            } else {
                refused.insert(found.code.id);
                gone.insert(index);
            }
        }
        if gone.is_empty() && !changed {
            println!("{name}: {} lines are accepted", lines.len());
            assert!(lines.len() > 100, "hardly anything is accepted");
            return (output, refused);
        }
        let mut index = 0;
        lines.retain(|_| {
            index += 1;
            !gone.contains(&(index - 1))
        });
    }
}

fn unified() -> (String, String) {
    let mut text = "openapi: 3.1.0\ninfo: { title: U, version: '1' }\ncomponents:\n  schemas:\n    Contact:\n      type: object\n      x-tributary-model: true\n      required: [id]\n      properties:\n        id: { type: string, x-tributary-ref: crm.contact, readOnly: true }\n".to_owned();
    for (at, (schema, ..)) in combinations().iter().enumerate() {
        let _ = writeln!(text, "        u{at}: {{ {schema} }}");
    }
    ("specs/unified/crm.yaml".to_owned(), text)
}

/// Unified schema, vendor's schema, and filters.
fn combinations() -> Vec<(&'static str, &'static str, &'static str)> {
    let mut all = Vec::new();
    for (_, unified) in UNIFIED {
        for (_, vendor) in TYPES {
            all.extend(CHAINS.iter().map(|chain| (*unified, *vendor, *chain)));
        }
    }
    all
}

fn document(record: &str, query: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{ title: M, version: '1' }}\nservers: [{{ url: 'https://m.example' }}]\npaths:\n  /search:\n    post:\n      operationId: search\n      parameters:\n{query}      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Search' }} }} }} }}\n      responses: {{ '200': {{ description: ok, content: {{ application/json: {{ schema: {{ type: array, items: {{ $ref: '#/components/schemas/Contact' }} }} }} }} }} }}\n  /contacts:\n    post:\n      operationId: make\n      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Contact' }} }} }} }}\n      responses: {{ '200': {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Contact' }} }} }} }} }}\n  /contacts/{{id}}:\n    put:\n      operationId: change\n      parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}]\n      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Contact' }} }} }} }}\n      responses: {{ '200': {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Contact' }} }} }} }} }}\ncomponents:\n  schemas:\n{record}"
    )
}

const HEAD: &str = "[vendor]\ntitle = \"M\"\nauth = { kind = \"bearer\", token = \"{token}\" }\nsettings = { shop = \"the shop\" }\n\n";

#[test]
fn what_is_accepted_compiles() {
    let mut workbench = Workbench::new("matrix");
    let unified = unified();
    // Request values: a property and an optional parameter for each.
    let (mut properties, mut query) = (String::new(), String::new());
    let mut values = vec![Line::new("text".to_owned(), "\"{shop}{since}\"".to_owned())];
    let mut at = 0;
    for (_, schema) in TYPES {
        for value in VALUES {
            let _ = writeln!(properties, "        p{at}: {{ {schema} }}");
            let _ = writeln!(query, "        - {{ name: q{at}, in: query, schema: {{ {schema} }} }}");
            values.push(Line::new(format!("p{at}"), (*value).to_owned()));
            values.push(Line::new(format!("q{at}"), (*value).to_owned()));
            at += 1;
        }
    }
    let record = format!(
        "    Search:\n      type: object\n      properties:\n        text: {{ type: string }}\n{properties}    Contact: {{ type: object, required: [id], properties: {{ id: {{ type: string }} }} }}\n"
    );
    let spec = ("specs/values/values.yaml".to_owned(), document(&record, &query));
    let head = format!(
        "{HEAD}[crm.contact]\nselect = \"@\"\n\n[crm.contact.fields]\nid = \"id\"\n\n[crm.contact.changed_since]\ncall = \"search\"\npage = {{ size = 100, url = \"@link('next')\" }}\n\n[crm.contact.changed_since.with]\n"
    );
    let (output, refused) = accepted("values", &[spec, unified.clone()], &head, values);
    println!("values refused with {refused:?}");
    add(&mut workbench, &output, "values");
    // Fields, read and written.
    let mut properties = String::new();
    let mut fields = vec![Line::new("id".to_owned(), "\"id\"".to_owned())];
    for (at, (_, vendor, chain)) in combinations().iter().enumerate() {
        let _ = writeln!(properties, "        v{at}: {{ {vendor} }}");
        fields.push(Line::new(format!("u{at}"), format!("\"v{at}{chain}\"")));
    }
    let record = format!(
        "    Search: {{ type: object, properties: {{ since: {{ type: string }} }} }}\n    Contact:\n      type: object\n      required: [id]\n      properties:\n        id: {{ type: string, readOnly: true }}\n{properties}"
    );
    let spec = ("specs/fields/fields.yaml".to_owned(), document(&record, ""));
    let head = format!(
        "{}[crm.contact]\ncreate = {{ call = \"make\" }}\nupdate = {{ call = \"change\", with.id = \"{{id}}\" }}\n\n[crm.contact.list]\ncall = \"search\"\n\n[crm.contact.fields]\n",
        HEAD.replace("settings = { shop = \"the shop\" }\n", "")
    );
    let (output, refused) = accepted("fields", &[spec, unified], &head, fields);
    println!("fields refused with {refused:?}");
    add(&mut workbench, &output, "fields");
    assert_eq!(workbench.check().unwrap(), "", "accepted, and does not compile");
}

fn add(workbench: &mut Workbench, output: &Output, vendor: &str) {
    for name in ["unified", vendor] {
        let prefix = format!("generated/{name}/");
        let inside = output
            .files
            .iter()
            .filter_map(|file| Some((file.path.strip_prefix(&prefix)?.to_owned(), file.contents.clone())));
        let all: BTreeMap<String, String> = inside.collect();
        if name != "unified" || vendor == "values" {
            workbench.add(&format!("generated/{name}"), all).unwrap();
        }
    }
}
