//! Whether a request is as the document says, and what is wrong: the JSON pointer, what was found, what was expected.

use std::fmt;

use serde_json::Value;
use tributary_mock_plan::{Location, Operation, Parameter, Scalar, Schema, Style, Type};

use crate::request::Asked;
use crate::time;

/// How deep values are looked into.
const DEEPEST: usize = 64;

/// Something wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `body`, `query`, `path`, `header` or `cookie`, and the JSON pointer in it: `body/properties/email`.
    pub at: String,
    /// What was found and expected.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

/// All that is wrong with a request.
pub(crate) fn request(types: &[Type], operation: &Operation, asked: &Asked) -> Vec<Problem> {
    let mut check = Check { types, problems: Vec::new() };
    operation.parameters.iter().for_each(|parameter| check.parameter(parameter, asked));
    let Some(body) = &operation.body else { return check.problems };
    if asked.body.is_empty() {
        if body.required {
            check.wrong("body", "is required");
        }
        return check.problems;
    }
    let sent = asked.header("content-type").unwrap_or_default();
    let sent = sent.split(';').next().unwrap_or_default().trim();
    let content =
        body.contents.iter().find(|content| content.media_types.iter().any(|it| media_type_fits(it, sent)));
    match (content, &asked.malformed) {
        (None, _) => {
            let known: Vec<_> = body.contents.iter().flat_map(|it| it.media_types.first()).cloned().collect();
            check.wrong("header/content-type", format!("found `{sent}`, expected {}", known.join(" or ")));
        }
        (Some(_), Some(error)) => check.wrong("body", format!("is no JSON: {error}")),
        (Some(content), None) => {
            if let Some(schema) = &content.schema {
                check.value(schema, &asked.json, &mut "body".to_owned(), DEEPEST);
            }
        }
    }
    check.problems
}

fn media_type_fits(range: &str, sent: &str) -> bool {
    let range = range.split(';').next().unwrap_or_default().trim();
    match range.split_once('/') {
        Some(("*", "*")) => true,
        Some((kind, "*")) => sent.split('/').next() == Some(kind),
        _ => range.eq_ignore_ascii_case(sent) || (range.ends_with("json") && sent.ends_with("json")),
    }
}

