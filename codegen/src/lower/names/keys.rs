//! Keys: how the lock calls a place, so that nothing that is put beside it changes that.
//!
//! An alternative of a `oneOf` is called by what it is (its component, its title, a constant, its members), and one that
//! was called so before keeps that when members come to it.

use crate::lower::names::lock::{Key, NamesLock};
use crate::lower::schemas::enums;
use crate::lower::schemas::json_kinds::{SchemaKind, SchemaKinds};
use crate::lower::schemas::parts;
use crate::parse::Node;
use crate::resolve::{Documents, SchemaId, Schemas};
use std::collections::{BTreeMap, BTreeSet};

/// As many members tell an alternative from others.
const TELLING: usize = 6;

/// How places are called, given the lock as it was.
pub(crate) struct Keys<'l> {
    pub(crate) lock: &'l NamesLock,
    /// The document whose places are called without its name, and its folder.
    home: String,
    folder: String,
}

impl<'l> Keys<'l> {
    pub(crate) fn new(documents: &Documents<'_>, lock: &'l NamesLock) -> Self {
        let files = || documents.documents.iter().map(|document| document.node.file());
        let folder = files().next().and_then(|first| first.rsplit_once('/')).map_or("", |(folder, _)| folder);
        let own = |file: &str| relative(file, folder).to_owned();
        let known = |file: &str| {
            let start = format!("{file}#");
            lock.types.keys().chain(lock.operations.keys()).any(|root| root.starts_with(&start))
        };
        let before = files().map(own).find(|file| lock.document.as_ref() == Some(file));
        let home = before
            .or_else(|| files().map(own).find(|file| !known(file)))
            .or_else(|| files().map(own).next())
            .unwrap_or_default();
        Self { lock, home, folder: folder.to_owned() }
    }

    /// The document without a name, for the lock to be written.
    pub(crate) fn home(&self) -> Option<String> {
        Some(self.home.clone()).filter(|home| !home.is_empty())
    }

    fn root(&self, node: Node<'_>, name: &str) -> String {
        let file = relative(node.file(), &self.folder);
        if file == self.home { name.to_owned() } else { format!("{file}#{name}") }
    }

    /// An operation, or what the vendor sends by itself.
    pub(crate) fn operation(&self, node: Node<'_>, method: &str, path: &str) -> Key {
        Key::of_operation(self.root(node, &format!("{method} {path}")))
    }

    /// What is declared under a name for several to use; `kind` is empty for schemas.
    pub(crate) fn component(&self, node: Node<'_>, kind: &str, name: &str) -> Key {
        Key::of_type(self.root(node, &format!("{kind}{name}")))
    }

    /// A schema that is referred to where it stands.
    pub(crate) fn elsewhere(&self, node: Node<'_>) -> Key {
        let mut steps = Vec::new();
        let mut next = Some(node);
        while let Some(here) = next {
            next = here.parent();
            let Some(parent) = next else { break };
            let listed = || here.get("name").and_then(Node::as_text);
            let index = || parent.items().position(|item| item == here).unwrap_or_default().to_string();
            steps.push(here.key().or_else(listed).map_or_else(index, str::to_owned));
        }
        steps.reverse();
        Key::of_type(self.root(node, &format!("/{}", steps.join("/"))))
    }
}

fn relative<'p>(file: &'p str, folder: &str) -> &'p str {
    file.strip_prefix(folder).map_or(file, |rest| rest.trim_start_matches('/'))
}

impl Keys<'_> {
    /// How each of several alternatives is called behind their union's key.
    pub(crate) fn labels(&self, kinds: &SchemaKinds<'_, '_>, list: &[SchemaId], union: &Key) -> Vec<String> {
        let mut locked: BTreeSet<String> = BTreeSet::new();
        for (rest, _) in self.lock.behind(&union.with("|")) {
            locked.insert(rest.chars().take_while(|c| is_plain(*c)).collect());
        }
        let members: Vec<BTreeSet<String>> =
            list.iter().map(|id| plain_members(kinds.schemas, *id)).collect();
        let mut common: BTreeMap<&str, usize> = BTreeMap::new();
        members.iter().flatten().for_each(|name| *common.entry(name).or_default() += 1);
        let fresh: Vec<String> =
            list.iter().zip(&members).map(|(id, members)| label(kinds, *id, members, &common)).collect();
        let mut given: Vec<Option<String>> = vec![None; list.len()];
        for (own, slot) in fresh.iter().zip(&mut given) {
            *slot = locked.take(own);
        }
        // What had fewer members before is still called by those; the longest lists say most.
        let mut left: Vec<String> = locked.iter().cloned().collect();
        left.sort_by_key(|label| std::cmp::Reverse(label.len()));
        for label in left {
            let fitting = (0..list.len()).filter(|at| {
                given.get(*at).is_some_and(Option::is_none)
                    && list
                        .get(*at)
                        .zip(members.get(*at))
                        .is_some_and(|(id, own)| fits(kinds.schemas, &label, *id, own))
            });
            let closest = fitting.min_by_key(|at| members.get(*at).map(BTreeSet::len));
            if let Some(slot) = closest.and_then(|at| given.get_mut(at)) {
                *slot = Some(label);
            }
        }
        let mut taken: BTreeSet<String> = given.iter().flatten().cloned().chain(locked).collect();
        given
            .into_iter()
            .zip(fresh)
            .map(|(given, own)| given.unwrap_or_else(|| free(own, &mut taken)))
            .collect()
    }
}

