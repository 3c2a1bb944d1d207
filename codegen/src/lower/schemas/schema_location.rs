//! Places: where a schema stands, as the steps that led there, and what names it suggests.

use crate::ir::Origin;
use crate::lower::draft::NameHints;
use crate::lower::names::identifiers;
use crate::lower::names::lock::Key;
use crate::parse::Node;

/// Where a schema stands, as a path of steps on the stack: what its name can be made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SchemaLocation<'a> {
    pub(crate) parent: Option<&'a SchemaLocation<'a>>,
    pub(crate) step: LocationStep<'a>,
    key: KeyStep<'a>,
}

/// How the lock calls a step, where that is not how its name is made.
#[derive(Clone, Copy, Debug)]
enum KeyStep<'a> {
    Root(&'a Key),
    Said(&'a str),
    Plain,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum LocationStep<'a> {
    /// A component, by its name in the document.
    Component(&'a str),
    /// A part of an operation: its method's name, and `Body`, `Response`, ….
    Operation(&'a str, &'a str),
    Property(&'a str),
    /// Of a list or map.
    Item,
    /// Of a union; empty where its place says enough.
    Variant(&'a str),
}

impl<'a> SchemaLocation<'a> {
    pub(crate) fn root(step: LocationStep<'a>, key: &'a Key) -> Self {
        Self { parent: None, step, key: KeyStep::Root(key) }
    }

    pub(crate) fn then(&'a self, step: LocationStep<'a>) -> SchemaLocation<'a> {
        SchemaLocation { parent: Some(self), step, key: KeyStep::Plain }
    }

    /// The same, where the lock calls the step otherwise.
    pub(crate) fn then_at(&'a self, step: LocationStep<'a>, key: &'a str) -> SchemaLocation<'a> {
        SchemaLocation { parent: Some(self), step, key: KeyStep::Said(key) }
    }

    /// How many lists and maps are around it, one in the other.
    pub(crate) fn lists(&self) -> usize {
        match (self.step, self.parent) {
            (LocationStep::Item, Some(parent)) => parent.lists() + 1,
            (LocationStep::Item, None) => 1,
            _ => 0,
        }
    }

    /// How the lock calls the place.
    pub(crate) fn key(&self) -> Key {
        let mut key = match (self.key, self.parent) {
            (KeyStep::Root(key), _) => return key.clone(),
            (_, Some(parent)) => parent.key(),
            (_, None) => Key::default(),
        };
        match (self.key, self.step) {
            (KeyStep::Said(text), _) => key.rest.push_str(text),
            (_, LocationStep::Property(name)) => key.rest.extend([".", name]),
            (_, LocationStep::Variant(name)) => key.rest.extend(["|", name]),
            (_, LocationStep::Item) => key.rest.push_str("[]"),
            (_, LocationStep::Component(_) | LocationStep::Operation(..)) => {}
        }
        key
    }
}

/// The place of a node.
pub(crate) fn origin(node: Node<'_>) -> Origin {
    Origin { file: node.file().to_owned(), pointer: node.pointer() }
}

/// A name for a referenced schema that has none: the last keys of its pointer that mean something.
pub(crate) fn pointer_name(node: Node<'_>) -> String {
    const STRUCTURE: &[&str] = &[
        "properties",
        "items",
        "schema",
        "content",
        "responses",
        "requestBody",
        "paths",
        "components",
        "schemas",
        "allOf",
        "oneOf",
        "anyOf",
        "additionalProperties",
        "application/json",
        "parameters",
        "definitions",
        "$defs",
    ];
    let mut keys: Vec<&str> = Vec::new();
    let mut next = Some(node);
    while let Some(here) = next {
        if let Some(key) = here.key()
            && !STRUCTURE.contains(&key)
        {
            keys.push(key);
        }
        next = here.parent();
    }
    keys.truncate(2);
    keys.reverse();
    if keys.is_empty() {
        let file = node.file().rsplit('/').next().unwrap_or_default();
        return file.split('.').next().unwrap_or_default().to_owned();
    }
    keys.join(" ")
}

/// The words a name can be made of, from the steps that led here.
pub(crate) fn name_hints(at: &SchemaLocation<'_>) -> NameHints {
    let mut path = vec![at];
    while let Some(parent) = path.last().and_then(|last| last.parent) {
        path.push(parent);
    }
    let mut name_hints = NameHints::default();
    for at in path.iter().rev() {
        match at.step {
            LocationStep::Component(name) => name_hints.root = identifiers::words(name),
            LocationStep::Operation(name, role) => {
                name_hints.root = identifiers::words(name);
                name_hints.role = Some(role.to_owned()).filter(|role| !role.is_empty());
            }
            LocationStep::Variant("") => {}
            LocationStep::Property(name) | LocationStep::Variant(name) => {
                name_hints.steps.push(identifiers::words(name))
            }
            LocationStep::Item => match name_hints.steps.last_mut() {
                Some(last) => {
                    let one = identifiers::singular_words(last.clone());
                    let alternative =
                        at.parent.is_some_and(|parent| matches!(parent.step, LocationStep::Variant(_)));
                    if alternative && one == *last {
                        name_hints.steps.push(vec!["item".to_owned()]);
                    } else {
                        *last = one;
                    }
                }
                None => name_hints.steps.push(vec!["item".to_owned()]),
            },
        }
    }
    name_hints
}

/// A title that reads as a name: a few words, no sentence.
pub(crate) fn good_title(title: &str) -> Option<Vec<String>> {
    let plain = title.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-'));
    let words = identifiers::words(title);
    let starts = title.starts_with(|first: char| first.is_ascii_alphabetic());
    (plain && starts && words.len() <= 4 && title.len() <= 40).then_some(words)
}
