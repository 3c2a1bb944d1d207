//! `mock`: a vendor, or any document, as a server on this machine.

use crate::cli::{Format, Global, Mock};
use crate::console::outln;
use crate::root::Root;
use crate::{Outcome, report, sources};
use serde_json::json;
use std::io;
use std::path::Path;
use tributary_codegen::diagnostics::Diagnostic;
use tributary_codegen::output::Output;
use tributary_codegen::source::Sources;
use tributary_codegen::{mock_document, mock_vendor};
use tributary_mock::MockPlan;
use tributary_mock::server::Server;

pub(crate) fn run(options: &Mock, global: &Global) -> io::Result<Outcome> {
    let spinner = report::spinner("reading");
    let mut diags = Vec::new();
    let path = Path::new(&options.of);
    let (sources, plan, mut output) = match path.is_file() {
        true => of_document(path, &mut diags),
        false => of_vendor(options, global, &mut diags)?,
    };
    spinner.finish_and_clear();
    output.diagnostics.splice(0..0, diags);
    let Some(plan) = plan else {
        report::findings(&output.diagnostics, &sources);
        report::usage(&format!("there is no vendor and no document `{}`", options.of), global.format);
        return Ok(Outcome::Found);
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(plan, options, global.format))
}

type Made = (Sources, Option<MockPlan>, Output);

fn of_document(path: &Path, diags: &mut Vec<Diagnostic>) -> Made {
    match sources::of_document(path, diags) {
        Some((sources, file)) => {
            let (plan, output) = mock_document(&sources, &file);
            let plan = (!plan.operations.is_empty()).then_some(plan);
            (sources, plan, output)
        }
        None => (Sources::default(), None, Output::default()),
    }
}

fn of_vendor(options: &Mock, global: &Global, diags: &mut Vec<Diagnostic>) -> io::Result<Made> {
    let root = Root::find(global.root.as_deref())?;
    let sources = sources::of_root(&root.path, diags);
    let known = root.path.join("specs").join(&options.of).is_dir();
    let (plan, output) = if known { mock_vendor(&sources, &options.of) } else { Default::default() };
    Ok((sources, plan, output))
}

/// Serves until it is stopped.
async fn serve(plan: MockPlan, options: &Mock, format: Format) -> io::Result<Outcome> {
    let mut builder = tributary_mock::Mock::builder(plan).seed(options.seed).records(options.records);
    builder = builder.real_time().without_log();
    if options.unlimited {
        builder = builder.unlimited();
    }
    if options.lenient {
        builder = builder.lenient();
    }
    if let Some(one_in) = options.faults {
        builder = builder.faults(options.seed, one_in);
    }
    let mock = builder.build();
    let server = Server::start(mock.clone(), options.port).await?;
    let plan = mock.plan();
    match format {
        Format::Json => {
            outln!(
                "{}",
                json!({ "url": server.base_url(), "operations": plan.operations.len(), "models": plan.models.len() })
            );
        }
        Format::Text => {
            outln!("{} at {}", plan.title, server.base_url());
            outln!("{} operations, {} models; Ctrl-C stops it", plan.operations.len(), plan.models.len());
        }
    }
    server.run().await;
    Ok(Outcome::Done)
}
