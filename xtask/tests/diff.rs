//! `diff` as a user meets it: exit codes, the three formats, what git has, and what can't be read.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

const OLD: &str = "openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: 'https://pets.example'}]
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: array
                items: {$ref: '#/components/schemas/Pet'}
components:
  schemas:
    Pet:
      type: object
      required: [id]
      properties:
        id: {type: string}
        kind: {type: string, enum: [cat, dog]}
";

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn two_documents_by_exit_code_and_format() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("old.yaml", OLD);
    write("same.yaml", &OLD.replace("[cat, dog]", "[dog, cat]"));
    write(
        "words.yaml",
        &OLD.replace("description: ok", "description: fine")
            .replace("id: {type", "id: {description: of it, type"),
    );
    write("value.yaml", &OLD.replace("[cat, dog]", "[cat, dog, fish]"));
    write("gone.yaml", &OLD.replace("        kind: {type: string, enum: [cat, dog]}\n", ""));
    write("broken.yaml", "openapi: [");
    let diff = |new: &str| run(folder.path(), &["diff", "old.yaml", new]);
    assert_eq!(diff("same.yaml"), (0, "nothing changed\n".to_owned(), String::new()));
    assert_eq!(diff("words.yaml").0, 3);
    let (code, shown, _) = diff("value.yaml");
    assert_eq!(code, 4);
    assert!(
        shown.starts_with(
            " visible  `Pet.kind` gains `fish` (responses)  value.yaml:23\n          in GET /pets\n"
        ),
        "{shown}"
    );
    assert!(
        shown.ends_with("applications see a change; the next version of the crate is a minor one\n"),
        "{shown}"
    );
    let (code, shown, _) = diff("gone.yaml");
    assert_eq!(code, 4);
    assert!(shown.starts_with("breaking  `Pet.kind` is removed (responses)  old.yaml:23\n"), "{shown}");
    // What can't be read is never clean.
    for wrong in [
        ["diff", "old.yaml", "broken.yaml"],
        ["diff", "broken.yaml", "old.yaml"],
        ["diff", "broken.yaml", "broken.yaml"],
    ] {
        let (code, shown, errors) = run(folder.path(), &wrong);
        assert_eq!((code, shown.as_str()), (1, ""), "{wrong:?}");
        assert!(errors.contains("the comparison failed"), "{errors}");
    }
    assert_eq!(run(folder.path(), &["diff", "old.yaml"]).0, 2);
    assert_eq!(run(folder.path(), &["diff", "nobody", "old.yaml"]).0, 2);
    let (code, shown, _) = run(folder.path(), &["diff", "old.yaml", "gone.yaml", "--format", "json"]);
    let value: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (code, value["outcome"].as_str(), value["bump"].as_str()),
        (4, Some("applications"), Some("major"))
    );
    assert_eq!(value["changes"][0]["kind"], "property-removed");
    assert_eq!(value["changes"][0]["old"], "old.yaml:23");
    assert_eq!(value["changes"][0]["new"], Value::Null);
    let (_, shown, _) = run(folder.path(), &["diff", "old.yaml", "broken.yaml", "--format", "json"]);
    let value: Value = serde_json::from_str(&shown).unwrap();
    assert!(value["error"].as_str().is_some_and(|text| text.starts_with("the comparison failed")), "{value}");
    let (_, shown, _) = run(folder.path(), &["diff", "old.yaml", "gone.yaml", "--markdown"]);
    assert!(
        shown.contains("| breaking | `Pet.kind` is removed (responses) | old.yaml:23 | `GET /pets` |"),
        "{shown}"
    );
}

/// A root of one's own, whose vendor has no mapping: what git has against what is here, and against a new document.
#[test]
fn a_vendor_against_what_git_has() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::create_dir_all(here.join("specs/pets")).unwrap();
    fs::write(here.join("tributary.toml"), "").unwrap();
    fs::write(here.join("specs/pets/pets.yaml"), OLD).unwrap();
    let git = |arguments: &[&str]| {
        let set = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
        let status = Command::new("git").args(set).args(arguments).current_dir(here).output().unwrap().status;
        assert!(status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    assert_eq!(run(here, &["diff", "pets", "--base", "HEAD"]).0, 0);
    let new = OLD.replace("        kind: {type: string, enum: [cat, dog]}\n", "");
    fs::write(here.join("specs/pets/pets.yaml"), &new).unwrap();
    let (code, shown, _) = run(here, &["diff", "pets", "--base", "HEAD"]);
    assert_eq!(code, 4);
    assert!(
        shown.starts_with("breaking  `Pet.kind` is removed (responses)  HEAD:specs/pets/pets.yaml:23\n"),
        "{shown}"
    );
    fs::write(here.join("published.yaml"), OLD).unwrap();
    let (code, shown, _) = run(here, &["diff", "pets", "published.yaml"]);
    assert_eq!(code, 4);
    assert!(
        shown.starts_with(" visible  `Pet.kind` is added (responses)  specs/pets/pets.yaml:23\n"),
        "{shown}"
    );
    assert_eq!(run(here, &["diff", "pets"]).0, 2);
    let (code, _, errors) = run(here, &["diff", "pets", "--base", "nowhere"]);
    assert!(code == 2 && errors.contains("git: "), "{errors}");
    assert_eq!(run(here, &["diff", "pets", "--base=--output=x"]).0, 2);
}
