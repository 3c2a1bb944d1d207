//! Places inside a record that many lines read from: each gets a name, so that a line says what differs.
//!
//! ```text
//! let associations = |name: &str| from.associations.as_ref().and_then(|it| it.get(name));
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::path::{self, Walk};
use crate::emit::names::ident;
use crate::plan::{Path, Reading, Root, Step, StepKind};

/// How often a place is read from before it gets a name.
const OFTEN: usize = 3;

/// What stands for the key of a map while the place is looked for.
const ANY_KEY: &str = "KEY";

/// Names that lines use for something else.
const TAKEN: &[&str] = &[
    "borrow", "copy", "element", "entry", "first", "from", "inside", "it", "item", "key", "list", "name",
    "r", "string", "template", "text", "to", "variant", "w",
];

/// A place that may be missing.
#[derive(Clone)]
pub(super) struct Prefix {
    pub(super) name: String,
    /// From the record; a look-up in a map is of any key.
    steps: Vec<Step>,
    keyed: bool,
}

/// The places that deserve a name in a reading.
pub(super) fn of(context: &Context<'_>, reading: &Reading) -> Vec<Prefix> {
    let mut found: Vec<(usize, Prefix)> = Vec::new();
    for value in reading.fields.iter().filter_map(|field| field.value.as_ref()) {
        value.paths(&mut |path| {
            let Some(prefix) = prefix(path) else { return };
            match found.iter_mut().find(|(_, known)| known.steps == prefix.steps) {
                Some((times, _)) => *times += 1,
                None => found.push((1, prefix)),
            }
        });
    }
    let mut prefixes: Vec<Prefix> = Vec::new();
    for (_, prefix) in found.into_iter().filter(|(times, _)| *times >= OFTEN) {
        let taken = TAKEN.contains(&prefix.name.as_str())
            || reading.lookups.iter().any(|lookup| lookup.name == prefix.name)
            || prefixes.iter().any(|known| known.name == prefix.name);
        if !taken && expression(context, &prefix).is_some() {
            prefixes.push(prefix);
        }
    }
    prefixes
}

/// The part of a path that other paths may share: named properties, and at most one look-up in a map.
fn prefix(path: &Path) -> Option<Prefix> {
    if path.root != Root::Record {
        return None;
    }
    let named = |step: &&Step| matches!(step.kind, StepKind::Field(_) | StepKind::Member(_));
    let end = path.steps.iter().take_while(named).count().min(path.steps.len().checked_sub(1)?);
    let mut steps = path.steps.get(..end)?.to_vec();
    let mut keys = steps.iter_mut().filter_map(|step| match &mut step.kind {
        StepKind::Member(key) => Some(key),
        _ => None,
    });
    let keyed = match (keys.next(), keys.next()) {
        (None, _) => false,
        (Some(key), None) => {
            ANY_KEY.clone_into(key);
            true
        }
        _ => return None,
    };
    let name = match keyed {
        true => steps.first(),
        false => steps.last(),
    };
    let StepKind::Field(field) = &name?.kind else { return None };
    Some(Prefix { name: field.name.clone(), steps, keyed })
}

/// `let address = from.address.as_ref();`
pub(super) fn statement(context: &Context<'_>, prefix: &Prefix) -> Option<TokenStream> {
    let name = ident(&prefix.name);
    let found = expression(context, prefix)?;
    Some(match prefix.keyed {
        true => quote!(let #name = |name: &str| #found;),
        false => quote!(let #name = #found;),
    })
}

fn expression(context: &Context<'_>, prefix: &Prefix) -> Option<TokenStream> {
    let context = Context { prefixes: &[], ..context.clone() };
    let path = Path { root: Root::Record, steps: prefix.steps.clone(), none: Vec::new() };
    let Walk::Found(found) = path::settle(path::walk(&context, &path)) else { return None };
    match prefix.keyed {
        true => found.to_string().replace(&format!("{ANY_KEY:?}"), "name").parse().ok(),
        false => Some(found),
    }
}

/// Where the walk along a path begins, if the place has a name: there, and how many steps that is.
pub(super) fn start(context: &Context<'_>, path: &Path) -> Option<(Walk, usize)> {
    if path.root != Root::Record {
        return None;
    }
    context.prefixes.iter().find_map(|prefix| {
        let steps = path.steps.get(..prefix.steps.len())?;
        let mut at = None;
        let same = steps.iter().zip(&prefix.steps).all(|(step, known)| match (&step.kind, &known.kind) {
            (StepKind::Member(key), StepKind::Member(_)) => {
                at = Some(key);
                step.shape == known.shape
            }
            _ => step == known,
        });
        let name = ident(&prefix.name);
        let found = at.map_or_else(|| quote!(#name), |key| quote!(#name(#key)));
        (same && path.steps.len() > prefix.steps.len()).then(|| (Walk::Found(found), prefix.steps.len()))
    })
}
