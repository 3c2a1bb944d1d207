//! Paths by the standard's examples, actions one by one, and what is said of those that do nothing.

use super::read::read;
use super::select::select;
use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::parse::{Forest, Input, Provenance, load};
use crate::source::{SourceFile, Sources};

fn sources(files: &[(&str, &str)]) -> Sources {
    let file =
        |(path, text): &(&str, &str)| SourceFile { path: (*path).to_owned(), bytes: text.as_bytes().into() };
    Sources::new(files.iter().map(file).collect())
}

fn loaded<'a>(sources: &'a Sources, roots: &'a [&'a str], diags: &mut Vec<Diagnostic>) -> Forest<'a> {
    load(Input { sources, folder: "", roots }, diags)
}

/// The document after the overlay, as JSON, and the codes of what was said.
fn overlaid(document: &str, overlay: &str) -> (String, Vec<&'static str>) {
    let sources = sources(&[("api.yaml", document), ("overlay.yaml", overlay)]);
    let mut diags = Vec::new();
    let forest = loaded(&sources, &["api.yaml"], &mut diags);
    let json = forest.roots().next().unwrap().to_json();
    (json, diags.iter().map(|diagnostic| diagnostic.code.id).collect())
}

fn actions(actions: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{title: t, version: v}}\nactions:\n{actions}")
}

