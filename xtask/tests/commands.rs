//! The command line as a user meets it: from a folder of theirs, outside any root, by exit codes and by JSON.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: 'https://pets.example'}]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet: {type: object, required: [id], properties: {id: {type: string}, name: {type: string}}}
";

/// The folder of this repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A folder outside any root, with a document in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pets.yaml"), DOCUMENT).unwrap();
    folder
}

/// Exit code, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// With `--format json`: the code, and the one value on standard output. Nothing else is said.
fn json(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let arguments: Vec<&str> = arguments.iter().chain(&["--format", "json"]).copied().collect();
    let (code, output, errors) = run(folder, &arguments);
    assert_eq!(errors, "", "{arguments:?}");
    (code, serde_json::from_str(&output).unwrap_or_else(|error| panic!("{arguments:?}: {error}:\n{output}")))
}

fn ours() -> String {
    repository().display().to_string()
}

#[test]
fn outside_a_root_nothing_is_written() {
    let folder = folder();
    let (code, _, said) = run(folder.path(), &["client", "pets.yaml", "--out", "out"]);
    assert_eq!(code, 1);
    assert!(said.contains("Tributary's runtime is not at") && said.contains("--root DIR"), "{said}");
    assert!(!folder.path().join("out").exists());
    let (code, _, said) = run(folder.path(), &["codegen"]);
    assert_eq!(code, 2);
    assert!(said.contains("nothing to generate from"), "{said}");
}

#[test]
fn every_answer_in_json_is_one_value_and_says_the_exit_code() {
    let folder = folder();
    let (ours, here) = (ours(), folder.path());
    fs::write(here.join("broken.yaml"), "openapi: [").unwrap();
    let cases: &[(i32, &[&str])] = &[
        (0, &["client", "pets.yaml", "--out", "out", "--root", &ours]),
        (0, &["corpus", ".", "--only", "pets.yaml", "--root", &ours]),
        (1, &["corpus", ".", "--only", "broken", "--root", &ours]),
        (1, &["corpus", "nowhere", "--root", &ours]),
        (2, &["corpus", ".", "--only", "nothing", "--root", &ours]),
        (1, &["client", "broken.yaml", "--out", "out2", "--root", &ours]),
        (1, &["client", "missing.yaml", "--out", "out2", "--root", &ours]),
        (1, &["client", "pets.yaml", "--out", "out2"]),
        (1, &["client", "pets.yaml", "--out", "out2", "--root", "nowhere"]),
        (2, &["client", "pets.yaml", "--out", "out2", "--root", &ours, "--name", "a b"]),
        (2, &["client", "pets.yaml"]),
        (2, &["codegen"]),
        (2, &["codegen", "nobody", "--root", &ours]),
        (0, &["codegen", "--explain", "crm.contact", "--root", &ours]),
        (2, &["codegen", "--explain", "crm.contcat", "--root", &ours]),
        (2, &["codegen", "hubspot", "--explain", "crm.nothing", "--root", &ours]),
        (2, &["conformance", "--only", "no/such/suite", "--root", &ours]),
        (0, &["explain", "T101"]),
        (0, &["explain"]),
        (2, &["explain", "T999"]),
        (2, &["frobnicate"]),
    ];
    for (expected, arguments) in cases {
        let (code, value) = json(here, arguments);
        assert_eq!(code, *expected, "{arguments:?}: {value:#}");
        if code != 0 && value.get("error").is_some() {
            let word = if code == 1 { "found" } else { "usage" };
            assert_eq!(value["outcome"], word, "{arguments:?}");
            assert!(value["error"].as_str().is_some_and(|text| text.len() > 20), "{arguments:?}: {value}");
        }
    }
    assert!(!here.join("out2").exists(), "what is refused writes nothing");
}

/// A root of one's own: stale, missing and orphaned, then brought up to date, and that again after all is deleted.
#[test]
fn a_reader_that_has_read_enough_changes_nothing() {
    let folder = folder();
    let started = |arguments: &[&str], stdout: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let done = command.args(arguments).current_dir(folder.path()).stdout(stdout).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let (old, new) = (repository().join("tests/cases/openapi"), "spec.yaml");
    let (old, new) = (old.join("swagger-2").join(new), old.join("swagger-2-forms").join(new));
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());
    for arguments in [
        &["explain"] as &[&str],
        &["explain", "--format", "json"],
        &["level", old],
        &["level", old, "--format", "json"],
        &["diff", old, new],
        &["diff", old, new, "--markdown"],
        &["diff", old, new, "--format", "json"],
    ] {
        let (usual, said) = started(arguments, Stdio::null());
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(started(arguments, writer.into()), (usual, said), "{arguments:?}");
        // A result that can't be written is no result.
        if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
            let (code, said) = started(arguments, full.into());
            assert_eq!(code, Some(1), "{arguments:?}");
            assert!(said.contains("error: standard output can't be written: "), "{said}");
        }
    }
}

