//! Which alternative of a union before is which one now: by meaning, never by order.
//!
//! Tried in turn, each over what is left: the discriminator's value, the component, the title, what the schemas allow, the
//! properties they share, and last the only one on each side.

use super::keywords::type_words;
use super::rules::canonical;
use super::view::{View, Views};
use crate::parse::Node;
use crate::resolve::SchemaId;
use std::rc::Rc;

/// The alternatives of two unions, matched.
pub(super) struct Matched {
    pub(super) pairs: Vec<(SchemaId, SchemaId)>,
    pub(super) removed: Vec<SchemaId>,
    pub(super) added: Vec<SchemaId>,
}

/// The share of properties from which two alternatives are the same one, changed.
const ALIKE: f64 = 0.5;

pub(super) fn matched<'f>(
    old: &mut Views<'_, 'f>,
    (old_union, before): (&Rc<View<'f>>, &[SchemaId]),
    new: &mut Views<'_, 'f>,
    (new_union, after): (&Rc<View<'f>>, &[SchemaId]),
) -> Matched {
    let mut gone: Vec<SchemaId> = before.to_vec();
    let mut come: Vec<SchemaId> = after.to_vec();
    let mut pairs = Vec::new();
    for criterion in 0..4 {
        let keys =
            |views: &mut Views<'_, 'f>, union: &Rc<View<'f>>, list: &[SchemaId]| -> Vec<Option<String>> {
                list.iter()
                    .map(|id| match criterion {
                        0 => tag(views, union, *id),
                        1 => views.name(*id).map(str::to_owned),
                        2 => views.schemas.get(views.target(*id)).title().map(str::to_owned),
                        _ => Some(outline(views, *id)),
                    })
                    .collect()
            };
        let (was, is) = (keys(old, old_union, &gone), keys(new, new_union, &come));
        let mut taken = Vec::new();
        for (index, key) in was.iter().enumerate() {
            let at = is.iter().enumerate().position(|(at, other)| {
                key.is_some() && other == key && !taken.iter().any(|(_, used)| *used == at)
            });
            taken.extend(at.map(|at| (index, at)));
        }
        take(&taken, &mut gone, &mut come, &mut pairs);
    }
    // What is left may have been changed: the pairs that share most go first.
    let mut scores = Vec::new();
    for (index, before) in gone.iter().enumerate() {
        for (at, after) in come.iter().enumerate() {
            let score = likeness(&old.view(*before), &new.view(*after));
            if score >= ALIKE {
                scores.push((score, index, at));
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for (_, index, at) in scores {
        if !taken.iter().any(|(one, other)| *one == index || *other == at) {
            taken.push((index, at));
        }
    }
    take(&taken, &mut gone, &mut come, &mut pairs);
    Matched { pairs, removed: gone, added: come }
}

/// Moves what was matched out of the lists.
fn take(
    taken: &[(usize, usize)],
    gone: &mut Vec<SchemaId>,
    come: &mut Vec<SchemaId>,
    pairs: &mut Vec<(SchemaId, SchemaId)>,
) {
    let matched = taken.iter().filter_map(|(index, at)| Some((*gone.get(*index)?, *come.get(*at)?)));
    pairs.extend(matched.collect::<Vec<_>>());
    let left = |list: &[SchemaId], used: &dyn Fn(usize) -> bool| {
        list.iter().enumerate().filter(|(index, _)| !used(*index)).map(|(_, id)| *id).collect::<Vec<_>>()
    };
    *gone = left(gone, &|index| taken.iter().any(|(one, _)| *one == index));
    *come = left(come, &|at| taken.iter().any(|(_, other)| *other == at));
}

/// The value of the discriminator that stands for an alternative, by its mapping or by a constant.
fn tag<'f>(views: &mut Views<'_, 'f>, union: &Rc<View<'f>>, id: SchemaId) -> Option<String> {
    let (property, mapping) = union.discriminator.as_ref()?;
    let target = views.target(id);
    let mapped = mapping.iter().find(|(_, to)| views.target(*to) == target);
    if let Some((value, _)) = mapped {
        return Some((*value).to_owned());
    }
    let stated = *views.view(id).properties.get(property)?;
    let view = views.view(stated);
    let constant = view.constant.or_else(|| match view.values.as_deref() {
        Some([only]) => Some(*only),
        _ => None,
    });
    constant.and_then(|constant| constant.as_text()).map(str::to_owned)
}

/// What a schema allows, two levels deep, as text.
fn outline(views: &mut Views<'_, '_>, id: SchemaId) -> String {
    let view = views.view(id);
    let mut text = head(&view);
    let mut properties: Vec<(&str, SchemaId)> =
        view.properties.iter().map(|(name, id)| (*name, *id)).collect();
    properties.sort_by_key(|(name, _)| *name);
    for (name, id) in properties {
        let required = if view.required.contains(name) { "!" } else { "" };
        text += &format!("{name}{required}:{};", head(&views.view(id)));
    }
    if let Some(items) = view.items {
        text += &format!("[{}]", head(&views.view(items)));
    }
    text
}

fn head(view: &View<'_>) -> String {
    let mut values: Vec<String> = view.values.iter().flatten().map(|it| canonical(*it)).collect();
    values.sort();
    format!(
        "{} {:?} {} {:?} {}",
        type_words(view.kinds()),
        view.format,
        values.join("|"),
        view.constant.map(canonical),
        view.unions.len()
    )
}

/// How much two schemas have in common, from 0 to 1.
fn likeness(old: &View<'_>, new: &View<'_>) -> f64 {
    if old.kinds() != new.kinds() || old.values.is_some() != new.values.is_some() {
        return 0.0;
    }
    let shared = old.properties.keys().filter(|name| new.properties.contains_key(*name)).count();
    match old.properties.len() + new.properties.len() - shared {
        0 => 1.0,
        all => shared as f64 / all as f64,
    }
}

/// A schema of another one in words: its component, its title, or its types. The other itself has no name of its own there.
pub(super) fn shown(views: &mut Views<'_, '_>, id: SchemaId, of: Node<'_>) -> String {
    let target = views.schemas.get(views.target(id));
    if target.node != of
        && let Some(name) = views.name(id).or_else(|| views.schemas.get(id).title())
    {
        return format!("`{name}`");
    }
    let view = views.view(id);
    match &view.format {
        Some(format) => format!("{} ({format})", type_words(view.kinds())),
        None => type_words(view.kinds()),
    }
}
