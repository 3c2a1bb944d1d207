//! The main job: all of `generated/` from a root's `specs/` and `mappings/`.
//!
//! First the unified model, category by category; then each vendor against it; last the facade over all of them. A
//! vendor is lowered as far as its mapping reaches, and whole if it has none.

use std::collections::BTreeMap;

use crate::bind::{self, Offered};
use crate::diagnostics::{Diagnostic, Place};
use crate::emit::{self, Mapped, Package, at_path, facade};
use crate::ir::{Api, Kind};
use crate::lower::{self, NamesLock, Selection};
use crate::mapping::{self, Mapping};
use crate::mock;
use crate::options::{GenerateOptions, GitSource, LOCK, Upstream};
use crate::output::{Output, OutputFile, Tally};
use crate::parse::{self, Input, Provenance};
use crate::plan::Plan;
use crate::resolve::{self, Documents};
use crate::source::Sources;
use tributary_mock_plan::MockPlan;

/// The folder under `specs/` that is no vendor.
const UNIFIED: &str = "unified";

/// What editors complete and check mappings by: they name it in their first line.
const SCHEMA: &str = "mappings/schema.json";

/// Everything under `generated/`, from `specs/` and `mappings/`.
pub fn generate(sources: &Sources, options: &GenerateOptions) -> Output {
    let mut output = Output::default();
    let runtime = from_generated(&options.runtime);
    let upstream = options.upstream.as_ref();
    let git = upstream.and_then(|it| it.git.as_ref()).map(GitSource::to_toml);
    let of_upstream = |folder: &str| {
        let path = |it: &Upstream| at_path(&from_generated(&format!("{}/{folder}", it.generated)));
        upstream.map(|it| git.clone().unwrap_or_else(|| path(it)))
    };
    let unified_crate = of_upstream("unified").unwrap_or_else(|| at_path("../unified"));
    let package = |name| Package {
        name,
        runtime: &runtime,
        git: git.as_deref(),
        unified: &unified_crate,
        stand_alone: false,
    };
    let unified = unified(sources, &mut output);
    let mut offered = Vec::new();
    for vendor in vendors(sources) {
        let is_upstream = upstream.is_some_and(|it| it.vendors.iter().any(|name| name == vendor));
        let wanted = options.vendors.is_empty() || options.vendors.iter().any(|name| *name == vendor);
        if wanted && is_upstream {
            let mut checked = Output::default();
            let plan = self::vendor(sources, vendor, &unified, &package(""), &mut checked);
            offered.extend(plan.map(|plan| (plan, of_upstream(vendor).unwrap_or_default())));
        } else if wanted {
            let name = format!("tributary-{vendor}");
            let plan =
                self::vendor(sources, vendor, &unified, &Package { name: &name, ..package("") }, &mut output);
            offered.extend(plan.map(|plan| (plan, at_path(&format!("../{vendor}")))));
        }
    }
    if options.vendors.is_empty() {
        if !unified.is_empty() && upstream.is_none() {
            let package = package("tributary-unified");
            add(&mut output, "unified", |files| emit::unified::write(&unified, &package, files));
        }
        let facade = options.facade.as_deref().or(upstream.is_none().then_some("tributary"));
        if let (Some(name), false) = (facade, offered.is_empty()) {
            add(&mut output, name, |files| facade::write(&offered, &unified, &package(name), files));
        }
    }
    if sources.under("mappings/").any(|file| file.path.ends_with(".toml")) {
        output.files.push(OutputFile { path: SCHEMA.to_owned(), contents: mapping::json_schema() });
    }
    output.files.sort_by(|a, b| a.path.cmp(&b.path));
    output
}

/// The runtime's folder as a crate under `generated/` sees it.
fn from_generated(runtime: &str) -> String {
    if runtime.starts_with('/') { runtime.to_owned() } else { format!("../../{runtime}") }
}

/// Adds a crate's files under its folder.
fn add(output: &mut Output, folder: &str, write: impl FnOnce(&mut Vec<OutputFile>)) {
    let mut files = Vec::new();
    write(&mut files);
    output.files.extend(files.into_iter().map(|file| OutputFile {
        path: format!("generated/{folder}/{}", file.path),
        contents: file.contents,
    }));
}

