//! Random schemas and values of them: the same from the same seed, on every machine.

use serde_json::{Map, Value, json};

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// One time in `n`.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const NAMES: &[&str] = &["a", "b", "c", "kind", "id", "value", "items", "type", "at", "x-y"];
/// A number that stands for the one of [`DIGITS`], which no double is: `serde_json` knows doubles only.
pub(crate) const LONG: f64 = 0.300_000_000_000_000_04;
pub(crate) const DIGITS: &str = "0.3000000000000000400000000000000001";
const WORDS: &[&str] = &["red", "green", "blue", "on", "off", "1", ""];

/// How many objects there are for `allOf` to build upon (`O0`), and how many that a discriminator tells apart (`K0`).
const BASES: usize = 8;
const KINDS: usize = 6;

/// Schemas of components that refer to each other, each reached through a property `v` of an object of its own.
pub(crate) fn components(random: &mut Random, count: usize) -> Map<String, Value> {
    let mut all = Map::new();
    for at in 0..BASES {
        let base = object_of(random, count, 2, &["a", "b", "kind", "id"]);
        all.insert(format!("O{at}"), base);
    }
    for at in 0..KINDS {
        let mut kind = object_of(random, count, 2, &["a", "b", "value", "items"]);
        // by its name, without a mapping; a value of the mapping; one of several
        kind["properties"]["kind"] = match at % 3 {
            0 => json!({"type": "string", "enum": [format!("K{at}"), format!("k{at}")]}),
            1 => json!({"const": format!("k{at}")}),
            _ => json!({"type": "string", "enum": [format!("k{at}"), format!("kind-{at}")]}),
        };
        let required = kind["required"].as_array().cloned().unwrap_or_default();
        kind["required"] = required.into_iter().chain([json!("kind")]).collect();
        all.insert(format!("K{at}"), kind);
    }
    for at in 0..count {
        let schema = match random.one_in(6) {
            true => recursive(random, count, at),
            false => schema(random, count, 3),
        };
        all.insert(format!("S{at}"), schema);
        let whole = json!({"type": "object", "required": ["v"], "properties": {"v": {"$ref": format!("#/components/schemas/S{at}")}}});
        all.insert(format!("T{at}"), whole);
    }
    all
}

fn schema(random: &mut Random, count: usize, depth: usize) -> Value {
    let deep = if depth == 0 { 10 } else { 20 };
    match random.below(deep) {
        0 => text(random),
        1 => json!({"type": "integer"}),
        2 => json!({"type": "integer", "format": random.pick(&["int32", "int64"])}),
        3 => json!({"type": "number"}),
        4 => json!({"type": random.pick(&["boolean", "string"])}),
        5 => json!({"enum": listed(random)}),
        6 => json!({"$ref": format!("#/components/schemas/S{}", random.below(count))}),
        7 if random.one_in(3) => json!({}),
        7 => json!({"type": [random.pick(&["string", "integer", "boolean"]), "null"]}),
        8 => bounded(random),
        9 => {
            let word = *random.pick(&["oneOf", "anyOf"]);
            json!({word: [{"$ref": format!("#/components/schemas/S{}", random.below(count))}, {"type": "null"}]})
        }
        10 => {
            let mut list = json!({"type": "array", "items": schema(random, count, depth - 1)});
            if random.one_in(3) {
                list["maxItems"] = json!(2);
                list["uniqueItems"] = json!(random.one_in(2));
            }
            list
        }
        11 => {
            let mut map = json!({"type": "object", "additionalProperties": schema(random, count, depth - 1)});
            if random.one_in(3) {
                map["minProperties"] = json!(1);
                map["propertyNames"] = json!({"pattern": "^[a-z]+$"});
            }
            map
        }
        12 => alternatives(random, count, depth),
        13 | 14 => all_of(random, count, depth),
        15 => told_apart(random),
        16 => {
            json!({"type": ["array", "null"], "prefixItems": [schema(random, count, depth - 1), schema(random, count, depth - 1)], "items": false, "minItems": 2})
        }
        17 => {
            json!({"type": [random.pick(&["string", "array"]), random.pick(&["number", "object", "boolean"])]})
        }
        _ => object(random, count, depth),
    }
}

