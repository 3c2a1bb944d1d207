//! The habits that a compiler does not hold: what every hand-written file has, and what none may have.

use std::fs;
use tributary_tests::{files, root};

/// A file tells one story. Most fit in 400 lines, some need more; past this, a concept is missing.
const LONGEST: usize = 800;

/// Path and text of the files that people write, of these kinds.
fn hand_written(extensions: &[&str]) -> Vec<(String, String)> {
    let root = root();
    let wanted = |path: &String| {
        let of_kind = path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension));
        of_kind && !format!("/{path}").contains("/generated/") && !path.contains("/expected/")
    };
    let read = |path: String| {
        let text = fs::read_to_string(root.join(&path)).ok()?;
        Some((path, text))
    };
    files(&root).into_iter().filter(wanted).filter_map(read).collect()
}

/// Fails with every offending place at once.
fn none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

/// The places where one of these words stands. They are written in halves here, so that this file has none itself.
fn places(files: &[(String, String)], words: &[(&str, &str)]) -> Vec<String> {
    let words: Vec<String> = words.iter().map(|(first, second)| format!("{first}{second}")).collect();
    let mut found = Vec::new();
    for (path, text) in files {
        for (number, line) in text.lines().enumerate() {
            let word = words.iter().find(|word| line.contains(word.as_str()));
            found.extend(word.map(|word| format!("{path}:{}: {word}", number + 1)));
        }
    }
    found
}

#[test]
fn every_file_says_what_it_is_for() {
    let without = hand_written(&["rs"]).into_iter().filter(|(_, text)| !text.starts_with("//! "));
    none("files that do not begin with `//!`", without.map(|(path, _)| path).collect());
}

#[test]
fn every_file_tells_one_story() {
    let lengths = hand_written(&["rs"]).into_iter().map(|(path, text)| (path, text.lines().count()));
    let long = lengths.filter(|(_, lines)| *lines > LONGEST);
    none("files that are too long", long.map(|(path, lines)| format!("{path}: {lines} lines")).collect());
}

/// A crate can be published: what it includes lies inside it.
#[test]
fn generated_crates_are_whole() {
    let root = root().join("generated");
    let outside = files(&root).into_iter().filter(|path| path.ends_with(".rs")).filter(|path| {
        let text = fs::read_to_string(root.join(path)).unwrap_or_default();
        let depth = path.split('/').count() - 2; // below the crate's folder
        text.split("include_str!(\"").skip(1).any(|rest| {
            let included = rest.split('"').next().unwrap_or_default();
            included.starts_with('/') || included.matches("../").count() > depth
        })
    });
    none("files that include what their package has not", outside.collect());
}

#[test]
fn names_say_something() {
    let vague = ["util", "utils", "helper", "helpers", "common", "misc"];
    let stem = |path: &str| path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
    let found = hand_written(&["rs"]).into_iter().filter(|(path, _)| {
        vague.contains(&stem(path).as_str()) || path.split('/').any(|folder| vague.contains(&folder))
    });
    none("names that say nothing", found.map(|(path, _)| path).collect());
}

#[test]
fn nothing_is_left_unfinished() {
    let words = [
        ("to", "do!("),
        ("unimpl", "emented!("),
        ("db", "g!("),
        ("#[ig", "nore"),
        ("allow(clippy", "::all)"),
        ("allow(dead", "_code)"),
        ("FIX", "ME"),
        ("XX", "X"),
    ];
    none("left behind", places(&hand_written(&["rs"]), &words));
}

#[test]
fn no_file_speaks_of_the_machine_it_was_written_on() {
    let files = hand_written(&["rs", "md", "toml", "json", "yaml", "yml"]);
    none(
        "paths of a machine",
        places(&files, &[("/wo", "rk/"), ("/ho", "me/"), ("/ro", "ot/"), ("/tmp", "/plan")]),
    );
}

#[test]
fn the_documents_a_newcomer_looks_for_are_there() {
    let root = root();
    for path in [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "docs/adding-a-vendor.md",
    ] {
        assert!(fs::metadata(root.join(path)).is_ok_and(|meta| meta.len() > 200), "{path} is missing");
    }
}

/// Paths in backticks and relative links: a page that leads nowhere is worse than none.
#[test]
fn what_the_pages_point_at_is_there() {
    let root = root();
    let folders =
        ["codegen/", "runtime/", "tests/", "xtask/", "docs/", "mappings/", "specs/unified", "benches/"];
    let mut gone = Vec::new();
    for (page, text) in hand_written(&["md"]).iter().filter(|(page, _)| !page.starts_with("CHANGELOG")) {
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, line) in text.lines().enumerate() {
            let quoted = line.split('`').skip(1).step_by(2);
            let quoted = quoted.filter(|it| folders.iter().any(|folder| it.starts_with(folder)));
            let quoted = quoted.filter(|it| !it.contains(['<', '{', '*', ' ', '…']) && !it.contains("acme"));
            let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            let links = links.filter(|it| !it.contains(':') && !it.starts_with(['#', '<']));
            let links = links.map(|it| root.join(folder).join(it.split('#').next().unwrap_or_default()));
            let paths = quoted.map(|it| root.join(it)).chain(links);
            gone.extend(paths.filter(|path| !path.exists()).map(|path| {
                format!("{page}:{}: {}", number + 1, path.strip_prefix(&root).unwrap_or(&path).display())
            }));
        }
    }
    none("paths that lead nowhere", gone);
}
