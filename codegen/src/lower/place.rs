//! Places: where a schema stands, as the steps that led there, and what names it suggests.

use super::draft::Natural;
use super::lock::Key;
use super::names;
use crate::ir::Origin;
use crate::parse::Node;

/// Where a schema stands, as a path of steps on the stack: what its name can be made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub(super) parent: Option<&'a At<'a>>,
    pub(super) step: Step<'a>,
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
pub(super) enum Step<'a> {
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

impl<'a> At<'a> {
    pub(super) fn root(step: Step<'a>, key: &'a Key) -> Self {
        Self { parent: None, step, key: KeyStep::Root(key) }
    }

    pub(super) fn then(&'a self, step: Step<'a>) -> At<'a> {
        At { parent: Some(self), step, key: KeyStep::Plain }
    }

    /// The same, where the lock calls the step otherwise.
    pub(super) fn then_at(&'a self, step: Step<'a>, key: &'a str) -> At<'a> {
        At { parent: Some(self), step, key: KeyStep::Said(key) }
    }

    /// How many lists and maps are around it, one in the other.
    pub(super) fn lists(&self) -> usize {
        match (self.step, self.parent) {
            (Step::Item, Some(parent)) => parent.lists() + 1,
            (Step::Item, None) => 1,
            _ => 0,
        }
    }

    /// How the lock calls the place.
    pub(super) fn key(&self) -> Key {
        let mut key = match (self.key, self.parent) {
            (KeyStep::Root(key), _) => return key.clone(),
            (_, Some(parent)) => parent.key(),
            (_, None) => Key::default(),
        };
        match (self.key, self.step) {
            (KeyStep::Said(text), _) => key.rest.push_str(text),
            (_, Step::Property(name)) => key.rest.extend([".", name]),
            (_, Step::Variant(name)) => key.rest.extend(["|", name]),
            (_, Step::Item) => key.rest.push_str("[]"),
            (_, Step::Component(_) | Step::Operation(..)) => {}
        }
        key
    }
}

/// The place of a node.
pub(super) fn origin(node: Node<'_>) -> Origin {
    Origin { file: node.file().to_owned(), pointer: node.pointer() }
}

/// A name for a referenced schema that has none: the last keys of its pointer that mean something.
pub(super) fn pointer_name(node: Node<'_>) -> String {
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
pub(super) fn natural(at: &At<'_>) -> Natural {
    let mut path = vec![at];
    while let Some(parent) = path.last().and_then(|last| last.parent) {
        path.push(parent);
    }
    let mut natural = Natural::default();
    for at in path.iter().rev() {
        match at.step {
            Step::Component(name) => natural.root = names::words(name),
            Step::Operation(name, role) => {
                natural.root = names::words(name);
                natural.role = Some(role.to_owned()).filter(|role| !role.is_empty());
            }
            Step::Variant("") => {}
            Step::Property(name) | Step::Variant(name) => natural.steps.push(names::words(name)),
            Step::Item => match natural.steps.last_mut() {
                Some(last) => {
                    let one = names::singular_words(last.clone());
                    let alternative = at.parent.is_some_and(|parent| matches!(parent.step, Step::Variant(_)));
                    if alternative && one == *last {
                        natural.steps.push(vec!["item".to_owned()]);
                    } else {
                        *last = one;
                    }
                }
                None => natural.steps.push(vec!["item".to_owned()]),
            },
        }
    }
    natural
}

/// A title that reads as a name: a few words, no sentence.
pub(super) fn good_title(title: &str) -> Option<Vec<String>> {
    let plain = title.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-'));
    let words = names::words(title);
    let starts = title.starts_with(|first: char| first.is_ascii_alphabetic());
    (plain && starts && words.len() <= 4 && title.len() <= 40).then_some(words)
}
