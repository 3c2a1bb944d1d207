//! Candidates: what a type could be called, the best first.

use super::draft::{Def, Natural};
use super::lock::NamesLock;
use super::names::{self, camel};
use crate::ir::Kind;
use crate::reserved::TYPE_NAMES;

/// Names longer than this are chosen only where a shorter one is taken.
const LONG: usize = 48;

/// What a component could be called.
pub(super) fn component_names(def: &Def, old: &NamesLock, files: bool) -> Vec<String> {
    let plain = camel(&def.natural.root);
    let stem = def.origin.file.rsplit('/').next().unwrap_or_default().split('.').next().unwrap_or_default();
    let prefixed = camel(&names::join(&names::words(stem), &def.natural.root));
    let view = |name: String| if def.split { format!("{name}Write") } else { name };
    let mut found = vec![view(plain.clone())];
    if TYPE_NAMES.contains(&plain.as_str()) {
        found = vec![view(format!("{plain}Data"))];
    }
    let sent = def.places.iter().any(|place| {
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
pub(super) fn inline_names(def: &Def) -> Vec<String> {
    let shared = def.places.iter().any(|place| place.natural.root != def.natural.root);
    let mut found: Vec<String> = Vec::new();
    let titles = || def.places.iter().map(|place| place.natural.title.as_ref());
    let title = def.natural.title.as_ref();
    let title = title.filter(|title| !is_vague(title) && titles().all(|other| other == Some(*title)));
    found.extend(title.map(|title| camel(title)));
    if shared {
        found.extend(shared_name(def));
    }
    let home = def.places.iter().find(|place| is_home(&place.natural, &place.origin));
    let places = place_names(home.map_or(&def.natural, |place| &place.natural));
    match places.iter().any(|name| name.len() <= LONG) {
        true => found.extend(places.into_iter().filter(|name| name.len() <= LONG)),
        false => found.extend(places.into_iter().take(2)),
    }
    if def.split {
        found.iter_mut().for_each(|name| name.push_str("Write"));
    }
    found
}

/// Whether a place is where the schema is written, not where another one took it over.
fn is_home(natural: &Natural, origin: &crate::ir::Origin) -> bool {
    let mut keys = origin.pointer.split('/').skip(1);
    let key = match (keys.next(), keys.next()) {
        (Some("components"), Some("schemas")) => keys.next(),
        (Some("definitions" | "$defs"), key) => key,
        _ => None,
    };
    natural.role.is_none() && key.is_some_and(|key| names::words(key) == natural.root)
}

/// What is used in several places is called what all of them call it, or after what it holds.
fn shared_name(def: &Def) -> Option<String> {
    let last = def.natural.steps.last();
    if let Some(last) = last.filter(|last| !is_vague(last))
        && def.places.iter().all(|place| place.natural.steps.last() == Some(last))
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
        words.extend(names::words(&field.wire));
    }
    let role = def.natural.role.as_deref();
    let same = def.places.iter().all(|place| place.natural.role.as_deref() == role);
    words.extend(names::words(role.filter(|_| same).unwrap_or("Reply")));
    Some(camel(&words))
}

/// What a place suggests, from the shortest to the most exact.
fn place_names(natural: &Natural) -> Vec<String> {
    let mut found = Vec::new();
    let role: Vec<String> = natural.role.iter().flat_map(|role| names::words(role)).collect();
    let steps = &natural.steps;
    if steps.is_empty() {
        return vec![camel(&names::join(&natural.root, &role))];
    }
    let plain = camel(&natural.root);
    for root in [natural.root.clone(), names::join(&natural.root, &role)] {
        for from in (0..steps.len()).rev() {
            let taken = steps.get(from..).unwrap_or_default();
            if from > 0 && taken.iter().all(|words| is_vague(words)) {
                continue;
            }
            let words = taken.iter().fold(root.clone(), |all, step| names::join(&all, step));
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
