//! Documents as they come: broken, hostile, of every version. Nothing panics, nothing is lost without a word, and what
//! is whole is read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};
use tributary_codegen::diagnostics::Diagnostic;
use tributary_codegen::parse::{Forest, Input, Node, NodeKind, Part, load, locate};
use tributary_codegen::resolve::{self, Documents, JsonTypes, Location, Schema, Value};
use tributary_codegen::source::{SourceFile, Sources};

fn sources(files: &[(&str, &[u8])]) -> Sources {
    Sources::new(
        files
            .iter()
            .map(|(path, bytes)| SourceFile { path: (*path).to_owned(), bytes: (*bytes).into() })
            .collect(),
    )
}

/// Loads and reads the first file, and looks at the outcome while it is there.
fn with<T>(files: &[(&str, &[u8])], look: impl FnOnce(&Forest<'_>, &Documents<'_>, &[Diagnostic]) -> T) -> T {
    let sources = sources(files);
    let roots = [files.first().map_or("", |(path, _)| *path)];
    let mut diags = Vec::new();
    let forest = load(Input { sources: &sources, folder: "", roots: &roots }, &mut diags);
    let documents = resolve::read(&forest, &mut diags);
    look(&forest, &documents, &diags)
}

fn codes(diags: &[Diagnostic]) -> Vec<&'static str> {
    diags.iter().map(|diagnostic| diagnostic.code.id).collect()
}

/// What is said of one file of that text.
fn said(path: &str, text: &str) -> Vec<&'static str> {
    with(&[(path, text.as_bytes())], |_, _, diags| codes(diags))
}

/// Said of a document of OpenAPI 3.0 with these members.
fn said_of(members: &str) -> Vec<&'static str> {
    said("a.yaml", &format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{members}"))
}

const DOCUMENT: &str = include_str!("documents/tickets-3.0.yaml");

