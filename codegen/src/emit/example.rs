//! The worked example of a crate: one real operation, called.

use super::client::title;
use super::docs::Paragraphs;
use super::markdown;
use super::package::Package;
use super::parameters::is_argument;
use crate::ir::{Api, Operation, Parameter, Payload, Reply, Scalar, SecurityKind, Shape};

/// The crate's documentation, with the example compiled by `cargo test --doc`.
pub(super) fn library_docs(api: &Api, package: &Package<'_>) -> Paragraphs {
    let mut docs = Paragraphs::default();
    let version = if api.version.is_empty() {
        String::new()
    } else {
        format!(" {}", markdown::mend_line(&api.version))
    };
    let what = if api.operations.is_empty() { "its types" } else { "a typed client" };
    docs.ours(&format!("{}{version}: {what}.", title(api)));
    if let Some(example) = example(api, package) {
        docs.ours(&format!("```no_run\n{example}\n```"));
    }
    if let Some(description) = api.description.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        docs.markdown(description);
    }
    docs
}

/// The example as Rust.
pub(super) fn example(api: &Api, package: &Package<'_>) -> Option<String> {
    let krate = super::names::ident(&package.name.replace('-', "_"));
    let operation =
        api.operations.iter().filter_map(|it| Some((cost(it)?, it))).min_by_key(|(cost, _)| *cost)?.1;
    let mut arguments: Vec<&str> =
        operation.parameters.iter().filter(|it| is_argument(it)).filter_map(placeholder).collect();
    if operation.params_struct.is_some() {
        arguments.push("&Default::default()");
    }
    let origin = origin(api);
    let credentials = api.security_schemes.iter().find_map(|scheme| {
        Some(match scheme.kind {
            SecurityKind::ApiKey { .. } => format!(".{}(\"…\")", scheme.name),
            SecurityKind::Bearer | SecurityKind::OpenIdConnect { .. } | SecurityKind::Http { .. } => {
                format!(".{}(\"…\")", scheme.name)
            }
            SecurityKind::Basic => format!(".{}(\"user\", \"…\")", scheme.name),
            SecurityKind::OAuth2 { .. } => format!(".{}_token(\"…\")", scheme.name),
            SecurityKind::MutualTls => return None,
        })
    });
    let credentials = credentials.unwrap_or_default();
    let lines = [
        "# async fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned(),
        format!("let client = {krate}::Client::builder({origin}){credentials}.build()?;"),
        format!(
            "let reply = client.{}({}).await?;",
            super::names::ident(&operation.name),
            arguments.join(", ")
        ),
        "println!(\"{reply:?}\");".to_owned(),
        "# Ok(())".to_owned(),
        "# }".to_owned(),
    ];
    Some(lines.join("\n"))
}

/// The arguments of `Client::builder`.
fn origin(api: &Api) -> String {
    let server = api.servers.first();
    let base = server.is_none_or(|server| !server.is_absolute());
    let base = base.then(|| "\"https://api.example.com\"".to_owned());
    let variables = server.into_iter().flat_map(|server| &server.variables);
    let values = variables.map(|variable| match variable.default.as_str() {
        "" => format!("{:?}", variable.wire),
        default => format!("{default:?}"),
    });
    base.into_iter().chain(values).collect::<Vec<_>>().join(", ")
}

/// How much an operation takes to be called: the example is the cheapest. `None`: too much to show.
fn cost(operation: &Operation) -> Option<usize> {
    if operation.body.is_some() || operation.deprecated {
        return None;
    }
    let arguments: Vec<_> = operation.parameters.iter().filter(|it| is_argument(it)).collect();
    if arguments.iter().any(|it| placeholder(it).is_none()) {
        return None;
    }
    let reply = match &operation.success {
        Reply::One(Payload::Json(_)) => 0,
        Reply::Enum(_) => 5,
        Reply::One(Payload::Text) => 10,
        Reply::One(_) => return None,
    };
    let method = if operation.method == "GET" { 0 } else { 20 };
    Some(reply + method + arguments.len())
}

/// A value that a required parameter could have.
fn placeholder(parameter: &Parameter) -> Option<&'static str> {
    match (&parameter.shape, parameter.nullable) {
        (Shape::Scalar(Scalar::Text), false) => Some("\"…\""),
        (Shape::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U64), false) => Some("1"),
        (Shape::Scalar(Scalar::Bool), false) => Some("true"),
        (Shape::List(_), false) => Some("&[]"),
        _ => None,
    }
}
