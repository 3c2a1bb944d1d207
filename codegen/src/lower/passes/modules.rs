//! modules: which file of `types/` each type is written to: its tag's if only that tag's operations use it, or else
//! `shared`. A file that would become too long is split by the first letters of its types' names.

use crate::ir::{Kind, SHARED_MODULE, TypeId};
use crate::lower::draft::Draft;
use crate::lower::passes::read_write_split::reached;
use std::collections::BTreeMap;

/// A file of types is split when they have more members than this, each being a few lines of code.
const FULL: usize = 400;

/// The module of each type, given the types that each module's operations use directly and the types' names.
pub(crate) fn assign(
    draft: &Draft,
    kept: &[TypeId],
    roots: &BTreeMap<String, Vec<TypeId>>,
    name: &dyn Fn(TypeId) -> String,
) -> BTreeMap<TypeId, String> {
    let mut owner: BTreeMap<TypeId, &str> = BTreeMap::new();
    for (module, roots) in roots {
        let mark = reached(draft, roots);
        for id in kept.iter().filter(|id| mark.get(id.0 as usize).copied().unwrap_or(false)) {
            owner.entry(*id).and_modify(|known| *known = SHARED_MODULE).or_insert(module);
        }
    }
    let mut weights: BTreeMap<&str, usize> = BTreeMap::new();
    for id in kept {
        *weights.entry(owner.get(id).copied().unwrap_or(SHARED_MODULE)).or_default() +=
            weight(&draft.get(*id).kind);
    }
    kept.iter()
        .map(|id| {
            let module = owner.get(id).copied().unwrap_or(SHARED_MODULE);
            let full = weights.get(module).copied().unwrap_or_default() / FULL;
            (*id, split(module, full, &name(*id)))
        })
        .collect()
}

fn weight(kind: &Kind) -> usize {
    2 + match kind {
        Kind::Struct(it) => it.fields.len(),
        Kind::Enum(it) => it.members.len() / 2,
        Kind::Union(it) => it.variants.len(),
        Kind::Newtype(_) | Kind::Alias(_) => 0,
    }
}

/// Into four files, or into one a letter: few steps, so that a growing document rarely moves a type.
fn split(module: &str, full: usize, name: &str) -> String {
    let letter = name.chars().next().unwrap_or('a').to_ascii_lowercase();
    match full {
        0 | 1 => module.to_owned(),
        2..=7 => {
            let range = match letter {
                'a'..='c' => "a_c",
                'd'..='l' => "d_l",
                'm'..='r' => "m_r",
                _ => "s_z",
            };
            format!("{module}_{range}")
        }
        _ => format!("{module}_{letter}"),
    }
}