#[test]
fn encodings() {
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(DOCUMENT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    with(&[("a.yaml", &utf16)], |_, documents, diags| {
        assert_eq!(codes(diags), [""; 0]);
        assert_eq!(documents.tally.operations, 5);
    });
    let mark = format!("\u{FEFF}{DOCUMENT}");
    with(&[("a.yaml", mark.as_bytes())], |_, documents, diags| {
        assert_eq!(codes(diags), [""; 0]);
        assert_eq!(documents.tally.operations, 5);
    });
    let latin: &[u8] = b"openapi: 3.0.3\ninfo: {title: Caf\xE9, version: '1'}\npaths: {}\n";
    with(&[("a.yaml", latin)], |_, documents, diags| {
        assert_eq!(codes(diags), ["T101"]);
        assert_eq!(documents.documents.first().unwrap().title, "Caf\u{FFFD}");
    });
    let noise: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    with(&[("a.json", &noise)], |_, documents, diags| {
        assert!(documents.documents.is_empty());
        assert!(codes(diags).contains(&"T103"), "{:?}", codes(diags));
    });
}

#[test]
fn texts_that_are_no_documents() {
    for (path, text, expected) in [
        ("a.json", "", vec!["T111"]),
        ("a.yaml", "# nothing\n", vec!["T111"]),
        ("a.json", "{", vec!["T102"]),
        ("a.json", "{\"openapi\": \"3.0.3\" \"info\": {}}", vec!["T102"]),
        ("a.json", "{\"a\": 01}", vec!["T102"]),
        ("a.json", "{\"a\": \"\\x\"}", vec!["T102"]),
        ("a.json", "{\"a\": \"\\u12\"}", vec!["T102"]),
        ("a.json", "{\"a\": 1}}", vec!["T102"]),
        ("a.json", "[1, 2", vec!["T102"]),
        ("a.json", "{\"a\": \"", vec!["T102"]),
        ("a.yaml", "a: [1, 2", vec!["T103"]),
        ("a.yaml", "a:\n\t- b", vec!["T103"]),
        ("a.yaml", "{{a: b}: c}", vec!["T103"]),
        ("a.yaml", "just a text", vec!["T111"]),
        ("a.yaml", "[]", vec!["T111"]),
        ("a.yaml", "openapi: 1.0.0\npaths: {}", vec!["T111"]),
        ("a.yaml", "swagger: '1.2'\napis: []", vec!["T111"]),
        ("a.yaml", "info: {}", vec!["T111"]),
        ("a.yaml", "paths: {}", vec!["T112"]),
        ("a.yaml", "openapi: 3.7.0\npaths: {}", vec!["T112"]),
        ("a.yaml", "swagger: 2.0\npaths: {}", vec![]),
        ("a.yaml", "{openapi: 3.0.0, paths: {}}", vec![]),
        ("a.json", "{\"openapi\": \"3.0.0\", \"paths\": {},}", vec!["T107"]),
        ("a.json", "{\"openapi\": \"3.0.0\", \"info\": {\"title\": \"a\nb\"}}", vec!["T107"]),
        ("a.yaml", "openapi: 3.0.0\n---\nopenapi: 3.0.0", vec!["T108"]),
        ("a.yaml", "openapi: 3.0.0\ntags: *nothing", vec!["T109"]),
        ("a.yaml", "openapi: 3.0.0\ninfo: &a {title: *a}", vec!["T109"]),
        ("a.yaml", "openapi: 3.0.0\nopenapi: 3.0.1", vec!["T106"]),
    ] {
        assert_eq!(said(path, text), expected, "{text}");
    }
    assert_eq!(with(&[("a.yaml", b"x: 1")], |_, _, d| d.len()), 1);
    let sources = sources(&[("tickets.yaml", b"")]);
    let mut diags = Vec::new();
    load(Input { sources: &sources, folder: "", roots: &["ticket.yaml"] }, &mut diags);
    assert_eq!(codes(&diags), ["T110"]);
    assert_eq!(diags.first().unwrap().help, ["did you mean `tickets.yaml`?"]);
}

/// Whatever it is, it is over soon and names the place.
#[track_caller]
fn survives(path: &str, text: &str, expected: &[&str]) {
    let start = Instant::now();
    let found = said(path, text);
    for code in expected {
        assert!(found.contains(code), "{found:?}");
    }
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn nesting_has_an_end() {
    for depth in [250, 10_000] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        survives("a.json", &format!("{{\"openapi\": \"3.0.0\", \"x\": {open}{close}}}"), &["T104"]);
        survives("a.yaml", &format!("openapi: 3.0.0\nx: {open}{close}\n"), &["T104"]);
        let (open, close) = ("{\"a\":".repeat(depth), "}".repeat(depth));
        survives("a.json", &format!("{{\"openapi\": \"3.0.0\", \"x\": {open}1{close}}}"), &["T104"]);
        let items = r#"{"type":"array","items":"#.repeat(depth);
        let text = format!(
            "{{\"openapi\": \"3.0.0\", \"components\": {{\"schemas\": {{\"A\": {items}{{}}{close}}}}}}}"
        );
        survives("a.json", &text, &["T104"]);
    }
    let block: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    survives("a.yaml", &format!("openapi: 3.0.0\n{block}"), &["T104"]);
    let dashes = "- ".repeat(10_000);
    survives("a.yaml", &format!("openapi: 3.0.0\nx:\n  {dashes}1\n"), &["T104"]);
    survives("a.json", &"[".repeat(3_000_000), &["T102"]);
    survives("a.yaml", &format!("a: {}", "[".repeat(30_000)), &["T103"]);
}

#[test]
fn aliases_do_not_explode() {
    let mut bomb = "openapi: 3.0.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let item = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![item; 10].join(", "));
    }
    survives("a.yaml", &bomb, &["T105"]);
    let mut bomb = "openapi: 3.0.0\na0: &a0 {x: 1, y: 2}\n".to_owned();
    for level in 1..60 {
        bomb += &format!("a{level}: &a{level} {{k1: *a{0}, k2: *a{0}, <<: *a{0}}}\n", level - 1);
    }
    survives("a.yaml", &bomb, &["T105"]);
    let wide = format!("openapi: 3.0.0\na: &a [{}]\nb: [{}]\n", "1, ".repeat(1_000), "*a, ".repeat(3_000));
    survives("a.yaml", &wide, &[]);
}

