//! Hostile texts in every place of a document that takes a text.

use super::generated;
use serde_json::{Value, json};

/// Texts that want to be something else.
fn texts() -> Vec<String> {
    let long =
        ["a".repeat(10_000), "é".repeat(5_000), "a-".repeat(5_000), "../".repeat(3_000), "株".repeat(400)];
    let short = [
        "",
        " ",
        "\t",
        ".",
        "..",
        "../../evil",
        "/etc/passwd",
        "C:\\evil",
        "a/b",
        "a\\b",
        "%2e%2e%2f",
        "~",
        "*/",
        "/*",
        "\"); fn evil() {",
        "#[cfg(x)]",
        "#![feature(evil)]",
        "r#\"",
        "\"#",
        "'",
        "\\",
        "\\u{41}",
        "//!",
        "```\nfn evil() {}\n```",
        "~~~",
        "<!--",
        "-->",
        "{{",
        "}}",
        "{{ evil }}",
        "{% raw %}",
        "{0}",
        "{",
        "}",
        "${evil}",
        "$crate",
        "\0",
        "\r",
        "\r\nX-Evil: 1",
        "\n",
        "\n[evil]\n",
        "\u{202e}evil",
        "\u{2066}",
        "\u{2028}",
        "\u{feff}",
        "\u{fffd}",
        "\u{200b}",
        "\u{1f642}",
        "e\u{301}",
        "\u{e9}",
        "\u{df}",
        "\u{130}",
        "\u{212a}",
        "\u{1c5}",
        "\u{b7}",
        "\u{10ffff}",
        "con",
        "CON",
        "aux",
        "nul",
        "prn.txt",
        "COM1",
        "lpt9",
        "mod",
        "lib",
        "main",
        "types",
        "client",
        "shared",
        "default",
        "self",
        "Self",
        "super",
        "crate",
        "_",
        "__",
        "1",
        "+1",
        "-1",
        "true",
        "type",
        "r#type",
        "async",
        "gen",
        "union",
        "macro_rules",
        "String",
        "Option",
        "Vec",
        "Box",
        "Result",
        "Ok",
        "Client",
        "Error",
        "std",
        "core",
        "serde",
        "tributary_core",
        "i64",
        "new",
        "clone",
        "from",
        "drop",
        "null",
        "NaN",
        "1e999",
        "99999999999999999999",
        "2XX",
        "default ",
        "GET /",
        "a?b#c",
        "a&b=c",
        "a;b",
    ];
    long.into_iter().chain(short.into_iter().map(str::to_owned)).collect()
}

/// Members whose names are texts too.
fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A document with these texts wherever a text may be.
fn document(a: &str, b: &str) -> Value {
    let path = format!("/{a}/{{{b}}}");
    let reference =
        json!({"$ref": format!("#/components/schemas/{}", b.replace('~', "~0").replace('/', "~1"))});
    let content = || {
        object([
            ("application/json", json!({"schema": reference})),
            (a, json!({"schema": {"type": "string"}})),
        ])
    };
    let form = json!({"type": "object", "properties": object([(a, json!({"type": "string"})), (b, json!({"type": "string", "format": "binary"}))])});
    let parameter = |place: &str, name: &str| {
        json!({"name": name, "in": place, "required": place == "path", "description": a, "example": b,
               "schema": {"type": "string", "default": a, "enum": [a, b], "format": b}})
    };
    let operation = |id: &str, tag: &str| {
        json!({
            "operationId": id, "tags": [tag], "summary": a, "description": b, "externalDocs": {"url": a, "description": b},
            "parameters": [parameter("path", b), parameter("query", a), parameter("query", b), parameter("header", a), parameter("cookie", a)],
            "requestBody": {"description": a, "content": content()},
            "responses": object([
                ("200", json!({"description": a, "content": content(), "headers": object([(a, json!({"schema": {"type": "string"}, "description": b}))]),
                               "links": object([(a, json!({"operationId": b, "description": a}))])})),
                ("default", json!({"description": b, "content": content()})),
                (a, json!({"description": b})),
            ]),
            "callbacks": object([(a, object([(b, json!({"post": {"responses": {}}}))]))]),
            "security": [object([(a, json!([b]))]), object([(b, json!([]))])],
            "servers": [{"url": format!("https://{{{a}}}.example.com/{b}"), "description": a, "variables": object([(a, json!({"default": b, "enum": [a, b], "description": a}))])}],
        })
    };
    let variant = |name: &str| json!({"type": "object", "required": [a], "title": name, "properties": object([(a, json!({"type": "string", "enum": [name]}))])});
    json!({
        "openapi": "3.1.0",
        "info": {"title": a, "version": b, "summary": a, "description": b, "termsOfService": a, "contact": {"name": a, "url": b}, "license": {"name": b, "url": a}},
        "servers": [{"url": a, "description": b}],
        "tags": [{"name": a, "description": b, "externalDocs": {"url": b}}, {"name": b, "description": a}],
        "paths": object([
            (path.as_str(), json!({"summary": a, "description": b, "get": operation(a, a), "post": operation(b, b)})),
            ("/form", json!({"post": {"operationId": format!("{a} form"), "tags": [a], "responses": {}, "requestBody": {"content":
                {"multipart/form-data": {"schema": form, "encoding": object([(a, json!({"contentType": b, "headers": {}}))])}}}},
                "put": {"responses": {}, "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": form}}}}})),
        ]),
        "webhooks": object([(a, json!({"post": operation(b, a)}))]),
        "components": {
            "securitySchemes": object([
                (a, json!({"type": "apiKey", "in": "header", "name": a, "description": b})),
                (b, json!({"type": "oauth2", "description": a, "flows": {"clientCredentials": {"tokenUrl": a, "scopes": object([(a, json!(b))])}}})),
            ]),
            "schemas": object([
                (a, json!({"type": "object", "title": b, "description": a, "required": [a, b], "properties": object([
                    (a, json!({"type": "string", "enum": [a, b], "default": a, "description": b})),
                    (b, json!({"type": "object", "description": a, "properties": object([(a, json!({"const": b})), (b, json!({"enum": [b, 1]}))])})),
                    ("list", json!({"type": "array", "items": {"oneOf": [variant(a), variant(b)], "discriminator": {"propertyName": a, "mapping": object([(a, json!(b))])}}})),
                    ("xml", json!({"type": "string", "pattern": a, "xml": {"name": b, "namespace": a, "prefix": b}})),
                ]), "additionalProperties": {"type": "string", "description": a}})),
                (b, json!({"oneOf": [variant(a), variant(b), {"type": "string", "format": a}], "description": a, "example": a, "examples": [b]})),
            ]),
        },
    })
}

#[test]
fn texts_stay_texts() {
    let texts = texts();
    for (at, a) in texts.iter().enumerate() {
        // beside one that is harmless, and beside the next one
        for b in ["Other", texts[(at + 1) % texts.len()].as_str()] {
            let text = document(a, b).to_string();
            generated(&[("api.json", text.as_bytes())]);
        }
    }
}

#[test]
fn names_that_a_file_system_takes_for_one_are_apart() {
    for (a, b) in [
        ("Users", "users"),
        ("\u{e9}", "e\u{301}"),
        ("K", "\u{212a}"),
        ("a b", "a-b"),
        ("con", "Con"),
        ("ss", "\u{df}"),
        ("a", "a/"),
        ("x1", "x_1"),
    ] {
        let output = generated(&[("api.json", document(a, b).to_string().as_bytes())]);
        assert!(!output.has_errors(), "{a} {b}");
    }
}
