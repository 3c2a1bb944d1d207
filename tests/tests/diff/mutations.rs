//! Seeded mutations of the vendors' documents: whatever breaks the generated crate is called breaking, and little else is.
//!
//! `MUTATIONS=300 cargo test -p tributary-tests --test diff mutations` tries more of them, and prints the figures.

use crate::truth::{Crate, generated};
use crate::{VENDORS, compare, document, sources, with};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tributary_codegen::diff::{Bump, Outcome};
use tributary_codegen::ir::{Kind, TypeId};
use tributary_codegen::plan::{BoundValue, BoundValueKind, Place, PlaceKind, ValueKind, Write, WriteKind};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{BoundVendor, plan, vendor_documents};

/// Small and predictable: the same mutations on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(self.below(of.len())) }
    }
}

/// What is done to an object schema or to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mutation {
    Remove,
    Rename,
    Retype,
    Require,
    Unrequire,
    Add,
    AddRequired,
    AddValue,
    DropValue,
    Tighten,
    Loosen,
    AllowNull,
    ForbidNull,
    MoveOperation,
    RemoveOperation,
    AddParameter,
    RequireParameter,
    RemoveParameter,
    MoveParameter,
    // what changes nothing
    Wrap,
    Describe,
}

const ALL: [Mutation; 21] = [
    Mutation::Remove,
    Mutation::Rename,
    Mutation::Retype,
    Mutation::Require,
    Mutation::Unrequire,
    Mutation::Add,
    Mutation::AddRequired,
    Mutation::AddValue,
    Mutation::DropValue,
    Mutation::Tighten,
    Mutation::Loosen,
    Mutation::AllowNull,
    Mutation::ForbidNull,
    Mutation::MoveOperation,
    Mutation::RemoveOperation,
    Mutation::AddParameter,
    Mutation::RequireParameter,
    Mutation::RemoveParameter,
    Mutation::MoveParameter,
    Mutation::Wrap,
    Mutation::Describe,
];

/// Places in a vendor's documents.
struct Sites {
    /// Document and pointer of object schemas with properties.
    schemas: Vec<(String, String)>,
    operations: Vec<(String, String)>,
}

/// All object schemas and operations of a document, reached or not.
fn sites(sources: &Sources, vendor: &str) -> Sites {
    let mut sites = Sites { schemas: Vec::new(), operations: Vec::new() };
    for path in vendor_documents(sources, vendor) {
        let document = document(sources, &path);
        collect(&document, String::new(), &path, &mut sites);
    }
    // Half of the mutations go to what the mapping calls: the others would hardly ever meet it.
    let (bound, _) = plan(sources, vendor);
    let api = bound.unwrap().api;
    let reached: Vec<(String, String)> = api
        .types
        .iter()
        .map(|(_, def)| (def.origin.file.clone(), def.origin.pointer.clone()))
        .filter(|site| sites.schemas.contains(site))
        .collect();
    let more = sites.schemas.len() / reached.len().max(1);
    for _ in 0..more {
        sites.schemas.extend(reached.iter().cloned());
    }
    let called: Vec<(String, String)> = api
        .operations
        .iter()
        .map(|operation| (operation.origin.file.clone(), operation.origin.pointer.clone()))
        .filter(|site| sites.operations.contains(site))
        .collect();
    let more = sites.operations.len() / called.len().max(1);
    for _ in 0..more {
        sites.operations.extend(called.iter().cloned());
    }
    sites
}

fn collect(value: &Value, pointer: String, file: &str, sites: &mut Sites) {
    let in_paths = pointer.matches('/').count() == 3 && pointer.starts_with("/paths/");
    if in_paths && value.get("responses").is_some() {
        sites.operations.push((file.to_owned(), pointer.clone()));
    }
    let named = pointer.ends_with("/properties");
    if value.get("properties").is_some_and(Value::is_object) && !named {
        sites.schemas.push((file.to_owned(), pointer.clone()));
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if name != "example" && name != "examples" {
                    let step = name.replace('~', "~0").replace('/', "~1");
                    collect(member, format!("{pointer}/{step}"), file, sites);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, format!("{pointer}/{index}"), file, sites);
            }
        }
        _ => {}
    }
}

/// What was done, and to which property or parameter.
struct Done {
    place: String,
    name: String,
}