fn text(random: &mut Random) -> Value {
    let format = random.pick(&["date-time", "date", "time", "uuid", "byte", "uri", ""]);
    if format.is_empty() { json!({"type": "string"}) } else { json!({"type": "string", "format": format}) }
}

/// A scalar within bounds.
fn bounded(random: &mut Random) -> Value {
    random
        .pick(&[
            json!({"type": "integer", "minimum": 0, "maximum": 255}),
            json!({"type": "integer", "minimum": -40, "maximum": 4_294_967_295_u64}),
            json!({"type": "integer", "minimum": 0, "maximum": u64::MAX}),
            json!({"type": "integer", "exclusiveMinimum": 0, "multipleOf": 7}),
            json!({"type": "integer", "format": "int32", "maximum": 0}),
            json!({"type": "integer", "minimum": 1e25}),
            json!({"type": "number", "minimum": 0, "exclusiveMaximum": 1}),
            json!({"type": "number", "multipleOf": 0.5}),
            json!({"type": "string", "minLength": 1, "maxLength": 4}),
            json!({"type": "string", "pattern": "^[a-z]*$"}),
            json!({"type": ["string", "null"], "maxLength": 0}),
        ])
        .clone()
}

/// An object that has its own kind in it.
fn recursive(random: &mut Random, count: usize, at: usize) -> Value {
    let itself = json!({"$ref": format!("#/components/schemas/S{at}")});
    let mut made = object(random, count, 2);
    let next = match random.below(6) {
        0 => itself,
        1 => json!({"type": "array", "items": itself}),
        2 => json!({"type": "object", "additionalProperties": itself}),
        3 => json!({"oneOf": [{"type": "string"}, itself]}),
        4 => json!({"anyOf": [itself, {"type": "null"}]}),
        _ => {
            json!({"type": "array", "items": {"anyOf": [{"type": "array", "items": itself}, {"type": "number"}]}})
        }
    };
    made["properties"]["next"] = next;
    match random.below(3) {
        // a union of itself and a leaf, as expressions are
        0 => json!({"oneOf": [made, {"type": "string"}]}),
        1 => json!({"allOf": [{"$ref": format!("#/components/schemas/O{}", random.below(BASES))}, made]}),
        _ => made,
    }
}

/// Parts of which a value has to be all.
fn all_of(random: &mut Random, count: usize, depth: usize) -> Value {
    const OWN: &[&str] = &["c", "value", "items", "type", "at", "x-y"];
    let base =
        |random: &mut Random| json!({"$ref": format!("#/components/schemas/O{}", random.below(BASES))});
    let own = |random: &mut Random| object_of(random, count, depth - 1, OWN);
    match random.below(6) {
        0 => json!({"allOf": [base(random), own(random)]}),
        1 => json!({"allOf": [base(random), base(random)]}),
        2 => {
            let mut made = own(random);
            made["allOf"] = json!([base(random)]);
            made
        }
        3 => json!({"allOf": [base(random)], "description": "The same."}),
        4 => json!({"allOf": [own(random), {"required": ["value"]}]}),
        _ => {
            let word = *random.pick(&["oneOf", "anyOf"]);
            json!({"allOf": [base(random), {word: [own(random), own(random)]}]})
        }
    }
}

