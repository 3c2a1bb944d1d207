//! Two clients side by side: what code that was written against the one finds in the other, by the way it takes through
//! operations, fields and variants.

use std::collections::{BTreeMap, BTreeSet};
use tributary_codegen::ir::{
    Api, Body, ContentKind, EnumRepr, Kind, Literal, Operation, Payload, Reply, Shape, TypeId,
};
use tributary_codegen::lower::NamesLock;

#[derive(Default)]
pub(crate) struct Comparison {
    /// How many names were looked at.
    pub(crate) names: usize,
    /// Places that are of another kind now: nothing in them can be compared.
    pub(crate) changed: usize,
    pub(crate) renamed: Vec<String>,
    /// For each type, what is found where it was.
    places: BTreeMap<TypeId, BTreeSet<TypeId>>,
    /// The same for the enums of answers, by name.
    replies: BTreeMap<String, BTreeSet<String>>,
}

impl Comparison {
    pub(crate) fn of(before: &Api, after: &Api, lock: &NamesLock) -> Self {
        let mut own = Self::default();
        for operation in &before.operations {
            let same = |it: &&Operation| (&it.method, &it.path) == (&operation.method, &operation.path);
            let mut others = after.operations.iter().filter(same);
            let place = format!("{} {}", operation.method, operation.path);
            match others.clone().find(|it| it.name == operation.name) {
                Some(other) => own.operation(&place, (before, operation), (after, other)),
                None => own.renamed.push(format!(
                    "{place}: the method {} is {:?}",
                    operation.name,
                    others.next().map(|it| &it.name)
                )),
            }
        }
        for header in &before.headers {
            let other = after.headers.iter().find(|it| it.wire.eq_ignore_ascii_case(&header.wire));
            own.name("a header", &header.name, other.map(|it| it.name.as_str()));
        }
        own.types(before, after, lock);
        own
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.names += other.names;
        self.changed += other.changed;
    }

    fn name(&mut self, place: &str, before: &str, after: Option<&str>) {
        self.names += 1;
        if after != Some(before) {
            self.renamed.push(format!("{place}: {before} is {}", after.unwrap_or("not there")));
        }
    }

    fn operation(&mut self, place: &str, before: (&Api, &Operation), after: (&Api, &Operation)) {
        let ((old_api, old), (new_api, new)) = (before, after);
        self.name(place, &old.module, Some(&new.module));
        if let (Some(old), Some(new)) = (&old.params_struct, &new.params_struct) {
            self.name(place, old, Some(new));
        }
        for parameter in &old.parameters {
            let place = format!("{place} ?{}", parameter.wire);
            let mut others = new.parameters.iter();
            let other = others.find(|it| (&it.wire, it.location) == (&parameter.wire, parameter.location));
            self.name(&place, &parameter.name, other.map(|it| it.name.as_str()));
            if let Some(other) = other {
                self.shape(&place, (old_api, &parameter.shape), (new_api, &other.shape));
            }
        }
        if let (Some(old), Some(new)) = (&old.body, &new.body) {
            self.body(&format!("{place} body"), (old_api, old), (new_api, new));
        }
        self.reply(&format!("{place} answers"), (old_api, &old.success), (new_api, &new.success));
        self.reply(&format!("{place} errs"), (old_api, &old.error), (new_api, &new.error));
    }