/// Does it somewhere; `None` where nothing there can be changed so.
fn mutate(document: &mut Value, mutation: Mutation, pointer: &str, numbers: &mut Numbers) -> Option<Done> {
    let name = match mutation {
        Mutation::MoveOperation | Mutation::RemoveOperation => operation(document, mutation, pointer)?,
        Mutation::AddParameter
        | Mutation::RequireParameter
        | Mutation::RemoveParameter
        | Mutation::MoveParameter => parameter(document.pointer_mut(pointer)?, mutation, numbers)?,
        _ => schema(document.pointer_mut(pointer)?, mutation, numbers)?,
    };
    Some(Done { place: pointer.to_owned(), name })
}

fn operation(document: &mut Value, mutation: Mutation, pointer: &str) -> Option<String> {
    let (item, method) = pointer.rsplit_once('/')?;
    let removed = document.pointer_mut(item)?.as_object_mut()?.remove(method)?;
    if mutation == Mutation::MoveOperation {
        let path = item.rsplit('/').next()?.replace("~1", "/").replace("~0", "~");
        let shared = document.pointer(item)?.get("parameters").cloned();
        let mut moved = Map::from_iter([(method.to_owned(), removed)]);
        moved.extend(shared.map(|shared| ("parameters".to_owned(), shared)));
        document["paths"][format!("/moved{path}")] = Value::Object(moved);
    }
    Some(method.to_owned())
}

fn parameter(operation: &mut Value, mutation: Mutation, numbers: &mut Numbers) -> Option<String> {
    if mutation == Mutation::AddParameter {
        let list = operation.as_object_mut()?.entry("parameters").or_insert(json!([]));
        let required = numbers.below(2) == 0;
        list.as_array_mut()?.push(
            json!({ "name": "mutated", "in": "query", "required": required, "schema": { "type": "string" } }),
        );
        return Some("mutated".to_owned());
    }
    let list = operation.get_mut("parameters")?.as_array_mut()?;
    let usable: Vec<usize> = (0..list.len())
        .filter(|at| {
            list[*at]["in"] == "query" || (list[*at]["in"] == "header" && mutation != Mutation::MoveParameter)
        })
        .collect();
    let at = *numbers.pick(&usable)?;
    let name = list[at]["name"].as_str()?.to_owned();
    match mutation {
        Mutation::RequireParameter if list[at]["required"] != true => list[at]["required"] = json!(true),
        Mutation::RemoveParameter => drop(list.remove(at)),
        Mutation::MoveParameter => list[at]["in"] = json!("header"),
        _ => return None,
    }
    Some(name)
}