/// Every folder under `specs/` but the unified model's, and every mapping, once.
fn vendors(sources: &Sources) -> Vec<&str> {
    let folders = sources.under("specs/").filter_map(|file| file.path.split('/').nth(1));
    let mappings =
        sources.under("mappings/").filter_map(|file| file.path.split('/').nth(1)?.strip_suffix(".toml"));
    let mut names: Vec<_> = folders.chain(mappings).filter(|name| *name != UNIFIED).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The unified model's categories, one a document.
fn unified(sources: &Sources, output: &mut Output) -> BTreeMap<String, Api> {
    let folder = format!("specs/{UNIFIED}");
    let mut categories = BTreeMap::new();
    for file in sources.under(&format!("{folder}/")) {
        let Some((stem, "yaml" | "yml" | "json")) =
            file.path.rsplit('/').next().and_then(|name| name.split_once('.'))
        else {
            continue;
        };
        let lock = lock(sources, &folder, &mut output.diagnostics);
        let roots = [file.path.as_str()];
        let api = lowered(sources, &folder, &roots, |_, _| Selection::model(), &lock, output).api;
        categories.insert(stem.to_owned(), emit::unified::arranged(api));
    }
    categories
}

fn lock(sources: &Sources, folder: &str, diags: &mut Vec<Diagnostic>) -> NamesLock {
    let path = format!("{folder}/{LOCK}");
    match sources.get(&path) {
        Some(file) => NamesLock::parse(&path, &parse::text(file), diags),
        None => NamesLock::default(),
    }
}

/// Documents, lowered.
struct Lowered {
    api: Api,
    lock: NamesLock,
    /// Every operation there is, lowered or not.
    offered: Vec<Offered>,
    /// No root is missing or beyond reading.
    whole: bool,
    provenance: Provenance,
}

fn lowered(
    sources: &Sources,
    folder: &str,
    roots: &[&str],
    select: impl FnOnce(&[Offered], &mut Vec<Diagnostic>) -> Selection,
    lock: &NamesLock,
    output: &mut Output,
) -> Lowered {
    let forest = parse::load(Input { sources, folder, roots }, &mut output.diagnostics);
    let provenance = Provenance::of(&forest);
    let documents = resolve::read(&forest, &mut output.diagnostics);
    let offered = offered(&documents);
    let selection = select(&offered, &mut output.diagnostics);
    let (api, lock, summary) = lower::lower(&documents, &selection, lock, &mut output.diagnostics);
    sum(&mut output.summary.operations, summary.operations);
    sum(&mut output.summary.schemas, summary.schemas);
    let whole = documents.documents.len() >= roots.len();
    Lowered { api, lock, offered, whole, provenance }
}

/// All operations of the documents.
fn offered(documents: &Documents<'_>) -> Vec<Offered> {
    let operations = documents.documents.iter().flat_map(|document| &document.operations);
    let offered = operations.map(|operation| Offered {
        id: operation.id.map(str::to_owned),
        method: operation.method.clone().into_owned(),
        path: operation.path.clone().into_owned(),
    });
    offered.collect()
}

fn sum(into: &mut Tally, tally: Tally) {
    into.generated += tally.generated;
    into.degraded += tally.degraded;
    into.left_out += tally.left_out;
}

/// One vendor's crate, and what the facade needs to know of it.
fn vendor(
    sources: &Sources,
    name: &str,
    unified: &BTreeMap<String, Api>,
    package: &Package<'_>,
    output: &mut Output,
) -> Option<Plan> {
    let BoundVendor { mut api, lock, plan } = bound(sources, name, unified, output)?;
    if let Some(plan) = &plan {
        api.title.clone_from(&plan.vendor.title);
    }
    output.files.push(OutputFile { path: format!("specs/{name}/{LOCK}"), contents: lock.render() });
    let functions = sources.get(&format!("mappings/{name}.rs")).map(parse::text);
    let mapped = plan.as_ref().map(|plan| Mapped { plan, unified, functions: functions.as_deref() });
    add(output, name, |files| emit::write_mapped(&api, package, mapped.as_ref(), files));
    if plan.is_some() {
        let contents = mock::file(&mock::plan(name, &api, plan.as_ref()));
        add(output, name, |files| files.push(OutputFile { path: "mock.json".to_owned(), contents }));
    }
    plan
}

/// All stages up to the mock plan, for one vendor of a root. `None` if a document is missing or beyond reading.
pub fn mock_vendor(sources: &Sources, vendor: &str) -> (Option<MockPlan>, Output) {
    let (bound, output) = plan(sources, vendor);
    (bound.map(|bound| mock::plan(vendor, &bound.api, bound.plan.as_ref())), output)
}

/// A vendor's documents and its mapping, as far as to the plan.
#[derive(Debug)]
pub struct BoundVendor {
    /// The vendor's types and operations, as far as the mapping reaches.
    pub api: Api,
    lock: NamesLock,
    /// `None` without a mapping.
    pub plan: Option<Plan>,
}

impl BoundVendor {
    /// The names that were given.
    pub(crate) fn lock(&self) -> &NamesLock {
        &self.lock
    }
}

/// All stages up to the plan, for one vendor of a root: what [`crate::generate`] writes its crate from. `None` if a
/// document is missing or beyond reading, which is reported.
pub fn plan(sources: &Sources, vendor: &str) -> (Option<BoundVendor>, Output) {
    let mut output = Output::default();
    let unified = unified(sources, &mut output);
    let bound = bound(sources, vendor, &unified, &mut output);
    (bound, output)
}

fn bound(
    sources: &Sources,
    name: &str,
    unified: &BTreeMap<String, Api>,
    output: &mut Output,
) -> Option<BoundVendor> {
    let before_this = output.diagnostics.len();
    let folder = format!("specs/{name}");
    let file = format!("mappings/{name}.toml");
    let mut mapping =
        sources.get(&file).map(|source| mapping::read(&file, &parse::text(source), &mut output.diagnostics));
    let mut whole = true;
    if let Some(mapping) = &mut mapping {
        let named = mapping.vendor.documents.len();
        output.diagnostics.extend(bind::check_sources(mapping));
        output.diagnostics.extend(bind::correct_documents(mapping, &file_names(sources, &folder)));
        whole = mapping.vendor.documents.len() == named;
    }
    let roots = match &mapping {
        Some(mapping) if !whole || !mapping.vendor.documents.is_empty() => {
            mapping.vendor.documents.iter().map(|document| format!("{folder}/{}", document.value)).collect()
        }
        _ => documents(sources, &folder),
    };
    let roots: Vec<_> = roots.iter().map(String::as_str).collect();
    let select = |offered: &[Offered], diags: &mut Vec<Diagnostic>| match &mut mapping {
        Some(mapping) => {
            diags.extend(bind::correct_calls(mapping, offered));
            Selection::calls(calls(mapping))
        }
        None => Selection::everything(),
    };
    let before = lock(sources, &folder, &mut output.diagnostics);
    let Lowered { mut api, lock, offered, whole: read, provenance } =
        lowered(sources, &folder, &roots, select, &before, output);
    whole &= read;
    if whole {
        before.report_gone(&lock, Place::file(format!("{folder}/{LOCK}")), &mut output.diagnostics);
    }
    let functions = bind::hand_written(sources, name, &mut output.diagnostics);
    let categories: Vec<_> = unified.iter().map(|(name, api)| bind::Category { name, api }).collect();
    let bound = |api: &Api, diags: &mut Vec<Diagnostic>| {
        let mapping = mapping.as_ref()?;
        let (hand_written, offered) = (&functions, offered.as_slice());
        let input = bind::Input { mapping, vendor: api, unified: &categories, hand_written, offered, whole };
        Some(bind::bind(input, diags))
    };
    let plan = bound(&api, &mut output.diagnostics);
    // The findings are those of the document as it is. What it requires of records, and of the answers that they are in, is
    // forgiven where it does not come: bound once more, the conversions know what may be absent.
    let answers = plan.iter().flat_map(|plan| plan.answers(&api));
    let forgiven: Vec<_> = plan.iter().flat_map(Plan::records).chain(answers).collect();
    api.types.forgive(forgiven, &plan.iter().flat_map(Plan::relied_on).collect::<Vec<_>>());
    let mut plan = bound(&api, &mut Vec::new());
    // Custom fields, and what the vendor has added since: an application finds them on the record.
    for record in plan.iter().flat_map(Plan::records) {
        if let Kind::Struct(record) = &mut api.types.get_mut(record).kind {
            record.keep_undocumented();
        }
    }
    if let Some(plan) = &mut plan {
        bind::share(plan, &api, &categories);
    }
    provenance.apply(&mut output.diagnostics);
    if let Some(mapping) = &mapping {
        let found = output.diagnostics.split_off(before_this);
        output.diagnostics.extend(bind::acknowledge(mapping, &folder, whole, found));
    }
    whole.then_some(BoundVendor { api, lock, plan })
}

/// A document that its vendor publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Where it is kept: `specs/acme/api.yaml`.
    pub path: String,
    pub url: String,
    /// Of the published document only the operations that the file has are kept, and only facts.
    pub facts: bool,
}