    fn body(&mut self, place: &str, before: (&Api, &Body), after: (&Api, &Body)) {
        if let (Some(old), Some(new)) = (&before.1.choice, &after.1.choice) {
            self.name(place, old, Some(new));
        }
        for content in &before.1.contents {
            let Some(other) = after.1.contents.iter().find(|it| it.media_type == content.media_type) else {
                self.changed += 1;
                continue;
            };
            if before.1.contents.len() > 1 && after.1.contents.len() > 1 {
                self.name(place, &content.name, Some(&other.name));
            }
            match (&content.kind, &other.kind) {
                (ContentKind::Json(old), ContentKind::Json(new))
                | (ContentKind::Xml(old), ContentKind::Xml(new))
                | (ContentKind::Form { shape: old, .. }, ContentKind::Form { shape: new, .. }) => {
                    self.shape(place, (before.0, old), (after.0, new));
                }
                (
                    ContentKind::Multipart { name: old, parts },
                    ContentKind::Multipart { name: new, parts: others },
                ) => {
                    self.name(place, old, Some(new));
                    for part in parts {
                        let other = others.iter().find(|it| it.field.wire == part.field.wire);
                        self.name(place, &part.field.name, other.map(|it| it.field.name.as_str()));
                        if let Some(other) = other {
                            self.shape(place, (before.0, &part.field.shape), (after.0, &other.field.shape));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn reply(&mut self, place: &str, before: (&Api, &Reply), after: (&Api, &Reply)) {
        match (before.1, after.1) {
            (Reply::One(old), Reply::One(new)) => self.payload(place, (before.0, old), (after.0, new)),
            (Reply::Enum(old), Reply::Enum(new)) => {
                let (old, new) = (&before.0.replies[*old], &after.0.replies[*new]);
                self.replies.entry(old.name.clone()).or_default().insert(new.name.clone());
                for variant in &old.variants {
                    let other = new.variants.iter().find(|it| it.statuses == variant.statuses);
                    self.name(place, &variant.name, other.map(|it| it.name.as_str()));
                    if let Some(other) = other {
                        self.payload(place, (before.0, &variant.payload), (after.0, &other.payload));
                    }
                }
            }
            _ => self.changed += 1,
        }
    }

    fn payload(&mut self, place: &str, before: (&Api, &Payload), after: (&Api, &Payload)) {
        match (before.1, after.1) {
            (Payload::Json(old), Payload::Json(new))
            | (Payload::Xml(old), Payload::Xml(new))
            | (Payload::Events(old), Payload::Events(new))
            | (Payload::JsonLines(old), Payload::JsonLines(new)) => {
                self.shape(place, (before.0, old), (after.0, new));
            }
            _ => {}
        }
    }

    fn shape(&mut self, place: &str, before: (&Api, &Shape), after: (&Api, &Shape)) {
        match (before.1, after.1) {
            (Shape::Nullable(old), new) => self.shape(place, (before.0, old), (after.0, new)),
            (old, Shape::Nullable(new)) => self.shape(place, (before.0, old), (after.0, new)),
            (Shape::List(old), Shape::List(new)) | (Shape::Map(old), Shape::Map(new)) => {
                self.shape(place, (before.0, old), (after.0, new));
            }
            (Shape::Tuple(old), Shape::Tuple(new)) => {
                for (old, new) in old.iter().zip(new) {
                    self.shape(place, (before.0, old), (after.0, new));
                }
            }
            (Shape::Named(old) | Shape::Boxed(old), Shape::Named(new) | Shape::Boxed(new)) => {
                self.named(place, (before.0, *old), (after.0, *new));
            }
            (Shape::Scalar(_) | Shape::Any | Shape::Ref(_), _) => {}
            _ => self.changed += 1,
        }
    }

    fn named(&mut self, place: &str, before: (&Api, TypeId), after: (&Api, TypeId)) {
        let (old, new) = (before.0.types.get(before.1), after.0.types.get(after.1));
        if std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind) {
            self.changed += 1;
            return;
        }
        if !self.places.entry(before.1).or_default().insert(after.1) || old.name != new.name {
            return;
        }
        let place = format!("{} ({place})", old.name);
        match (&old.kind, &new.kind) {
            (Kind::Struct(old), Kind::Struct(new)) => {
                for field in &old.fields {
                    let Some(other) = new.fields.iter().find(|it| it.wire == field.wire) else {
                        self.changed += 1;
                        continue;
                    };
                    self.name(&place, &field.name, Some(&other.name));
                    let place = format!("{}.{}", place, field.wire);
                    self.shape(&place, (before.0, &field.shape), (after.0, &other.shape));
                }
                if let (Some(old), Some(new)) = (&old.extra, &new.extra) {
                    self.name(&place, &old.name, Some(&new.name));
                    self.shape(&place, (before.0, &old.shape), (after.0, &new.shape));
                }
            }
            (Kind::Enum(old), Kind::Enum(new)) if old.repr == new.repr => {
                let text = |literal: &Literal| format!("{literal:?}");
                for member in &old.members {
                    let other = new.members.iter().find(|it| text(&it.wire) == text(&member.wire));
                    self.name(&place, &member.name, other.map(|it| it.name.as_str()));
                }
            }
            (Kind::Enum(old), Kind::Enum(_)) => self.changed += usize::from(old.repr != EnumRepr::Text),
            (Kind::Union(old), Kind::Union(new)) => {
                for variant in &old.variants {
                    let other = new.variants.iter().find(|it| it.name == variant.name);
                    match other {
                        Some(other) => {
                            self.names += 1;
                            self.shape(&place, (before.0, &variant.shape), (after.0, &other.shape));
                        }
                        None if new
                            .variants
                            .iter()
                            .any(|it| alike((before.0, &variant.shape), (after.0, &it.shape))) =>
                        {
                            self.name(&place, &variant.name, None);
                        }
                        None => self.changed += 1,
                    }
                }
            }
            (Kind::Newtype(old), Kind::Newtype(new)) => self.shape(&place, (before.0, old), (after.0, new)),
            _ => {}
        }
    }

    /// Where what was one type has become several, one of them has its name. What is of another kind has none to keep.
    fn types(&mut self, before: &Api, after: &Api, lock: &NamesLock) {
        let names: BTreeMap<&str, TypeId> =
            after.types.iter().map(|(id, def)| (def.name.as_str(), id)).collect();
        for (old, found) in std::mem::take(&mut self.replies) {
            let kept = found.get(&old).or(found.first());
            self.name("an enum of answers", &old, kept.map(String::as_str));
        }
        for (old, found) in std::mem::take(&mut self.places) {
            let old = before.types.get(old);
            self.names += 1;
            if found.iter().any(|new| after.types.get(*new).name == old.name) {
                continue;
            }
            let new: Vec<&str> = found.iter().map(|new| after.types.get(*new).name.as_str()).collect();
            match names.get(old.name.as_str()) {
                // It is elsewhere now: another alternative has made something else of the place where it was.
                Some(id) if is_more(&old.kind, &after.types.get(*id).kind) => self.changed += 1,
                // It is not used any more: what referred to it says more than that now.
                None if component(&old.origin.pointer).is_some_and(|name| !is_type(lock, name)) => {
                    self.changed += 1;
                }
                Some(_) => self.renamed.push(format!("{} is something else; there {new:?} is now", old.name)),
                None => self.renamed.push(format!("{} ({}) is {new:?}", old.name, old.origin.pointer)),
            }
        }
    }
}

/// The component that a pointer leads to.
fn component(pointer: &str) -> Option<&str> {
    let name =
        pointer.strip_prefix("/components/schemas/").or_else(|| pointer.strip_prefix("/definitions/"))?;
    (!name.contains('/')).then_some(name)
}

fn is_type(lock: &NamesLock, component: &str) -> bool {
    let names = lock.types.get(component);
    names.is_some_and(|names| names.contains_key("") || names.contains_key("!sent"))
}

fn alike(before: (&Api, &Shape), after: (&Api, &Shape)) -> bool {
    match (before.1, after.1) {
        (Shape::Named(old) | Shape::Boxed(old), Shape::Named(new) | Shape::Boxed(new)) => {
            before.0.types.get(*old).name == after.0.types.get(*new).name
        }
        (Shape::List(old), Shape::List(new))
        | (Shape::Map(old), Shape::Map(new))
        | (Shape::Nullable(old), Shape::Nullable(new)) => alike((before.0, old), (after.0, new)),
        (Shape::Scalar(old), Shape::Scalar(new)) => old == new,
        _ => false,
    }
}

/// Whether a type has all that another had.
fn is_more(old: &Kind, new: &Kind) -> bool {
    match (old, new) {
        (Kind::Struct(old), Kind::Struct(new)) => {
            old.fields.iter().all(|field| new.fields.iter().any(|it| it.wire == field.wire))
        }
        (Kind::Enum(old), Kind::Enum(new)) => {
            old.members.iter().all(|member| new.members.iter().any(|it| it.name == member.name))
        }
        (Kind::Union(old), Kind::Union(new)) => old.variants.len() <= new.variants.len(),
        (Kind::Newtype(_), Kind::Newtype(_)) => true,
        // Fewer alternatives were there than now.
        (_, Kind::Union(_)) => true,
        _ => false,
    }
}