fn schema(schema: &mut Value, mutation: Mutation, numbers: &mut Numbers) -> Option<String> {
    let names: Vec<String> = schema["properties"].as_object()?.keys().cloned().collect();
    let required: Vec<String> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect();
    let of = |schema: &Value, wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
        names.iter().filter(|name| wanted(&schema["properties"][*name])).cloned().collect()
    };
    let any: &dyn Fn(&Value) -> bool = &|_| true;
    let is = |kind: &'static str| move |it: &Value| it["type"] == kind && it.get("enum").is_none();
    let name = match mutation {
        Mutation::Add | Mutation::AddRequired => "mutated".to_owned(),
        Mutation::Require => {
            let optional: Vec<String> = names.iter().filter(|it| !required.contains(it)).cloned().collect();
            numbers.pick(&optional)?.clone()
        }
        Mutation::Unrequire => {
            let there: Vec<String> = required.iter().filter(|it| names.contains(it)).cloned().collect();
            numbers.pick(&there)?.clone()
        }
        Mutation::AddValue | Mutation::DropValue => {
            numbers.pick(&of(schema, &|it| it["enum"].as_array().is_some_and(|all| all.len() > 2)))?.clone()
        }
        Mutation::Tighten => numbers.pick(&of(schema, &is("string")))?.clone(),
        Mutation::Loosen => numbers.pick(&of(schema, &|it| it.get("enum").is_some()))?.clone(),
        Mutation::AllowNull => {
            numbers.pick(&of(schema, &|it| it.get("type").is_some() && it["nullable"] != true))?.clone()
        }
        Mutation::ForbidNull => numbers.pick(&of(schema, &|it| it["nullable"] == true))?.clone(),
        _ => numbers.pick(&of(schema, any))?.clone(),
    };
    let properties = schema["properties"].as_object_mut()?;
    match mutation {
        Mutation::Remove | Mutation::Rename => {
            let removed = properties.remove(&name)?;
            if mutation == Mutation::Rename {
                properties.insert(format!("{name}_renamed"), removed);
            }
            if let Some(list) = schema["required"].as_array_mut() {
                list.retain(|it| *it != name);
            }
        }
        Mutation::Retype => {
            let other = if properties[&name]["type"] == "integer" { "string" } else { "integer" };
            properties[&name] = json!({ "type": other });
        }
        Mutation::Require | Mutation::AddRequired => {
            if mutation == Mutation::AddRequired {
                properties.insert(name.clone(), json!({ "type": "string" }));
            }
            let list = schema.as_object_mut()?.entry("required").or_insert(json!([]));
            list.as_array_mut()?.push(json!(name));
        }
        Mutation::Unrequire => schema["required"].as_array_mut()?.retain(|it| *it != name),
        Mutation::Add => drop(properties.insert(name.clone(), json!({ "type": "string" }))),
        Mutation::AddValue => {
            let values = properties[&name]["enum"].as_array_mut()?;
            let new = if values[0].is_string() { json!("mutated") } else { json!(4711) };
            values.push(new);
        }
        Mutation::DropValue => {
            let values = properties[&name]["enum"].as_array_mut()?;
            values.remove(numbers.below(values.len()));
        }
        Mutation::Tighten => properties[&name]["maxLength"] = json!(1),
        Mutation::Loosen => drop(properties[&name].as_object_mut()?.remove("enum")),
        Mutation::AllowNull => properties[&name]["nullable"] = json!(true),
        Mutation::ForbidNull => drop(properties[&name].as_object_mut()?.remove("nullable")),
        Mutation::Wrap => {
            let inner = properties.remove(&name)?;
            properties.insert(name.clone(), json!({ "allOf": [inner] }));
        }
        Mutation::Describe => {
            // Beside a reference OpenAPI 3.0 reads no more than this.
            properties[&name]["description"] = json!("Described in other words.");
        }
        _ => return None,
    }
    Some(name)
}

/// A vendor before any mutation.
struct Vendor {
    name: &'static str,
    sources: Sources,
    old: Crate,
    sites: Sites,
    written: BTreeSet<(String, String, String)>,
    /// How the parts of requests begin that the mapping asks for, as [`Crate::sent`] has them.
    asked: BTreeSet<String>,
}

/// What is known of one mutation.
struct Case {
    what: String,
    mutation: Mutation,
    /// The crate breaks: it does not bind, or an item of its API is gone or of another type, or a request that the
    /// mapping makes may be refused.
    breaks: bool,
    /// An item of its API is gone or of another type, by the generated text.
    api_breaks: bool,
    /// Conversions or API differ in any way.
    differs: bool,
    bump: Bump,
    outcome: Outcome,
    surface_breaks: bool,
    findings: usize,
    shown: Vec<String>,
}

fn case(
    vendor: &Vendor,
    (file, pointer): &(String, String),
    mutation: Mutation,
    numbers: &mut Numbers,
) -> Option<Case> {
    let Vendor { name, sources, old, .. } = vendor;
    let mut changed = document(sources, file);
    let done = mutate(&mut changed, mutation, pointer, numbers)?;
    let new_sources = with(sources, file, &changed);
    let new = generated(&new_sources, name);
    let comparison = compare(sources, &new_sources, name);
    let verdict = comparison.verdict();
    let fails = !new.errors.is_subset(&old.errors);
    // What does not bind is not generated: only what was found is known.
    let api_breaks = !fails && !old.api.is_subset(&new.api);
    let differs = fails || old.api != new.api || old.conversions != new.conversions;
    let property = (file.clone(), pointer.clone(), done.name.clone());
    let refused = mutation == Mutation::Tighten && vendor.written.contains(&property)
        || !fails
            && old.sent.difference(&new.sent).any(|part| vendor.asked.iter().any(|it| part.starts_with(it)));
    let gone: Vec<&String> =
        old.api.difference(&new.api).chain(new.errors.difference(&old.errors)).take(4).collect();
    Some(Case {
        what: format!("{name} {mutation:?} {file}#{} {}: {gone:?}", done.place, done.name),
        mutation,
        breaks: fails || api_breaks || refused,
        api_breaks,
        differs,
        bump: verdict.bump,
        outcome: verdict.outcome,
        surface_breaks: comparison.surface.iter().any(|change| change.is_breaking()),
        findings: comparison.findings.len(),
        shown: comparison
            .changes
            .iter()
            .map(|it| format!("{:?} {} {:?}", it.grade, it.sentence(), it.uses))
            .collect(),
    })
}