#[test]
fn size_has_an_end() {
    let many = format!("{{\"openapi\": \"3.0.0\", \"x\": [{}1]}}", "[],".repeat(6_000_000));
    survives("a.json", &many, &["T105"]);
    let long = format!("{{\"openapi\": \"3.0.0\", \"x\": \"{}\"}}", "\\n".repeat(10_000_000));
    survives("a.json", &long, &[]);
    let names: String = (0..200_000).map(|at| format!("\"n{at}\": {{}}, \"n{at}\": {{}}, ")).collect();
    survives("a.json", &format!("{{\"openapi\": \"3.0.0\", \"x\": {{{names}\"z\": 1}}}}"), &["T106"]);
    let quotes: String = (0..20_000).map(|at| format!("k{at}: \"a\nb\"\n")).collect();
    survives("a.yaml", &format!("openapi: 3.0.0\n{quotes}"), &[]);
}

#[test]
fn references_that_lead_nowhere() {
    let schema = |reference: &str| {
        said_of(&format!("components: {{schemas: {{A: {{$ref: {reference}}}, B: {{type: string}}}}}}"))
    };
    for (reference, code) in [
        ("'#/components/schemas/C'", "T201"),
        ("'other.yaml#/A'", "T201"),
        ("'../other.yaml#/A'", "T202"),
        ("/etc/passwd", "T202"),
        ("'https://example.com/a.yaml'", "T203"),
        ("'#/components/schemas/A'", "T204"),
        ("'#/components/schemas/A/properties/x'", "T201"),
        ("5", "T205"),
        ("['#/components/schemas/B']", "T205"),
        ("'#/openapi'", "T206"),
        ("'#anchor'", "T201"),
    ] {
        assert_eq!(schema(reference), [code], "{reference}");
    }
    assert_eq!(schema("'#components/schemas/B'"), ["T114"]);
    assert_eq!(schema("'#/definitions/B'"), ["T114"]);
    assert_eq!(schema("B"), [""; 0]);
    assert_eq!(schema("'#/components/schemas/%42'"), [""; 0]);
}

#[test]
fn circles_of_references_are_cut() {
    let circle = "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/C'}\n    C: {allOf: [{$ref: '#/components/schemas/A'}]}\n";
    assert_eq!(said_of(circle), ["T204"]);
    let fine = "components:\n  schemas:\n    A: {properties: {a: {$ref: '#/components/schemas/A'}}}\n    B: {oneOf: [{type: string}, {items: {$ref: '#/components/schemas/B'}}]}\n";
    assert_eq!(said_of(fine), [""; 0]);
    let chain: String = (0..50_000)
        .map(|at| format!("    A{at}: {{$ref: '#/components/schemas/A{}/x'}}\n", at + 1))
        .collect();
    survives("a.yaml", &format!("openapi: 3.0.0\ncomponents:\n  schemas:\n{chain}"), &["T201"]);
    let chain: String =
        (0..50_000).map(|at| format!("    A{at}: {{$ref: '#/components/schemas/A{}'}}\n", at + 1)).collect();
    survives("a.yaml", &format!("openapi: 3.0.0\ncomponents:\n  schemas:\n{chain}"), &["T201"]);
    let responses = "paths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/A'}}}}}\ncomponents: {responses: {A: {$ref: '#/components/responses/B'}, B: {$ref: '#/components/responses/A'}}}";
    assert_eq!(said_of(responses), ["T204"]);
}

/// Every value of a document that has nearly everything is replaced by values of every wrong type in turn.
#[test]
fn any_value_of_a_3_0_may_be_of_any_type() {
    any_value_may_be_of_any_type(DOCUMENT);
}

#[test]
fn any_value_of_a_2_0_may_be_of_any_type() {
    any_value_may_be_of_any_type(include_str!("documents/tickets-2.0.yaml"));
}

