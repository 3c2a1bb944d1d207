//! Candidates: what a type could be called, the best first.

use crate::ir::Kind;
use crate::lower::draft::{Def, NameHints};
use crate::lower::names::identifiers::{self, camel};
use crate::lower::names::lock::NamesLock;
use crate::reserved::TYPE_NAMES;

/// Names longer than this are chosen only where a shorter one is taken.
const LONG: usize = 48;

/// What a component could be called.
pub(crate) fn component_names(def: &Def, old: &NamesLock, files: bool) -> Vec<String> {
    let plain = camel(&def.name_hints.root);
    let stem = def.origin.file.rsplit('/').next().unwrap_or_default().split('.').next().unwrap_or_default();
    let prefixed = camel(&identifiers::join(&identifiers::words(stem), &def.name_hints.root));
    let view = |name: String| if def.split { format!("{name}Write") } else { name };
    let mut found = vec![view(plain.clone())];
    if TYPE_NAMES.contains(&plain.as_str()) {
        found = vec![view(format!("{plain}Data"))];
    }
    let sent = def.occurrences.iter().any(|place| {
        old.get(&place.key.with("!sent")).is_some_and(|name| found.iter().any(|found| found == name))
    });
    if !def.write && sent {
        found.push(format!("{plain}Read"));
    }
    found.extend(files.then(|| view(prefixed)));
    found
}

/// Words that say nothing on their own.
fn is_vague(words: &[String]) -> bool {
    const VAGUE: &[&str] = &[
        "attribute",
        "attributes",
        "base",
        "body",
        "content",
        "data",
        "datum",
        "entry",
        "extra",
        "field",
        "fields",
        "info",
        "item",
        "items",
        "meta",
        "object",
        "params",
        "properties",
        "property",
        "response",
        "result",
        "results",
        "text",
        "type",
        "value",
        "values",
        "list",
        "number",
        "bool",
        "integer",
    ];
    match words {
        [] => true,
        [only] => VAGUE.contains(&only.as_str()) || only.starts_with("variant") || only.len() < 2,
        _ => false,
    }
}

/// What a type declared in place could be called, the best first.
pub(crate) fn inline_names(def: &Def) -> Vec<String> {
    let shared = def.occurrences.iter().any(|place| place.name_hints.root != def.name_hints.root);
    let mut found: Vec<String> = Vec::new();
    let titles = || def.occurrences.iter().map(|place| place.name_hints.title.as_ref());
    let title = def.name_hints.title.as_ref();
    let title = title.filter(|title| !is_vague(title) && titles().all(|other| other == Some(*title)));
    found.extend(title.map(|title| camel(title)));
    if shared {
        found.extend(shared_name(def));
    }
    let home = def.occurrences.iter().find(|place| is_home(&place.name_hints, &place.origin));
    let from_places = place_names(home.map_or(&def.name_hints, |place| &place.name_hints));
    match from_places.iter().any(|name| name.len() <= LONG) {
        true => found.extend(from_places.into_iter().filter(|name| name.len() <= LONG)),
        false => found.extend(from_places.into_iter().take(2)),
    }
    if def.split {
        found.iter_mut().for_each(|name| name.push_str("Write"));
    }
    found
}

/// Whether a place is where the schema is written, not where another one took it over.
fn is_home(name_hints: &NameHints, origin: &crate::ir::Origin) -> bool {
    let mut keys = origin.pointer.split('/').skip(1);
    let key = match (keys.next(), keys.next()) {
        (Some("components"), Some("schemas")) => keys.next(),
        (Some("definitions" | "$defs"), key) => key,
        _ => None,
    };
    name_hints.role.is_none() && key.is_some_and(|key| identifiers::words(key) == name_hints.root)
}

/// What is used in several places is called what all of them call it, or after what it holds.
fn shared_name(def: &Def) -> Option<String> {
    let last = def.name_hints.steps.last();
    if let Some(last) = last.filter(|last| !is_vague(last))
        && def.occurrences.iter().all(|place| place.name_hints.steps.last() == Some(last))
    {
        return Some(camel(last));
    }
    let Kind::Struct(it) = &def.kind else { return None };
    if it.fields.len() > 2 || last.is_some() {
        return None;
    }
    let mut words: Vec<String> = Vec::new();
    for field in &it.fields {
        words.extend((!words.is_empty()).then(|| "and".to_owned()));
        words.extend(identifiers::words(&field.wire));
    }
    let role = def.name_hints.role.as_deref();
    let same = def.occurrences.iter().all(|place| place.name_hints.role.as_deref() == role);
    words.extend(identifiers::words(role.filter(|_| same).unwrap_or("Reply")));
    Some(camel(&words))
}

/// What a place suggests, from the shortest to the most exact.
fn place_names(name_hints: &NameHints) -> Vec<String> {
    let mut found = Vec::new();
    let role: Vec<String> = name_hints.role.iter().flat_map(|role| identifiers::words(role)).collect();
    let steps = &name_hints.steps;
    if steps.is_empty() {
        return vec![camel(&identifiers::join(&name_hints.root, &role))];
    }
    let plain = camel(&name_hints.root);
    for root in [name_hints.root.clone(), identifiers::join(&name_hints.root, &role)] {
        for from in (0..steps.len()).rev() {
            let taken = steps.get(from..).unwrap_or_default();
            if from > 0 && taken.iter().all(|words| is_vague(words)) {
                continue;
            }
            let words = taken.iter().fold(root.clone(), |all, step| identifiers::join(&all, step));
            let mut name = camel(&words);
            if name == plain {
                name.push_str("Details");
            }
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}