#[test]
fn codegen_in_a_root_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::create_dir_all(here.join("specs/pets")).unwrap();
    fs::create_dir_all(here.join("mappings")).unwrap();
    fs::write(here.join("specs/pets/pets.yaml"), DOCUMENT).unwrap();
    fs::write(here.join("tributary.toml"), format!("runtime = {:?}\n", ours() + "/runtime")).unwrap();
    assert_eq!(json(here, &["codegen", "--check"]).0, 1);
    assert!(!here.join("generated").exists(), "a check writes nothing");
    assert_eq!(json(here, &["codegen"]).0, 0);
    assert_eq!(json(here, &["codegen", "--check"]).1["changes"], serde_json::json!([]));
    let below = |path: &str| here.join("generated/pets").join(path);
    let lib = fs::read_to_string(below("src/lib.rs")).unwrap();
    fs::write(below("src/lib.rs"), lib.clone() + "// changed\n").unwrap();
    fs::remove_file(below("README.md")).unwrap();
    fs::write(below("src/old.rs"), &lib).unwrap();
    fs::write(below("src/mine.rs"), "// by hand").unwrap();
    let (code, value) = json(here, &["codegen", "--check"]);
    let states: Vec<_> =
        value["changes"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!((code, states), (1, vec!["missing", "stale", "orphaned"]), "{value:#}");
    assert_eq!(json(here, &["codegen"]).0, 0);
    assert_eq!(fs::read_to_string(below("src/lib.rs")).unwrap(), lib);
    assert!(!below("src/old.rs").exists() && below("src/mine.rs").exists());
    fs::remove_dir_all(here.join("generated")).unwrap();
    assert_eq!(json(here, &["codegen"]).0, 0);
    assert_eq!(fs::read_to_string(below("src/lib.rs")).unwrap(), lib);
}

/// A model with what it inherits: of one vendor, or of all that have it. Nothing is written.
#[test]
fn a_model_is_explained_with_its_places() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::create_dir_all(here.join("specs/pets")).unwrap();
    fs::create_dir_all(here.join("mappings")).unwrap();
    let shared = "[like.one]\nget = { call = \"GET /{$path}\" }\n\n";
    let pets = format!("{shared}[zoo.pet]\nlike.one = {{ path = \"pets\" }}\n");
    fs::write(here.join("mappings/pets.toml"), pets).unwrap();
    fs::write(here.join("mappings/other.toml"), "[zoo.cage]\nget = { call = \"cage\" }\n").unwrap();
    fs::write(here.join("tributary.toml"), format!("runtime = {:?}\n", ours() + "/runtime")).unwrap();
    let (code, said, _) = run(here, &["codegen", "--explain", "zoo.pet"]);
    let wanted = "[zoo.pet]               # mappings/pets.toml:4\nget.call = \"GET /pets\"  # mappings/pets.toml:2, [like.one]\n";
    assert_eq!((code, said.as_str()), (0, wanted));
    let (code, value) = json(here, &["codegen", "pets", "--explain", "zoo.pet"]);
    assert_eq!((code, &value[0]["lines"][1]["place"]), (0, &Value::from("mappings/pets.toml:2, [like.one]")));
    let (code, _, errors) = run(here, &["codegen", "pets", "--explain", "zoo.pets"]);
    assert_eq!(code, 2);
    assert!(errors.contains("did you mean `zoo.pet`?"), "{errors}");
    assert!(!here.join("generated").exists(), "nothing is written");
}

/// With the runtime copied in, a folder builds wherever it is moved to, its example too; here as a crate whose name is a
/// keyword.
#[test]
fn a_client_with_its_runtime_builds_anywhere() {
    let folder = folder();
    let arguments =
        ["client", "pets.yaml", "--out", "made", "--with-runtime", "--name", "box", "--root", &ours()];
    let (code, _, said) = run(folder.path(), &arguments);
    assert_eq!(code, 0, "{said}");
    let moved = folder.path().join("elsewhere/box");
    fs::create_dir_all(moved.parent().unwrap()).unwrap();
    fs::rename(folder.path().join("made"), &moved).unwrap();
    // The versions that the runtime is tested with, which are here already.
    fs::copy(repository().join("Cargo.lock"), moved.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args([
            "test",
            "--offline",
            "--quiet",
            "--color",
            "never",
            "--config",
            "profile.dev.debug='line-tables-only'",
        ])
        .current_dir(&moved)
        .env("CARGO_TARGET_DIR", repository().join("target"))
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success() && !said.contains("warning:"), "{said}");
    assert!(said.contains("running 1 test\n"), "the example is not compiled:\n{said}");
}
