//! The published JSON Schema of mappings accepts the mappings there are and refuses what the reader refuses.
//!
//! The checker below knows the few keywords that the schema uses, and says so when it meets another.

use std::fs;

use serde_json::Value;
use tributary_tests::root;

struct Checker {
    schema: Value,
}

impl Checker {
    /// Every place where the value is not what the schema says.
    fn check(&self, value: &Value, schema: &Value, at: &str, wrong: &mut Vec<String>) {
        let Some(keywords) = schema.as_object() else {
            if schema == &Value::Bool(false) {
                wrong.push(format!("{at}: unknown"));
            }
            return;
        };
        for (keyword, wanted) in keywords {
            match keyword.as_str() {
                "$ref" => {
                    let name = wanted.as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
                    self.check(value, &self.schema["definitions"][name], at, wrong);
                }
                "allOf" => wanted
                    .as_array()
                    .into_iter()
                    .flatten()
                    .for_each(|inner| self.check(value, inner, at, wrong)),
                "anyOf" => self.any(value, wanted, at, wrong),
                "type" if !is_of(value, wanted) => wrong.push(format!("{at}: not {wanted}")),
                "enum" if !wanted.as_array().is_some_and(|all| all.contains(value)) => {
                    wrong.push(format!("{at}: not one of {wanted}"));
                }
                "items" => self.items(value, wanted, at, wrong),
                "additionalProperties" => self.members(value, schema, at, wrong),
                "minimum" if value.as_f64() < wanted.as_f64() => wrong.push(format!("{at}: too small")),
                "minItems" if value.as_array().map(|all| all.len() as u64) < wanted.as_u64() => {
                    wrong.push(format!("{at}: too few"));
                }
                "maxItems" if value.as_array().map(|all| all.len() as u64) > wanted.as_u64() => {
                    wrong.push(format!("{at}: too many"));
                }
                "propertyNames" => value.as_object().into_iter().flatten().for_each(|(name, _)| {
                    self.check(&Value::from(name.as_str()), wanted, &format!("{at}/{name}"), wrong);
                }),
                "pattern" if wanted == "\\S" && value.as_str().is_some_and(|text| text.trim().is_empty()) => {
                    wrong.push(format!("{at}: empty"));
                }
                "type" | "enum" | "minimum" | "maximum" | "minItems" | "maxItems" | "pattern"
                | "properties" | "description" | "title" | "definitions" | "$schema" | "$comment" => {}
                other => wrong.push(format!("{at}: the checker does not know `{other}`")),
            }
        }
    }

    fn any(&self, value: &Value, schemas: &Value, at: &str, wrong: &mut Vec<String>) {
        let fits = |inner: &Value| {
            let mut inside = Vec::new();
            self.check(value, inner, at, &mut inside);
            inside.is_empty()
        };
        if !schemas.as_array().into_iter().flatten().any(fits) {
            wrong.push(format!("{at}: fits none"));
        }
    }

    fn items(&self, value: &Value, schema: &Value, at: &str, wrong: &mut Vec<String>) {
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            let schema = if schema.is_array() { &schema[index] } else { schema };
            self.check(item, schema, &format!("{at}/{index}"), wrong);
        }
    }

    fn members(&self, value: &Value, schema: &Value, at: &str, wrong: &mut Vec<String>) {
        for (name, member) in value.as_object().into_iter().flatten() {
            let schema = schema["properties"].get(name).unwrap_or(&schema["additionalProperties"]);
            self.check(member, schema, &format!("{at}/{name}"), wrong);
        }
    }
}

fn is_of(value: &Value, wanted: &Value) -> bool {
    let is = |name: &Value| match name.as_str() {
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => false,
    };
    wanted.as_array().map_or_else(|| is(wanted), |all| all.iter().any(is))
}

fn wrong(mapping: &str) -> Vec<String> {
    let schema = fs::read_to_string(root().join("mappings/schema.json")).unwrap_or_default();
    let checker = Checker { schema: serde_json::from_str(&schema).unwrap_or_default() };
    let value: Value = toml::from_str(mapping).unwrap_or_default();
    let mut wrong = Vec::new();
    checker.check(&value, &checker.schema, "", &mut wrong);
    wrong
}

#[test]
fn the_mappings_there_are_fit_the_schema() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("mappings")).unwrap().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(entry.path()).unwrap();
            assert_eq!(wrong(&text), Vec::<String>::new(), "{}", entry.path().display());
            seen += 1;
        }
    }
    assert!(seen >= 3);
}

#[test]
fn what_the_reader_refuses_the_schema_refuses() {
    let cases = root().join("tests/rejected");
    let codes = ["t403", "t404", "t409", "t411"];
    let refused = fs::read_dir(cases).unwrap().flatten().filter(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        codes.iter().any(|code| name.starts_with(code))
    });
    let mut seen = 0;
    for entry in refused {
        let text = fs::read_to_string(entry.path().join("mapping.toml")).unwrap();
        assert!(!wrong(&text).is_empty(), "{}", entry.path().display());
        seen += 1;
    }
    assert!(seen >= codes.len());
}
