//! From a path to the operations that have it: a tree of segments, in which what is written out goes before what stands in
//! braces.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use tributary_mock_plan::MockPlan;

/// The tree.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    root: Node,
}

#[derive(Debug, Default)]
struct Node {
    fixed: HashMap<String, Node>,
    /// Segments with something in braces, and what they lead to.
    open: Vec<(Segment, Node)>,
    /// Index into the plan's operations, and the names of the path's parameters.
    ends: Vec<(usize, Vec<String>)>,
}

/// A segment with one or more parameters: the texts around them.
#[derive(Debug, PartialEq, Eq)]
struct Segment(Vec<String>);

impl Segment {
    /// The values of its parameters.
    fn values<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, rest) = self.0.split_first()?;
        let mut left = text.strip_prefix(first.as_str())?;
        let mut found = Vec::new();
        for (at, literal) in rest.iter().enumerate() {
            let end = match at + 1 == rest.len() {
                true => {
                    left.len().checked_sub(literal.len()).filter(|end| left.get(*end..) == Some(literal))?
                }
                false => left.find(literal.as_str())?,
            };
            found.push(left.get(..end)?);
            left = left.get(end + literal.len()..)?;
        }
        found.iter().all(|value| !value.is_empty()).then_some(found)
    }
}

/// An operation that has the path, and the values of the path's parameters.
pub(crate) type Found = (usize, Vec<(String, String)>);

impl Routes {
    pub(crate) fn new(plan: &MockPlan) -> Self {
        let mut routes = Self::default();
        for (index, operation) in plan.operations.iter().enumerate() {
            let base = operation.base_path.as_deref().unwrap_or(&plan.base_path);
            routes.add(&format!("{base}{}", operation.path), index);
        }
        routes
    }

    fn add(&mut self, template: &str, index: usize) {
        let mut node = &mut self.root;
        let mut names = Vec::new();
        for text in segments(template) {
            let mut literals = vec![String::new()];
            let mut rest = text;
            while let Some((before, (name, after))) =
                rest.split_once('{').and_then(|(before, inner)| Some((before, inner.split_once('}')?)))
            {
                if let Some(last) = literals.last_mut() {
                    last.push_str(before);
                }
                names.push(name.to_owned());
                literals.push(String::new());
                rest = after;
            }
            if let Some(last) = literals.last_mut() {
                last.push_str(rest);
            }
            node = if literals.len() == 1 {
                node.fixed.entry(text.to_owned()).or_default()
            } else {
                let segment = Segment(literals);
                let at = node.open.iter().position(|(known, _)| *known == segment).unwrap_or_else(|| {
                    node.open.push((segment, Node::default()));
                    node.open.len() - 1
                });
                match node.open.get_mut(at) {
                    Some((_, node)) => node,
                    None => return,
                }
            };
        }
        node.ends.push((index, names));
    }

    /// Every operation that has the path, of whatever method.
    pub(crate) fn find(&self, path: &str) -> Vec<Found> {
        let segments: Vec<_> = segments(path).collect();
        let mut values = Vec::new();
        walk(&self.root, &segments, &mut values).map_or_else(Vec::new, |node| {
            let ends = node.ends.iter();
            let decoded = |text: &&str| percent_decode_str(text).decode_utf8_lossy().into_owned();
            ends.map(|(index, names)| {
                (*index, names.iter().cloned().zip(values.iter().map(decoded)).collect())
            })
            .collect()
        })
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_start_matches('/').split('/')
}

fn walk<'n, 'p>(node: &'n Node, segments: &[&'p str], values: &mut Vec<&'p str>) -> Option<&'n Node> {
    let Some((first, rest)) = segments.split_first() else { return (!node.ends.is_empty()).then_some(node) };
    if let Some(found) = node.fixed.get(*first).and_then(|next| walk(next, rest, values)) {
        return Some(found);
    }
    node.open.iter().find_map(|(segment, next)| {
        let before = values.len();
        values.extend(segment.values(first)?);
        let found = walk(next, rest, values);
        if found.is_none() {
            values.truncate(before);
        }
        found
    })
}
