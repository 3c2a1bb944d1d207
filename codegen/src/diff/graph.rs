//! The graph of schema pairs: which schema before became which schema now, what differs between the two, and through
//! which steps one pair leads to the next. Each pair is compared once, however many operations reach it.

use super::alternatives;
use super::change::Direction;
use super::keywords;
use super::kinds::Kind;
use super::view::{View, Views};
use crate::parse::Node;
use crate::resolve::{Additional, SchemaId, Schemas};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A step from a value to one inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Step<'f> {
    Property(&'f str),
    /// Any item of a list.
    Item,
    /// A property that the schema does not name.
    Rest,
    /// The same value, as one of the alternatives.
    Alternative,
}

/// A difference between the two schemas of a pair.
#[derive(Clone, Debug)]
pub(super) struct Found<'f> {
    pub(super) kind: Kind,
    pub(super) was: String,
    pub(super) is: String,
    pub(super) old: Option<Node<'f>>,
    pub(super) new: Option<Node<'f>>,
    /// The value inside, if it is about that and not about the value itself.
    pub(super) step: Option<Step<'f>>,
}

#[derive(Debug)]
pub(super) struct Pair<'f> {
    old: SchemaId,
    new: SchemaId,
    pub(super) direction: Direction,
    pub(super) found: Vec<Found<'f>>,
    pub(super) edges: Vec<(Step<'f>, usize)>,
}

pub(super) struct Graph<'d, 'f> {
    pub(super) old: Views<'d, 'f>,
    pub(super) new: Views<'d, 'f>,
    ids: FxHashMap<(SchemaId, SchemaId, Direction), usize>,
    pub(super) pairs: Vec<Pair<'f>>,
}

impl<'d, 'f> Graph<'d, 'f> {
    pub(super) fn new(old: &'d Schemas<'f>, new: &'d Schemas<'f>) -> Self {
        Self { old: Views::new(old), new: Views::new(new), ids: FxHashMap::default(), pairs: Vec::new() }
    }

    /// The pair of two schemas, to be compared by [`Graph::compare`].
    pub(super) fn pair(&mut self, old: SchemaId, new: SchemaId, direction: Direction) -> usize {
        let (old, new) = (self.old.target(old), self.new.target(new));
        let fresh = self.pairs.len();
        let index = *self.ids.entry((old, new, direction)).or_insert(fresh);
        if index == fresh {
            self.pairs.push(Pair { old, new, direction, found: Vec::new(), edges: Vec::new() });
        }
        index
    }

    /// Compares every pair there is, and those that they lead to.
    pub(super) fn compare(&mut self) {
        let mut next = 0;
        while let Some(pair) = self.pairs.get(next) {
            let (old, new, direction) = (pair.old, pair.new, pair.direction);
            let mut comparison = Comparison { graph: self, direction, found: Vec::new(), edges: Vec::new() };
            comparison.schemas(old, new);
            let Comparison { found, edges, .. } = comparison;
            if let Some(pair) = self.pairs.get_mut(next) {
                (pair.found, pair.edges) = (found, edges);
            }
            next += 1;
        }
    }
}

/// The comparison of one pair.
struct Comparison<'g, 'd, 'f> {
    graph: &'g mut Graph<'d, 'f>,
    direction: Direction,
    found: Vec<Found<'f>>,
    edges: Vec<(Step<'f>, usize)>,
}