/// Objects that a discriminator tells apart.
fn told_apart(random: &mut Random) -> Value {
    let first = random.below(KINDS - 2);
    let names: Vec<String> = (first..first + 2 + random.below(2)).map(|at| format!("K{at}")).collect();
    let list: Vec<Value> =
        names.iter().map(|name| json!({"$ref": format!("#/components/schemas/{name}")})).collect();
    let mapping: Map<String, Value> = names
        .iter()
        .map(|name| (name.to_lowercase(), json!(format!("#/components/schemas/{name}"))))
        .collect();
    let mut discriminator = json!({"propertyName": "kind"});
    if random.one_in(2) {
        discriminator["mapping"] = Value::Object(mapping);
    }
    json!({*random.pick(&["oneOf", "anyOf"]): list, "discriminator": discriminator})
}

fn listed(random: &mut Random) -> Vec<Value> {
    let mut all: Vec<Value> = WORDS.iter().take(1 + random.below(4)).map(|word| json!(word)).collect();
    let more = [json!(1), json!(2.5), json!(true), Value::Null, json!({"mode": "off"}), json!([1, 2])];
    for value in more {
        if random.one_in(6) {
            all.push(value);
        }
    }
    all
}

fn object(random: &mut Random, count: usize, depth: usize) -> Value {
    let mut all = object_of(random, count, depth, NAMES);
    match random.below(5) {
        0 => all["additionalProperties"] = json!(false),
        1 => all["additionalProperties"] = json!({"type": "integer"}),
        _ => {}
    }
    all
}

/// An object with some properties of these names.
fn object_of(random: &mut Random, count: usize, depth: usize, names: &'static [&'static str]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for _ in 0..=random.below(4) {
        let name = *random.pick(names);
        let schema = match random.below(8) {
            0 => json!({"const": random.pick(WORDS)}),
            _ => schema(random, count, depth.saturating_sub(1)),
        };
        // What is required must come to an end: a reference may lead back here.
        if random.one_in(2) && schema.get("$ref").is_none() && !schema.to_string().contains("$ref") {
            required.push(name);
        }
        properties.insert(name.to_owned(), schema);
    }
    required.retain(|name| !properties[*name].to_string().contains("$ref"));
    required.sort_unstable();
    required.dedup();
    let mut all = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        all["required"] = json!(required);
    }
    all
}

fn alternatives(random: &mut Random, count: usize, depth: usize) -> Value {
    let word = random.pick(&["oneOf", "anyOf"]);
    let list: Vec<Value> = (0..2 + random.below(3))
        .map(|_| match random.below(3) {
            0 => schema(random, count, depth - 1),
            _ => object(random, count, depth - 1),
        })
        .collect();
    json!({*word: list})
}

/// A value that the schema probably allows.
pub(crate) fn value(random: &mut Random, all: &Map<String, Value>, schema: &Value, depth: usize) -> Value {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let target = all.get(name.rsplit('/').next().unwrap_or_default());
        return target.map_or(Value::Null, |target| value(random, all, target, depth.saturating_sub(1)));
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let mut own = schema.clone();
        own.as_object_mut().unwrap().remove("allOf");
        let says = |part: &&Value| {
            ["$ref", "properties", "oneOf", "anyOf"].iter().any(|word| part.get(word).is_some())
        };
        let mut made = Map::new();
        for part in parts.iter().chain([&own]).filter(says) {
            if let Value::Object(more) = value(random, all, part, depth.saturating_sub(1)) {
                made.extend(more);
            }
        }
        return Value::Object(made);
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(list) = schema.get(word).and_then(Value::as_array) {
            let first = random.pick(list).clone();
            let made = value(random, all, &first, depth.saturating_sub(1));
            // Of an `anyOf`, several may hold.
            if word == "anyOf" && random.one_in(2) {
                let second = random.pick(list).clone();
                let more = value(random, all, &second, depth.saturating_sub(1));
                if let (Value::Object(made), Value::Object(more)) = (&made, more) {
                    let mut both = made.clone();
                    both.extend(more);
                    let both = Value::Object(both);
                    if allows(all, &json!({"allOf": [first, second]}), &both) {
                        return both;
                    }
                }
            }
            return made;
        }
    }
    if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        return random.pick(list).clone();
    }
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one],
        _ => vec!["string", "null", "boolean", "integer", "number", "object"],
    };
    match *random.pick(&types) {
        kind @ ("string" | "integer" | "number") => {
            // within its own bounds: one that is not may still be valid, as another alternative's unnamed property
            let made: Vec<Value> = (0..12).map(|_| scalar(random, schema, kind)).collect();
            made.into_iter().find(|made| allows(&Map::new(), schema, made)).unwrap_or_default()
        }
        "boolean" => json!(random.one_in(2)),
        "null" => Value::Null,
        "array" => {
            if let Some(items) = schema.get("prefixItems").and_then(Value::as_array) {
                return items.iter().map(|item| value(random, all, item, depth.saturating_sub(1))).collect();
            }
            let anything = json!({});
            let item = schema.get("items").unwrap_or(&anything);
            let size = if depth == 0 { 0 } else { random.below(3) };
            (0..size).map(|_| value(random, all, item, depth - 1)).collect()
        }
        _ => members(random, all, schema, depth),
    }
}

