//! `Cargo.toml` and `README.md`, from templates whose values are escaped for the language they go into.

use std::collections::HashMap;

use tera::{Context, Tera, Value};

use super::client::title;
use super::example::example;
use super::markdown;
use super::package::Package;
use crate::format;
use crate::ir::Api;

/// The manifest.
pub(super) fn manifest(api: &Api, package: &Package<'_>) -> String {
    let mut context = Context::new();
    context.insert("name", package.name);
    context.insert("description", &format!("A typed client of {}", title(api)));
    context.insert("client", &format!("{}/client", package.runtime.trim_end_matches('/')));
    context.insert("core", &format!("{}/core", package.runtime.trim_end_matches('/')));
    context.insert("stand_alone", &package.stand_alone);
    format::header("#") + &render(include_str!("templates/Cargo.toml"), &context)
}

/// The page a reader of the folder meets.
pub(super) fn readme(api: &Api, package: &Package<'_>) -> String {
    let mut context = Context::new();
    context.insert("title", &title(api));
    context.insert("version", &markdown::mend_line(&api.version));
    context.insert("name", package.name);
    context.insert("operations", &api.operations.len());
    context.insert("types", &api.types.len());
    let example = example(api, package).unwrap_or_default();
    let shown: Vec<_> = example.lines().filter(|line| !line.starts_with("# ")).collect();
    context.insert("example", &shown.join("\n"));
    format!("<!-- {} -->\n", format::HEADER) + &render(include_str!("templates/README.md"), &context)
}

/// A template that can't be rendered is a mistake of ours: the text then says so instead of stopping the run.
fn render(template: &str, context: &Context) -> String {
    let mut tera = Tera::default();
    tera.register_filter("toml", |value: &Value, _: &HashMap<String, Value>| {
        Ok(Value::String(toml::Value::String(value.as_str().unwrap_or_default().to_owned()).to_string()))
    });
    let rendered = tera.add_raw_template("file", template).and_then(|()| tera.render("file", context));
    rendered.unwrap_or_else(|error| format!("{error}\n"))
}