#[test]
fn any_value_of_a_3_1_may_be_of_any_type() {
    any_value_may_be_of_any_type(include_str!("documents/tickets-3.1.yaml"));
}

fn any_value_may_be_of_any_type(text: &str) {
    let pointers = with(&[("a.yaml", text.as_bytes())], |forest, _, _| {
        let mut pointers = Vec::new();
        let mut due: Vec<Node<'_>> = forest.roots().collect();
        while let Some(node) = due.pop() {
            pointers.push(node.pointer());
            due.extend(node.children());
        }
        pointers
    });
    assert!(pointers.len() > 150);
    let wrong = [
        "null",
        "true",
        "-1.5",
        "x",
        "[]",
        "[1]",
        "{}",
        "{a: 1}",
        "{$ref: 5}",
        "{$ref: '#'}",
        "{$ref: '#/nowhere'}",
    ];
    for pointer in &pointers {
        for value in wrong {
            let overlay = overlay_at(pointer, value);
            with(
                &[("a.yaml", text.as_bytes()), ("overlay.yaml", overlay.as_bytes())],
                |forest, documents, _| {
                    whole(documents);
                    // One broken value never costs another path's operations.
                    if pointer.starts_with("/paths/~1tickets/") {
                        let others = documents.documents.first().unwrap().operations.iter();
                        assert_eq!(
                            others.filter(|one| one.path != "/tickets").count(),
                            3,
                            "{pointer} {value}"
                        );
                    }
                    assert!(forest.roots().next().is_some());
                },
            );
        }
    }
}

/// An overlay that puts a value in a place of any type.
fn overlay_at(pointer: &str, value: &str) -> String {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        return format!("overlay: 1.0.0\nactions: [{{target: $, update: {{openapi: {value}}}}}]\n");
    };
    let path: String = parent.split('/').skip(1).map(step).collect();
    let last = last.replace("~1", "/").replace("~0", "~");
    let value = format!("{{'{last}': {value}}}");
    let target = step(&last);
    format!(
        "overlay: 1.0.0\nactions:\n  - {{target: \"${path}{target}\", remove: true}}\n  - {{target: \"${path}\", update: {value}}}\n"
    )
}

fn step(step: &str) -> String {
    match step.parse::<usize>() {
        Ok(index) if step.len() < 3 => format!("[{index}]"),
        _ => format!("['{}']", step.replace("~1", "/").replace("~0", "~")),
    }
}

/// The promises that `resolve` makes to later stages.
fn whole(documents: &Documents<'_>) {
    let count = documents.schemas.len();
    for (_, schema) in documents.schemas.iter() {
        let parts = [&schema.all_of, &schema.one_of, &schema.any_of].into_iter().flat_map(|list| list.iter());
        let all = parts.chain(&schema.reference).chain(&schema.items).chain(schema.prefix_items());
        let own = schema.properties.iter().map(|property| &property.schema);
        assert!(all.chain(own).all(|id| (id.0 as usize) < count));
        let mut seen = 0;
        let mut at = schema.reference;
        while let Some(id) = at {
            at = documents.schemas.get(id).reference;
            seen += 1;
            assert!(seen <= count, "a circle");
        }
    }
    for operation in documents.documents.iter().flat_map(|document| &document.operations) {
        let keys: Vec<_> = operation.parameters.iter().map(|one| (one.location, one.name)).collect();
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys.iter().skip(at + 1).any(|other| other == key), "twice: {key:?}");
        }
        let statuses: Vec<_> = operation.responses.iter().map(|one| one.statuses).collect();
        assert!(
            statuses
                .iter()
                .enumerate()
                .all(|(at, one)| !statuses.iter().skip(at + 1).any(|other| other == one))
        );
    }
}