/// Examples of RFC 9535, table by table.
#[test]
fn paths_select_what_the_standard_says() {
    let text = r#"{"o": {"j j": {"k.k": 3}}, "'": {"@": 2}, "a": [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"},
        {"b": {}}, {"b": "kilo"}], "p": {"u": 1, "v": 2, "w": 5, "t": 6}, "e": "f"}"#;
    let sources = sources(&[("x.json", text)]);
    let forest = loaded(&sources, &["x.json"], &mut Vec::new());
    let root = forest.roots().next().unwrap();
    for (path, expected) in [
        ("$.o['j j']['k.k']", "3"),
        ("$.o[\"j j\"][\"k.k\"]", "3"),
        ("$[\"'\"]['@']", "2"),
        ("$.a[1]", "5"),
        ("$.a[-1].b", "\"kilo\""),
        ("$.a[0:2]", "3 5"),
        ("$.a[5:1:-2]", "6 2"),
        ("$.a[::-1][?@ == 1]", ""),
        ("$.a[?@>3.5]", "5 4 6"),
        ("$.a[?@.b]", r#"{"b":"j"} {"b":"k"} {"b":{}} {"b":"kilo"}"#),
        ("$.a[?@.b == 'kilo']", r#"{"b":"kilo"}"#),
        ("$.a[?(@.b == 'kilo')]", r#"{"b":"kilo"}"#),
        ("$.a[?@<2 || @.b == \"k\"]", r#"1 {"b":"k"}"#),
        ("$.a[?match(@.b, \"[jk]\")]", r#"{"b":"j"} {"b":"k"}"#),
        ("$.a[?search(@.b, \"[jk]\")]", r#"{"b":"j"} {"b":"k"} {"b":"kilo"}"#),
        ("$.p[?@>1 && @<4]", "2"),
        ("$.p[?@.u || @.x]", ""),
        ("$.a[?@.b == $.x]", "3 5 1 2 4 6"),
        ("$.a[?!@.b && @ > 5]", "6"),
        ("$[?length(@) == 4]", r#"{"u":1,"v":2,"w":5,"t":6}"#),
        ("$[?count(@.*) == 1]", r#"{"j j":{"k.k":3}} {"@":2}"#),
        ("$..b", r#""j" "k" {} "kilo""#),
        ("$.e", "\"f\""),
        ("$.o[*]['k.k', 'k.k']", "3 3"),
    ] {
        let query = read(path).unwrap_or_else(|bad| panic!("{path}: {bad:?}"));
        let nodes = select(root, &query).unwrap();
        let found: Vec<String> = nodes.into_iter().map(|node| node.to_json()).collect();
        assert_eq!(found.join(" "), expected, "{path}");
    }
}

#[test]
fn what_is_no_path_is_refused() {
    for path in [
        "",
        "a",
        "$.",
        "$[",
        "$['a",
        "$[01]",
        "$[?@.a == ]",
        "$[?@.* == 1]",
        "$[?1]",
        "$ .a b",
        "$[?length(@.*) == 1]",
        "$.-a",
    ] {
        assert!(read(path).is_err(), "{path}");
    }
    assert!(read(&format!("$[?{}@.a{}]", "(".repeat(5000), ")".repeat(5000))).is_err());
}

#[test]
fn updates_merge_append_and_replace() {
    let document = "paths:\n  /a: {get: {tags: [x], summary: old}}\nlist: [1]\n";
    let overlay = actions(
        "  - target: $.paths['/a'].get\n    update: {summary: new, tags: [y], operationId: a}\n  - target: $.list\n    update: 2\n",
    );
    let (json, codes) = overlaid(document, &overlay);
    assert_eq!(
        json,
        r#"{"paths":{"/a":{"get":{"tags":["x","y"],"summary":"new","operationId":"a"}}},"list":[1,2]}"#
    );
    assert_eq!(codes, [""; 0]);
}

#[test]
fn removals_and_copies() {
    let document = "a: {x: 1, y: 2}\nb: {y: 3}\nc: [1, 2, 3]\n";
    let overlay = actions(
        "  - {target: $.a.x, remove: true}\n  - {target: '$.c[?@ > 1]', remove: true}\n  - {target: $.b, copy: $.a}\n",
    );
    let (json, codes) = overlaid(document, &overlay);
    assert_eq!(json, r#"{"a":{"y":2},"b":{"y":2},"c":[1]}"#);
    assert_eq!(codes, [""; 0]);
}

#[test]
fn actions_that_do_nothing_are_reported() {
    let overlay = actions(
        "  - {target: $.nowhere, remove: true}\n  - {target: 'a..', remove: true}\n  - {target: $.a}\n  - {target: $, remove: true}\n  - {target: $.a, update: {x: 1}}\n",
    );
    let (json, codes) = overlaid("a: 1\n", &overlay);
    assert_eq!(json, r#"{"a":{"x":1}}"#);
    assert_eq!(codes, ["T212", "T213", "T211", "T211", "T215"]);
    assert_eq!(overlaid("a: 1\n", "a: 1").1, ["T211"]);
}

#[test]
fn an_overlay_finds_its_document() {
    let extends = |name: &str| {
        format!("overlay: 1.0.0\nx-tributary-document: {name}\nactions: [{{target: $, update: {{z: 1}}}}]")
    };
    let (one, other, nobody) = (extends("two.yaml"), extends("./one.yaml"), extends("thre.yaml"));
    let sources = sources(&[
        ("one.yaml", "a: 1"),
        ("two.yaml", "b: 1"),
        ("overlay.yaml", &one),
        ("overlay.more.yaml", &other),
        ("overlay.none.yaml", &nobody),
        ("overlay.open.yaml", "overlay: 1.0.0\nactions: []"),
    ]);
    let mut diags = Vec::new();
    let forest = loaded(&sources, &["one.yaml", "two.yaml"], &mut diags);
    let all: Vec<String> = forest.roots().map(|root| root.to_json()).collect();
    assert_eq!(all, [r#"{"a":1,"z":1}"#, r#"{"b":1,"z":1}"#]);
    let codes: Vec<&str> = diags.iter().map(|diagnostic| diagnostic.code.id).collect();
    assert_eq!(codes, ["T214", "T214"]);
}

#[test]
fn a_copy_that_grows_without_end_is_stopped() {
    let copy = "  - {target: $.a, copy: $.a}\n".repeat(3) + &"  - {target: '$..a', copy: $}\n".repeat(40);
    let (json, codes) = overlaid("a: {b: 1}\n", &actions(&copy));
    assert!(codes.contains(&"T105"), "{codes:?}");
    assert!(json.len() < 200_000_000);
}

#[test]
fn one_overlay_is_for_all_documents() {
    let overlay = "overlay: 1.0.0\nx-tributary-document: '*'\nactions:\n- {target: $.a, update: {b: 1}}\n\
        - {target: $.c, update: {d: 2}}\n- {target: $.e, update: {f: 3}}\n";
    let sources = sources(&[("one.yaml", "a: {}"), ("two.yaml", "a: {}\nc: {}"), ("overlay.yaml", overlay)]);
    let mut diags = Vec::new();
    let forest = loaded(&sources, &["one.yaml", "two.yaml"], &mut diags);
    let json: Vec<String> = forest.roots().map(|root| root.to_json()).collect();
    assert_eq!(json, [r#"{"a":{"b":1}}"#, r#"{"a":{"b":1},"c":{"d":2}}"#]);
    let codes: Vec<_> = diags.iter().map(|found| found.code.id).collect();
    assert_eq!(codes, ["T212"]);
}

/// Members, items, replaced scalars and copies alike: the place of what an overlay brought in is the overlay's.
#[test]
fn what_an_overlay_brought_in_has_its_place_there() {
    let document = "{a: {b: 1, list: [x]}, c: {d: 2}}";
    let overlay = actions(
        "  - {target: $.a, update: {b: 7, new: {deep: 1}, list: [y]}}\n  - {target: $.a.new, copy: $.c}\n",
    );
    let sources = sources(&[("api.yaml", document), ("overlay.yaml", &overlay)]);
    let forest = loaded(&sources, &["api.yaml"], &mut Vec::new());
    let place = |pointer: &str| {
        let mut found = [Diagnostic::new(catalogue::RAW, "", Place::pointer("api.yaml", pointer), "")];
        Provenance::of(&forest).apply(&mut found);
        found[0].labels[0].place.clone()
    };
    for (pointer, expected) in [
        ("/a/b", "/actions/0/update/b"),
        ("/a/new/deep", "/actions/0/update/new/deep"),
        ("/a/list/1", "/actions/0/update/list/0"),
        ("/a/new/d", "/actions/1/copy"),
    ] {
        assert_eq!(place(pointer), Place::pointer("overlay.yaml", expected), "{pointer}");
    }
    for pointer in ["/a", "/a/list", "/a/list/0", "/c/d", "/nowhere", ""] {
        assert_eq!(place(pointer), Place::pointer("api.yaml", pointer));
    }
}
