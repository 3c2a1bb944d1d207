//! The facts of a document, one a line, so that two readings of it can be compared: its operations, their parameters,
//! bodies and responses with their media types, and every property of every schema.

use std::collections::BTreeSet;

pub(crate) type Facts = BTreeSet<String>;

/// A schema in one line: a reference by name, or all that it says.
#[derive(Default)]
pub(crate) struct Shape {
    pub(crate) reference: Option<String>,
    pub(crate) types: Vec<String>,
    pub(crate) nullable: bool,
    pub(crate) format: Option<String>,
    /// As JSON.
    pub(crate) values: Vec<String>,
    /// Name, whether it is required, and its schema.
    pub(crate) properties: Vec<(String, bool, String)>,
    pub(crate) additional: Option<String>,
    pub(crate) items: Option<String>,
    pub(crate) all_of: Vec<String>,
    pub(crate) one_of: Vec<String>,
    pub(crate) any_of: Vec<String>,
}

impl Shape {
    pub(crate) fn line(mut self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.reference.map(|name| format!("#{name}")));
        self.types.sort();
        self.properties.sort();
        if !self.types.is_empty() {
            parts.push(self.types.join("|"));
        }
        if self.nullable {
            parts.push("nullable".to_owned());
        }
        parts.extend(self.format.map(|format| format!("format {format}")));
        if !self.values.is_empty() {
            parts.push(format!("enum [{}]", self.values.join(", ")));
        }
        if !self.properties.is_empty() {
            let properties = self
                .properties
                .into_iter()
                .map(|(name, required, shape)| format!("{name}{}: {shape}", if required { "!" } else { "" }));
            parts.push(format!("{{{}}}", properties.collect::<Vec<_>>().join("; ")));
        }
        parts.extend(self.additional.map(|shape| format!("additional ({shape})")));
        parts.extend(self.items.map(|shape| format!("items ({shape})")));
        for (keyword, shapes) in [("allOf", self.all_of), ("oneOf", self.one_of), ("anyOf", self.any_of)] {
            if !shapes.is_empty() {
                parts.push(format!("{keyword} [{}]", shapes.join(", ")));
            }
        }
        parts.join(" ")
    }
}

/// The last word of a JSON pointer, unescaped.
pub(crate) fn last_word(pointer: &str) -> String {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    name.replace("~1", "/").replace("~0", "~")
}

/// A schema that allows everything, as a value of `additionalProperties`.
pub(crate) fn anything_is_true(shape: String) -> String {
    if shape.is_empty() { "true".to_owned() } else { shape }
}