/// The same API in three versions is the same model, places and versions aside.
#[test]
fn versions_are_one_model() {
    let model = |text: &str| {
        with(&[("a.yaml", text.as_bytes())], |_, documents, diags| {
            assert_eq!(codes(diags), [""; 0]);
            describe(documents)
        })
    };
    let modern = model(DOCUMENT);
    assert_eq!(model(include_str!("documents/tickets-2.0.yaml")), modern);
    assert_eq!(model(include_str!("documents/tickets-3.1.yaml")), modern);
    assert!(modern.contains("GET /tickets"));
}

/// A model as text: operations, parameters, bodies, responses and the schemas they have.
fn describe(documents: &Documents<'_>) -> String {
    let mut lines = Vec::new();
    for document in &documents.documents {
        lines.push(format!("{} {} {:?}", document.title, document.version_text, document.security));
        lines.extend(document.servers.iter().map(|server| server.url.to_string()));
        lines.extend(
            document.security_schemes.iter().map(|scheme| format!("{} {:?}", scheme.key, scheme.kind)),
        );
        for operation in &document.operations {
            lines.push(format!(
                "{} {} {:?} {:?}",
                operation.method, operation.path, operation.id, operation.tags
            ));
            for parameter in &operation.parameters {
                let value = match &parameter.value {
                    Value::Styled { schema, style, explode, .. } if is_list(documents, *schema) => {
                        format!("{} {style:?} {explode}", shape(documents, *schema, 3))
                    }
                    Value::Styled { schema, .. } => shape(documents, *schema, 3),
                    Value::Content(content) => content.media_type.to_owned(),
                };
                let required = parameter.required;
                lines.push(format!("  {:?} {} {required} {value}", parameter.location, parameter.name));
            }
            for content in operation.body.iter().flat_map(|body| &body.contents) {
                let schema = content.schema.map(|id| shape(documents, id, 3));
                lines.push(format!("  body {} {schema:?}", content.media_type));
            }
            for response in &operation.responses {
                let contents = response.contents.iter();
                let contents: Vec<String> = contents
                    .map(|one| {
                        format!("{} {:?}", one.media_type, one.schema.map(|id| shape(documents, id, 4)))
                    })
                    .collect();
                let headers: Vec<&str> = response.headers.iter().map(|header| header.name).collect();
                lines.push(format!(
                    "  {:?} {:?} {contents:?} {headers:?}",
                    response.statuses, response.component
                ));
            }
        }
    }
    lines.join("\n")
}

fn is_list(documents: &Documents<'_>, id: resolve::SchemaId) -> bool {
    documents.schemas.get(id).types.contains(JsonTypes::ARRAY)
}

fn shape(documents: &Documents<'_>, id: resolve::SchemaId, depth: usize) -> String {
    let schema: &Schema<'_> = documents.schemas.get(id);
    if let Some(target) = schema.reference {
        let name = documents.schemas.get(target).name.unwrap_or("?");
        return format!(
            "{name}={}",
            if depth == 0 { "…".to_owned() } else { shape(documents, target, depth - 1) }
        );
    }
    let mut out: Vec<String> = schema.types.iter().map(|one| one.name().to_owned()).collect();
    out.extend(schema.nullable.then(|| "null?".to_owned()));
    out.extend(schema.format.map(str::to_owned));
    out.extend(schema.values().map(|values| {
        values.iter().filter(|one| !one.is_null()).map(|one| one.to_json()).collect::<Vec<_>>().join("|")
    }));
    if depth > 0 {
        out.extend(schema.items.map(|items| format!("[{}]", shape(documents, items, depth - 1))));
        let properties = schema.properties.iter().map(|property| {
            let mark = if property.required { "!" } else { "" };
            format!("{}{mark}: {}", property.name, shape(documents, property.schema, depth - 1))
        });
        out.extend(properties);
    }
    out.join(" ")
}

