//! Installing the pinned packages of `tests/conformance/package.json`, once.

use super::{Places, run_to_end};
use std::fs;
use std::io;
use std::process::Command;

pub(super) fn run(places: &Places) -> io::Result<()> {
    let wanted = fs::read_to_string(places.ours.join("package.json"))?;
    let stamp = places.npm().join("installed");
    if fs::read_to_string(&stamp).ok().as_ref() != Some(&wanted) {
        fs::create_dir_all(places.npm())?;
        fs::write(places.npm().join("package.json"), &wanted)?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--legacy-peer-deps", "--no-audit", "--no-fund", "--no-package-lock"]);
        run_to_end(npm.arg("--loglevel=error").current_dir(places.npm()), "npm install")?;
        fs::write(stamp, wanted)?;
    }
    mend_emitter(places)?;
    mend_mock(places)?;
    repository(places)
}

/// The emitter keeps parameters by name in a plain object, so that `special-words`, which has a parameter called
/// `constructor`, ends it with a `TypeError`. An object without a prototype has no such member.
fn mend_emitter(places: &Places) -> io::Result<()> {
    let broken = "{ requestBody: {}, parameters: {}, responses: {} }";
    let mended = "{ requestBody: {}, parameters: Object.create(null), responses: {} }";
    mend(places, "@typespec/openapi3/dist/src/examples.js", broken, mended)
}

/// The mock formats XML that is not as expected by way of promises that it never awaits, and ends when they fail.
fn mend_mock(places: &Places) -> io::Result<()> {
    let broken = "prettier.format(expectedBody), prettier.format(request.body)";
    mend(places, "@typespec/spec-api/dist/request-validations.js", broken, "expectedBody, request.body")
}

fn mend(places: &Places, file: &str, broken: &str, mended: &str) -> io::Result<()> {
    let file = places.npm().join("node_modules").join(file);
    let text = fs::read_to_string(&file)?;
    if text.contains(broken) {
        fs::write(file, text.replace(broken, mended))?;
    }
    Ok(())
}

/// The mock asks Git which commit it serves, and ends if there is none.
fn repository(places: &Places) -> io::Result<()> {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=conformance", "-c", "user.email=conformance@localhost"]);
        run_to_end(git.args(arguments).current_dir(places.npm()), "git")
    };
    if git(&["rev-parse", "HEAD"]).is_err() {
        git(&["init", "--quiet"])?;
        git(&["commit", "--quiet", "--allow-empty", "--message", "The mock wants a commit"])?;
    }
    Ok(())
}