impl<'f> Comparison<'_, '_, 'f> {
    fn schemas(&mut self, old_id: SchemaId, new_id: SchemaId) {
        let (old, new) = (self.graph.old.view(old_id), self.graph.new.view(new_id));
        let mut alternatives =
            [(old_id, &old), (new_id, &new)].map(|(id, view)| match view.unions.as_slice() {
                [] => (vec![id], false),
                unions => (unions.concat(), true),
            });
        if let [(before, was_union), (after, is_union)] = &mut alternatives
            && (*was_union || *is_union)
        {
            // A schema of any value is no alternative of its own.
            let anything = [(&old, *was_union), (&new, *is_union)]
                .map(|(view, union)| !union && view.kinds().is_empty() && view.values.is_none());
            if anything == [false, false] {
                let (before, after) = (std::mem::take(before), std::mem::take(after));
                self.unions((&old, &before), (&new, &after));
                if !(*was_union && *is_union) {
                    self.found.extend(keywords::remarks(&old, &new));
                    return;
                }
            } else if anything != [true, true] {
                let several = |list: &[SchemaId]| format!("one of {} alternatives", list.len());
                let any = || "anything".to_owned();
                let (kind, was, is) = match *is_union {
                    true => (Kind::TypeNarrowed, any(), several(after)),
                    false => (Kind::TypeWidened, several(before), any()),
                };
                self.found.push(Found {
                    kind,
                    was,
                    is,
                    old: Some(old.node),
                    new: Some(new.node),
                    step: None,
                });
            }
        }
        self.found.extend(keywords::remarks(&old, &new));
        let values = keywords::values(&old, &new);
        let other = values.iter().any(|found| found.kind == Kind::TypeChanged);
        self.found.extend(values);
        if !other {
            self.objects(&old, &new);
            self.lists(&old, &new);
        }
    }

    fn edge(&mut self, step: Step<'f>, old: SchemaId, new: SchemaId) {
        let to = self.graph.pair(old, new, self.direction);
        self.edges.push((step, to));
    }

    fn unions(&mut self, old: (&Rc<View<'f>>, &[SchemaId]), new: (&Rc<View<'f>>, &[SchemaId])) {
        let matched = alternatives::matched(&mut self.graph.old, old, &mut self.graph.new, new);
        for (old, new) in matched.pairs {
            self.edge(Step::Alternative, old, new);
        }
        let note = |kind, was, is, old, new| Found { kind, was, is, old, new, step: None };
        for gone in matched.removed {
            let shown = alternatives::shown(&mut self.graph.old, gone, old.0.node);
            self.found.push(note(
                Kind::AlternativeRemoved,
                shown,
                String::new(),
                Some(old.0.node),
                Some(new.0.node),
            ));
        }
        for added in matched.added {
            let shown = alternatives::shown(&mut self.graph.new, added, new.0.node);
            self.found.push(note(
                Kind::AlternativeAdded,
                String::new(),
                shown,
                Some(old.0.node),
                Some(new.0.node),
            ));
        }
        if let (Some((was, _)), Some((is, _))) = (&old.0.discriminator, &new.0.discriminator)
            && was != is
        {
            let (was, is) = (format!("`{was}`"), format!("`{is}`"));
            self.found.push(note(Kind::DiscriminatorChanged, was, is, Some(old.0.node), Some(new.0.node)));
        }
    }

