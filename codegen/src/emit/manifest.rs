//! `Cargo.toml` and `README.md`, from templates whose values are escaped for the language they go into.

use std::collections::{BTreeMap, HashMap};

use tera::{Context, Tera, Value};

use super::client::title;
use super::example::example;
use super::markdown;
use super::package::Package;
use crate::format;
use crate::ir::Api;
use crate::plan::Plan;

/// The manifest.
pub(super) fn manifest(api: &Api, package: &Package<'_>, mapped: bool) -> String {
    let mut context = Context::new();
    context.insert("name", package.name);
    context.insert("description", &format!("A typed client of {}", title(api)));
    context.insert("runtime", &runtime(package));
    context.insert("unified", package.unified);
    context.insert("stand_alone", &package.stand_alone);
    context.insert("mapped", &mapped);
    context.insert("xml", &api.has_xml());
    format::header("#") + &render(include_str!("templates/Cargo.toml"), &context)
}

/// The unified model's manifest.
pub(super) fn unified(package: &Package<'_>) -> String {
    let mut context = Context::new();
    context.insert("name", package.name);
    context.insert("runtime", &runtime(package));
    format::header("#") + &render(include_str!("templates/unified.toml"), &context)
}

/// The unified model's page.
pub(super) fn unified_readme(categories: &BTreeMap<String, Api>, package: &Package<'_>) -> String {
    let mut context = Context::new();
    context.insert("name", package.name);
    let rows = categories.iter().map(|(category, api)| {
        let models: Vec<_> = api.models.iter().map(|model| format!("`{}`", model.name)).collect();
        (category.clone(), models.join(", "))
    });
    context.insert("categories", &rows.collect::<Vec<_>>());
    format!("<!-- {} -->\n", format::HEADER) + &render(include_str!("templates/unified.md"), &context)
}

/// The facade's manifest.
pub(super) fn facade(
    vendors: &[(Plan, String)],
    categories: &BTreeMap<String, Api>,
    package: &Package<'_>,
) -> String {
    let mut context = Context::new();
    context.insert("name", package.name);
    context.insert("runtime", &runtime(package));
    let folders = vendors.iter().map(|(plan, folder)| {
        let name = plan.vendor.name.as_str();
        (name, folder.as_str(), format!("tributary-{name}?/mock"))
    });
    context.insert("vendors", &folders.collect::<Vec<_>>());
    context.insert("unified", package.unified);
    context.insert("categories", &categories.keys().collect::<Vec<_>>());
    format::header("#") + &render(include_str!("templates/facade.toml"), &context)
}

/// The facade's page.
pub(super) fn facade_readme(
    vendors: &[(Plan, String)],
    categories: &BTreeMap<String, Api>,
    package: &Package<'_>,
) -> String {
    let mut context = Context::new();
    context.insert("name", package.name);
    let vendors =
        vendors.iter().map(|(plan, _)| (plan.vendor.name.clone(), markdown::mend_line(&plan.vendor.title)));
    context.insert("vendors", &vendors.collect::<Vec<_>>());
    context.insert("categories", &categories.keys().collect::<Vec<_>>());
    format!("<!-- {} -->\n", format::HEADER) + &render(include_str!("templates/facade.md"), &context)
}

/// The page a reader of the folder meets.
pub(super) fn readme(api: &Api, package: &Package<'_>) -> String {
    let mut context = Context::new();
    context.insert("title", &title(api));
    context.insert("version", &markdown::mend_line(&api.version));
    context.insert("name", package.name);
    context.insert("operations", &api.operations.len());
    context.insert("types", &api.types.len());
    context.insert("webhooks", &api.webhooks.len());
    let example = example(api, package).unwrap_or_default();
    let shown: Vec<_> = example.lines().filter(|line| !line.starts_with("# ")).collect();
    context.insert("example", &shown.join("\n"));
    format!("<!-- {} -->\n", format::HEADER) + &render(include_str!("templates/README.md"), &context)
}

/// What manifests say of the runtime's crates.
fn runtime(package: &Package<'_>) -> BTreeMap<&'static str, String> {
    let folder = package.runtime.trim_end_matches('/');
    let location = |name| match package.git {
        Some(git) => git.to_owned(),
        None => at_path(&format!("{folder}/{name}")),
    };
    ["capabilities", "client", "core", "mock", "model", "webhooks"].map(|name| (name, location(name))).into()
}

/// What a manifest says of a crate in this folder: `path = "../unified"`.
pub fn at_path(folder: &str) -> String {
    format!("path = {}", toml_text(folder))
}

fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A template that can't be rendered is a mistake of ours: the text then says so instead of stopping the run.
fn render(template: &str, context: &Context) -> String {
    let mut context = context.clone();
    let library = context.get("name").and_then(Value::as_str).map(|name| name.replace('-', "_"));
    context.insert("library", &library);
    context.insert("rust_version", env!("CARGO_PKG_RUST_VERSION"));
    let mut tera = Tera::default();
    tera.register_filter("toml", |value: &Value, _: &HashMap<String, Value>| {
        Ok(Value::String(toml_text(value.as_str().unwrap_or_default())))
    });
    let rendered = tera.add_raw_template("file", template).and_then(|()| tera.render("file", &context));
    rendered.unwrap_or_else(|error| format!("{error}\n"))
}
