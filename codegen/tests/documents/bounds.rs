//! Hostile inputs: depth, aliases, size, circles. Over soon, in bounded memory.

use super::*;

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
    assert_eq!(said_of(circle), ["T302"]);
    let circle =
        circle.replace("{allOf: [{$ref: '#/components/schemas/A'}]}", "{$ref: '#/components/schemas/A'}");
    assert_eq!(said_of(&circle), ["T204"]);
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