/// What an alternative is called where it never had a name.
fn label(
    kinds: &SchemaKinds<'_, '_>,
    id: SchemaId,
    members: &BTreeSet<String>,
    common: &BTreeMap<&str, usize>,
) -> String {
    let target = kinds.schemas.get(parts::target(kinds.schemas, id));
    if let Some(name) = target.name {
        return plain(name);
    }
    let (owns, _) = parts::expand(kinds.schemas, &parts::parts(kinds.schemas, id).list);
    let properties = owns.iter().flat_map(|own| &kinds.schemas.get(*own).properties);
    let constants = properties.filter_map(|property| {
        match enums::listed(kinds.schemas.get(property.schema))?.as_slice() {
            [only] => Some(format!("{}={}", plain(property.name), plain(&enums::value_text(&only.literal)))),
            _ => None,
        }
    });
    if let Some(constant) = constants.min() {
        return constant;
    }
    if let Some(title) = target.title().filter(|title| title.len() <= 40) {
        return plain(title);
    }
    let kind = match kinds.of(id) {
        SchemaKind::Object => "",
        SchemaKind::Array => "list",
        SchemaKind::Text => "text",
        SchemaKind::Number => "number",
        SchemaKind::Bool => "bool",
        SchemaKind::Null | SchemaKind::Union | SchemaKind::Any => "value",
    };
    let mut names: Vec<&String> = members.iter().collect();
    names.sort_by_key(|name| common.get(name.as_str()).copied().unwrap_or_default());
    names.truncate(TELLING);
    names.sort();
    let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    if names.is_empty() && !kind.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind}({})", names.join(","))
    }
}

/// The members of an alternative, or of the items of one that is a list.
fn plain_members(schemas: &Schemas<'_>, id: SchemaId) -> BTreeSet<String> {
    let (mut owns, _) = parts::expand(schemas, &parts::parts(schemas, id).list);
    if let Some(item) = owns.iter().find_map(|own| schemas.get(*own).items) {
        owns = parts::expand(schemas, &parts::parts(schemas, item).list).0;
    }
    owns.iter().flat_map(|own| &schemas.get(*own).properties).map(|property| plain(property.name)).collect()
}

/// Whether an alternative has all that a label says.
fn fits(schemas: &Schemas<'_>, label: &str, id: SchemaId, members: &BTreeSet<String>) -> bool {
    let label = label.split_once('~').map_or(label, |(label, _)| label);
    let title = schemas.get(parts::target(schemas, id)).title();
    if title.is_some_and(|title| plain(title) == label) {
        return true;
    }
    if let Some((name, value)) = label.split_once('=') {
        let (owns, _) = parts::expand(schemas, &parts::parts(schemas, id).list);
        let mut properties = owns.iter().flat_map(|own| &schemas.get(*own).properties);
        return properties.any(|property| {
            plain(property.name) == name
                && enums::listed(schemas.get(property.schema)).is_some_and(|values| {
                    values.iter().any(|it| plain(&enums::value_text(&it.literal)) == value)
                })
        });
    }
    let Some((_, list)) = label.split_once('(') else { return false };
    let mut names = list.trim_end_matches(')').split(',').filter(|name| !name.is_empty()).peekable();
    names.peek().is_some() && names.all(|name| members.contains(name))
}

fn free(label: String, taken: &mut BTreeSet<String>) -> String {
    if taken.insert(label.clone()) {
        return label;
    }
    let numbered =
        (2u32..).map(|number| format!("{label}~{number}")).find(|label| taken.insert(label.clone()));
    numbered.unwrap_or(label)
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '(' | ')' | ',' | '=' | '~')
}

/// A text of the document within a label.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).take(40).collect()
}