/// A text, an integer or another number.
fn scalar(random: &mut Random, schema: &Value, kind: &str) -> Value {
    match kind {
        "string" => of_format(random, schema.get("format").and_then(Value::as_str).unwrap_or_default()),
        "integer" => match schema.get("format").and_then(Value::as_str) {
            Some("int32") => json!(random.next() as i32),
            _ => {
                let bounds = [schema.get("minimum"), schema.get("maximum")].into_iter().flatten().cloned();
                let some = [0, 1, -1, i64::MAX, i64::MIN, 42].map(|it| json!(it));
                random.pick(&some.into_iter().chain(bounds).collect::<Vec<_>>()).clone()
            }
        },
        _ => random
            .pick(&[
                json!(0.1),
                json!(-2.5),
                json!(7),
                // a step makes it a decimal, which has 28 digits
                if schema.get("multipleOf").is_some() { json!(1e20) } else { json!(1e300) },
                json!(LONG),
                json!(1_234_567_890_123_456_789_i64),
            ])
            .clone(),
    }
}

fn members(random: &mut Random, all: &Map<String, Value>, schema: &Value, depth: usize) -> Value {
    let mut made = Map::new();
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (name, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if required.contains(&name.as_str()) || (depth > 0 && !random.one_in(3)) {
            made.insert(name.clone(), value(random, all, inner, depth.saturating_sub(1)));
        }
    }
    let typed = schema.get("properties").is_some();
    match schema.get("additionalProperties") {
        Some(inner @ Value::Object(_)) if depth > 0 && random.one_in(2) => {
            made.insert("more".to_owned(), value(random, all, inner, depth - 1));
        }
        None if !typed && depth > 0 => {
            made.insert("free".to_owned(), json!([null, {"deep": 1.5}]));
        }
        _ => {}
    }
    Value::Object(made)
}

fn of_format(random: &mut Random, format: &str) -> Value {
    let all: &[&str] = match format {
        "date-time" => {
            &["2026-11-21T09:30:00Z", "9999-12-31T23:59:59.999999999+14:00", "0001-01-01T00:00:00-08:30"]
        }
        "date" => &["2026-11-21", "0000-02-29"],
        "time" => &["09:30:00Z", "23:59:59.5-03:30"],
        "uuid" => &["01234567-89ab-cdef-0123-456789abcdef"],
        "byte" => &["", "AAEC", "aGk="],
        "uri" => &["https://a.example/b?c=d", "urn:x:y"],
        _ => &["", "text", "red", "é\u{1f642}\n\"", "2026-11-21", "12"],
    };
    json!(random.pick(all))
}

/// Whether a schema allows a value, its formats included.
pub(crate) fn allows(all: &Map<String, Value>, schema: &Value, value: &Value) -> bool {
    let mut whole = schema.clone();
    whole["components"] = json!({"schemas": all});
    let options =
        jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
    options.build(&whole).unwrap().is_valid(value)
}
