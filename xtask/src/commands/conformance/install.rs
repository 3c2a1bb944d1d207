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
        npm.args(["install", "--no-audit", "--no-fund", "--no-package-lock"]);
        run_to_end(npm.arg("--loglevel=error").current_dir(places.npm()), "npm install")?;
        fs::write(stamp, wanted)?;
    }
    mend_emitter(places)?;
    repository(places)
}

/// The emitter keeps parameters by name in a plain object, so that `special-words`, which has a parameter called
/// `constructor`, ends it with a `TypeError`. An object without a prototype has no such member.
fn mend_emitter(places: &Places) -> io::Result<()> {
    let broken = "{ requestBody: {}, parameters: {}, responses: {} }";
    let mended = "{ requestBody: {}, parameters: Object.create(null), responses: {} }";
    let file = places.npm().join("node_modules/@typespec/openapi3/dist/src/examples.js");
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