struct Check<'a> {
    types: &'a [Type],
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn wrong(&mut self, at: &str, message: impl Into<String>) {
        self.problems.push(Problem { at: at.to_owned(), message: message.into() });
    }

    fn parameter(&mut self, parameter: &Parameter, asked: &Asked) {
        let name = parameter.name.as_str();
        let (place, given): (_, Vec<String>) = match parameter.at {
            Location::Path => ("path", asked.in_path(name).map(|it| it.into_owned()).into_iter().collect()),
            Location::Query => {
                ("query", asked.in_query(name).into_iter().map(|it| it.into_owned()).collect())
            }
            Location::Header => ("header", asked.header(name).map(str::to_owned).into_iter().collect()),
            Location::Cookie => ("cookie", asked.cookie(name).map(str::to_owned).into_iter().collect()),
        };
        let mut at = format!("{place}/{name}");
        let Some(first) = given.first() else {
            if parameter.required && parameter.style != Style::Other {
                self.wrong(&at, "is required");
            }
            return;
        };
        match (self.followed(&parameter.schema), parameter.style) {
            (_, Style::Other) => {}
            (schema, Style::Json) => match serde_json::from_str::<Value>(first) {
                Ok(value) => self.value(&schema, &value, &mut at, DEEPEST),
                Err(error) => self.wrong(&at, format!("is no JSON: {error}")),
            },
            (Schema::List(item), style) => {
                let items: Vec<String> = match style {
                    Style::Between(separator) => first.split(separator).map(str::to_owned).collect(),
                    _ => given,
                };
                for (index, text) in items.iter().enumerate() {
                    self.text(&item, text, &mut format!("{at}/{index}"));
                }
            }
            (schema, _) => self.text(&schema, first, &mut at),
        }
    }

    /// A schema without the names it goes by.
    fn followed(&self, schema: &Schema) -> Schema {
        let mut schema = schema;
        for _ in 0..DEEPEST {
            match schema {
                Schema::Type(at) => match self.types.get(*at) {
                    Some(Type::Same(inner)) => schema = inner,
                    _ => break,
                },
                Schema::Null(inner) => schema = inner,
                _ => break,
            }
        }
        schema.clone()
    }

    /// A value that is written as text.
    fn text(&mut self, schema: &Schema, text: &str, at: &mut String) {
        let read = |text: &str| serde_json::from_str::<Value>(text).ok();
        let value = match self.followed(schema) {
            Schema::Is(Scalar::Integer | Scalar::Number | Scalar::UnixTime) => {
                read(text).filter(Value::is_number).unwrap_or_else(|| Value::from(text))
            }
            Schema::Is(Scalar::Bool) => {
                read(text).filter(Value::is_boolean).unwrap_or_else(|| Value::from(text))
            }
            Schema::Type(index) => match self.types.get(index) {
                Some(Type::Enum(values)) => {
                    let same = values.iter().find(|value| match value {
                        Value::String(it) => it == text,
                        other => text == format!("{other}"),
                    });
                    same.cloned().unwrap_or_else(|| Value::from(text))
                }
                // an object or one of several schemas has no one way to be written
                _ => return,
            },
            Schema::Is(_) => Value::from(text),
            _ => return,
        };
        self.value(schema, &value, at, DEEPEST);
    }

    fn value(&mut self, schema: &Schema, value: &Value, at: &mut String, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match schema {
            Schema::Any => {}
            Schema::Null(_) if value.is_null() => {}
            Schema::Null(inner) => self.value(inner, value, at, depth),
            Schema::Type(index) => {
                if let Some(definition) = self.types.get(*index) {
                    self.definition(definition, value, at, depth);
                }
            }
            Schema::Is(scalar) => {
                if let Some(expected) = unlike(*scalar, value) {
                    self.wrong(at, format!("found {}, expected {expected}", shown(value)));
                }
            }
            Schema::List(item) => match value.as_array() {
                Some(items) => self.items(items.iter().map(|value| (&**item, value)), at, depth),
                None => self.wrong(at, format!("found {}, expected an array", shown(value))),
            },
            Schema::Tuple(schemas) => match value.as_array() {
                Some(items) => self.items(schemas.iter().zip(items), at, depth),
                None => self.wrong(at, format!("found {}, expected an array", shown(value))),
            },
            Schema::Map(item) => match value.as_object() {
                Some(members) => {
                    for (name, value) in members {
                        self.inside(at, name, |check, at| check.value(item, value, at, depth));
                    }
                }
                None => self.wrong(at, format!("found {}, expected an object", shown(value))),
            },
        }
    }

    fn items<'v>(
        &mut self,
        items: impl Iterator<Item = (&'v Schema, &'v Value)>,
        at: &mut String,
        depth: usize,
    ) {
        for (index, (schema, value)) in items.enumerate() {
            self.inside(at, &index.to_string(), |check, at| check.value(schema, value, at, depth));
        }
    }

    fn inside(&mut self, at: &mut String, name: &str, look: impl FnOnce(&mut Self, &mut String)) {
        let length = at.len();
        at.push('/');
        at.push_str(&name.replace('~', "~0").replace('/', "~1"));
        look(self, at);
        at.truncate(length);
    }

    fn definition(&mut self, definition: &Type, value: &Value, at: &mut String, depth: usize) {
        match definition {
            Type::Same(schema) => self.value(schema, value, at, depth),
            Type::Enum(values) => {
                if !values.contains(value) {
                    let known: Vec<_> = values.iter().take(12).map(Value::to_string).collect();
                    self.wrong(at, format!("found {}, expected one of {}", shown(value), known.join(", ")));
                }
            }
            Type::OneOf(variants) => {
                let fits = variants.iter().any(|(schema, _)| {
                    let mut tried = Check { types: self.types, problems: Vec::new() };
                    tried.value(schema, value, &mut String::new(), depth);
                    tried.problems.is_empty()
                });
                if !fits && !variants.is_empty() {
                    let count = variants.len();
                    self.wrong(
                        at,
                        format!("{} is none of the {count} documented alternatives", shown(value)),
                    );
                }
            }
            Type::Object(object) => {
                let Some(members) = value.as_object() else {
                    return self.wrong(at, format!("found {}, expected an object", shown(value)));
                };
                for property in &object.properties {
                    self.inside(at, &property.name, |check, at| match members.get(&property.name) {
                        None if property.required && !property.read_only => check.wrong(at, "is required"),
                        None => {}
                        Some(_) if property.read_only => check.wrong(at, "is read-only"),
                        Some(Value::Null) if property.nullable => {}
                        Some(value) if property.constant.as_ref().is_some_and(|it| it != value) => {
                            let constant = property.constant.as_ref().map(shown).unwrap_or_default();
                            check.wrong(at, format!("found {}, expected {constant}", shown(value)));
                        }
                        Some(value) => check.value(&property.schema, value, at, depth),
                    });
                }
            }
        }
    }
}

/// What is expected in place of a value.
fn unlike(scalar: Scalar, value: &Value) -> Option<&'static str> {
    let text = |fits: &dyn Fn(&str) -> bool| value.as_str().is_some_and(fits);
    let (fits, expected) = match scalar {
        Scalar::Text
        | Scalar::Uri
        | Scalar::Base64
        | Scalar::Binary
        | Scalar::Duration
        | Scalar::HttpDate => (value.is_string(), "a string"),
        Scalar::Bool => (value.is_boolean(), "a boolean"),
        Scalar::Integer | Scalar::UnixTime => (
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|it| it.fract() == 0.0),
            "an integer",
        ),
        Scalar::Number => (value.is_number(), "a number"),
        Scalar::DecimalText => {
            (text(&|it| it.parse::<f64>().is_ok()) || value.is_number(), "a decimal number")
        }
        Scalar::DateTime => (text(&|it| time::read(it, None).is_some()), "a date and time of RFC 3339"),
        Scalar::Date => (text(&|it| it.parse::<jiff::civil::Date>().is_ok()), "a date"),
        Scalar::Time => (text(&|it| it.parse::<jiff::civil::Time>().is_ok()), "a time"),
        Scalar::OffsetTime => (value.is_string(), "a time with an offset"),
        Scalar::Uuid => {
            let hex =
                |it: &str| it.len() == 36 && it.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
            (text(&hex), "a UUID")
        }
    };
    (!fits).then_some(expected)
}

/// A value in few words.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
