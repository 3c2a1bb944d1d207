//! Schemas that are met again in place: by way of an `allOf`, one place is part of another, or of itself. What is met
//! again is one type, whatever the path to it, so that a document has no more places than it has combinations of
//! schemas; and of those, no more are built than [`MetAgain::limit`] says.

use crate::diagnostics::{self, Diagnostic, Place};
use crate::ir::{Kind, Shape, TypeId};
use crate::lower::draft::{NameHints, Occurrence};
use crate::lower::names::lock::Key;
use crate::lower::schemas::build::{Builder, SchemaLocation, Use};
use crate::lower::schemas::parts;
use crate::lower::schemas::schema_location::name_hints;
use crate::resolve::{SchemaId, Schemas};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The schemas that a value has to meet, and whether it is built as one object among several.
type Together = (bool, Vec<SchemaId>);

/// What schemas that are met together became.
pub(crate) struct MetAgain {
    known: FxHashMap<Together, Met>,
    /// Schemas and properties in the combinations that were built.
    built: usize,
    /// How many of these there may be: some, and some times what the document has. Of 62 published documents that were
    /// counted none builds more than 672.
    limit: usize,
    /// Schemas that are raw JSON because of the limit.
    left: Vec<SchemaId>,
}

enum Met {
    /// It is being built; the type by which it refers to itself, if it does.
    Open(Option<TypeId>),
    /// What it became.
    Built(Built),
}

/// What schemas became where they were met first.
#[derive(Clone)]
struct Built {
    found: Use,
    /// Something in it is raw JSON.
    raw: bool,
    /// Where that was.
    first: (Key, usize),
    /// The types that were declared there.
    types: Range<usize>,
}

impl MetAgain {
    pub(crate) fn new(schemas: &Schemas<'_>) -> Self {
        let size: usize = schemas.iter().map(|(_, schema)| 1 + schema.properties.len()).sum();
        Self { known: FxHashMap::default(), built: 0, limit: 2_000 + 8 * size, left: Vec::new() }
    }
}

/// How many places are shown of those that are raw JSON for one cause.
const SHOWN: usize = 3;

impl<'f> Builder<'_, 'f> {
    /// Reports once what the limit left out: the first places, and how many there are.
    pub(crate) fn report_combinations(&mut self) {
        let left = std::mem::take(&mut self.met.left);
        let place = |id: &SchemaId| {
            let node = self.get(*id).node;
            Place::pointer(node.file(), node.pointer())
        };
        let Some((first, others)) = left.split_first() else { return };
        let message = match left.len() {
            1 => "schemas are combined in too many ways to be built one by one: one is raw JSON".to_owned(),
            all => {
                format!("schemas are combined in too many ways to be built one by one: {all} are raw JSON")
            }
        };
        let found = Diagnostic::new(diagnostics::TOO_MANY_COMBINATIONS, message, place(first), "raw JSON");
        let found =
            others.iter().take(SHOWN - 1).fold(found, |found, id| found.label(place(id), "this, too"));
        self.diags.push(match others.len().checked_sub(SHOWN - 1) {
            Some(more) if more > 0 => found.note(format!("and {more} others")),
            _ => found,
        });
    }

    /// Builds what has to meet all of these schemas, once. Met again it is the same; met inside itself, it refers to
    /// itself.
    pub(crate) fn once(
        &mut self,
        object: bool,
        owns: &[SchemaId],
        at: &SchemaLocation<'_>,
        build: impl FnOnce(&mut Self) -> Use,
    ) -> Use {
        let mut together: Together = (object, owns.to_vec());
        together.1.sort_unstable();
        match self.met.known.get(&together) {
            Some(Met::Built(built)) => {
                let built = built.clone();
                self.falls += usize::from(built.raw);
                self.found_here_too(&built, at);
                return built.found;
            }
            Some(Met::Open(Some(itself))) => return Use::of(Shape::Named(*itself)),
            Some(Met::Open(None)) => {
                let def = self.placeholder(owns, name_hints(at), at.key(), true);
                let itself = self.draft.push(def);
                self.met.known.insert(together, Met::Open(Some(itself)));
                return Use::of(Shape::Named(itself));
            }
            None => {}
        }
        let Some(last) = owns.last().copied() else { return build(self) };
        if self.depth > parts::DEPTH {
            let message = "this schema is nested too deeply to be read";
            return self.degrade(last, diagnostics::NESTED_TOO_DEEP, message);
        }
        if owns.len() > 1 {
            self.met.built += owns.iter().map(|id| 1 + self.get(*id).properties.len()).sum::<usize>();
            if self.met.built > self.met.limit {
                if !self.met.left.contains(&last) {
                    self.met.left.push(last);
                }
                return self.raw(last);
            }
        }
        self.met.known.insert(together.clone(), Met::Open(None));
        let (falls, start) = (self.falls, self.draft.len());
        let found = self.deeper(build);
        let built = Built {
            found: found.clone(),
            raw: self.falls > falls,
            first: (at.key(), name_hints(at).steps.len()),
            types: start..self.draft.len(),
        };
        if let Some(Met::Open(Some(itself))) = self.met.known.insert(together, Met::Built(built)) {
            let def = self.draft.get_mut(itself);
            def.kind = Kind::Alias(found.shape.clone());
            def.nullable = found.nullable;
            def.constant.clone_from(&found.constant);
        }
        found
    }

    /// Builds what is one schema deeper than here.
    pub(crate) fn deeper(&mut self, build: impl FnOnce(&mut Self) -> Use) -> Use {
        self.depth += 1;
        let found = build(self);
        self.depth -= 1;
        found
    }

    /// The types that were declared where it was met first have one place more.
    fn found_here_too(&mut self, built: &Built, at: &SchemaLocation<'_>) {
        self.met.built += built.types.len();
        if self.met.built > self.met.limit {
            return;
        }
        let (here, hints) = (at.key(), name_hints(at));
        let (first, steps) = &built.first;
        for index in built.types.clone() {
            let def = self.draft.get_mut(TypeId(u32::try_from(index).unwrap_or(u32::MAX)));
            let moved = |place: &Occurrence| {
                let rest = place.key.within(first)?;
                let inside = place.name_hints.steps.get(*steps..).unwrap_or_default();
                let mut name_hints = NameHints { title: place.name_hints.title.clone(), ..hints.clone() };
                name_hints.steps.extend_from_slice(inside);
                Some(Occurrence { name_hints, origin: place.origin.clone(), key: here.with(rest) })
            };
            let more = def.occurrences.iter().find_map(moved);
            def.occurrences
                .extend(more.filter(|place| !def.occurrences.iter().any(|it| it.key == place.key)));
        }
    }
}