#[test]
fn yaml_is_read_as_its_users_mean_it() {
    let text = "a: on\nb: yes\nc: 2024-01-01\nd: 1.10\ne: ~\nf: !!str 5\n200: x\ntrue: y\nbase: &b {k: 1, l: 2}\nm: {<<: *b, l: 3}\n+1: z\n";
    with(&[("a.yaml", text.as_bytes())], |forest, _, _| {
        let root = forest.roots().next().unwrap();
        let kind = |name: &str| root.get(name).unwrap().kind();
        assert_eq!(kind("a"), NodeKind::Text("on"));
        assert_eq!(kind("b"), NodeKind::Text("yes"));
        assert_eq!(kind("c"), NodeKind::Text("2024-01-01"));
        assert_eq!(kind("d"), NodeKind::Number("1.10"));
        assert_eq!(kind("e"), NodeKind::Null);
        assert_eq!(kind("f"), NodeKind::Text("5"));
        assert_eq!(kind("200"), NodeKind::Text("x"));
        assert_eq!(kind("true"), NodeKind::Text("y"));
        assert_eq!(kind("+1"), NodeKind::Text("z"));
        assert_eq!(root.get("m").unwrap().to_json(), r#"{"l":3,"k":1}"#);
    });
}

#[test]
fn places_are_found_in_both_syntaxes() {
    let json = "{\n  \"paths\": {\n    \"/a/b\": {\"x\": [1, {\"y\": null}]}\n  }\n}";
    let yaml = "# c\npaths:\n  /a/b:\n    x: [1, {y: null}]\n  'q~': |\n    text\n    more\n";
    let text =
        |text: &'static str, pointer: &str, part| locate(text, pointer, part).map(|range| &text[range]);
    assert_eq!(text(json, "/paths/~1a~1b", Part::Key), Some("\"/a/b\""));
    assert_eq!(text(json, "/paths/~1a~1b/x/0", Part::Value), Some("1"));
    assert_eq!(text(json, "/paths/~1a~1b/x/1/y", Part::Key), Some("\"y\""));
    assert_eq!(text(json, "/paths/~1a~1b/x/1/y", Part::Value), Some("null"));
    assert_eq!(text(json, "/paths/~1a~1b/gone/1", Part::Value), Some("\"/a/b\""));
    assert_eq!(text(yaml, "/paths/~1a~1b", Part::Key), Some("/a/b"));
    assert_eq!(text(yaml, "/paths/~1a~1b/x/1/y", Part::Value), Some("null"));
    assert_eq!(text(yaml, "/paths/q~0", Part::Key), Some("'q~'"));
    assert_eq!(text(yaml, "/paths/~1a~1b/x/7", Part::Value), Some("x"));
    assert_eq!(text("{", "/a", Part::Key).is_some(), true);
    assert_eq!(text("", "/a", Part::Key), None);
}

/// Every pointer of every file leads to where the tree says its text is.
#[test]
fn every_place_is_found() {
    for text in
        [DOCUMENT, include_str!("documents/tickets-2.0.yaml"), include_str!("documents/tickets-3.1.yaml")]
    {
        with(&[("a.yaml", text.as_bytes())], |forest, _, _| {
            let mut due: Vec<Node<'_>> = forest.roots().collect();
            while let Some(node) = due.pop() {
                due.extend(node.children());
                if let Some(value) = node.as_text().filter(|text| !text.contains('\n')) {
                    let range = locate(text, &node.pointer(), Part::Value).unwrap();
                    assert!(text[range].contains(value), "{}", node.pointer());
                }
            }
        });
    }
}

#[test]
fn files_refer_to_files() {
    let root = b"openapi: 3.0.0\npaths:\n  /a: {$ref: paths/a.yaml}\n  /b: {$ref: 'paths/b.json#/b'}\n";
    let a = b"get:\n  parameters: [{$ref: ../common.yaml#/parameters/limit}]\n  responses:\n    200: {$ref: '../common.yaml#/responses/Ok'}\n";
    let b = br##"{"b": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "../schemas/Pet.yaml"}}}}, "responses": {}}}}"##;
    let common = b"parameters:\n  limit: {name: limit, in: query, schema: {type: integer}}\nresponses:\n  Ok: {description: ok, content: {application/json: {schema: {$ref: schemas/Pet.yaml}}}}\n";
    let pet = b"type: object\nproperties:\n  parent: {$ref: '#'}\n  tag: {$ref: 'Tag.yaml#/definitions/Tag'}\ndiscriminator: {propertyName: kind, mapping: {dog: Dog.yaml}}\n";
    let files: [(&str, &[u8]); 7] = [
        ("api.yaml", root),
        ("common.yaml", common),
        ("paths/a.yaml", a),
        ("paths/b.json", b),
        ("schemas/Dog.yaml", b"type: object"),
        ("schemas/Pet.yaml", pet),
        ("schemas/Tag.yaml", b"definitions: {Tag: {type: string}}"),
    ];
    with(&files, |forest, documents, diags| {
        assert_eq!(codes(diags), [""; 0]);
        assert_eq!(forest.files().count(), 7);
        let operations = &documents.documents.first().unwrap().operations;
        assert_eq!(operations.first().unwrap().parameters.first().unwrap().name, "limit");
        let ok = operations.first().unwrap().responses.first().unwrap();
        let body = operations.get(1).unwrap().body.as_ref().unwrap();
        let schema = |id: Option<resolve::SchemaId>| documents.schemas.get(id.unwrap());
        let pet = schema(ok.contents.first().unwrap().schema).reference;
        assert_eq!(schema(body.contents.first().unwrap().schema).reference, pet);
        let pet = schema(pet);
        assert_eq!(pet.name, Some("Pet"));
        assert_eq!(
            schema(pet.properties.get(1).map(|one| one.schema)).reference.map(|id| schema(Some(id)).name),
            Some(Some("Tag"))
        );
        let dog = pet.discriminator().unwrap().mapping.first().unwrap().1;
        assert_eq!(schema(Some(dog)).name, Some("Dog"));
    });
}

#[test]
fn files_outside_of_the_folder_are_not_read() {
    let root = b"openapi: 3.0.0\npaths:\n  /a: {$ref: ../secret/a.yaml}\n";
    let files: [(&str, &[u8]); 2] =
        [("specs/acme/api.yaml", root), ("specs/secret/a.yaml", b"get: {responses: {}}")];
    let sources = sources(&files);
    let mut diags = Vec::new();
    let input = Input { sources: &sources, folder: "specs/acme", roots: &["specs/acme/api.yaml"] };
    let forest = load(input, &mut diags);
    let documents = resolve::read(&forest, &mut diags);
    assert_eq!(codes(&diags), ["T202"]);
    assert_eq!(documents.tally.operations, 0);
    assert_eq!(forest.files().count(), 1);
}

#[test]
fn what_is_wrong_is_repaired_or_left_out_alone() {
    let operation = |members: &str| said_of(&format!("paths: {{'/a/{{id}}': {{get: {{{members}}}}}}}"));
    let id = "{name: id, in: path, required: true, schema: {type: string}}";
    for (members, expected) in [
        (format!("parameters: [{id}], responses: {{}}"), vec![]),
        (format!("parameters: [{id}]"), vec!["T114"]),
        (format!("parameters: {id}, responses: {{}}"), vec!["T114"]),
        ("responses: {}".to_owned(), vec!["T120"]),
        ("parameters: [{name: ID, in: path, schema: {}}], responses: {}".to_owned(), vec!["T114"]),
        (
            format!("parameters: [{id}, {{name: other, in: path, schema: {{}}}}], responses: {{}}"),
            vec!["T121"],
        ),
        (
            format!("parameters: [{id}, {{name: q, in: nowhere, schema: {{}}}}], responses: {{}}"),
            vec!["T118"],
        ),
        (format!("parameters: [{id}, {{in: query, schema: {{}}}}], responses: {{}}"), vec!["T118"]),
        (format!("parameters: [{id}, 5], responses: {{}}"), vec!["T118"]),
        (format!("parameters: [{id}, {id}], responses: {{}}"), vec!["T122"]),
        (format!("parameters: [{id}, {{name: q, in: query}}], responses: {{}}"), vec!["T114"]),
        (format!("parameters: [{id}, {{name: q, in: query, type: array}}], responses: {{}}"), vec![]),
        (format!("parameters: [{id}], responses: {{2000: {{}}}}"), vec!["T119"]),
        (format!("parameters: [{id}], responses: {{'200 OK': {{}}}}"), vec!["T114"]),
        (format!("parameters: [{id}], responses: {{4xx: {{}}, 4XX: {{}}}}"), vec!["T119"]),
        (format!("parameters: [{id}], responses: {{200: []}}"), vec!["T119"]),
        (format!("parameters: [{id}], responses: {{}}, requestBody: {{}}"), vec!["T123"]),
        (format!("parameters: [{id}], responses: {{}}, security: [{{nobody: []}}]"), vec!["T124"]),
        (format!("parameters: [{id}], responses: {{}}, tags: one"), vec!["T114"]),
        (format!("parameters: [{id}], responses: {{}}, tags: {{a: 1}}"), vec!["T114", "T113"]),
        (format!("parameters: [{id}], responses: {{}}, operationId: 5"), vec!["T114"]),
        (format!("parameters: [{id}], responses: {{}}, servers: [{{}}]"), vec!["T126"]),
    ] {
        assert_eq!(operation(&members), expected, "{members}");
    }
    for (schema, expected) in [
        ("{type: strnig}", vec!["T116"]),
        ("{type: String}", vec!["T114"]),
        ("{type: [string, 'null']}", vec![]),
        ("{type: {a: 1}}", vec!["T113"]),
        ("5", vec!["T115"]),
        ("null", vec!["T114"]),
        ("{properties: []}", vec![]),
        ("{properties: [1]}", vec!["T113"]),
        ("{properties: {a: 5}}", vec!["T115"]),
        ("{properties: {a: {required: true}}}", vec!["T114"]),
        ("{additionalProperties: 'true'}", vec!["T114"]),
        ("{additionalProperties: string}", vec!["T114"]),
        ("{additionalProperties: 5}", vec!["T113"]),
        ("{allOf: {type: string}}", vec!["T114"]),
        ("{enum: a}", vec!["T114"]),
        ("{discriminator: {}}", vec!["T113"]),
        ("{discriminator: {propertyName: a, mapping: {b: Nothing}}}", vec!["T207"]),
        ("{not: {}}", vec!["T125"]),
        ("{deprecated: 'true'}", vec!["T114"]),
        ("{description: [a]}", vec!["T113"]),
    ] {
        assert_eq!(said_of(&format!("components: {{schemas: {{A: {schema}}}}}")), expected, "{schema}");
    }
    assert_eq!(said_of("paths: {a: {get: {responses: {}}}}"), ["T127"]);
    assert_eq!(said_of("paths: {/a: 5}"), ["T127"]);
    assert_eq!(said_of("paths: {/a: {get: 5, fetch: {}}}"), ["T117", "T117"]);
    assert_eq!(said_of("paths: {/a: {GET: {responses: {}}}}"), ["T114"]);
    assert_eq!(said_of("components: {securitySchemes: {a: {type: magic}}}"), ["T124"]);
}

#[test]
fn path_parameters_are_where_the_path_wants_them() {
    let text = "openapi: 3.0.0\npaths:\n  /a/{+id}/{x}:\n    parameters: [{name: id, in: path, schema: {type: string}}, {name: q, in: query, schema: {}}]\n    get:\n      parameters: [{name: q, in: query, required: true, schema: {}}]\n      responses: {}\n";
    with(&[("a.yaml", text.as_bytes())], |_, documents, diags| {
        assert_eq!(codes(diags), ["T120"]);
        let operation = documents.documents.first().unwrap().operations.first().unwrap();
        assert_eq!(operation.path, "/a/{id}/{x}");
        let found: Vec<_> =
            operation.parameters.iter().map(|one| (one.name, one.location, one.required)).collect();
        let expected =
            [("id", Location::Path, true), ("q", Location::Query, true), ("x", Location::Path, true)];
        assert_eq!(found, expected);
    });
}