/// Where a vendor's documents are published, as its mapping says. Findings are those of its `[vendor.documents]`.
pub fn published(sources: &Sources, name: &str, diags: &mut Vec<Diagnostic>) -> Vec<Published> {
    let file = format!("mappings/{name}.toml");
    let Some(source) = sources.get(&file) else { return Vec::new() };
    let mapping = mapping::read(&file, &parse::text(source), &mut Vec::new());
    let folder = format!("specs/{name}");
    diags.extend(bind::check_sources(&mapping));
    let published = mapping.vendor.sources.iter().map(|it| Published {
        path: format!("{folder}/{}", it.document.value),
        url: it.url.value.clone(),
        facts: it.facts,
    });
    published.collect()
}

/// The operations of a document, as `METHOD /path`: what [`crate::level`] keeps of another version of it.
pub fn operations_of(sources: &Sources, path: &str) -> Vec<String> {
    let mut diags = Vec::new();
    let roots = [path];
    let forest = parse::load(Input { sources, folder: "", roots: &roots }, &mut diags);
    let documents = resolve::read(&forest, &mut diags);
    offered(&documents).into_iter().map(|it| format!("{} {}", it.method, it.path)).collect()
}

/// The root documents of a vendor: those that its mapping names, or all of its folder.
pub fn vendor_documents(sources: &Sources, name: &str) -> Vec<String> {
    let (folder, file) = (format!("specs/{name}"), format!("mappings/{name}.toml"));
    let mapping =
        sources.get(&file).map(|source| mapping::read(&file, &parse::text(source), &mut Vec::new()));
    match mapping {
        Some(mapping) if !mapping.vendor.documents.is_empty() => {
            mapping.vendor.documents.iter().map(|document| format!("{folder}/{}", document.value)).collect()
        }
        _ => documents(sources, &folder),
    }
}

