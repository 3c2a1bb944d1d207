//! Discriminators, and circles of schemas that are nothing but each other.

use super::reader::{Form, Reader, place};
use super::schema::{Discriminator, SchemaId};
use crate::diagnostics::{Diagnostic, catalogue};
use crate::parse::{Node, NodeKind};

impl<'f> Reader<'f, '_> {
    /// An object since 3.0, the name of a property before.
    pub(super) fn discriminator(&mut self, stated: Node<'f>) -> Option<Discriminator<'f>> {
        match stated.kind() {
            NodeKind::Text(property) => Some(Discriminator { property, ..Discriminator::default() }),
            NodeKind::Object => {
                let Some(property) = self.text(stated, "propertyName") else {
                    self.wrong(stated, "a discriminator with a `propertyName`");
                    return None;
                };
                let mapped = self.object(stated, "mapping");
                let mut mapping = Vec::new();
                for (value, target) in mapped.into_iter().flat_map(Node::members) {
                    mapping.extend(self.mapped(target).map(|schema| (value, schema)));
                }
                let default = stated.get("defaultMapping").and_then(|target| self.mapped(target));
                Some(Discriminator { property, mapping, default })
            }
            NodeKind::Null => None,
            _ => {
                self.wrong(stated, "a discriminator object");
                None
            }
        }
    }

    /// A mapping's value: a schema's name, or a reference.
    fn mapped(&mut self, target: Node<'f>) -> Option<SchemaId> {
        // Some write the reference as an object.
        let text = self.as_text(target.get("$ref").unwrap_or(target))?;
        let by_name = if text.contains(['/', '#']) { None } else { self.by_name(target, text) };
        let found = by_name.or_else(|| self.quiet_target(target, text));
        let last = text.rsplit('/').next().unwrap_or_default();
        let Some(schema) = found.or_else(|| self.by_name(target, last)).filter(|node| node.is_object())
        else {
            let message = format!("`{text}` is neither a schema's name nor a reference to one");
            self.report(Diagnostic::new(catalogue::MAPPING_NOWHERE, message, place(target), "leads nowhere"));
            return None;
        };
        Some(self.schema(schema, Form::Schema))
    }

    /// Cuts references and `allOf`s that lead back to where they start with no other schema between: such a schema says
    /// nothing, and following it would never end.
    pub(super) fn cut_circles(&mut self) {
        let mut marks = vec![Mark::New; self.schemas.len()];
        for start in 0..self.schemas.len() {
            self.cut_from(SchemaId(start as u32), &mut marks);
        }
    }

    /// Depth first, with a stack of its own.
    fn cut_from(&mut self, start: SchemaId, marks: &mut [Mark]) {
        let mut path = vec![(start, 0)];
        while let Some((id, edge)) = path.pop() {
            let Some(mark) = marks.get_mut(id.0 as usize) else { continue };
            if edge == 0 && *mark == Mark::Done {
                continue;
            }
            *mark = Mark::Open;
            let Some(next) = self.edge(id, edge) else {
                *mark = Mark::Done;
                continue;
            };
            match marks.get(next.0 as usize) {
                Some(Mark::Open) => {
                    let node = self.schemas.get(id).node;
                    let others = path.iter().rev().take_while(|(at, _)| *at != next);
                    // of what is open, the edge after the one that is followed is kept
                    let first = path.iter().rev().find(|(at, _)| *at == next);
                    let mut circle = others.chain(first).map(|(at, after)| (*at, after.saturating_sub(1)));
                    match self.is_part(id, edge) || circle.any(|(at, edge)| self.is_part(at, edge)) {
                        true => self.part_of_itself(node),
                        false => self.circle(node),
                    }
                    self.cut(id, edge);
                    path.push((id, edge));
                }
                Some(Mark::New) => path.extend([(id, edge + 1), (next, 0)]),
                _ => path.push((id, edge + 1)),
            }
        }
    }

    /// What a schema is besides itself: its reference, then its `allOf`.
    fn edge(&self, id: SchemaId, edge: usize) -> Option<SchemaId> {
        let schema = self.schemas.get(id);
        let all = schema.reference.iter().chain(&*schema.all_of);
        all.copied().nth(edge)
    }

    /// Whether an edge is one of the `allOf`.
    fn is_part(&self, id: SchemaId, edge: usize) -> bool {
        edge >= usize::from(self.schemas.get(id).reference.is_some())
    }

    fn cut(&mut self, id: SchemaId, edge: usize) {
        let schema = self.schemas.get_mut(id);
        let all_of_edge = match schema.reference {
            Some(_) if edge == 0 => {
                schema.reference = None;
                schema.broken = true;
                return;
            }
            Some(_) => edge - 1,
            None => edge,
        };
        let mut at = 0;
        let mut kept = schema.all_of.to_vec();
        kept.retain(|_| {
            at += 1;
            at - 1 != all_of_edge
        });
        schema.all_of = kept.into();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}