/// The properties that the mapping writes, each by the place of its schema: by the types of the plan.
fn written(sources: &Sources, vendor: &str) -> BTreeSet<(String, String, String)> {
    let (bound, _) = plan(sources, vendor);
    let BoundVendor { api, plan, .. } = bound.unwrap();
    let mut fields = Vec::new();
    for capability in plan.iter().flat_map(|plan| &plan.models).flat_map(|model| &model.capabilities) {
        let Some(call) = capability.action.call() else { continue };
        call.writes.lines.iter().for_each(|line| of_line(line, &mut fields));
        for (place, bound) in call.request.body.iter().flat_map(|body| &body.parts) {
            of_place(place, &mut fields);
            of_bound(bound, &mut fields);
        }
    }
    let named = fields.into_iter().filter_map(|(id, index)| {
        let def = api.types.get(id);
        let Kind::Struct(it) = &def.kind else { return None };
        Some((def.origin.file.clone(), def.origin.pointer.clone(), it.fields[index].wire.clone()))
    });
    named.collect()
}

/// The methods, paths and parameters of the calls that the mapping makes.
fn asked(sources: &Sources, vendor: &str) -> BTreeSet<String> {
    let (bound, _) = plan(sources, vendor);
    let BoundVendor { api, plan, .. } = bound.unwrap();
    let capabilities = plan.iter().flat_map(|plan| &plan.models).flat_map(|model| &model.capabilities);
    let mut found = BTreeSet::new();
    for call in capabilities.filter_map(|it| it.action.call()) {
        let operation = &api.operations[call.request.operation];
        found.insert(format!("{} request(", operation.name));
        for argument in &call.request.arguments {
            let wire = &operation.parameters[argument.parameter].wire;
            for place in ["query", "header", "path"] {
                found.insert(format!("{} {place}(\"{wire}\"", operation.name));
            }
        }
    }
    found
}

fn of_line(line: &Write, fields: &mut Vec<(TypeId, usize)>) {
    match &line.kind {
        WriteKind::Value { value, place, .. } | WriteKind::Members { value, place, .. } => {
            of_place(place, fields);
            value.each(&mut |part| {
                if let ValueKind::Assemble(writes) = &part.kind {
                    writes.lines.iter().for_each(|line| of_line(line, fields));
                }
            });
        }
        WriteKind::Slots { slots, .. } => {
            slots.iter().flat_map(|slot| &slot.writes).for_each(|line| of_line(line, fields));
        }
    }
}

fn of_place(place: &Place, fields: &mut Vec<(TypeId, usize)>) {
    for step in &place.steps {
        match &step.kind {
            PlaceKind::Field(field) => fields.push((field.of, field.index)),
            PlaceKind::Match { set, .. } => set.iter().for_each(|(place, _)| of_place(place, fields)),
            _ => {}
        }
    }
}

fn of_bound(bound: &BoundValue, fields: &mut Vec<(TypeId, usize)>) {
    match &bound.kind {
        BoundValueKind::Struct { of, fields: own } => {
            for (index, _, inner) in own {
                fields.push((*of, *index));
                of_bound(inner, fields);
            }
        }
        BoundValueKind::List(items) => items.iter().for_each(|item| of_bound(item, fields)),
        BoundValueKind::Map(entries) => entries.iter().for_each(|(_, inner)| of_bound(inner, fields)),
        BoundValueKind::Value(_) | BoundValueKind::Json(_) => {}
    }
}

