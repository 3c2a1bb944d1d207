//! Files that are no documents, or hardly.

use super::generated;
use serde_json::{Value, json};
use tributary_codegen::output::Output;

/// The codes that are found in one file.
#[track_caller]
fn codes(path: &str, bytes: &[u8]) -> Vec<&'static str> {
    generated(&[(path, bytes)]).diagnostics.iter().map(|found| found.code.id).collect()
}

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Caf\u{e9}, version: '1'}\npaths: {/a: {get: {operationId: a, responses: {200: {$ref: '#/components/responses/Gone'}}}}}\n";

#[test]
fn a_finding_has_its_line_in_every_encoding() {
    let utf16 = |units: Vec<[u8; 2]>| units.concat();
    let little: Vec<[u8; 2]> = format!("\u{feff}{DOCUMENT}").encode_utf16().map(u16::to_le_bytes).collect();
    let big: Vec<[u8; 2]> = format!("\u{feff}{DOCUMENT}").encode_utf16().map(u16::to_be_bytes).collect();
    let latin: Vec<u8> = DOCUMENT.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (bytes, expected) in [
        (DOCUMENT.as_bytes().to_vec(), &["T201"][..]),
        (format!("\u{feff}{DOCUMENT}").into_bytes(), &["T201"]),
        (utf16(little), &["T201"]),
        (utf16(big), &["T201"]),
        (DOCUMENT.replace('\n', "\r\n").into_bytes(), &["T201"]),
        (latin, &["T101", "T201"]),
    ] {
        assert_eq!(codes("a.yaml", &bytes), expected, "{bytes:?}");
    }
}

#[test]
fn what_is_hardly_a_document_is_an_error_or_an_empty_client() {
    for text in [
        "",
        " ",
        "{}",
        "[]",
        "null",
        "openapi: 3.0.3",
        "openapi: 3.0.3\npaths: null",
        "openapi: 3.0.3\npaths:",
        "openapi:",
        "swagger: '2.0'\npaths: []",
        "%YAML 1.2",
        "---",
        "--- a\n--- b",
        "\0",
        "\u{feff}",
        "!!binary x",
        "? a\n: b",
        "&a *a",
        "- \t- x",
        "\t",
        "{\"a\":",
        "'",
        "\"\\",
        "|",
        ">",
        "a: |9\n b",
    ] {
        for path in ["a.yaml", "a.json"] {
            let found = codes(path, text.as_bytes());
            assert!(!found.is_empty(), "{path} {text:?}");
        }
    }
}

#[test]
fn the_ways_of_yaml_do_no_harm() {
    let of = |members: &str| {
        codes("a.yaml", format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{members}").as_bytes())
    };
    let values = [
        "1e3",
        "on",
        "no",
        "~",
        ".inf",
        "-.Inf",
        ".NaN",
        "0x1F",
        "0o17",
        "1_000",
        "99999999999999999999999999",
        "-0",
        "1.0e999",
        "2024-01-01",
        "12:30:45",
        "!!float 1",
        "!evil x",
        "'a': b",
        "[",
        "*a",
    ];
    for value in values {
        for member in [
            "default",
            "minimum",
            "maxLength",
            "multipleOf",
            "example",
            "enum",
            "const",
            "type",
            "format",
            "required",
            "items",
            "title",
            "nullable",
        ] {
            of(&format!(
                "paths: {{}}\ncomponents:\n  schemas:\n    A:\n      type: integer\n      {member}: {value}\n"
            ));
            of(&format!(
                "paths: {{}}\ncomponents:\n  schemas:\n    A:\n      type: number\n      {member}: [{value}, {value}]\n"
            ));
        }
        of(&format!(
            "paths:\n  {value}: {value}\n  /a:\n    {value}: {{}}\n    get:\n      responses:\n        {value}: {{description: x}}\n      {value}: {value}\n"
        ));
    }
    assert_eq!(
        of(
            "x-a: &a {get: &g {operationId: a, responses: {200: {description: It}}}}\npaths: {/a: *a, /b: {<<: *a}, /c: {get: {<<: *g, operationId: c}}}"
        ),
        ["T310"]
    );
}

#[test]
fn references_stay_inside() {
    for reference in [
        "../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://169.254.169.254/x",
        "//evil.example/x",
        "..\\..\\evil",
        "%2e%2e/evil",
        "./././a.yaml",
        "a.yaml",
        "\0",
        "C:\\evil",
        "",
        "#",
        "#/",
        "##",
        "#/components/schemas/A/allOf/0",
    ] {
        let schema = serde_json::json!({"$ref": reference}).to_string();
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{/a: {{get: {{responses: {{200: {{description: It, content: {{application/json: {{schema: {schema}}}}}}}}}}}}}}}\ncomponents: {{schemas: {{A: {{allOf: [{schema}, {{properties: {{a: {schema}}}}}]}}}}}}"
        );
        generated(&[("a.yaml", text.as_bytes())]);
    }
}

