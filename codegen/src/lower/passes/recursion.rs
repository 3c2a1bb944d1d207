//! recursion: a type that would contain itself gets a box where it does, and nowhere else.
//!
//! Lists and maps are indirect already. In each cycle of direct containment one link is boxed, an optional field or a
//! union's variant if there is one. A struct that demands itself could never end: that field is made optional.

use crate::diagnostics::{self, Diagnostic, Place};
use crate::ir::{Kind, Shape, TypeId};
use crate::lower::draft::Draft;

/// A direct containment: the field or variant of a type that holds another one by value.
#[derive(Clone, Copy, Debug)]
struct Link {
    to: TypeId,
    /// The field's or variant's index; a newtype has only one.
    index: usize,
    /// Its absence or another variant can end the recursion.
    ends: bool,
}

pub(crate) fn break_cycles(draft: &mut Draft, diags: &mut Vec<Diagnostic>) {
    let links: Vec<Vec<Link>> = draft.iter().map(|(_, def)| links(&def.kind)).collect();
    for component in strong_components(&links) {
        let mut members = component;
        members.sort();
        // What has to be boxed: links inside the component that close a cycle, those that can end it first.
        for id in boxed_links(&members, &links) {
            box_link(draft, id.0, id.1, diags);
        }
    }
}

fn links(kind: &Kind) -> Vec<Link> {
    let mut found = Vec::new();
    match kind {
        Kind::Struct(it) => {
            for (index, field) in it.fields.iter().enumerate() {
                direct(&field.shape, index, !field.required || field.nullable, &mut found);
            }
        }
        Kind::Union(it) => {
            for (index, variant) in it.variants.iter().enumerate() {
                direct(&variant.shape, index, true, &mut found);
            }
        }
        Kind::Newtype(shape) | Kind::Alias(shape) => direct(shape, 0, false, &mut found),
        Kind::Enum(_) => {}
    }
    found
}

fn direct(shape: &Shape, index: usize, ends: bool, found: &mut Vec<Link>) {
    match shape {
        Shape::Named(to) => found.push(Link { to: *to, index, ends }),
        Shape::Nullable(inner) => direct(inner, index, true, found),
        Shape::Tuple(items) => items.iter().for_each(|item| direct(item, index, ends, found)),
        _ => {}
    }
}

/// Tarjan's algorithm, without recursion. Only components that are cycles.
fn strong_components(links: &[Vec<Link>]) -> Vec<Vec<TypeId>> {
    const NEW: usize = usize::MAX;
    let count = links.len();
    let (mut order, mut low, mut on_stack) = (vec![NEW; count], vec![NEW; count], vec![false; count]);
    let (mut stack, mut found, mut next) = (Vec::new(), Vec::new(), 0usize);
    let get = |list: &[usize], at: usize| list.get(at).copied().unwrap_or(NEW);
    let set = |list: &mut [usize], at: usize, value: usize| {
        if let Some(slot) = list.get_mut(at) {
            *slot = value;
        }
    };
    for root in 0..count {
        if get(&order, root) != NEW {
            continue;
        }
        let mut work = vec![(root, 0usize)];
        while let Some((node, child)) = work.pop() {
            if child == 0 {
                set(&mut order, node, next);
                set(&mut low, node, next);
                next += 1;
                stack.push(node);
                if let Some(mark) = on_stack.get_mut(node) {
                    *mark = true;
                }
            }
            match links.get(node).and_then(|links| links.get(child)) {
                Some(link) => {
                    let to = link.to.0 as usize;
                    work.push((node, child + 1));
                    if get(&order, to) == NEW {
                        work.push((to, 0));
                    } else if on_stack.get(to).copied().unwrap_or(false) {
                        let lowest = get(&low, node).min(get(&order, to));
                        set(&mut low, node, lowest);
                    }
                }
                None => {
                    if get(&low, node) == get(&order, node) {
                        let at = stack.iter().rposition(|open| *open == node).unwrap_or_default();
                        let members: Vec<usize> = stack.drain(at..).collect();
                        for member in &members {
                            if let Some(mark) = on_stack.get_mut(*member) {
                                *mark = false;
                            }
                        }
                        let itself = links
                            .get(node)
                            .is_some_and(|own| own.iter().any(|link| link.to.0 as usize == node));
                        if members.len() > 1 || itself {
                            found.push(
                                members.iter().filter_map(|at| u32::try_from(*at).ok().map(TypeId)).collect(),
                            );
                        }
                    }
                    if let Some((parent, _)) = work.last() {
                        let lowest = get(&low, *parent).min(get(&low, node));
                        set(&mut low, *parent, lowest);
                    }
                }
            }
        }
    }
    found
}

/// The links of a component to be boxed so that no cycle is left: first without the links that can end a recursion,
/// then with them, each that would close a cycle.
fn boxed_links(members: &[TypeId], links: &[Vec<Link>]) -> Vec<(TypeId, usize)> {
    let local = |id: TypeId| members.binary_search(&id).ok();
    let mut kept: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    let mut boxed = Vec::new();
    for ends in [false, true] {
        for (holder, id) in members.iter().enumerate() {
            for link in links.get(id.0 as usize).into_iter().flatten().filter(|link| link.ends == ends) {
                let Some(held) = local(link.to) else { continue };
                if leads(&kept, held, holder) {
                    boxed.push((*id, link.index));
                } else if let Some(all) = kept.get_mut(holder) {
                    all.push(held);
                }
            }
        }
    }
    boxed
}

fn leads(kept: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; kept.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if let Some(mark) = seen.get_mut(at)
            && !std::mem::replace(mark, true)
        {
            open.extend(kept.get(at).into_iter().flatten());
        }
    }
    false
}

fn box_link(draft: &mut Draft, id: TypeId, index: usize, diags: &mut Vec<Diagnostic>) {
    let def = draft.get_mut(id);
    let origin = def.origin.clone();
    match &mut def.kind {
        Kind::Struct(it) => {
            let Some(field) = it.fields.get_mut(index) else { return };
            if field.required && !field.nullable && !matches!(field.shape, Shape::Nullable(_)) {
                field.required = false;
                diags.push(Diagnostic::new(
                    diagnostics::ENDLESS,
                    format!("`{}` is required, and leads back to the schema that requires it: no value could ever end", field.wire),
                    Place::pointer(origin.file, origin.pointer),
                    "taken to be optional",
                ));
            }
            in_box(&mut field.shape);
        }
        Kind::Union(it) => {
            if let Some(variant) = it.variants.get_mut(index) {
                in_box(&mut variant.shape);
            }
        }
        Kind::Newtype(shape) | Kind::Alias(shape) => {
            in_box(shape);
            if let Shape::Tuple(items) = shape {
                items.iter_mut().for_each(may_be_null);
                diags.push(Diagnostic::new(
                    diagnostics::ENDLESS,
                    "an item is required, and leads back to the schema that requires it: no value could ever end",
                    Place::pointer(origin.file, origin.pointer),
                    "taken to be `null` where it ends",
                ));
            }
        }
        Kind::Enum(_) => {}
    }
}

/// A boxed item of a tuple can't be left out; it can be null.
fn may_be_null(item: &mut Shape) {
    if let Shape::Boxed(_) = item {
        *item = Shape::Nullable(Box::new(item.clone()));
    }
}

fn in_box(shape: &mut Shape) {
    match shape {
        Shape::Named(id) => *shape = Shape::Boxed(*id),
        Shape::Nullable(inner) => in_box(inner),
        Shape::Tuple(items) => items.iter_mut().for_each(in_box),
        _ => {}
    }
}