#[test]
fn mutations_that_break_the_crate_are_called_breaking() {
    let count = std::env::var("MUTATIONS").ok().and_then(|it| it.parse().ok()).unwrap_or(20);
    let sources = sources();
    let mut numbers = Numbers(11);
    let vendors: Vec<Vendor> = VENDORS
        .into_iter()
        .map(|vendor| {
            let first = generated(&sources, vendor);
            // Named by the lock that this very document gives: the committed one is of the document's own order.
            let path = format!("specs/{vendor}/names.lock");
            let lock =
                SourceFile { path: path.clone(), bytes: first.lock.clone().unwrap().into_bytes().into() };
            let others = sources.under("").filter(|file| file.path != path).cloned();
            let locked = Sources::new(others.chain([lock]).collect());
            let old = generated(&locked, vendor);
            let sites = sites(&locked, vendor);
            Vendor {
                name: vendor,
                written: written(&locked, vendor),
                asked: asked(&locked, vendor),
                sources: locked,
                old,
                sites,
            }
        })
        .collect();
    let mut cases = Vec::new();
    let mut tries = 0;
    while cases.len() < count {
        tries += 1;
        assert!(tries < count * 40, "too few places can be changed");
        let vendor = &vendors[tries % vendors.len()];
        let mutation = ALL[numbers.below(ALL.len())];
        let of_operations = matches!(
            mutation,
            Mutation::MoveOperation
                | Mutation::RemoveOperation
                | Mutation::AddParameter
                | Mutation::RequireParameter
                | Mutation::RemoveParameter
                | Mutation::MoveParameter
        );
        let places = if of_operations { &vendor.sites.operations } else { &vendor.sites.schemas };
        let Some(site) = numbers.pick(places).cloned() else { continue };
        cases.extend(case(vendor, &site, mutation, &mut numbers));
    }
    report(&cases);
}

fn report(cases: &[Case]) {
    let major = |case: &&Case| case.bump == Bump::Major;
    let breaking: Vec<&Case> = cases.iter().filter(|case| case.breaks).collect();
    let called: Vec<&Case> = cases.iter().filter(major).collect();
    let missed: Vec<&&Case> = breaking.iter().filter(|case| case.bump != Bump::Major).collect();
    let wrong: Vec<&&Case> = called.iter().filter(|case| !case.breaks).collect();
    let silent: Vec<&Case> =
        cases.iter().filter(|case| case.differs && case.outcome < Outcome::Applications).collect();
    let apart: Vec<&Case> =
        cases.iter().filter(|case| case.findings == 0 && case.surface_breaks != case.api_breaks).collect();
    let mut table: BTreeMap<Mutation, [usize; 3]> = BTreeMap::new();
    for case in cases {
        let row = table.entry(case.mutation).or_default();
        row[0] += 1;
        row[1] += usize::from(case.breaks);
        row[2] += usize::from(case.bump == Bump::Major);
    }
    for (mutation, [all, breaks, called]) in &table {
        println!("{mutation:?}: {all} tried, {breaks} break, {called} called breaking");
    }
    println!(
        "{} mutations, {} break, {} called breaking; {} missed, {} called so without breaking",
        cases.len(),
        breaking.len(),
        called.len(),
        missed.len(),
        wrong.len()
    );
    let show = |cases: &[&Case]| -> String {
        cases
            .iter()
            .map(|case| format!("\n{} {:?}\n  {}", case.what, case.bump, case.shown.join("\n  ")))
            .collect()
    };
    let list = |cases: &[&&Case]| show(&cases.iter().map(|case| **case).collect::<Vec<_>>());
    for case in &wrong {
        println!("called breaking: {}\n  {}", case.what, case.shown.join("\n  "));
    }
    assert!(missed.is_empty(), "breaking, and not called so:{}", list(&missed));
    assert!(silent.is_empty(), "the crate differs, and nobody is told:{}", show(&silent));
    assert!(apart.is_empty(), "the API by its types and by its text:{}", show(&apart));
    assert!(wrong.len() * 20 <= called.len(), "precision below 95 %:{}", list(&wrong));
    let nothing = cases.iter().filter(|case| matches!(case.mutation, Mutation::Wrap | Mutation::Describe));
    let loud: Vec<&Case> = nothing.filter(|case| case.outcome > Outcome::Internal).collect();
    assert!(loud.is_empty(), "nothing changed:{}", show(&loud));
}
