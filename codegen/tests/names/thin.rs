//! Documents with something taken out, and with their members in another order.

use serde_json::{Map, Value};
use std::fmt::Write;

/// Small and predictable: the same documents on every run.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678))
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }

    /// About one in five is taken out.
    fn hits(&mut self) -> bool {
        self.below(5) == 0
    }
}

/// Members by name, any of which may be missing.
const MAPS: &[&str] = &[
    "paths",
    "schemas",
    "definitions",
    "properties",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "content",
    "encoding",
];
/// Lists, any of whose items may be missing.
const LISTS: &[&str] = &["enum", "oneOf", "anyOf", "parameters", "tags"];
/// What may be said or not.
const SAID: &[&str] =
    &["title", "description", "readOnly", "writeOnly", "required", "nullable", "deprecated", "format"];
/// Values that are no part of the document's structure.
const VALUES: &[&str] = &["example", "examples", "default", "const", "discriminator", "security", "$ref"];

/// The document without some of it.
pub(crate) fn thinned(document: &Value, chance: &mut Chance) -> Value {
    match document {
        Value::Object(members) => Value::Object(object(members, chance)),
        Value::Array(items) => Value::Array(items.iter().map(|item| thinned(item, chance)).collect()),
        other => other.clone(),
    }
}

fn object(members: &Map<String, Value>, chance: &mut Chance) -> Map<String, Value> {
    let mut thin = Map::new();
    let parameter = members.contains_key("in");
    let operation = members.contains_key("responses");
    for (name, value) in members {
        let kept = match value {
            Value::Object(all) if MAPS.contains(&name.as_str()) => {
                let path = name == "paths";
                let kept = all
                    .iter()
                    .filter(|_| !chance.hits())
                    .map(|it| (it.0.clone(), it.1.clone()))
                    .collect::<Vec<_>>();
                let map = kept.iter().map(|(name, value)| (name.clone(), without(value, path, chance)));
                Value::Object(map.collect())
            }
            // Its first tag is where an operation is found.
            Value::Array(all) if name == "tags" && operation => Value::Array(all.clone()),
            Value::Array(all) if name == "enum" => {
                let kept: Vec<Value> = all.iter().filter(|_| !chance.hits()).cloned().collect();
                let named =
                    members.keys().any(|name| name.starts_with("x-enum") || name.starts_with("x-ms-enum"));
                Value::Array(if kept.is_empty() || named { all.clone() } else { kept })
            }
            Value::Array(all) if LISTS.contains(&name.as_str()) => {
                let kept = all.iter().filter(|_| !chance.hits()).collect::<Vec<_>>();
                if kept.is_empty() {
                    value.clone()
                } else {
                    kept.into_iter().map(|it| thinned(it, chance)).collect()
                }
            }
            _ if VALUES.contains(&name.as_str()) || name.starts_with("x-") => value.clone(),
            _ if SAID.contains(&name.as_str()) && !parameter && chance.hits() => continue,
            value => thinned(value, chance),
        };
        thin.insert(name.clone(), kept);
    }
    thin
}

/// A path may lack operations.
fn without(value: &Value, path: bool, chance: &mut Chance) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let mut members = members.clone();
    if path {
        let method = |name: &str| ["get", "put", "post", "patch", "delete"].contains(&name);
        members.retain(|name, _| !method(name) || !chance.hits());
    }
    Value::Object(object(&members, chance))
}

/// The document's text with the members of every object in another order.
pub(crate) fn shuffled(document: &Value, chance: &mut Chance, text: &mut String) {
    match document {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            for at in (1..members.len()).rev() {
                members.swap(at, chance.below(at + 1));
            }
            text.push('{');
            for (at, (name, value)) in members.into_iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                let _ = write!(text, "{}:", Value::String(name.clone()));
                shuffled(value, chance, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                shuffled(item, chance, text);
            }
            text.push(']');
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}
