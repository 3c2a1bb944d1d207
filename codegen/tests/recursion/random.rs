//! Random documents of a few components that refer to each other and to themselves from everywhere.

use serde_json::{Value, json};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A document whose operations send and receive each of its components.
pub(crate) fn document(seed: u64) -> Value {
    let random = &mut Random(seed);
    let count = 1 + random.below(8);
    let mut all = json!({});
    let mut paths = json!({});
    for at in 0..count {
        let name = format!("S{at}");
        all[&name] = match random.one_in(3) {
            true => schema(random, count, 3),
            // most components are objects, as they are in documents
            false => object(random, count, 3),
        };
        let content =
            json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
        paths[format!("/{name}")] = json!({
            "get": {"responses": {"200": {"description": "It", "content": content}}},
            "put": {"requestBody": {"content": content}, "responses": {"204": {"description": "Done"}}},
        });
    }
    json!({
        "openapi": random.pick(&["3.0.3", "3.1.0"]),
        "info": {"title": "Random", "version": "1"},
        "paths": paths,
        "components": {"schemas": all},
    })
}

fn reference(random: &mut Random, count: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/S{}", random.below(count))})
}

fn schema(random: &mut Random, count: usize, depth: usize) -> Value {
    if depth == 0 {
        return match random.below(4) {
            0 => json!({"type": random.pick(&["string", "integer"])}),
            _ => reference(random, count),
        };
    }
    match random.below(10) {
        0 => json!({"type": "array", "items": schema(random, count, depth - 1)}),
        1 => json!({"type": "object", "additionalProperties": schema(random, count, depth - 1)}),
        2 => object(random, count, depth),
        3..=5 => combined(random, count, depth, "allOf"),
        6 => combined(random, count, depth, "anyOf"),
        7 => combined(random, count, depth, "oneOf"),
        _ => reference(random, count),
    }
}

/// Several schemas, and perhaps properties beside them.
fn combined(random: &mut Random, count: usize, depth: usize, word: &str) -> Value {
    let mut made = match random.one_in(2) {
        true => object(random, count, depth - 1),
        false => json!({}),
    };
    let several = 1 + random.below(3);
    made[word] = (0..several).map(|_| schema(random, count, depth - 1)).collect();
    if word != "allOf" && random.one_in(3) {
        made["discriminator"] = json!({"propertyName": "kind"});
    }
    made
}

fn object(random: &mut Random, count: usize, depth: usize) -> Value {
    let mut made = json!({"type": "object", "properties": {}});
    let mut required = Vec::new();
    for _ in 0..=random.below(3) {
        let name = *random.pick(&["a", "b", "c", "kind", "next"]);
        made["properties"][name] = match name {
            "kind" => json!({"type": "string"}),
            _ => schema(random, count, depth.saturating_sub(1)),
        };
        if random.one_in(4) && !required.contains(&name) {
            required.push(name);
        }
    }
    if !required.is_empty() {
        made["required"] = json!(required);
    }
    if random.one_in(6) {
        made["additionalProperties"] = schema(random, count, depth.saturating_sub(1));
    }
    if random.one_in(6) {
        made["nullable"] = json!(true);
    }
    made
}