    fn objects(&mut self, old: &View<'f>, new: &View<'f>) {
        let note = |kind, name, old, new| Found {
            kind,
            was: String::new(),
            is: String::new(),
            old,
            new,
            step: Some(Step::Property(name)),
        };
        for (name, before) in &old.properties {
            let was = self.graph.old.view(*before);
            let was_hidden = was.is_hidden(self.direction);
            let before_node = self.graph.old.schemas.get(*before).node;
            let Some(after) = new.properties.get(name) else {
                if !was_hidden {
                    self.found.push(note(Kind::PropertyRemoved, name, Some(before_node), None));
                }
                continue;
            };
            let is = self.graph.new.view(*after);
            let after_node = self.graph.new.schemas.get(*after).node;
            let changed = |kind| note(kind, name, Some(before_node), Some(after_node));
            match (was_hidden, is.is_hidden(self.direction), self.direction) {
                (true, true, _) => {}
                (false, true, Direction::Request) => self.found.push(changed(Kind::BecameReadOnly)),
                (false, true, Direction::Response) => self.found.push(changed(Kind::BecameWriteOnly)),
                (true, false, Direction::Request) => self.found.push(changed(Kind::NoLongerReadOnly)),
                (true, false, Direction::Response) => self.found.push(changed(Kind::NoLongerWriteOnly)),
                (false, false, _) => {
                    match (old.required.contains(name), new.required.contains(name)) {
                        (false, true) => self.found.push(changed(Kind::BecameRequired)),
                        (true, false) => self.found.push(changed(Kind::BecameOptional)),
                        _ => {}
                    }
                    self.edge(Step::Property(name), *before, *after);
                }
            }
        }
        for (name, after) in new.properties.iter().filter(|(name, _)| !old.properties.contains_key(*name)) {
            let is = self.graph.new.view(*after);
            let after_node = self.graph.new.schemas.get(*after).node;
            if !is.is_hidden(self.direction) {
                let required = new.required.contains(name);
                let kind = if required { Kind::PropertyRequired } else { Kind::PropertyAdded };
                self.found.push(note(kind, name, None, Some(after_node)));
            }
        }
        // What is required of properties that no schema describes.
        let undescribed =
            |name: &&&str| !old.properties.contains_key(**name) && !new.properties.contains_key(**name);
        for name in new.required.difference(&old.required).filter(undescribed) {
            self.found.push(note(Kind::BecameRequired, name, Some(old.node), Some(new.node)));
        }
        for name in old.required.difference(&new.required).filter(undescribed) {
            // No reader has a place for it.
            let (was, is) = (format!("`{name}` required"), format!("no `{name}` required"));
            let (old, new) = (Some(old.node), Some(new.node));
            self.found.push(Found { kind: Kind::RuleLoosened, was, is, old, new, step: None });
        }
        self.others(old, new);
    }

    /// Properties that the schemas do not name.
    fn others(&mut self, old: &View<'f>, new: &View<'f>) {
        let kind = match (old.additional, new.additional) {
            (Additional::Schema(before), Additional::Schema(after)) => {
                return self.edge(Step::Rest, before, after);
            }
            (Additional::Forbidden, Additional::Forbidden) => return,
            (Additional::Forbidden, _) => Kind::OthersAllowed,
            (_, Additional::Forbidden) => Kind::OthersForbidden,
            (Additional::Schema(_), _) => Kind::OthersUntyped,
            (_, Additional::Schema(_)) => Kind::OthersTyped,
            _ => return,
        };
        let (was, is) = (String::new(), String::new());
        self.found.push(Found {
            kind,
            was,
            is,
            old: Some(old.node),
            new: Some(new.node),
            step: Some(Step::Rest),
        });
    }

    fn lists(&mut self, old: &View<'f>, new: &View<'f>) {
        for (before, after) in old.prefix_items.iter().zip(&new.prefix_items) {
            self.edge(Step::Item, *before, *after);
        }
        let note = |kind, was: String, is: String, step| Found {
            kind,
            was,
            is,
            old: Some(old.node),
            new: Some(new.node),
            step,
        };
        let (was, is) = (old.prefix_items.len(), new.prefix_items.len());
        if was != is {
            let shown = |count| format!("{count} items of their own types");
            self.found.push(note(Kind::RuleChanged, shown(was), shown(is), None));
        }
        match (old.items, new.items) {
            (Some(before), Some(after)) => self.edge(Step::Item, before, after),
            (Some(before), None) => {
                let shown = alternatives::shown(&mut self.graph.old, before, old.node);
                self.found.push(note(Kind::TypeWidened, shown, "any item".to_owned(), Some(Step::Item)));
            }
            (None, Some(after)) => {
                let shown = alternatives::shown(&mut self.graph.new, after, new.node);
                self.found.push(note(Kind::TypeNarrowed, "any item".to_owned(), shown, Some(Step::Item)));
            }
            (None, None) => {}
        }
    }
}