/// The files of a vendor's folder, by their names in it.
fn file_names(sources: &Sources, folder: &str) -> Vec<String> {
    let prefix = format!("{folder}/");
    sources.under(&prefix).filter_map(|file| file.path.strip_prefix(&prefix)).map(str::to_owned).collect()
}

/// The documents of a folder.
fn documents(sources: &Sources, folder: &str) -> Vec<String> {
    let prefix = format!("{folder}/");
    let files = sources.under(&prefix).map(|file| file.path.as_str());
    let documents = files.filter(|path| {
        let name = path.strip_prefix(&prefix).unwrap_or(path);
        let document = [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending));
        document && !name.starts_with("overlay") && !name.contains('/')
    });
    documents.map(str::to_owned).collect()
}

/// The operations that a mapping calls.
fn calls(mapping: &Mapping) -> Vec<String> {
    let capabilities = mapping.models.iter().flat_map(|model| &model.capabilities);
    let mut calls: Vec<String> = capabilities
        .flat_map(|it| {
            let following = it.page.as_ref().and_then(|page| page.call.as_ref());
            let start = it.start.as_ref().and_then(|start| start.call.as_ref());
            [it.call.as_ref(), following, start]
        })
        .flatten()
        .map(|call| call.value.clone())
        .collect();
    calls.sort();
    calls.dedup();
    calls
}