/// A client of one operation that answers with the first of these schemas.
fn schemas(all: &[(String, Value)]) -> Output {
    let first = json!({"$ref": format!("#/components/schemas/{}", all[0].0)});
    let operation = json!({"operationId": "get", "responses": {"200": {"description": "It",
        "content": {"application/json": {"schema": first}}}}});
    let all: serde_json::Map<String, Value> = all.iter().cloned().collect();
    let document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": operation}}, "components": {"schemas": all}});
    generated(&[("a.json", document.to_string().as_bytes())])
}

fn to(level: usize, at: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/S{level}x{at}")})
}

#[test]
fn depth_is_bounded() {
    for open in [
        r#"{"items":"#,
        r#"{"allOf":["#,
        r#"{"oneOf":[{"type":"string"},"#,
        r#"{"not":"#,
        r#"{"additionalProperties":"#,
        r#"{"properties":{"a":"#,
        r#"{"prefixItems":["#,
    ] {
        for depth in [20, 60, 10_000] {
            let schema = format!("{}{{}}{}", open.repeat(depth), close_of(open).repeat(depth));
            let text = format!("{{\"openapi\":\"3.1.0\",\"components\":{{\"schemas\":{{\"A\":{schema}}}}}}}");
            generated(&[("a.json", text.as_bytes())]);
        }
    }
    // the same through references, where the text has no depth
    for schema in [
        |next| json!({"type": "array", "items": next}),
        |next| json!({"type": "object", "additionalProperties": next}),
        |next| json!({"type": "object", "properties": {"next": next}}),
        |next| json!({"oneOf": [{"type": "string"}, next]}),
        |next| json!({"allOf": [{"type": "object", "properties": {"next": next}}, next]}),
        |next| json!({"prefixItems": [next, next]}),
    ] as [fn(Value) -> Value; 6]
    {
        let mut all: Vec<_> = (0..500).map(|at| (format!("S{at}x0"), schema(to(at + 1, 0)))).collect();
        all.push(("S500x0".to_owned(), json!({"type": "object", "properties": {"end": {"type": "string"}}})));
        schemas(&all);
        // and in a circle
        all.last_mut().unwrap().1 = schema(to(0, 0));
        schemas(&all);
    }
}

/// Sixteen levels of six schemas, each of which has all six of the next: six to the power of sixteen ways down.
#[test]
fn many_ways_to_the_same_schemas_are_walked_once() {
    let tag = json!({"type": "string"});
    for schema in [
        |next, _| json!({"oneOf": next}),
        |next, _| json!({"anyOf": next}),
        |next, _| json!({"allOf": next}),
        |next, _| json!({"prefixItems": next}),
        |next, level| json!({"oneOf": next, "discriminator": {"propertyName": format!("t{}", level % 2)}}),
    ] as [fn(Vec<Value>, usize) -> Value; 5]
    {
        let mut all = Vec::new();
        for level in 0..16 {
            let next: Vec<Value> = (0..6).map(|at| to(level + 1, at)).collect();
            all.extend((0..6).map(|at| (format!("S{level}x{at}"), schema(next.clone(), level))));
        }
        let end =
            |at: usize| json!({"type": "object", "properties": {format!("p{at}"): {}, "t0": tag, "t1": tag}});
        all.extend((0..6).map(|at| (format!("S16x{at}"), end(at))));
        schemas(&all);
    }
}

/// What closes what is open, innermost first.
fn close_of(open: &str) -> String {
    let mut due = Vec::new();
    for c in open.chars() {
        match c {
            '{' => due.push('}'),
            '[' => due.push(']'),
            '}' | ']' => drop(due.pop()),
            _ => {}
        }
    }
    due.into_iter().rev().collect()
}
