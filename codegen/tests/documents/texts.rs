//! Texts: encodings, syntax, the ways of YAML, places.

use super::*;

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
        ("a.json", "{\"openapi\": \"3.0.0\", \"info\": {\"title\": \"a\nb\"}}", vec!["T107", "T114"]),
        ("a.yaml", "openapi: 3.0.0\n---\nopenapi: 3.0.0", vec!["T108", "T114"]),
        ("a.yaml", "openapi: 3.0.0\ntags: *nothing", vec!["T109", "T114"]),
        ("a.yaml", "openapi: 3.0.0\ninfo: &a {title: *a}", vec!["T109", "T114"]),
        ("a.yaml", "openapi: 3.0.0\nopenapi: 3.0.1", vec!["T106", "T114"]),
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
    let text = |text: &'static str, pointer: &str, part| {
        locate(text, [pointer], part).remove(pointer).map(|range| &text[range])
    };
    assert_eq!(text(json, "/paths/~1a~1b", Part::Key), Some("\"/a/b\""));
    assert_eq!(text(json, "/paths/~1a~1b/x/0", Part::Value), Some("1"));
    assert_eq!(text(json, "/paths/~1a~1b/x/1/y", Part::Key), Some("\"y\""));
    assert_eq!(text(json, "/paths/~1a~1b/x/1/y", Part::Value), Some("null"));
    assert_eq!(text(json, "/paths/~1a~1b/gone/1", Part::Value), Some("\"/a/b\""));
    assert_eq!(text(yaml, "/paths/~1a~1b", Part::Key), Some("/a/b"));
    assert_eq!(text(yaml, "/paths/~1a~1b/x/1/y", Part::Value), Some("null"));
    assert_eq!(text(yaml, "/paths/q~0", Part::Key), Some("'q~'"));
    assert_eq!(text(yaml, "/paths/~1a~1b/x/7", Part::Value), Some("x"));
    assert!(text("{", "/a", Part::Key).is_some());
    assert_eq!(text("", "/a", Part::Key), None);
}

/// Every pointer of every file leads to where the tree says its text is.
#[test]
fn every_place_is_found() {
    for text in [DOCUMENT, include_str!("tickets-2.0.yaml"), include_str!("tickets-3.1.yaml")] {
        with(&[("a.yaml", text.as_bytes())], |forest, _, _| {
            let mut due: Vec<Node<'_>> = forest.roots().collect();
            let mut values = HashMap::new();
            while let Some(node) = due.pop() {
                due.extend(node.children());
                if let Some(value) = node.as_text().filter(|text| !text.contains('\n')) {
                    values.insert(node.pointer(), value);
                }
            }
            let ranges = locate(text, values.keys().map(String::as_str), Part::Value);
            for (pointer, value) in &values {
                assert!(text[ranges[pointer.as_str()].clone()].contains(value), "{pointer}");
            }
        });
    }
}
